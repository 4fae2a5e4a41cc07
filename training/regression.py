"""The logistic regression of the small models: features by name in, a weight for each name out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import joblib
import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # scikit-learn brings it, without types

from training import dataset

Row = TypeVar("Row", bound=dataset.Written)
Model = TypeVar("Model")

DIGITS = 4
# a weight below this moves no answer and makes the file long
_LEAST = 0.01


def fit(model: LogisticRegression, rows: Sequence[Mapping[str, float]], labels: Sequence[Any], least: int) -> list[str]:
    """Fit the model to the features that at least so many rows have; returns their names, in the order of its weights."""
    vectorizer = DictVectorizer()
    x = vectorizer.fit_transform(rows)
    keep = np.asarray((x > 0).sum(axis=0)).ravel() >= least
    with threadpool_limits(limits=1):  # the same sums on any number of cores
        model.fit(x[:, keep], labels)
    return [name for name, kept in zip(vectorizer.feature_names_, keep, strict=True) if kept]


def weights(model: LogisticRegression, names: Sequence[str]) -> dict[str, float]:
    """The weight of each name, rounded; what moves no answer is left out."""
    told = zip(names, model.coef_[0], strict=True)
    return {name: round(float(w), DIGITS) for name, w in told if abs(w) >= _LEAST}


def left_out(fit: Callable[[list[Row]], Model], rows: Sequence[Row]) -> Iterator[tuple[frozenset[str], Model]]:
    """Each group of writers with a model of the others' rows, fitted on every core."""
    groups = dataset.folds(rows)
    others = ([r for r in rows if r.writer not in group] for group in groups)
    yield from zip(groups, joblib.Parallel(n_jobs=-1)(joblib.delayed(fit)(of) for of in others), strict=True)
