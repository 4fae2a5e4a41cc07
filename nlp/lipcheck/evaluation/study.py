"""One evaluation, from answers and gold labels to every figure, as JSON."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from lipcheck.evaluation.calibration import brier, calibration_error, calibration_error_by_chance, reliability
from lipcheck.evaluation.gold import URGENCIES, Gold
from lipcheck.evaluation.measures import SAMPLES, Counts, Record, Scores, accepted, intervals, score
from lipcheck.evaluation.slices import slices
from lipcheck.schema import CAUSES

NONE: Final = "none"
"""How a missing cause or urgency, or a missing record, is called in a confusion matrix."""
_CAUSE: Final = ("cause accuracy", "cause macro-F1", "cause calibration error")
_EMERGENCY: Final = ("emergency sensitivity", "emergency specificity")
DECISIONS: Final = ("scope recall", "scope specificity", *_CAUSE, "urgency accuracy", *_EMERGENCY)
MODEL_ONLY: Final = (*_CAUSE, *_EMERGENCY)
"""What trained models alone answer: they set no scope, and no urgency below an emergency."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """Another way to answer: how it is called, what it is, its records by id, and the measures that it has an answer to."""

    name: str
    what: str
    records: Mapping[str, Record]
    measures: Sequence[str] = DECISIONS


@dataclass(frozen=True, slots=True)
class Study:
    """What is to be evaluated. ``scores``: each message's emergency score, where there is one; ``notes``: what is left out."""

    messages: Sequence[Gold]
    records: Mapping[str, Record]
    answered: str
    baselines: Sequence[Baseline] = ()
    scores: Mapping[str, float] = field(default_factory=dict)
    notes: Sequence[str] = ()
    samples: int = SAMPLES
    seed: int = 0

    @property
    def gold(self) -> dict[str, Record]:
        """The labels by id."""
        return {m.id: m.labels for m in self.messages}


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share by Wilson's score; NaN for none.

    >>> [round(x, 3) for x in wilson(12, 12)]
    [0.758, 1.0]
    """
    if not n:
        return math.nan, math.nan
    z, p = 1.959963984540054, hits / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def evaluate(study: Study) -> dict[str, Any]:
    """Every figure as one JSON object; NaN is null.

    ``scores`` has the form of the measures' own scorer, one object a set, and the rest is beside it.
    """
    gold, scores = study.gold, score(study.gold, study.records)
    ranges = intervals(gold, study.records, samples=study.samples, seed=study.seed)
    out: dict[str, Any] = {
        "answered": study.answered,
        "messages": scores.messages,
        "without a record": sum(i not in study.records for i in gold),
        "scores": as_object(scores),
        "intervals": {name: list(ranges[name]) for name in scores.values()},
        "counted": dict(scores.counted),
        "emergencies": _emergencies(study, scores),
        "baselines": {b.name: {"what": b.what, "measures": _answered(gold, b)} for b in study.baselines},
        "confusion": {"cause": _cause_confusion(study), "urgency": _urgency_confusion(study)},
        "calibration": _calibration(study),
        "slices": _slices(study),
        "threshold curve": _curve(study),
        "notes": list(study.notes),
    }
    return {key: finite(value) for key, value in out.items()}


def as_object(scores: Scores) -> dict[str, Any]:
    """The measures: precision, recall, F1 and number of each set, the rates, and F1 and number of each cause."""
    return {
        "messages": scores.messages,
        **{name: _set(counts) for name, counts in scores.sets.items()},
        **scores.rates,
        "cause per class": {cause: {"f1": f1, "n": n} for cause, (f1, n) in scores.per_cause.items()},
        "emergencies": scores.emergencies,
        "missed emergencies": list(scores.missed_emergencies),
    }


def _set(counts: Counts) -> dict[str, Any]:
    return {"p": counts.precision, "r": counts.recall, "f1": counts.f1, "n": counts.total}


def finite(value: Any) -> Any:
    """The same with None for every number that is not finite, which JSON cannot hold."""
    if isinstance(value, dict):
        return {k: finite(v) for k, v in value.items()}
    if isinstance(value, list):
        return [finite(v) for v in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _answered(gold: Mapping[str, Record], baseline: Baseline) -> dict[str, float]:
    values = score(gold, baseline.records).values()
    return {name: values[name] for name in baseline.measures}


def _share(hits: int, n: int) -> dict[str, Any]:
    low, high = wilson(hits, n)
    return {"hits": hits, "n": n, "value": hits / n if n else math.nan, "low": low, "high": high}


def _emergencies(study: Study, scores: Scores) -> dict[str, Any]:
    """The missed ones by id, and sensitivity and specificity with Wilson's interval, which is honest at 0 and 1 too."""
    calm = [i for i, g in study.gold.items() if "urgency" in g and "emergency" not in accepted(g, "urgency")]
    quiet = sum(i in study.records and study.records[i].get("urgency") != "emergency" for i in calm)
    missed = [{"id": i, "answered": study.records.get(i, {}).get("urgency") or NONE} for i in scores.missed_emergencies]
    caught = scores.emergencies - len(missed)
    return {
        "sensitivity": _share(caught, scores.emergencies),
        "specificity": _share(quiet, len(calm)),
        "interval": "Wilson, 95 %",
        "missed": missed,
    }


