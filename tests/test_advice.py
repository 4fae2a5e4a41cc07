from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

import lipcheck
from lipcheck.analyzer import Analyzer
from lipcheck.report import Condition, Finding, Patient, Quote, RedFlag, Report, Trigger
from lipcheck.triage.advice import advise
from lipcheck.triage.case import Case
from lipcheck.vocabulary import read_yaml

Q = Quote("cramp", 0, 5)
CRAMP = Case("", findings=(Finding("cramp", Q, "lip"),))
TEXT = {row["id"]: row["text"] for row in read_yaml("advice")}
LOW = "my potassium is low and my lip cramps"


@cache
def analyzer() -> Analyzer:
    return lipcheck.load()


def report(text: str) -> Report:
    return analyzer().analyze(text)


def wrong(*values: Any, reason: str) -> Any:
    return pytest.param(*values, marks=pytest.mark.xfail(strict=True, reason=reason))


def given(
    case: Case, cause: str | None = "undetermined", urgency: str | None = "doctor", within: str | None = "days"
) -> set[str]:
    """The ids of what is advised."""
    advice, steps = advise(case, cause, urgency, within)
    return {name for name, text in TEXT.items() if text in {*advice, *steps}}


def advised(text: str) -> set[str]:
    told = report(text)
    return {name for name, words in TEXT.items() if words in {*told.advice, *told.next_steps}}


def drug(name: str, kind: str = "other_medicine", status: str = "present", by: str = "patient", *tags: str) -> Trigger:
    return Trigger(kind, name, Q, status, by, tags=frozenset(tags))


POTASSIUM = {"potassium_food", "potassium_food_exceptions"}
HOME = {*POTASSIUM, "warm_compress", "caffeine_less"}


# -- 1. emergency ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cause", ["stroke", "allergic_reaction", "potassium_deficiency", "caffeine", "undetermined", None]
)
def test_in_an_emergency_there_is_the_call_and_nothing_beside_it(cause: str | None) -> None:
    case = replace(CRAMP, triggers=(drug("coffee", "caffeine"), drug("prawn", "allergen")))
    advice, _ = advise(case, cause, "emergency", "now")
    assert advice == (TEXT["emergency_call"],)


def test_the_call_says_what_labels_ask_for() -> None:
    text = TEXT["emergency_call"]
    assert re.search(r"emergency number now", text)
    assert re.search(r"not drive", text)
    assert re.search(r"time when it began", text)
    assert re.search(r"adrenaline pen is prescribed", text)


@pytest.mark.parametrize(
    "text",
    [
        "my face droops",
        "my lips are swollen, I take lisinopril and my potassium is low",
        "my speech is slurred, I drink 6 coffees a day and my lip cramps",
        "I have chest pain and my left arm hurts",
    ],
)
def test_no_home_remedy_beside_an_emergency(text: str) -> None:
    told = report(text)
    assert (told.urgency, told.advice) == ("emergency", (TEXT["emergency_call"],))


def test_nobody_is_told_to_take_aspirin() -> None:
    assert [name for name, text in TEXT.items() if "aspirin" in text.lower()] == []


# -- 2. potassium-rich food ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cause", ["stroke", "allergic_reaction", "bells_palsy", "medication", "caffeine", "undetermined"]
)
@pytest.mark.parametrize("urgency", ["doctor", "self_care"])
def test_potassium_food_only_with_potassium_deficiency(cause: str, urgency: str) -> None:
    assert given(CRAMP, cause, urgency) & POTASSIUM == set()


def test_where_medicines_are_unknown_the_exceptions_are_named() -> None:
    assert given(CRAMP, "potassium_deficiency") & POTASSIUM == {"potassium_food_exceptions"}


@pytest.mark.parametrize(
    "word",
    [
        "kidney disease",
        "high potassium",
        "potassium-sparing",
        "ACE inhibitor",
        "ARB",
        "trimethoprim",
        "ciclosporin",
        "tacrolimus",
        "potassium tablets",
        "latex",
        "warfarin",
        "No supplements or salt substitutes",
    ],
)
def test_every_exception_is_named(word: str) -> None:
    assert word in TEXT["potassium_food_exceptions"]


