from __future__ import annotations

from typing import Any

import pytest

from lipcheck.evaluation.gold import Gold
from lipcheck.evaluation.slices import age_group, length, noise, slices, spelling_noise


def message(text: str | None = "", **labels: Any) -> Gold:
    return Gold("m", text, labels)


@pytest.mark.parametrize(
    ("age", "group"),
    [(None, "not said"), (0, "under 12"), (12, "12 to 17"), (18, "18 to 49"), (50, "50 to 64"), (65, "65 and over")],
)
def test_age_groups(age: float | None, group: str) -> None:
    assert age_group(message(patient={"age_years": age})) == group


@pytest.mark.parametrize(
    ("words", "group"),
    [(0, "up to 25 words"), (25, "up to 25 words"), (26, "26 to 50 words"), (100, "51 to 100 words"), (101, "over 100 words")],
)  # fmt: skip
def test_lengths(words: int, group: str) -> None:
    assert length(message("lip " * words)) == group


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("", 0.0),
        ("My lip doesn’t feel numb", 0.0),
        ("my lip is numbbbb", 0.25),
        ("my lip feels xylophonic", 0.25),
        ("twiching twiching", 1.0),
    ],
)
def test_spelling_noise_is_the_share_of_words_respelled_or_unknown(text: str, share: float) -> None:
    assert spelling_noise(text) == share


@pytest.mark.parametrize(
    ("text", "group"),
    [("my lip", "none"), ("my lip " * 20 + "twiching", "up to 4 %"), ("my lip twiching", "over 4 %")],
)
def test_noise_groups(text: str, group: str) -> None:
    assert noise(message(text)) == group


def test_what_is_not_there_makes_no_slice() -> None:
    assert slices([message(None), message(None)]) == {}


def test_slices_are_in_a_readable_order() -> None:
    messages = [
        Gold(str(n), None, {"patient": {"age_years": age}}, {"writer": writer})
        for n, (age, writer) in enumerate([(70, "b"), (5, "a"), (None, "b")])
    ]
    found = {kind: {v: [m.id for m in ms] for v, ms in values.items()} for kind, values in slices(messages).items()}
    assert list(found["age group"]) == ["under 12", "65 and over", "not said"]
    assert found["writer"] == {"a": ["1"], "b": ["0", "2"]}
