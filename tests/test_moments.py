from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lipcheck.components import moments
from lipcheck.components.moments import find_rates, find_times, may_hold_any
from lipcheck.components.numbers import words_of

DAY = 86400.0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("30 seconds to a minute", [("amount", 30, 60)]),
        ("a year and a half", [("amount", 547.5 * DAY, 547.5 * DAY)]),
        ("half a year", [("amount", 180 * DAY, 180 * DAY)]),
        ("1 hr 20 min", [("amount", 4800, 4800)]),
        ("up to 40 seconds", [("amount", 0, 40)]),
        ("this past month", [("last", 30 * DAY, 30 * DAY)]),
        ("yesterday", [("date", DAY, DAY)]),
        ("day 5", [("nth", 5 * DAY, 5 * DAY)]),
        ("third week", [("nth", 21 * DAY, 21 * DAY)]),
        ("an hour to hour and a half", [("amount", 3600, 5400)]),
        ("half hour to hour", [("amount", 1800, 3600)]),
        ("a minute and a half to two minutes", [("amount", 90, 120)]),
        ("half a minute, a minute", [("amount", 30, 60)]),
        ("five minutes, sometimes ten", [("amount", 300, 600)]),
        ("ten minutes or even an hour", [("amount", 600, 3600)]),
        ("ten minutes, an hour later", [("amount", 600, 600), ("amount", 3600, 3600)]),
        ("one and half month", [("amount", 45 * DAY, 45 * DAY)]),
        ("three quarters of an hour", [("amount", 2700, 2700)]),
        ("two weeks plus", [("amount", 14 * DAY, 14 * DAY)]),
        ("hardly a minute", [("amount", 0, 60)]),
        ("6 d ago", [("amount", 6 * DAY, 6 * DAY)]),
        ("x 6 d", [("amount", 6 * DAY, 6 * DAY)]),
        ("a 3 d scan", []),
        ("vitamin d 3 d daily", []),
        ("from hour to hour", []),
        ("a second opinion", []),
        ("in my 50s", []),
        ("150 s / 90 s", []),
        ("last night", []),
        ("3rd of june", []),
    ],
)
def test_times(text: str, told: list[tuple[str, float, float]]) -> None:
    words = words_of(text)
    assert [(t.form, t.low_s, t.high_s) for t in find_times(words, bytearray(len(words)))] == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("in a day it can happen 2-3 times", [(2, 3)]),
        ("once in two weeks", [(1 / 14, 1 / 14)]),
        ("every few minutes", [(480, 480)]),
        ("every other day", [(0.5, 0.5)]),
        ("alternate nights", [(0.5, 0.5)]),
        ("one day leaving one day", [(0.5, 0.5)]),
        ("eight times today", [(8, 8)]),
        ("three attacks so far today", [(3, 3)]),
        ("2-3 x per shift", [(2, 3)]),
        ("for six, 20 days a month", [(20 / 30, 20 / 30)]),
        ("15 days a month", [(0.5, 0.5)]),
        ("several times during the night", [(3, 7)]),
        ("8 hours a day", []),
        ("145/92", []),
        ("in the morning it is twice its size", []),
        ("", []),
    ],
)
def test_rates(text: str, told: list[tuple[float, float]]) -> None:
    assert [(r.low, r.high) for r in find_rates(words_of(text))] == [pytest.approx(t) for t in told]


BEGINNINGS = {*moments._time_starts(), *moments._rate_starts(), "3", "2nd", "-", "to", "or", "times", "/", "of", "out"}
NO_UNITS = sorted(word for word in BEGINNINGS if word.split()[0] not in moments._units())


@given(st.lists(st.sampled_from(NO_UNITS)).map(" ".join))
def test_where_no_unit_is_named_no_time_and_no_rate_stands(text: str) -> None:
    words = words_of(text)
    assert (find_rates(words), find_times(words, bytearray(len(words)))) == ([], [])


@pytest.mark.parametrize(
    ("text", "answer"),
    [("for 3 days", True), ("the day before yesterday", True), ("2x daily", True), ("5 mg", False), ("", False)],
)
def test_only_where_a_unit_is_named_may_a_time_or_a_rate_stand(text: str, answer: bool) -> None:
    assert may_hold_any(w.text for w in words_of(text)) is answer