def test_where_a_harmless_medicine_is_told_the_food_is_named() -> None:
    case = replace(CRAMP, triggers=(drug("furosemide", "diuretic"),))
    assert given(case, "potassium_deficiency") & POTASSIUM == {"potassium_food"}


@pytest.mark.parametrize(
    "trigger",
    [
        drug("spironolactone", "diuretic", "present", "patient", "potassium_sparing"),
        drug("lisinopril", "ace_inhibitor", "present", "patient", "ace_inhibitor"),
        drug("losartan", "other_medicine", "present", "patient", "arb"),
        drug("trimethoprim", "other_medicine", "present", "patient", "trimethoprim"),
        drug("ciclosporin", "other_medicine", "present", "patient", "ciclosporin"),
        drug("tacrolimus", "other_medicine", "present", "patient", "tacrolimus"),
        drug("potassium tablets", "other_medicine", "present", "patient", "potassium_tablets"),
        drug("lisinopril", "ace_inhibitor", "uncertain", "patient", "ace_inhibitor"),
    ],
    ids=lambda t: f"{t.name}-{t.status}",
)
def test_no_potassium_food_with_a_medicine_that_holds_potassium(trigger: Trigger) -> None:
    case = replace(CRAMP, triggers=(trigger, drug("furosemide", "diuretic")))
    assert given(case, "potassium_deficiency") & POTASSIUM == set()


def test_another_persons_medicine_changes_nothing() -> None:
    case = replace(CRAMP, triggers=(drug("lisinopril", "ace_inhibitor", "present", "other", "ace_inhibitor"),))
    assert given(case, "potassium_deficiency") & POTASSIUM == {"potassium_food_exceptions"}


@pytest.mark.parametrize("condition", ["kidney_disease", "high_potassium"])
def test_no_potassium_food_with_a_condition_that_holds_potassium(condition: str) -> None:
    case = replace(CRAMP, conditions=(Condition(condition, Q),))
    assert given(case, "potassium_deficiency") & POTASSIUM == set()


@pytest.mark.parametrize(
    "told",
    [
        "I take lisinopril",
        "I take ramipril 5 mg",
        "I am on an ACE inhibitor",
        "I take losartan",
        "I take valsartan",
        "I take spironolactone",
        "I take eplerenone",
        "I take a potassium-sparing diuretic",
        "I take trimethoprim",
        "I take co-trimoxazole",
        "I take ciclosporin",
        "I take cyclosporine",
        "I take tacrolimus",
        "I take potassium tablets",
        wrong("I take slow k", reason="DANGEROUS: the brand is no potassium tablet in triggers.yaml"),
        "I have kidney disease",
        "I have CKD",
        "I am on dialysis",
        "my kidneys are failing",
        "I have a latex allergy",
        "I am allergic to latex",
    ],
)
def test_no_banana_where_the_message_names_a_harm(told: str) -> None:
    found = report(f"{LOW}. {told}.")
    assert found.cause == "potassium_deficiency"
    assert [text for text in found.advice if "banana, broccoli" in text] == []


def test_on_warfarin_no_sudden_change_of_greens() -> None:
    found = report(f"{LOW}. I take warfarin.")
    assert [text for text in found.advice if "spinach" in text and "warfarin" not in text] == []


def test_low_potassium_alone_gives_the_food_with_its_exceptions() -> None:
    assert advised(LOW) & POTASSIUM == {"potassium_food_exceptions"}


# -- 3. warm compress ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("symptom", ["cramp", "stiffness", "twitching"])
@pytest.mark.parametrize("urgency", ["doctor", "self_care"])
def test_a_compress_for_cramp_stiffness_and_twitching(symptom: str, urgency: str) -> None:
    assert "warm_compress" in given(Case("", findings=(Finding(symptom, Q, "lip"),)), urgency=urgency)


@pytest.mark.parametrize(
    "symptom", ["weakness", "paralysis", "facial_droop", "pulling", "tingling", "pain", "numbness", "swelling"]
)
def test_no_compress_for_anything_else(symptom: str) -> None:
    assert "warm_compress" not in given(Case("", findings=(Finding(symptom, Q, "lip"),)))


