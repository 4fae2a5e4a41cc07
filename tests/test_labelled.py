from __future__ import annotations

import json
from typing import Any

import pytest

from lipcheck.errors import InputError
from lipcheck.evaluation.labelled import read_line

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


def test_record_of_a_message_has_the_shape_of_a_report() -> None:
    record = read_line(line(flags=["speech"]), "a.jsonl:1").record()
    assert record["text"] == "lip numb"
    assert [(f["symptom"], f["site"], f["start"], f["end"]) for f in record["findings"]] == [("numbness", "lip", 4, 8)]
    assert record["red_flags"] == [{"flag": "speech", "active": True}]
    assert (record["patient"], record["cause"], record["acceptable_causes"]) == (
        {"age_years": 40.0},
        "undetermined",
        ["stroke"],
    )


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
        read_line(text, "a.jsonl:7")
    assert str(raised.value) == what
