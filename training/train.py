"""Trains the cause classifier on the labelled messages and writes it as files that cannot run code.

scikit-learn fits; what is kept is its weights, the vocabulary and a card (``lipcheck.triage.classifier`` reads them). How
strongly to regularise is chosen by leaving out some writers at a time, and so is every score in the card, with the choice made
anew without those writers. The same data and library versions give the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import sklearn
from numpy.typing import NDArray
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

import lipcheck
from lipcheck.errors import ModelError
from lipcheck.evaluation.labelled import Labelled
from lipcheck.evaluation.measures import Record, score
from lipcheck.report import Cause
from lipcheck.triage.case import Case
from lipcheck.triage.classifier import CAUSES, FILES, classifier_files
from lipcheck.triage.features import featurise
from lipcheck.triage.rules import Vote, combine, votes, weigh
from training import dataset
from training.table import Table

MODEL = Path(lipcheck.__file__).resolve().parent / "model"
NOTE = (
    "The messages and their labels are synthetic: machine-written for this project after data/LABELS.md. "
    "No clinician has read them, and the scores say how well the labels are met, not how well patients are served."
)
_MIN_MESSAGES = 3

GRID = (0.1, 0.3, 1.0)
"""The inverse strengths of regularisation that cross-validation chooses from. Causes keep the weight of their numbers:
balancing them would raise the rare ones' probabilities, which are to be calibrated."""
# to choose between strengths, a model need not be fitted to the last digit
_ROUGH = 1e-4
_EXACT = 1e-6
_LEAST = 1e-15
TEMPERATURES = tuple(n / 20 for n in range(10, 61))


@dataclass(frozen=True, slots=True)
class Example:
    """One message in scope, as the classifier sees it."""

    id: str
    writer: str
    cause: str
    features: Mapping[str, float]
    votes: tuple[Vote, ...] = ()
    acceptable: tuple[str, ...] = ()
    """Other causes that count as right."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """scikit-learn's own model with the names of its features, sorted: what the exported one must equal."""

    names: Sequence[str]
    regression: Any

    def predict_proba(self, features: Sequence[Mapping[str, float]]) -> NDArray[np.float64]:
        """One row a message, one column a cause in the order of ``CAUSES``."""
        vectorizer = DictVectorizer().fit([dict.fromkeys(self.names, 1.0)])
        out: NDArray[np.float64] = self.regression.predict_proba(vectorizer.transform(features))
        return out


def examples(messages: Iterable[Labelled], cases: Mapping[str, Case]) -> list[Example]:
    """The messages that have a cause, with their features; ``cases`` is what was found in each, by id."""
    out = []
    for m in messages:
        if m.labels is not None and m.labels.cause is not None:
            case = cases[m.id]
            cast = votes(case)
            out.append(Example(m.id, m.writer, m.labels.cause, featurise(case, cast), cast, m.labels.acceptable_causes))
    return out


def table(rows: Sequence[Example]) -> Table:
    """What the classifier learns from."""
    return Table.of([r.features for r in rows], [r.cause for r in rows], [r.writer for r in rows])


def fit(given: Table, c: float) -> Fitted:
    """Fit one model; a feature counts where at least three messages have it. Raises ``ModelError`` where a cause has no message."""
    kept = given.columns(given.seen(_MIN_MESSAGES))
    (regression,) = _regressions(kept, (c,), _EXACT)
    return Fitted([str(name) for name in kept.names], regression)


def _regressions(given: Table, grid: Sequence[float], tolerance: float) -> Iterator[Any]:
    """A model for each strength, each started where the one before it ended: use it before the next is asked for."""
    if missing := sorted(set(CAUSES) - set(given.labels)):
        raise ModelError(f"no message to learn {', '.join(missing)} from")
    regression = LogisticRegression(tol=tolerance, max_iter=5000, warm_start=True)
    for c in grid:
        # on one thread the sums do not depend on the number of cores, and small ones are quicker
        with threadpool_limits(limits=1):
            regression.set_params(C=c).fit(given.matrix, given.labels)
        yield regression


def _unread(
    given: Table, left: frozenset[str], grid: Sequence[float], tolerance: float
) -> Iterator[NDArray[np.float64]]:
    """The probabilities of some writers' rows, in their order, by a model of the others' for each strength."""
    others, own = given.without(left), given.only(left)
    kept = others.seen(_MIN_MESSAGES)
    for regression in _regressions(others.columns(kept), grid, tolerance):
        yield regression.predict_proba(own.columns(kept).matrix)


