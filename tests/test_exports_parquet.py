from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from test_render import report

from lipcheck.errors import InputError
from lipcheck.exports import Message, Reject, Source
from lipcheck.exports.parquet import build, read
from lipcheck.report import Report


def rows(data: bytes, **source: Any) -> list[Message | Reject]:
    return list(read(io.BufferedReader(io.BytesIO(data)), Source("in.parquet", **source)))  # type: ignore[arg-type]


def parquet(**columns: Any) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


def test_rows_are_messages() -> None:
    when = datetime(2026, 3, 1, 8, 15, tzinfo=UTC)
    data = parquet(id=[1, 2], text=["a", None], sent=[when, when], clinic=["north", "south"], other=[b"x", b"y"])
    assert rows(data, keep=("clinic",)) == [
        Message("1", "a", "2026-03-01T08:15:00+00:00", {"clinic": "north"}, 1),
        Reject("in.parquet", 2, "the text is null", "2"),
    ]


def test_columns_are_told() -> None:
    with pytest.raises(InputError, match="no text column; columns: nr, anliegen"):
        rows(parquet(nr=[1], anliegen=["a"]))


@pytest.mark.parametrize("data", [b"", b"PAR1", b"PAR1" + b"x" * 100 + b"PAR1", parquet(text=["a"])[:-20]])
def test_damage_is_told(data: bytes) -> None:
    with pytest.raises(InputError, match="is no Parquet file, or a damaged one"):
        rows(data)


def test_a_column_whose_name_is_no_text_is_told() -> None:
    with pytest.raises(InputError, match="is no Parquet file, or a damaged one"):
        rows(parquet(text=["a"], zq=["b"]).replace(b"zq", b"\x9bq"))


def test_damage_in_the_middle_is_one_reject() -> None:
    data = bytearray(parquet(text=[f"{n} text" for n in range(100)]))
    data[20:400] = bytes(380)
    [*_, last] = rows(bytes(data))
    assert isinstance(last, Reject)
    assert last.reason.startswith("damaged Parquet")


def test_broken_bytes_are_a_reject() -> None:
    text = pa.Array.from_buffers(
        pa.string(), 2, [None, pa.py_buffer(b"\0\0\0\0\1\0\0\0\2\0\0\0"), pa.py_buffer(b"\xffb")]
    )
    assert rows(parquet(text=text)) == [Reject("in.parquet", 1, "not UTF-8"), Message("2", "b", row=2)]


def test_records_are_typed_and_nested(tmp_path: Path) -> None:
    versions = {"lipcheck": "0.1.0", "model": "stub"}
    records = [r.to_dict() for r in (report(versions=versions), Report(id="2", text="a", versions=versions))]
    build(iter(records), tmp_path / "out.parquet")
    back = pq.read_table(tmp_path / "out.parquet").to_pylist()
    for record in records:
        record["extra"] = "{}"
        for cause in record["causes"]:
            cause["evidence"] = [
                {"rule": None, "text": None, "start": None, "end": None, **e} for e in cause["evidence"]
            ]
    assert back == records


def test_redacted_records_and_lone_surrogates_are_rows_too(tmp_path: Path) -> None:
    records = [report().to_dict(redact=True), Report(id="2", text="a\ud83d").to_dict()]
    build(iter(records), tmp_path / "out.parquet")
    assert pq.read_table(tmp_path / "out.parquet")["text"].to_pylist() == [None, "a?"]
