"""Files that were made to harm: each is refused in a line or does nothing, in little time and memory."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import shutil
import subprocess
import sys
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
import zstandard
from jsonschema import Draft202012Validator
from openpyxl import Workbook
from typer.testing import CliRunner, Result

import lipcheck
from lipcheck.cli import app
from lipcheck.errors import InputError, KnowledgeError, ModelError
from lipcheck.exports import Reject, formats
from lipcheck.exports.csv import harmless
from lipcheck.inputs import How, Input, Position, check_input, read_rows
from lipcheck.schema import record_schema
from lipcheck.triage.classifier import CAUSES, Classifier
from lipcheck.vocabulary import read_yaml

VALIDATOR = Draft202012Validator(record_schema())
MB = 1024 * 1024
LIP = "my lip is numb"
PATH = {
    "PYTHONPATH": os.pathsep.join(os.path.abspath(p) for p in sys.path if p)
}  # a process elsewhere finds this lipcheck


@pytest.fixture(scope="module")
def analyzer() -> lipcheck.Analyzer:
    return lipcheck.load()


def run(*args: str | Path, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(app, [str(a) for a in args], input=stdin, prog_name="lipcheck")


def rows(path: Path, data: bytes, *, keep: tuple[str, ...] = ("*",), form: str | None = None) -> list[str]:
    """What became of each row: its text, or why it was rejected."""
    path.write_bytes(data)
    found = read_rows([Input(str(path), path.name, named=True)], How(format=form, keep=keep), Position())
    return [row.reason if isinstance(row, Reject) else row.text for _, row in found]


# -- models and knowledge that try to run code --------------------------------------------------------------------------


def model(folder: Path, **arrays: bytes) -> Path:
    """A model whose files fit its card, with these entries in ``weights.npz``."""
    import hashlib

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in arrays.items():
            archive.writestr(f"{name}.npy", data)
    files = {"weights.npz": packed.getvalue(), "vocabulary.json": b'["word=lip"]'}
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    card = {"schema": 1, "classes": list(CAUSES), "temperature": 1.0, "files": hashes}
    for name, data in (files | {"card.json": json.dumps(card).encode()}).items():
        (folder / name).write_bytes(data)
    return folder


def test_a_model_that_unpacks_to_gigabytes_is_refused_before_it_does(tmp_path: Path) -> None:
    header = (
        b"\x93NUMPY\x01\x00v\x00" + b"{'descr': '<f8', 'fortran_order': False, 'shape': (1, 7), }".ljust(117) + b"\n"
    )
    folder = model(tmp_path, weights=header + bytes(64 * MB), intercept=header)
    tracemalloc.start()
    with pytest.raises(ModelError, match=r"weights\.npz: the arrays do not fit the vocabulary"):
        Classifier.load(folder)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * MB


@pytest.mark.parametrize("shape", ["(1000000000000, 7)", "(-1, 7)", "(1.5, 7)", "__import__('os').abort()"])
def test_a_forged_shape_is_refused(shape: str, tmp_path: Path) -> None:
    text = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}".encode().ljust(117) + b"\n"
    folder = model(tmp_path, weights=b"\x93NUMPY\x01\x00v\x00" + text + bytes(56), intercept=b"")
    with pytest.raises(ModelError, match=r"weights\.npz: "):
        Classifier.load(folder)


def test_a_model_file_larger_than_any_is_not_read(tmp_path: Path) -> None:
    folder = model(tmp_path)
    with (folder / "vocabulary.json").open("r+b") as file:
        file.truncate(1 << 40)  # a hole, which takes no room on the disk
    with pytest.raises(ModelError, match=r"vocabulary\.json: larger than any model"):
        Classifier.load(folder)


def test_a_model_that_is_refused_is_one_line_and_3(tmp_path: Path) -> None:
    shutil.copytree(Path(lipcheck.__file__).parent / "model", tmp_path, dirs_exist_ok=True)
    result = run("classify", "--model", model(tmp_path, weights=b"hello"), LIP)
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.splitlines()[0].endswith("weights.npz: damaged, or not arrays of numbers")


@pytest.mark.parametrize(
    "tag", ["!!python/object/apply:os.mkdir [{}]", "!!python/name:os.system", "!!python/module:os", "!x [1]"]
)
def test_knowledge_with_a_tag_makes_no_object(tag: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = tmp_path / "made"
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "knowledge" / "symptoms.yaml").write_text(f"- id: {tag.replace('{}', str(made))}\n  source: own\n")
    monkeypatch.setattr("lipcheck.vocabulary.files", lambda _: tmp_path)
    with pytest.raises(KnowledgeError, match=r"knowledge/symptoms\.yaml line 1: not valid YAML"):
        read_yaml("symptoms")
    assert not made.exists()
    assert isinstance(yaml.safe_load("[1]"), list)


# -- exports that unpack, nest or grow without end -----------------------------------------------------------------------


def traced(call: Callable[[], list[str]]) -> tuple[list[str], float, float]:
    """The rows, the peak of memory in MB, and the seconds."""
    tracemalloc.start()
    begun = time.process_time()
    try:
        found = call()
        return found, tracemalloc.get_traced_memory()[1] / MB, time.process_time() - begun
    finally:
        tracemalloc.stop()


ONE_LINE = "a line of more than 16 MB"
IN_A_PIECE = "JSON of more than 16 MB in a piece: neither this {} nor what follows it can be read"
BOMBS = {
    "line.jsonl": (b'{"text": "%s"}\n{"text": "my lip"}\n', [ONE_LINE, "my lip"]),
    "element.json": (b'[{"text": "my lip"}, {"text": "%s"}]', [IN_A_PIECE.format("element")]),
    "head.fhir": (b'{"resourceType": "Bundle", "x": "%s"}', [IN_A_PIECE.format("entry")]),
    "cell.csv": (b"id,text\n1,%s\n2,my lip\n", ["broken CSV: a quote out of place or never closed, or a stray line break", "my lip"]),
    "one.txt": (b"%s", ["a message of more than 16 MB"]),
    "chat.txt": (b"[12/03/2024, 09:15:01] Ann: my lip\n%s\n", ["a message of more than 16 MB"]),
}  # fmt: skip


@pytest.mark.parametrize("pack", [lambda data: gzip.compress(data, 1), zstandard.compress], ids=["gz", "zst"])
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_a_reject_and_memory_stays_flat(name: str, pack: Callable[[bytes], bytes], tmp_path: Path) -> None:
    export, expected = BOMBS[name]
    path = tmp_path / f"{name}.packed"
    data = pack(export % (b"a" * (100 * MB)))
    assert len(data) < MB
    form = {"one.txt": "txt", "chat.txt": "whatsapp"}.get(name, name.rpartition(".")[2])
    found, peak, _ = traced(lambda: rows(path, data, form=form))
    assert found[-len(expected) :] == expected
    assert peak < 200  # a bomb of twice the size takes no more


def test_a_file_that_unpacks_to_a_thousand_times_its_size_ends_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lipcheck.inputs._UNPACKED_ANYWAY", 8 * MB)
    data = zstandard.compress(b'{"text": "my lip"}\n' + b"\n" * (100 * MB))
    assert rows(tmp_path / "a.jsonl.zst", data) == [
        "my lip",
        "nothing from here on is read: the file unpacks to more than 1,000 times its size",
    ]


def test_a_bomb_in_the_first_bytes_is_refused_before_the_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lipcheck.inputs._UNPACKED_ANYWAY", MB)
    path = tmp_path / "a.jsonl.zst"
    path.write_bytes(zstandard.compress(b"\n" * (300 * MB)))
    with pytest.raises(InputError, match=r"a\.jsonl\.zst: unpacks to more than 1,000 times its size"):
        check_input(Input(str(path), path.name, named=True), How())


def test_a_packed_workbook_does_not_fill_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lipcheck.inputs._MOST_SPOOLED", 2 * MB)
    path = tmp_path / "a.xlsx.gz"
    path.write_bytes(gzip.compress(b"PK\x03\x04" + bytes(4 * MB)))
    with pytest.raises(InputError, match=r"a\.xlsx\.gz: unpacks to more than 0 GB"):
        check_input(Input(str(path), path.name, named=True), How())


def test_compression_in_compression_has_an_end(tmp_path: Path) -> None:
    data = b'{"text": "my lip"}\n'
    for _ in range(3):
        data = gzip.compress(data)
    assert rows(tmp_path / "a.jsonl.gz", data) == ["my lip"]
    with pytest.raises(InputError, match="compressed more than 3 times over"):
        rows(tmp_path / "b.jsonl.gz", gzip.compress(data))


def test_a_window_of_gigabytes_is_not_given(tmp_path: Path) -> None:
    frame = b"\x28\xb5\x2f\xfd\x00\xa8" + b"\x01\x00\x00"  # a window of 2 GB, and an empty last block
    path = tmp_path / "a.jsonl.zst"
    path.write_bytes(frame)
    with pytest.raises(InputError, match=r"a\.jsonl\.zst"):
        check_input(Input(str(path), path.name, named=True), How())


def workbook(sheet: bytes | None = None, **entries: bytes) -> bytes:
    """A workbook with these bytes as its sheet, and these files beside it."""
    plain, out = io.BytesIO(), io.BytesIO()
    book = Workbook()
    book.active.append(["id", "text"])
    book.active.append(["a", LIP])
    book.save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, sheet if sheet is not None and name.endswith("sheet1.xml") else old.read(name))
        for name, data in entries.items():
            new.writestr(name, data)
    return out.getvalue()


SHEET = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" '
    b't="inlineStr"><is><t>id</t></is></c><c r="B1" t="inlineStr"><is><t>text</t></is></c></row>%s</sheetData></worksheet>'
)
CELL = b'<row r="%s"><c r="B2" t="inlineStr"><is><t>%s</t></is></c></row>'


def test_the_workbook_of_these_tests_is_one(tmp_path: Path) -> None:
    assert rows(tmp_path / "a.xlsx", workbook(SHEET % (CELL % (b"2", b"my lip")))) == ["my lip"]


def test_a_zip_bomb_is_refused_before_it_unpacks(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(bomb=b"a" * (300 * MB)))
    with pytest.raises(InputError, match=r"a\.xlsx: unpacks to more than 100 times its size"):
        check_input(Input(str(path), path.name, named=True), How())


def test_a_row_number_out_of_this_world_costs_nothing_and_is_told(tmp_path: Path) -> None:
    begun = time.process_time()
    (told,) = rows(tmp_path / "a.xlsx", workbook(SHEET % (CELL % (b"99999999999", b"x"))))
    assert "empty rows" in told
    assert time.process_time() - begun < 10


ENTITIES = b'<!DOCTYPE x [<!ENTITY a "%s">%s]>' % (
    b"a" * 50,
    b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 30) for n in range(8)),
)


@pytest.mark.parametrize(
    ("doctype", "entity"),
    [(ENTITIES, b"&i;"), (b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>', b"&a;")],
    ids=["a billion laughs", "another file"],
)
def test_entities_are_not_followed(doctype: bytes, entity: bytes, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"is no Excel workbook"):
        rows(tmp_path / "a.xlsx", workbook(doctype + SHEET % (CELL % (b"2", entity))))


def nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


TOO_DEEP = "JSON nested too deeply: neither this {} nor what follows it can be read"


@pytest.mark.parametrize(
    ("name", "export", "reason"),
    [
        ("a.jsonl", b'{"text": "my lip", "x": %s}', "broken JSON: nested too deeply"),
        ("a.json", b'[{"text": "my lip", "x": %s}]', TOO_DEEP.format("element")),
        ("a.fhir", b'{"resourceType": "Communication", "payload": [{"contentString": "my lip"}], "x": %s}', TOO_DEEP.format("entry")),
    ],
)  # fmt: skip
def test_nested_json_is_read_to_a_depth(name: str, export: bytes, reason: str, tmp_path: Path) -> None:
    assert rows(tmp_path / name, export % nested(97)) == ["my lip"]
    for opening, closing in ((b"[", b"]"), (b'{"a":', b"}")):
        deep = opening * 100_000 + b"1" + closing * 100_000
        found, peak, seconds = traced(lambda data=export % deep: rows(tmp_path / name, data))  # type: ignore[misc]
        assert found == [reason]
        assert (peak < 100, seconds < 10) == (True, True)


HEADERS = {
    "quotes": b"From: " + b'"' * 50_001,
    "addresses": b"To: " + b"a@b.example," * 20_000,
    "encoded words": b"Subject: " + b"=?utf-8?q?a?= " * 20_000,
    "words": b"Subject: " + b"a " * 200_000,
    "parameters": b"Content-Type: text/plain; " + b"a=b;" * 20_000,
    "semicolons": b"Content-Type: " + b";" * 20_000,
    "brackets": b"From: " + b"(" * 100_000,
    "an id": b"Message-ID: <" + b"a." * 50_000 + b">",
}


@pytest.mark.parametrize("header", HEADERS)
def test_a_long_header_costs_no_time(header: str, tmp_path: Path) -> None:
    begun = time.process_time()
    data = b"MIME-Version: 1.0\n" + HEADERS[header] + b"\n\nmy lip\n"
    assert rows(tmp_path / "a.eml", data, form="eml", keep=("subject", "from", "to")) == ["my lip"]
    assert time.process_time() - begun < 3


def test_a_header_that_the_email_package_trips_over_is_a_reject(tmp_path: Path) -> None:
    data = b"From: a@b.example\nContent-Type: text/plain; " + b"a*0=b;" * 333 + b"a*\n\nmy lip\n"
    assert rows(tmp_path / "a.eml", data, form="eml") == ["a mail that cannot be parsed"]


@pytest.mark.parametrize("depth", [101, 5_000])
def test_mail_in_mail_has_an_end(depth: int, tmp_path: Path) -> None:
    parts = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(depth))
    data = b"From: a@b.example\nMIME-Version: 1.0\n" + parts + b"\nmy lip\n"
    assert rows(tmp_path / "a.eml", data, form="eml") == ["a mail of more than 100 multiparts"]


def test_a_mail_of_lines_alone_is_a_reject(tmp_path: Path) -> None:
    data = b"From: a@b.example\nDate: x\n\n" + b"a\n" * 1_000_000
    assert rows(tmp_path / "a.eml", data, form="eml") == ["a mail of more than 1,000,000 lines"]


def test_a_chat_of_very_many_people_is_read_in_little_time(tmp_path: Path) -> None:
    data = b"".join(b"[12/03/2024, 09:15:01] P%d: my lip\n" % n for n in range(30_000))
    begun = time.process_time()
    assert rows(tmp_path / "a.txt", data, form="whatsapp") == ["my lip"] * 30_000
    assert time.process_time() - begun < 10  # it took a minute when each line looked at every sender


# -- names and places -----------------------------------------------------------------------------------------------------

TRICKS = ("../../up", "/etc/passwd", "..\\up", "a/b", "~root", "CON", "a\0b", "x" * 5000, "\x1b[2J", "$(touch x)", "-o")


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "tsv", "parquet", "db", "fhir"])
def test_ids_are_never_names_of_files(suffix: str, tmp_path: Path) -> None:
    (tmp_path / "deep" / "in").mkdir(parents=True)
    inbox = tmp_path / "deep" / "in" / "in.jsonl"
    inbox.write_text("".join(json.dumps({"id": name, "text": LIP}) + "\n" for name in TRICKS))
    result = run("batch", inbox, "-o", inbox.with_name(f"out.{suffix}"), "--to", formats_name(suffix), "-q")
    assert result.exit_code == 0
    assert sorted(str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.is_file()) == [
        "deep/in/in.jsonl",
        f"deep/in/out.{suffix}",
    ]


def formats_name(suffix: str) -> str:
    return next(f.name for f in formats().values() if f.writes and f".{suffix}" in f.suffixes)


def test_names_inside_an_export_write_no_file(tmp_path: Path) -> None:
    mail = (
        b"From: a@b.example\nDate: x\nMessage-ID: <../../id>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
        b"--b\nContent-Type: text/plain\n\nmy lip\n--b\nContent-Type: text/x-sh; name=../../evil\n"
        b"Content-Disposition: attachment; filename=../../evil\n\nrm -rf .\n--b--\n"
    )
    inbox = tmp_path / "in"
    inbox.mkdir()
    (inbox / "a.eml").write_bytes(mail)
    (inbox / "b.mbox").write_bytes(b"From ../../x@y.example\n" + mail)
    (inbox / "c.xlsx").write_bytes(workbook(**{"../../evil.xml": b"x", "/tmp/lipcheck-evil": b"x"}))
    assert run("batch", inbox, "-o", tmp_path / "out.jsonl", "-q").exit_code == 0
    assert sorted(p.name for p in tmp_path.rglob("*") if p.is_file()) == ["a.eml", "b.mbox", "c.xlsx", "out.jsonl"]
    assert not Path("/tmp/lipcheck-evil").exists()
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 3


@pytest.mark.parametrize("name", ["out.jsonl.part", "out.jsonl.journal", "out.jsonl.rejects.jsonl.part"])
def test_a_link_put_where_a_batch_keeps_its_work_is_not_followed(name: str, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("keep me")
    (tmp_path / name).symlink_to(victim)
    (tmp_path / "in.jsonl").write_text(json.dumps({"text": LIP}) + "\n")
    result = run("batch", tmp_path / "in.jsonl", "-o", tmp_path / "out.jsonl", "-q")
    assert result.exit_code == 3
    assert victim.read_text() == "keep me"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names on this system")
def test_a_pipe_in_a_folder_is_a_reject_and_not_waited_for(tmp_path: Path) -> None:
    inbox = tmp_path / "in"
    inbox.mkdir()
    os.mkfifo(inbox / "a.jsonl")
    (inbox / "b.jsonl").write_text(json.dumps({"text": LIP}) + "\n")
    assert run("batch", inbox, "-o", tmp_path / "out.jsonl", "-q").exit_code == 1
    [reject] = map(json.loads, (tmp_path / "out.jsonl.rejects.jsonl").read_text().splitlines())
    assert (reject["row"], reject["reason"]) == (0, "is a pipe or a device, not a file")


# -- what is shown ---------------------------------------------------------------------------------------------------------

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "=cmd|' /C calc'!A0")


@pytest.mark.parametrize("to", ["csv", "tsv"])
@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_begins_a_formula(to: str, formula: str, analyzer: lipcheck.Analyzer) -> None:
    extra = {formula: formula}
    record = analyzer.analyze(formula, id=formula, received=formula, extra=extra).to_dict()
    lines = formats()[to].lines
    assert lines is not None
    [row] = csv.reader(io.StringIO(lines.encode(record).decode(), newline=""), delimiter="\t" if to == "tsv" else ",")
    assert [cell for cell in row if cell != harmless(cell)] == []
    assert (row[0], row[1], row[-1]) == (f"'{formula}", f"'{formula}", f"'{formula}")
    assert json.loads(row[-2]) == extra


STEERING = "lip\x1b[2J\x1b]0;owned\x07\x9b31m\x7f\u202e\u2066 <script>alert(1)</script> \ud83d"
RAW = ("\x1b", "\x07", "\x9b", "\x7f", "\u202e", "\u2066")


def steers(shown: str) -> list[str]:
    return [repr(sign) for sign in RAW if sign in shown]


def test_nothing_in_a_batch_steers_the_terminal(tmp_path: Path) -> None:
    name = "\x1b[2J\x9b\u202e<b>in.jsonl"
    emergency = "Since this morning my speech is slurred and the left side of my face droops "
    lines = [{"id": STEERING, "received": STEERING, "text": emergency + STEERING, STEERING: STEERING}] * 2
    (tmp_path / name).write_text("".join(json.dumps(line) + "\n" for line in lines))
    out, page = tmp_path / f"{name}-out.jsonl", tmp_path / f"{name}.html"
    result = run("batch", tmp_path / name, "-o", out, "--summary", "--report", page, "--keep", "*")
    assert result.exit_code == 1
    assert (steers(result.stdout), steers(result.stderr)) == ([], [])
    shown = page.read_text("utf-8")
    assert steers(shown) == []
    assert "<script>alert" not in shown
    out.write_bytes(out.read_bytes() + b"{}\n")
    again = run("report", out, "-o", page)
    assert again.exit_code == 1
    assert "could not be read" in again.stderr
    assert steers(again.stderr) == []


def test_nothing_in_a_reject_steers_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "in\x9b.jsonl").write_text(json.dumps({"id": STEERING, "text": None}) + "\n")
    result = run("batch", tmp_path / "in\x9b.jsonl")
    assert (result.exit_code, result.stderr.startswith("rejected: {")) == (1, True)
    assert steers(result.stderr) == []


@pytest.mark.parametrize(
    "args", [["classify", "--file", "{}"], ["batch", "{}", "-o", "x.jsonl"], ["report", "{}", "-o", "x.html"]]
)
def test_nothing_in_a_name_steers_the_terminal(args: list[str], tmp_path: Path) -> None:
    result = run(*(a.replace("{}", f"{tmp_path}/\x1b]2J\x9b\u202e") for a in args))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "no such file" in result.stderr
    assert steers(result.stderr) == []


@pytest.mark.parametrize("args", [["classify", "--json"], ["batch", "--to", "csv"]], ids=" ".join)
def test_records_on_a_terminal_are_made_visible(args: list[str], tmp_path: Path) -> None:
    pty = pytest.importorskip("pty", reason="no terminals of this kind on this system")
    (tmp_path / "m.jsonl").write_text(json.dumps({"id": "\x9b", "text": f"my lip {STEERING}"}) + "\n")
    (tmp_path / "m.txt").write_text(f"my lip {STEERING[:-1]}")
    given = ["--file", "m.txt"] if args[0] == "classify" else ["m.jsonl", "-q"]
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "lipcheck.cli", *args, *given]
    subprocess.run(command, stdout=theirs, cwd=tmp_path, env=os.environ | PATH, check=True, timeout=60)
    os.close(theirs)
    shown = b""
    try:
        while data := os.read(ours, 1 << 16):
            shown += data
    except OSError:  # the other end is closed: all is read
        pass
    os.close(ours)
    text = shown.decode("utf-8")
    assert "lip" in text
    assert steers(text) == []


@pytest.mark.parametrize("number", [b"NaN", b"1e999", b"-Infinity"])
def test_results_with_a_number_that_is_none_do_not_break_the_page(number: bytes, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    (tmp_path / "in.jsonl").write_text(json.dumps({"text": LIP}) + "\n")
    run("batch", tmp_path / "in.jsonl", "-o", out, "-q")
    line = out.read_bytes()
    start = line.index(b'"probability": ') + len(b'"probability": ')
    out.write_bytes(line + line[:start] + number + line[line.index(b",", start) :])
    result = run("report", out, "-o", tmp_path / "page.html")
    assert (result.exit_code, "1 line of" in result.stderr) == (1, True)
    assert number.decode() not in (tmp_path / "page.html").read_text().split('id="rows"')[1].split("</script>")[0]


# -- hostile messages ------------------------------------------------------------------------------------------------------

MESSAGES = {
    "a number of years": "my lip is numb for 99999999999999999999 years",
    "a number of 5,000 digits": f"my lip is numb for {'9' * 5000} days, {'9' * 5000} times a day",
    "an exponent": "I take 1e999 mg prednisone, 1e999 times a day, for 1e999 years and my lip is numb",
    "a fraction": "my lip is numb 1/0 times a day for 0/0 days, 9/9/99999",
    "an age": "I am 99999999999999999999 years old and my lip is numb. Fever of 1e999 C",
    "a year": "my lip has been numb since 99999, since 31.02.0000, since January 99999999",
    "digits that are no ASCII": "my lip is numb for ٣ days, ² weeks, Ⅻ years, ½½ days",
    "zero characters": "my\0lip is\0numb\0",
    "halves of characters": "\ud83d my lip \udc00 is numb \ud800\ud800",
    "brackets": "(" * 20_000 + LIP,
    "a long word": "a" * 300_000 + " " + LIP,
    "marks": "l" + "\u0301" * 20_000 + "ip " + LIP,
}


@pytest.mark.parametrize("name", MESSAGES)
def test_a_hostile_message_is_a_valid_record(name: str, analyzer: lipcheck.Analyzer) -> None:
    record = analyzer.analyze(MESSAGES[name]).to_dict()
    assert [e.message for e in VALIDATOR.iter_errors(record)] == []
    assert json.loads(json.dumps(record, allow_nan=False)) == record


@pytest.mark.parametrize("given", [["--file", "big.txt"], ["-"]])
def test_classify_reads_no_more_than_a_message(
    given: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("big.txt").write_bytes(b"lip " * 2 * MB)
    result = run("classify", *given, stdin=Path("big.txt").read_bytes())
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("lipcheck: the message has more than 1,000,000 characters")


# -- no network ------------------------------------------------------------------------------------------------------------

OFFLINE = """
import contextlib, json, os, sys
CALLS = ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostby", "urllib.")
sys.addaudithook(lambda event, args: os._exit(99) if event.startswith(CALLS) else None)
from lipcheck.cli import app
for args in json.loads(sys.argv[1]):
    with contextlib.suppress(SystemExit):
        app(args)
"""


def test_without_a_network_everything_works(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(f"id,text\n1,{LIP}\n2,<img src=http://x.example/> see http://x.example lip\n")
    commands = [
        ["classify", LIP],
        ["batch", "in.csv", "-o", "out.jsonl", "--report", "page.html", "--summary"],
        ["report", "out.jsonl", "-o", "again.html"],
    ]
    command = [sys.executable, "-c", OFFLINE, json.dumps(commands)]
    result = subprocess.run(command, cwd=tmp_path, env=os.environ | PATH, capture_output=True, timeout=120, check=False)
    assert (result.returncode, b"2 messages" in result.stderr) == (0, True)
    assert b"SEE A DOCTOR" in result.stdout
    assert (tmp_path / "again.html").stat().st_size > 1000


def test_the_watch_over_the_network_sees_a_connection(tmp_path: Path) -> None:
    code = OFFLINE.replace("from lipcheck.cli import app", "import socket; socket.create_connection(('127.0.0.1', 9))")
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 99
