"""The assertion component alone: a blank pipeline, spans of our own, no other component before it."""

from __future__ import annotations

import re
from dataclasses import FrozenInstanceError
from typing import Any

import pytest
import spacy
from spacy.tokens import Doc, Span

from lipcheck.components.assertion import Assertion


@pytest.fixture(scope="module")
def nlp() -> spacy.language.Language:
    nlp = spacy.blank("en")
    nlp.add_pipe("lipcheck_assertion", config={"spans_key": "findings"})
    return nlp


def read(nlp: spacy.language.Language, marked: str, key: str = "findings") -> Doc:
    """The document of a text in which brackets enclose the spans."""
    text = re.sub(r"[\[\]]", "", marked)
    doc = nlp.make_doc(text)
    spans, shift = [], 0
    for match in re.finditer(r"\[([^\]]*)\]", marked):
        start = match.start() - shift
        spans.append(doc.char_span(start, start + len(match[1]), label="finding", alignment_mode="expand"))
        shift += 2
    doc.spans[key] = spans
    for _, component in nlp.pipeline:
        doc = component(doc)
    return doc


def statuses(nlp: spacy.language.Language, marked: str) -> str:
    doc = read(nlp, marked)
    return " ".join(s._.assertion.status for s in doc.spans["findings"])


def wrong(marked: str, told: str, reason: str) -> Any:
    return pytest.param(marked, told, marks=pytest.mark.xfail(strict=True, reason=reason))


DENIED = [
    ("No [numbness].", "absent"),
    ("I have no [numbness] and no [weakness].", "absent absent"),
    ("no [numbness], [tingling] or [weakness]", "absent absent absent"),
    ("No [fever], my [lip is numb].", "absent present"),
    ("no [fever] but my [lip is numb]", "absent present"),
    ("no [pain] just [tingling]", "absent present"),
    ("I don't have any [drooping]", "absent"),
    ("I dont have [drooping]", "absent"),
    ("My lip isn't [swollen].", "absent"),
    ("my lip is not [swollen]", "absent"),
    ("my lip isnt [swollen] or [itchy]", "absent absent"),
    ("I don't think it is [swollen].", "absent"),
    ("I do not feel any [numbness]", "absent"),
    ("Neither [drooping] nor [slurring].", "absent absent"),
    ("My lip is neither [numb] nor [swollen].", "absent absent"),
    ("Denies [slurred] speech, [facial droop], lip [swelling].", "absent absent absent"),
    ("Denies pain, lip [swollen] since noon.", "present"),
    ("Denies allergies, lip [swelling] for 2 days.", "present"),
    ("Denies pain, left arm [weak].", "present"),
    ("It may cause [fainting], [loss of vision] and [rash].", "hypothetical hypothetical hypothetical"),
    ("It may cause [fainting], lip [swollen].", "hypothetical present"),
    wrong(
        "It may cause [fainting], lip [swelling] for 2 days.",
        "hypothetical present",
        "without a label the tense model takes it for over, by a hair",
    ),
    ("It may cause [drowsiness], now [loss of vision].", "hypothetical present"),
    ("They ask about [fits] and [blackouts]. I have had none of these.", "absent absent"),
    ("My arm is [weak] since noon. I have never had that.", "present"),
    ("Patient denies [chest pain], [headache] and [dizziness].", "absent absent absent"),
    ("She denied [numbness].", "absent"),
    ("denies any [weakness]", "absent"),
    ("[Stroke] was ruled out.", "absent"),
    ("The hospital ruled out a [stroke].", "absent"),
    ("I have never had [numbness].", "absent"),
    ("never any [drooping]", "absent"),
    ("without [pain]", "absent"),
    ("my lip twitches without any [pain] or [swelling]", "absent absent"),
    ("negative for [facial droop]", "absent"),
    ("There is no sign of [swelling].", "absent"),
    ("No [numbness], no [slurring], my [lip twitches].", "absent absent present"),
    ("my [lip twitches], no [numbness]", "present absent"),
    ("I haven't noticed any [weakness]", "absent"),
    ("no [weakness] in my arms or legs", "absent"),
    ("I do not think that my lip is [swollen]", "absent"),
    ("nor do I have any [numbness]", "absent"),
    ("My face is fine, nor can I feel any [weakness]", "absent"),
    ("ruled out [stroke], called it a [palsy]", "absent present"),
    ("no [fever], [rash], [tingling]", "absent absent absent"),
    ("no [fever], no [rash], or [tingling]", "absent absent absent"),
    ("no [fever], no [rash], any [tingling]", "absent absent absent"),
    ("I have no [numbness] (or [tingling])", "absent absent"),
    ("my lip is not really [numb]", "absent"),
    ("my lip is not at all [swollen]", "absent"),
    ("my cheek is not red or [swollen]", "absent"),
    ("my lip is not in the least bit [swollen]", "absent"),
    ("I do not think that after the fall my face is [swollen]", "absent"),
    (
        "Denies fever, rash, cough, cold, nausea, vomiting, dizziness, pain, chills, sweats, weight loss, palpitations or "
        "[numbness]",
        "absent",
    ),
    wrong(
        "Denies fever, rash, cough, cold, nausea, vomiting, dizziness, pain, chills, sweats, palpitations, itching, burning, "
        "weakness, tingling, drooping, [numbness]",
        "absent",
        "the denial stands more than 30 words before",
    ),
    ("My lip is [numb], not [swollen]", "present absent"),
    ("My [numbness] is absent", "absent"),
    ("[rash] not seen", "absent"),
    ("the [swelling] around my left eye is absent", "absent"),
    wrong("the [swelling] of my left upper lip is absent", "absent", "'absent' stands too far behind"),
    ("- no [swelling]", "absent"),
    ("I never had a [stroke]", "absent"),
    ("I have never had [numbness]. I looked at the page that you named before.", "absent"),
    ("I do not really have any [numbness]", "absent"),
    wrong("nobody in the family has had a [stroke]", "absent", "'nobody' is no cue"),
]

