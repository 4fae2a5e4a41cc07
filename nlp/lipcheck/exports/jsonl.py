"""JSON Lines: one JSON object a line, in and out; the form of lipcheck's own results."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from io import BufferedReader
from pathlib import Path
from typing import Any

from lipcheck.errors import InputError, readable
from lipcheck.exports import (
    MAX_DEPTH,
    MAX_LINE,
    Format,
    Lines,
    Message,
    Reject,
    Source,
    check_text,
    find_columns,
    nested_too_deeply,
)


def _finite(literal: str) -> float:
    number = float(literal)
    if not math.isfinite(number):
        raise ValueError("a number that is not finite")
    return number


# strict=False: a raw tab or line break inside a string is common in exports and harms nothing.
_DECODER = json.JSONDecoder(strict=False, parse_float=_finite, parse_constant=_finite)


def parse(line: bytes, source: Source) -> dict[str, Any] | str:
    """The object of a line, or the reason why there is none."""
    try:
        row = _DECODER.decode(line.decode("utf-8"))
    except UnicodeDecodeError:
        return source.undecodable
    except json.JSONDecodeError as e:
        return f"broken JSON: {e.msg} (column {e.colno})"
    except RecursionError:
        return "broken JSON: nested too deeply"
    except ValueError:
        return "broken JSON: a number that is not finite or too long"
    if not isinstance(row, dict):
        return "not a JSON object"
    if line.count(b"[") + line.count(b"{") > MAX_DEPTH and nested_too_deeply(row):
        return "broken JSON: nested too deeply"
    return row


def rows_of(file: str, hint: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each line's place (``"labels.jsonl:3"``) and object; raises InputError, with the hint, where a line holds none."""
    with readable(file):
        stream = open(file, "rb")  # noqa: SIM115 - closed below; only opening it may fail with these errors
    with stream:
        for number, row in objects(stream, Source(file)):
            place = f"{Path(file).name}:{number}"
            if isinstance(row, str):
                raise InputError(f"{place}: {row}", hint)
            yield place, row


def objects(stream: BufferedReader, source: Source) -> Iterator[tuple[int, dict[str, Any] | str]]:
    """Every line that is not empty with its number, as an object or as the reason why it is none."""
    number = 0
    while line := stream.readline(MAX_LINE):
        number += 1
        if len(line) == MAX_LINE and not line.endswith(b"\n"):
            while (rest := stream.readline(MAX_LINE)) and not rest.endswith(b"\n"):
                pass
            yield number, f"a line of more than {MAX_LINE // 1024 // 1024} MB"
            continue
        data = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if data.strip():
            yield number, parse(data, source)


def read(stream: BufferedReader, source: Source) -> Iterator[Message | Reject]:
    """The messages of a JSONL file; a row is a line, empty lines are skipped but counted."""
    check_text(stream.peek(4096)[:4096], source.file)
    for number, row in objects(stream, source):
        if isinstance(row, str):
            yield Reject(source.file, number, row)
        else:
            yield find_columns(tuple(row), source).message(row, number, source)


_OBJECT = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*(?:"|\}|$)')


def looks(head: bytes) -> bool:
    """Whether the first bytes are those of an object, and not of a FHIR resource."""
    return _OBJECT.match(head) is not None and b'"resourceType"' not in head[:2000]


def dump(record: Mapping[str, Any]) -> bytes:
    r"""One line of JSON in UTF-8; escapes everything beyond ASCII only where UTF-8 cannot hold it.

    >>> dump({"text": "déjà"}) == '{"text": "déjà"}\n'.encode()
    True
    """
    try:
        return (json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n").encode("utf-8")
    except UnicodeEncodeError:  # lone surrogates
        return (json.dumps(record, allow_nan=False) + "\n").encode("ascii")


FORMAT = Format("jsonl", (".jsonl", ".ndjson"), read, looks, lines=Lines(b"", dump))
