"""Trains a model on the user's own labelled messages, and measures it beside the shipped one on them.

It starts from the shipped model (``adapt``): causes by ``Classifier``, emergencies by the net under the red flags. Rules stay as they are.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

import numpy as np
import scipy
import sklearn
from scipy.stats import binomtest

import lipcheck
from lipcheck.analyzer import Analyzer
from lipcheck.encoder import Settings, shipped_encoder
from lipcheck.errors import InputError
from lipcheck.learning.adapt import FEWEST, Array, Move, Sample, Samples, cross_validated, learn
from lipcheck.learning.labels import Labelled, Labels
from lipcheck.linear import LinearModel, odds_of
from lipcheck.triage.alarm import added
from lipcheck.triage.alarm import features as net_features
from lipcheck.triage.case import Case
from lipcheck.triage.classifier import CAUSES, Classifier, classifier_files
from lipcheck.triage.features import featurise
from lipcheck.triage.model import NET, load_model, version_of_files
from lipcheck.triage.rules import Vote, combine, votes

FEWEST_MESSAGES: Final = 30
FEWEST_CAUSES: Final = 2
FEWEST_OF_A_CAUSE: Final = 5
FEWEST_EMERGENCIES: Final = 10
_CHANCE: Final = 0.05


@dataclass(frozen=True, slots=True)
class Comparison:
    """How often the shipped model and the new one are right on the same messages, of which the new one had read none."""

    what: str
    messages: int
    shipped: int
    new: int
    gained: int
    lost: int

    @property
    def verdict(self) -> str:
        """In words, by an exact sign test on the messages on which the two differ.

        >>> Comparison("causes", 100, 80, 90, gained=11, lost=1).verdict
        'the new model is better'
        """
        differ = self.gained + self.lost
        if not differ or binomtest(self.gained, differ).pvalue >= _CHANCE:
            return "no difference beyond chance"
        return f"the new model is {'better' if self.gained > self.lost else 'worse'}"

    def to_dict(self) -> dict[str, Any]:
        """The comparison as JSON."""
        return {"messages": self.messages, "shipped": self.shipped, "new": self.new, "verdict": self.verdict}


@dataclass(frozen=True, slots=True)
class Trained:
    """A new model's files by name, how it compares, and the ids of emergencies that the shipped model catches and it does not."""

    files: dict[str, bytes]
    version: str
    comparisons: tuple[Comparison, ...]
    missed: tuple[str, ...]
    kept_net: str
    """Why the net is the shipped one; empty where it was trained."""


@dataclass(frozen=True, slots=True)
class _Read:
    """A labelled message as the models see it."""

    message: Labelled
    case: Case
    cast: tuple[Vote, ...]

    @property
    def is_emergency(self) -> bool:
        return self.message.urgency == "emergency"

    @property
    def is_flagged(self) -> bool:
        return any(f.active for f in self.case.red_flags)

    @property
    def accepted(self) -> tuple[str | None, ...]:
        return (self.message.cause, *self.message.acceptable_causes)


