"""Excel workbooks, the first sheet; needs openpyxl (``lipcheck[excel]``).

The one format that is not read with constant memory: a workbook keeps the texts of all its cells in one list.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from io import BufferedReader
from itertools import zip_longest
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from lipcheck.errors import InputError
from lipcheck.exports import Format, Message, Reject, Source, optional, table_columns

_MOST_ROWS = 1_048_576  # that a sheet can have
# A workbook of texts unpacks to some ten times its size; what goes beyond both was made to fill the memory.
_MOST_UNPACKED, _UNPACKED_ANYWAY = 100, 256 * 1024 * 1024  # times its size; bytes
# Empty rows that are not in the file, but only skipped by the number of the next, are made one by one: no more than it has bytes.
_MOST_EMPTY = 10_000  # and these
_DAMAGE = (BadZipFile, zlib.error, ParseError, KeyError, ValueError, OSError, EOFError)


def _cell(value: Any) -> str | None:
    """A cell as the sheet shows it, near enough; whole numbers without a point."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


class _GapError(Exception):
    """More empty rows than may be."""


def _filled(rows: Iterable[tuple[Any, ...]], most: int) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """The rows with a cell, numbered from 1; raises ``_GapError`` behind so many empty ones in a row."""
    last = 0
    for number, row in enumerate(rows, 1):
        if any(c is not None for c in row):
            last = number
            yield number, row
        elif number - last > most:
            raise _GapError(f"{most:,}")


def read(stream: BufferedReader, source: Source) -> Iterator[Message | Reject]:
    """The messages of a workbook's first sheet; a row is that of the sheet, with the header as the first that is not empty."""
    openpyxl = optional("openpyxl", "excel", f"{source.file}: reading Excel")
    try:
        with ZipFile(stream) as archive:  # which reads no more of an entry than is declared here
            packed = sum(entry.compress_size for entry in archive.infolist())
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > max(_UNPACKED_ANYWAY, _MOST_UNPACKED * packed):
            raise InputError(f"{source.file}: unpacks to more than {_MOST_UNPACKED} times its size", "is it an export?")
        stream.seek(0)
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # some programs write a wrong size, behind which rows would be lost
        rows = _filled(sheet.iter_rows(values_only=True, max_row=_MOST_ROWS), _MOST_EMPTY + unpacked)
        head = next((row for _, row in rows), None)
    except (*_DAMAGE, IndexError):
        raise InputError(f"{source.file}: is no Excel workbook (.xlsx), or a damaged or encrypted one") from None
    except _GapError:
        head = None
    if head is None:
        raise InputError(f"{source.file}: no header row", "the first row must name the columns, one of them text")
    header = tuple((_cell(c) or "").strip() for c in head)
    columns = table_columns(header, source)
    number = 1
    try:
        for number, row in rows:
            named = [(n, c) for n, c in zip_longest(header, row[: len(header)]) if n]
            cells = {n: _cell(c) for n, c in reversed(named)}  # of two equal names, the first
            # an empty cell is stored as none at all
            yield columns.message(cells | {str(columns.text): cells.get(str(columns.text)) or ""}, number, source)
    except _GapError as gap:
        yield Reject(
            source.file, number + 1, f"more than {gap} empty rows: neither these nor what follows them can be read"
        )
    except _DAMAGE:
        yield Reject(source.file, number + 1, "a damaged workbook: neither this row nor what follows it can be read")


def looks(head: bytes) -> bool:
    """Whether the first bytes are those of a zip archive, as every workbook is."""
    return head.startswith(b"PK\x03\x04")


FORMAT = Format("xlsx", (".xlsx", ".xlsm"), read, looks, binary=True, seekable=True)
