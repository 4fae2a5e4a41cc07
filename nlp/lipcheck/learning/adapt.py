"""Moves a trained model towards labelled messages, and no further than they say.

A multinomial logistic regression whose weights are held near those of the model that is there, instead of near zero: the
penalty is on the move (a Gaussian prior around the old weights; Chelba and Acero 2004). So few messages change little, and
what they do not speak of stays as it was. How far the move may go is chosen by cross-validation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import log_softmax
from sklearn.feature_extraction import DictVectorizer
from threadpoolctl import threadpool_limits

Array = NDArray[np.float64]
Rows = NDArray[np.intp]

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


class Samples:
    """Messages as one matrix; ``known`` are the features that the model has already, which may move in however few messages."""

    def __init__(self, samples: Sequence[Sample], known: frozenset[str]) -> None:
        vectorizer = DictVectorizer(dtype=np.float64, sort=True)
        self.x: Any = vectorizer.fit_transform([s.features for s in samples]).tocsr()
        self.features: tuple[str, ...] = tuple(vectorizer.get_feature_names_out())
        self.scores: Array = np.array([s.scores for s in samples])
        self.labels = np.array([s.label for s in samples])
        self.weight: Array = np.array([s.weight for s in samples])
        self._known = np.array([name in known for name in self.features])

    def __len__(self) -> int:
        return len(self.labels)

    def learnable(self, rows: Rows) -> NDArray[np.intp]:
        """The columns that these rows can teach: known features that they have, and new ones that enough of them have."""
        times = np.asarray((self.x[rows] > 0).sum(axis=0)).ravel()
        return np.flatnonzero((times >= FEWEST) | (self._known & (times > 0)))


@dataclass(frozen=True, slots=True)
class Move:
    """What is added to the model that is there: weights of some columns, by classes, and an intercept a class."""

    columns: NDArray[np.intp]
    weights: Array
    intercept: Array

    def log_probabilities(self, samples: Samples, rows: Rows) -> Array:
        """The log of each class's probability by the moved model, one line a row."""
        scores = samples.scores[rows] + samples.x[rows][:, self.columns] @ self.weights + self.intercept
        out: Array = log_softmax(scores, axis=1)
        return out


def fit(samples: Samples, rows: Rows, variance: float) -> Move:
    """The likeliest move of the model, by these rows."""
    columns = samples.learnable(rows)
    x = samples.x[rows][:, columns]
    before, labels, weight = samples.scores[rows], samples.labels[rows], samples.weight[rows]
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
    return Move(columns, move[:-1], move[-1])


def parts(samples: Samples, rows: Rows) -> list[Rows]:
    """The rows in at most five parts with as many of each class: by order, within each class."""
    order = rows[np.lexsort((rows, samples.labels[rows]))]
    return [order[n::PARTS] for n in range(min(PARTS, len(order)))]


def surprises(samples: Samples, rows: Rows, variance: float) -> Array:
    """The weighted surprise, in nats, at the class of each row by a model that has not read it."""
    out = np.zeros(len(samples))
    for left in parts(samples, rows):
        logs = fit(samples, np.setdiff1d(rows, left), variance).log_probabilities(samples, left)
        out[left] = -samples.weight[left] * logs[np.arange(len(left)), samples.labels[left]]
    return out[rows]


def choose(samples: Samples, rows: Rows, grid: Sequence[float] = GRID) -> float:
    """The shortest move whose surprise at unread messages is within one standard error of the least."""
    tried = [surprises(samples, rows, variance) for variance in grid]
    best = min(tried, key=lambda t: float(t.mean()))
    root = float(np.sqrt(len(rows)))
    worse = [t - best for t in tried]
    return min(v for v, w in zip(grid, worse, strict=True) if float(w.mean()) <= float(w.std()) / root)


def cross_validated(samples: Samples, grid: Sequence[float] = GRID) -> Array:
    """Each sample's log-probabilities by a model that has not read it, the variance too chosen without it."""
    rows = np.arange(len(samples))
    out = np.zeros(samples.scores.shape)
    for left in parts(samples, rows):
        others = np.setdiff1d(rows, left)
        out[left] = fit(samples, others, choose(samples, others, grid)).log_probabilities(samples, left)
    return out


def learn(samples: Samples, grid: Sequence[float] = GRID) -> tuple[float, Move]:
    """The variance that cross-validation chooses, and the move by all samples."""
    rows = np.arange(len(samples))
    variance = choose(samples, rows, grid)
    return variance, fit(samples, rows, variance)
