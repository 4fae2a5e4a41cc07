"""Cause rules vote or abstain (``knowledge/causes.yaml``); ``combine`` joins their votes with the classifier.

How: the classifier reads the votes among its features, so what a rule is worth beside the rest is learned. Its probabilities,
raised to ``1 / temperature`` and scaled to sum to 1, rank the causes, with four exceptions, each a swap of two causes' shares:
a cause whose criteria are met (a vote of level 4) stands first, save where its share is under ``_LEAST`` (then the message says
more against it than the rule could read); a likeliest cause without any vote yields to the strongest of level 2 or more (the
patient's own words outrank a guess, save one of stroke), and under ``_GUESS`` to ``undetermined``; so does one that a rule speaks against (level -1) and
none for, however likely; behind a palsy, a stroke that a rule names stands second.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from lipcheck.report import Cause, Evidence, Quote
from lipcheck.triage.case import Case
from lipcheck.triage.conditions import Fact, evaluate, facts, needs, quotes
from lipcheck.vocabulary import check_entries, read_yaml
from lipcheck.wording import words

# The more dangerous first: the order of LABELS.md section 7 on a tie.
CAUSES: Final = (
    "stroke", "allergic_reaction", "bells_palsy", "potassium_deficiency", "medication", "caffeine", "undetermined",
)  # fmt: skip
_MET: Final = 4
_LINKED: Final = 2
_AGAINST: Final = -1
# measured by left-out writers, causes right: 0.932 with 0.3 and 0.45, 0.933 with 0.35 or 0.4 and 0.45;
# 0.935 with a guess from 0.35 on, which guesses more
_LEAST, _GUESS = 0.35, 0.45


@dataclass(frozen=True, slots=True)
class Vote:
    """A rule's vote for a cause: ``level`` -1 (against it), 0 (a hint), 1 (merely there) to 4 (criteria met), with its words."""

    rule: str
    cause: str
    level: int
    says: str
    evidence: tuple[Quote, ...]


@lru_cache(maxsize=1)
def _rules() -> tuple[tuple[Mapping[str, Any], frozenset[Fact] | None], ...]:
    """The rules, each with what it needs."""
    rows = check_entries("causes", read_yaml("causes"), ("cause", "level", "says", "when"))
    return tuple((row, needs(row["when"])) for row in rows)


@lru_cache(maxsize=1)
def rule_texts() -> Mapping[str, str]:
    """What each rule says to the reader, by its id."""
    return {str(rule["id"]): str(rule["says"]) for rule, _ in _rules()}


def votes(case: Case) -> tuple[Vote, ...]:
    """The votes of every rule that holds, strongest first."""
    told = case.told()
    known = facts(case, told)
    out = [
        Vote(rule["id"], rule["cause"], rule["level"], rule["says"], quotes(found))
        for rule, needed in _rules()
        if (needed is None or not needed.isdisjoint(known))
        and (found := evaluate(rule["when"], case, told)) is not None
    ]
    return tuple(sorted(out, key=lambda v: (-v.level, CAUSES.index(v.cause), v.rule)))


@dataclass(frozen=True, slots=True)
class Swap:
    """An exception to the classifier's ranking: ``raised`` and ``lowered`` have exchanged their shares, and why."""

    raised: str
    lowered: str
    why: str


def combine(
    probabilities: Mapping[str, float], cast: tuple[Vote, ...], *, temperature: float = 1.0
) -> tuple[Cause, ...]:
    """The seven causes, likeliest first; see the module's text for how."""
    shares, _ = weigh(probabilities, cast, temperature=temperature)
    evidence = {
        cause: tuple(
            Evidence(v.rule, q)
            for v in cast
            if v.cause == cause and v.level > _AGAINST
            for q in (v.evidence or (None,))
        )
        for cause in CAUSES
    }
    return tuple(Cause(c, shares[c], evidence[c]) for c in _ranked(shares))


def weigh(
    probabilities: Mapping[str, float], cast: tuple[Vote, ...], *, temperature: float = 1.0
) -> tuple[dict[str, float], tuple[Swap, ...]]:
    """The share of each cause, and the exceptions that were made, in order."""
    scores = {c: math.log(max(probabilities.get(c, 0.0), 1e-9)) / temperature for c in CAUSES}
    top = max(scores.values())
    weights = {c: math.exp(s - top) for c, s in scores.items()}
    total = sum(weights.values())
    shares = {c: w / total for c, w in weights.items()}
    swaps: list[Swap] = []

    def swap(raised: str, lowered: str, why: str) -> None:
        shares[raised], shares[lowered] = shares[lowered], shares[raised]
        if raised != lowered:
            swaps.append(Swap(raised, lowered, why))

    voted = {v.cause for v in cast if v.level > _AGAINST}
    refused = {v.cause for v in cast if v.level == _AGAINST} - {v.cause for v in cast if v.level > 0}
    first = _ranked(shares)[0]
    if cast and cast[0].level >= _MET and shares[cast[0].cause] >= _LEAST:
        swap(cast[0].cause, first, "a cause whose criteria are met stands first")
    elif first in refused or first not in voted | {"undetermined"}:
        linked = bool(cast) and cast[0].level >= _LINKED and first != "stroke"
        if linked or first in refused or shares[first] < _GUESS:
            why = (
                "a rule speaks against it and none for it"
                if first in refused
                else "no rule voted for it and the patient's own words link another"
                if linked
                else "it is an unlikely guess without a rule"
            )
            swap(cast[0].cause if linked else "undetermined", first, f"{words(first)} does not stand first, for {why}")
    if _ranked(shares)[0] == "bells_palsy" and any(v.cause == "stroke" for v in cast):
        swap("stroke", _ranked(shares)[1], "behind a palsy, a stroke that a rule names stands second")
    return shares, tuple(swaps)


def _ranked(shares: Mapping[str, float]) -> list[str]:
    """The causes by share, the more dangerous first on a tie."""
    return sorted(shares, key=lambda c: (-shares[c], CAUSES.index(c)))
