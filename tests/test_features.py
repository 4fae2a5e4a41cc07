from __future__ import annotations

import pytest

from lipcheck.report import Condition, Duration, Finding, Frequency, Patient, Quote, RedFlag, Trigger
from lipcheck.triage.case import Case
from lipcheck.triage.features import featurise
from lipcheck.triage.rules import Vote

QUOTE = Quote("numb", 0, 4)


def names(case: Case, *kinds: str) -> set[str]:
    return {name for name in featurise(case) if name.partition("=")[0] in kinds}


def test_empty_message_has_none() -> None:
    assert featurise(Case("")) == {}


def test_finding_gives_status_region_and_side() -> None:
    case = Case("", findings=(Finding("numbness", QUOTE, "upper_lip", "left"),))
    assert names(case, "finding", "felt", "one_side") == {
        "finding=numbness|present|patient",
        "felt=numbness|lip",
        "felt=sensation",
        "felt=sensation|face",
        "one_side=face",
        "one_side=sensation|face",
    }


@pytest.mark.parametrize(
    ("status", "experiencer"), [("absent", "patient"), ("hypothetical", "patient"), ("present", "other")]
)
def test_what_the_patient_does_not_feel_is_only_a_finding(status: str, experiencer: str) -> None:
    case = Case("", findings=(Finding("numbness", QUOTE, "face", "left", status, experiencer),))
    assert names(case, "finding", "felt", "one_side", "near") == {f"finding=numbness|{status}|{experiencer}"}


def test_face_and_limb_together() -> None:
    case = Case(
        "", findings=(Finding("weakness", QUOTE, "arm", "left"), Finding("facial_droop", QUOTE, "face", "both"))
    )
    found = names(case, "felt", "both_sides")
    assert {"felt=face and limbs", "both_sides=face"} == found & {
        "felt=face and limbs",
        "both_sides=face",
        "felt=several regions of the face",
    }


def test_much_caffeine_beside_a_twitch() -> None:
    case = Case(
        "",
        findings=(Finding("twitching", QUOTE, "eyelid"),),
        triggers=(Trigger("caffeine", "coffee", QUOTE, per_day=5, tags=frozenset({"drink"})),),
    )
    assert names(case, "trigger", "pair") == {
        "trigger=caffeine|present|patient",
        "trigger=caffeine|much",
        "trigger=caffeine|tag drink",
        "pair=spasm|caffeine",
    }


def test_denied_trigger_makes_no_pair() -> None:
    case = Case(
        "", findings=(Finding("cramp", QUOTE),), triggers=(Trigger("caffeine", "coffee", QUOTE, "absent", per_day=5),)
    )
    assert names(case, "trigger", "pair") == {"trigger=caffeine|absent|patient"}


def test_time_patient_conditions_and_flags() -> None:
    case = Case(
        "",
        conditions=(Condition("migraine", QUOTE, "past"),),
        durations=(Duration("episode", 3, 5, QUOTE), Duration("course", 864000, 864000, QUOTE)),
        frequencies=(Frequency(1, 1, QUOTE),),
        pattern="intermittent",
        patient=Patient(age_years=70, pregnant=False),
        red_flags=(RedFlag("speech", active=False, why=""),),
    )
    assert names(case, "condition", "time", "patient", "flag") == {
        "condition=migraine|past|patient",
        "time=episode|up to a minute",
        "time=course|up to four weeks",
        "time=frequency",
        "time=intermittent",
        "patient=65 and over",
        "flag=speech|inactive",
    }


def test_words_without_stop_words_and_numbers() -> None:
    case = Case("", words=("my", "lip", "is", "not", "the", "same", "2", "x", "numb", "ms"))
    assert names(case, "word") == {"word=lip", "word=not", "word=numb", "word=ms"}


def test_words_near_a_finding() -> None:
    words = ["one", "two", "three", "my", "lip", "numb", "after", "gum", "five", "six"]
    text = " ".join(words)
    start = text.index("numb")
    case = Case(text, tuple(words), findings=(Finding("numbness", Quote("numb", start, start + 4)),))
    assert names(case, "near") == {
        "near=finding|three",
        "near=finding|lip",
        "near=finding|numb",
        "near=finding|gum",
        "near=finding|five",
        "near=three my",
        "near=my lip",
        "near=lip numb",
        "near=numb after",
        "near=after gum",
        "near=gum five",
    }


def test_of_two_places_the_one_at_the_offset_is_read() -> None:
    words = ["numb", *"abcdefgh", "zebra", "numb"]
    text = " ".join(words)
    case = Case(text, tuple(words), findings=(Finding("numbness", Quote("numb", len(text) - 4, len(text))),))
    assert "near=finding|zebra" in featurise(case)


def test_a_quote_is_found_by_the_first_of_its_words_that_is_spelt_as_in_the_message() -> None:
    words = "my upper left lip went very numb lips for hours today".split()
    case = Case(" ".join(words), tuple(words), findings=(Finding("numbness", Quote("nummb lips", 28, 38)),))
    assert sorted(name for name in names(case, "near") if "|" in name) == [
        "near=finding|hours",
        "near=finding|lip",
        "near=finding|lips",
        "near=finding|numb",
        "near=finding|today",
        "near=finding|went",
    ]