def test_no_compress_for_a_cramp_that_is_denied_or_over() -> None:
    denied = Case("", findings=(Finding("cramp", Q, "lip", status="absent"),))
    over = Case("", findings=(Finding("cramp", Q, "lip", status="past"),))
    assert {"warm_compress"} & (given(denied) | given(over)) == set()


@pytest.mark.parametrize("symptom", ["fever", "high_fever", "swelling", "itching", "rash", "numbness"])
def test_no_compress_beside(symptom: str) -> None:
    case = replace(CRAMP, findings=(*CRAMP.findings, Finding(symptom, Q, "lip")))
    assert "warm_compress" not in given(case)


@pytest.mark.parametrize("kind", ["infection", "injury"])
def test_no_compress_after(kind: str) -> None:
    assert "warm_compress" not in given(replace(CRAMP, triggers=(drug("x", kind),)))


@pytest.mark.parametrize("site", ["tooth", "gum"])
def test_no_compress_on_tooth_and_gum(site: str) -> None:
    case = replace(CRAMP, findings=(*CRAMP.findings, Finding("pain", Q, site)))
    assert "warm_compress" not in given(case)


@pytest.mark.parametrize(
    "text",
    [
        "my lip cramps and is numb",
        "my lip twitches and is swollen",
        "my jaw is stiff since my wisdom tooth was removed",
        "my jaw is stiff and I have a tooth abscess",
        "my lip twitches since the filler",
        "my lip twitches since I was punched",
        "my lip cramps and I have a fever",
        "my lip twitches after a cold sore",
        "my lip twitches, it itches too",
        "my cheek cramps and my tooth hurts",
    ],
)
def test_no_compress_where_the_message_names_a_harm(text: str) -> None:
    assert "warm_compress" not in advised(text)


def test_a_compress_is_advised_for_a_plain_twitch() -> None:
    assert "warm_compress" in advised("my eyelid twitches since this morning")


# -- 4. caffeine -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("urgency", ["doctor", "self_care"])
def test_less_caffeine_where_some_is_taken(urgency: str) -> None:
    assert "caffeine_less" in given(replace(CRAMP, triggers=(drug("coffee", "caffeine"),)), urgency=urgency)


@pytest.mark.parametrize(
    "triggers",
    [
        (),
        (drug("coffee", "caffeine", "absent"),),
        (drug("coffee", "caffeine", "past"),),
        (drug("coffee", "caffeine", "present", "other"),),
        (drug("decaf", "caffeine", "present", "patient", "decaf"),),
    ],
)
def test_no_word_of_caffeine_where_none_is_taken(triggers: tuple[Trigger, ...]) -> None:
    assert "caffeine_less" not in given(replace(CRAMP, triggers=triggers))


def test_caffeine_is_cut_down_gradually_to_under_three_cups() -> None:
    assert re.search(r"under three cups", TEXT["caffeine_less"])
    assert re.search(r"step by step", TEXT["caffeine_less"])


@pytest.mark.parametrize("text", ["my lip twitches. I don't drink coffee", "my lip twitches. I drink 4 decafs a day"])
def test_who_takes_none_is_not_told_to_take_less(text: str) -> None:
    assert "caffeine_less" not in advised(text)


# -- 5. allergen -----------------------------------------------------------------------------------------------------------


def test_a_suspected_food_is_avoided_and_not_tried_again() -> None:
    found = given(replace(CRAMP, triggers=(drug("prawn", "allergen"),)), "allergic_reaction")
    assert {"allergen_stop", "allergen_medicine"} & found == {"allergen_stop"}
    assert re.search(r"not try it again", TEXT["allergen_stop"])


def test_a_medicine_is_a_matter_for_a_clinician_before_the_next_dose() -> None:
    found = given(replace(CRAMP, triggers=(drug("amoxicillin"),)), "allergic_reaction")
    assert {"allergen_stop", "allergen_medicine"} & found == {"allergen_medicine"}
    assert re.search(r"clinician.*before the next dose", TEXT["allergen_medicine"])


