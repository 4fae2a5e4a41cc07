"""A JSON array of objects, read object by object."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BufferedReader
from typing import Any, BinaryIO

from lipcheck.decoding import NOT_TEXT, UTF8, as_utf8
from lipcheck.exports import MAX_DEPTH, MAX_LINE, Format, Message, Reject, Source, check_text, find_columns


class TooLargeError(Exception):
    """An element that is larger, or nested deeper, than any that holds a message; says which."""


class Rationed:
    """A stream that gives ``MAX_LINE`` bytes and no more until it is refilled, so that no element fills the memory."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._given = 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes; raises TooLargeError."""
        data = self._stream.read(size)
        self._given += len(data)
        if self._given > MAX_LINE:
            raise TooLargeError(f"JSON of more than {MAX_LINE // 1024 // 1024} MB in a piece")
        return data

    def refill(self) -> None:
        """Begin to count anew: an element is complete."""
        self._given = 0


def parse_events(stream: Rationed) -> Iterator[tuple[str, str, Any]]:
    """The stream as ijson's prefix, event and value; raises TooLargeError, for each level costs ijson more than the last."""
    import ijson

    def shallow() -> Iterator[tuple[str, Any]]:
        depth = 0
        for event, value in ijson.basic_parse(stream, use_float=True):
            if event in ("start_map", "start_array"):
                depth += 1
                if depth > MAX_DEPTH:
                    raise TooLargeError("JSON nested too deeply")
            elif event in ("end_map", "end_array"):
                depth -= 1
            yield event, value

    found: Iterator[tuple[str, str, Any]] = ijson.parse(shallow())
    return found


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
    rationed = Rationed(as_utf8(stream, UTF8, marked=True))
    try:
        for number, row in enumerate(ijson.items(parse_events(rationed), "item"), 1):
            rationed.refill()
            if not isinstance(row, dict):
                yield Reject(source.file, number, "not a JSON object")
            elif undecodable(row):
                yield Reject(source.file, number, source.undecodable)
            else:
                yield find_columns(tuple(row), source).message(row, number, source)
    except ijson.JSONError:
        yield Reject(source.file, number + 1, "broken JSON: neither this element nor what follows it can be read")
    except TooLargeError as e:
        yield Reject(source.file, number + 1, f"{e}: neither this element nor what follows it can be read")


_ARRAY = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[\s*(?:\{|\]|$)")


def looks(head: bytes) -> bool:
    """Whether the first bytes are those of an array of objects."""
    return _ARRAY.match(head) is not None


FORMAT = Format("json", (".json",), read, looks)
