from __future__ import annotations

import math
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lipcheck
from lipcheck.analyzer import Analyzer
from lipcheck.report import Evidence, Quote
from lipcheck.schema import CAUSES as SCHEMA_CAUSES
from lipcheck.triage.case import Case
from lipcheck.triage.rules import CAUSES, Vote, combine, votes, weigh
from lipcheck.vocabulary import read_yaml

Q = Quote("numb", 0, 4)
EVEN = dict.fromkeys(CAUSES, 1 / 7)


@cache
def analyzer() -> Analyzer:
    return lipcheck.load()


def cause(text: str) -> str | None:
    return analyzer().analyze(text).cause


def vote(name: str, level: int) -> Vote:
    return Vote(f"{name}_{level}", name, level, "said", (Q,))


def order(*cast: Vote, **kinds: float) -> list[str]:
    strongest_first = tuple(sorted(cast, key=lambda v: (-v.level, CAUSES.index(v.cause))))
    return [c.cause for c in combine({**EVEN, **kinds}, strongest_first)]


def test_the_causes_are_those_of_the_record() -> None:
    assert sorted(CAUSES) == sorted(SCHEMA_CAUSES)


def test_on_a_tie_the_more_dangerous_stands_first() -> None:
    assert CAUSES == (
        "stroke",
        "allergic_reaction",
        "bells_palsy",
        "potassium_deficiency",
        "medication",
        "caffeine",
        "undetermined",
    )


@pytest.mark.parametrize(("high", "low"), list(pairwise(CAUSES[:-1])))
def test_criteria_met_twice_go_to_the_more_dangerous(high: str, low: str) -> None:
    likely = dict.fromkeys(CAUSES, 0.0) | {"undetermined": 0.15, high: 0.41, low: 0.44}
    assert order(vote(low, 4), vote(high, 4), **likely)[0] == high


@pytest.mark.parametrize(("share", "first"), [(0.34, "caffeine"), (0.36, "stroke")])
def test_criteria_that_are_met_stand_first_unless_they_are_unlikely(share: float, first: str) -> None:
    kinds = dict.fromkeys(CAUSES, 0.0) | {"stroke": share, "caffeine": 1 - share}
    assert order(vote("stroke", 4), vote("caffeine", 3), **kinds)[0] == first


def test_a_cause_that_a_rule_speaks_against_yields() -> None:
    likely = dict.fromkeys(CAUSES, 0.0) | {"caffeine": 0.9, "undetermined": 0.1}
    assert order(vote("caffeine", -1), **likely)[0] == "undetermined"
    assert order(vote("caffeine", 0), vote("caffeine", -1), **likely)[0] == "undetermined"
    assert order(vote("medication", 2), vote("caffeine", -1), **likely)[0] == "medication"
    assert order(vote("caffeine", 1), vote("caffeine", -1), **likely)[0] == "caffeine"


def test_what_speaks_against_a_cause_is_no_evidence_for_it() -> None:
    assert {c.cause: c.evidence for c in combine(EVEN, (vote("caffeine", -1),))}["caffeine"] == ()


@pytest.mark.parametrize("level", [0, 1, 2, 3])
def test_below_that_the_classifier_which_has_read_the_votes_decides(level: int) -> None:
    sure = dict.fromkeys(CAUSES, 0.0) | {"undetermined": 1.0}
    assert order(vote("caffeine", level), **sure)[0] == "undetermined"


@pytest.mark.parametrize("level", [2, 3])
def test_the_patients_own_words_outrank_a_guess(level: int) -> None:
    guess = dict.fromkeys(CAUSES, 0.0) | {"potassium_deficiency": 0.9, "caffeine": 0.1}
    assert order(vote("caffeine", level), **guess)[0] == "caffeine"


@pytest.mark.parametrize("level", [2, 3])
def test_a_guess_of_stroke_yields_to_no_link(level: int) -> None:
    guess = dict.fromkeys(CAUSES, 0.0) | {"stroke": 0.9, "caffeine": 0.1}
    assert order(vote("caffeine", level), **guess)[0] == "stroke"


def test_an_unlikely_guess_abstains() -> None:
    guess = dict.fromkeys(CAUSES, 0.0) | {"medication": 0.34, "undetermined": 0.33, "caffeine": 0.33}
    assert order(**guess)[0] == "undetermined"
    assert order(vote("medication", 0), **guess)[0] == "medication"


@pytest.mark.parametrize("level", [0, 1, 2, 3])
def test_a_stroke_that_a_rule_names_stands_second_behind_a_palsy(level: int) -> None:
    likely = dict.fromkeys(CAUSES, 0.0) | {"allergic_reaction": 0.59, "bells_palsy": 0.41}
    cast = (vote("bells_palsy", 4), vote("stroke", level), vote("allergic_reaction", 2))
    assert order(*cast, **likely)[:2] == ["bells_palsy", "stroke"]


def test_behind_a_palsy_a_stroke_that_no_rule_names_stays_where_it_is() -> None:
    likely = dict.fromkeys(CAUSES, 0.0) | {"bells_palsy": 0.6, "allergic_reaction": 0.3, "stroke": 0.1}
    cast = (vote("bells_palsy", 4), vote("allergic_reaction", 2))
    assert order(*cast, **likely)[:3] == ["bells_palsy", "allergic_reaction", "stroke"]


@pytest.mark.parametrize(("temperature", "stroke"), [(1.0, 0.8), (2.0, 2 / 3), (0.5, 16 / 17)])
def test_the_temperature_flattens_the_shares(temperature: float, stroke: float) -> None:
    shares, swaps = weigh({"stroke": 0.8, "undetermined": 0.2}, (vote("stroke", 1),), temperature=temperature)
    assert (shares["stroke"], swaps) == (pytest.approx(stroke, abs=1e-3), ())


