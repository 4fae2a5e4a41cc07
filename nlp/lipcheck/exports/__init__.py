"""Message exports: what a row becomes, and the registry of formats.

A format is one module of this package that defines ``FORMAT``; its name, suffixes and look are found from there, so a
new format is one new file. Heavy imports belong inside its functions: the registry imports every format.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from importlib import import_module
from io import BufferedReader
from json import dumps, loads  # the module's name is that of a format here
from pathlib import Path, PurePath
from pkgutil import iter_modules
from typing import Any

from lipcheck.errors import InputError

ID_NAMES = ("id", "message_id", "msg_id", "uid", "uuid", "record_id", "case_id", "ticket_id", "row_id", "number")
TEXT_NAMES = (
    "text", "message", "body", "content", "message_text", "message_body", "message_content", "msg", "patient_message",
    "complaint", "description", "comment", "question", "note", "free_text",
)  # fmt: skip
RECEIVED_NAMES = (
    "received", "received_at", "sent", "sent_at", "timestamp", "datetime", "date", "created_at", "created", "time",
)  # fmt: skip
EVERY_COLUMN = "*"  # as the only name under --keep
MAX_LINE = (
    16 * 1024 * 1024
)  # bytes of a line or an element, which the longest message fills in no encoding; longer is no row
MAX_MAIL = 64 * 1024 * 1024  # bytes of a mail, with what is attached to it
MAX_DEPTH = 100  # lists and objects in each other; deeper is no export


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
    """A row that could not be answered; row 0 is the whole file; ``reason`` never quotes it.

    >>> Reject("inbox.csv", 7, "not UTF-8").to_dict()
    {'file': 'inbox.csv', 'row': 7, 'reason': 'not UTF-8'}
    """

    file: str
    row: int
    reason: str
    id: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The reject as one line of ``OUTPUT.rejects.jsonl``; the id is there where the row has one."""
        out: dict[str, Any] = {"file": self.file, "row": self.row, "reason": self.reason}
        return out if self.id is None else out | {"id": self.id}


@dataclass(frozen=True, slots=True)
class Source:
    """Where the rows come from: the file as the user named it, its name inside the folder, columns where the user named them."""

    file: str
    id_column: str | None = None
    text_column: str | None = None
    keep: tuple[str, ...] = ()
    encoding: str = "utf-8"
    name: str = ""

    @property
    def undecodable(self) -> str:
        """Why a row is rejected whose bytes are no text."""
        return "not UTF-8" if self.encoding == "utf-8" else f"bytes that are not {self.encoding}"


@dataclass(frozen=True, slots=True)
class Lines:
    """Output that grows line by line: what stands before the first record, and what each record becomes."""

    head: bytes
    encode: Callable[[Mapping[str, Any]], bytes]


@dataclass(frozen=True, slots=True)
class Format:
    """A format by name and suffixes.

    ``read`` yields a Message or a Reject a row; it gets UTF-8, or the bytes as they are where ``binary``, from a file that
    can be searched where ``seekable``. ``looks`` tells the format from a file's first bytes. Output is either ``lines``, or
    ``build`` makes the file of all records at once.
    """

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[BufferedReader, Source], Iterator[Message | Reject]] | None = None
    looks: Callable[[bytes], bool] | None = None
    binary: bool = False
    seekable: bool = False
    lines: Lines | None = None
    build: Callable[[Iterator[Mapping[str, Any]], Path], None] | None = None

    @property
    def writes(self) -> bool:
        """Whether records can be written in this format."""
        return self.lines is not None or self.build is not None


@lru_cache(maxsize=1)
def formats() -> dict[str, Format]:
    """Every format by name.

    >>> sorted(formats())[:2]
    ['csv', 'eml']
    """
    modules = sorted(m.name for m in iter_modules(__path__))
    found: list[Format] = [import_module(f"{__name__}.{name}").FORMAT for name in modules]
    return {f.name: f for f in found}


def named_format(name: str, *, option: str) -> Format:
    """The format called ``name``; raises InputError."""
    if (found := formats().get(name.lower())) is None:
        raise InputError(f"no format of that name for {option}", f"known: {', '.join(formats())}")
    return found


def output_format(name: str | None, file: str) -> Format:
    """The format to write: that of the name, else the one that the file's suffix says, JSONL for ``-``; raises InputError."""
    if name is not None:
        found = named_format(name, option="--to")
    elif file == "-":
        found = formats()["jsonl"]
    else:
        suffix = PurePath(file).suffix.lower()
        candidates = [f for f in formats().values() if suffix in f.suffixes]
        writing = [f for f in candidates if f.writes] or candidates
        if not writing:
            known = ", ".join(f.name for f in formats().values() if f.writes)
            raise InputError(f"{file}: the format cannot be told from the name", f"name it with --to (known: {known})")
        found = writing[0]
    if not found.writes:
        raise InputError(f"{file}: {found.name} can be read, not written")
    return found


def input_format(name: str | None, file: str, head: bytes) -> Format:
    """The format to read: that of the name, else what the suffix and the first bytes say; raises InputError.

    ``file`` is without the suffix of its compression; where suffix and bytes differ, the bytes are right.
    """
    if name is not None:
        found = named_format(name, option="--format")
        if found.read is None:
            raise InputError(f"{file}: {found.name} can be written, not read")
        return found
    readable = [f for f in formats().values() if f.read is not None]
    suffix = PurePath(file).suffix.lower()
    by_name = [f for f in readable if suffix in f.suffixes]
    by_look = [f for f in readable if f.looks is not None and f.looks(head)]
    for candidate in [f for f in by_name if f in by_look] + by_look + by_name:
        return candidate
    known = ", ".join(f.name for f in readable)
    raise InputError(
        f"{file}: the format cannot be told from the name or the first bytes", f"name it with --format (known: {known})"
    )


