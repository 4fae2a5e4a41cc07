from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lipcheck.errors import ModelError
from lipcheck.triage.classifier import CAUSES, Classifier
from lipcheck.triage.rules import Vote
from training import train
from training.__main__ import main, record_look
from training.table import Table
from training.train import (
    TEMPERATURES,
    Example,
    choose,
    choose_temperature,
    cross_validated,
    export,
    fit,
    log_loss,
    out_of_fold,
    table,
    write,
)

ROWS = [
    Example(
        f"{writer}-{cause}-{n}", writer, cause, {f"sign of {cause}": 1.0, "word=common": 0.3, f"word={writer}": 0.3}
    )
    for writer in ("a", "b", "c")
    for cause in CAUSES
    for n in range(2)
]
TABLE = table(ROWS)
VOTED = [replace(r, votes=tuple(Vote("r", cause, 0, "", ()) for cause in CAUSES)) for r in ROWS]


def test_feature_of_fewer_than_three_messages_is_left_out() -> None:
    rare = [Example("a-x", "a", "stroke", {"word=rare": 1.0}), Example("b-x", "b", "stroke", {"word=rare": 1.0})]
    names = fit(table([*ROWS, *rare]), 1.0).names
    assert list(names) == sorted([*(f"sign of {c}" for c in CAUSES), "word=a", "word=b", "word=c", "word=common"])


def test_cause_without_a_message_is_refused() -> None:
    with pytest.raises(ModelError, match="no message to learn stroke from"):
        fit(table([r for r in ROWS if r.cause != "stroke"]), 1.0)


def test_every_message_is_predicted_out_of_its_writers_fold() -> None:
    ids = {r.id for r in ROWS}
    assert set(out_of_fold(ROWS, TABLE, 1.0)) == ids
    assert set(cross_validated(ROWS, TABLE, (1.0, 3.0), jobs=1)) == ids


def test_a_strength_is_chosen_without_the_writer_whom_it_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[frozenset[str]] = []
    asked: list[frozenset[str]] = []
    regressions, surprises = train._regressions, train._surprises

    def spied(given: Table, grid: tuple[float, ...], tolerance: float) -> Any:
        if len(grid) > 1:
            read.append(frozenset(given.writers))
        return regressions(given, grid, tolerance)

    def counted(given: Table, left: frozenset[str], grid: tuple[float, ...]) -> Any:
        asked.append(left)
        out = surprises(given, left, grid)
        assert out.shape == (np.isin(given.writers, list(left)).sum(), len(grid))
        return out

    monkeypatch.setattr(train, "_regressions", spied)
    monkeypatch.setattr(train, "_surprises", counted)
    cross_validated(ROWS, TABLE, (1.0, 3.0), jobs=1)
    # of three writers each pair is left out once, and a model of the third tells how surprising both are
    assert len(read) == 3
    assert set(zip(read, asked, strict=True)) == {
        (frozenset("abc") - frozenset(pair), frozenset(pair)) for pair in ("ab", "ac", "bc")
    }


def test_a_model_fitted_after_another_strength_is_the_same() -> None:
    *_, after = train._regressions(TABLE, (0.1, 1.0), 1e-8)
    (alone,) = train._regressions(TABLE, (1.0,), 1e-8)
    np.testing.assert_allclose(after.predict_proba(TABLE.matrix), alone.predict_proba(TABLE.matrix), atol=1e-3)


def test_log_loss_of_knowing_nothing() -> None:
    even = {r.id: np.full(len(CAUSES), 1 / 7) for r in ROWS}
    assert log_loss(ROWS, even) == pytest.approx(np.log(7))


def test_clear_signs_want_little_regularisation() -> None:
    assert choose(ROWS, TABLE, (0.01, 10.0), jobs=1) == 10.0


def test_temperature_is_low_where_right_is_sure_and_high_where_sure_is_wrong() -> None:
    sure = {r.id: np.where(np.array(CAUSES) == r.cause, 0.9, 0.1 / 6) for r in VOTED}
    wrong = {r.id: np.where(np.array(CAUSES) == r.cause, 0.001, 0.999 / 6) for r in VOTED}
    assert (choose_temperature(VOTED, sure), choose_temperature(VOTED, wrong)) == (TEMPERATURES[0], TEMPERATURES[-1])


def test_accepted_cause_is_no_surprise() -> None:
    """A message that two causes are right for is no reason to doubt."""
    either = [replace(r, acceptable=(next(c for c in CAUSES if c != r.cause),)) for r in VOTED]
    rest = 0.02 / (len(CAUSES) - 2)
    torn = {
        r.id: np.array([0.28 if c == r.cause else 0.7 if c in r.acceptable else rest for c in CAUSES]) for r in either
    }
    assert choose_temperature(either, torn) == TEMPERATURES[0]
    assert choose_temperature(VOTED, torn) > TEMPERATURES[0]


def test_model_is_written_and_read(tmp_path: Path) -> None:
    write(export(fit(TABLE, 10.0), {"temperature": 1.0}), tmp_path)
    probabilities = Classifier.load(tmp_path).predict_proba({"sign of stroke": 1.0})
    assert max(probabilities, key=lambda cause: probabilities[cause]) == "stroke"


def test_looks_at_the_held_out_scores_are_counted(tmp_path: Path) -> None:
    card = {"files": {"weights.npz": "0123456789abcdef"}}
    assert [record_look({"age": 1.0, "missed emergencies": []}, card, tmp_path) for _ in range(2)] == [1, 2]
    looks = [json.loads(x) for x in (tmp_path / "held_out_looks.jsonl").read_text().splitlines()]
    assert [(x["look"], x["model"], x["scores"]) for x in looks] == [
        (1, "0123456789ab", {"age": 1.0}),
        (2, "0123456789ab", {"age": 1.0}),
    ]


def test_lint_command_says_that_there_is_no_problem(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.__main__.lint", list)
    assert main(["lint"]) == 0
    assert capsys.readouterr().out == "no problems\n"
