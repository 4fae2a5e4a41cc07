from __future__ import annotations

from functools import cache
from typing import Any

import pytest

import lipcheck
from lipcheck.analyzer import Analyzer
from lipcheck.report import Duration, Finding, Frequency, Patient, Quote, RedFlag, Trigger
from lipcheck.triage.case import Case
from lipcheck.triage.urgency import missing, scope_of, today_reasons, urgency

Q = Quote("numb", 0, 4)
DAY = 86400.0
TWITCH = Finding("twitching", Q, "lip")
COMPLAINTS = frozenset({"twitching", "numbness", "swelling", "itching", "weakness"})


@cache
def analyzer() -> Analyzer:
    return lipcheck.load()


def level(text: str) -> tuple[str | None, str | None]:
    report = analyzer().analyze(text)
    return report.urgency, report.within


def wrong(*values: Any, reason: str) -> Any:
    return pytest.param(*values, marks=pytest.mark.xfail(strict=True, reason=reason))


def course(days: float) -> tuple[Duration, ...]:
    return (Duration("course", days * DAY, days * DAY, Q),)


def judged(case: Case, *causes: str, in_scope: bool = True) -> tuple[str | None, str | None]:
    return urgency(case, causes, in_scope=in_scope)[:2]


ACTIVE, INACTIVE = RedFlag("speech", True, "speech is slurred"), RedFlag("speech", False, "it is over")


def test_an_active_flag_is_an_emergency_in_scope_and_out() -> None:
    case = Case("", findings=(TWITCH,), red_flags=(ACTIVE,))
    assert judged(case) == ("emergency", "now")
    assert judged(case, in_scope=False) == ("emergency", "now")


def test_out_of_scope_a_person_must_read_it() -> None:
    found, within, reasons = urgency(Case(""), (), in_scope=False)
    assert (found, within) == (None, None)
    assert "a person must read this message" in reasons[0]


def test_an_inactive_flag_is_for_a_doctor() -> None:
    assert judged(Case("", findings=(TWITCH,), durations=course(1), red_flags=(INACTIVE,)))[0] == "doctor"


@pytest.mark.parametrize(
    ("case", "told"),
    [
        (Case("", findings=(TWITCH,), durations=course(1)), "self_care"),
        (Case("", findings=(TWITCH,), durations=course(3)), "self_care"),
        (Case("", findings=(TWITCH,), durations=course(4)), "doctor"),
        (Case("", findings=(TWITCH,), durations=course(1), frequencies=(Frequency(2, 3, Q),)), "doctor"),
        (Case("", findings=(TWITCH,), durations=course(1), pattern="intermittent"), "doctor"),
        (
            Case(
                "",
                findings=(TWITCH,),
                durations=course(2),
                pattern="intermittent",
                triggers=(Trigger("stress", "stress", Q),),
            ),
            "self_care",
        ),
        (
            Case(
                "",
                findings=(TWITCH,),
                durations=course(9),
                pattern="intermittent",
                triggers=(Trigger("stress", "stress", Q),),
            ),
            "doctor",
        ),
        (
            Case(
                "",
                findings=(TWITCH,),
                durations=course(2),
                pattern="intermittent",
                triggers=(Trigger("injury", "fall", Q),),
            ),
            "doctor",
        ),
        (Case("", findings=(Finding("weakness", Q, "lip"),), durations=course(1)), "doctor"),
        (Case("", findings=(Finding("eye_closure", Q, "eye"),), durations=course(1)), "doctor"),
        (Case("", findings=(Finding("numbness", Q, "lip", "left"),), durations=course(1)), "doctor"),
        (Case("", findings=(Finding("numbness", Q, "lip"),), durations=course(1)), "self_care"),
        (Case("", findings=(Finding("swelling", Q, "lip"),), durations=course(1)), "doctor"),
        (Case("", findings=(TWITCH,), durations=course(1), patient=Patient(pregnant=True)), "doctor"),
        (Case("", findings=(TWITCH,), durations=course(1), patient=Patient(11)), "doctor"),
        (Case("", findings=(TWITCH,), durations=course(1), patient=Patient(12)), "self_care"),
        (Case("", findings=(TWITCH,), triggers=(Trigger("caffeine", "coffee", Q),)), "self_care"),
    ],
)
def test_doctor_or_self_care(case: Case, told: str) -> None:
    assert judged(case)[0] == told


def test_how_long_an_episode_lasts_is_not_how_long_it_has_been_there() -> None:
    case = Case("", findings=(Finding("numbness", Q, "face"),), durations=(Duration("episode", 9 * DAY, 9 * DAY, Q),))
    assert urgency(case, (), in_scope=True)[2] == ("nothing is said that makes it short, recent or plainly harmless",)
    assert today_reasons(case) == ("new numbness of the face",)


