from __future__ import annotations

import pytest

from lipcheck.components.moments import find_rates, find_times
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
