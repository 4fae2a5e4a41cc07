from __future__ import annotations

from typing import Any

import pytest

from lipcheck.components.timing import Timing, read_age, same_length_lower
from lipcheck.pipeline import build_nlp

NLP = build_nlp()
DAY = 86400.0
HOUR = 3600.0


def timing(text: str) -> Timing:
    return NLP(same_length_lower(text))._.timing


def durations(text: str) -> list[tuple[str, float, float]]:
    return [(d.kind, d.min_s, d.max_s) for d in timing(text).durations]


def frequencies(text: str) -> list[tuple[float, float]]:
    return [(f.min_per_day, f.max_per_day) for f in timing(text).frequencies]


def wrong(*values: Any, reason: str) -> Any:
    return pytest.param(*values, marks=pytest.mark.xfail(strict=True, reason=reason))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("my lip cramps, it lasts 3-5 seconds at most", ("episode", 3, 5)),
        ("the twitching lasts 10 seconds", ("episode", 10, 10)),
        ("my lip goes numb for 5 minutes", ("episode", 300, 300)),
        ("the cramp lasts a few seconds", ("episode", 3, 3)),
        ("the cramp lasts a couple of minutes", ("episode", 120, 120)),
        ("the cramp lasts several minutes", ("episode", 180, 420)),
        ("the cramp lasts less than 2 minutes", ("episode", 0, 120)),
        ("the cramp lasts up to 2 minutes", ("episode", 0, 120)),
        ("the cramp lasts over 2 minutes", ("episode", 120, 120)),
        ("the cramp lasts half an hour", ("episode", 1800, 1800)),
        ("the cramp lasts about an hour", ("episode", HOUR, HOUR)),
        ("each cramp lasts two to three minutes", ("episode", 120, 180)),
        ("my lip has been numb for two weeks", ("course", 14 * DAY, 14 * DAY)),
        ("my lip started twitching two weeks ago", ("course", 14 * DAY, 14 * DAY)),
        ("my lip has been numb since yesterday", ("course", DAY, DAY)),
        ("my lip has been numb since last week", ("course", 7 * DAY, 7 * DAY)),
        ("for the past 3 months my lip twitches", ("course", 90 * DAY, 90 * DAY)),
        ("my lip has been numb for a year", ("course", 365 * DAY, 365 * DAY)),
        ("for 2-3 days my lip is swollen", ("course", 2 * DAY, 3 * DAY)),
        ("my lip twitches for several days now", ("course", 3 * DAY, 7 * DAY)),
        ("my lip has been twitching for a few days", ("course", 3 * DAY, 3 * DAY)),
        ("my lip has been twitching for a couple of days", ("course", 2 * DAY, 2 * DAY)),
        ("my lip went numb 3 hours ago", ("course", 3 * HOUR, 3 * HOUR)),
        ("my lip has been numb for 1.5 hours now", ("course", 5400, 5400)),
    ],
)
def test_one_duration(text: str, told: tuple[str, float, float]) -> None:
    assert durations(text) == [told]


def test_an_episode_and_a_course() -> None:
    assert sorted(durations("for two weeks my lip twitches, each time it lasts 10 seconds")) == [
        ("course", 14 * DAY, 14 * DAY),
        ("episode", 10, 10),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "my lip is numb today",
        "my lip is numb since this morning",
        "my lip went numb on Monday",
        "I'm 19 years old and my lip is numb",
        "my 7 month old son has a swollen lip",
        "aged 61, my lip is numb",
        "my lip twitches, I take 20 mg prednisone",
        "my lip twitches and I sleep 5 hours a night",
        "my lip twitches, seen on 12/03/2021",
        "my lip is numb since 2019",
        "my lip twitches, I am 20 weeks pregnant",
        "my lip twitches, I take a tablet every 8 hours",
        "my lip is numb",
        "",
    ],
)
def test_ages_doses_and_dates_are_no_durations(text: str) -> None:
    assert durations(text) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("my lip twitches 2-3 times a day", (2, 3)),
        ("my lip cramps. In a day it can happen 2-3 times", (2, 3)),
        ("my lip twitches once a day", (1, 1)),
        ("my lip twitches twice a day", (2, 2)),
        ("my lip twitches once a week", (1 / 7, 1 / 7)),
        ("my lip twitches 3 times per week", (3 / 7, 3 / 7)),
        ("my lip twitches every hour", (24, 24)),
        ("my lip twitches every 2 hours", (12, 12)),
        ("my lip twitches every morning", (1, 1)),
        ("my lip twitches daily", (1, 1)),
        ("my lip twitches every day", (1, 1)),
        ("my lip twitches 10x a day", (10, 10)),
        ("my lip twitches five to six times daily", (5, 6)),
        ("my lip twitches every other day", (0.5, 0.5)),
        ("my lip twitches once a month", (1 / 30, 1 / 30)),
    ],
)
def test_one_frequency(text: str, told: tuple[float, float]) -> None:
    assert frequencies(text) == [pytest.approx(told)]


