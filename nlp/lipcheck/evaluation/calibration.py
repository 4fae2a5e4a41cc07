"""How far probabilities can be believed: reliability by bins, the expected calibration error, the Brier score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

BINS: Final = 10
_SIMULATIONS: Final = 2000

Confidences = Sequence[tuple[float, bool]]
"""The first cause's probability of each message, and whether it was right."""


@dataclass(frozen=True, slots=True)
class Bin:
    """The messages whose first cause has a probability from ``low`` up to ``high``: how many, how sure, how often right."""

    low: float
    high: float
    messages: int
    confidence: float
    right: float


def bin_of(confidence: float) -> int:
    """The number of the bin, of ten equally wide ones; 1 belongs to the last.

    >>> bin_of(0.0), bin_of(0.55), bin_of(1.0)
    (0, 5, 9)
    """
    return min(int(confidence * BINS), BINS - 1)


def reliability(confidences: Confidences) -> list[Bin]:
    """The bins that are not empty, from least to most sure."""
    out = []
    for n in range(BINS):
        inside = [(c, r) for c, r in confidences if bin_of(c) == n]
        if inside:
            sure, right = (sum(x) / len(inside) for x in zip(*inside, strict=True))
            out.append(Bin(n / BINS, (n + 1) / BINS, len(inside), sure, right))
    return out


def calibration_error(confidences: Confidences) -> float:
    """The expected calibration error: how far, on average, the first cause's probability is from being right; NaN for none.

    >>> round(calibration_error([(0.95, True), (0.95, False)]), 6)
    0.45
    """
    bins = reliability(confidences)
    total = sum(b.messages for b in bins)
    return sum(b.messages * abs(b.confidence - b.right) for b in bins) / total if total else float("nan")


def calibration_error_by_chance(confidences: Confidences, *, seed: int = 0) -> float:
    """The 95th percentile of the error that a perfectly calibrated model shows with these probabilities; NaN for none.

    Simulated: each message is right with just its probability, 2,000 times over; the same seed gives the same.
    """
    if not confidences:
        return float("nan")
    sure = np.array([c for c, _ in confidences])
    column = np.array([bin_of(c) for c, _ in confidences])
    chance, errors = np.random.default_rng(seed), []
    for _ in range(_SIMULATIONS):
        gaps = np.bincount(column, weights=sure - (chance.random(len(sure)) < sure), minlength=BINS)
        errors.append(np.abs(gaps).sum() / len(sure))
    return float(np.quantile(errors, 0.95))


def brier(pairs: Sequence[tuple[str, Sequence[Mapping[str, Any]]]]) -> float:
    """The Brier score of (gold cause, the record's ``causes``) pairs: 0 is best, 2 the worst; NaN for none.

    >>> brier([("stroke", [{"cause": "stroke", "probability": 0.8}, {"cause": "caffeine", "probability": 0.2}])])
    0.08
    """
    if not pairs:
        return float("nan")
    errors = [sum((c["probability"] - (c["cause"] == gold)) ** 2 for c in causes) for gold, causes in pairs]
    return round(float(sum(errors)) / len(errors), 12)