@pytest.mark.parametrize("cause", ["medication", "potassium_deficiency", "bells_palsy", "stroke"])
def test_some_causes_are_for_a_doctor(cause: str) -> None:
    assert judged(Case("", findings=(TWITCH,), durations=course(1)), cause)[0] == "doctor"


@pytest.mark.parametrize("cause", ["caffeine", "undetermined"])
def test_other_causes_are_not_by_themselves(cause: str) -> None:
    assert judged(Case("", findings=(TWITCH,), durations=course(1)), cause) == ("self_care", "days")


@pytest.mark.parametrize("status", ["absent", "hypothetical"])
def test_what_is_denied_or_feared_raises_nothing(status: str) -> None:
    case = Case("", findings=(TWITCH, Finding("weakness", Q, "face", "left", status)), durations=course(1))
    assert judged(case) == ("self_care", "days")


def test_another_persons_weakness_raises_nothing() -> None:
    case = Case("", findings=(TWITCH, Finding("weakness", Q, "face", "left", experiencer="other")), durations=course(1))
    assert judged(case) == ("self_care", "days")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("my face droops", ("emergency", "now")),
        ("my lip is swollen since yesterday", ("doctor", "today")),
        ("my lip has been swollen for two days", ("doctor", "today")),
        ("my face has been drooping for six months, unchanged", ("doctor", "today")),
        ("my face has been drooping for six years, unchanged", ("doctor", "days")),
        ("for two months I can't close my left eye", ("doctor", "today")),
        ("for a week my lip twitches and now I have a fever", ("doctor", "today")),
        ("I am 20 weeks pregnant and my lip twitches", ("doctor", "today")),
        ("my potassium is low and my lip cramps", ("doctor", "today")),
        ("since yesterday my left cheek is numb", ("doctor", "today")),
        ("my lip twitches for two weeks", ("doctor", "days")),
        ("my lip twitches and I take prednisone", ("doctor", "days")),
        ("my 5 year old son has a twitching eyelid since today", ("doctor", "days")),
        ("my lip keeps twitching again and again", ("doctor", "days")),
        ("my lip twitches since this morning", ("self_care", "days")),
        ("my eyelid twitches since yesterday, I drink 5 coffees a day", ("self_care", "days")),
        ("since yesterday my eyelid twitches on and off, too little sleep", ("self_care", "days")),
        ("can I move my appointment?", (None, None)),
        ("I have chest pain and my left arm hurts", ("emergency", "now")),
    ],
)
def test_urgency_and_within(text: str, told: tuple[str | None, str | None]) -> None:
    assert level(text) == told


@pytest.mark.parametrize(
    ("causes", "told"), [(("caffeine", "medication"), "doctor"), (("undetermined", "caffeine"), "self_care")]
)
def test_the_graver_of_the_causes_counts(causes: tuple[str, ...], told: str) -> None:
    assert judged(Case("", findings=(TWITCH,), durations=course(1)), *causes)[0] == told


def test_every_urgency_has_a_reason_in_words() -> None:
    assert analyzer().analyze("my lip twitches for two weeks").reasons == ("it has lasted more than three days",)


def test_somebody_else_in_danger_is_pointed_out() -> None:
    other = Finding("slurred_speech", Q, experiencer="other")
    _, _, reasons = urgency(Case("", findings=(other,)), (), in_scope=False)
    assert reasons[-1] == "someone else in the message may be in danger: read it"


@pytest.mark.parametrize(
    ("symptom", "site", "side", "told"),
    [
        ("swelling", "tongue", None, True),
        ("swelling", "throat", None, True),
        ("swelling", "foot", None, False),
        ("weakness", "arm", "left", True),
        ("weakness", "arm", None, False),
    ],
)
def test_a_swollen_tongue_or_weak_side_of_another_is_told(
    symptom: str, site: str, side: str | None, told: bool
) -> None:
    other = Finding(symptom, Q, site, side, experiencer="other")
    reasons = urgency(Case("", findings=(other,)), (), in_scope=False)[2]
    assert ("someone else in the message may be in danger: read it" in reasons) is told


@pytest.mark.parametrize(
    ("finding", "told"),
    [
        (TWITCH, True),
        (Finding("twitching", Q, "lip", status="past"), True),
        (Finding("twitching", Q, "lip", status="uncertain"), True),
        (Finding("twitching", Q, "lip", status="absent"), False),
        (Finding("twitching", Q, "lip", status="hypothetical"), False),
        (Finding("twitching", Q, "lip", experiencer="other"), False),
        (Finding("pain", Q, "lip"), False),
        (Finding("swelling", Q, "lip"), True),
        (Finding("swelling", Q, "ear"), True),
        (Finding("swelling", Q, "throat"), True),
        (Finding("swelling", Q, "foot"), False),
        (Finding("swelling", Q), True),
        (Finding("itching", Q), False),
        (Finding("itching", Q, "eyelid"), True),
        (Finding("itching", Q, "arm"), False),
        (Finding("itching", Q, "gum"), False),
        (Finding("itching", Q, "tongue"), False),
        (Finding("weakness", Q, "arm"), True),
    ],
)
def test_scope(finding: Finding, told: bool) -> None:
    assert scope_of(Case("", findings=(finding,), complaints=COMPLAINTS)) is told