NOT_DENIED = [
    ("It's not only [numb], it is also [swollen].", "present present"),
    ("not just [tingling] but [numb]", "present present"),
    ("There is no change in the [twitching].", "present"),
    ("no improvement in the [numbness]", "present"),
    ("The [numbness] is not getting better", "present"),
    ("I can't stop the [twitching]", "present"),
    ("I cant stop my eyelid from [twitching]", "present"),
    ("The [tingling] won't go away", "present"),
    ("the [tingling] wont go away", "present"),
    ("the [swelling] has not gone down", "present"),
    ("the [swelling] doesn't go away", "present"),
    ("I had never had a [cramp] in my lip before today", "present"),
    ("I've never had [numbness] like this before", "present"),
    ("no doubt my lip is [numb]", "present"),
    ("I'm not sure why my lip is [numb]", "present"),
    ("I can't sleep because of the [twitching]", "present"),
    ("I don't know what causes the [numbness]", "present"),
    ("nothing helps the [cramps]", "present"),
    ("my lip is [numb] for no reason", "present"),
    ("no painkiller helps my [headache]", "present"),
    ("The [twitching] never stops", "present"),
    ("the [cramp] is not severe", "present"),
    ("the [numbness] is not on the left", "present"),
    ("I can't ignore the [tingling] any longer", "present"),
    ("[numbness] without warning", "present"),
    ("I don't take any medicine, my [lip twitches]", "present"),
    ("no medication, my lip is [numb]", "present"),
    ("no [fever], no [rash], lips [tingling]", "absent absent present"),
    ("no [fever], no [rash], [tingling]", "absent absent present"),
    ("no [fever] - my lip is [numb]", "absent present"),
    ("no [fever]: still some [tingling]", "absent present"),
    ("no [fever] (slight [tingling] though)", "absent present"),
    ("[Cramp], no [swelling]", "present absent"),
    ("[numbness] - no swelling", "present"),
    ("my lip is not [numb] and [swollen]", "absent present"),
    ("my lip feels not [numb] but [tingling]", "absent present"),
    ("my lip is not the way it was, it is [numb]", "present"),
    ("I do not have it, I have [numbness]", "present"),
    ("I do not think so because my lip is [numb]", "present"),
    ("without it, my lip is [numb]", "present"),
    ("I have never felt anything like this [numbness]", "present"),
    ("never a [cramp] like this before", "present"),
    ("I never had [cramps] before last week", "present"),
    ("I never had [cramps] until last week", "present"),
    ("I never go a day without [twitching]", "present"),
    ("I cannot deny the [numbness]", "present"),
]

