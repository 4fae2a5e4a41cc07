"""Messages from outside the project: labelled JSONL in the form of ``data/LABELS.md``, in the folder LIPCHECK_EVAL.

Nothing here prints a message: a failure names ids alone.
"""

from __future__ import annotations

import json
import math
import os
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import lipcheck
from lipcheck.evaluation.measures import score
from lipcheck.evaluation.study import as_object, finite
from lipcheck.schema import CAUSES, FLAGS, STATUSES, record_schema
from lipcheck.vocabulary import load_knowledge
from tests.evaluation_fixture import close

FOLDER = os.environ.get("LIPCHECK_EVAL")
FLOORS = {
    "symptom+status": 0.75,
    "symptom+site+side": 0.60,
    "durations": 0.70,
    "cause accuracy": 0.75,
    "urgency accuracy": 0.75,
    "emergency sensitivity": 0.80,
}

pytestmark = pytest.mark.skipif(not FOLDER, reason="LIPCHECK_EVAL is not set: it names a folder of labelled messages")


class Rows(dict[str, dict[str, Any]]):
    """Rows by id, which a failing test does not spell out."""

    def __repr__(self) -> str:
        return f"{len(self)} rows"


@pytest.fixture(scope="module")
def gold() -> Rows:
    files = sorted(Path(FOLDER or "").glob("*.jsonl"))
    assert files, "no *.jsonl in the folder LIPCHECK_EVAL"
    rows = [json.loads(line) for f in files for line in f.read_text(encoding="utf-8").split("\n") if line.strip()]
    by_id = Rows({row["id"]: row for row in rows})
    assert len(by_id) == len(rows), "an id stands twice"
    return by_id


@pytest.fixture(scope="module")
def records(gold: Rows) -> Rows:
    analyzer = lipcheck.load()
    return Rows({i: analyzer.analyze(row["text"], id=i).to_dict() for i, row in gold.items()})


def quotes(node: Any) -> Iterator[dict[str, Any]]:
    """Every object below that has offsets."""
    if isinstance(node, dict):
        if "start" in node:
            yield node
        for value in node.values():
            yield from quotes(value)
    elif isinstance(node, list):
        for value in node:
            yield from quotes(value)


def test_every_record_is_valid(records: Rows) -> None:
    validator = Draft202012Validator(record_schema())
    faults = {i: [e.json_path for e in validator.iter_errors(r)] for i, r in records.items()}
    assert {i: paths for i, paths in faults.items() if paths} == {}


def test_offsets_quote_the_message(records: Rows) -> None:
    wrong = [
        (i, q["start"], q["end"])
        for i, r in records.items()
        for q in quotes({k: v for k, v in r.items() if k != "extra"})
        if not q["start"] < q["end"] <= len(r["text"]) or q["text"] != r["text"][q["start"] : q["end"]]
    ]
    assert wrong == []


def test_probabilities_sum_to_1_likeliest_first(records: Rows) -> None:
    shares = {i: [c["probability"] for c in r["causes"]] for i, r in records.items() if r["scope"] == "in"}
    wrong = [i for i, s in shares.items() if not math.isclose(sum(s), 1, abs_tol=1e-5) or s != sorted(s, reverse=True)]
    assert wrong == []


def test_every_class_of_the_labels_is_known(gold: Rows) -> None:
    known = load_knowledge()
    classes: dict[str, set[Any]] = {
        "symptom": {e.id for e in known.symptoms},
        "site": {e.id for e in known.sites} | {None},
        "side": {e.id for e in known.sides} | {None},
        "status": set(STATUSES),
        "trigger": {e.get("trigger", e.id) for e in known.triggers},
    }
    labels = [(i, x) for i, row in gold.items() for key in ("findings", "triggers") for x in row.get(key) or ()]
    unknown = [(i, k) for i, x in labels for k, ids in classes.items() if k in x and x[k] not in ids]
    unknown += [(i, "cause") for i, row in gold.items() if row["cause"] not in {*CAUSES, None}]
    flags = [(i, f if isinstance(f, str) else f["flag"]) for i, row in gold.items() for f in row.get("red_flags") or ()]
    unknown += [(i, "flag") for i, flag in flags if flag not in FLAGS]
    assert unknown == []


@pytest.mark.parametrize("measure", FLOORS)
def test_a_measure_is_not_below_its_floor(measure: str, gold: Rows, records: Rows) -> None:
    assert score(gold, records).values()[measure] >= FLOORS[measure]


if FOLDER and (Path(FOLDER) / "score.py").is_file():

    def test_the_measures_are_those_of_the_folders_own_scorer(gold: Rows, records: Rows) -> None:
        scorer = runpy.run_path(str(Path(FOLDER or "") / "score.py"))
        answered = Rows({i: r for n, (i, r) in enumerate(sorted(records.items())) if n % 10})
        wanted = scorer["score"](gold, answered, sorted(gold))
        assert finite(as_object(score(gold, answered))) == close(finite(wanted))
