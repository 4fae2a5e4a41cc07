"""Messages that are labelled in their times or their findings alone, each read as labelled.

They stand in ``told.yaml``. What is read otherwise today stands in ``told_known_failures.txt`` and must leave it when it comes right;
to write the list anew: ``PYTHONPATH=nlp:. python tests/test_told.py``. The labels are of one pass, so that some of the list is their doing.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest
import yaml

import lipcheck
from tests import known_failures

HERE = Path(__file__)
KNOWN_FAILURES = HERE.with_name("told_known_failures.txt")
MESSAGES: Final[dict[str, list[dict[str, Any]]]] = yaml.safe_load(
    HERE.with_name("told.yaml").read_text(encoding="utf-8")
)


def _times(record: dict[str, Any]) -> tuple[Any, ...]:
    """The durations and frequencies, rounded as in the file, and the pattern."""
    durations = {(d["kind"], d["min_s"], d["max_s"]) for d in record["durations"]}
    rates = {(round(f["min_per_day"], 3), round(f["max_per_day"], 3)) for f in record["frequencies"]}
    return durations, rates, record["pattern"]


def _findings(record: dict[str, Any]) -> set[tuple[Any, ...]]:
    return {(f["symptom"], f["site"], f["side"], f["status"], f["experiencer"]) for f in record["findings"]}


def failing(kind: str) -> list[str]:
    """The messages of a kind that are read otherwise, in order."""
    analyzer = lipcheck.load()
    out = []
    for message in MESSAGES[kind]:
        record = analyzer.analyze(message["text"]).to_dict()
        if kind == "times":
            durations = {(k, low, high) for k, low, high in message["durations"]}
            told = (durations, {tuple(f) for f in message["frequencies"]}, message["pattern"])
            right = _times(record) == told
        else:
            right = _findings(record) == {tuple(f) for f in message["findings"]}
        if not right:
            out.append(message["text"])
    return out


@pytest.mark.parametrize("kind", sorted(MESSAGES))
def test_messages_are_read_as_labelled_but_for_the_known_failures(kind: str) -> None:
    listed = known_failures.read(KNOWN_FAILURES)
    assert failing(kind) == [m["text"] for m in MESSAGES[kind] if m["text"] in listed]


if __name__ == "__main__":
    known_failures.write(KNOWN_FAILURES, [text for kind in sorted(MESSAGES) for text in failing(kind)])
