"""The logistic regression of the small models: features by name in, a weight for each name out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import joblib
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from training import dataset
from training.table import Table

Model = TypeVar("Model")

DIGITS = 4
# a weight below this moves no answer and makes the file long
_LEAST = 0.01


def fit(model: LogisticRegression, table: Table, least: int) -> list[str]:
    """Fit the model to the features that at least so many rows have; returns their names, in the order of its weights."""
    kept = table.columns(table.seen(least))
    with threadpool_limits(limits=1):  # the same sums on any number of cores
        model.fit(kept.matrix, kept.labels)
    return [str(name) for name in kept.names]


def weights(model: LogisticRegression, names: Sequence[str]) -> dict[str, float]:
    """The weight of each name, rounded; what moves no answer is left out."""
    told = zip(names, model.coef_[0], strict=True)
    return {name: round(float(w), DIGITS) for name, w in told if abs(w) >= _LEAST}


def left_out(fit: Callable[[Table], Model], table: Table) -> Iterator[tuple[frozenset[str], Model]]:
    """Each group of writers with a model of the others' rows, fitted on every core."""
    groups = dataset.groups(table.writers.tolist())
    others = (table.without(group) for group in groups)
    yield from zip(groups, joblib.Parallel(n_jobs=-1)(joblib.delayed(fit)(of) for of in others), strict=True)
