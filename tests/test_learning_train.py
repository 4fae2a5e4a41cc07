from __future__ import annotations

import json
import stat
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import lipcheck
from lipcheck.cli import app
from lipcheck.errors import InputError
from lipcheck.learning.labels import Labelled, Labels
from lipcheck.learning.train import Comparison, Trained, train
from lipcheck.linear import LinearModel
from lipcheck.triage.model import FILES

PARTS = ("eyelid", "upper lip", "chin", "cheek", "jaw", "eyebrow", "lower lip", "forehead")
WHENS = ("since Monday", "after a walk", "in the evening", "in the cold", "this week")
FUNNY = "The side of my mouth has gone all funny {}, I am scared and my wife says that I look as if I had been at the dentist for an hour or two"
NET_MESSAGES = ("just now", "out of the blue", "this morning", "while I was talking", "an hour ago", "last night")


def labelled(number: int, text: str, cause: str | None, urgency: str | None) -> Labelled:
    return Labelled(f"m-{number}", text, f"line {number}", cause, urgency)


def made(rows: Iterable[tuple[str, str | None, str | None]]) -> Labels:
    found = [labelled(n, *row) for n, row in enumerate(rows)]
    return Labels(tuple(sorted(found, key=lambda m: m.key)))


def local(number: int) -> list[tuple[str, str | None, str | None]]:
    """Messages of a place where a tonic that lipcheck does not know makes faces twitch."""
    out: list[tuple[str, str | None, str | None]] = []
    for n in range(number):
        part, when = PARTS[n % 8], WHENS[n // 8 % 5]
        if n % 2:
            out.append((f"My {part} twitches {when}, I use zorbaline", "medication", "doctor"))
        else:
            out.append((f"My {part} twitches {when}, I work late", "undetermined", "doctor"))
    return out


def emergencies() -> list[tuple[str, str | None, str | None]]:
    return [
        (f"My speech is slurred since {n} o'clock and my {PARTS[n % 8]} droops", "stroke", "emergency")
        for n in range(1, 12)
    ]


@pytest.fixture(scope="module")
def trained() -> Trained:
    return train(made([*local(40), *emergencies(), ("My chin twitches, signed Zebedee", "undetermined", "doctor")]))


@pytest.fixture
def folder(trained: Trained, tmp_path: Path) -> Path:
    for name, content in trained.files.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def test_the_model_has_learned_what_the_shipped_one_does_not_know(folder: Path) -> None:
    text = "My nose twitches, I use zorbaline"
    assert lipcheck.load().analyze(text).cause == "undetermined"
    assert lipcheck.load(model=folder).analyze(text).cause == "medication"


def test_the_rest_is_as_it_was(folder: Path) -> None:
    text = "My lips swell and itch since I tried a new lip balm"
    before, after = lipcheck.load().analyze(text), lipcheck.load(model=folder).analyze(text)
    assert (after.cause, after.urgency, after.findings) == (before.cause, before.urgency, before.findings)


def test_the_comparison_is_by_messages_that_were_not_read(trained: Trained) -> None:
    causes, caught, quiet = trained.comparisons
    assert (causes.what, causes.messages, causes.verdict) == ("cause right", 52, "the new model is better")
    assert causes.new - causes.shipped == causes.gained - causes.lost
    assert (caught.messages, caught.shipped, caught.new, caught.verdict) == (11, 11, 11, "no difference beyond chance")
    assert (quiet.messages, quiet.shipped, quiet.new) == (41, 41, 41)
    assert trained.missed == ()


def test_the_version_is_the_trained_models(trained: Trained, folder: Path) -> None:
    assert lipcheck.load(model=folder).analyze("").versions["model"] == trained.version
    assert trained.version != lipcheck.load().analyze("").versions["model"]


def test_the_card_says_what_it_was_trained_on(trained: Trained) -> None:
    card = json.loads(trained.files["card.json"])
    assert sorted(trained.files) == sorted(FILES)
    assert (card["messages"], card["emergencies"], card["net"]) == (52, 11, "trained")
    assert card["causes"] == {"medication": 20, "stroke": 11, "undetermined": 21}
    assert card["started_from"] == lipcheck.load().analyze("").versions["model"]
    assert sorted(card["versions"]) == ["lipcheck", "numpy", "scikit-learn", "scipy"]
    assert card["scores"]["cause right"]["verdict"] == "the new model is better"


def test_rare_words_stay_out_of_the_files(trained: Trained) -> None:
    content = b"".join(trained.files.values())
    assert b"zorbaline" in content
    assert b"zebedee" not in content


def test_the_same_messages_give_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    first, again = train(made(local(30)), keep_net=True), train(made(local(30)[::-1]), keep_net=True)
    assert first.kept_net == "kept as shipped"
    assert first.files == again.files
    assert json.loads(first.files["card.json"])["date"] == "2023-11-14"


def test_a_wrong_date_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "today")
    with pytest.raises(InputError, match="SOURCE_DATE_EPOCH is no number of seconds"):
        train(made(local(30)))


def test_the_net_stays_as_shipped_where_emergencies_are_few() -> None:
    found = train(made([*local(30), *emergencies()[:3], ("Can I come on Friday?", None, None)]))
    assert found.kept_net == "kept as shipped: 3 emergencies and 31 others, 10 of each are needed"
    assert LinearModel.of_json(found.files["alarm.json"]).weights == LinearModel.load("alarm").weights
    assert [c.what for c in found.comparisons] == ["cause right"]


