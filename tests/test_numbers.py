from __future__ import annotations

import pytest

from lipcheck.components.numbers import read_amount, read_ordinal, words_of


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("3", (3, 3, 1)),
        ("3-5", (3, 5, 3)),
        ("3 or 4", (3, 4, 3)),
        ("3 4", (3, 4, 2)),
        ("two to three", (2, 3, 3)),
        ("two, three", (2, 3, 3)),
        ("one, three", (1, 1, 1)),
        ("twenty-five", (25, 25, 3)),
        ("forty one", (41, 41, 2)),
        ("a hundred", (100, 100, 2)),
        ("a few", (3, 3, 2)),
        ("a couple of", (2, 2, 3)),
        ("several", (3, 7, 1)),
        ("half a dozen", (6, 6, 3)),
        ("half an", (0.5, 0.5, 2)),
        ("a quarter of an", (0.25, 0.25, 4)),
        ("1/2", (0.5, 0.5, 3)),
        ("3 ½", (3.5, 3.5, 2)),
        ("one and a half", (1.5, 1.5, 4)),
        ("three-ish", (3, 3, 3)),
        ("two and half", (2.5, 2.5, 3)),
        ("three quarters of an", (0.75, 0.75, 4)),
        ("six, maybe eight", (6, 8, 4)),
        ("six maybe even eight", (6, 8, 4)),
        ("six, 20", (6, 6, 1)),
        ("an", (1, 1, 1)),
    ],
)
def test_an_amount(text: str, told: tuple[float, float, int]) -> None:
    amount = read_amount(words_of(text), 0)
    assert amount is not None
    assert (amount.low, amount.high, amount.end) == told


@pytest.mark.parametrize("text", ["lip", "3rd", "²", "", "0161496"])
def test_no_amount(text: str) -> None:
    assert read_amount(words_of(text), 0) is None


@pytest.mark.parametrize(("text", "told"), [("third", (3, 1)), ("21st", (21, 2)), ("three", None), ("3", None)])
def test_an_ordinal(text: str, told: tuple[float, int] | None) -> None:
    assert read_ordinal(words_of(text), 0) == told
