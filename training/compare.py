"""Compares kinds of classifiers for causes, on the same features, messages and writers left out as the shipped one."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import ComplementNB, MultinomialNB
from sklearn.svm import LinearSVC
from threadpoolctl import threadpool_limits

from lipcheck.evaluation.calibration import brier
from lipcheck.evaluation.labelled import Labelled
from lipcheck.evaluation.measures import intervals, score
from lipcheck.evaluation.parts import ranked
from lipcheck.triage.classifier import CAUSES
from training import dataset
from training.reading import cases
from training.train import GRID, Example, examples, log_loss

Splits = list[tuple[NDArray[np.int64], NDArray[np.int64]]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of classifier: how one is made with a strength, for messages split by writer, and the strengths to choose from."""

    name: str
    make: Callable[[float, Splits], Any]
    grid: Sequence[float]


@dataclass(frozen=True, slots=True)
class Result:
    """How a kind did on writers that it had not read; CPU seconds for one fit, CPU milliseconds a message."""

    name: str
    accuracy: float
    accuracy_interval: tuple[float, float]
    macro_f1: float
    calibration_error: float
    brier: float
    fit_s: float
    predict_ms: float


def _svm(c: float, splits: Splits) -> Any:
    # its scores become probabilities on writers that it has not read
    return CalibratedClassifierCV(LinearSVC(C=c, max_iter=5000), method="sigmoid", cv=splits, ensemble=False)


def _boosting(rate: float, _: Splits) -> Any:
    return GradientBoostingClassifier(
        learning_rate=rate, n_estimators=150, max_depth=3, subsample=0.8, max_features="sqrt", random_state=0
    )


KINDS: Final = (
    Kind("logistic regression", lambda c, _: LogisticRegression(C=c, tol=1e-6, max_iter=5000), GRID),
    Kind("linear SVM, sigmoid-calibrated", _svm, (0.01, 0.03, 0.1)),
    Kind("multinomial naive Bayes", lambda a, _: MultinomialNB(alpha=a), (0.03, 0.1, 0.3, 1.0)),
    Kind("complement naive Bayes", lambda a, _: ComplementNB(alpha=a), (0.03, 0.1, 0.3, 1.0)),
    Kind("gradient boosting", _boosting, (0.1,)),
)
_MIN_MESSAGES: Final = 3
_INNER: Final = 2


def compare(messages: Sequence[Labelled], kinds: Sequence[Kind] = KINDS) -> list[Result]:
    """Each kind, cross-validated over writers, its strength chosen anew without the writers left out. No rule changes its answer."""
    rows = examples(messages, cases(messages))
    gold = {m.id: m.record() for m in messages if m.id in {r.id for r in rows}}
    return [_result(kind, rows, gold) for kind in kinds]


def _result(kind: Kind, rows: Sequence[Example], gold: Mapping[str, Any]) -> Result:
    probabilities: dict[str, NDArray[np.float64]] = {}
    fit_s, predict_s = [], 0.0
    for writers in dataset.folds(rows):
        others = [r for r in rows if r.writer not in writers]
        left = [r for r in rows if r.writer in writers]
        strength = _choose(kind, others)
        start = time.process_time()
        predict = _fit(kind, others, strength)
        fitted = time.process_time()
        probabilities |= predict(left)
        fit_s.append(fitted - start)
        predict_s += time.process_time() - fitted
    records = {
        i: {"scope": "in", **ranked(dict(zip(CAUSES, p.tolist(), strict=True)))} for i, p in probabilities.items()
    }
    rates = score(gold, records).rates
    return Result(
        kind.name,
        rates["cause accuracy"],
        intervals(gold, records)["cause accuracy"],
        rates["cause macro-F1"],
        rates["cause calibration error"],
        brier([(gold[i]["cause"], r["causes"]) for i, r in records.items()]),
        sum(fit_s) / len(fit_s),
        1000 * predict_s / len(rows),
    )


def _choose(kind: Kind, rows: Sequence[Example]) -> float:
    """The strength with the least surprise at two of the groups of writers, each left out in its turn."""
    groups = dataset.folds(rows)[:_INNER]

    def surprise(strength: float) -> float:
        out: dict[str, NDArray[np.float64]] = {}
        for writers in groups:
            predict = _fit(kind, [r for r in rows if r.writer not in writers], strength)
            out |= predict([r for r in rows if r.writer in writers])
        return log_loss([r for r in rows if r.id in out], out)

    return min(kind.grid, key=surprise) if len(kind.grid) > 1 else kind.grid[0]


def _fit(
    kind: Kind, rows: Sequence[Example], strength: float
) -> Callable[[Sequence[Example]], dict[str, NDArray[np.float64]]]:
    """A fitted model as a function from messages to their causes' probabilities, by id."""
    vectorizer = DictVectorizer(dtype=np.float64)
    matrix = vectorizer.fit_transform([r.features for r in rows])
    kept = np.asarray((matrix > 0).sum(axis=0)).ravel() >= _MIN_MESSAGES
    index = np.arange(len(rows))
    left = [np.array([r.writer in writers for r in rows]) for writers in dataset.folds(rows)]
    model = kind.make(strength, [(index[~out], index[out]) for out in left])
    with threadpool_limits(limits=1):
        model.fit(matrix[:, kept], [r.cause for r in rows])
    if list(model.classes_) != list(CAUSES):
        raise ValueError("the fitted model has other causes than the classifier reads")

    def predict(others: Sequence[Example]) -> dict[str, NDArray[np.float64]]:
        given = model.predict_proba(vectorizer.transform([r.features for r in others])[:, kept])
        return dict(zip((r.id for r in others), given, strict=True))

    return predict


def table_of(results: Sequence[Result]) -> str:
    """The results as a table in Markdown."""
    lines = [
        "| classifier | accuracy (95 %) | macro-F1 | calibration error | Brier | fit, s | predict, ms a message |",
        "|---|---|---|---|---|---|---|",
    ]
    for r in results:
        low, high = r.accuracy_interval
        lines.append(
            f"| {r.name} | {r.accuracy:.3f} ({low:.3f}-{high:.3f}) | {r.macro_f1:.3f} | {r.calibration_error:.3f} "
            f"| {r.brier:.3f} | {r.fit_s:.2f} | {r.predict_ms:.2f} |"
        )
    return "\n".join(lines)
