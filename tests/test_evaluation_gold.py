from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from lipcheck.errors import InputError
from lipcheck.evaluation.gold import read_gold, read_predictions
from tests.evaluation_fixture import GOLD, RECORDS, write
from tests.test_labelled import ROW


def test_both_forms_are_read(tmp_path: Path) -> None:
    files = [write(tmp_path, "gold.jsonl", GOLD[:2]), write(tmp_path, "a.jsonl", [ROW])]
    messages = read_gold(files)
    assert [(m.id, m.text) for m in messages] == [(g["id"], g["text"]) for g in GOLD[:2]] + [("a-001", "lip numb")]
    assert messages[2].labels["urgency"] == "doctor"
    assert [m.groups for m in messages] == [
        {"source": "portal"},
        {"source": "portal"},
        {"writer": "a"},
    ]


def test_a_source_may_be_an_object(tmp_path: Path) -> None:
    rows = [{"id": n, "scope": "out", "source": {"genre": genre, "licence": str(n)}} for n, genre in enumerate("aab")]
    messages = read_gold([write(tmp_path, "gold.jsonl", rows)])
    assert [m.groups for m in messages] == [{"genre": "a"}, {"genre": "a"}, {"genre": "b"}]


def test_files_are_a_group_where_nothing_tells_the_writer(tmp_path: Path) -> None:
    files = [write(tmp_path, f"{n}.jsonl", [{"id": n, "scope": "out"}]) for n in "xy"]
    assert [m.groups for m in read_gold(files)] == [{"file": "x.jsonl"}, {"file": "y.jsonl"}]


def test_a_key_that_other_lines_have_says_nothing_where_it_lacks(tmp_path: Path) -> None:
    rows = [{"id": "a", "scope": "out", "findings": []}, {"id": "b", "scope": "out"}]
    assert [m.labels.get("findings") for m in read_gold([write(tmp_path, "g.jsonl", rows)])] == [[], []]
    assert ["durations" in m.labels for m in read_gold([write(tmp_path, "g.jsonl", rows)])] == [False, False]


def test_scope_is_that_of_the_cause_where_it_is_not_given(tmp_path: Path) -> None:
    rows = [{"id": "a", "cause": "stroke"}, {"id": "b", "cause": None}]
    assert [m.labels["scope"] for m in read_gold([write(tmp_path, "g.jsonl", rows)])] == ["in", "out"]


def test_a_proposal_that_nobody_has_checked_is_no_gold(tmp_path: Path) -> None:
    rows = [{"id": n, "scope": "out", "checked": n == "a"} for n in "ab"]
    assert [m.id for m in read_gold([write(tmp_path, "g.jsonl", rows)])] == ["a"]


def test_predictions_are_by_id(tmp_path: Path) -> None:
    assert list(read_predictions(write(tmp_path, "r.jsonl", RECORDS))) == ["m1", "m2", "m3", "m4", "m6"]


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("{", "g.jsonl:1: broken JSON: Expecting property name enclosed in double quotes (column 2)"),
        ([], "g.jsonl:1: not a JSON object"),
        ({"scope": "in"}, "g.jsonl:1: lacks id"),
        ({"id": "a"}, "g.jsonl:1: lacks scope"),
        ({"id": "a", "scope": "secret"}, "g.jsonl:1: scope is neither in nor out"),
        ({"id": "a", "scope": "in", "text": 1}, "g.jsonl:1: text is no text"),
        (
            {"id": "a", "scope": "in", "urgency": "secret"},
            "g.jsonl:1: urgency or acceptable_urgencies is none of emergency, doctor, self_care",
        ),
        (
            {"id": "a", "scope": "in", "acceptable_urgencies": ["secret"]},
            "g.jsonl:1: urgency or acceptable_urgencies is none of emergency, doctor, self_care",
        ),
        ({"id": "a", "scope": "in", "patient": {"age_years": "40"}}, "g.jsonl:1: patient has no age_years that is a number or null"),
        ({"id": "a", "scope": "in", "findings": "lip"}, "g.jsonl:1: findings is no list"),
        ({"id": "a", "scope": "in", "findings": [{}]}, "g.jsonl:1: findings holds something without symptom"),
        ({"id": "a", "scope": "in", "durations": [{"kind": "course", "min_s": "3", "max_s": 5}]}, "g.jsonl:1: durations holds something without kind, min_s, max_s"),
        ({"id": "a-001", "marked": "x"}, "g.jsonl:1: a-001: lacks acceptable_causes, acceptable_urgencies, age, cause, flags, pattern, persona, scope, urgency"),
    ],
)  # fmt: skip
def test_a_line_that_is_no_label_is_refused_with_its_place(row: Any, what: str, tmp_path: Path) -> None:
    (tmp_path / "g.jsonl").write_text(row if isinstance(row, str) else json.dumps(row))
    with pytest.raises(InputError) as raised:
        read_gold([str(tmp_path / "g.jsonl")])
    assert str(raised.value) == what


def test_repeated_ids_and_empty_files_are_refused(tmp_path: Path) -> None:
    twice = write(tmp_path, "twice.jsonl", [GOLD[0], GOLD[0]])
    with pytest.raises(InputError, match="id m1 stands twice"):
        read_gold([twice])
    with pytest.raises(InputError, match=r"twice\.jsonl:2: its id stands twice"):
        read_predictions(twice)
    with pytest.raises(InputError, match="no labelled message"):
        read_gold([write(tmp_path, "empty.jsonl", [])])
