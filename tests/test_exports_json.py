from __future__ import annotations

import io
import json

import pytest

from lipcheck.errors import InputError
from lipcheck.exports import Message, Reject, Source
from lipcheck.exports.json import looks, read

LOST = "broken JSON: neither this element nor what follows it can be read"


def rows(data: bytes) -> list[Message | Reject]:
    return list(read(io.BufferedReader(io.BytesIO(data)), Source("in.json")))


def test_elements_are_messages() -> None:
    data = json.dumps([{"id": 7, "text": "a", "sent": "2026-03-01"}, {"text": "é", "extra": {"x": 1.5}}], indent=2)
    assert rows(data.encode()) == [Message("7", "a", "2026-03-01", row=1), Message("2", "é", extra={"x": 1.5}, row=2)]


def test_bad_elements_are_rejects_and_the_next_one_comes_out() -> None:
    data = b'[{"text": "a"}, 1, {"text": null}, {"text": "b\xff"}, {"id": 5}, {"text": "c"}]'
    assert rows(data) == [
        Message("1", "a", row=1),
        Reject("in.json", 2, "not a JSON object"),
        Reject("in.json", 3, "the text is null"),
        Reject("in.json", 4, "not UTF-8"),
        Reject("in.json", 5, "no text field", "5"),
        Message("6", "c", row=6),
    ]


@pytest.mark.parametrize("end", [b"", b",", b', {"text": "b', b", {text: 1}]", b', {"text": "b"} {"text": "c"}]'])
def test_what_follows_broken_json_is_one_reject(end: bytes) -> None:
    found = rows(b'[{"text": "a"}' + end)
    assert found[0] == Message("1", "a", row=1)
    assert [r.reason for r in found if isinstance(r, Reject)] == [LOST]


def test_an_empty_array_has_no_messages() -> None:
    assert rows(b"[]") == []


def test_no_text_at_all_is_refused() -> None:
    with pytest.raises(InputError, match="is a binary file"):
        rows(bytes(range(256)))


@pytest.mark.parametrize("head", [b"[]", b"[", b'\xef\xbb\xbf [\n {"a": 1}'])
def test_it_is_known_by_its_first_bytes(head: bytes) -> None:
    assert looks(head)


@pytest.mark.parametrize("head", [b'{"a": 1}', b"[1]", b"[12/03/2024, 14:05] Anna: x", b""])
def test_other_bytes_are_something_else(head: bytes) -> None:
    assert not looks(head)
