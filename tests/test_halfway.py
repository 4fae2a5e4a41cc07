from __future__ import annotations

from lipcheck.evaluation.labelled import Labelled
from tests.test_crossfit import MESSAGES
from training import reading
from training.halfway import Half, Halfway


def words_of(half: Half) -> list[str]:
    return [half.message.id, half.doc.text]


def test_messages_read_in_two_halves_are_those_read_at_once() -> None:
    messages: list[Labelled] = MESSAGES[:7]
    with Halfway(messages) as read:
        told = read.each(words_of)
        found = read.finish()
    assert told == [word for m in messages for word in (m.id, m.text.lower())]
    assert list(found) == [m.id for m in messages]
    assert found == reading.cases(messages)
