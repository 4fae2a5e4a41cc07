"""What the documents say is so: README's blocks run, files named are there, tables agree with the code."""

from __future__ import annotations

import contextlib
import doctest
import importlib
import io
import json
import os
import pkgutil
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import lipcheck
import training
from lipcheck import cli
from lipcheck.exports import formats
from lipcheck.exports.csv import COLUMNS
from lipcheck.report import Report
from lipcheck.triage.model import load_model

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
EXPORTS = (ROOT / "docs/exports.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
FLAGS = doctest.ELLIPSIS | doctest.REPORT_NDIFF


@dataclass(frozen=True)
class Block:
    """One fenced block: its language, the file that it is (or ""), its text, its line, and the output shown behind it."""

    language: str
    file: str
    code: str
    line: int
    output: str | None = None


def blocks(page: str) -> list[Block]:
    out: list[Block] = []
    for m in re.finditer(r"^```(\w+) ?(\S*)\n(.*?)^```$", page, re.M | re.S):
        language, file, code = m.groups()
        if language == "text":
            last = out[-1]
            out[-1] = Block(last.language, last.file, last.code, last.line, code)
        else:
            out.append(Block(language, file, code, page.count("\n", 0, m.start()) + 1))
    return out


BLOCKS = blocks(README)
SHELL = [b for b in BLOCKS if b.language == "sh" and b.code.startswith("lipcheck ")]
FILES = [b for b in BLOCKS if b.file]


def differs(wanted: str, got: str) -> str:
    """How the output differs from the one shown; "..." stands for anything, blanks at line ends do not count."""
    shown, given = ("\n".join(line.rstrip() for line in text.rstrip().split("\n")) + "\n" for text in (wanted, got))
    checker = doctest.OutputChecker()
    if checker.check_output(shown, given, FLAGS):
        return ""
    return checker.output_difference(doctest.Example("", shown), given, FLAGS)


def test_every_block_is_of_a_kind_that_is_run() -> None:
    others = [b for b in BLOCKS if b not in SHELL and b not in FILES and b.language != "python"]
    assert [b.code for b in others] == ["make demo\n", "make test\n"]


@pytest.mark.parametrize("block", SHELL, ids=lambda b: f"line{b.line}")
def test_a_shell_block_of_the_readme(block: Block, tmp_path: Path) -> None:
    for file in FILES:
        (tmp_path / file.file).write_text(file.code, encoding="utf-8")
    env = {k: v for k, v in os.environ.items() if k not in ("FORCE_COLOR", "PYTHONPATH")}
    env |= {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "80", "PYTHONUTF8": "1"}
    result = subprocess.run(
        ["bash", "-euc", block.code],
        cwd=tmp_path,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=300,
    )
    assert result.returncode == 0, result.stdout
    assert (differs(block.output, result.stdout) if block.output else "") == ""


def test_the_steps_of_the_page_on_labels(tmp_path: Path) -> None:
    page = (ROOT / "docs/labels.md").read_text(encoding="utf-8")
    pick, *others = re.findall(r"^    (lipcheck .*)$", page, re.M)
    shutil.copy(ROOT / "data/sample_inbox.csv", tmp_path / "inbox.csv")
    check = 'sed \'s/"checked": false/"checked": true/\' to_label.jsonl > labelled.jsonl'
    env = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"} | {
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"
    }
    script = "\n".join([pick, check, *others])
    result = subprocess.run(
        ["bash", "-euc", script], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=300
    )
    assert result.returncode == 0, result.stderr
    answers = [json.loads(line)["versions"]["model"] for line in (tmp_path / "results.jsonl").open(encoding="utf-8")]
    assert {*answers} == {load_model(tmp_path / "our-model").version}


def test_the_python_blocks_of_the_readme() -> None:
    python = [b for b in BLOCKS if b.language == "python"]
    assert python
    names: dict[str, Any] = {"__name__": "__readme__"}
    problems = []
    for block in python:
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            exec(compile(block.code, f"README.md, block of line {block.line}", "exec"), names)
        problems.append(differs(block.output or "", printed.getvalue()))
    assert "".join(problems) == ""


