"""The measures: records against gold labels, paired by id. A gold message without a record counts as wrong in each.

A measure is taken over the messages whose gold record has its key: a gold sentence without a cause is left out of the
cause's accuracy, and counted in the findings'.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lipcheck.evaluation.calibration import BINS, bin_of
from lipcheck.schema import CAUSES

Record = Mapping[str, Any]
"""One record of ``lipcheck schema``, or the gold labels in its shape."""

COMPLAINTS = frozenset(
    {"cramp", "twitching", "stiffness", "pulling", "numbness", "tingling", "swelling", "itching"}
) | {"weakness", "paralysis", "facial_droop", "eye_closure", "slurred_speech"}

_OTHERS: Final = {"cause": "acceptable_causes", "urgency": "acceptable_urgencies"}
_NAN = float("nan")
SAMPLES: Final = 1000
"""How often messages are drawn anew for an interval."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Things found and rightly so, found wrongly, and missed.

    >>> round(Counts(found=2, extra=1, missed=1).f1, 3)
    0.667
    """

    found: int = 0
    extra: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """The part of what was found that is right; NaN where nothing was found."""
        return _ratio(self.found, self.found + self.extra)

    @property
    def recall(self) -> float:
        """The part of what is there that was found; NaN where nothing is there."""
        return _ratio(self.found, self.found + self.missed)

    @property
    def f1(self) -> float:
        """The harmonic mean of the two; NaN where there was nothing to find and nothing found."""
        return _ratio(2 * self.found, 2 * self.found + self.extra + self.missed)

    @property
    def total(self) -> int:
        """How many there were to find."""
        return self.found + self.missed


@dataclass(frozen=True, slots=True)
class Scores:
    """All measures of one set of messages; 0 to 1, NaN where there is nothing to measure."""

    messages: int
    sets: Mapping[str, Counts]
    rates: Mapping[str, float]
    counted: Mapping[str, int]
    """How many messages enter each rate that is a share of messages."""
    per_cause: Mapping[str, tuple[float, int]]
    emergencies: int
    missed_emergencies: tuple[str, ...] = field(default=())

    def values(self) -> dict[str, float]:
        """Every measure as one number: F1 for sets, the rate for the rest."""
        return {name: counts.f1 for name, counts in self.sets.items()} | dict(self.rates)

    def to_dict(self) -> dict[str, Any]:
        """The measures as JSON: rounded to 4 places, null for NaN."""
        return {
            "messages": self.messages,
            **{name: _rounded(value) for name, value in self.values().items()},
            "cause per class": {c: {"f1": _rounded(f1), "n": n} for c, (f1, n) in self.per_cause.items()},
            "emergencies": self.emergencies,
            "missed emergencies": list(self.missed_emergencies),
        }


def _symptom_status(r: Record) -> set[tuple[Any, ...]]:
    return {(f["symptom"], f.get("status", "present"), f.get("experiencer", "patient")) for f in _list(r, "findings")}


def _complaints_now(r: Record) -> list[Mapping[str, Any]]:
    return [
        f
        for f in _list(r, "findings")
        if f.get("status", "present") in ("present", "uncertain")
        and f.get("experiencer", "patient") == "patient"
        and f["symptom"] in COMPLAINTS
    ]


def _symptom_site_side(r: Record) -> set[tuple[Any, ...]]:
    return {(f["symptom"], f.get("site"), f.get("side")) for f in _complaints_now(r)}


def _site_side(r: Record) -> set[tuple[Any, ...]]:
    return {(f["site"], f["side"]) for f in _complaints_now(r) if f.get("site") and f.get("side")}


def _denied(r: Record) -> set[tuple[Any, ...]]:
    return {
        (f["symptom"],)
        for f in _list(r, "findings")
        if f.get("status") == "absent" and f.get("experiencer", "patient") == "patient"
    }


def _triggers(r: Record) -> set[tuple[Any, ...]]:
    return {
        (t["trigger"], t.get("experiencer", "patient"))
        for t in _list(r, "triggers")
        if t.get("status", "present") in ("present", "uncertain", "past")
    }


def _flags(r: Record) -> set[tuple[Any, ...]]:
    """The active flags; labels may name a flag alone."""
    given = [{"flag": f} if isinstance(f, str) else f for f in _list(r, "red_flags")]
    return {(f["flag"],) for f in given if f.get("active", True)}


def _durations(r: Record) -> list[tuple[Any, ...]]:
    return [(d["kind"], float(d["min_s"]), float(d["max_s"])) for d in _list(r, "durations")]


def _frequencies(r: Record) -> list[tuple[Any, ...]]:
    return [("", float(d["min_per_day"]), float(d["max_per_day"])) for d in _list(r, "frequencies")]


_Things = Callable[[Record], set[tuple[Any, ...]] | list[tuple[Any, ...]]]

# name: (the record's key, what is compared). A set is compared exactly, a list with the tolerance of `_near`.
_SETS: dict[str, tuple[str, _Things]] = {
    "symptom+status": ("findings", _symptom_status),
    "symptom+site+side": ("findings", _symptom_site_side),
    "site+side": ("findings", _site_side),
    "denied symptoms": ("findings", _denied),
    "durations": ("durations", _durations),
    "frequencies": ("frequencies", _frequencies),
    "triggers": ("triggers", _triggers),
    "red flags": ("red_flags", _flags),
}


def _list(r: Record, key: str) -> Sequence[Mapping[str, Any]]:
    value: Sequence[Mapping[str, Any]] = r.get(key) or ()
    return value


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else _NAN


def _rounded(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 4)


def _near(a: float, b: float) -> bool:
    """Within 1.1 %: one seventh may be written 0.1429."""
    return abs(a - b) <= 0.011 * max(abs(a), abs(b), 1e-9)


def _compare(
    gold: Record, predicted: Record, things: _Things
) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]], int]:
    """What is missing, what is extra, and how many agree."""
    wanted, given = things(gold), things(predicted)
    if isinstance(wanted, set) and isinstance(given, set):
        return sorted(wanted - given, key=repr), sorted(given - wanted, key=repr), len(wanted & given)
    missing, extra = [], list(given)
    for x in wanted:
        hit = next((y for y in extra if x[0] == y[0] and _near(x[1], y[1]) and _near(x[2], y[2])), None)
        if hit is None:
            missing.append(x)
        else:
            extra.remove(hit)
    return missing, extra, len(wanted) - len(missing)


def accepted(gold: Record, key: str) -> set[str | None]:
    """The answers that count as right: the label, and the others that it accepts; ``key`` is cause or urgency."""
    return {gold[key], *(gold.get(_OTHERS[key]) or ())}


@dataclass(frozen=True, slots=True)
class _Outcome:
    """How one message came out; None where it does not enter the measure."""

    id: str
    sets: Mapping[str, Counts]
    rates: Mapping[str, bool]
    cause: str | None = None
    predicted_cause: str | None = None
    confidence: float | None = None
    strict_emergency: bool = False

    @property
    def cause_right(self) -> bool:
        """Whether the cause is the gold's, or one that it accepts."""
        return self.rates.get("cause accuracy", False)