def out_of_fold(rows: Sequence[Example], given: Table, c: float, *, jobs: int = -1) -> dict[str, NDArray[np.float64]]:
    """Each message's probabilities by a model that has seen none of its writer's messages, by id."""
    return _left_out(rows, given, dict.fromkeys(dataset.folds(rows), c), jobs)


def _left_out(
    rows: Sequence[Example], given: Table, strengths: Mapping[frozenset[str], float], jobs: int
) -> dict[str, NDArray[np.float64]]:
    """The probabilities of the messages of each group of writers by a model of the others, with the strength given for the group."""
    out: dict[str, NDArray[np.float64]] = {}
    tables = joblib.Parallel(n_jobs=jobs)(joblib.delayed(_of_group)(given, *of) for of in strengths.items())
    for group, told in zip(strengths, tables, strict=True):
        out |= zip((r.id for r in rows if r.writer in group), told, strict=True)
    return out


def _of_group(given: Table, group: frozenset[str], c: float) -> NDArray[np.float64]:
    (told,) = _unread(given, group, (c,), _EXACT)
    return told


def log_loss(rows: Sequence[Example], probabilities: Mapping[str, NDArray[np.float64]]) -> float:
    """The mean surprise, in nats, at the labelled cause."""
    column = {cause: n for n, cause in enumerate(CAUSES)}
    return -sum(math.log(max(float(probabilities[r.id][column[r.cause]]), _LEAST)) for r in rows) / len(rows)


def choose(rows: Sequence[Example], given: Table, grid: Sequence[float] = GRID, *, jobs: int = -1) -> float:
    """The strongest regularisation whose surprise at unread writers is within one standard error of the least.

    Real messages differ from ours more than our writers from each other, so the simpler model of two that do as well.
    """
    parts = joblib.Parallel(n_jobs=jobs)(joblib.delayed(_surprises)(given, g, grid) for g in dataset.folds(rows))
    return _strongest(np.concatenate(parts), grid)


def cross_validated(
    rows: Sequence[Example], given: Table, grid: Sequence[float] = GRID, *, jobs: int = -1
) -> dict[str, NDArray[np.float64]]:
    """As ``out_of_fold``, with the regularisation too chosen without the writer: the honest ground for scores."""
    groups = dataset.folds(rows)
    # a model that has read neither of two groups serves to choose for either, by its surprise at the other
    pairs = list(combinations(groups, 2))
    tables = joblib.Parallel(n_jobs=jobs)(joblib.delayed(_surprises)(given, a | b, grid) for a, b in pairs)
    strengths = {}
    for group in groups:
        told = []
        for surprises, (a, b) in zip(tables, pairs, strict=True):
            if group in (a, b):
                told.append(surprises[~np.isin(given.only(a | b).writers, list(group))])
        strengths[group] = _strongest(np.concatenate(told), grid)
    return _left_out(rows, given, strengths, jobs)


def _surprises(given: Table, left: frozenset[str], grid: Sequence[float]) -> NDArray[np.float64]:
    """The surprise, in nats, at the labelled cause of each row of some writers by models of the others; (rows, strengths)."""
    own = given.only(left)
    right = np.searchsorted(CAUSES, own.labels)
    told = [p[np.arange(len(right)), right] for p in _unread(given, left, sorted(grid), _ROUGH)]
    return -np.log(np.maximum(np.column_stack(told), _LEAST))


def _strongest(surprises: NDArray[np.float64], grid: Sequence[float]) -> float:
    """The least of the strengths whose mean surprise is within one standard error of the lowest; (rows, strengths)."""
    means = surprises.mean(axis=0)
    best = int(np.argmin(means))
    limit = means[best] + float(np.std(surprises[:, best])) / math.sqrt(len(surprises))
    return min(c for c, mean in zip(sorted(grid), means, strict=True) if mean <= limit)


def alone(probabilities: Mapping[str, NDArray[np.float64]]) -> dict[str, tuple[Cause, ...]]:
    """The classifier's causes without the rules' votes, likeliest first, by message."""
    out = {}
    for i, row in probabilities.items():
        causes = [Cause(cause, p) for cause, p in zip(CAUSES, row.tolist(), strict=True)]
        out[i] = tuple(sorted(causes, key=lambda c: -c.probability))
    return out


