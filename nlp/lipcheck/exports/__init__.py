"""Message exports: what a row becomes, and the registry of formats.

A format is one module of this package that defines ``FORMAT``; its name and suffixes are found from there, so a new
format is one new file. Heavy imports belong inside its functions: the registry imports every format.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from io import BufferedReader
from pathlib import PurePath
from pkgutil import iter_modules
from typing import Any, BinaryIO, Protocol

from lipcheck.errors import InputError

ID_NAMES = ("id", "message_id", "msg_id", "uid", "uuid", "record_id", "case_id", "ticket_id", "row_id", "number")
TEXT_NAMES = (
    "text", "message", "body", "content", "message_text", "message_body", "message_content", "msg", "patient_message",
    "complaint", "description", "comment", "question", "note", "free_text",
)  # fmt: skip
RECEIVED_NAMES = (
    "received",
    "received_at",
    "sent",
    "sent_at",
    "timestamp",
    "datetime",
    "date",
    "created_at",
    "created",
    "time",
)


@dataclass(frozen=True, slots=True)
class Message:
    """One message of an export; ``row`` is its place there (counted from 1), ``received`` and ``extra`` are the export's own."""

    id: str
    text: str
    received: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    row: int = 0


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that could not be read; ``reason`` never quotes it.

    >>> Reject("inbox.csv", 7, "not UTF-8").to_dict()
    {'file': 'inbox.csv', 'row': 7, 'reason': 'not UTF-8'}
    """

    file: str
    row: int
    reason: str

    def to_dict(self) -> dict[str, Any]:
        """The reject as one line of ``OUTPUT.rejects.jsonl``."""
        return {"file": self.file, "row": self.row, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Source:
    """Where the rows come from: the file as the user named it, and the columns as the user named them, if they did."""

    file: str
    id_column: str | None = None
    text_column: str | None = None


class Writer(Protocol):
    """Writes records to the stream that it was opened on, which the caller closes."""

    def write(self, record: Mapping[str, Any]) -> None:
        """Write one record (``Report.to_dict()``)."""

    def close(self) -> None:
        """Write what must follow the last record."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format by name and suffixes; ``read`` yields a Message or a Reject a row, ``open_writer`` writes records."""

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[BufferedReader, Source], Iterator[Message | Reject]] | None = None
    open_writer: Callable[[BinaryIO], Writer] | None = None


@lru_cache(maxsize=1)
def formats() -> dict[str, Format]:
    """Every format by name.

    >>> sorted(formats())[:2]
    ['csv', 'jsonl']
    """
    modules = sorted(m.name for m in iter_modules(__path__))
    found: list[Format] = [import_module(f"{__name__}.{name}").FORMAT for name in modules]
    return {f.name: f for f in found}


def find_format(name: str | None, file: str, *, option: str) -> Format:
    """The format called ``name``, else the one that the file's suffix says, JSONL for ``-``; raises InputError."""
    known = formats()
    listing = f"known: {', '.join(known)}"
    if name is not None:
        if name.lower() not in known:
            raise InputError(f"no format of that name for {option}", listing)
        return known[name.lower()]
    if file == "-":
        return known["jsonl"]
    suffix = PurePath(file).suffix.lower()
    for candidate in known.values():
        if suffix in candidate.suffixes:
            return candidate
    raise InputError(f"{file}: the format cannot be told from the name", f"name it with {option} ({listing})")


@lru_cache(maxsize=4096)
def squash(name: str) -> str:
    """A column's name without case, spaces and punctuation, for comparing.

    >>> squash("Message-ID ")
    'messageid'
    """
    return re.sub(r"[\W_]+", "", name).lower()


@lru_cache(maxsize=1024)
def find_column(columns: tuple[str, ...], wanted: str | None, common: tuple[str, ...]) -> str | None:
    """The column that the user named (as spelled, else however spelled), else the first of the common names; None if absent.

    >>> find_column(("Nr", "MessageText"), None, ("text", "message_text"))
    'MessageText'
    """
    if wanted in columns:
        return wanted
    by_name: dict[str, str] = {}
    for column in columns:
        by_name.setdefault(squash(column), column)
    for name in (wanted,) if wanted is not None else common:
        if found := by_name.get(squash(name)):
            return found
    return None


_TEXT_CONTROLS = b"\t\n\v\f\r\x1b"
_CONTROLS = bytes(set(range(32)) - set(_TEXT_CONTROLS))


def check_text(stream: BufferedReader, file: str) -> None:
    """Raise InputError where the file's first bytes are plainly not UTF-8 text; a stray control character is not enough."""
    head = stream.peek(4096)[:4096]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(f"{file}: is UTF-16, not UTF-8", "save it as UTF-8")
    if len(head) - len(head.translate(None, _CONTROLS)) > len(head) / 20:
        raise InputError(f"{file}: is a binary file, not text", "give an export of messages as UTF-8 text")