def _outcome(identifier: str, gold: Record, predicted: Record | None) -> _Outcome:
    given: Record = predicted or {}
    sets: dict[str, Counts] = {}
    for name, (key, things) in _SETS.items():
        if key in gold:
            missing, extra, agreed = _compare(gold, given, things)
            sets[name] = Counts(agreed, len(extra), len(missing))
    inside = gold["scope"] == "in"
    rates = {"scope recall" if inside else "scope specificity": given.get("scope") == gold["scope"]}
    if "patient" in gold:
        rates["age"] = predicted is not None and _same_age(gold, predicted)
    if inside and "pattern" in gold:
        rates["pattern"] = predicted is not None and gold["pattern"] == predicted.get("pattern")
    strict = False
    if "urgency" in gold:
        urgencies, urgency = accepted(gold, "urgency"), given.get("urgency")
        if inside:
            rates["urgency accuracy"] = urgency in urgencies
        strict = urgencies == {"emergency"}
        if strict:
            rates["emergency sensitivity"] = urgency == "emergency"
        if "emergency" not in urgencies:
            rates["emergency specificity"] = predicted is not None and urgency != "emergency"
    if not inside or "cause" not in gold:
        return _Outcome(identifier, sets, rates, strict_emergency=strict)
    rates["cause accuracy"] = given.get("cause") in accepted(gold, "cause")
    causes = _list(given, "causes")
    return _Outcome(
        identifier,
        sets,
        rates,
        cause=gold["cause"],
        predicted_cause=given.get("cause"),
        confidence=max(float(c["probability"]) for c in causes) if causes else None,
        strict_emergency=strict,
    )


