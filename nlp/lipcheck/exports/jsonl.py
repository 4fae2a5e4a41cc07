"""JSON Lines: one JSON object a line, in and out; the form of lipcheck's own results."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from io import BufferedReader
from typing import Any, BinaryIO

from lipcheck.exports import (
    ID_NAMES,
    RECEIVED_NAMES,
    TEXT_NAMES,
    Format,
    Message,
    Reject,
    Source,
    check_text,
    find_column,
)


def _finite(literal: str) -> float:
    number = float(literal)
    if not math.isfinite(number):
        raise ValueError("a number that is not finite")
    return number


# strict=False: a raw tab or line break inside a string is common in exports and harms nothing.
_DECODER = json.JSONDecoder(strict=False, parse_float=_finite, parse_constant=_finite)


def _parse(line: bytes) -> dict[str, Any] | str:
    """The object of a line, or the reason why there is none."""
    try:
        row = _DECODER.decode(line.decode("utf-8"))
    except UnicodeDecodeError:
        return "not UTF-8"
    except json.JSONDecodeError as e:
        return f"broken JSON: {e.msg} (column {e.colno})"
    except RecursionError:
        return "broken JSON: nested too deeply"
    except ValueError:
        return "broken JSON: a number that is not finite or too long"
    return row if isinstance(row, dict) else "not a JSON object"


def _message(row: dict[str, Any], number: int, source: Source) -> Message | str:
    """The message of a row, or the reason why there is none."""
    columns = tuple(row)
    text_column = find_column(columns, source.text_column, TEXT_NAMES)
    if text_column is None:
        return f"no field {source.text_column!r}" if source.text_column else "no text field"
    text = row[text_column]
    if not isinstance(text, str):
        return "the text is null" if text is None else "the text is not a string"
    id_column = find_column(columns, source.id_column, ID_NAMES)
    given = row[id_column] if id_column else None
    if isinstance(given, bool) or not isinstance(given, str | int | float | None):
        return "the id is neither a string nor a number"
    received_column = find_column(columns, None, RECEIVED_NAMES)
    received = row[received_column] if received_column else None
    extra = row.get("extra")
    return Message(
        id=str(number) if given is None or given == "" else str(given),
        text=text,
        received=str(received) if isinstance(received, str | int | float) and received != "" else None,
        extra=extra if isinstance(extra, dict) else {},
        row=number,
    )


def read(stream: BufferedReader, source: Source) -> Iterator[Message | Reject]:
    """The messages of a JSONL file; a row is a line, empty lines are skipped but counted."""
    check_text(stream, source.file)
    for number, line in enumerate(stream, 1):
        data = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if not data.strip():
            continue
        row = _parse(data)
        message = row if isinstance(row, str) else _message(row, number, source)
        yield Reject(source.file, number, message) if isinstance(message, str) else message


def dump(record: Mapping[str, Any]) -> bytes:
    r"""One line of JSON in UTF-8; escapes everything beyond ASCII only where UTF-8 cannot hold it.

    >>> dump({"text": "déjà"}) == '{"text": "déjà"}\n'.encode()
    True
    """
    try:
        return (json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n").encode("utf-8")
    except UnicodeEncodeError:  # lone surrogates
        return (json.dumps(record, allow_nan=False) + "\n").encode("ascii")


class JsonlWriter:
    """Writes one record a line."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, record: Mapping[str, Any]) -> None:
        """Write the record as one line."""
        self._stream.write(dump(record))

    def close(self) -> None:
        """Nothing follows the last line."""


FORMAT = Format("jsonl", (".jsonl", ".ndjson"), read, JsonlWriter)
