"""``data/LABELS.md``, which people label by, and the program name the same ids."""

from __future__ import annotations

import re
from typing import Any

import pytest

from lipcheck.evaluation import measures as score
from lipcheck.schema import record_schema
from lipcheck.triage import classifier, rules
from lipcheck.vocabulary import load_knowledge, read_yaml
from training.dataset import DATA
from training.lint import ids_of_page

PAGE = (DATA / "LABELS.md").read_text(encoding="utf-8")
IDS = ids_of_page(DATA / "LABELS.md")
KNOWN = load_knowledge()
VOCABULARY = {
    "symptoms": {e.id for e in KNOWN.symptoms},
    "sites": {e.id for e in KNOWN.sites},
    "triggers": {e.get("trigger", e.id) for e in KNOWN.triggers},
    "conditions": {e.id for e in KNOWN.conditions},
    "flags": {row["flag"] for row in read_yaml("red_flags")},
}


def between(start: str, end: str) -> str:
    """The page's text between two pieces of it, each of which stands there."""
    _, found_start, rest = PAGE.partition(start)
    body, found_end, _ = rest.partition(end)
    assert found_start
    assert found_end
    return body


def schema_ids(*path: str) -> set[Any]:
    """The ids that the record's schema lets stand at a place; null left out."""
    node = record_schema()
    for name in path:
        node = node["items"] if name == "[]" else node["properties"][name]
    return set(node["enum"]) - {None}


CAUSES = set(re.findall(r"^  - `([a-z_]+)`", between("- **cause**", "The strongest support wins"), re.M))
CODES = dict(re.findall(r"^\| ([a-z_]+) \|.*\| ([A-Z][\d.]+)", between("## 1. Symptoms", "*companion:*"), re.M)) | dict(
    re.findall(r"([a-z_]+)(?: \([^)]*\))? ([A-Z]\d[\d.]*)", between("*companion:*", "| |"))
)


@pytest.mark.parametrize("kind", VOCABULARY)
def test_the_vocabulary_has_the_ids_of_the_page(kind: str) -> None:
    assert VOCABULARY[kind] == getattr(IDS, kind)


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("symptoms", ("findings", "[]", "symptom")),
        ("sites", ("findings", "[]", "site")),
        ("triggers", ("triggers", "[]", "trigger")),
        ("conditions", ("conditions", "[]", "condition")),
        ("flags", ("red_flags", "[]", "flag")),
    ],
)
def test_the_schema_has_the_ids_of_the_page(kind: str, path: tuple[str, ...]) -> None:
    assert schema_ids(*path) == getattr(IDS, kind)


def test_the_causes_are_the_seven_of_the_page() -> None:
    assert len(CAUSES) == 7
    assert schema_ids("cause") == CAUSES
    assert schema_ids("causes", "[]", "cause") == CAUSES
    assert (set(rules.CAUSES), set(classifier.CAUSES), set(score.CAUSES)) == (CAUSES, CAUSES, CAUSES)


def test_no_rule_votes_for_another_cause() -> None:
    assert sorted({row["cause"] for row in read_yaml("causes")} - CAUSES) == []


def test_sides_are_those_of_the_page() -> None:
    said = re.sub(r"\([^)]*\)", "", between("Sides: ", "\n\n"))
    sides = set(re.findall(r"[a-z_]+", said)) - {"null"}
    assert ({e.id for e in KNOWN.sides}, schema_ids("findings", "[]", "side")) == (sides, sides)


def test_statuses_are_those_of_the_page() -> None:
    statuses = set(re.findall(r"`([a-z]+)`\s+\(", between("- **status**", "- **experiencer**")))
    assert schema_ids("findings", "[]", "status") == statuses


def test_urgencies_are_those_of_the_page() -> None:
    assert schema_ids("urgency") == set(re.findall(r"^  - `([a-z_]+)`", between("- **urgency**", "## 8."), re.M))


def test_codes_are_those_of_the_page() -> None:
    assert {e.id: e.code for e in KNOWN.symptoms} == CODES


def test_complaint_symptoms_are_those_of_the_table() -> None:
    table = set(re.findall(r"^\| ([a-z_]+) \|.*\| [A-Z]\d", between("## 1. Symptoms", "*companion:*"), re.M))
    assert {e.id for e in KNOWN.symptoms if e.get("complaint")} == table
    assert table == score.COMPLAINTS
