from __future__ import annotations

import json
import stat
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import lipcheck
from lipcheck.cli import app
from lipcheck.explanation import Net
from lipcheck.exports import Message
from lipcheck.learning.choose import choose, margin, nearness
from lipcheck.report import Cause, Report

DOUBTFUL = "My lip tingles since the new tablets, and I drink a lot of coffee."
PARTS = ("eyelid", "upper lip", "chin", "left cheek", "jaw")
WHENS = ("since Monday", "after a long walk", "every evening", "whenever I am cold", "for a week")
FEELS = ("tingles", "is numb", "twitches", "is swollen", "itches")
MESSAGES = [
    Message(f"m-{n}", f"My {PARTS[n % 5]} {FEELS[n // 5 % 5]} {WHENS[(n + n // 5) % 5]}, what can it be?")
    for n in range(25)
]


@cache
def analyzer() -> lipcheck.Analyzer:
    return lipcheck.load()


def chosen(messages: list[Message], count: int, **options: Any) -> list[dict[str, Any]]:
    return choose(messages, analyzer(), count, **options)


def report(*probabilities: float) -> Report:
    return Report(
        "1", "x", causes=tuple(Cause(c, p) for c, p in zip(("caffeine", "stroke"), probabilities, strict=False))
    )


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (report(), None),
        (report(0.9, 0.1), None),
        (report(0.5, 0.25), (0.75, "two causes are close: caffeine 50%, stroke 25%")),
    ],
)
def test_the_doubt_between_two_causes(given: Report, wanted: tuple[float, str] | None) -> None:
    assert margin(given) == wanted


def test_the_net_is_near_where_it_was_asked_and_hardly_decided() -> None:
    assert nearness(Net(0.5, 0.5, asked=True, raised=True)) == (
        0.0,
        "the net is near its threshold: 0.50, and it raises from 0.50 on",
    )
    assert nearness(Net(0.01, 0.5, asked=True, raised=False)) is None
    assert nearness(Net(0.5, 0.5, asked=False, raised=False)) is None


def test_the_least_sure_are_picked_first_and_a_fifth_at_random() -> None:
    lines = chosen([*MESSAGES, Message("doubt", DOUBTFUL)], 10)
    assert len(lines) == 10
    assert lines[0]["why"].startswith("two causes are close: ")
    assert "doubt" in [line["id"] for line in lines]
    assert [line["why"] for line in lines][-2:] == ["picked at random, as a check"] * 2


def test_a_line_holds_the_programs_answer_as_a_proposal() -> None:
    [line] = chosen([Message("d", DOUBTFUL)], 1)
    answer = analyzer().analyze(DOUBTFUL, id="d")
    assert {k: line[k] for k in ("id", "text", "checked", "scope", "cause", "urgency")} == {
        "id": "d",
        "text": DOUBTFUL,
        "checked": False,
        "scope": answer.scope,
        "cause": answer.cause,
        "urgency": answer.urgency,
    }


def test_near_duplicates_are_picked_once() -> None:
    twins = [Message(str(n), f"{DOUBTFUL} Thank you, {name}") for n, name in enumerate(("Ann", "Bob", "Cleo"))]
    assert len(chosen(twins, 3)) == 1


def test_what_is_labelled_already_is_not_picked_again() -> None:
    assert chosen([Message("d", DOUBTFUL)], 1, done=[DOUBTFUL.upper()]) == []


def test_empty_messages_are_not_picked() -> None:
    assert chosen([Message("e", " \n")], 1) == []


def test_the_same_seed_gives_the_same_choice_and_another_one_another() -> None:
    ids = [[line["id"] for line in chosen(MESSAGES, 8, seed=seed)] for seed in (1, 1, 2)]
    assert ids[0] == ids[1] != ids[2]


# the command


def command(*args: str) -> Result:
    return CliRunner().invoke(app, ["label", *args], prog_name="lipcheck")


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    path = tmp_path / "inbox.jsonl"
    rows = [{"id": m.id, "text": m.text} for m in MESSAGES]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows) + '{"id": "broken\n')
    return path


def test_the_command_writes_for_the_owner_only_and_counts_what_it_could_not_read(inbox: Path, tmp_path: Path) -> None:
    out = tmp_path / "to_label.jsonl"
    result = command(str(inbox), "-o", str(out), "--count", "4")
    assert (result.exit_code, len(out.read_text().splitlines()), stat.S_IMODE(out.stat().st_mode)) == (1, 4, 0o600)
    told = result.stderr.splitlines()
    assert json.loads(told[0].removeprefix("rejected: "))["row"] == 26
    assert told[1:] == [f"4 messages to label: {out}"]


def test_the_command_passes_over_what_is_done(inbox: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "1.jsonl", tmp_path / "2.jsonl"
    command(str(inbox), "-o", str(first), "--count", "4")
    command(str(inbox), "-o", str(second), "--count", "4", "--done", str(first))
    ids = [{json.loads(line)["id"] for line in path.open()} for path in (first, second)]
    assert ids[0] & ids[1] == set()


def test_labels_are_never_written_over(inbox: Path, tmp_path: Path) -> None:
    out = tmp_path / "labels.jsonl"
    out.write_text("mine")
    result = command(str(inbox), "-o", str(out))
    assert (result.exit_code, out.read_text()) == (2, "mine")
    assert result.stderr.splitlines()[0] == f"lipcheck: {out}: exists already, and may hold labels"


def test_labels_go_to_a_file(inbox: Path) -> None:
    result = command(str(inbox), "-o", "-")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines() == ["lipcheck: the messages to label go to a file", "hint: name one with -o"]
