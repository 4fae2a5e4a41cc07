from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from test_cli import run
from test_render import report


def results(tmp_path: Path, *lines: str) -> str:
    file = tmp_path / "results.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    return str(file)


RECORD = json.dumps(report(id="m-7").to_dict())


def test_report_makes_a_page(tmp_path: Path) -> None:
    page = tmp_path / "inbox.html"
    result = run("report", results(tmp_path, RECORD), "-o", str(page))
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    assert "m-7" in page.read_text(encoding="utf-8")
    assert sorted(f.name for f in tmp_path.iterdir()) == ["inbox.html", "results.jsonl"]


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_only_the_owner_can_read_the_page(tmp_path: Path) -> None:
    page = tmp_path / "inbox.html"
    run("report", results(tmp_path, RECORD), "-o", str(page))
    assert stat.S_IMODE(page.stat().st_mode) == 0o600


def test_report_reads_standard_input_and_writes_standard_output() -> None:
    result = run("report", "-", "-o", "-", stdin=RECORD)
    assert result.exit_code == 0
    assert result.stdout.startswith("<!doctype html>")
    assert "Inbox: standard input" in result.stdout


def test_a_redacted_page(tmp_path: Path) -> None:
    page = tmp_path / "inbox.html"
    run("report", results(tmp_path, RECORD), "-o", str(page), "--redact")
    assert "Coffee" not in page.read_text(encoding="utf-8")


def test_lines_that_hold_no_record_are_told_and_1(tmp_path: Path) -> None:
    page = tmp_path / "inbox.html"
    file = results(tmp_path, RECORD, '{"text": "secret')
    result = run("report", file, "-o", str(page))
    assert result.exit_code == 1
    assert result.stderr == f"1 line of {file} could not be read and is not on the page\n"
    assert page.exists()


def test_a_file_without_records_is_2_and_no_page(tmp_path: Path) -> None:
    page = tmp_path / "inbox.html"
    file = results(tmp_path, '{"id": "1", "text": "secret"}')
    result = run("report", file, "-o", str(page))
    assert result.exit_code == 2
    assert result.stderr.startswith(f"lipcheck: {file}: holds no lipcheck record\nhint: ")
    assert "secret" not in result.output
    assert [f.name for f in tmp_path.iterdir()] == ["results.jsonl"]


@pytest.mark.parametrize(
    ("source", "target", "what"),
    [
        ("absent.jsonl", "inbox.html", "no such file"),
        ("results.jsonl", ".", "is a folder"),
        ("results.jsonl", "absent/inbox.html", "the folder does not exist"),
        ("results.jsonl", "results.jsonl", "is the input too"),
    ],
)
def test_wrong_places_are_2(tmp_path: Path, source: str, target: str, what: str) -> None:
    results(tmp_path, RECORD)
    result = run("report", str(tmp_path / source), "-o", str(tmp_path / target))
    assert result.exit_code == 2
    assert what in result.stderr
    assert (tmp_path / "results.jsonl").read_text() == RECORD


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full on this system")
def test_a_full_disk_is_3(tmp_path: Path) -> None:
    result = run("report", results(tmp_path, RECORD), "-o", "/dev/full")
    assert (result.exit_code, result.stderr.splitlines()[0]) == (3, "lipcheck: stopped: No space left on device")


# batch --report, batch --summary


def test_batch_makes_page_and_summary_from_one_export(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("id,message\nm-1,My speech is slurred since this morning\nm-2,thanks a lot\n")
    page = tmp_path / "inbox.html"
    result = run(
        "batch", str(tmp_path / "in.csv"), "-o", str(tmp_path / "out.jsonl"), "--report", str(page), "--summary"
    )
    assert (result.exit_code, result.stdout) == (0, "")
    assert "speech is slurred or lost" in result.stderr
    assert "this morning" not in result.stderr
    assert "thanks a lot" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("options", [["--summary"], ["--report", "inbox.html"]])
@pytest.mark.parametrize("output", ["-", "out.csv"])
def test_page_and_summary_need_records_to_read_back(tmp_path: Path, options: list[str], output: str) -> None:
    (tmp_path / "in.csv").write_text("message\nlip\n")
    result = run("batch", str(tmp_path / "in.csv"), "-o", output, *options)
    assert result.exit_code == 2
    assert "need the records in a JSONL file" in result.stderr


def test_a_page_that_cannot_be_written_is_told_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("message\nlip\n")
    output = tmp_path / "out.jsonl"
    result = run("batch", str(tmp_path / "in.csv"), "-o", str(output), "--report", str(tmp_path / "absent" / "i.html"))
    assert result.exit_code == 2
    assert not output.exists()
