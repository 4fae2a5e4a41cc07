"""A JSON array of objects, read object by object."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BufferedReader
from typing import Any

from lipcheck.decoding import NOT_TEXT, UTF8, as_utf8
from lipcheck.exports import Format, Message, Reject, Source, check_text, find_columns


def undecodable(value: Any) -> bool:
    """Whether a string somewhere in the value holds the mark of bytes that were no text."""
    if isinstance(value, str):
        return NOT_TEXT in value
    if isinstance(value, dict):
        return any(undecodable(v) for pair in value.items() for v in pair)
    return isinstance(value, list) and any(map(undecodable, value))


def read(stream: BufferedReader, source: Source) -> Iterator[Message | Reject]:
    """The messages of a JSON array; a row is an element. What follows broken JSON cannot be told apart and is one reject."""
    import ijson

    check_text(stream.peek(4096)[:4096], source.file)
    number = 0
    try:
        for number, row in enumerate(ijson.items(as_utf8(stream, UTF8, marked=True), "item", use_float=True), 1):
            if not isinstance(row, dict):
                yield Reject(source.file, number, "not a JSON object")
            elif undecodable(row):
                yield Reject(source.file, number, source.undecodable)
            else:
                yield find_columns(tuple(row), source).message(row, number, source)
    except ijson.JSONError:
        yield Reject(source.file, number + 1, "broken JSON: neither this element nor what follows it can be read")


_ARRAY = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[\s*(?:\{|\]|$)")


def looks(head: bytes) -> bool:
    """Whether the first bytes are those of an array of objects."""
    return _ARRAY.match(head) is not None


FORMAT = Format("json", (".json",), read, looks)
