"""The readers of exports: any bytes are messages and rejects, or an error of ours, and nothing else."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp
from zipfile import ZipFile

from openpyxl import Workbook

from lipcheck.errors import InputError
from lipcheck.exports import EVERY_COLUMN, Message, formats
from lipcheck.inputs import How, Input, Position, read_rows


def _check(path: Path, how: How, data: bytes) -> None:
    path.write_bytes(data)
    try:
        for _, row in read_rows([Input(str(path), path.name, named=True)], how, Position()):
            if row.row < (1 if isinstance(row, Message) else 0):
                raise ValueError(f"row {row.row}")
            if isinstance(row, Message):
                if not (isinstance(row.text, str) and isinstance(row.id, str) and row.id):
                    raise ValueError("a message without text or id")
                json.dumps(row.extra, allow_nan=False)
            elif "\n" in row.reason:
                raise ValueError("a reason of two lines")
    except InputError as error:
        if "\n" in str(error):
            raise ValueError("an error of two lines") from error


def _workbook(sheet: bytes) -> bytes:
    """A workbook with these bytes as its first sheet: changed bytes of a whole archive would only fail its checksums."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(_EMPTY)) as empty, ZipFile(out, "w") as book:
        for name in empty.namelist():
            book.writestr(name, sheet if name == "xl/worksheets/sheet1.xml" else empty.read(name))
    return out.getvalue()


def _empty_workbook() -> bytes:
    out = io.BytesIO()
    book = Workbook()
    book.active.append(["id", "text"])
    book.save(out)
    return out.getvalue()


_EMPTY = _empty_workbook()


def targets() -> dict[str, Callable[[bytes], None]]:
    """A target a format that can be read, and one for what tells the formats apart."""
    folder = Path(mkdtemp(prefix="lipcheck-fuzz-"))

    def target(name: str | None) -> Callable[[bytes], None]:
        how = How(format=name, keep=(EVERY_COLUMN,))
        path = folder / (f"in.{name}" if name else "in")
        if name == "xlsx":
            return lambda data: _check(path, how, _workbook(data))
        return lambda data: _check(path, how, data)

    found = {f"reader-{f.name}": target(f.name) for f in formats().values() if f.read is not None}
    return found | {"reader-any": target(None)}
