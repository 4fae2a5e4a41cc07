from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from lipcheck.errors import InputError
from training import dataset

ROW: dict[str, Any] = {
    "id": "a-001",
    "persona": "p",
    "marked": "lip <numbness site=lip>numb</numbness>",
    "scope": "in",
    "cause": "undetermined",
    "acceptable_causes": ["stroke"],
    "urgency": "doctor",
    "acceptable_urgencies": [],
    "flags": [],
    "pattern": None,
    "age": 40,
}


def line(**changes: Any) -> str:
    return json.dumps(ROW | changes)


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


def test_record_of_a_message_has_the_shape_of_a_report() -> None:
    record = dataset.read_line(line(flags=["speech"]), "a.jsonl:1").record()
    assert record["text"] == "lip numb"
    assert [(f["symptom"], f["site"], f["start"], f["end"]) for f in record["findings"]] == [("numbness", "lip", 4, 8)]
    assert record["red_flags"] == [{"flag": "speech", "active": True}]
    assert (record["patient"], record["cause"], record["acceptable_causes"]) == (
        {"age_years": 40.0},
        "undetermined",
        ["stroke"],
    )


def test_record_of_a_sentence_has_no_cause(tmp_path: Path) -> None:
    record = dataset.gold_sentences(folder(tmp_path))[0].record()
    assert list(record) == ["id", "text", "scope", "findings", "durations", "frequencies", "triggers", "conditions"]


def test_writers_are_those_of_the_ids(tmp_path: Path) -> None:
    assert dataset.writers(dataset.training_messages(folder(tmp_path))) == ["a"]


def test_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"x\.jsonl: cannot be read \(FileNotFoundError\)"):
        dataset.read(tmp_path / "x.jsonl")


def test_data_without_a_date_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"version\.json: no date of the data"):
        dataset.date(tmp_path)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{", "a.jsonl:7: no JSON (JSONDecodeError)"),
        ("[]", "a.jsonl:7: not an object"),
        ("{}", "a.jsonl:7: id is no text"),
        (line(marked=" "), "a.jsonl:7: a-001: marked is no text"),
        (line(marked="<pain>"), "a.jsonl:7: a-001: <pain> is never closed"),
        (line(mood="bad"), "a.jsonl:7: a-001: unknown field mood"),
        (json.dumps({"id": "a-001", "marked": "x", "capability": "c"}), "a.jsonl:7: a-001: lacks scope"),
        (line(age="40"), "a.jsonl:7: a-001: age is neither a number nor null"),
        (line(age=True), "a.jsonl:7: a-001: age is neither a number nor null"),
        (line(flags="speech"), "a.jsonl:7: a-001: flags is no list of texts"),
        (line(cause=3), "a.jsonl:7: a-001: cause is no text"),
        (line(note=3), "a.jsonl:7: a-001: note is no text"),
    ],
)
def test_bad_line_is_refused_with_file_line_and_reason(text: str, what: str) -> None:
    with pytest.raises(InputError) as raised:
        dataset.read_line(text, "a.jsonl:7")
    assert str(raised.value) == what