def modules() -> list[str]:
    packages = (lipcheck, training)
    names = [m.name for p in packages for m in pkgutil.walk_packages(p.__path__, f"{p.__name__}.")]
    needs_torch = {"training.tuning"}  # without an example, and torch is in no extra that tests need
    return ["lipcheck", "training", *(n for n in names if not n.endswith("__main__") and n not in needs_torch)]


@pytest.mark.parametrize("name", modules())
def test_doctests(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize(
    "page",
    [
        "README.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "docs/exports.md",
        "docs/labels.md",
        "docs/model.md",
        "docs/speed.md",
    ],
)
def test_files_that_a_page_names_are_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    quoted = re.findall(r"`((?:nlp|data|docs|benchmarks|training|tests|\.ci)/[^`<>*\s]*)`", text)
    linked = re.findall(r"\]\(([^)#\s]+)\)", text)
    absent = {"data/held_out_looks.jsonl"}  # there from the first look on
    assert sorted(f for f in {*quoted} - absent if not (ROOT / f).exists()) == []
    assert sorted(f for f in linked if "://" not in f and not ((ROOT / page).parent / f).exists()) == []


@pytest.mark.parametrize("page", [README, CONTRIBUTING], ids=["README.md", "CONTRIBUTING.md"])
def test_make_targets_that_a_page_names_are_there(page: str) -> None:
    [phony] = re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.M)
    named = {*re.findall(r"`make ([a-z-]+)`", page), *re.findall(r"^make ([a-z-]+)$", page, re.M)}
    assert sorted(named - set(phony.split())) == []


def test_make_demo_answers_the_message_of_the_readme() -> None:
    [message] = re.findall(r"^MESSAGE := (.*)$", MAKEFILE, re.M)
    assert f'lipcheck classify "{message}"\n' == SHELL[0].code


def table(page: str, head: str) -> list[list[str]]:
    """The rows of the table under a head row, as lists of cells."""
    _, found, rest = page.partition(f"{head}\n")
    assert found
    rows = rest.split("\n\n")[0].split("\n")[1:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def test_the_exit_codes_are_those_of_the_command_line() -> None:
    codes = (cli.OK, cli.WITH_REJECTS, cli.USAGE, cli.STOPPED, cli.UNFORESEEN, cli.INTERRUPTED)
    assert [int(row[0]) for row in table(README, "| exit code | means |")] == sorted(codes)


def test_the_keys_are_those_of_the_record() -> None:
    named = [key for row in table(README, "| key | holds |") for key in re.findall(r"`(\w+)`", row[0])]
    assert sorted(named) == sorted(Report(id="1", text="").to_dict())


def test_the_formats_are_those_of_the_code() -> None:
    rows = table(EXPORTS, "| format | suffixes | a row is | what is read |")
    assert {row[0].strip("`"): tuple(row[1].split()) for row in rows} == {n: f.suffixes for n, f in formats().items()}
    written = {n for row in table(EXPORTS, "| format | holds |") for n in re.findall(r"`(\w+)`", row[0])}
    assert written == {n for n, f in formats().items() if f.writes}


def test_the_columns_are_those_of_the_code() -> None:
    rows = table(EXPORTS, "| column | holds |")
    assert [(row[0].strip("`"), row[1]) for row in rows] == [(name, what) for name, (what, _) in COLUMNS.items()]


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(d for extra in project["optional-dependencies"].values() for d in extra)]
    names = {re.split(r"[<>=\[]", d)[0] for d in wanted} - {"lipcheck"}
    given = {n for row in table(CONTRIBUTING, "| package | why |") for n in re.sub(r"\*\w+:\*", "", row[0]).split(", ")}
    assert {n.strip() for n in given} == names


def test_the_measured_figures_are_those_that_the_command_prints() -> None:
    command = [sys.executable, "-m", "training", "score"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=600)
    assert result.returncode == 0, result.stderr
    now = [dict(re.findall(r"^(\S.*?) +(\d\.\d{3})   \d", part, re.M)) for part in result.stdout.split("\n\n")[:2]]
    rows = table(README, "| measure | gold sentences | training messages |")
    shown = {(row[0], i): float(cell) for row in rows for i, cell in enumerate(row[1:]) if cell}
    printed = {(name, i): float(value) for i, part in enumerate(now) for name, value in part.items()}
    assert shown == pytest.approx(printed, abs=0.02), "measure again: python -m training score"
