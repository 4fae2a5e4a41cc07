"""Comma-separated values: a header row, then one message a row; out, one flat row a message."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from io import BufferedReader
from typing import Any, BinaryIO

from lipcheck.decoding import as_stream
from lipcheck.errors import InputError
from lipcheck.exports import (
    MAX_LINE,
    TEXT_NAMES,
    Format,
    Lines,
    Message,
    Reject,
    Source,
    check_text,
    find_column,
    table_columns,
)

MAX_CELL = 8 * 1024 * 1024  # characters; also bounds how far an unclosed quote can run
BROKEN = "broken CSV: a quote out of place or never closed, or a stray line break"
_DELIMITERS = ",;\t|"


class _Lines:
    """The decoded lines of a file; those of a row that turned out broken can be given back, all but the first."""

    def __init__(self, first: str, stream: BinaryIO) -> None:
        self._stream = stream
        self._given_back = deque([first] if first else [])
        self._taken: list[str] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._given_back.popleft() if self._given_back else self._read()
        self._taken.append(line)
        return line

    def _read(self) -> str:
        line = self._stream.readline(MAX_LINE)
        if not line:
            raise StopIteration
        if len(line) == MAX_LINE and not line.endswith(b"\n"):
            while (rest := self._stream.readline(MAX_LINE)) and not rest.endswith(b"\n"):
                pass
            return '""-\n'  # a broken row, whatever stands before it
        return line.decode("utf-8", "surrogateescape")

    def start_row(self) -> None:
        self._taken.clear()

    def give_back(self) -> None:
        self._given_back.extendleft(reversed(self._taken[1:]))


def _delimiter(header: str) -> str:
    """The delimiter that stands most often in the header line; a comma where none does.

    >>> _delimiter("id;text;clinic")
    ';'
    """
    return max(_DELIMITERS, key=header.count)


def _dialect(header: str, head: bytes) -> dict[str, Any]:
    r"""How the file is written, by its header and first bytes.

    >>> _dialect("'id';'text'", b"")["quotechar"], _dialect("id,text", rb'1,"my \"lip\""')["escapechar"]
    ("'", '\\')
    """
    quote = "'" if header.startswith("'") and header.count("'") > 1 else '"'
    mark = quote.encode()
    # with those left out, a quote within a cell, or two at its beginning, is one that was doubled: "0\""0"
    inner = rb"[^,;\t|\r\n]"
    doubled = inner + mark + mark + rb"|[,;\t|\r\n]" + mark + mark + inner + rb"|" + inner + mark + inner
    bare = head.replace(b"\\" + mark, b"")
    escaped = re.search(rb"\\" + mark + rb"[^,;\t|\r\n]", head) and not re.search(doubled, bare)
    escape = {"escapechar": "\\", "doublequote": False} if escaped else {}
    return {"delimiter": _delimiter(header), "quotechar": quote, "strict": True, **escape}


def _rows(lines: _Lines, number: int, dialect: Mapping[str, Any]) -> Iterator[tuple[int, list[str] | str]]:
    """Every row with its number (the header is 1), or the reason why it is broken.

    A quote that is never closed must not swallow the rows after it: the reader is strict, and starts again
    on the line after the one where the broken row began.
    """
    csv.field_size_limit(max(csv.field_size_limit(), MAX_CELL))
    reader = csv.reader(lines, **dialect)
    while True:
        number += 1
        lines.start_row()
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield number, BROKEN
            lines.give_back()
            reader = csv.reader(lines, **dialect)


def _is_utf8(row: list[str]) -> bool:
    """Whether no cell holds a byte that was no UTF-8 (decoded to a lone surrogate)."""
    try:
        "".join(row).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _cells(names: tuple[str, ...], row: list[str]) -> dict[str, str | None]:
    """The row by column, an empty cell as it is; of two equal names, the first."""
    return dict(zip(reversed(names[: len(row)]), reversed(row[: len(names)]), strict=True))


def read(stream: BufferedReader, source: Source) -> Iterator[Message | Reject]:
    """The messages of a CSV file; a row is that of the spreadsheet, with the header as row 1 and empty rows counted."""
    head = stream.peek(1 << 16)
    check_text(head[:4096], source.file)
    if b"\r" in head and b"\n" not in head:
        ended = (piece.replace(b"\r", b"\n") for piece in iter(partial(stream.read, 1 << 16), b""))
        stream = as_stream(ended)
    first = stream.readline(MAX_LINE).removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    before = 0
    delimiter = first.strip().lower().removeprefix("sep=") if first.lower().startswith("sep=") else ""
    if len(delimiter) == 1 or first.strip("\r\n").lower() == "sep=\t":  # spreadsheets put it there for themselves
        before, first = 1, stream.readline(MAX_LINE).decode("utf-8", "surrogateescape")
    rows = _rows(_Lines(first, stream), before, _dialect(first, head))
    _, names = next(rows, (1, []))
    if isinstance(names, str) or not any(c.strip() for c in names):
        raise InputError(f"{source.file}: no header row", "the first row must name the columns, one of them text")
    header = tuple(c.strip() for c in names)
    columns = table_columns(header, source)
    for number, row in rows:
        if isinstance(row, str):
            yield Reject(source.file, number, row)
        elif not row:
            continue
        elif not _is_utf8(row):
            yield Reject(source.file, number, source.undecodable)
        elif any(row[len(header) :]):
            yield Reject(source.file, number, f"{len(row)} cells under {len(header)} columns")
        else:
            cells = _cells(header, row)
            if columns.text not in cells:
                yield Reject(source.file, number, f"no text: {len(row)} cells under {len(header)} columns")
                continue
            for column in (columns.id, columns.received):
                if column in cells:
                    cells[column] = (cells[column] or "").strip()
            yield columns.message(cells, number, source)


def looks(head: bytes) -> bool:
    """Whether the first line names two columns or more, one of them by a common name for the text."""
    line = head.removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0].decode("utf-8", "replace").strip()
    names = tuple(name.strip(" \"'") for name in line.split(_delimiter(line)))
    return len(names) > 1 and find_column(names, None, TEXT_NAMES) is not None


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
    "forehead_moves": ("true, false, or empty: not said", lambda r: r["patient"]["forehead_moves"]),
    "eye_closes": ("true, false, or empty: not said", lambda r: r["patient"]["eye_closes"]),
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


def _rows_of(dialect: str) -> Lines:
    """Rows of a dialect of the csv module in UTF-8; a lone surrogate, which UTF-8 cannot hold, becomes a question mark."""

    def row(cells: list[str]) -> bytes:
        out = io.StringIO(newline="")
        csv.writer(out, dialect, lineterminator="\r\n").writerow(cells)
        return out.getvalue().encode("utf-8", "replace")

    def encode(record: Mapping[str, Any]) -> bytes:
        return row([_cell(make(record)) for _, make in COLUMNS.values()])

    return Lines(row(list(COLUMNS)), encode)


COMMA, TAB = _rows_of("excel"), _rows_of("excel-tab")
FORMAT = Format("csv", (".csv",), read, looks, lines=COMMA)
