from __future__ import annotations

import json
from pathlib import Path

import pytest

from lipcheck.errors import InputError
from lipcheck.evaluation.labelled import read
from tests.test_labelled import line
from training import dataset


def folder(tmp_path: Path) -> Path:
    (tmp_path / "messages").mkdir()
    (tmp_path / "gold").mkdir()
    (tmp_path / "messages" / "a.jsonl").write_text(line() + "\n\n" + line(id="a-002") + "\n")
    (tmp_path / "messages" / "h.jsonl").write_text(line(id="h-001") + "\n")
    sentence = {
        "id": "g1-001",
        "capability": "negation",
        "scope": "out",
        "marked": "no <pain status=absent>pain</pain>",
    }
    (tmp_path / "gold" / "gold1.jsonl").write_text(json.dumps(sentence))
    return tmp_path


def test_held_out_writer_is_not_among_the_training_messages(tmp_path: Path) -> None:
    data = folder(tmp_path)
    assert [m.id for m in dataset.training_messages(data)] == ["a-001", "a-002"]
    assert [m.id for m in dataset.held_out_messages(data)] == ["h-001"]


def test_hash_changes_with_the_training_messages_and_with_nothing_else(tmp_path: Path) -> None:
    data = folder(tmp_path)
    before = dataset.sha256(data)
    (data / "messages" / "h.jsonl").write_text("")
    (data / "gold" / "gold1.jsonl").write_text("")
    assert dataset.sha256(data) == before
    (data / "messages" / "a.jsonl").write_text(line())
    assert dataset.sha256(data) != before


def test_record_of_a_sentence_has_no_cause(tmp_path: Path) -> None:
    record = dataset.gold_sentences(folder(tmp_path))[0].record()
    assert list(record) == ["id", "text", "scope", "findings", "durations", "frequencies", "triggers", "conditions"]


def test_writers_are_those_of_the_ids(tmp_path: Path) -> None:
    assert dataset.writers(dataset.training_messages(folder(tmp_path))) == ["a"]


def test_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"x\.jsonl: cannot be read \(FileNotFoundError\)"):
        read(tmp_path / "x.jsonl")


def test_data_without_a_date_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"version\.json: no date of the data"):
        dataset.date(tmp_path)
