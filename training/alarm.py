"""Trains the net under the red-flag rules (``lipcheck.triage.alarm``).

It learns from the urgencies of the labelled messages, and from those of which it is only told whether they are an emergency.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

import lipcheck
from lipcheck.evaluation.labelled import Labelled
from lipcheck.linear import LinearModel
from lipcheck.triage.alarm import features
from lipcheck.triage.case import Case
from training import regression
from training.dataset import Triaged
from training.reading import cases_of
from training.table import Table

MODEL = Path(lipcheck.__file__).resolve().parent / "model" / "alarm.json"
C = 0.3
FALSE_ALARMS = 0.005
"""The share of labelled messages that are no emergency which the net may raise, measured on writers that it has not read.
Those that are told to be an emergency or none were written to be hard to tell apart, and are no measure of an inbox."""
_MIN_SEEN = 2


@dataclass(frozen=True, slots=True)
class Example:
    """One message: what the net sees, whether it is an emergency, and whether the rules say so already."""

    writer: str
    features: Mapping[str, float]
    emergency: bool
    flagged: bool
    labelled: bool


def examples(messages: Iterable[Labelled], cases: Mapping[str, Case]) -> list[Example]:
    """The messages whose urgency is not open between emergency and less; ``cases`` is what was found in each, by id."""
    out = []
    for m in messages:
        if m.labels is None or "emergency" in m.labels.acceptable_urgencies:
            continue
        out.append(_example(m.writer, cases[m.id], m.labels.urgency == "emergency", labelled=True))
    return out


def triaged(messages: Sequence[Triaged]) -> list[Example]:
    """Those that are told to be an emergency or none."""
    return of_triaged(messages, cases_of([m.text for m in messages]))


def of_triaged(messages: Sequence[Triaged], found: Sequence[Case]) -> list[Example]:
    """The same, where what was found in each is known already."""
    return [_example(m.writer, case, m.emergency, labelled=False) for m, case in zip(messages, found, strict=True)]


def _example(writer: str, case: Case, emergency: bool, *, labelled: bool) -> Example:
    return Example(writer, features(case), emergency, any(f.active for f in case.red_flags), labelled)


def table(rows: Sequence[Example]) -> Table:
    """What the net learns from."""
    return Table.of([r.features for r in rows], [r.emergency for r in rows], [r.writer for r in rows])


def fit(given: Table) -> LinearModel:
    """The weights; emergencies weigh as much together as all the rest."""
    model = LogisticRegression(C=C, max_iter=2000, tol=1e-6, class_weight="balanced")
    names = regression.fit(model, given, _MIN_SEEN)
    return LinearModel(regression.weights(model, names), round(float(model.intercept_[0]), regression.DIGITS))


def out_of_fold(rows: Sequence[Example], given: Table) -> NDArray[np.float64]:
    """Each message's probability by a net that has read nothing of its writer."""
    out = np.zeros(len(rows))
    for left, model in regression.left_out(fit, given):
        for i, r in enumerate(rows):
            if r.writer in left:
                out[i] = model.probability(r.features)
    return out


def rebuild(rows: Sequence[Example], path: Path = MODEL) -> dict[str, Any]:
    """Train and write the net; what it adds to the rules, measured by left-out writers."""
    given = table(rows)
    probabilities = out_of_fold(rows, given)
    told = list(zip(probabilities, rows, strict=True))
    labelled = [(p, r) for p, r in told if r.labelled]
    quiet = sorted((p for p, r in labelled if not r.emergency and not r.flagged), reverse=True)
    calm = sum(not r.emergency for _, r in labelled)
    threshold = round(float(quiet[int(FALSE_ALARMS * calm)]) + 10**-regression.DIGITS, regression.DIGITS)
    fitted = fit(given)
    model = LinearModel(fitted.weights, fitted.intercept, threshold)
    path.write_bytes(model.to_json())
    return {
        "features": len(model.weights),
        "messages": len(rows),
        "threshold": threshold,
        **_added(labelled, threshold, "labelled"),
        **_added([(p, r) for p, r in told if not r.labelled], threshold, "triaged"),
    }


def _added(told: Sequence[tuple[float, Example]], threshold: float, name: str) -> dict[str, float]:
    """What the net adds to the rules on messages given with their probabilities: sensitivity and specificity, without and with it."""
    out = {}
    for kind, emergency in (("sensitivity", True), ("specificity", False)):
        rows = [(p, r.flagged) for p, r in told if r.emergency is emergency]
        if rows:
            out[f"{name}: {kind} of the rules"] = sum(f is emergency for _, f in rows) / len(rows)
            out[f"{name}: {kind} with the net"] = sum((f or bool(p >= threshold)) is emergency for p, f in rows) / len(
                rows
            )
    return out