FORMS = [
    ("[Drooping]? No", "absent"),
    ("[Numbness]: yes", "present"),
    ("[Numbness]: no", "absent"),
    ("[Numbness]: yes\n[Drooping]: no\n[Slurred speech]: no", "present absent absent"),
    ("[Numbness] - no\n[Tingling] - yes", "absent present"),
    ("[Fever]: none", "absent"),
    ("[Fever]: n\n[Rash]: y", "absent present"),
    ("[Drooping]? Nope. [Twitching]? Yes, daily.", "absent present"),
    ("Do you have [numbness]? No\nDo you have [tingling]? Yes", "absent present"),
    ("Any [weakness]? None.", "absent"),
]

FEARED = [
    ("Is this a [stroke]?", "hypothetical"),
    ("is it a [stroke]", "hypothetical"),
    ("Could this be a [stroke]?", "hypothetical"),
    ("I'm worried about a [stroke]", "hypothetical"),
    ("I'm afraid it is a [stroke]", "hypothetical"),
    ("I am scared of having a [stroke].", "hypothetical"),
    ("If the [swelling] spreads, what do I do?", "hypothetical"),
    ("what if I get [paralysis]", "hypothetical"),
    ("Coffee can cause [twitching].", "hypothetical"),
    ("call us if you have [drooping] or [slurring]", "hypothetical hypothetical"),
    ("should my [face droop], i will call", "hypothetical"),
    ("The leaflet says [numbness] may occur.", "hypothetical"),
    ("Can low potassium cause [cramps]?", "hypothetical"),
    ("What are the symptoms of a [stroke]?", "hypothetical"),
    ("can prednisone cause my lip [cramps]?", "hypothetical"),
    ("could this filler make my lip [numb]?", "hypothetical"),
    ("could it leave me with [paralysis]?", "hypothetical"),
    ("does [numbness] mean anything?", "hypothetical"),
    ("does coffee bring on [twitching]?", "hypothetical"),
    ("is [numbness] of the lip common?", "hypothetical"),
    ("Can [numbness] of the lip that comes with age be normal?", "hypothetical"),
    ("Can [numbness] be cured?", "hypothetical"),
    ("Will the [numbness] last?", "hypothetical"),
    ("My lip tingles. Is this [Bell's palsy]?", "hypothetical"),
    ("Is that [swelling]?", "hypothetical"),
    ("if the [swelling], which is on the left, grows", "hypothetical"),
    ("watch for fever, [drooping]", "hypothetical"),
    ("risk of bleeding, [stroke]", "hypothetical"),
    ("in case of [drooping], I will call", "hypothetical"),
    ("I am gonna [collapse]", "hypothetical"),
    ("worried about [stroke]", "hypothetical"),
    ("[numbness] of the lip may occur", "hypothetical"),
    ("The leaflet warns that this may cause my lip to go [numb]", "hypothetical"),
    ("What would happen if I had a [stroke]?", "hypothetical"),
    ("Do people get [paralysis] from this?", "hypothetical"),
    ("I'm worried about my [numb] lip", "present"),
    ("worried about the [numbness]", "present"),
    ("Is [numbness] normal?", "present"),
    ("is the [cramp] a reason to worry?", "present"),
    ("is the lip [cramp] dangerous?", "present"),
    ("Could the [cramp] really be quite normal?", "present"),
    ("What stayed is that the jaw is [stiff]", "present"),
    ("does my [numbness] mean anything?", "present"),
    ("Is this [numbness] bad?", "present"),
    ("is this [Bell's palsy] bad?", "present"),
    ("is it my [numbness]?", "present"),
    ("are these [cramps] caused by coffee?", "present"),
    ("if it gets worse, my [numbness] will spread", "present"),
    ("could be from [numbness]", "present"),
    ("how can I avoid these [cramps]", "present"),
    ("[numbness] but it may occur", "present"),
    ("I am worried because my lip is [numb]", "present"),
    ("My lip is [numb], is this a [stroke]?", "present hypothetical"),
    ("my lip [tingles] if I touch it", "present"),
    ("if I smile my lip [cramps]", "present"),
    ("what is this [twitching]?", "present"),
    ("Is it normal that my lip is [numb]?", "present"),
    ("it feels as if my lip is [numb]", "present"),
]

