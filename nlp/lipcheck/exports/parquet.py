"""Parquet, in and out; needs pyarrow (``lipcheck[parquet]``)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from io import BufferedReader
from itertools import islice
from pathlib import Path
from typing import Any

from lipcheck.errors import InputError
from lipcheck.exports import Format, Message, Reject, Source, optional, table_columns

_BATCH = 1000  # rows read at once
_GROUP = 10_000  # records a row group


def read(stream: BufferedReader, source: Source) -> Iterator[Message | Reject]:
    """The messages of a Parquet file; a row is a row, counted from 1."""
    pa = optional("pyarrow", "parquet", f"{source.file}: reading Parquet")
    parquet = optional("pyarrow.parquet", "parquet", f"{source.file}: reading Parquet")
    try:
        file = parquet.ParquetFile(stream, buffer_size=1 << 20)
        header = tuple(file.schema_arrow.names)
    except (pa.ArrowException, OSError, ValueError):  # the last where the name of a column is no text
        raise InputError(f"{source.file}: is no Parquet file, or a damaged one") from None
    columns = table_columns(header, source, typed=True)
    names = [n for n in dict.fromkeys((columns.text, columns.id, columns.received, *columns.keep)) if n is not None]
    number = 0
    try:
        for batch in file.iter_batches(_BATCH, columns=names):
            values = {name: batch.column(name) for name in names}
            for at in range(batch.num_rows):
                number += 1
                row = _row(values, at)
                yield Reject(source.file, number, row) if isinstance(row, str) else columns.message(row, number, source)
    except (pa.ArrowException, OSError, ValueError):
        yield Reject(source.file, number + 1, "damaged Parquet: neither this row nor what follows it can be read")


def _row(columns: Mapping[str, Any], at: int) -> dict[str, Any] | str:
    try:
        row = {name: column[at].as_py() for name, column in columns.items()}
    except UnicodeDecodeError:
        return "not UTF-8"
    except (ValueError, OverflowError):
        return "a value that cannot be read"
    return {k: v.decode("utf-8", "replace") if isinstance(v, bytes) else v for k, v in row.items()}


def looks(head: bytes) -> bool:
    """Whether the first bytes are Parquet's mark."""
    return head.startswith(b"PAR1")


def record_type() -> Any:
    """The Arrow schema of the record; ``extra`` is JSON, for its columns are the export's own."""
    pa = optional("pyarrow", "parquet", "Parquet")
    text, whole, real, truth = pa.string(), pa.int64(), pa.float64(), pa.bool_()

    def some(**fields: Any) -> Any:
        return pa.list_(pa.struct(list(fields.items())))

    quote = {"text": text, "start": whole, "end": whole}
    said = {"status": text, "experiencer": text}
    span = pa.list_(whole)
    return pa.schema(
        {
            "id": text,
            "received": text,
            "text": text,
            "extra": text,
            "scope": text,
            "patient": pa.struct({"age_years": real, "sex": text, "pregnant": truth, "forehead_moves": truth, "eye_closes": truth}),
            "findings": some(
                symptom=text, site=text, side=text, **said, **quote,
                site_span=span, side_span=span, cue=text, severity=text, code=text,
            ),
            "durations": some(kind=text, min_s=real, max_s=real, **quote),
            "frequencies": some(min_per_day=real, max_per_day=real, **quote),
            "pattern": text,
            "onset": text,
            "trend": text,
            "triggers": some(trigger=text, name=text, **said, per_day=real, mg_per_day=pa.list_(real), **quote),
            "conditions": some(condition=text, **said, **quote),
            "red_flags": some(flag=text, active=truth, why=text, evidence=some(**quote)),
            "causes": some(cause=text, probability=real, evidence=some(rule=text, **quote)),
            "cause": text,
            "urgency": text,
            "within": text,
            "reasons": pa.list_(text),
            "advice": pa.list_(text),
            "next_steps": pa.list_(text),
            "missing": pa.list_(text),
            "versions": pa.struct({"lipcheck": text, "model": text}),
        }
    )  # fmt: skip


def as_row(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record as a row of ``record_type()``; a lone surrogate, which Parquet cannot hold, becomes a question mark."""
    row = dict(record) | {"extra": json.dumps(record["extra"])}
    try:
        json.dumps(row, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return _clean(row)  # type: ignore[no-any-return]  # a dict stays one
    return row


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {k: _clean(v) for k, v in value.items()}
    return [_clean(v) for v in value] if isinstance(value, list) else value


def build(records: Iterator[Mapping[str, Any]], path: Path) -> None:
    """Write all records, typed and nested, in groups of ten thousand."""
    pa = optional("pyarrow", "parquet", "writing Parquet")
    parquet = optional("pyarrow.parquet", "parquet", "writing Parquet")
    schema = record_type()
    with parquet.ParquetWriter(str(path), schema, compression="zstd") as writer:
        while group := [as_row(r) for r in islice(records, _GROUP)]:
            writer.write_table(pa.Table.from_pylist(group, schema=schema))


FORMAT = Format("parquet", (".parquet", ".pq"), read, looks, binary=True, seekable=True, build=build)
