"""The sentences of clinical reports are read as their concepts say; what is held out no worse than the README says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lipcheck.errors import InputError
from training import dataset, reports


@pytest.mark.parametrize(
    ("file", "status", "experiencer", "precision", "recall"),
    [(dataset.REPORTS, 0.90, 0.97, 0.94, 0.96), (dataset.HELD_OUT_REPORTS, 0.88, 0.96, 0.99, 0.955)],
)
def test_concepts_are_told_right(file: str, status: float, experiencer: float, precision: float, recall: float) -> None:
    scores = reports.scores(reports.read(file))
    assert scores["status"] >= status
    assert scores["experiencer"] >= experiencer
    assert scores["absent, precision"] >= precision
    assert scores["absent, recall"] >= recall


def test_words_that_a_sentence_does_not_hold_are_told(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    span = {"text": "fever", "nth": 1, "status": "absent", "by": "patient"}
    row = {"id": "x-1", "kind": "note", "text": "No fever.", "spans": [span]}
    (tmp_path / "reports" / "x.jsonl").write_text(json.dumps(row) + "\n")
    with pytest.raises(InputError, match=r"x\.jsonl:1: the text does not hold 'fever'"):
        reports.read("x", tmp_path)
