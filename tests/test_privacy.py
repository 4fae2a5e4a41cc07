"""A word planted in messages stands in the records, in ids and in columns that were asked for, and nowhere else."""

from __future__ import annotations

import json
import logging
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import lipcheck.analyzer
import lipcheck.batch
from lipcheck.analyzer import Analyzer
from lipcheck.cli import app

PLANTED = "Zqxplanted"
EMERGENCY = f"Since this morning my speech is slurred, my face droops. {PLANTED}"
KEY = "0123456789abcdef0123456789abcdef"


class Breaking(Analyzer):
    """Breaks, with the message's words in the error, where a message says so."""

    def report(self, text: str, *args: Any, **fields: Any) -> Any:
        if "break" in text:
            raise RuntimeError(f"no report on: {text}") from ValueError(text)
        return super().report(text, *args, **fields)


def breaking(model: str | None = None) -> Analyzer:
    return Breaking(lipcheck.analyzer.Classifier.load())


def row(id_: Any, text: Any) -> str:
    return json.dumps({"id": id_, "text": text})


LINES = [
    row("good", f"my lip is numb {PLANTED}"),
    row("emergency", EMERGENCY),
    row("breaks", f"break {PLANTED}"),
    row("good", f"the id was there {PLANTED}"),
    row("long", f"{PLANTED} " * 100_000),
    row("list", [PLANTED]),
    row("object", {PLANTED: PLANTED}),
    row([PLANTED], "an id that is a list"),
    f'{{"id": "cut", "text": "{PLANTED}',
    f'{{"id": "escape", "text": "{PLANTED} \\x"}}',
    f"{PLANTED}",
    f'{{"{PLANTED}": "no text"}}',
    f'{{"text": "{PLANTED}", "n": NaN}}',
    f'{{"text": "{PLANTED}", "x": {"[" * 200}{"]" * 200}}}',
]
REJECTED = len(LINES) - 2


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    path = tmp_path / "in.jsonl"
    path.write_bytes(b"\n".join(line.encode() for line in LINES) + b'\n{"text": "' + PLANTED.encode() + b' \xff"}\n')
    return path


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(app, [str(a) for a in args], env={"LIPCHECK_KEY": KEY}, prog_name="lipcheck")


def holders(folder: Path) -> list[str]:
    """The files that hold the planted word, in any case."""
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return [str(p.relative_to(folder)) for p in files if PLANTED.lower().encode() in p.read_bytes().lower()]