@dataclass(frozen=True, slots=True)
class _Net:
    """The net, which emergencies it misses that the shipped one catches, how the two compare, and why it was not trained."""

    model: LinearModel
    variance: float | None = None
    missed: tuple[str, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    kept: str = ""


def train(labels: Labels, *, keep_net: bool = False) -> Trained:
    """A model of the user's own; raises InputError where there are too few messages."""
    _check(labels)
    date = _today()
    shipped = load_model()
    analyzer = Analyzer(shipped.classifier, shipped.alarm)
    read = []
    for m in labels.messages:
        case = analyzer.case(m.text)
        read.append(_Read(m, case, votes(case)))
    net = _train_net(read, keep=keep_net)
    net_file = net.model.to_json()
    told = [r for r in read if r.message.cause is not None]
    samples = Samples([_cause_sample(r, shipped.classifier) for r in told], frozenset(shipped.classifier.features))
    variance, move = learn(samples)
    causes = _compare_causes(told, samples.scores, cross_validated(samples), shipped.classifier.temperature)
    comparisons = (causes, *net.comparisons)
    about = {
        "files": {NET: hashlib.sha256(net_file).hexdigest()},
        "versions": {
            "lipcheck": lipcheck.__version__,
            "numpy": np.__version__,
            "scikit-learn": sklearn.__version__,
            "scipy": scipy.__version__,
        },
        "data_sha256": labels.sha256(),
        "date": date,
        "started_from": shipped.version,
        "messages": len(labels.messages),
        "causes": {c: n for c, n in _causes(labels).items() if n},
        "emergencies": sum(r.is_emergency for r in read),
        "parameters": {"variance": variance, "min_messages": FEWEST, "net_variance": net.variance},
        "net": net.kept or "trained",
        "temperature": shipped.classifier.temperature,
        "scores": {
            "how": "each message by a model that has not read it, beside the shipped model",
            **{c.what: c.to_dict() for c in comparisons},
            "emergencies missed that the shipped model catches": len(net.missed),
        },
    }
    features, weights, intercept = _moved(shipped.classifier, samples, move)
    files = {**classifier_files(features, weights, intercept, about), NET: net_file}
    return Trained(files, version_of_files(files), comparisons, net.missed, net.kept)


def _check(labels: Labels) -> None:
    """Raise InputError where the messages are too few to learn from and to measure on."""
    causes = _causes(labels)
    told = sum(causes.values())
    unchecked = f"; {labels.unchecked:,} more are not checked" if labels.unchecked else ""
    if told < FEWEST_MESSAGES:
        raise InputError(
            f"too few messages: {told:,} in scope are labelled, {FEWEST_MESSAGES} are needed{unchecked}",
            "label more: `lipcheck label` picks those that teach most; set checked to true where a label is right",
        )
    if sum(n >= FEWEST_OF_A_CAUSE for n in causes.values()) < FEWEST_CAUSES:
        counts = ", ".join(f"{c} {n}" for c, n in causes.items() if n)
        raise InputError(
            f"too few messages a cause: {counts}; {FEWEST_CAUSES} causes need {FEWEST_OF_A_CAUSE} messages each{unchecked}",
            "label messages with other causes as well",
        )


def _causes(labels: Labels) -> dict[str, int]:
    counts = Counter(m.cause for m in labels.messages)
    return {c: counts[c] for c in CAUSES}


def _today() -> str:
    """The date of the card: SOURCE_DATE_EPOCH where it is set, so that builds can be repeated."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        moment = datetime.now(UTC) if epoch is None else datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError):
        raise InputError(
            "SOURCE_DATE_EPOCH is no number of seconds", "set it to seconds since 1970, or unset it"
        ) from None
    return moment.date().isoformat()


def _cause_sample(r: _Read, shipped: Classifier) -> Sample:
    features = featurise(r.case, r.cast)
    scores = tuple(float(np.log(max(p, 1e-12))) for p in shipped.predict_proba(features).values())
    return Sample(features, scores, CAUSES.index(r.message.cause or ""))


def _compare_causes(told: Sequence[_Read], shipped: Array, unread: Array, temperature: float) -> Comparison:
    """How often the first cause, with the rules' votes, is one that the label accepts."""

    def right(r: _Read, logs: Sequence[float]) -> bool:
        shares = dict(zip(CAUSES, np.exp(logs).tolist(), strict=True))
        return combine(shares, r.cast, temperature=temperature)[0].cause in r.accepted

    pairs = [(right(r, a), right(r, b)) for r, a, b in zip(told, shipped.tolist(), unread.tolist(), strict=True)]
    return _comparison("cause right", pairs)


def _comparison(what: str, pairs: Sequence[tuple[bool, bool]]) -> Comparison:
    shipped, new = sum(a for a, _ in pairs), sum(b for _, b in pairs)
    gained, lost = sum(b and not a for a, b in pairs), sum(a and not b for a, b in pairs)
    return Comparison(what, len(pairs), shipped, new, gained, lost)


def _moved(start: Classifier, samples: Samples, move: Move) -> tuple[tuple[str, ...], Array, Array]:
    """Features, weights and intercept of the moved classifier: those that it had, then the new ones."""
    names = [samples.features[n] for n in move.columns]
    new = tuple(sorted(set(names) - set(start.features)))
    features = (*start.features, *new)
    weights = np.vstack([start.weights, np.zeros((len(new), len(CAUSES)))])
    row = {name: n for n, name in enumerate(features)}
    weights[[row[name] for name in names]] += move.weights
    return features, weights, start.intercept + move.intercept


def _train_net(read: Sequence[_Read], *, keep: bool) -> _Net:
    """The net moved towards the labels, the threshold as it was; emergencies weigh as much together as all the rest.

    What is raised before and after is what net and encoder raise together; the encoder stays as it is.
    """
    shipped = LinearModel.load("alarm")
    rows = [r for r in read if r.is_emergency or "emergency" not in r.message.acceptable_urgencies]
    urgent = sum(r.is_emergency for r in rows)
    if keep:
        return _Net(shipped, kept="kept as shipped")
    if min(urgent, len(rows) - urgent) < FEWEST_EMERGENCIES:
        return _Net(
            shipped,
            kept=f"kept as shipped: {urgent} emergencies and {len(rows) - urgent} others, {FEWEST_EMERGENCIES} of each are needed",
        )
    share = {True: len(rows) / (2 * urgent), False: len(rows) / (2 * (len(rows) - urgent))}
    seen = [net_features(r.case) for r in rows]
    odds = [odds_of(shipped.probability(features)) for features in seen]
    samples = Samples(
        [
            Sample(features, (-score / 2, score / 2), int(r.is_emergency), share[r.is_emergency])
            for r, features, score in zip(rows, seen, odds, strict=True)
        ],
        frozenset(shipped.weights),
    )
    variance, move = learn(samples)
    moved = _moved_net(shipped, samples, move)
    line = odds_of(shipped.threshold)
    beside = Settings.load()
    encoder = shipped_encoder(beside)

    def raised(by_net: Iterable[float]) -> list[bool]:
        return [
            r.is_flagged or net + added(r.case, net, partial(encoder.odds, r.case.words), beside.least) >= line
            for r, net in zip(rows, by_net, strict=True)
        ]

    before = raised(odds)
    after = raised(urgent - calm for calm, urgent in cross_validated(samples).tolist())
    last = raised(odds_of(moved.probability(features)) for features in seen)
    missed = tuple(
        sorted(
            r.message.id
            for r, a, b, c in zip(rows, before, after, last, strict=True)
            if r.is_emergency and a and not (b and c)
        )
    )
    caught = [(a, b) for r, a, b in zip(rows, before, after, strict=True) if r.is_emergency]
    quiet = [(not a, not b) for r, a, b in zip(rows, before, after, strict=True) if not r.is_emergency]
    comparisons = (_comparison("emergency raised", caught), _comparison("others not raised", quiet))
    return _Net(moved, variance, missed, comparisons)


def _moved_net(start: LinearModel, samples: Samples, move: Move) -> LinearModel:
    weights = dict(start.weights)
    for column, (calm, urgent) in zip(move.columns, move.weights.tolist(), strict=True):
        name = samples.features[column]
        weights[name] = weights.get(name, 0.0) + urgent - calm
    return LinearModel(weights, start.intercept + float(move.intercept[1] - move.intercept[0]), start.threshold)
