"""The labelled messages that the models learn from, each answered as its labels say in every field named in ``ASKED``.

What is answered otherwise today stands in ``messages_known_failures.txt``, a message a line with the number of wrong answers in each
field, and must leave it when it comes right: so a change of a rule shows every message that it moves. It measures nothing, as rules and models have seen these
messages. To write the list anew: ``PYTHONPATH=nlp:. python tests/test_messages.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import lipcheck
from lipcheck.evaluation.labelled import Labelled
from lipcheck.report import Report
from training.dataset import training_messages, writers

KNOWN_FAILURES = Path(__file__).with_name("messages_known_failures.txt")
MESSAGES = training_messages()


def statuses(findings: Any) -> set[tuple[Any, ...]]:
    return {(f.symptom, f.status, f.experiencer) for f in findings}


def places(findings: Any) -> set[tuple[Any, ...]]:
    there = ("present", "uncertain", "past")
    return {(f.symptom, f.site, f.side) for f in findings if f.experiencer == "patient" and f.status in there}


# how many answers of a field are missing or too many
ASKED: Mapping[str, Callable[[Report, Labelled], int]] = {
    "status": lambda report, m: len(statuses(report.findings) ^ statuses(m.marked.findings)),
    "place": lambda report, m: len(places(report.findings) ^ places(m.marked.findings)),
    "flags": lambda report, m: len({f.flag for f in report.red_flags if f.active} ^ set(labels(m).flags)),
    "cause": lambda report, m: int(report.cause not in {labels(m).cause, *labels(m).acceptable_causes}),
    "urgency": lambda report, m: int(report.urgency not in {labels(m).urgency, *labels(m).acceptable_urgencies}),
}


def labels(message: Labelled) -> Any:
    assert message.labels is not None
    return message.labels


@cache
def answered(writer: str) -> list[tuple[Labelled, Report]]:
    mine = [m for m in MESSAGES if m.writer == writer]
    return list(zip(mine, lipcheck.load().pipe(m.text for m in mine), strict=True))


def failing(writer: str) -> list[str]:
    out = []
    for message, report in answered(writer):
        wrong = {field: count(report, message) for field, count in ASKED.items()}
        if any(wrong.values()):
            out.append(" ".join([message.id, *(f"{field}:{n}" for field, n in wrong.items() if n)]))
    return out


def known_failures() -> list[str]:
    return KNOWN_FAILURES.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("writer", writers(MESSAGES))
def test_the_messages_of_a_writer_are_answered_as_labelled_but_for_the_known_failures(writer: str) -> None:
    assert failing(writer) == [line for line in known_failures() if line.split()[0].rpartition("-")[0] == writer]


@pytest.mark.parametrize("writer", writers(MESSAGES))
def test_what_is_denied_unsure_or_feared_has_the_words_that_say_so(writer: str) -> None:
    told = [
        (message.id, f.cue, " ".join(message.text.lower().split()))
        for message, report in answered(writer)
        for f in report.findings
        if f.status in ("absent", "hypothetical", "uncertain")
    ]
    assert not [(name, cue) for name, cue, text in told if not cue or " ".join(cue.lower().split()) not in text]


def test_every_known_failure_is_one_of_these_messages() -> None:
    assert {line.split()[0] for line in known_failures()} <= {m.id for m in MESSAGES}


if __name__ == "__main__":
    KNOWN_FAILURES.write_text("".join(f"{line}\n" for w in writers(MESSAGES) for line in failing(w)), encoding="utf-8")
