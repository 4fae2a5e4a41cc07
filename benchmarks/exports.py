"""The same messages in every format that lipcheck reads, made from the training messages with fresh words in each."""

from __future__ import annotations

import csv
import gzip
import json
import random
import string
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any, NamedTuple

from training.dataset import training_messages

START = datetime(2016, 1, 1, tzinfo=UTC)


class Row(NamedTuple):
    """One message: its id, when it came in, its text."""

    id: str
    sent: datetime
    text: str


def rows(number: int) -> Iterator[Row]:
    """Messages that differ from each other by two words that were never seen: what an export of years is like to spaCy."""
    texts = [" ".join(message.text.split()) for message in training_messages()]
    rng = random.Random(number)
    for n in range(number):
        fresh = ("".join(rng.choices(string.ascii_lowercase, k=9)) for _ in range(2))
        yield Row(f"m-{n}", START + timedelta(hours=2 * n), f"{texts[n % len(texts)]} {' '.join(fresh)}")


def _jsonl(path: Path, number: int) -> None:
    with path.open("w", encoding="utf-8") as out:
        out.writelines(
            json.dumps({"id": r.id, "text": r.text, "sent": r.sent.isoformat()}) + "\n" for r in rows(number)
        )


def _json(path: Path, number: int) -> None:
    with path.open("w", encoding="utf-8") as out:
        out.write("[")
        out.writelines(("," * (n > 0)) + json.dumps({"id": r.id, "text": r.text}) for n, r in enumerate(rows(number)))
        out.write("]")


def _table(delimiter: str, encoding: str) -> Callable[[Path, int], None]:
    def make(path: Path, number: int) -> None:
        with path.open("w", encoding=encoding, errors="replace", newline="") as out:
            writer = csv.writer(out, delimiter=delimiter)
            writer.writerow(["id", "sent", "text"])
            writer.writerows([r.id, r.sent.isoformat(), r.text] for r in rows(number))

    return make


def _gz(path: Path, number: int) -> None:
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=3) as out:
        out.writelines(json.dumps({"id": r.id, "text": r.text}) + "\n" for r in rows(number))


def _zst(path: Path, number: int) -> None:
    import zstandard

    with zstandard.open(path, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps({"id": r.id, "text": r.text}) + "\n" for r in rows(number))


def _parquet(path: Path, number: int) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema({"id": pa.string(), "sent": pa.timestamp("us", "UTC"), "text": pa.string()})
    with pq.ParquetWriter(path, schema) as writer:
        part: list[dict[str, Any]] = []
        for r in rows(number):
            part.append(r._asdict())
            if len(part) == 10_000:
                writer.write_table(pa.Table.from_pylist(part, schema=schema))
                part.clear()
        writer.write_table(pa.Table.from_pylist(part, schema=schema))


def _xlsx(path: Path, number: int) -> None:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["id", "text"])
    for r in rows(number):
        sheet.append([r.id, r.text])
    book.save(path)


def _mail(r: Row) -> EmailMessage:
    mail = EmailMessage()
    mail["Message-ID"] = f"<{r.id}@clinic.example>"
    mail["Date"] = r.sent
    mail["From"] = "patient@home.example"
    mail.set_content(r.text)
    return mail


def _mbox(path: Path, number: int) -> None:
    with path.open("wb") as out:
        for r in rows(number):
            out.write(b"From patient@home.example Mon Mar  4 09:15:00 2024\n" + _mail(r).as_bytes() + b"\n")


def _files(suffix: str, make: Callable[[Row], bytes]) -> Callable[[Path, int], None]:
    def write(path: Path, number: int) -> None:
        for n, r in enumerate(rows(number)):
            folder = path / f"{n // 1000:04d}"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{r.id}{suffix}").write_bytes(make(r))

    return write


def _communication(r: Row) -> str:
    payload = [{"contentString": r.text}]
    resource = {"resourceType": "Communication", "id": r.id, "status": "completed", "sent": r.sent.isoformat()}
    return json.dumps(resource | {"payload": payload})


def _fhir(path: Path, number: int) -> None:
    with path.open("w", encoding="utf-8") as out:
        out.writelines(f"{_communication(r)}\n" for r in rows(number))


def _bundle(path: Path, number: int) -> None:
    with path.open("w", encoding="utf-8") as out:
        out.write('{"resourceType": "Bundle", "type": "collection", "entry": [')
        out.writelines(("," * (n > 0)) + f'{{"resource": {_communication(r)}}}' for n, r in enumerate(rows(number)))
        out.write("]}")


def _chat(path: Path, number: int) -> None:
    with path.open("w", encoding="utf-8") as out:
        out.writelines(f"{r.sent:%d/%m/%Y, %H:%M} - Anna: {r.text}\n" for r in rows(number))


EXPORTS: dict[str, Callable[[Path, int], None]] = {
    "export.jsonl": _jsonl,
    "export.json": _json,
    "export.csv": _table(",", "utf-8"),
    "export.tsv": _table("\t", "utf-8"),
    "utf16.csv": _table(";", "utf-16"),
    "windows.csv": _table(";", "cp1252"),
    "packed.jsonl.gz": _gz,
    "packed.jsonl.zst": _zst,
    "export.parquet": _parquet,
    "export.xlsx": _xlsx,
    "texts": _files(".txt", lambda r: r.text.encode()),
    "mails": _files(".eml", lambda r: _mail(r).as_bytes()),
    "export.mbox": _mbox,
    "fhir.ndjson": _fhir,
    "bundle.json": _bundle,
    "chat.txt": _chat,
}
