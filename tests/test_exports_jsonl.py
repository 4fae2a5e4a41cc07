from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lipcheck.errors import InputError
from lipcheck.exports import Message, Reject, Source
from lipcheck.exports.jsonl import dump, read


def rows(data: bytes, **columns: str) -> list[Message | Reject]:
    return list(read(io.BufferedReader(io.BytesIO(data)), Source("in.jsonl", **columns)))


def test_id_text_received_and_extra_are_read() -> None:
    line = b'{"id": "m-1", "text": "numb", "received": "2026-03-01T08:15:00Z", "extra": {"clinic": "north"}, "cause": null}\n'
    assert rows(line) == [Message("m-1", "numb", "2026-03-01T08:15:00Z", {"clinic": "north"}, 1)]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b'{"text": "a"}', Message("1", "a", row=1)),
        (b'{"id": null, "text": "a"}', Message("1", "a", row=1)),
        (b'{"id": "", "text": "a"}', Message("1", "a", row=1)),
        (b'{"id": 7, "text": "a"}', Message("7", "a", row=1)),
        (b'{"Message-ID": "x", "Body": "a"}', Message("x", "a", row=1)),
        (b'{"text": ""}', Message("1", "", row=1)),
        (b'{"text": "a\tb"}', Message("1", "a\tb", row=1)),
        (b'{"text": "a\\ud83d"}', Message("1", "a\ud83d", row=1)),
        (b'\xef\xbb\xbf{"text": "a"}', Message("1", "a", row=1)),
        (b'{"text": "a", "extra": [1]}', Message("1", "a", row=1)),
        (b'{"text": "a", "date": ""}', Message("1", "a", row=1)),
    ],
)
def test_a_good_line(line: bytes, message: Message) -> None:
    assert rows(line) == [message]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"text": "secret', "broken JSON: Unterminated string starting at (column 10)"),
        (b"[1]", "not a JSON object"),
        (b'"secret"', "not a JSON object"),
        (b'{"id": 1}', "no text field"),
        (b'{"text": null}', "the text is null"),
        (b'{"text": 5}', "the text is not a string"),
        (b'{"text": ["secret"]}', "the text is not a string"),
        (b'{"text": "\xff"}', "not UTF-8"),
        (b'{"text": "a", "id": ["secret"]}', "the id is neither a string nor a number"),
        (b'{"text": "a", "id": true}', "the id is neither a string nor a number"),
        (b'{"text": "a", "x": NaN}', "broken JSON: a number that is not finite or too long"),
        (b'{"text": "a", "x": 1e999}', "broken JSON: a number that is not finite or too long"),
        (b'{"text": "a", "x": ' + b"1" * 5000 + b"}", "broken JSON: a number that is not finite or too long"),
        (b'{"text": ' + b"[" * 200_000, "broken JSON: nested too deeply"),
    ],
    ids=str,
)
def test_a_bad_line_is_a_reject_that_quotes_nothing(line: bytes, reason: str) -> None:
    [reject] = rows(line)
    assert isinstance(reject, Reject)
    assert (reject.row, reject.reason) == (1, reason)


@given(st.binary())
def test_any_bytes_are_messages_and_rejects(data: bytes) -> None:
    good = b'{"text": "' + b"a" * 20 * len(data) + b'"}'  # enough text for the file to count as one
    found = rows(good + b"\n" + data + b"\n" + good)
    assert (found[0].row, found[-1].row) == (1, data.count(b"\n") + 3)
    assert [type(found[n]).__name__ for n in (0, -1)] == ["Message", "Message"]


@given(st.text())
def test_what_is_written_comes_out_as_it_was(text: str) -> None:
    assert rows(dump({"id": text or "-", "text": text})) == [Message(text or "-", text, row=1)]


def test_rows_are_lines_and_empty_ones_count() -> None:
    data = b'{"text": "a"}\n\n \n{"text": "b"}\r\nnonsense\n{"text": "c"}'
    assert [(type(r).__name__, r.row) for r in rows(data)] == [
        ("Message", 1),
        ("Message", 4),
        ("Reject", 5),
        ("Message", 6),
    ]


def test_columns_can_be_named() -> None:
    line = b'{"id": "no", "text": "no", "nr": "7", "anliegen": "yes"}'
    assert rows(line, id_column="nr", text_column="anliegen") == [Message("7", "yes", row=1)]
    assert rows(line, text_column="other") == [Reject("in.jsonl", 1, "no field 'other'", "no")]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (bytes(range(256)), "is a binary file"),
        (b"\x00" * 10, "is a binary file"),
    ],
    ids=["binary", "zeros"],
)
def test_no_text_at_all_is_refused(data: bytes, what: str) -> None:
    with pytest.raises(InputError, match=what):
        rows(data)


def test_written_lines_are_json_in_utf8_and_hold_lone_surrogates() -> None:
    written = dump({"text": "déjà\u2028 vu"}) + dump({"text": "a\ud83d"})
    assert written == '{"text": "déjà\u2028 vu"}\n{"text": "a\\ud83d"}\n'.encode()
    assert [json.loads(line)["text"] for line in written.splitlines()] == ["déjà\u2028 vu", "a\ud83d"]
