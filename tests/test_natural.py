"""Emergencies and harmless messages as people write them, each recognised for what it is.

They stand in ``natural.yaml``. What is answered wrongly today stands in ``natural_known_failures.txt`` and must leave it when it comes
right; to write the list anew: ``PYTHONPATH=nlp:. python tests/test_natural.py``.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

import pytest
import yaml

import lipcheck
from lipcheck.exports import Message
from tests import known_failures

HERE = Path(__file__)
KNOWN_FAILURES = HERE.with_name("natural_known_failures.txt")
MESSAGES: Final[dict[str, list[str]]] = yaml.safe_load(HERE.with_name("natural.yaml").read_text(encoding="utf-8"))


@cache
def failing(kind: str) -> list[str]:
    """The messages of a kind that are taken for the other, in order."""
    messages = [Message(str(n), text) for n, text in enumerate(MESSAGES[kind])]
    reports = lipcheck.load().pipe(messages)
    return [
        m.text for m, r in zip(messages, reports, strict=True) if (r.urgency == "emergency") != (kind == "emergency")
    ]


def known(kind: str) -> list[str]:
    """Those that are known to be, in order."""
    listed = known_failures.read(KNOWN_FAILURES)
    return [text for text in MESSAGES[kind] if text in listed]


@pytest.mark.parametrize("kind", sorted(MESSAGES))
def test_messages_are_recognised_for_what_they_are_but_for_the_known_failures(kind: str) -> None:
    assert failing(kind) == known(kind)


def test_no_message_stands_twice() -> None:
    texts = [text for kind in MESSAGES.values() for text in kind]
    assert len(texts) == len(set(texts)) > 3_400


if __name__ == "__main__":
    known_failures.write(KNOWN_FAILURES, [text for kind in sorted(MESSAGES) for text in failing(kind)])
