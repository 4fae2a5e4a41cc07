"""Moves a trained model towards labelled messages, and no further than they say.

A multinomial logistic regression whose weights are held near those of the model that is there, instead of near zero: the
penalty is on the move (a Gaussian prior around the old weights; Chelba and Acero 2004). So few messages change little, and
what they do not speak of stays as it was. How far the move may go is chosen by cross-validation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import log_softmax
from sklearn.feature_extraction import DictVectorizer
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # scikit-learn brings it, without types

Array = NDArray[np.float64]

GRID: Final = (0.01, 0.03, 0.1, 0.3, 1.0)
"""The variances of the prior, from a model that hardly moves to one that goes where the messages pull it."""
PARTS: Final = 5
FEWEST: Final = 3
"""In how many messages a feature stands before it is learned anew: names and rare words stay out of the model's files."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One message: its features, the scores (log-odds, one a class) of the model that is there, its class, its weight."""

    features: Mapping[str, float]
    scores: tuple[float, ...]
    label: int
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Move:
    """What is added to the model that is there: weights, features by classes, and an intercept a class."""

    features: tuple[str, ...]
    weights: Array
    intercept: Array

    def log_probabilities(self, samples: Sequence[Sample]) -> Array:
        """The log of each class's probability by the moved model, one row a sample."""
        row = {name: n for n, name in enumerate(self.features)}
        scores = np.array([s.scores for s in samples]) + self.intercept
        for n, s in enumerate(samples):
            for name, value in s.features.items():
                if name in row:
                    scores[n] += value * self.weights[row[name]]
        out: Array = log_softmax(scores, axis=1)
        return out


def fit(samples: Sequence[Sample], variance: float, known: frozenset[str]) -> Move:
    """The likeliest move of the model; ``known`` are the features that it has already, which may move whatever their number."""
    times = Counter(name for s in samples for name in s.features)
    kept = [{k: v for k, v in s.features.items() if k in known or times[k] >= FEWEST} for s in samples]
    vectorizer = DictVectorizer(dtype=np.float64, sort=True)
    x: Any = vectorizer.fit_transform(kept).tocsr()
    before = np.array([s.scores for s in samples])
    labels, weight = np.array([s.label for s in samples]), np.array([s.weight for s in samples])
    width, classes = x.shape[1], before.shape[1]
    right = np.eye(classes)[labels]

    def loss(flat: Array) -> tuple[float, Array]:
        move = flat.reshape(width + 1, classes)
        logs = log_softmax(before + x @ move[:-1] + move[-1], axis=1)
        error = (np.exp(logs) - right) * weight[:, None]
        gradient = np.vstack([x.T @ error, error.sum(axis=0)]) + move / variance
        value = -float((weight * logs[np.arange(len(labels)), labels]).sum()) + float((move**2).sum()) / (2 * variance)
        return value, gradient.ravel()

    with threadpool_limits(limits=1):  # the same sums on any number of cores
        found = minimize(loss, np.zeros((width + 1) * classes), jac=True, method="L-BFGS-B", options={"maxiter": 1000})
    move = found.x.reshape(width + 1, classes)
    return Move(tuple(vectorizer.get_feature_names_out()), move[:-1], move[-1])


def parts(samples: Sequence[Sample]) -> list[list[int]]:
    """The samples' numbers in at most five parts with as many of each class: by order, within each class."""
    order = sorted(range(len(samples)), key=lambda n: (samples[n].label, n))
    return [order[n::PARTS] for n in range(min(PARTS, len(order)))]


def surprises(samples: Sequence[Sample], variance: float, known: frozenset[str]) -> Array:
    """The weighted surprise, in nats, at each sample's class by a model that has not read it."""
    out = np.zeros(len(samples))
    for left in parts(samples):
        logs = fit(_without(samples, left), variance, known).log_probabilities([samples[n] for n in left])
        for row, n in enumerate(left):
            out[n] = -samples[n].weight * logs[row][samples[n].label]
    return out


def choose(samples: Sequence[Sample], known: frozenset[str], grid: Sequence[float] = GRID) -> float:
    """The shortest move whose surprise at unread messages is within one standard error of the least."""
    tried = [surprises(samples, variance, known) for variance in grid]
    best = min(tried, key=lambda t: float(t.mean()))
    root = float(np.sqrt(len(samples)))
    worse = [t - best for t in tried]
    return min(v for v, w in zip(grid, worse, strict=True) if float(w.mean()) <= float(w.std()) / root)


def cross_validated(samples: Sequence[Sample], known: frozenset[str], grid: Sequence[float] = GRID) -> Array:
    """Each sample's log-probabilities by a model that has not read it, the variance too chosen without it."""
    out = np.zeros((len(samples), len(samples[0].scores)))
    for left in parts(samples):
        others = _without(samples, left)
        out[left] = fit(others, choose(others, known, grid), known).log_probabilities([samples[n] for n in left])
    return out


def _without(samples: Sequence[Sample], left: Sequence[int]) -> list[Sample]:
    taken = set(left)
    return [s for n, s in enumerate(samples) if n not in taken]