@pytest.mark.parametrize(
    ("options", "workers", "expected"),
    [
        ("", 1, ["in.jsonl", "out.jsonl"]),
        ("", 2, ["in.jsonl", "out.jsonl"]),
        ("--debug", 1, ["in.jsonl", "out.jsonl"]),
        ("--hash-ids", 1, ["in.jsonl", "out.jsonl"]),
        ("--redact", 1, ["in.jsonl"]),
        ("--redact", 2, ["in.jsonl"]),
        ("--redact --hash-ids --to csv", 1, ["in.jsonl"]),
        ("--redact --to fhir", 1, ["in.jsonl"]),
    ],
)
def test_a_batch_tells_nothing_of_its_messages(
    options: str, workers: int, expected: list[str], inbox: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    if workers == 1:
        monkeypatch.setattr("lipcheck.workers.load_analyzer", breaking)
    monkeypatch.setattr(lipcheck.batch, "FEW", 2)
    debug, rest = [o for o in options.split() if o == "--debug"], [o for o in options.split() if o != "--debug"]
    result = run(*debug, "batch", inbox, "-o", tmp_path / "out.jsonl", "--workers", str(workers), *rest)
    assert result.exit_code == 1
    rejects = [json.loads(line) for line in (tmp_path / "out.jsonl.rejects.jsonl").read_text().splitlines()]
    assert len(rejects) == REJECTED + 1 - (workers - 1)  # in a worker nothing breaks: the fault is planted here
    written = capfd.readouterr()
    assert PLANTED.lower() not in (result.output + written.out + written.err + caplog.text).lower()
    assert holders(tmp_path) == expected


def test_an_interrupted_batch_leaves_nothing_in_temporary_files(
    inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stopping(Breaking):
        def analyze_all(self, messages: Sequence[Any]) -> Any:
            raise KeyboardInterrupt

    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("lipcheck.workers.load_analyzer", lambda model: Stopping(lipcheck.analyzer.Classifier.load()))
    result = run("batch", inbox, "-o", tmp_path / "out.jsonl", "--workers", "1")
    assert (result.exit_code, PLANTED in result.output) == (130, False)
    assert holders(tmp_path) == ["in.jsonl"]
    assert list((tmp_path / "temporary").iterdir()) == []


@pytest.mark.parametrize("debug", [[], ["--debug"]])
@pytest.mark.parametrize("command", ["classify", "report", "batch"])
def test_a_fault_tells_nothing_of_the_message(
    command: str, debug: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(*args: Any, **kwargs: Any) -> Any:
        raise RuntimeError(f"{PLANTED} {args}") from KeyError(PLANTED)

    (tmp_path / "in.jsonl").write_text(row("1", PLANTED) + "\n")
    monkeypatch.setattr("lipcheck.analyzer.Analyzer.analyze", fault)
    monkeypatch.setattr("lipcheck.page.write.write_inbox", fault)
    monkeypatch.setattr("lipcheck.exports.find_columns", fault)
    monkeypatch.setattr("lipcheck.exports.jsonl.find_columns", fault)
    args = {
        "classify": [PLANTED],
        "report": [tmp_path / "in.jsonl", "-o", tmp_path / "p.html"],
        "batch": [tmp_path / "in.jsonl"],
    }
    result = run(*debug, command, *args[command])
    assert (result.exit_code, PLANTED in result.output) == (70, False)
    assert ("RuntimeError" in result.stderr, "KeyError\n" in result.stderr) == (True, bool(debug))


def test_wrong_usage_does_not_repeat_the_message() -> None:
    for args in (
        ["classify", "my lip", PLANTED],
        ["classify", f"-{PLANTED}"],
        ["classify", "-f", "x", PLANTED],
        [PLANTED],
    ):
        result = run(*args)
        assert (args, result.exit_code, PLANTED in result.output) == (args, 2, False)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", f"Ann,{PLANTED}\n1,{PLANTED}\n"),
        ("a.csv", f"{PLANTED}\n"),
        ("a.csv", f"id,body text\n{PLANTED},{PLANTED}\n"),
        ("a.bin", f"{PLANTED}\n"),
        ("a.json", f"[{PLANTED}"),
        ("a.xlsx", PLANTED),
        ("a.parquet", f"PAR1{PLANTED}PAR1"),
    ],
)
def test_a_file_that_is_refused_is_not_quoted(name: str, data: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(data)
    result = run("batch", tmp_path / name, "-o", tmp_path / "out.jsonl")
    assert (result.exit_code in (1, 2), PLANTED in result.output) == (True, False)
    assert holders(tmp_path) == [name]


def test_a_redacted_page_holds_nothing_of_the_messages(inbox: Path, tmp_path: Path) -> None:
    run("batch", inbox, "-o", tmp_path / "out.jsonl", "-q", "--workers", "1")
    with_texts, without = tmp_path / "with.html", tmp_path / "without.html"
    assert run("report", tmp_path / "out.jsonl", "-o", with_texts).exit_code == 0
    assert run("report", tmp_path / "out.jsonl", "-o", without, "--redact").exit_code == 0
    assert holders(tmp_path) == ["in.jsonl", "out.jsonl", "with.html"]
    assert os.stat(without).st_mode & 0o077 == 0


def test_a_cleaned_message_does_not_show_its_words() -> None:
    from lipcheck.cleaning import clean

    assert PLANTED not in repr(clean(f"&amp; {PLANTED}"))