@pytest.mark.parametrize(
    ("status", "experiencer", "told"),
    [
        ("present", "patient", {"near=trigger|coffee", "near=no coffee"}),
        ("absent", "patient", set()),
        ("present", "other", set()),
    ],
)
def test_words_near_what_was_taken(status: str, experiencer: str, told: set[str]) -> None:
    taken = Trigger("caffeine", "coffee", Quote("coffee", 3, 9), status, experiencer)
    assert names(Case("no coffee", ("no", "coffee"), triggers=(taken,)), "near") - {"near=trigger|no"} == told


def test_quote_that_is_not_among_the_words_has_no_neighbours() -> None:
    case = Case("x", ("lip",), findings=(Finding("numbness", Quote("nummm", 0, 5)),))
    assert names(case, "near") == set()


def test_same_case_gives_the_same_features_in_the_same_order() -> None:
    case = Case("", triggers=(Trigger("diuretic", "x", QUOTE, tags=frozenset({"b", "a", "c"})),))
    assert list(featurise(case)) == [
        "trigger=diuretic|present|patient",
        "trigger=diuretic|tag a",
        "trigger=diuretic|tag b",
        "trigger=diuretic|tag c",
    ]


def test_what_a_message_says_weighs_more_than_its_words_and_a_rules_vote_more_than_that() -> None:
    case = Case("lip numb", ("lip", "numb"), findings=(Finding("numbness", Quote("numb", 4, 8)),))
    found = featurise(case, (Vote("some_rule", "stroke", 4, "said", ()),))
    assert {
        name: found[name]
        for name in ("finding=numbness|present|patient", "word=numb", "near=finding|numb", "vote=some_rule")
    } == {
        "finding=numbness|present|patient": 1.0,
        "word=numb": 0.2,
        "near=finding|numb": 0.1,
        "vote=some_rule": 1.5,
    }


def test_the_votes_by_rule_by_the_strongest_of_each_cause_and_the_first() -> None:
    cast = (
        Vote("a", "stroke", 3, "said", ()),
        Vote("b", "stroke", 1, "said", ()),
        Vote("c", "caffeine", 0, "said", ()),
        Vote("d", "medication", -1, "said", ()),
    )
    assert list(featurise(Case(""), cast)) == [
        "vote=a",
        "vote=b",
        "vote=c",
        "vote=d",
        "voted=stroke|3",
        "voted=caffeine|0",
        "first vote=stroke|3",
    ]


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (60, "up to a minute"),
        (61, "up to an hour"),
        (3600, "up to an hour"),
        (3601, "up to a day"),
        (86400, "up to a day"),
        (86401, "up to three days"),
        (3 * 86400, "up to three days"),
        (3 * 86400 + 1, "up to four weeks"),
        (28 * 86400, "up to four weeks"),
        (28 * 86400 + 1, "longer"),
    ],
)
def test_how_long_it_lasts(seconds: float, told: str) -> None:
    assert names(Case("", durations=(Duration("course", 0, seconds, QUOTE),)), "time") == {f"time=course|{told}"}


@pytest.mark.parametrize(
    ("age", "told"),
    [
        (11, "under 12"),
        (12, "under 18"),
        (17, "under 18"),
        (18, "under 50"),
        (49, "under 50"),
        (50, "under 65"),
        (64, "under 65"),
        (65, "65 and over"),
    ],
)
def test_how_old_the_patient_is(age: float, told: str) -> None:
    assert names(Case("", patient=Patient(age)), "patient") == {f"patient={told}"}


@pytest.mark.parametrize(
    ("sites", "told"),
    [
        (("lip", "eyelid"), {"felt=several regions of the face"}),
        (("lip", "upper_lip"), set()),
        (("lip", "hand"), {"felt=face and limbs"}),
        (("lip", "back"), set()),
        (("hand", "leg"), set()),
    ],
)
def test_how_far_it_spreads(sites: tuple[str, ...], told: set[str]) -> None:
    case = Case("", findings=tuple(Finding("numbness", QUOTE, site) for site in sites))
    assert names(case, "felt") & {"felt=several regions of the face", "felt=face and limbs"} == told


@pytest.mark.parametrize(
    ("trigger", "much"),
    [
        (Trigger("caffeine", "coffee", QUOTE, per_day=3), True),
        (Trigger("caffeine", "coffee", QUOTE, per_day=2), False),
        (Trigger("caffeine", "coffee", QUOTE, mg_per_day=(200, 300)), True),
        (Trigger("caffeine", "coffee", QUOTE, mg_per_day=(200, 299)), False),
        (Trigger("caffeine", "coffee", QUOTE), False),
        (Trigger("alcohol", "beer", QUOTE, per_day=5), False),
    ],
)
def test_much_caffeine_is_three_drinks_or_300_mg(trigger: Trigger, much: bool) -> None:
    assert ("trigger=caffeine|much" in featurise(Case("", triggers=(trigger,)))) is much


def test_a_companion_symptom_is_only_named() -> None:
    case = Case("", findings=(Finding("fever", QUOTE), Finding("pain", QUOTE, "lip", "left")))
    assert names(case, "felt", "one_side") == {"felt=fever|unsaid", "felt=other", "felt=pain|lip"}
