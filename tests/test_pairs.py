"""Minimal pairs: two messages that differ in one fact, and what that fact changes (a CheckList's direction tests).

``data/pairs/pairs.jsonl`` names for each message the fields that the pair is about, asserted exactly. Messages that are answered
otherwise today stand in ``pairs_known_failures.txt`` and are strict xfails. The net under the rules has read those that tell an urgency
(``training/dataset.py``), so they show what is kept and measure nothing. To write the list anew: ``PYTHONPATH=nlp:. python tests/test_pairs.py``.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import lipcheck
from lipcheck.analyzer import Analyzer
from lipcheck.report import Report

PAIRS = Path(__file__).parents[1] / "data" / "pairs" / "pairs.jsonl"
KNOWN_FAILURES = Path(__file__).with_name("pairs_known_failures.txt")
THERE = ("present", "uncertain")


def rows() -> list[dict[str, Any]]:
    return [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]


MESSAGES = {f"{row['id']}{side}": row[side] for row in rows() for side in "ab"}


@cache
def analyzer() -> Analyzer:
    return lipcheck.load()


def known_failures() -> list[str]:
    return KNOWN_FAILURES.read_text(encoding="utf-8").split() if KNOWN_FAILURES.exists() else []


def symptoms(report: Report, *statuses: str) -> list[str]:
    return sorted({f.symptom for f in report.findings if f.experiencer == "patient" and f.status in statuses})


def said(report: Report) -> dict[str, Any]:
    """The fields that a pair may name."""
    exposed = (*THERE, "past")
    return {
        "scope": report.scope,
        "urgency": report.urgency,
        "within": report.within,
        "cause": report.cause,
        "pattern": report.pattern,
        "flags": sorted(f.flag for f in report.red_flags if f.active),
        "inactive": sorted(f.flag for f in report.red_flags if not f.active),
        "present": symptoms(report, *THERE),
        "past": symptoms(report, "past"),
        "denied": symptoms(report, "absent"),
        "triggers": sorted({t.trigger for t in report.triggers if t.experiencer == "patient" and t.status in exposed}),
    }


def answered(message: dict[str, Any]) -> dict[str, Any]:
    got = said(analyzer().analyze(message["text"]))
    return {name: got[name] for name in message["expect"]}


def cases() -> list[Any]:
    fails = pytest.mark.xfail(strict=True, raises=AssertionError, reason="stands in pairs_known_failures.txt")
    failing = set(known_failures())
    return [pytest.param(name, id=name, marks=fails if name in failing else ()) for name in MESSAGES]


@pytest.mark.parametrize("name", cases())
def test_a_message_of_a_pair_is_answered_as_its_one_fact_says(name: str) -> None:
    assert answered(MESSAGES[name]) == MESSAGES[name]["expect"]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["id"])
def test_the_two_messages_of_a_pair_expect_different_answers(row: dict[str, Any]) -> None:
    assert row["a"]["text"] != row["b"]["text"]
    assert row["a"]["expect"] != row["b"]["expect"]


def test_the_list_of_known_failures_names_messages_once_and_in_order() -> None:
    assert known_failures() == [name for name in MESSAGES if name in set(known_failures())]


if __name__ == "__main__":
    failing = [name for name, message in MESSAGES.items() if answered(message) != message["expect"]]
    KNOWN_FAILURES.write_text("".join(f"{name}\n" for name in failing), encoding="utf-8")