def _confusion(pairs: Sequence[tuple[str, str]], rows: Sequence[str]) -> dict[str, Any]:
    counts = Counter(pairs)
    columns = [*rows, NONE] if NONE not in rows else list(rows)
    return {"gold": list(rows), "answered": columns, "counts": [[counts[r, c] for c in columns] for r in rows]}


def _pair(gold: Record, given: Record, key: str) -> tuple[str, str]:
    """The gold's answer and the one given; another answer that the gold accepts counts as the gold's."""
    answer = given.get(key)
    right = answer in accepted(gold, key)
    return gold[key] or NONE, (gold[key] if right else answer) or NONE


def _cause_confusion(study: Study) -> dict[str, Any]:
    inside = {i: g for i, g in study.gold.items() if g["scope"] == "in" and g.get("cause")}
    return _confusion([_pair(g, study.records.get(i, {}), "cause") for i, g in inside.items()], CAUSES)


def _urgency_confusion(study: Study) -> dict[str, Any]:
    labelled = {i: g for i, g in study.gold.items() if "urgency" in g}
    return _confusion([_pair(g, study.records.get(i, {}), "urgency") for i, g in labelled.items()], [*URGENCIES, NONE])


def _calibration(study: Study) -> dict[str, Any]:
    """Over the messages in scope whose record has probabilities."""
    confidences, pairs = [], []
    for i, g in study.gold.items():
        given = study.records.get(i, {})
        if g["scope"] == "in" and g.get("cause") and given.get("causes"):
            sure = max(float(c["probability"]) for c in given["causes"])
            confidences.append((sure, given.get("cause") in accepted(g, "cause")))
            pairs.append((g["cause"], given["causes"]))
    return {
        "messages": len(confidences),
        "bins": [asdict(b) for b in reliability(confidences)],
        "expected calibration error": calibration_error(confidences),
        "95th percentile if perfectly calibrated": calibration_error_by_chance(confidences, seed=study.seed),
        "Brier score": brier(pairs),
    }


def _slices(study: Study) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for kind, values in slices(study.messages).items():
        out[kind] = {}
        for value, messages in values.items():
            gold = {m.id: m.labels for m in messages}
            scores = score(gold, study.records)
            ranges = intervals(gold, study.records, samples=study.samples, seed=study.seed)
            out[kind][value] = {
                "messages": len(messages),
                "measures": scores.values(),
                "intervals": {name: list(r) for name, r in ranges.items()},
                "emergency sensitivity": _share(
                    scores.emergencies - len(scores.missed_emergencies), scores.emergencies
                ),
            }
    return out


def _curve(study: Study) -> dict[str, Any] | None:
    """Sensitivity against alarms at every threshold of the emergency score; None without scores, emergencies or others."""
    labelled = {i: accepted(g, "urgency") for i, g in study.gold.items() if "urgency" in g and i in study.scores}
    urgent = sorted(study.scores[i] for i, a in labelled.items() if a == {"emergency"})
    calm = sorted(study.scores[i] for i, a in labelled.items() if "emergency" not in a)
    if not urgent or not calm:
        return None
    points = []
    for threshold in sorted({*urgent, *calm}, reverse=True):
        caught, false = (len(x) - bisect_left(x, threshold) for x in (urgent, calm))
        points.append(
            {
                "threshold": threshold,
                "sensitivity": caught / len(urgent),
                "false alarms": false / len(calm),
                "alarms in 100 messages": 100 * (caught + false) / (len(urgent) + len(calm)),
            }
        )
    return {
        "score": "1 where a red flag is active, else the probability of the net under the red flags",
        "emergencies": len(urgent),
        "others": len(calm),
        "points": points,
    }
