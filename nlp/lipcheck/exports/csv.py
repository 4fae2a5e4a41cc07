"""Comma-separated values: a header row, then one message a row; out, one flat row a message."""

from __future__ import annotations

import csv
import json
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from io import BufferedReader
from typing import Any, BinaryIO

from lipcheck.errors import InputError
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

MAX_CELL = 8 * 1024 * 1024  # characters; also bounds how far an unclosed quote can run
_COLUMN_NAME = re.compile(r"[^\W\d][\w.()/#:-]*(?: [\w.()/#:-]+){0,1}")


class _Lines:
    """The decoded lines of a file; those of a row that turned out broken can be given back, all but the first."""

    def __init__(self, first: str, stream: BinaryIO) -> None:
        self._stream = stream
        self._given_back = deque([first] if first else [])
        self._taken: list[str] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._given_back.popleft() if self._given_back else next(self._stream).decode("utf-8", "surrogateescape")
        self._taken.append(line)
        return line

    def start_row(self) -> None:
        self._taken.clear()

    def give_back(self) -> None:
        self._given_back.extendleft(reversed(self._taken[1:]))


def _delimiter(header: str) -> str:
    """The delimiter that stands most often in the header line; a comma where none does.

    >>> _delimiter("id;text;clinic")
    ';'
    """
    return max(",;\t|", key=header.count)


def _rows(lines: _Lines, delimiter: str) -> Iterator[tuple[int, list[str] | str]]:
    """Every row with its number (the header is 1), or the reason why it is broken.

    A quote that is never closed must not swallow the rows after it: the reader is strict, and starts again
    on the line after the one where the broken row began.
    """
    csv.field_size_limit(max(csv.field_size_limit(), MAX_CELL))
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        lines.start_row()
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield number, "broken CSV: a quote out of place or never closed, or a stray line break"
            lines.give_back()
            reader = csv.reader(lines, delimiter=delimiter, strict=True)


def _is_utf8(row: list[str]) -> bool:
    """Whether no cell holds a byte that was no UTF-8 (decoded to a lone surrogate)."""
    try:
        "".join(row).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _columns_hint(header: tuple[str, ...]) -> str:
    """The columns by name, unless the first row may be a message and no header at all."""
    if len(header) > 1 and all(len(c) <= 30 and _COLUMN_NAME.fullmatch(c) for c in header):
        return f"columns: {', '.join(header)}"
    return f"{len(header)} columns; not listed, because the first row does not look like a header"


def _column(header: tuple[str, ...], wanted: str | None, common: tuple[str, ...], kind: str, file: str) -> str | None:
    found = find_column(header, wanted, common)
    if found is None and (wanted or kind == "text"):
        what = f"no column {wanted!r}" if wanted else f"no {kind} column"
        raise InputError(f"{file}: {what}; {_columns_hint(header)}", f"name the right one with --{kind}-column")
    return found


def read(stream: BufferedReader, source: Source) -> Iterator[Message | Reject]:
    """The messages of a CSV file; a row is that of the spreadsheet, with the header as row 1 and empty rows counted."""
    check_text(stream, source.file)
    first = next(stream, b"").removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    rows = _rows(_Lines(first, stream), _delimiter(first))
    _, head = next(rows, (1, []))
    if isinstance(head, str) or not any(c.strip() for c in head):
        raise InputError(f"{source.file}: no header row", "the first row must name the columns, one of them text")
    header = tuple(c.strip() for c in head)
    text_column = _column(header, source.text_column, TEXT_NAMES, "text", source.file)
    id_column = _column(header, source.id_column, ID_NAMES, "id", source.file)
    received_column = find_column(header, None, RECEIVED_NAMES)
    for number, row in rows:
        if isinstance(row, str):
            yield Reject(source.file, number, row)
            continue
        if not row:
            continue
        if not _is_utf8(row):
            yield Reject(source.file, number, "not UTF-8")
            continue
        if any(row[len(header) :]):
            yield Reject(source.file, number, f"{len(row)} cells under {len(header)} columns")
            continue
        cells = dict(
            zip(reversed(header[: len(row)]), reversed(row[: len(header)]), strict=True)
        )  # of two equal names, the first
        text = cells.get(text_column or "")
        if text is None:
            yield Reject(source.file, number, f"no text: {len(row)} cells under {len(header)} columns")
            continue
        yield Message(
            id=(cells.get(id_column or "") or "").strip() or str(number),
            text=text,
            received=(cells.get(received_column or "") or "").strip() or None,
            row=number,
        )