UNSURE = [
    ("Maybe my face [droops].", "uncertain"),
    ("I think my lip is [swollen]", "uncertain"),
    ("my lip is sort of [numb]", "uncertain"),
    ("my lip is kind of [numb]", "uncertain"),
    ("My face might be [drooping]", "uncertain"),
    ("perhaps a bit of [weakness]", "uncertain"),
    ("possible [facial droop]", "uncertain"),
    ("I'm not sure if my face is [drooping]", "uncertain"),
    ("I can't tell if my lip is [swollen]", "uncertain"),
    ("my lip is [swollen] I think", "uncertain"),
    ("my lip is [swollen] maybe", "uncertain"),
    ("not sure whether it is [twitching]", "uncertain"),
    ("not sure if my lip, which hurts, is [swollen]", "present"),
    ("maybe fever, [numbness]", "present"),
    ("maybe 2 [cramps]", "present"),
    ("maybe 3 bad [cramps] a day", "present"),
    ("my lip is [numb], probably because I slept badly", "present"),
    ("I think my lip is [numb] because of the cold", "uncertain"),
    ("I think the coffee is to blame: my lip [twitches]", "present"),
]

PAST_OR_PRESENT = [
    ("My lip was [numb] last year.", "past"),
    ("I used to get [cramps] in my lip", "past"),
    ("the [numbness] went away", "past"),
    ("The [swelling] has gone.", "past"),
    ("two years ago I had [twitching] of my eyelid", "past"),
    ("In 2015 my face [drooped].", "past"),
    ("the [numbness] has resolved", "past"),
    ("I no longer have [cramps]", "past"),
    ("history of [facial palsy]", "past"),
    ("my lip is no longer [numb]", "past"),
    ("as a child I had [cramps]", "past"),
    ("my cheek does not [jump] anymore", "past"),
    ("my cheek does not [jump] any more", "past"),
    ("I have had no more [cramps]", "past"),
    ("my lip was [numb]. It is gone now.", "past"),
    ("my lip is [numb]. My cheek [twitches]. It is gone now.", "present past"),
    ("The [swelling] of my lip from the match has gone", "past"),
    ("My lip was [numb] and my cheek was [tingling], that has gone", "past past"),
    ("I no longer have [cramps], but my lip is [numb]", "past present"),
    ("the [swelling] of my son's lip from the match has gone", "past"),
    ("it never mattered to me, the [cramps] I had last year", "past"),
    ("my lip is [numb]", "present"),
    ("my lip went [numb] last night. It is still there.", "present"),
    (
        "Good morning doctor, I hope that you are well and that you can help me with this: my lip went [numb] last night. "
        "It is still there.",
        "present",
    ),
    ("the [swelling] has gone, and is now back", "present"),
    wrong("the [cramp] is gone, again and again", "present", "the tense model reads it as over"),
    ("the [cramp] stopped for now", "past"),
    ("the [swelling] of my lip from the match has not gone", "present"),
    ("my lip is [numb]. If it is gone now, fine", "present"),
    ("my lip is [numb], I stopped lisinopril", "present"),
    ("the [numbness] stopped. it is back", "present"),
    ("my [numbness] cleared up but is now back", "present"),
    ("no longer but [numb]", "present"),
    wrong("the [numbness] means that my joy is gone", "present", "the tense model takes what is gone for the numbness"),
    ("My lip has been [numb] since yesterday", "present"),
    ("my lip is still [numb]", "present"),
    ("The [cramps] are back again", "present"),
    ("the [numbness] is here again", "present"),
    ("my lip [twitches] again", "present"),
    ("the [numbness] went away but came back", "present"),
    ("my [eyelid started twitching] last week", "present"),
    ("I woke up with a [numb] lip", "present"),
    ("the [twitching] comes and goes", "present"),
    ("I noticed [drooping] this morning", "present"),
    ("it started two years ago and my lip is still [numb]", "present"),
    ("the [headache] is gone but my lip is [numb]", "past present"),
    ("Last year I had [numbness], now I have [twitching]", "past present"),
    ("my lip was [numb] and still is", "present"),
    ("since last year my lip [twitches]", "present"),
]


