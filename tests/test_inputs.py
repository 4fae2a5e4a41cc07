from __future__ import annotations

import gzip
import io
import json
import sys
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
import zstandard
from openpyxl import Workbook

from lipcheck.errors import InputError
from lipcheck.exports import Message, Reject, input_format, output_format
from lipcheck.inputs import How, Position, check_input, expand, read_rows

CSV = b"id,text\n1,I am numb\n2,stiff\n"
TWO = [Message("1", "I am numb", row=2), Message("2", "stiff", row=3)]
GZIP = partial(gzip.compress, mtime=0)  # a time in the data would be a time in the name of a test
CURLY = "id,text\n1,I’m “numb”\n".encode


def read(*inputs: Path | str, **how: object) -> list[Message | Reject]:
    rows = read_rows(expand(map(str, inputs)), How(**how), Position())  # type: ignore[arg-type]
    return [row for _, row in rows]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", CSV),
        ("a.csv.gz", GZIP(CSV)),
        ("a.csv.gz", GZIP(CSV[:9]) + GZIP(CSV[9:])),
        ("a.csv.zst", zstandard.compress(CSV)),
        ("a.csv.zst", zstandard.compress(CSV[:9]) + zstandard.compress(CSV[9:])),
        ("a.csv", GZIP(CSV)),
        ("a.csv.gz", CSV),
        ("export", CSV),
        ("export.bak", CSV),
        ("a.txt", CSV),
        ("a.csv", CSV.decode().encode("utf-16")),
        ("a.csv", CSV.decode().encode("utf-16-le")),
        ("a.csv.gz", GZIP(CSV.decode().encode("utf-16"))),
        ("a.tsv", CSV.replace(b",", b"\t")),
    ],
)
def test_compression_encoding_and_format_are_found(name: str, data: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    assert read(tmp_path / name) == TWO


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_curly_quotes_come_through(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(CURLY(encoding))
    assert read(tmp_path / "a.csv") == [Message("1", "I’m “numb”", row=2)]


def test_an_encoding_can_be_declared(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("id,text\n1,я\n".encode("cp1251"))
    assert read(tmp_path / "a.csv", encoding="windows-1251") == [Message("1", "я", row=2)]


def test_bytes_of_another_encoding_are_rejects(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("id,text\n1,é\n".encode() + b"2,\x81\n3,fine\n")
    assert read(tmp_path / "a.csv")[1] == Reject(str(tmp_path / "a.csv"), 3, "not UTF-8")
    assert read(tmp_path / "a.csv", encoding="cp1252")[1:] == [
        Reject(str(tmp_path / "a.csv"), 3, "bytes that are not cp1252"),
        Message("3", "fine", row=4),
    ]


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a", b'{"id": 1, "text": "a"}\n', "jsonl"),
        ("a", b'[\n  {"text": "a"}]', "json"),
        ("a.json", b'[{"text": "a"}]', "json"),
        ("a.json", b'{"text": "a"}\n{"text": "b"}', "jsonl"),
        ("a.jsonl", b'[{"text": "a"}]', "json"),
        ("a.json", b'{"resourceType": "Bundle", "entry": []}', "fhir"),
        ("a.ndjson", b'{"id": "1", "resourceType": "Communication"}\n', "fhir"),
        ("a.txt", b"My lip, it is numb\nand stiff, too", "txt"),
        ("a.txt", b"12/03/2024, 14:05 - Anna: numb", "whatsapp"),
        ("a.txt", b"\xe2\x80\x8e[12/03/2024, 14:05:09] Anna: numb", "whatsapp"),
        ("a", b"From a@b.example Mon Mar  4 09:15:00 2024\nSubject: x\n\nnumb", "mbox"),
        ("a", b"From: a@b.example\r\nDate: Mon, 4 Mar 2024 09:15:00 +0000\r\n\r\nnumb", "eml"),
        ("a.dat", b"PAR1", "parquet"),
        ("a.csv", b"PK\x03\x04", "xlsx"),
    ],
)
def test_the_format_is_told_from_content_and_name(name: str, data: bytes, expected: str) -> None:
    assert input_format(None, name, data).name == expected


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("-", "jsonl"),
        ("a.JSONL", "jsonl"),
        ("a.b.ndjson", "jsonl"),
        ("a.csv", "csv"),
        ("a.db", "sqlite"),
        ("a.parquet", "parquet"),
        ("a.fhir", "fhir"),
    ],
)
def test_the_format_to_write_is_told_from_the_name(file: str, name: str) -> None:
    assert output_format(None, file).name == name
    assert output_format("CSV", file).name == "csv"


@pytest.mark.parametrize(("name", "file"), [(None, "a.doc"), (None, "a"), (None, "a.json"), ("doc", "a.csv")])
def test_a_format_that_cannot_be_written_is_an_error(name: str | None, file: str) -> None:
    with pytest.raises(InputError):
        output_format(name, file)


def test_a_format_that_cannot_be_told_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.doc").write_bytes(b"Hello")
    with pytest.raises(InputError, match=r"a\.doc: the format cannot be told"):
        read(tmp_path / "a.doc")