def harmless(cell: str) -> str:
    """The cell as a spreadsheet shows it: text that it would run as a formula gets a leading quote.

    >>> harmless("=1+1"), harmless("numb lip")
    ("'=1+1", 'numb lip')
    """
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")) else cell


def _findings(record: Mapping[str, Any], *statuses: str) -> str:
    return "; ".join(
        " ".join(filter(None, (f["symptom"], f["side"], f["site"])))
        for f in record["findings"]
        if f["status"] in statuses and f["experiencer"] == "patient"
    )


def _spans(items: list[dict[str, Any]], low: str, high: str) -> str:
    return "; ".join(
        " ".join(filter(None, (x.get("kind"), f"{x[low]:g}" if x[low] == x[high] else f"{x[low]:g}-{x[high]:g}")))
        for x in items
    )


def _named(items: list[dict[str, Any]], key: str) -> str:
    return "; ".join(
        x[key]
        if (x["status"], x["experiencer"]) == ("present", "patient")
        else f"{x[key]} ({x['status']}, {x['experiencer']})"
        for x in items
    )


# Column: (what it holds, how it is made of the record). The order is that of the file.
COLUMNS: dict[str, tuple[str, Callable[[Mapping[str, Any]], Any]]] = {
    "id": ("the message's id", lambda r: r["id"]),
    "received": ("when the message came in, as the export says", lambda r: r["received"]),
    "urgency": ("emergency, doctor, self_care; empty: a person must read it", lambda r: r["urgency"]),
    "within": ("when to act: now, today, days", lambda r: r["within"]),
    "scope": ("in: a complaint of the patient was found; out: none", lambda r: r["scope"]),
    "cause": ("the likeliest cause", lambda r: r["cause"]),
    "probability": ("its probability, 0 to 1", lambda r: r["causes"][0]["probability"] if r["causes"] else None),
    "red_flags": ("active signs of danger", lambda r: "; ".join(f["flag"] for f in r["red_flags"] if f["active"])),
    "reasons": ("why this urgency", lambda r: "; ".join(r["reasons"])),
    "symptoms": ("what the patient has: symptom side site", lambda r: _findings(r, "present")),
    "uncertain": ("what the patient may have", lambda r: _findings(r, "uncertain")),
    "past": ("what the patient had", lambda r: _findings(r, "past")),
    "denied": ("what the patient does not have", lambda r: _findings(r, "absent")),
    "durations": ("kind and seconds", lambda r: _spans(r["durations"], "min_s", "max_s")),
    "frequencies": ("times per day", lambda r: _spans(r["frequencies"], "min_per_day", "max_per_day")),
    "pattern": ("constant or intermittent", lambda r: r["pattern"]),
    "triggers": ("exposures; other than present and the patient's are marked", lambda r: _named(r["triggers"], "name")),
    "conditions": ("named diagnoses, marked in the same way", lambda r: _named(r["conditions"], "condition")),
    "age_years": ("the patient's age", lambda r: r["patient"]["age_years"]),
    "sex": ("the patient's sex", lambda r: r["patient"]["sex"]),
    "pregnant": ("true, false, or empty: not said", lambda r: r["patient"]["pregnant"]),
    "advice": ("what to tell the patient", lambda r: "; ".join(r["advice"])),
    "next_steps": ("what a clinician may do", lambda r: "; ".join(r["next_steps"])),
    "missing": ("what to ask", lambda r: "; ".join(r["missing"])),
    "extra": ("the export's other columns, as JSON", lambda r: json.dumps(r["extra"]) if r["extra"] else None),
    "text": ("the message; empty under --redact", lambda r: r.get("text")),
}


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:g}"
    return harmless(str(value))


class _Utf8:
    """Encodes what the csv module writes; a lone surrogate, which UTF-8 cannot hold, becomes a question mark."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        return self._stream.write(text.encode("utf-8", "replace"))


class CsvWriter:
    """Writes a header, then one row a record (UTF-8, CRLF); ``COLUMNS`` says what each column holds."""

    def __init__(self, stream: BinaryIO) -> None:
        self._rows = csv.writer(_Utf8(stream))
        self._rows.writerow(COLUMNS)

    def write(self, record: Mapping[str, Any]) -> None:
        """Write the record as one row."""
        self._rows.writerow([_cell(make(record)) for _, make in COLUMNS.values()])

    def close(self) -> None:
        """Nothing follows the last row."""


FORMAT = Format("csv", (".csv",), read, CsvWriter)
