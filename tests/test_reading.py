from __future__ import annotations

from collections.abc import Sequence

import pytest

from lipcheck.evaluation.parts import Examined
from tests.test_crossfit import MESSAGES
from training import reading


def doubled(rows: Sequence[int]) -> list[int]:
    return [2 * row for row in rows]


@pytest.mark.parametrize("number", [0, 1, 2, 5])
def test_rows_are_read_in_parts_and_come_back_in_order(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_LEAST_TOGETHER", 2)
    assert reading.spread(doubled, range(number)) == [0, 2, 4, 6, 8][:number]


def test_what_was_read_before_is_answered_as_what_is_read_now() -> None:
    examined, texts = Examined.load(), [(m.id, m.text) for m in MESSAGES]
    assert examined.answer(texts, reading.cases(MESSAGES)) == examined.answer(texts)