REPORTED = [
    ("Scaphoid [injury] cannot be excluded.", "uncertain"),
    ("[septic arthritis] versus [gout], tap pending", "uncertain uncertain"),
    ("a nodule suspicious for [carcinoma]", "uncertain"),
    ("CT fails to demonstrate [embolism].", "absent"),
    ("Tumour [growth] absent, [oedema] present", "absent present"),
    ("r/o [appendicitis]", "hypothetical"),
    ("Return if you develop [fever], [rash] or [vomiting].", "hypothetical hypothetical hypothetical"),
    ("Should [chest pain] recur, call.", "hypothetical"),
    ("No further [vomiting] since Friday.", "past"),
    ("s/p [bypass]", "past"),
    ("Outcome of the [rash] and [fever]. Recovered: yes", "past past"),
    ("?[hip fracture]", "uncertain"),
]
ANEW = [
    ("no allergies, tongue [swollen]", "present"),
    ("no [fever], left face [droops] since noon", "absent present"),
    ("no [fever], [cant speak]", "absent present"),
    ("no injury, sudden [loss of sight]", "present"),
    ("No [headache], face [drooping] or arm [weakness].", "absent absent absent"),
    ("I have never [fainted] before today", "present"),
    ("I have never [fainted] before.", "absent"),
    ("I normally don't [slur] but today I do", "present"),
    ("I don't think my [numbness] is from the wine.", "present"),
    ("My arm isn't as [weak] as yesterday.", "present"),
    ("My lip doesn't [twitch] every day.", "present"),
    ("The [numbness] has gone but my hand still [tingles].", "past present"),
    ("My lip stopped [twitching] but I am still worried.", "past"),
    ("The [numbness] is not gone.", "present"),
    ("I thought my face was [drooping] but it was only the light.", "absent"),
    ("At no time did I [faint].", "absent"),
    ("Nobody noticed any [slurring].", "absent"),
]
SUPPOSED = [
    ("Will my lip [swell] after the filler?", "hypothetical"),
    ("Will my [numb] lip recover?", "present"),
    ("Is [slurring] a side effect of it?", "hypothetical"),
    ("Symptoms of a [stroke]: [drooping]", "hypothetical hypothetical"),
    ("I dreamt that my face was [paralysed].", "hypothetical"),
    ("I don't want my face to [droop].", "hypothetical"),
    ("If I drink coffee my eyelid [twitches].", "present"),
    ("If I get a [numb] lip, what do I do?", "hypothetical"),
]


@pytest.mark.parametrize(("marked", "told"), REPORTED)
def test_the_words_of_clinical_reports(nlp: spacy.language.Language, marked: str, told: str) -> None:
    assert statuses(nlp, marked) == told


