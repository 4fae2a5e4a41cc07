"""What the parts of the analyzer would have answered alone, beside its own answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from lipcheck.analyzer import Analyzer
from lipcheck.evaluation.measures import Record
from lipcheck.triage.alarm import Alarm
from lipcheck.triage.case import Case
from lipcheck.triage.classifier import Classifier
from lipcheck.triage.features import featurise
from lipcheck.triage.model import load_model
from lipcheck.triage.rules import votes
from lipcheck.triage.urgency import scope_of, urgency

# a vote of level 0 is a hint, which LABELS.md does not count as support
_SUPPORT: Final = 1


@dataclass(frozen=True, slots=True)
class Answers:
    """The records by id: the analyzer's own, its rules' alone, its trained models' alone; and each message's emergency score.

    The score is 1 where a red flag is active, else the probability that the net under the rules gives.
    """

    whole: dict[str, Record] = field(default_factory=dict)
    rules: dict[str, Record] = field(default_factory=dict)
    models: dict[str, Record] = field(default_factory=dict)
    scores: dict[str, float] = field(default_factory=dict)

    def add(self, other: Answers) -> None:
        """Take in the answers to other messages."""
        self.whole.update(other.whole)
        self.rules.update(other.rules)
        self.models.update(other.models)
        self.scores.update(other.scores)


class Examined:
    """An analyzer whose parts can be asked by themselves."""

    def __init__(self, classifier: Classifier, alarm: Alarm) -> None:
        self.analyzer = Analyzer(classifier, alarm)
        self._classifier, self._alarm = classifier, alarm

    @classmethod
    def load(cls, model: str | None = None) -> Examined:
        """With the shipped model, or the one in a folder; raises ModelError where it cannot be read."""
        loaded = load_model(model)
        return cls(loaded.classifier, loaded.alarm)

    def answer(self, texts: Iterable[tuple[str, str]], cases: Mapping[str, Case] | None = None) -> Answers:
        """The answers to messages, given as (id, text); ``cases`` is what was found in them, by id, where that is known."""
        out = Answers()
        for identifier, text in texts:
            case = cases[identifier] if cases else self.analyzer.case(text)
            out.whole[identifier] = self.analyzer.report(text, case, id=identifier).to_dict()
            cast = votes(case)
            inside = scope_of(case)
            named = cast[0].cause if cast and cast[0].level >= _SUPPORT else "undetermined"
            level, _, _ = urgency(case, (named,) if inside else (), in_scope=inside)
            out.rules[identifier] = {
                "scope": "in" if inside else "out",
                "cause": named if inside else None,
                "urgency": level,
            }
            shares = self._classifier.predict_proba(featurise(case, cast))
            out.models[identifier] = {
                **ranked(shares),
                "urgency": "emergency" if self._alarm.raises(case) else None,
            }
            flagged = any(f.active for f in case.red_flags)
            out.scores[identifier] = 1.0 if flagged else self._alarm.probability(case)
        return out


def ranked(shares: Mapping[str, float]) -> Record:
    """The causes of a record by probability, likeliest first."""
    order = sorted(shares, key=lambda c: -shares[c])
    return {"causes": [{"cause": c, "probability": shares[c]} for c in order], "cause": order[0]}
