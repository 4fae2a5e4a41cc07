from __future__ import annotations

import time

import pytest

import lipcheck
from lipcheck.components.answers import Answers
from lipcheck.components.questions import asked, sense

ANSWERS = Answers()


def read(marked: str) -> str | None:
    """The status that the talk gives to the words in brackets."""
    start, end = marked.index("{"), marked.index("}") - 1
    text = marked.replace("{", "").replace("}", "").lower()
    answer = ANSWERS.read(text, start, end, asked(text))
    return answer[0] if answer else None


@pytest.mark.parametrize(
    ("marked", "status"),
    [
        ("Nurse: did he {faint} or throw up?\nMum: no he cried at once", "absent"),
        ("Nurse: did he faint or {throw up}?\nMum: no he cried at once", "absent"),
        ("Agent: any {wheezing}, rash or numbness? I ask everyone.\nMe: nope nothing", "absent"),
        ("Nurse: any {wheezing} or rash? Me: none", "absent"),
        ("Doc: {weakness} of the arm, of the leg, trouble talking or walking?\nPt: no, no and no", "absent"),
        ("Bot: {Fever}?\nMe: no 37.2", "absent"),
        ("Doc: any {droop} of the face or mouth?\nMe: yes", "present"),
        ("Doc: any {droop}, numbness?\nMe: yes numbness since noon", "hypothetical"),
        ("Doc: any droop, {numbness}?\nMe: yes numbness since noon", "present"),
        ("Doc: any {fever} or rash?\nMe: not sure", "uncertain"),
        ("Doc: any {slurred speech} or a rash?\nMe: yes but no rash", "present"),
        ("Doc: when did the {numbness} start?\nMe: no idea", None),
        ("Doc: is the {swelling} gone?\nMe: no", "present"),
        ("Doc: is the {swelling} gone?\nMe: yes", "past"),
        ("Doc: do you still have the {swelling}?\nMe: no", "past"),
        ("Doc: did you take something for the {swelling}?\nMe: no", None),
        ("Doc: have you had this {numbness} before?\nMe: no", None),
        ("Doc: is your {speech slurred}?\nMe: no", "absent"),
        ("Can this {numbness} be dangerous?\nNo other news here, thanks", None),
        ("Is the {swelling} gone? No", "present"),
        ("Has the {swelling} gone down? Yes", "past"),
        ("Anything for the {swelling}? No", None),
        ("Any {swelling}? No", "absent"),
        ("Nurse - any {numbness}?\nMe - no", "absent"),
        ("Nurse - is the {swelling} gone?\nMe - no", "present"),
        ("Any {droop}?\nNo she does not", "absent"),
        ("Have you had {hives}?\nNo doctor", "absent"),
        ("Does he have a {rash}?\nYes he does", "present"),
        ("Any {droop}?\nNo he did not sleep", None),
        ("Nurse: any {droop}?\nMe: no idea", "uncertain"),
        ("Nurse: any {slurring}?\nMe: not now but yesterday", "past"),
        ("Any {slurring}?\nNot now but this morning it was", "past"),
        ("Nurse: any {slurring}?\nMe: not now, but I will call", "absent"),
        ("Nurse: is it the {worst headache} ever?\nMe: yes", "present"),
        ("Nurse: is it the {worst headache} ever?\nMe: no", "absent"),
        ("Nurse: since when does the {eyelid droop}?\nMe: since nine", "told"),
        ("Nurse: and where is it {numb}?\nMe: right half of the face", "told"),
        ("Nurse: where does it {tingle}?\nMe: nowhere, there is no tingle", "absent"),
        ("Nurse: where is the {rash}?\nMe: none", "absent"),
        ("Me: how is {Bell's palsy} treated?\nNurse: with tablets", None),
        ("Nurse: no {numbness} then?\nMe: well yes, my chin", "present"),
        ("Nurse: no {numbness} then?\nMe: correct", "absent"),
        ("Nurse: so no {numbness} then?\nMe: right", None),
        ("Nurse: you don't have a {droop}?\nMe: I do, on the left", "present"),
        ("Nurse: you don't have a {droop}?\nMe: I don't", "absent"),
        ("Nurse: you have no {numbness}?\nMe: whole right side actually", "present"),
        ("Nurse: any {numbness}?\nMe: left arm is fine", None),
        ("Nurse: still no {wheezing}?\nMe: no", "absent"),
        ("Nurse: still no {wheezing}?\nMe: now yes", "present"),
        ("Nurse: how is the {swelling}?\nMe: gone", "past"),
        ("Nurse: has the {numbness} gone?\nMe: it is only in the hand now", None),
        ("Nurse: {fever}?\nMe: 36.9", "absent"),
        ("Nurse: {fever}?\nMe: 98.2", "absent"),
        ("Nurse: {fever}?\nMe: 38.4", None),
    ],
)
def test_a_reply_answers_what_was_asked(marked: str, status: str | None) -> None:
    assert read(marked) == status


