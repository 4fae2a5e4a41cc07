from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import lipcheck
from lipcheck.batch import Job, run
from lipcheck.cli import app
from lipcheck.errors import ModelError
from lipcheck.linear import LinearModel
from lipcheck.staging import ResumeError
from lipcheck.triage.alarm import RAISED
from lipcheck.triage.model import FILES, SHIPPED, load_model
from lipcheck.versions import version_of
from lipcheck.workers import load_analyzer

TEXT = (
    "My eyelid twitches since yesterday. I drink 5 coffees a day. The nights are short, as the dog barks at the cats of the "
    "neighbours until the sun is up."
)
LOUD = LinearModel({}, 9.0).to_json()
HINT = "give a folder as `lipcheck train` wrote it, or leave --model out to use the shipped model"


def command(*args: str) -> Result:
    return CliRunner().invoke(app, list(args), prog_name="lipcheck")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A whole model: the shipped one, copied."""
    target = tmp_path / "model"
    target.mkdir()
    for name in FILES:
        shutil.copy(SHIPPED / name, target / name)
    return target


@pytest.fixture
def loud(folder: Path) -> Path:
    """A model whose net raises every message."""
    (folder / "alarm.json").write_bytes(LOUD)
    return folder


def test_a_copy_of_the_shipped_model_answers_as_it_does(folder: Path) -> None:
    assert lipcheck.load(model=folder).analyze(TEXT) == lipcheck.load().analyze(TEXT)


def test_the_net_of_the_folder_answers_and_the_version_shows_it(loud: Path) -> None:
    report = lipcheck.load(model=loud).analyze(TEXT)
    assert (report.urgency, report.reasons[0]) == ("emergency", RAISED)
    assert report.versions["model"] == load_model(loud).version != load_model().version
    assert [len(load_model(folder).version) for folder in (loud, None)] == [12, 12]


def test_classify_with_a_model(loud: Path) -> None:
    result = command("classify", "--json", "--model", str(loud), TEXT)
    assert json.loads(result.stdout)["urgency"] == "emergency"


def remove(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def write(name: str, content: bytes) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(content)


def cover(name: str) -> Callable[[Path], object]:
    """A folder where the file should be."""
    return lambda folder: ((folder / name).unlink(), (folder / name).mkdir())


def vouch(folder: Path) -> None:
    """A card that names another net than the one that is there."""
    card = json.loads((folder / "card.json").read_text())
    card["files"]["alarm.json"] = "0" * 64
    (folder / "card.json").write_text(json.dumps(card))


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        (shutil.rmtree, ": no such folder"),
        *((remove(name), f"/{name}: is missing, so that this is no whole model") for name in FILES),
        (cover("alarm.json"), "/alarm.json: cannot be read (Is a directory)"),
        (write("weights.npz", b"\x80\x04."), "/weights.npz: not the file that card.json describes"),
        (write("card.json", b"{"), "/card.json: damaged, not JSON"),
        (write("card.json", b'{"schema": 99}'), "/card.json: not a model of schema 1, which this lipcheck reads"),
        (write("alarm.json", b"{"), "/alarm.json: damaged (not a linear model)"),
        (write("alarm.json", b"[]"), "/alarm.json: damaged (not a linear model)"),
        (
            write("alarm.json", b'{"weights": {"a": NaN}, "intercept": 0, "threshold": 0.5}'),
            "/alarm.json: damaged (not all numbers are finite)",
        ),
        (vouch, "/alarm.json: not the file that card.json describes"),
    ],
)
def test_a_damaged_model_is_refused_in_one_line(folder: Path, damage: Callable[[Path], object], what: str) -> None:
    damage(folder)
    result = command("classify", "--model", str(folder), TEXT)
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.splitlines() == [f"lipcheck: {folder}{what}", f"hint: {HINT}"]


def test_a_file_is_no_model(folder: Path) -> None:
    with pytest.raises(ModelError, match=r"card\.json: is a file, not the folder of a model"):
        lipcheck.load(model=folder / "card.json")


def test_batch_refuses_a_damaged_model_before_it_writes(folder: Path, tmp_path: Path) -> None:
    (folder / "alarm.json").unlink()
    inbox = tmp_path / "in.jsonl"
    inbox.write_text(json.dumps({"id": "a", "text": TEXT}) + "\n")
    result = command("batch", str(inbox), "-o", str(tmp_path / "out.jsonl"), "--model", str(folder))
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (3, f"hint: {HINT}")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.jsonl", "model"]


def test_worker_processes_answer_with_the_model(loud: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lipcheck.batch.FEW", 2)
    inbox, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    inbox.write_text("".join(json.dumps({"id": str(n), "text": TEXT}) + "\n" for n in range(3)))
    summary = run(Job((str(inbox),), str(out), workers=2), partial(load_analyzer, str(loud)))
    assert dict(summary.urgencies) == {"emergency": 3}
    assert {json.loads(line)["versions"]["model"] for line in out.open()} == {load_model(loud).version}


def test_a_batch_does_not_resume_with_a_changed_model(folder: Path, tmp_path: Path) -> None:
    inbox, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    inbox.write_text("".join(json.dumps({"id": str(n), "text": TEXT}) + "\n" for n in range(3)))

    def interrupted() -> lipcheck.Analyzer:
        raise KeyboardInterrupt

    def job(*, resume: bool) -> Job:
        return Job((str(inbox),), str(out), resume=resume, version=version_of(folder))

    with pytest.raises(KeyboardInterrupt):
        run(job(resume=False), interrupted)
    (folder / "alarm.json").write_bytes(LOUD)
    with pytest.raises(ResumeError, match="cannot resume: it began with model "):
        run(job(resume=True), partial(load_analyzer, str(folder)))


def test_the_version_of_the_answers_shows_every_file_of_the_folder(folder: Path) -> None:
    before = version_of(folder)
    (folder / "card.json").write_bytes((folder / "card.json").read_bytes() + b"\n")
    assert version_of(folder) != before