@pytest.mark.parametrize("kind", ["steroid", "diuretic", "estrogen", "other_medicine", "ace_inhibitor"])
@pytest.mark.parametrize("cause", ["medication", "allergic_reaction"])
def test_nobody_is_told_to_stop_a_medicine(kind: str, cause: str) -> None:
    advice, _ = advise(replace(CRAMP, triggers=(drug("x", kind),)), cause, "doctor", "days")
    assert TEXT["allergen_medicine"] in advice
    assert [text for text in advice if re.search(r"\b(?:stop|quit|discontinue)\b", text, re.I)] == []


# -- 6. always -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", TEXT.values(), ids=TEXT)
def test_no_doses(text: str) -> None:
    assert not re.search(r"\d|\b(?:mg|milligrams?|dose of|tablets? of)\b", text)


@pytest.mark.parametrize("row", read_yaml("advice"), ids=lambda row: row["id"])
def test_with_doctor_nobody_is_told_to_wait(row: dict[str, Any]) -> None:
    assert "doctor" not in row["urgency"] or not re.search(r"\bwait\b", row["text"], re.I)


@pytest.mark.parametrize("patient", [Patient(pregnant=True), Patient(11), Patient(0.5)])
@pytest.mark.parametrize("urgency", ["doctor", "self_care"])
def test_pregnant_or_under_twelve_clinician_only(patient: Patient, urgency: str) -> None:
    case = replace(CRAMP, patient=patient, triggers=(drug("coffee", "caffeine"),))
    assert given(case, "potassium_deficiency", urgency) & HOME == set()


def test_the_clinician_is_named_in_pregnancy_and_for_a_child() -> None:
    assert "clinician_only" in given(replace(CRAMP, patient=Patient(11)))
    assert "clinician_only" in advised("I am 20 weeks pregnant and my lip twitches")
    assert "clinician_only" not in given(replace(CRAMP, patient=Patient(12)))


@pytest.mark.parametrize(
    "text", ["I am 20 weeks pregnant, my lip cramps and I drink coffee", "my 5 year old son has a twitching lip"]
)
def test_no_home_remedy_in_pregnancy_or_for_a_child(text: str) -> None:
    assert advised(text) & HOME == set()


@pytest.mark.parametrize("urgency", ["doctor", "self_care"])
def test_there_is_always_the_safety_net(urgency: str) -> None:
    assert "safety_net" in given(CRAMP, urgency=urgency)
    assert {"not_better", "not_better_doctor"} & given(CRAMP, urgency=urgency) != set()


@pytest.mark.parametrize(
    "words",
    [
        "slurred speech",
        "drooping of one side of the face, lips, forehead or eyebrow",
        "tingling, cramp, pain or twitching over one side of the face or body",
        "weakness of one side of the body",
        "high fever",
        "severe headache",
    ],
)
def test_the_safety_net_is_the_articles_list(words: str) -> None:
    assert words in TEXT["safety_net"]


@pytest.mark.parametrize(("within", "told"), [("today", "see_doctor_today"), ("days", "see_doctor_days")])
def test_when_to_be_seen(within: str, told: str) -> None:
    assert {"see_doctor_today", "see_doctor_days"} & given(CRAMP, within=within) == {told}


def test_without_urgency_no_advice() -> None:
    assert advise(CRAMP, None, None, None) == ((), ())
    assert report("can I move my appointment?").advice == ()


# -- next steps ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["examine", "blood_tests", "head_ct"])
def test_next_steps_are_what_a_clinician_may_do(name: str) -> None:
    assert TEXT[name].startswith("A clinician may ")


@pytest.mark.parametrize(
    ("case", "cause", "told"),
    [
        (CRAMP, "stroke", True),
        (CRAMP, "undetermined", False),
        (replace(CRAMP, red_flags=(RedFlag("speech", True, "x"),)), "undetermined", True),
        (Case("", findings=(Finding("pain", Q, "head"),), triggers=(drug("fall", "injury"),)), "undetermined", True),
        (Case("", findings=(Finding("pain", Q, "lip"),), triggers=(drug("filler", "injury"),)), "undetermined", False),
    ],
)
def test_a_head_ct_only_where_stroke_or_injury_is_in_question(case: Case, cause: str, told: bool) -> None:
    assert ("head_ct" in given(case, cause)) is told


def test_the_articles_next_steps() -> None:
    assert report("my lip twitches for two weeks").next_steps == (TEXT["examine"], TEXT["blood_tests"])
