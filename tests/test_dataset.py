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


def triage(tmp_path: Path, name: str, content: str) -> Path:
    (tmp_path / "triage").mkdir(exist_ok=True)
    path = tmp_path / "triage" / f"{name}.yaml"
    path.write_text(content)
    return path


def test_triaged_messages_say_whose_they_are_and_whether_they_are_an_emergency(tmp_path: Path) -> None:
    triage(tmp_path, "b", 'emergency: ["my arm fell down"]\ncalm: ["thanks", "my lip itches"]')
    triage(tmp_path, "z", 'emergency: ["i can not speak"]\ncalm: []')
    assert dataset.triaged_messages(tmp_path) == [
        dataset.Triaged("triage/b", "b.yaml: emergency 1", "my arm fell down", emergency=True),
        dataset.Triaged("triage/b", "b.yaml: calm 1", "thanks", emergency=False),
        dataset.Triaged("triage/b", "b.yaml: calm 2", "my lip itches", emergency=False),
    ]
    assert [m.text for m in dataset.triaged_messages(tmp_path, held_out=True)] == ["i can not speak"]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("emergency: []", "b.yaml: does not hold just the lists emergency and calm"),
        ("- a", "b.yaml: does not hold just the lists emergency and calm"),
        ("emergency: [", r"b.yaml: cannot be read \(ParserError\)"),
        ("emergency: []\ncalm: [fine, 3]", "b.yaml: calm 2: is no text"),
        ('emergency: [" "]\ncalm: []', "b.yaml: emergency 1: is no text"),
    ],
)
def test_a_damaged_file_of_triaged_messages_is_named(tmp_path: Path, content: str, what: str) -> None:
    with pytest.raises(InputError, match=what):
        dataset.read_triaged(triage(tmp_path, "b", content))


def test_hash_changes_with_the_triaged_messages_but_not_with_the_held_out_ones(tmp_path: Path) -> None:
    data = folder(tmp_path)
    before = dataset.sha256(data)
    triage(data, "z", "emergency: []\ncalm: []")
    assert dataset.sha256(data) == before
    triage(data, "b", "emergency: []\ncalm: []")
    assert dataset.sha256(data) != before


def test_the_net_learns_from_the_pairs_that_tell_an_urgency(tmp_path: Path) -> None:
    (tmp_path / "pairs").mkdir()
    pair = {
        "id": "pair-001",
        "a": {"text": "since today", "expect": {"urgency": "emergency"}},
        "b": {"text": "for years", "expect": {"cause": "stroke"}},
    }
    (tmp_path / "pairs" / "pairs.jsonl").write_text(json.dumps(pair) + "\n")
    triage(tmp_path, "b", "emergency: []\ncalm: [thanks]")
    assert dataset.net_messages(tmp_path) == [
        dataset.Triaged("triage/b", "b.yaml: calm 1", "thanks", emergency=False),
        dataset.Triaged("pairs", "pairs.jsonl: pair-001a", "since today", emergency=True),
    ]
