"""Reads a batch's results back: the records of a JSONL file, one a line."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from lipcheck.errors import readable
from lipcheck.report import Report

_KEYS: Final = Report(id="", text="").to_dict(redact=True).keys()


@dataclass(frozen=True, slots=True)
class Unread:
    """A line that holds no record; ``reason`` never quotes it."""

    line: int
    reason: str


def _finite(literal: str) -> float:
    number = float(literal)
    if not math.isfinite(number):
        raise ValueError("a number that is not finite")
    return number


def _record(line: bytes) -> dict[str, Any] | str:
    """The record of a line, or why there is none."""
    try:
        value = json.loads(line, parse_float=_finite, parse_constant=_finite)
    except UnicodeDecodeError:
        return "not UTF-8"
    except (ValueError, RecursionError):
        return "broken JSON"
    if not isinstance(value, dict) or not value.keys() >= _KEYS:
        return "not a lipcheck record"
    return value


def read_results(lines: Iterable[bytes]) -> Iterator[dict[str, Any] | Unread]:
    """Every record in order, and an Unread for every line that holds none; blank lines are passed over."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            record = _record(line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line)
            yield Unread(number, record) if isinstance(record, str) else record


def _open(file: str) -> BinaryIO:
    with readable(file):
        return open(file, "rb")


@contextmanager
def open_results(file: str, stdin: BinaryIO) -> Iterator[Iterator[dict[str, Any] | Unread]]:
    """The records of a file, of standard input for ``-``; raises InputError where it cannot be read."""
    if file == "-":
        yield read_results(stdin)
        return
    with _open(file) as stream:
        yield read_results(stream)
