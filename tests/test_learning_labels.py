from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import lipcheck
from lipcheck.errors import InputError
from lipcheck.learning.labels import Labels, proposal, read_labels, read_texts

GOOD = {"id": "m-1", "text": "My lip is numb", "scope": "in", "cause": "undetermined", "urgency": "doctor"}


def write(path: Path, *rows: Any) -> str:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return str(path)


def read(tmp_path: Path, *rows: Any) -> Labels:
    return read_labels([write(tmp_path / "labels.jsonl", *rows)])


def test_a_proposal_is_read_once_it_is_checked(tmp_path: Path) -> None:
    line = proposal(lipcheck.load().analyze("My lip is numb", id="m-1"), "picked at random")
    assert read(tmp_path, line) == Labels((), unchecked=1)
    [message] = read(
        tmp_path, line | {"checked": True, "cause": "caffeine", "acceptable_causes": ["undetermined"]}
    ).messages
    assert (message.id, message.text, message.cause, message.urgency) == ("m-1", "My lip is numb", "caffeine", "doctor")
    assert (message.acceptable_causes, message.place) == (("undetermined",), "labels.jsonl:1")


def test_a_message_without_the_key_counts_as_checked(tmp_path: Path) -> None:
    assert [m.id for m in read(tmp_path, GOOD).messages] == ["m-1"]


def test_a_text_that_stands_twice_is_read_once(tmp_path: Path) -> None:
    found = read(tmp_path, GOOD, GOOD | {"id": "m-2", "text": " my LIP  is numb"})
    assert ([m.id for m in found.messages], found.repeated) == (["m-1"], 1)


def test_order_and_files_do_not_matter(tmp_path: Path) -> None:
    other = GOOD | {"id": "m-2", "text": "My lip twitches"}
    files = [write(tmp_path / "a.jsonl", other), write(tmp_path / "b.jsonl", GOOD)]
    assert read_labels(files).sha256() == read(tmp_path, GOOD, other).sha256()
    assert read(tmp_path, GOOD, other | {"urgency": "self_care"}).sha256() != read(tmp_path, GOOD, other).sha256()


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (["secret"], "not a JSON object"),
        (GOOD | {"checked": "secret"}, "checked is neither true nor false"),
        (GOOD | {"id": None}, "lacks id"),
        (GOOD | {"text": " "}, "lacks text"),
        (GOOD | {"scope": "secret"}, "scope is neither in nor out"),
        (GOOD | {"cause": None}, "in scope without a cause"),
        (GOOD | {"scope": "out"}, "out of scope with a cause"),
        (GOOD | {"urgency": None}, "in scope without an urgency"),
        (GOOD | {"urgency": "secret"}, "urgency is none of emergency, doctor, self_care"),
        (
            GOOD | {"acceptable_urgencies": ["secret"]},
            "acceptable_urgencies is no list of emergency, doctor, self_care",
        ),
    ],
)
def test_a_wrong_line_is_told_with_its_place_and_without_its_words(tmp_path: Path, row: Any, what: str) -> None:
    with pytest.raises(InputError) as raised:
        read(tmp_path, GOOD | {"text": "another"}, row)
    assert str(raised.value) == f"labels.jsonl:2: {what}"


def test_a_cause_that_is_none_is_told_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"jsonl:1: cause is none of caffeine, .*, undetermined$"):
        read(tmp_path, GOOD | {"cause": "luck"})


def test_one_text_with_two_labels_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"labels\.jsonl:2: the text of labels\.jsonl:1 with other labels"):
        read(tmp_path, GOOD, GOOD | {"urgency": "self_care"})


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"absent\.jsonl: no such file"):
        read_labels([str(tmp_path / "absent.jsonl")])


def test_texts_are_read_whether_checked_or_not(tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", GOOD, GOOD | {"text": "other", "checked": False})
    assert list(read_texts([file])) == ["My lip is numb", "other"]