def unlearning() -> Labels:
    """One emergency that only the net catches, among many like it that are none."""
    calm = [(FUNNY.format(f"{when} {where}"), "undetermined", "doctor")
            for when in ("again", "as ever", "on and off", "at times", "a bit")
            for where in ("at home", "at work", "in bed", "in town", "at school", "outside")]  # fmt: skip
    return made([*calm, *emergencies(), (FUNNY.format("just now"), "stroke", "emergency")])


def test_an_emergency_that_only_the_shipped_net_catches_is_missed_by_name() -> None:
    assert lipcheck.load().analyze(FUNNY.format("just now")).urgency == "emergency"
    labels = unlearning()
    [number] = [m.id for m in labels.messages if m.text == FUNNY.format("just now")]
    assert train(labels).missed == (number,)


@pytest.mark.parametrize(
    ("gained", "lost", "verdict"),
    [
        (0, 0, "no difference beyond chance"),
        (5, 0, "no difference beyond chance"),
        (6, 0, "the new model is better"),
        (0, 6, "the new model is worse"),
        (10, 4, "no difference beyond chance"),
    ],
)
def test_the_verdict_is_a_sign_test(gained: int, lost: int, verdict: str) -> None:
    assert Comparison("x", 20, 10, 10 + gained - lost, gained, lost).verdict == verdict


# the command


def command(*args: str) -> Result:
    return CliRunner().invoke(app, ["train", *args], prog_name="lipcheck")


def write(path: Path, labels: Labels, **more: Any) -> str:
    rows = [{"id": m.id, "text": m.text, **m.labels(), **more} for m in labels.messages]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return str(path)


def test_the_command_writes_a_model_that_is_used(tmp_path: Path) -> None:
    out = tmp_path / "model"
    result = command(write(tmp_path / "labels.jsonl", made(local(40))), "-o", str(out))
    assert (result.exit_code, result.stderr) == (0, "")
    assert sorted(p.name for p in out.iterdir()) == sorted(FILES)
    assert {stat.S_IMODE(p.stat().st_mode) for p in out.iterdir()} == {0o600}
    lines = result.stdout.splitlines()
    assert lines[0] == "40 messages"
    assert lines[3].split()[:4] == ["cause", "right", "40", "20"]
    assert lines[3].endswith("  the new model is better")
    assert (
        lines[-1] == f"{out}: model {lipcheck.load(model=out).analyze('').versions['model']}; use it with --model {out}"
    )
    assert sorted(p.name for p in tmp_path.iterdir()) == ["labels.jsonl", "model"]


def stub(monkeypatch: pytest.MonkeyPatch, *missed: str) -> None:
    files = dict.fromkeys(FILES, b"")
    found = Trained(files, "0123", (Comparison("cause right", 40, 1, 1, 0, 0),), missed, "")
    monkeypatch.setattr("lipcheck.learning.train.train", lambda labels, keep_net: found)


def test_a_model_that_misses_an_emergency_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stub(monkeypatch, "m-7", "m-9")
    data, out = write(tmp_path / "labels.jsonl", made(local(2))), tmp_path / "model"
    result = command(data, "-o", str(out))
    assert (result.exit_code, out.exists()) == (3, False)
    assert result.stderr.splitlines()[0] == (
        "lipcheck: not written: it misses 2 emergencies (m-7, m-9) that the shipped model catches"
    )
    assert command(data, "-o", str(out), "--force").exit_code == 0
    assert out.is_dir()


@pytest.mark.parametrize(
    ("labels", "more", "what"),
    [
        (made(local(29)), {}, "too few messages: 29 in scope are labelled, 30 are needed"),
        (
            made(local(30)),
            {"checked": False},
            "too few messages: 0 in scope are labelled, 30 are needed; 30 more are not checked",
        ),
        (
            made([(text, "undetermined", urgency) for text, _, urgency in local(30)]),
            {},
            "too few messages a cause: undetermined 30; 2 causes need 5 messages each",
        ),
    ],
    ids=["messages", "checked", "causes"],
)
def test_too_few_messages_are_refused(tmp_path: Path, labels: Labels, more: dict[str, Any], what: str) -> None:
    result = command(write(tmp_path / "labels.jsonl", labels, **more), "-o", str(tmp_path / "model"))
    assert (result.exit_code, result.stdout, result.stderr.splitlines()[0]) == (2, "", f"lipcheck: {what}")


def test_without_scikit_learn_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sklearn", None)
    result = command("labels.jsonl", "-o", str(tmp_path / "model"))
    assert result.exit_code == 2
    assert result.stderr.splitlines() == [
        "lipcheck: lipcheck train needs sklearn",
        "hint: pip install 'lipcheck[train]'",
    ]


def test_a_model_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "card.json").write_text("{}")
    result = command("labels.jsonl", "-o", str(tmp_path))
    assert (result.exit_code, result.stderr.splitlines()[0]) == (2, f"lipcheck: {tmp_path}: exists already")
    result = command("labels.jsonl", "-o", str(tmp_path / "no" / "where"))
    assert result.stderr.splitlines()[0].endswith("the folder that it is to stand in does not exist")
