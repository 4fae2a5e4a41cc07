from __future__ import annotations

import io

import pytest

from lipcheck.errors import InputError
from lipcheck.exports import Message, Reject, Source
from lipcheck.exports.txt import read


def rows(data: bytes, name: str = "north/a.txt") -> list[Message | Reject]:
    return list(read(io.BufferedReader(io.BytesIO(data)), Source("in/north/a.txt", name=name)))


def test_a_file_is_a_message_named_after_it() -> None:
    assert rows(b"\xef\xbb\xbfnumb\r\nlip\n") == [Message("north/a", "numb\nlip\n", row=1)]


def test_standard_input_has_a_number() -> None:
    assert rows(b"numb", name="") == [Message("1", "numb", row=1)]


def test_broken_bytes_are_a_reject() -> None:
    assert rows(b"numb \xff") == [Reject("in/north/a.txt", 1, "not UTF-8")]


def test_a_binary_file_is_refused() -> None:
    with pytest.raises(InputError, match="is a binary file"):
        rows(bytes(range(256)))