def test_a_format_can_be_forced(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(CSV)
    assert [m.text for m in read(tmp_path / "a.csv", format="txt") if isinstance(m, Message)] == [CSV.decode()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in/north").mkdir(parents=True)
    for name in ("b.txt", "a.txt", "north/a.txt", "north/.hidden.txt"):
        (tmp_path / "in" / name).write_text(name)
    return tmp_path / "in"


def test_a_folder_is_every_file_below_in_order(folder: Path) -> None:
    assert [(m.id, m.text) for m in read(folder) if isinstance(m, Message)] == [
        ("a", "a.txt"),
        ("b", "b.txt"),
        ("north/a", "north/a.txt"),
    ]


def test_a_pattern_is_every_file_that_it_matches(folder: Path) -> None:
    assert [m.text for m in read(folder / "*.txt") if isinstance(m, Message)] == ["a.txt", "b.txt"]
    assert len(read(folder / "**/*.txt")) == 3
    with pytest.raises(InputError, match=r"\*\.eml: no file matches"):
        read(folder / "*.eml")


def test_a_pattern_that_matches_a_folder_is_every_file_below(folder: Path) -> None:
    assert [m.text for m in read(folder / "n*") if isinstance(m, Message)] == ["north/a.txt"]


def test_a_packed_workbook_is_read(tmp_path: Path) -> None:
    book = Workbook()
    for row in (("id", "text"), ("1", "I am numb"), ("2", "stiff")):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    (tmp_path / "a.xlsx.gz").write_bytes(GZIP((tmp_path / "a.xlsx").read_bytes()))
    assert read(tmp_path / "a.xlsx.gz") == TWO


def test_utf_16_that_ends_within_a_character_is_a_reject(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(CSV.decode().rstrip().encode("utf-16")[:-1])
    assert read(tmp_path / "a.csv") == [TWO[0], Reject(str(tmp_path / "a.csv"), 3, "bytes that are not utf-16")]


def test_a_name_that_the_system_refuses_is_told() -> None:
    with pytest.raises(InputError, match=r"x\.csv: cannot be read \(File name too long\)"):
        read(f"{300 * 'x'}.csv")


def test_a_format_that_is_only_written_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(CSV)
    with pytest.raises(InputError, match=r"a\.csv: sqlite can be written, not read"):
        read(tmp_path / "a.csv", format="sqlite")


def test_a_name_with_brackets_is_a_name(tmp_path: Path) -> None:
    (tmp_path / "a[1].csv").write_bytes(CSV)
    assert read(tmp_path / "a[1].csv") == TWO


def test_the_outputs_own_files_are_no_inputs(folder: Path) -> None:
    leave = frozenset([str((folder / "b.txt").resolve())])
    assert [f.name for f in expand([str(folder)], leave=leave)] == ["a.txt", "north/a.txt"]


def test_what_cannot_be_read_in_a_folder_is_a_reject_and_the_rest_comes_out(folder: Path) -> None:
    (folder / "aa.pdf").write_bytes(b"%PDF-1.7")
    (folder / "ab.csv").write_bytes(b"id,anliegen\n1,a\n")
    (folder / "ac.parquet").write_bytes(b"PAR1 broken")
    found = [(r.row, r.reason) if isinstance(r, Reject) else r.text for r in read(folder)]
    assert found == [
        "a.txt",
        (0, "the format cannot be told from the name or the first bytes"),
        (0, "no text column; columns: id, anliegen"),
        (0, "is no Parquet file, or a damaged one"),
        "b.txt",
        "north/a.txt",
    ]


@pytest.mark.parametrize(("suffix", "pack"), [("gz", GZIP), ("zst", zstandard.compress)])
def test_a_cut_off_file_ends_with_a_reject(suffix: str, pack: object, tmp_path: Path) -> None:
    rows = b"".join(b'{"text": "%d"}\n' % (n * 7919 % 100_003) for n in range(100_000))
    data = pack(rows)  # type: ignore[operator]
    (tmp_path / f"a.jsonl.{suffix}").write_bytes(data[: len(data) // 2])
    *good, last = read(tmp_path / f"a.jsonl.{suffix}")
    assert [type(m) is Message for m in good[:-1]].count(False) == 0
    assert isinstance(last, Reject)
    assert (last.row > 1000, last.reason) == (
        True,
        "nothing from here on can be read (its compression is damaged or cut off)",
    )


def test_damage_in_the_first_bytes_is_told_before_the_batch(tmp_path: Path) -> None:
    (tmp_path / "a.csv.gz").write_bytes(GZIP(CSV)[:20])
    with pytest.raises(InputError, match="its compression is damaged or cut off"):
        check_input(next(expand([str(tmp_path / "a.csv.gz")])), How())


@pytest.mark.parametrize("data", [CSV, GZIP(CSV)])
def test_standard_input_is_found_out_too(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))
    assert read("-") == TWO
    assert not sys.stdin.buffer.closed


def test_columns_are_carried_through(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,text,clinic,ward\n1,numb,north,3\n")
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": "numb", "clinic": {"name": "north"}, "ward": 3}))
    (tmp_path / "b.jsonl").write_text(json.dumps({"text": "numb"}))
    kept = [
        m.extra
        for m in read(tmp_path / "a.csv", tmp_path / "a.jsonl", tmp_path / "b.jsonl", keep=("Clinic",))
        if isinstance(m, Message)
    ]
    assert kept == [{"clinic": "north"}, {"clinic": {"name": "north"}}, {}]
    every = [m.extra for m in read(tmp_path / "a.csv", tmp_path / "a.jsonl", keep=("*",)) if isinstance(m, Message)]
    assert every == [{"clinic": "north", "ward": "3"}, {"clinic": {"name": "north"}, "ward": 3}]
    with pytest.raises(InputError, match="no column 'nope'; columns: id, text, clinic, ward"):
        read(tmp_path / "a.csv", keep=("nope",))


def test_the_position_moves_through_the_files(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_bytes(CSV)
    position = Position()
    rows = read_rows(expand([str(tmp_path)]), How(), position)
    next(rows)
    assert position.done == len(CSV)
    assert len(list(rows)) == 3
    assert position.done == 2 * len(CSV)