def with_rules(
    rows: Iterable[Example], probabilities: Mapping[str, NDArray[np.float64]], temperature: float
) -> dict[str, tuple[Cause, ...]]:
    """The causes as the analyzer gives them, likeliest first, by message."""
    return {
        r.id: combine(dict(zip(CAUSES, probabilities[r.id].tolist(), strict=True)), r.votes, temperature=temperature)
        for r in rows
    }


def choose_temperature(rows: Sequence[Example], probabilities: Mapping[str, NDArray[np.float64]]) -> float:
    """The temperature with the least surprise that a right cause is right, once the rules have voted.

    Right are the labelled cause and those that the label accepts beside it, as when answers are scored.
    """
    told = [(dict(zip(CAUSES, probabilities[r.id].tolist(), strict=True)), r) for r in rows]

    def surprise(temperature: float) -> float:
        out = 0.0
        for given, r in told:
            shares, _ = weigh(given, r.votes, temperature=temperature)
            out -= math.log(max(sum(shares[c] for c in {r.cause, *r.acceptable}), _LEAST))
        return out

    return min(TEMPERATURES, key=surprise)


def scores_of(messages: Iterable[Labelled], causes: Mapping[str, tuple[Cause, ...]]) -> dict[str, Any]:
    """The cause measures over the messages that have causes (likeliest first)."""
    gold = {m.id: m.record() for m in messages if m.id in causes}
    predicted: dict[str, Record] = {i: _record(causes[i]) for i in gold}
    scores = score(gold, predicted)
    names = ("cause accuracy", "cause macro-F1", "cause calibration error")
    return {
        "messages": scores.messages,
        **{name: round(scores.rates[name], 4) for name in names},
        "cause per class": {c: {"f1": round(f1, 4), "n": n} for c, (f1, n) in scores.per_cause.items()},
    }


def _record(causes: tuple[Cause, ...]) -> Record:
    return {"scope": "in", "causes": [c.to_dict() for c in causes], "cause": causes[0].cause}


def build(
    cases: Mapping[str, Case], data: Path = dataset.DATA, *, grid: Sequence[float] = GRID, jobs: int = -1
) -> dict[str, bytes]:
    """The model's files by name, from what was found in each training message, by id: everything but writing them."""
    messages = dataset.training_messages(data)
    rows = examples(messages, cases)
    given = table(rows)
    probabilities = cross_validated(rows, given, grid, jobs=jobs)
    c = choose(rows, given, grid, jobs=jobs)
    temperature = choose_temperature(rows, out_of_fold(rows, given, c, jobs=jobs))
    answers = with_rules(rows, probabilities, temperature)
    by_writer = {
        w: scores_of([m for m in messages if m.writer == w], answers)["cause accuracy"]
        for w in dataset.writers(messages)
    }
    return export(
        fit(given, c),
        {
            "data_sha256": dataset.sha256(data),
            "data_date": dataset.date(data),
            "messages": len(rows),
            "writers": dataset.writers(messages),
            "parameters": {"C": c, "min_messages": _MIN_MESSAGES},
            "temperature": temperature,
            "scores": {"how": "cross-validated over writers, with the rules' votes", **scores_of(messages, answers)},
            "scores_without_rules": scores_of(messages, alone(probabilities)),
            "accuracy_by_writer": by_writer,
            "note": NOTE,
        },
    )


def export(fitted: Fitted, about: Mapping[str, Any]) -> dict[str, bytes]:
    """The three files of a fitted model, by name; ``about`` goes into the card."""
    if list(fitted.regression.classes_) != list(CAUSES):
        raise ModelError("the fitted model has other causes than the classifier reads")
    versions = {"lipcheck": lipcheck.__version__, "numpy": np.__version__, "scikit-learn": sklearn.__version__}
    return classifier_files(
        fitted.names,
        fitted.regression.coef_.T,
        fitted.regression.intercept_,
        {"files": {}, "versions": versions, **about},
    )


def write(files: Mapping[str, bytes], folder: Path = MODEL) -> None:
    """Put a model's files in place; whether it may stay there is decided in ``training.gate``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        (folder / name).write_bytes(files[name])