@pytest.mark.parametrize(("marked", "told"), ANEW)
def test_what_is_there_behind_a_denial(nlp: spacy.language.Language, marked: str, told: str) -> None:
    assert statuses(nlp, marked) == told


@pytest.mark.parametrize(("marked", "told"), SUPPOSED)
def test_what_is_only_thought_of(nlp: spacy.language.Language, marked: str, told: str) -> None:
    assert statuses(nlp, marked) == told


@pytest.mark.parametrize(("marked", "told"), DENIED)
def test_denied(nlp: spacy.language.Language, marked: str, told: str) -> None:
    assert statuses(nlp, marked) == told


@pytest.mark.parametrize(("marked", "told"), NOT_DENIED)
def test_a_negative_word_that_denies_nothing(nlp: spacy.language.Language, marked: str, told: str) -> None:
    assert statuses(nlp, marked) == told


@pytest.mark.parametrize(("marked", "told"), FORMS)
def test_form_answers_count_as_said(nlp: spacy.language.Language, marked: str, told: str) -> None:
    assert statuses(nlp, marked) == told


@pytest.mark.parametrize(("marked", "told"), FEARED)
def test_feared_asked_conditional_and_what_is_not(nlp: spacy.language.Language, marked: str, told: str) -> None:
    assert statuses(nlp, marked) == told


@pytest.mark.parametrize(("marked", "told"), UNSURE)
def test_uncertain(nlp: spacy.language.Language, marked: str, told: str) -> None:
    assert statuses(nlp, marked) == told


@pytest.mark.parametrize(("marked", "told"), PAST_OR_PRESENT)
def test_past_or_present(nlp: spacy.language.Language, marked: str, told: str) -> None:
    assert statuses(nlp, marked) == told


@pytest.mark.parametrize(
    ("marked", "status", "cue", "basis"),
    [
        ("nor do I have any [numbness]", "absent", "nor", "cue"),
        ("[tingling] was ruled out", "absent", "was ruled out", "cue"),
        ("[Drooping]? No", "absent", "no", "answer"),
        ("my cheek does not [jump] anymore", "past", "not", "cue"),
        ("not sure whether it is [twitching]", "uncertain", "not sure whether", "cue"),
        ("maybe [numbness]", "uncertain", "maybe", "cue"),
        ("does coffee bring on [twitching]?", "hypothetical", "does", "cue"),
        ("afraid of [stroke]", "hypothetical", "afraid of", "cue"),
        ("[numbness] may occur", "hypothetical", "may occur", "cue"),
        ("I am gonna [collapse]", "hypothetical", "gonna", "cue"),
        ("my lip was [numb]. It is gone now.", "past", "It is gone now", "cue"),
        ("no longer [numb]", "past", "no longer", "cue"),
        ("used to have [cramps]", "past", "used to", "cue"),
        ("my lip was [numb], and it is still there", "present", "it is still there", "cue"),
        ("Last winter I [passed out]", "past", "Last winter", "cue"),
        ("Last winter I had [cramps]", "past", "Last winter", "cue"),
        ("[numb] since Monday", "present", "since", "cue"),
        ("face [swollen] today", "present", "today", "cue"),
        ("[numbness] remains", "present", "remains", "cue"),
        ("I had a [seizure] in 2015", "past", "had", "tense"),
        ("my lips are [swollen]", "present", None, "tense"),
        ("I never had [cramps] before last week", "present", None, "default"),
    ],
)
def test_the_words_that_say_so(
    nlp: spacy.language.Language, marked: str, status: str, cue: str | None, basis: str
) -> None:
    doc = read(nlp, marked)
    said = doc.spans["findings"][0]._.assertion
    assert (said.status, said.cue, said.basis) == (status, cue, basis)


