"""Trains the weights of ``lipcheck_timing`` on the durations, frequencies and patterns of the labelled messages.

A row is a time or rate that ``lipcheck.components.moments`` finds; its label is that of the mark which it overlaps, else none.
What plain words decide is no row: the model is asked only where they leave it open.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
from sklearn.linear_model import LogisticRegression

import lipcheck
from lipcheck.components import durations, frequencies, pattern
from lipcheck.components.age import find_ages
from lipcheck.components.surroundings import Scene
from lipcheck.components.timing import moments
from lipcheck.components.timing_model import TABLES, TimingModel
from lipcheck.report import Duration, Frequency
from training import regression
from training.halfway import Half
from training.table import Table

MODEL: Final = Path(lipcheck.__file__).resolve().parent / "model" / "timing.json"
C: Final = {"times": 0.05, "rates": 0.1, "pattern": 0.05}
_MIN_SEEN: Final = 3
_DIGITS: Final = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One place to decide: which table, whose message, what stands around it, and what it is."""

    table: str
    writer: str
    features: tuple[str, ...]
    label: str


def rows(half: Half) -> list[Row]:
    """Every time, rate and pattern of a message that plain words leave open."""
    return list(_rows(half))


def _rows(half: Half) -> Iterator[Row]:
    message = half.message
    scene = Scene(half.doc, half.lowered)
    if not scene.words:
        return
    marked = message.marked

    def label(start: int, end: int, marks: Sequence[Duration] | Sequence[Frequency]) -> Duration | Frequency | None:
        a, b = half.cleaned.original_span(*scene.span(start, end))
        return next((m for m in marks if a < m.quote.end and m.quote.start < b), None)

    found = moments(scene, ((a.start, a.end) for a in find_ages(scene.words)))
    settings = [scene.setting(t.lead, t.end) for t in found.times]
    verdicts = [durations.judge(t, s) for t, s in zip(found.times, settings, strict=True)]
    for time, setting, verdict in zip(found.times, settings, verdicts, strict=True):
        if verdict not in durations.CLEAR:
            duration = label(time.start, time.end, marked.durations)
            kind = duration.kind if isinstance(duration, Duration) else "none"
            yield Row(
                "times", message.writer, tuple(durations.features(time, setting, clear="course" in verdicts)), kind
            )
    for rate in found.rates:
        setting = scene.setting(rate.lead, rate.end)
        if frequencies.judge(rate, setting) not in frequencies.CLEAR:
            told = "rate" if label(rate.start, rate.end, marked.frequencies) else "none"
            yield Row("rates", message.writer, tuple(frequencies.features(rate, setting)), told)
    cues = pattern.cues(scene, found.rates)
    if message.labels is not None and message.scope == "in" and not pattern.judge(scene, cues, marked.frequencies):
        features = pattern.features(scene, cues, marked.durations, marked.frequencies)
        yield Row("pattern", message.writer, tuple(features), message.labels.pattern or "none")


def table(rows: Sequence[Row]) -> Table:
    """What one table of ``timing.json`` is learned from."""
    return Table.of([dict.fromkeys(r.features, 1.0) for r in rows], [r.label for r in rows], [r.writer for r in rows])


def fit(given: Table, c: float) -> dict[str, Any]:
    """One table of ``timing.json``: classes, intercept, and a weight a class for every feature seen often enough."""
    model = LogisticRegression(C=c, max_iter=3000, random_state=0)
    names = regression.fit(model, given, _MIN_SEEN)
    # with two classes the regression has one row: the score of the second
    coefficients = (
        model.coef_ if len(model.classes_) > 2 else np.vstack([np.zeros_like(model.coef_[0]), model.coef_[0]])
    )
    intercept = model.intercept_ if len(model.classes_) > 2 else np.array([0.0, model.intercept_[0]])
    return {
        "classes": [str(c) for c in model.classes_],
        "intercept": [round(float(b), _DIGITS) for b in intercept],
        "weights": {n: [round(float(w), _DIGITS) for w in coefficients[:, i]] for i, n in enumerate(names)},
    }


def fit_all(given: Sequence[Row]) -> dict[str, Any]:
    """The content of ``timing.json``."""
    return {name: fit(table([r for r in given if r.table == name]), C[name]) for name in TABLES}


def accuracy(given: Sequence[Row]) -> dict[str, float]:
    """The share of rows decided rightly, each writer's by weights that have seen none of theirs."""
    out = {}
    for name in TABLES:
        rows = [r for r in given if r.table == name]
        right = 0
        for left, content in regression.left_out(partial(fit, c=C[name]), table(rows)):
            model = TimingModel({name: content})
            right += sum(model.best(name, r.features) == r.label for r in rows if r.writer in left)
        out[name] = right / max(1, len(rows))
    return out


def write(path: Path, content: dict[str, Any]) -> None:
    """Write the weights, a feature a line, the same bytes for the same weights."""
    lines = ["{"]
    for n, (name, table) in enumerate(sorted(content.items())):
        lines.append(
            f'"{name}": {{"classes": {json.dumps(table["classes"])}, "intercept": {json.dumps(table["intercept"])}, "weights": {{'
        )
        weights = [f"{json.dumps(f)}: {json.dumps(w)}" for f, w in sorted(table["weights"].items())]
        lines.append(",\n".join(weights))
        lines.append("}}," if n + 1 < len(content) else "}}")
    path.write_text("\n".join([*lines, "}"]) + "\n", encoding="utf-8")


def rebuild(given: Sequence[Row], path: Path = MODEL) -> dict[str, Any]:
    """Fit and write the weights; on how many rows they were fitted, and how well they do on a left-out writer."""
    write(path, fit_all(given))
    return {"rows": len(given), "accuracy": accuracy(given)}