def optional(module: str, extra: str, what: str) -> Any:
    """A module that an extra brings; raises InputError where it is not installed."""
    try:
        return import_module(module)
    except ImportError:
        raise InputError(f"{what} needs {module.partition('.')[0]}", f"pip install 'lipcheck[{extra}]'") from None


@lru_cache(maxsize=4096)
def squash(name: str) -> str:
    """A column's name without case, spaces and punctuation, for comparing.

    >>> squash("Message-ID ")
    'messageid'
    """
    return re.sub(r"[\W_]+", "", name).lower()


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


@dataclass(frozen=True, slots=True)
class Columns:
    """Which of a row's columns hold what; ``keep`` are those that are carried through."""

    text: str | None
    id: str | None
    received: str | None
    keep: tuple[str, ...] = ()

    def message(self, row: Mapping[str, Any], number: int, source: Source) -> Message | Reject:
        """The message of a row, or why there is none."""
        given = row.get(self.id) if self.id is not None else None
        if isinstance(given, bool) or not isinstance(given, str | int | float | None):
            return Reject(source.file, number, "the id is neither a string nor a number")
        named = None if given is None or given == "" else str(given)
        if self.text is None or self.text not in row:
            wanted = f"no field {source.text_column!r}" if source.text_column else "no text field"
            return Reject(source.file, number, wanted, named)
        text = row[self.text]
        if not isinstance(text, str):
            reason = "the text is null" if text is None else "the text is not a string"
            return Reject(source.file, number, reason, named)
        received = _plain(row.get(self.received)) if self.received is not None else None
        extra = row.get("extra")
        carried = {name: _plain(row[name]) for name in self.keep if name in row}
        return Message(
            id=str(number) if named is None else named,
            text=text,
            received=str(received) if isinstance(received, str | int | float) and received != "" else None,
            extra={**(extra if isinstance(extra, dict) and "extra" not in carried else {}), **carried},
            row=number,
        )


def _plain(value: Any) -> Any:
    """The value as JSON holds it: times in ISO 8601, what JSON does not know as text."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    try:
        return loads(dumps(value, allow_nan=False))
    except (TypeError, ValueError):
        return str(value)


def nested_too_deeply(value: Any) -> bool:
    """Whether lists and dicts stand more than ``MAX_DEPTH`` deep in each other: to go through them would fail."""
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            child
            for outer in level
            for child in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(child, dict | list)
        ]
        if not level:
            return False
    return True


@lru_cache(maxsize=1024)
def find_columns(names: tuple[str, ...], source: Source) -> Columns:
    """The columns of id, text and time by the user's names, else by common ones, and those to carry through.

    >>> find_columns(("nr", "message", "clinic"), Source("a.csv", id_column="nr", keep=("clinic",)))
    Columns(text='message', id='nr', received=None, keep=('clinic',))
    """
    text = find_column(names, source.text_column, TEXT_NAMES)
    id_column = find_column(names, source.id_column, ID_NAMES)
    received = find_column(names, None, RECEIVED_NAMES)
    if source.keep == (EVERY_COLUMN,):
        keep = tuple(name for name in names if name and name not in (text, id_column, received, "extra"))
    else:
        keep = tuple(found for name in source.keep if (found := find_column(names, name, ())))
    return Columns(text, id_column, received, keep)


_COLUMN_NAME = re.compile(r"[^\W\d][\w.()/#:-]*(?: [\w.()/#:-]+){0,1}")


def _listing(header: tuple[str, ...]) -> str:
    """The columns by name, where a common name among them shows that the first row is a header and not a message."""
    common = any(find_column(header, None, names) is not None for names in (ID_NAMES, TEXT_NAMES, RECEIVED_NAMES))
    if common and len(header) > 1 and all(len(c) <= 30 and _COLUMN_NAME.fullmatch(c) for c in header):
        return f"columns: {', '.join(header)}"
    return f"{len(header)} columns; not listed, because the first row does not look like a header"


def table_columns(header: tuple[str, ...], source: Source, *, typed: bool = False) -> Columns:
    """The columns of a table; raises InputError, which lists them, where text or a named one is missing.

    ``typed``: the format itself says that these are names, and no first row.
    """
    found = find_columns(header, source)
    listing = f"columns: {', '.join(header)}" if typed else _listing(header)
    wanted = [("text", source.text_column, found.text), ("id", source.id_column, found.id)]
    for kind, name, column in wanted:
        if column is None and (name or kind == "text"):
            what = f"no column {name!r}" if name else f"no {kind} column"
            raise InputError(f"{source.file}: {what}; {listing}", f"name the right one with --{kind}-column")
    for name in source.keep:
        if name != EVERY_COLUMN and find_column(header, name, ()) is None:
            raise InputError(f"{source.file}: no column {name!r}; {listing}", "name the right one with --keep")
    return found


_TEXT_CONTROLS = b"\t\n\v\f\r\x1b"
_CONTROLS = bytes(set(range(32)) - set(_TEXT_CONTROLS))


def check_text(head: bytes, file: str) -> None:
    """Raise InputError where a file's first bytes are plainly not text; a stray control character is not enough."""
    if len(head) - len(head.translate(None, _CONTROLS)) > len(head) / 20:
        raise InputError(f"{file}: is a binary file, not text", "give an export of messages as text")