def test_the_docstring_example_holds(nlp: spacy.language.Language) -> None:
    doc = read(nlp, "No [chest pain]. Mother had a [stroke].")
    assert [(s._.assertion.status, s._.assertion.experiencer) for s in doc.spans["findings"]] == [
        ("absent", "patient"),
        ("past", "other"),
    ]


def test_the_cue_is_quoted(nlp: spacy.language.Language) -> None:
    doc = read(nlp, "Patient Denies [numbness]")
    said = doc.spans["findings"][0]._.assertion
    assert (said.cue, said.basis) == ("Denies", "cue")


def test_where_nothing_is_said_there_is_no_cue(nlp: spacy.language.Language) -> None:
    doc = read(nlp, "[numbness]")
    said = doc.spans["findings"][0]._.assertion
    assert (said.status, said.experiencer, said.cue, said.basis) == ("present", "patient", None, "default")


def test_the_assertion_is_frozen(nlp: spacy.language.Language) -> None:
    doc = read(nlp, "[numbness]")
    with pytest.raises(FrozenInstanceError):
        doc.spans["findings"][0]._.assertion.status = "absent"


@pytest.mark.parametrize(
    "text",
    ["No [pneumonia] on the X-ray.", "No [fracture], no [dislocation].", "denies [alcohol] use"],
)
def test_any_clinical_text_will_do(nlp: spacy.language.Language, text: str) -> None:
    assert set(statuses(nlp, text).split()) == {"absent"}


def test_a_missing_span_group_is_fine(nlp: spacy.language.Language) -> None:
    assert nlp("no numbness").text == "no numbness"


def test_an_empty_document_is_fine(nlp: spacy.language.Language) -> None:
    assert len(nlp("")) == 0


def test_several_groups_may_be_named() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("lipcheck_assertion", config={"spans_key": ["a", "b", "missing"]})
    doc = nlp.make_doc("no numbness, no stroke")
    doc.spans["a"], doc.spans["b"], doc.spans["c"] = [doc[1:2]], [doc[4:5]], [doc[0:1]]
    doc = nlp.get_pipe("lipcheck_assertion")(doc)
    assert [doc.spans[key][0]._.assertion for key in "ab"] == [Assertion("absent", "patient", "no", "cue")] * 2
    assert doc.spans["c"][0]._.assertion is None


@pytest.mark.parametrize(
    "text",
    [
        "My mother has migraine, diabetes and asthma. My lip is numb.",
        "My mother has migraine, diabetes and asthma. She asks why my lip is numb.",
    ],
)
def test_whose_complaint_it_is_counts_for_more_than_whose_diagnoses(text: str) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("lipcheck_assertion", config={"spans_key": ["complaints", "diagnoses"]})
    doc = nlp.make_doc(text)
    doc.spans["complaints"] = [doc[t.i : t.i + 1] for t in doc if t.text == "numb"]
    doc.spans["diagnoses"] = [doc[t.i : t.i + 1] for t in doc if t.text in ("migraine", "diabetes", "asthma")]
    doc = nlp.get_pipe("lipcheck_assertion")(doc)
    assert [s._.assertion.experiencer for s in doc.spans["complaints"]] == ["patient"]
    assert [s._.assertion.experiencer for s in doc.spans["diagnoses"]] == ["other", "other", "other"]


def test_the_default_group_is_findings() -> None:
    nlp = spacy.blank("en")
    assert nlp.add_pipe("lipcheck_assertion") is not None
    assert nlp.get_pipe_config("lipcheck_assertion")["spans_key"] == "findings"


def test_the_extension_is_there() -> None:
    assert Span.has_extension("assertion")


def test_other_components_may_stand_before_it() -> None:
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("span_ruler", config={"spans_key": "findings"})
    ruler.add_patterns([{"label": "numbness", "pattern": "numb"}])
    nlp.add_pipe("lipcheck_assertion", config={"spans_key": "findings"})
    doc = nlp("my lip is not numb")
    assert doc.spans["findings"][0]._.assertion.status == "absent"
