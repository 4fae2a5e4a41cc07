"""How an answer came about: rules, weights, votes, flags and the net, as frozen values that can be read aloud."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lipcheck.report import Quote, RedFlag, Report
from lipcheck.triage.alarm import RAISED, Alarm
from lipcheck.triage.case import Case
from lipcheck.triage.classifier import Classifier
from lipcheck.triage.features import featurise
from lipcheck.triage.naming import LEVELS, plain_name
from lipcheck.triage.rules import Swap, Vote, votes, weigh
from lipcheck.triage.urgency import RULES, today_reasons
from lipcheck.wording import place, words

SOURCE = "LABELS.md section 7"
_ROUNDED = 4


@dataclass(frozen=True, slots=True)
class Contribution:
    """What the model's features of one name add to a score, in log-odds; ``hidden`` is the name without words of the message."""

    name: str
    hidden: str
    weight: float
    features: tuple[str, ...]

    def to_dict(self, *, redact: bool = False) -> dict[str, Any]:
        """The contribution as JSON; ``redact`` leaves the words of the message out."""
        if redact:
            return {"name": self.hidden, "weight": round(self.weight, _ROUNDED)}
        return {"name": self.name, "weight": round(self.weight, _ROUNDED), "features": list(self.features)}


@dataclass(frozen=True, slots=True)
class CauseExplanation:
    """One cause: its probability in the answer and by the classifier alone, the rules that voted, what the classifier weighed.

    ``contributions`` are against the mean of all causes, the weightiest first; only the first two causes have them.
    """

    cause: str
    probability: float
    classifier: float
    votes: tuple[Vote, ...] = ()
    contributions: tuple[Contribution, ...] = ()

    def to_dict(self, *, redact: bool = False) -> dict[str, Any]:
        """The cause as JSON."""
        return {
            "cause": self.cause,
            "probability": round(self.probability, 6),
            "classifier": round(self.classifier, 6),
            "votes": [
                {
                    "rule": v.rule,
                    "says": v.says,
                    "level": v.level,
                    "meaning": LEVELS[v.level],
                    "evidence": [q.to_dict(redact=redact) for q in v.evidence],
                }
                for v in self.votes
            ],
            "contributions": [
                c.to_dict(redact=redact) for c in (merged(self.contributions) if redact else self.contributions)
            ],
        }


