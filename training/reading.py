"""What is found in the labelled messages, read once on every core for all that learns from it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

import joblib

from lipcheck.analyzer import Analyzer
from lipcheck.evaluation.labelled import Labelled
from lipcheck.linear import LinearModel
from lipcheck.triage.alarm import Alarm
from lipcheck.triage.case import Case
from lipcheck.triage.classifier import Classifier

Row = TypeVar("Row")
Made = TypeVar("Made")

_LEAST_TOGETHER: Final = 500


def spread(work: Callable[[Sequence[Row]], list[Made]], rows: Sequence[Row]) -> list[Made]:
    """What ``work`` makes of the rows, in their order, on every core; in few parts, for each makes its pipeline anew.

    >>> spread(sorted, [2, 1])
    [1, 2]
    """
    together = max(_LEAST_TOGETHER, math.ceil(len(rows) / (2 * joblib.cpu_count())))
    parts = [rows[n : n + together] for n in range(0, len(rows), together)]
    if len(parts) < 2:
        return [made for part in parts for made in work(part)]
    return [made for part in joblib.Parallel(n_jobs=-1)(joblib.delayed(work)(p) for p in parts) for made in part]


def cases(messages: Sequence[Labelled]) -> dict[str, Case]:
    """What the analyzer finds in each message before causes and urgency, by id; by the tense and timing models in place."""
    return dict(zip((m.id for m in messages), cases_of([m.text for m in messages]), strict=True))


def cases_of(texts: Sequence[str]) -> list[Case]:
    """The same of texts, in their order."""
    return spread(_cases, texts)


def reader() -> Analyzer:
    """An analyzer with the tense and timing models in place, for what it finds alone: it has no classifier, no net and no encoder."""
    return Analyzer(Classifier.untrained(), Alarm(LinearModel({})), encoder=False)


def _cases(texts: Sequence[str]) -> list[Case]:
    return list(reader().cases(texts))
