"""Cause rules vote or abstain (``knowledge/causes.yaml``); ``combine`` joins their votes with the classifier.

How: the classifier gives a probability for each cause. A cause with a vote is multiplied by ``e ** _WEIGHT[level]``,
``level`` being its strongest vote; a cause other than ``undetermined`` without any vote by ``e ** _UNSUPPORTED``, for
nothing in the patient's words speaks for it. The products, raised to ``1 / temperature``, are scaled to sum to 1. Where
a vote has level 1 or more, the strongest (on a tie the more dangerous) cause then changes places with the likeliest;
behind a palsy, a stroke that a rule names changes places with the second.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from lipcheck.report import Cause, Evidence, Quote
from lipcheck.triage.case import Case
from lipcheck.triage.conditions import evaluate, quotes
from lipcheck.vocabulary import check_entries, read_yaml

# The more dangerous first: the order of LABELS.md section 7 on a tie.
CAUSES: Final = (
    "stroke", "allergic_reaction", "bells_palsy", "potassium_deficiency", "medication", "caffeine", "undetermined",
)  # fmt: skip
_WEIGHT: Final = {0: 1.0, 1: 2.0, 2: 3.0, 3: 4.0, 4: 5.0}
_UNSUPPORTED: Final = -4.0


@dataclass(frozen=True, slots=True)
class Vote:
    """A rule's vote for a cause: ``level`` 0 (a hint), 1 (merely there) to 4 (criteria met), with the words that carry it."""

    rule: str
    cause: str
    level: int
    says: str
    evidence: tuple[Quote, ...]


@lru_cache(maxsize=1)
def _rules() -> tuple[Mapping[str, Any], ...]:
    return tuple(check_entries("causes", read_yaml("causes"), ("cause", "level", "says", "when")))


def votes(case: Case) -> tuple[Vote, ...]:
    """The votes of every rule that holds, strongest first."""
    told = case.told()
    out = [
        Vote(rule["id"], rule["cause"], rule["level"], rule["says"], quotes(found))
        for rule in _rules()
        if (found := evaluate(rule["when"], case, told)) is not None
    ]
    return tuple(sorted(out, key=lambda v: (-v.level, CAUSES.index(v.cause), v.rule)))


def combine(
    probabilities: Mapping[str, float], cast: tuple[Vote, ...], *, temperature: float = 1.0
) -> tuple[Cause, ...]:
    """The seven causes, likeliest first; see the module's text for how."""
    level: dict[str, int] = {}
    for vote in cast:
        level[vote.cause] = max(level.get(vote.cause, 0), vote.level)
    scores = {}
    for cause in CAUSES:
        score = math.log(max(probabilities.get(cause, 0.0), 1e-9))
        if cause in level:
            score += _WEIGHT[level[cause]]
        elif cause != "undetermined":
            score += _UNSUPPORTED
        scores[cause] = score / temperature
    top = max(scores.values())
    weights = {c: math.exp(s - top) for c, s in scores.items()}
    total = sum(weights.values())
    shares = {c: w / total for c, w in weights.items()}
    if cast and cast[0].level >= 1:
        _swap(shares, cast[0].cause, _ranked(shares)[0])
    if _ranked(shares)[0] == "bells_palsy" and any(v.cause == "stroke" for v in cast):
        _swap(shares, "stroke", _ranked(shares)[1])
    evidence = {
        cause: tuple(Evidence(v.rule, q) for v in cast if v.cause == cause for q in (v.evidence or (None,)))
        for cause in CAUSES
    }
    return tuple(Cause(c, shares[c], evidence[c]) for c in _ranked(shares))


def _ranked(shares: Mapping[str, float]) -> list[str]:
    """The causes by share, the more dangerous first on a tie."""
    return sorted(shares, key=lambda c: (-shares[c], CAUSES.index(c)))


def _swap(shares: dict[str, float], a: str, b: str) -> None:
    shares[a], shares[b] = shares[b], shares[a]
