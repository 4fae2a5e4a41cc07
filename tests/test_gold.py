"""The gold sentences, findings asserted exactly: a miss and an extra both fail.

Sentences that fail today stand in ``gold_known_failures.txt``, one id a line, and are strict xfails: one that passes
must leave the list. To write the list anew: ``PYTHONPATH=nlp:. python tests/test_gold.py``.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

import lipcheck
from lipcheck.analyzer import Analyzer
from training.dataset import gold_sentences

KNOWN_FAILURES = Path(__file__).with_name("gold_known_failures.txt")
GOLD = {sentence.id: sentence for sentence in gold_sentences()}
Told = set[tuple[str, str | None, str | None, str, str]]


def known_failures() -> list[str]:
    return KNOWN_FAILURES.read_text(encoding="utf-8").split() if KNOWN_FAILURES.exists() else []


@cache
def analyzer() -> Analyzer:
    return lipcheck.load()


def told(findings: Any) -> Told:
    return {(f.symptom, f.site, f.side, f.status, f.experiencer) for f in findings}


def found(name: str) -> Told:
    return told(analyzer().analyze(GOLD[name].text).findings)


def cases() -> list[Any]:
    fails = pytest.mark.xfail(strict=True, raises=AssertionError, reason="stands in gold_known_failures.txt")
    failing = set(known_failures())
    return [pytest.param(name, id=name, marks=fails if name in failing else ()) for name in GOLD]


@pytest.mark.parametrize("name", cases())
def test_the_findings_of_a_sentence_are_exactly_those_marked(name: str) -> None:
    assert found(name) == told(GOLD[name].marked.findings)


def test_the_list_of_known_failures_names_sentences_once_and_in_order() -> None:
    assert known_failures() == [name for name in GOLD if name in set(known_failures())]


if __name__ == "__main__":
    failing = [name for name in GOLD if found(name) != told(GOLD[name].marked.findings)]
    KNOWN_FAILURES.write_text("".join(f"{name}\n" for name in failing), encoding="utf-8")