@dataclass(frozen=True, slots=True)
class UrgencyExplanation:
    """The rule that set the urgency and where it stands, the reasons that met it, and why it is for today."""

    urgency: str | None
    within: str | None
    rule: str
    source: str
    reasons: tuple[str, ...]
    today: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The urgency as JSON."""
        return {
            "urgency": self.urgency,
            "within": self.within,
            "rule": self.rule,
            "source": self.source,
            "reasons": list(self.reasons),
            "today": list(self.today),
        }


@dataclass(frozen=True, slots=True)
class Net:
    """The net under the red flags: its score and threshold (0 to 1), whether it was asked, and whether it raised the message."""

    score: float
    threshold: float
    asked: bool
    raised: bool
    contributions: tuple[Contribution, ...] = ()

    def to_dict(self, *, redact: bool = False) -> dict[str, Any]:
        """The net as JSON."""
        return {
            "score": round(self.score, 6),
            "threshold": self.threshold,
            "asked": self.asked,
            "raised": self.raised,
            "contributions": [
                c.to_dict(redact=redact) for c in (merged(self.contributions) if redact else self.contributions)
            ],
        }


@dataclass(frozen=True, slots=True)
class Explanation:
    """A report, and how it came about.

    ``complaints`` are what put the message in scope, in words, with the quote; ``swaps`` are the exceptions in which rules
    overruled the classifier's ranking.
    """

    report: Report
    complaints: tuple[tuple[str, Quote], ...]
    causes: tuple[CauseExplanation, ...]
    temperature: float
    swaps: tuple[Swap, ...]
    urgency: UrgencyExplanation
    red_flags: tuple[RedFlag, ...]
    net: Net

    def to_dict(self, *, redact: bool = False) -> dict[str, Any]:
        """The explanation as JSON, without the report; ``redact`` leaves quotes and words of the message out."""
        return {
            "scope": {
                "scope": self.report.scope,
                "complaints": [{"finding": what, **quote.to_dict(redact=redact)} for what, quote in self.complaints],
            },
            "causes": [c.to_dict(redact=redact) for c in self.causes],
            "joined": {
                "temperature": self.temperature,
                "swaps": [{"raised": s.raised, "lowered": s.lowered, "why": s.why} for s in self.swaps],
            },
            "urgency": self.urgency.to_dict(),
            "red_flags": [f.to_dict(redact=redact) for f in self.red_flags],
            "net": self.net.to_dict(redact=redact),
        }


def explain(report: Report, case: Case, classifier: Classifier, alarm: Alarm) -> Explanation:
    """How the report on a case came about with this classifier and this net."""
    complaints = tuple((_finding(f.symptom, f.site, f.side, f.status), f.quote) for f in case.complaint_findings())
    causes: tuple[CauseExplanation, ...] = ()
    swaps: tuple[Swap, ...] = ()
    if report.scope == "in":
        cast = votes(case)
        features = featurise(case, cast)
        probabilities = classifier.predict_proba(features)
        _, swaps = weigh(probabilities, cast, temperature=classifier.temperature)
        causes = tuple(
            CauseExplanation(
                c.cause,
                c.probability,
                probabilities[c.cause],
                tuple(v for v in cast if v.cause == c.cause),
                _named(classifier.contributions(features, c.cause)) if rank < 2 else (),
            )
            for rank, c in enumerate(report.causes)
        )
    asked = not any(f.active for f in case.red_flags)
    raised = RAISED in report.reasons
    net = Net(
        alarm.probability(case), alarm.threshold, asked, raised, _named(alarm.contributions(case)) if raised else ()
    )
    return Explanation(
        report, complaints, causes, classifier.temperature, swaps, _urgency(report, case, net), case.red_flags, net
    )


def _urgency(report: Report, case: Case, net: Net) -> UrgencyExplanation:
    if net.raised:
        rule, source = "no active red flag, but the net under the red flags raises the message", "the net, no rule"
    else:
        rule, source = RULES[report.urgency], SOURCE
    today = today_reasons(case) if report.within == "today" else ()
    return UrgencyExplanation(report.urgency, report.within, rule, source, report.reasons, today)


def _finding(symptom: str, site: str | None, side: str | None, status: str) -> str:
    where = place(site, side)
    how = "" if status == "present" else f" ({ {'past': 'over', 'uncertain': 'unsure'}.get(status, status) })"
    return f"{words(symptom)}{f', {where}' if where else ''}{how}"


def _named(weighed: Iterable[tuple[str, float]]) -> tuple[Contribution, ...]:
    """The contributions by plain name, those of one name together, the weightiest first."""
    features: defaultdict[str, list[str]] = defaultdict(list)
    weights: defaultdict[str, float] = defaultdict(float)
    for feature, weight in weighed:
        name = plain_name(feature)
        features[name].append(feature)
        weights[name] += weight
    out = [
        Contribution(name, plain_name(of[0], redact=True), weights[name], tuple(sorted(of)))
        for name, of in features.items()
    ]
    return tuple(sorted(out, key=lambda c: (-abs(c.weight), c.name)))


def merged(contributions: tuple[Contribution, ...]) -> tuple[Contribution, ...]:
    """The contributions by their hidden names, those of one name together, the weightiest first."""
    weights: defaultdict[str, float] = defaultdict(float)
    for c in contributions:
        weights[c.hidden] += c.weight
    out = [Contribution(name, name, weight, ()) for name, weight in weights.items()]
    return tuple(sorted(out, key=lambda c: (-abs(c.weight), c.name)))
