"""The measures: records against gold labels, paired by id. A gold message without a record counts as wrong in each.

A measure is taken over the messages whose gold record has its key: a gold sentence without a cause is left out of the
cause's accuracy, and counted in the findings'.
"""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lipcheck.schema import CAUSES

Record = Mapping[str, Any]
"""One record of ``lipcheck schema``, or the gold labels in its shape."""

COMPLAINTS = frozenset(
    {"cramp", "twitching", "stiffness", "pulling", "numbness", "tingling", "swelling", "itching"}
) | {"weakness", "paralysis", "facial_droop", "eye_closure", "slurred_speech"}

_NAN = float("nan")


@dataclass(frozen=True, slots=True)
class Counts:
    """Things found and rightly so, found wrongly, and missed.

    >>> round(Counts(found=2, extra=1, missed=1).f1, 3)
    0.667
    """

    found: int = 0
    extra: int = 0
    missed: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.found + other.found, self.extra + other.extra, self.missed + other.missed)

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
    return {(f["flag"],) for f in _list(r, "red_flags") if f.get("active", True)}


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


def _accepted(gold: Record, key: str, others: str) -> set[str | None]:
    return {gold[key], *(gold.get(others) or ())}


@dataclass(frozen=True, slots=True)
class _Outcome:
    """How one message came out; None where it does not enter the measure."""

    id: str
    sets: Mapping[str, Counts]
    rates: Mapping[str, bool]
    cause: str | None = None
    predicted_cause: str | None = None
    cause_right: bool = False
    confidence: float | None = None
    strict_emergency: bool = False


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
        urgencies, urgency = _accepted(gold, "urgency", "acceptable_urgencies"), given.get("urgency")
        if inside:
            rates["urgency accuracy"] = urgency in urgencies
        strict = urgencies == {"emergency"}
        if strict:
            rates["emergency sensitivity"] = urgency == "emergency"
        if "emergency" not in urgencies:
            rates["emergency specificity"] = predicted is not None and urgency != "emergency"
    if not inside or "cause" not in gold:
        return _Outcome(identifier, sets, rates, strict_emergency=strict)
    right = given.get("cause") in _accepted(gold, "cause", "acceptable_causes")
    rates["cause accuracy"] = right
    causes = _list(given, "causes")
    return _Outcome(
        identifier,
        sets,
        rates,
        cause=gold["cause"],
        predicted_cause=given.get("cause"),
        cause_right=right,
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


def _summary(outcomes: Sequence[_Outcome]) -> Scores:
    sets = {name: sum((o.sets[name] for o in outcomes if name in o.sets), Counts()) for name in _SETS}
    per_cause = _per_cause(outcomes)
    rates = {name: _mean(o.rates[name] for o in outcomes if name in o.rates) for name in _RATES}
    rates["cause macro-F1"] = _mean(f1 for f1, _ in per_cause.values())
    rates["cause calibration error"] = calibration_error(
        [(o.confidence, o.cause_right) for o in outcomes if o.confidence is not None]
    )
    strict = [o for o in outcomes if o.strict_emergency]
    missed = tuple(sorted(o.id for o in strict if not o.rates["emergency sensitivity"]))
    return Scores(len(outcomes), sets, rates, per_cause, len(strict), missed)


def _per_cause(outcomes: Iterable[_Outcome]) -> dict[str, tuple[float, int]]:
    """F1 and number of each cause that the gold has; an acceptable other cause is right, and an extra of none."""
    found, missed, extra = Counter[str](), Counter[str](), Counter[str]()
    for o in outcomes:
        if o.cause is None:
            continue
        (found if o.cause_right else missed)[o.cause] += 1
        if not o.cause_right and o.predicted_cause is not None:
            extra[o.predicted_cause] += 1
    out = {}
    for cause in CAUSES:
        counts = Counts(found[cause], extra[cause], missed[cause])
        if counts.total:
            out[cause] = (counts.f1, counts.total)
    return out


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return _ratio(sum(listed), len(listed))


def calibration_error(confidences: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """The expected calibration error: how far, on average, the first cause's probability is from being right.

    >>> calibration_error([(0.95, True), (0.95, False)])
    0.45
    """
    binned: defaultdict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, right in confidences:
        binned[min(int(confidence * bins), bins - 1)].append((confidence, right))
    if not binned:
        return _NAN
    gaps = (len(b) / len(confidences) * abs(_mean(c for c, _ in b) - _mean(r for _, r in b)) for b in binned.values())
    return round(sum(gaps), 12)


def _outcomes(gold: Mapping[str, Record], predicted: Mapping[str, Record]) -> list[_Outcome]:
    return [_outcome(i, gold[i], predicted.get(i)) for i in sorted(gold)]


def score(gold: Mapping[str, Record], predicted: Mapping[str, Record]) -> Scores:
    """Score records by id against gold records by id."""
    return _summary(_outcomes(gold, predicted))


def intervals(
    gold: Mapping[str, Record], predicted: Mapping[str, Record], *, samples: int = 200, seed: int = 0
) -> dict[str, tuple[float, float]]:
    """The bootstrapped 95 % interval of each measure; the same seed gives the same."""
    outcomes, chance = _outcomes(gold, predicted), random.Random(seed)
    drawn = [_summary(chance.choices(outcomes, k=len(outcomes))).values() for _ in range(samples)] if outcomes else []
    out = {}
    for name in _summary(outcomes).values():
        values = sorted(d[name] for d in drawn if not math.isnan(d[name]))
        out[name] = (values[int(0.025 * len(values))], values[int(0.975 * len(values)) - 1]) if values else (_NAN, _NAN)
    return out


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
    for key, others in (("cause", "acceptable_causes"), ("urgency", "acceptable_urgencies")):
        if gold["scope"] == "in" and key in gold and given.get(key) not in _accepted(gold, key, others):
            lines.append(f"{key}: gold {gold[key]} got {given.get(key)}")
    if "patient" in gold and not _same_age(gold, given):
        lines.append(f"age: gold {gold['patient']['age_years']} got {(given.get('patient') or {}).get('age_years')}")
    if gold["scope"] == "in" and "pattern" in gold and gold["pattern"] != given.get("pattern"):
        lines.append(f"pattern: gold {gold['pattern']} got {given.get('pattern')}")
    return lines