def _same_age(gold: Record, predicted: Record) -> bool:
    a, b = ((r.get("patient") or {}).get("age_years") for r in (gold, predicted))
    return a is b if a is None or b is None else abs(a - b) < 0.6


_RATES = (
    "scope recall",
    "scope specificity",
    "cause accuracy",
    "cause macro-F1",
    "urgency accuracy",
    "emergency sensitivity",
    "emergency specificity",
    "age",
    "pattern",
    "cause calibration error",
)
_COMPOUND: Final = ("cause macro-F1", "cause calibration error")
"""The rates that are no share of messages."""
_BLOCK: Final = 4_000_000
"""How many numbers a block of resamples may hold, so that memory stays small whatever the number of messages."""


class _Table:
    """The outcomes as arrays, a row a message, so that every resample is one product of matrices."""

    def __init__(self, outcomes: Sequence[_Outcome]) -> None:
        n = len(outcomes)
        nothing = Counts()
        self._sets = {
            name: np.array(
                [(c.found, c.extra, c.missed) for c in (o.sets.get(name, nothing) for o in outcomes)], dtype=float
            ).reshape(n, 3)
            for name in _SETS
        }
        plain = [name for name in _RATES if name not in _COMPOUND]
        self._rates = {
            name: np.array([(o.rates.get(name, False), name in o.rates) for o in outcomes], dtype=float).reshape(n, 2)
            for name in plain
        }
        self._causes = np.zeros((n, 3 * len(CAUSES)))
        self._bins = np.zeros((n, 2 * BINS + 1))
        for row, o in enumerate(outcomes):
            for column, cause in enumerate(CAUSES):
                at = 3 * column
                self._causes[row, at] = o.cause == cause and o.cause_right
                self._causes[row, at + 1] = o.predicted_cause == cause and not o.cause_right
                self._causes[row, at + 2] = o.cause == cause and not o.cause_right
            if o.confidence is not None:
                self._bins[row, bin_of(o.confidence)] = o.confidence
                self._bins[row, BINS + bin_of(o.confidence)] = o.cause_right
                self._bins[row, -1] = 1

    def sets(self, weights: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
        """Found, extra and missed (columns) of each set in each resample (rows)."""
        return {name: weights @ counts for name, counts in self._sets.items()}

    def per_cause(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Found, extra and missed (last axis) of each cause in each resample; an acceptable other cause is right."""
        return (weights @ self._causes).reshape(len(weights), len(CAUSES), 3)

    def values(self, weights: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
        """Every measure in each resample, a row of weights; NaN where there is nothing to measure."""
        out = {name: _f1(counts) for name, counts in self.sets(weights).items()}
        rates = {}
        for name, columns in self._rates.items():
            right, counted = (weights @ columns).T
            rates[name] = _quotient(right, counted)
        per_cause = self.per_cause(weights)
        there = per_cause[..., 0] + per_cause[..., 2] > 0  # a cause that the gold lacks has no F1
        rates["cause macro-F1"] = _quotient(np.where(there, _f1(per_cause), 0.0).sum(axis=1), there.sum(axis=1))
        bins = weights @ self._bins
        gaps = np.abs(bins[:, :BINS] - bins[:, BINS : 2 * BINS]).sum(axis=1)
        rates["cause calibration error"] = _quotient(gaps, bins[:, -1])
        return out | {name: rates[name] for name in _RATES}


def _quotient(part: NDArray[Any], whole: NDArray[Any]) -> NDArray[np.float64]:
    out = np.full(np.shape(part), _NAN)
    np.divide(part, whole, out=out, where=whole > 0)
    return out


def _f1(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    found, extra, missed = np.moveaxis(counts, -1, 0)
    return _quotient(2 * found, 2 * found + extra + missed)


def _summary(outcomes: Sequence[_Outcome]) -> Scores:
    table, once = _Table(outcomes), np.ones((1, len(outcomes)))
    values = {name: float(value[0]) for name, value in table.values(once).items()}
    sets = {name: Counts(*map(int, counts[0])) for name, counts in table.sets(once).items()}
    per_cause = {
        cause: counts
        for cause, counts in zip(CAUSES, (Counts(*map(int, c)) for c in table.per_cause(once)[0]), strict=True)
        if counts.total
    }
    strict = [o for o in outcomes if o.strict_emergency]
    return Scores(
        messages=len(outcomes),
        sets=sets,
        rates={name: values[name] for name in _RATES},
        counted={name: sum(name in o.rates for o in outcomes) for name in _RATES if name not in _COMPOUND},
        per_cause={cause: (counts.f1, counts.total) for cause, counts in per_cause.items()},
        emergencies=len(strict),
        missed_emergencies=tuple(sorted(o.id for o in strict if not o.rates["emergency sensitivity"])),
    )


def _outcomes(gold: Mapping[str, Record], predicted: Mapping[str, Record]) -> list[_Outcome]:
    return [_outcome(i, gold[i], predicted.get(i)) for i in sorted(gold)]


def score(gold: Mapping[str, Record], predicted: Mapping[str, Record]) -> Scores:
    """Score records by id against gold records by id."""
    return _summary(_outcomes(gold, predicted))


def intervals(
    gold: Mapping[str, Record], predicted: Mapping[str, Record], *, samples: int = SAMPLES, seed: int = 0
) -> dict[str, tuple[float, float]]:
    """The 95 % percentile bootstrap interval of each measure, over messages; the same seed gives the same."""
    outcomes = _outcomes(gold, predicted)
    n, chance = len(outcomes), np.random.default_rng(seed)
    table = _Table(outcomes)
    drawn: dict[str, list[NDArray[np.float64]]] = {name: [] for name in table.values(np.ones((1, n)))}
    left = samples if n else 0
    while left:
        rows = min(left, max(1, _BLOCK // n))
        weights = chance.multinomial(n, np.full(n, 1 / n), size=rows).astype(float)
        for name, values in table.values(weights).items():
            drawn[name].append(values)
        left -= rows
    return {name: _percentiles(np.concatenate(blocks)) if blocks else (_NAN, _NAN) for name, blocks in drawn.items()}


def _percentiles(values: NDArray[np.float64]) -> tuple[float, float]:
    measured = values[~np.isnan(values)]
    if not len(measured):
        return _NAN, _NAN
    low, high = np.quantile(measured, (0.025, 0.975))
    return float(low), float(high)


def table(gold: Mapping[str, Record], predicted: Mapping[str, Record]) -> str:
    """The measures with their intervals, for a terminal; what could not be measured is left out."""
    scores, ranges = score(gold, predicted), intervals(gold, predicted)
    lines = [f"{'measure':26} {'value':>7}   95% interval     n"]
    for name, value in scores.values().items():
        if math.isnan(value):
            continue
        low, high = ranges[name]
        n = str(scores.sets[name].total) if name in scores.sets else ""
        lines.append(f"{name:26} {value:7.3f}   {low:.3f} - {high:.3f}   {n}".rstrip())
    if scores.per_cause:
        lines.append(
            "cause per class: " + "  ".join(f"{c} {f1:.2f} (n={n})" for c, (f1, n) in scores.per_cause.items())
        )
    missed = ", ".join(scores.missed_emergencies) or "none"
    lines.append(f"messages {scores.messages}, emergencies {scores.emergencies}, missed: {missed}")
    return "\n".join(lines)


def differences(gold: Record, predicted: Record | None) -> list[str]:
    """Where one record differs from its gold labels, a line for each measure; empty where it agrees."""
    given: Record = predicted or {}
    lines = []
    for name, (key, things) in _SETS.items():
        if key in gold:
            missing, extra, _ = _compare(gold, given, things)
            if missing or extra:
                lines.append(f"{name}: missing {missing} extra {extra}")
    if given.get("scope") != gold["scope"]:
        lines.append(f"scope: gold {gold['scope']} got {given.get('scope')}")
    for key in _OTHERS:
        if gold["scope"] == "in" and key in gold and given.get(key) not in accepted(gold, key):
            lines.append(f"{key}: gold {gold[key]} got {given.get(key)}")
    if "patient" in gold and not _same_age(gold, given):
        lines.append(f"age: gold {gold['patient']['age_years']} got {(given.get('patient') or {}).get('age_years')}")
    if gold["scope"] == "in" and "pattern" in gold and gold["pattern"] != given.get("pattern"):
        lines.append(f"pattern: gold {gold['pattern']} got {given.get('pattern')}")
    return lines