def test_a_swap_says_what_it_exchanged_and_why() -> None:
    shares, swaps = weigh({"caffeine": 0.9, "undetermined": 0.1}, (vote("caffeine", -1),))
    assert [(s.raised, s.lowered, s.why) for s in swaps] == [
        (
            "undetermined",
            "caffeine",
            "caffeine does not stand first, for a rule speaks against it and none for it",
        )
    ]
    assert (shares["undetermined"], shares["caffeine"]) == (pytest.approx(0.9), pytest.approx(0.1))


def test_every_vote_is_evidence() -> None:
    found = {c.cause: c.evidence for c in combine(EVEN, (vote("stroke", 4), Vote("bare", "stroke", 1, "said", ())))}
    assert found["stroke"] == (Evidence("stroke_4", Q), Evidence("bare", None))
    assert [cause for cause in CAUSES if found[cause]] == ["stroke"]


CAST = st.lists(st.builds(vote, st.sampled_from(CAUSES), st.integers(-1, 4)), max_size=6)
PROBABILITIES = st.dictionaries(st.sampled_from(CAUSES), st.floats(0, 1))


@settings(max_examples=300, deadline=None)
@given(PROBABILITIES, CAST, st.floats(0.2, 5))
def test_probabilities_are_probabilities(probabilities: dict[str, float], cast: list[Vote], temperature: float) -> None:
    ordered = tuple(sorted(cast, key=lambda v: (-v.level, CAUSES.index(v.cause), v.rule)))
    found = combine(probabilities, ordered, temperature=temperature)
    assert sorted(c.cause for c in found) == sorted(CAUSES)
    assert [c.cause for c in found if not (math.isfinite(c.probability) and 0 <= c.probability <= 1)] == []
    assert math.isclose(sum(c.probability for c in found), 1, abs_tol=1e-9)
    assert [c.probability for c in found] == sorted((c.probability for c in found), reverse=True)


def test_no_case_no_vote() -> None:
    assert votes(Case("")) == ()


def test_votes_come_strongest_first_with_their_words() -> None:
    case = analyzer().case("I drink 5 coffees a day. My speech is slurred and my lip twitches.")
    cast = votes(case)
    assert [(v.cause, v.level) for v in cast] == [("stroke", 4), ("caffeine", 2), ("caffeine", 0)]
    assert [[q.text for q in v.evidence] for v in cast][1] == ["coffees", "twitches"]


@pytest.mark.parametrize("row", read_yaml("causes"), ids=lambda row: row["id"])
def test_each_rule_names_a_cause_a_level_and_words(row: dict[str, Any]) -> None:
    assert row["cause"] in CAUSES
    assert row["level"] in (-1, 0, 1, 2, 3, 4)
    assert row["says"].strip() == row["says"] != ""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        # stroke
        ("my right arm and leg are weak and my lip is numb", "stroke"),
        ("the whole left side of my body is numb", "stroke"),
        ("my face droops and my speech is slurred", "stroke"),
        ("my face droops and my left arm is weak", "stroke"),
        ("my speech is slurred", "stroke"),
        ("the left half of my face droops but I can still raise my eyebrows", "stroke"),
        # Bell's palsy
        ("the left half of my face droops", "bells_palsy"),
        ("the left side of my face is paralysed, I can't close my eye", "bells_palsy"),
        ("I have been diagnosed with Bell's palsy, my lip is numb", "bells_palsy"),
        # allergic reaction
        ("my lips are swollen and itchy", "allergic_reaction"),
        ("I ate prawns and my lips are swollen", "allergic_reaction"),
        ("my lips tingle since I tried a new lip balm", "allergic_reaction"),
        ("my lip is swollen and I have hives", "allergic_reaction"),
        # medication
        ("my lip twitches and I take prednisone", "medication"),
        ("my lip cramps, I take furosemide", "medication"),
        ("my lip twitches since I started sertraline", "medication"),
        # potassium
        ("my potassium is low and my lip cramps", "potassium_deficiency"),
        ("my lips cramp since I had diarrhoea last week", "potassium_deficiency"),
        ("my lip cramps since I had diarrhoea", "potassium_deficiency"),
        # caffeine
        ("my lip twitches. I drink 5 coffees a day", "caffeine"),
        ("my eyelid twitches when I drink coffee", "caffeine"),
        # undetermined
        ("my lip twitches", "undetermined"),
        ("my lip is numb and I drink one coffee a day", "undetermined"),
        ("my lip twitches. I drink 5 decafs a day", "undetermined"),
        ("my lip is swollen since I was punched", "undetermined"),
        ("my lip is numb since the dentist drilled a tooth", "undetermined"),
        ("my lip twitches. My father had a stroke", "undetermined"),
        ("my lip twitches, is it a stroke?", "undetermined"),
        ("my lip is numb, I do not take steroids", "undetermined"),
        ("my lip twitches, I take spironolactone", "medication"),
        # the strongest support wins
        ("my face droops and my speech is slurred. I drink 6 coffees a day", "stroke"),
        ("my lip twitches, it started with the furosemide. I drink two coffees a day", "medication"),
        # out of scope
        ("can I move my appointment?", None),
        ("I have a headache", None),
    ],
)
def test_cause(text: str, told: str | None) -> None:
    assert cause(text) == told


def test_a_drooping_face_alone_has_stroke_second() -> None:
    report = analyzer().analyze("the left half of my face droops")
    assert [c.cause for c in report.causes[:2]] == ["bells_palsy", "stroke"]
