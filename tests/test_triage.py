"""Emergencies and harmless messages as people write them, each recognised for what it is, by the rules alone.

They stand in ``data/triage``; the net under the rules has learned from most of them, so it is left out here. What is answered
wrongly today stands in ``triage_known_failures.txt`` and must leave it when it comes right; to write the list anew:
``PYTHONPATH=nlp:. python tests/test_triage.py``. The held-out writers' messages are counted, and none is shown.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

import lipcheck
from lipcheck.analyzer import Analyzer
from lipcheck.exports import Message
from lipcheck.linear import LinearModel
from lipcheck.triage.alarm import Alarm
from lipcheck.triage.classifier import Classifier
from tests import known_failures
from training import dataset
from training.dataset import Triaged

HERE = Path(__file__)
KNOWN_FAILURES = HERE.with_name("triage_known_failures.txt")
FILES = [p for p in dataset.triage_files() if p.stem not in dataset.HELD_OUT_TRIAGE]
HARMS = HERE.with_name("harms.yaml")
NO_NET = LinearModel({}, -9.0)


def wrong(analyzer: Analyzer, messages: list[Triaged]) -> list[Triaged]:
    """The messages that are taken for the other kind, in order."""
    reports = analyzer.pipe(Message(m.place, m.text) for m in messages)
    return [m for m, r in zip(messages, reports, strict=True) if (r.urgency == "emergency") != m.emergency]


@cache
def by_rules_alone() -> Analyzer:
    return Analyzer(Classifier.load(), Alarm(NO_NET))


@cache
def failing(path: Path) -> list[str]:
    """The texts of a file that the rules take for the other kind, in order."""
    return [m.text for m in wrong(by_rules_alone(), dataset.read_triaged(path))]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_messages_are_recognised_for_what_they_are_but_for_the_known_failures(path: Path) -> None:
    listed = known_failures.read(KNOWN_FAILURES)
    assert failing(path) == [m.text for m in dataset.read_triaged(path) if m.text in listed]


def test_every_known_failure_is_a_message() -> None:
    assert known_failures.read(KNOWN_FAILURES) <= {m.text for m in dataset.triaged_messages()}


def test_what_a_change_was_seen_to_hide_or_make_up_is_recognised() -> None:
    assert [m.text for m in wrong(by_rules_alone(), dataset.read_triaged(HARMS))] == []


def test_writers_that_nothing_has_learned_from_are_recognised() -> None:
    """Measured 184 of 190 emergencies and 254 of 270 others."""
    messages = dataset.triaged_messages(held_out=True)
    missed = [m.emergency for m in wrong(lipcheck.load(), messages)]
    urgent = sum(m.emergency for m in messages)
    assert 1 - missed.count(True) / urgent >= 0.93
    assert 1 - missed.count(False) / (len(messages) - urgent) >= 0.9


if __name__ == "__main__":
    known_failures.write(KNOWN_FAILURES, [text for path in FILES for text in failing(path)])
