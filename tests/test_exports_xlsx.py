from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import openpyxl
import pytest

from lipcheck.errors import InputError
from lipcheck.exports import Message, Reject, Source
from lipcheck.exports.xlsx import read


def rows(data: bytes, **source: Any) -> list[Message | Reject]:
    return list(read(io.BufferedReader(io.BytesIO(data)), Source("in.xlsx", **source)))  # type: ignore[arg-type]


def workbook(*lines: list[Any]) -> bytes:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    book.create_sheet("other").append(["text"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_rows_of_the_first_sheet_are_messages() -> None:
    data = workbook(
        ["ID", "Message", "Date", "Clinic"],
        [7.0, "numb\nlip", datetime(2026, 3, 1, 8, 15), "north"],
        [],
        ["m-2", 5, None, None],
        ["m-3", None, None, "south"],
    )
    assert rows(data, keep=("clinic",)) == [
        Message("7", "numb\nlip", "2026-03-01T08:15:00", {"Clinic": "north"}, 2),
        Message("m-2", "5", None, {"Clinic": None}, 4),
        Message("m-3", "", None, {"Clinic": "south"}, 5),
    ]


def test_columns_are_told() -> None:
    with pytest.raises(InputError, match="no text column; columns: id, anliegen"):
        rows(workbook(["id", "anliegen"], [1, "a"]))


def test_an_empty_sheet_has_no_header() -> None:
    with pytest.raises(InputError, match="no header row"):
        rows(workbook())


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"", workbook(["text"])[:500]])
def test_damage_is_told(data: bytes) -> None:
    with pytest.raises(InputError, match="is no Excel workbook"):
        rows(data)


def far_down(row: int) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["id", "text"])
    book.active.cell(row=row, column=2, value="numb lip")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_empty_rows_are_passed_over() -> None:
    assert [m.row for m in rows(far_down(9_000)) if isinstance(m, Message)] == [9_000]


def test_a_row_far_beyond_the_size_of_the_file_is_told_and_costs_no_more_than_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = []
    told = openpyxl.worksheet._read_only.ReadOnlyWorksheet.iter_rows
    monkeypatch.setattr(
        openpyxl.worksheet._read_only.ReadOnlyWorksheet,
        "iter_rows",
        lambda *args, **kwargs: (made.append(row) or row for row in told(*args, **kwargs)),
    )
    (reject,) = rows(far_down(1_000_000))
    assert isinstance(reject, Reject)
    assert reject.row == 2
    assert "empty rows" in reject.reason
    assert len(made) < 100_000