@pytest.mark.parametrize(
    "text",
    [
        "my lip twitches, I take two tablets twice a day",
        "my lip twitches, I drink 5 coffees a day",
        "my lip twitches constantly",
        "my lip twitches sometimes",
        "my lip twitched once",
        "my lip is numb, prednisone 20 mg once daily",
    ],
)
def test_doses_and_drinks_are_no_frequencies(text: str) -> None:
    assert frequencies(text) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("my lip twitches constantly", "constant"),
        ("my lip is numb all the time", "constant"),
        ("sometimes my lip twitches", "intermittent"),
        ("the twitching comes and goes", "intermittent"),
        ("my lip twitches on and off", "intermittent"),
        ("my lip is numb", None),
        wrong(
            "sometimes I go to the park. The weather is nice. My lip is numb",
            None,
            reason="'sometimes' of another matter",
        ),
    ],
)
def test_pattern(text: str, told: str | None) -> None:
    assert timing(text).pattern == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("suddenly my face drooped", "sudden"),
        ("my lip became numb gradually", "gradual"),
        ("my lip is numb", None),
    ],
)
def test_onset(text: str, told: str | None) -> None:
    assert timing(text).onset == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("the numbness is getting worse", "worse"),
        ("the numbness is getting better", "better"),
        ("no change in the numbness", "same"),
        wrong("the numbness is not getting better", "same", reason="'not' before 'getting better' is not read"),
        wrong("the numbness is not getting worse", None, reason="'not' before 'getting worse' is not read"),
        ("my lip is numb", None),
    ],
)
def test_trend(text: str, told: str | None) -> None:
    assert timing(text).trend == told


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("i’m 19 years old", 19),
        ("i'm 19 and my lip is numb", 19),
        ("45 year old woman", 45),
        ("45yo male", 45),
        ("45 y/o f", 45),
        ("34f, lip twitching", 34),
        ("f/34 lip twitching", 34),
        ("aged 61", 61),
        ("age: 61", 61),
        ("my 7 month old son", 0.5833),
        ("my son is 18 months old", 1.5),
        ("my twenty-two year old daughter", 22),
        ("my daughter is five years old", 5),
        ("i was diagnosed 19 years ago", None),
        ("i weigh 70 kg", None),
        ("it started 20 minutes ago", None),
        wrong("i'm 20 weeks pregnant", None, reason="'m 20' of 'i'm 20 weeks' is read as male, 20"),
        ("i am 5 feet tall", None),
        ("i take 20 mg", None),
        ("my lip is numb", None),
        ("", None),
    ],
)
def test_age(text: str, years: float | None) -> None:
    assert read_age(text) == years


def test_the_quote_is_the_words_of_the_number() -> None:
    text = "my lip cramps and usually only lasts 3-5 seconds at most"
    (duration,) = timing(text).durations
    assert duration.quote.text == "3-5 seconds"
    assert text[duration.quote.start : duration.quote.end] == "3-5 seconds"


@pytest.mark.parametrize("text", ["İSTANBUL", "straße", "ǅ", "NUMB"])
def test_lower_case_keeps_every_offset(text: str) -> None:
    assert len(same_length_lower(text)) == len(text)
