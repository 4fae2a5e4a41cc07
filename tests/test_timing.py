from __future__ import annotations

import time

import pytest

from lipcheck.components.clauses import same_length_lower
from lipcheck.components.timing import Timing
from lipcheck.pipeline import build_nlp

NLP = build_nlp()
DAY = 86400.0
HOUR = 3600.0
YEAR = 365 * DAY


def timing(text: str) -> Timing:
    return NLP(same_length_lower(text))._.timing


def durations(text: str) -> list[tuple[str, float, float]]:
    return [(d.kind, d.min_s, d.max_s) for d in timing(text).durations]


def frequencies(text: str) -> list[tuple[float, float]]:
    return [(f.min_per_day, f.max_per_day) for f in timing(text).frequencies]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("my lip cramps, it lasts 3-5 seconds at most", ("episode", 3, 5)),
        ("my calf cramps, going on day four now", ("course", 345600, 345600)),
        ("the numbness of my lip is in its fifth month", ("course", 12960000, 12960000)),
        ("my hand is numb since the night before last", ("course", 172800, 172800)),
        ("I noticed the twitching of my lid first two months ago", ("course", 5184000, 5184000)),
        ("my fingers are numb since the second dose, so three weeks", ("course", 1814400, 1814400)),
        ("the swelling of my lip lasted four days", ("course", 345600, 345600)),
        ("my migraine with a numb lip lasted two days", ("episode", 172800, 172800)),
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
        ("34f, meds: none. duration: 2 weeks. my lip twitches", ("course", 14 * DAY, 14 * DAY)),
        ("40 m, no meds. vape. duration 3 days / my lip twitches", ("course", 3 * DAY, 3 * DAY)),
        ("duration of complaint about 2 months. medication no. my lip twitches", ("course", 60 * DAY, 60 * DAY)),
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
        ("my lip has been numb for 3 yrs", ("course", 3 * YEAR, 3 * YEAR)),
        ("my lip started twitching an hour ago", ("course", HOUR, HOUR)),
        ("my lip has been numb for about half a year", ("course", 180 * DAY, 180 * DAY)),
        ("my lip has been numb for a year and a half", ("course", 1.5 * YEAR, 1.5 * YEAR)),
        ("my lip has been numb for forty-one years", ("course", 41 * YEAR, 41 * YEAR)),
        ("my lip has twitched on and off for six months", ("course", 180 * DAY, 180 * DAY)),
        ("my lip cramps, comes and goes for five weeks", ("course", 35 * DAY, 35 * DAY)),
        ("since the day before yesterday my lip is numb", ("course", 2 * DAY, 2 * DAY)),
        ("my lip is numb and swollen, 48h now", ("course", 2 * DAY, 2 * DAY)),
        ("numb lip x 5 days", ("course", 5 * DAY, 5 * DAY)),
        ("two weeks now of cramp in my calves", ("course", 14 * DAY, 14 * DAY)),
        ("day 5 of a fat lip", ("course", 5 * DAY, 5 * DAY)),
        ("my eyelid twitches. It has been eight weeks", ("course", 56 * DAY, 56 * DAY)),
        ("my lip tingles. Couple of months", ("course", 60 * DAY, 60 * DAY)),
        ("How long: 3 weeks\nWhat: numb lip", ("course", 21 * DAY, 21 * DAY)),
        ("my lip twitches. How long does it last? 20 seconds", ("episode", 20, 20)),
        ("my lip cramps for half a minute to a minute", ("episode", 30, 60)),
        ("my lip cramps, a minute or two each time", ("episode", 60, 120)),
        ("my lip goes numb for a quarter of an hour", ("episode", 900, 900)),
        ("each spasm lasts twenty-five seconds", ("episode", 25, 25)),
        ("my lip twitches, never longer than five seconds", ("episode", 0, 5)),
        ("my lip tingles, gone in 2 minutes", ("episode", 120, 120)),
        ("my lip tingles x 15 min", ("episode", 900, 900)),
        ("he fainted, approx 20 sec of twitching in the arm", ("episode", 20, 20)),
        ("after a cough, half a minute of tingling in the lip", ("episode", 30, 30)),
        ("my lid twitches in runs of half a minute", ("episode", 30, 30)),
        ("my lip tingles, each is 4 to 6 seconds", ("episode", 4, 6)),
        ("my lid twitches. Every burst ten seconds", ("episode", 10, 10)),
        ("my lip goes numb, sometimes an hour", ("episode", 3600, 3600)),
        ("my legs buckle and I cannot stand, two hours, and then I can", ("episode", 7200, 7200)),
        ("my lid jumps, four times a shift, never over a minute", ("episode", 0, 60)),
        ("at half term my arm was numb for ten minutes, same on both sides", ("episode", 600, 600)),
        ("the palsy of my face took three months to go", ("course", 90 * DAY, 90 * DAY)),
        ("my lip was swollen, it lasted six weeks", ("course", 42 * DAY, 42 * DAY)),
        ("numb chin. It has not passed in five weeks", ("course", 35 * DAY, 35 * DAY)),
        ("fifth week my lid twitches", ("course", 35 * DAY, 35 * DAY)),
        ("my lid twitches, comes 3 times a day, one week plus", ("course", 7 * DAY, 7 * DAY)),
        ("itchy lips since a new balm 8 d ago", ("course", 8 * DAY, 8 * DAY)),
        ("Nurse: what is it?\nMe: my lid twitches\nNurse: since when?\nMe: four days", ("course", 4 * DAY, 4 * DAY)),
        ("I take Yasmin since 2 years, and for ten days my lip twitches", ("course", 10 * DAY, 10 * DAY)),
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
        "my lip was numb when I was 12",
        "my lip is numb since Monday",
        "my lip is numb. I have been on Yasmin for 3 years",
        "my lip is numb. I had surgery 3 years ago",
        "my lip is numb, my appointment is in three weeks",
        "my lip is numb, I am waiting for 6 weeks for the referral",
        "my lip twitches. He gave me prednisolone for ten days",
        "my lip twitches. I sleep 5 hours",
        "my lip twitches. BP 145/92, call 0161 496 0123 after 5",
        "my lip is numb. I drove for 8 hours",
        "my lip is numb, I am in my 50s",
        "my lip is numb, you saw me on the 5th of last month",
        "my lid twitches. The antibiotic was finished 12 days ago",
        "leg cramps. I am on Yasmin since 4 months for cramps",
        "my lid twitches. Week 3: headache",
        "my lip is numb, told it will take six months",
        "my lip is numb, physio wants 3 x 10 minutes of exercise",
        "every 0 hours my lip twitches",
        "my lip is numb",
        "",
        "i'm pregnant, seven months, and my face is swollen",
        "my lip is swollen, i am with child (28 weeks)",
    ],
)
def test_ages_doses_and_dates_are_no_durations(text: str) -> None:
    assert durations(text) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("my lip twitches 2-3 times a day", (2, 3)),
        ("my hand cramps q2h", (12, 12)),
        ("my lip twitches q day", (1, 1)),
        ("my leg cramps once a mo", (1 / 30, 1 / 30)),
        ("my lid jumps once every 3 to 4 days", (1 / 4, 1 / 3)),
        ("my lip cramps every fourth day", (1 / 4, 1 / 4)),
        ("my fingers are stiff each mornin", (1, 1)),
        ("my calf cramps, about twenty of them in a day", (20, 20)),
        ("four or so cramps a night in my calf", (4, 4)),
        ("twice this past year my lip has swollen", (2 / 365, 2 / 365)),
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
        ("my lip twitches 5-6x/day", (5, 6)),
        ("my lip twitches once or twice a night", (1, 2)),
        ("my lip twitches two or three times a week", (2 / 7, 3 / 7)),
        ("my lip twitches four days out of seven", (4 / 7, 4 / 7)),
        ("my lip twitches 3 or 4 a week", (3 / 7, 4 / 7)),
        ("my lip twitches up to twenty times a day", (0, 20)),
        ("my lip twitches half a dozen times a day", (6, 6)),
        ("my lip twitches. How often: 10 times a day", (10, 10)),
        ("my lip twitches several times a day", (3, 7)),
        ("my lip twitches a couple of times a week", (2 / 7, 2 / 7)),
        ("my lip cramps every week a couple of times", (2 / 7, 2 / 7)),
        ("this is the third time this week that my lip went numb", (3 / 7, 3 / 7)),
        ("my lip twitches every hour or two", (12, 24)),
        ("my lip twitches 3 4 times daily", (3, 4)),
        ("my lip twitches, eight times today", (8, 8)),
        ("my lip cramps on alternate nights", (0.5, 0.5)),
        ("the attacks of numbness are coming twice a year", (2 / 365, 2 / 365)),
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
        "my lip twitches. I take ibuprofen 400 three times a day",
        "my lip twitches and it spoils my daily life",
        "my lip twitches, I go to the gym three times a week",
        "my lip does not twitch every day",
        "my lip is numb, disc bulge at l5/s1",
        "my lip is numb. I take gabapentin, up to 900 a day",
    ],
)
def test_doses_and_drinks_are_no_frequencies(text: str) -> None:
    assert frequencies(text) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("my lip twitches constantly", "constant"),
        ("my lip tingles. I was at the doctor's. It never stops, day or night", "constant"),
        ("my lip is numb all the time", "constant"),
        ("sometimes my lip twitches", "intermittent"),
        ("the twitching comes and goes", "intermittent"),
        ("my lip twitches on and off", "intermittent"),
        ("my lip is numb", None),
        ("sometimes I go to the park. The weather is nice. My lip is numb", None),
        ("my lip has been numb day and night without a break", "constant"),
        ("my lip twitches. It comes and goes", "intermittent"),
        ("my lip is numb, not all the time", "intermittent"),
        ("my lip twitches 3 times a day", "intermittent"),
        ("the numbness of my lip has not let up", "constant"),
        ("my lid jumps in runs", "intermittent"),
        ("I had leg cramps every night on it, all gone since I stopped", None),
        ("I have no twitching. I play golf on and off", None),
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
        ("the numbness is not getting better", "same"),
        ("the numbness is not getting worse", None),
        ("my lip is numb", None),
    ],
)
def test_trend(text: str, told: str | None) -> None:
    assert timing(text).trend == told


def test_the_quote_is_the_words_of_the_number() -> None:
    text = "my lip cramps and usually only lasts 3-5 seconds at most"
    (duration,) = timing(text).durations
    assert duration.quote.text == "3-5 seconds"
    assert text[duration.quote.start : duration.quote.end] == "3-5 seconds"


@pytest.mark.parametrize("text", ["İSTANBUL", "straße", "ǅ", "NUMB"])
def test_lower_case_keeps_every_offset(text: str) -> None:
    assert len(same_length_lower(text)) == len(text)


@pytest.mark.parametrize(
    "text", ["for 3 days ", "2-3 ", "half of a ", "every 2 ", "in a day ", "1/2 ", "my son (8), ", "up to "]
)
def test_time_grows_with_the_length(text: str) -> None:
    timing(text)
    took = []
    for copies in (500, 4000):
        began = time.process_time()
        timing(text * copies)
        took.append(time.process_time() - began)
    assert took[1] < 30 * took[0] + 0.5