def test_what_is_missing_is_asked_only_where_it_can_help() -> None:
    case = Case("", findings=(TWITCH,))
    assert missing(case, "emergency", in_scope=True) == ()
    assert missing(case, None, in_scope=False) == ()
    assert missing(case, "doctor", in_scope=True) == (
        "which side, or both",
        "how long it has been there",
        "how often it comes, and how long it lasts",
        "medicines taken, new foods or products, and how much coffee or tea",
        "age",
    )


def test_what_is_told_is_not_asked_again() -> None:
    case = Case(
        "",
        findings=(Finding("twitching", Q, "lip", "left"),),
        durations=course(3),
        pattern="constant",
        triggers=(Trigger("stress", "stress", Q),),
        patient=Patient(30),
    )
    assert missing(case, "doctor", in_scope=True) == ()


RETURNS, LASTS = "it keeps coming back", "it has lasted more than three days"
SWOLLEN = "swelling of lip, tongue or face"
NOTHING_SAID = "nothing is said that makes it short, recent or plainly harmless"
HARMLESS = "short, recent and mild as told, with no sign of danger"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("my lip twitches", (NOTHING_SAID,)),
        ("my lip twitches since yesterday", (HARMLESS,)),
        ("my lip twitches since 3 days", (HARMLESS,)),
        ("My mouth corner twitches for 4 days", (LASTS,)),
        ("my eyelid twitches constantly", ("it does not let up",)),
        ("my eyelid twitches on and off", (RETURNS,)),
        ("my eyelid has been twitching constantly for two days", (HARMLESS,)),
        ("my left cheek has been numb for three months, on and off", (RETURNS, LASTS, "numbness of one side")),
        ("my chin is numb on one side since yesterday", ("numbness of one side",)),
        ("both my cheeks are numb since yesterday", (HARMLESS,)),
        ("my cheek is swollen for a year", (LASTS, SWOLLEN)),
        ("my lip twitches, my ankle is swollen since yesterday", (HARMLESS,)),
        ("my 5 year old son has a twitching eyelid since today", ("the patient is under 12",)),
        ("I am 20 weeks pregnant and my lip twitches since today", ("pregnancy",)),
        (
            "My lip twitches since today. My father's speech is slurred.",
            (HARMLESS, "someone else in the message may be in danger: read it"),
        ),
        ("My lip twitches since today. My father's lip is numb.", (HARMLESS,)),
        ("My lip twitches since today. My father's speech was slurred last week.", (HARMLESS,)),
    ],
)
def test_the_reasons_are_those_that_hold(text: str, told: tuple[str, ...]) -> None:
    case = analyzer().case(text)
    assert urgency(case, (), in_scope=True)[2] == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("my lip twitches", ()),
        ("my tongue is swollen", ()),
        ("my ankle is swollen", ()),
        ("my lip was swollen last week, it is gone", ()),
        ("my cheek is swollen for a year", ("swelling of lip or face",)),
        ("my face has been drooping for 11 months", ("weakness, paralysis or droop that is not years old",)),
        ("my face has been drooping for a year", ()),
        ("my face is numb", ("new numbness of the face",)),
        ("my face is numb for a week", ("new numbness of the face",)),
        ("my face is numb for eight days", ()),
        ("my face is numb on and off", ()),
        ("my face is numb twice a day", ()),
        ("my arm is numb", ()),
        ("I have a fever, my lip twitches", ("fever",)),
        ("I had low potassium last year and my lip cramps today", ("low potassium",)),
        ("my brother has low potassium and my lip cramps", ()),
    ],
)
def test_what_is_to_be_seen_today(text: str, told: tuple[str, ...]) -> None:
    assert today_reasons(analyzer().case(text)) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("my face droops for 5 weeks", "whether forehead and eye still move"),
        ("my lip is numb for 5 weeks", "which side, or both"),
    ],
)
def test_what_is_asked_first(text: str, told: str) -> None:
    assert missing(analyzer().case(text), "doctor", in_scope=True)[0] == told


def test_the_forehead_is_not_asked_of_whoever_told_of_it() -> None:
    case = analyzer().case("My face droops for 5 weeks, my forehead is not weak")
    assert "whether forehead and eye still move" not in missing(case, "doctor", in_scope=True)
