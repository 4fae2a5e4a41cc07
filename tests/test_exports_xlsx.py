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