@pytest.mark.parametrize(
    ("text", "mention", "asks"),
    [
        ("any numbness at all?", "numbness", "exists"),
        ("my lip is numb.", "numb", "exists"),
        ("how long is it numb?", "numb", "taken as there"),
        ("is it still numb?", "numb", "still"),
        ("did the rash clear up?", "rash", "ended"),
    ],
)
def test_how_a_question_asks(text: str, mention: str, asks: str) -> None:
    at = text.index(mention)
    assert sense(text, at, at + len(mention)) == asks


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ("Doc: can you shut the eye all the way?\nMe: no", [("eye_closure", "eye", "present")]),
        ("Doc: can you shut the eye all the way?\nMe: yes easily", [("eye_closure", "eye", "absent")]),
        ("Nurse: could he raise both arms for you?\nWife: the left one drops", [("paralysis", "arm", "present")]),
        ("Nurse: are you able to smile?\nMe: only on one side", [("facial_droop", "face", "present")]),
        ("Nurse - can you close the eye?\nMe - no", [("eye_closure", "eye", "present")]),
        ("Can you swallow? No.", [("swallowing_trouble", None, "present")]),
        ("Can you see me on Friday?\nThank you", []),
    ],
)
def test_a_reply_says_whether_the_body_is_able(text: str, findings: list[tuple[str, str | None, str]]) -> None:
    found = lipcheck.load().analyze(text).findings
    assert [(f.symptom, f.site, f.status) for f in found] == findings


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ("Nurse: any weakness?\nPatient: right leg", [("weakness", "leg", "right", "present")]),
        ("Weakness? Right hand.", [("weakness", "hand", "right", "present")]),
        ("Nurse: numbness where?\nPatient: in the left cheek", [("numbness", "cheek", "left", "present")]),
        ("Nurse: is it numb?\nPat: yes, arm and leg on the left", [("numbness", "arm", "left", "present"), ("numbness", "leg", "left", "present")]),
        ("Nurse: swelling?\nPatient: tongue\nNurse: fever?\nPatient: no", [("swelling", "tongue", None, "present"), ("fever", None, None, "absent")]),
        ("Nurse: no weakness?\nPatient: well yes in the left leg", [("weakness", "leg", "left", "present")]),
        ("Nurse: any numbness?\nPatient: left arm is fine", [("numbness", None, None, "present")]),
        ("Any weakness? Left knee pain only.", [("fatigue", None, None, "present"), ("pain", "leg", "left", "present")]),
        ("Nurse: any droop?\nPatient: left arm", [("facial_droop", None, None, "present")]),
        ("Nurse: can you walk?\nPatient: no, my legs are too weak", [("weakness", "leg", None, "present")]),
        ("Nurse: can you swallow?\nPatient: not anymore", [("swallowing_trouble", None, None, "present")]),
        ("Nurse: so no trouble with speech?\nPatient: yes there is", [("slurred_speech", None, None, "present")]),
        ("Nurse: no trouble speaking?\nPatient: none", [("slurred_speech", None, None, "absent")]),
        ("No trouble speaking: yes", [("slurred_speech", None, None, "absent")]),
        ("Nurse: your vision is fine?\nPatient: no", [("vision_trouble", None, None, "present")]),
        ("Nurse: how is your vision?\nPatient: double", [("vision_trouble", None, None, "present")]),
        ("Nurse: fever?\nPatient: 39.7", [("high_fever", None, None, "present")]),
        ("Nurse: what is his temperature?\nMom: 39.7", [("high_fever", None, None, "present")]),
        ("Nurse: fever?\nPatient: 38.2", [("fever", None, None, "present")]),
    ],
)  # fmt: skip
def test_a_reply_tells_where_and_how_much(text: str, findings: list[tuple[str, str | None, str | None, str]]) -> None:
    found = lipcheck.load().analyze(text).findings
    assert [(f.symptom, f.site, f.side, f.status) for f in found] == findings


def test_letters_that_grow_in_lower_case_move_no_answer() -> None:
    found = lipcheck.load().analyze("İ" * 20 + " fever: no, rash: yes, droop: no").findings
    assert [(f.symptom, f.status) for f in found] == [
        ("fever", "absent"),
        ("rash", "present"),
        ("facial_droop", "absent"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "?\nme:" * 20_000,
        "a" * 24 + ":\n" + "me no\n" * 20_000,
        "?" + " \n" * 50_000,
        "any fever?\n" + "a" * 100_000,
        "any fever? " + "1.1" * 50_000 + "\nme: no",
        "numb? " * 20_000 + "\nme: no",
        "numb?\nme: " + "left arm and " * 10_000,
        "numb?\nme: " + "well " * 20_000,
    ],
)
def test_long_talks_take_no_long(text: str) -> None:
    begun = time.process_time()
    asked(text)
    assert time.process_time() - begun < 2
