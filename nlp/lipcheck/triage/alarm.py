"""A net under the red-flag rules: a message without an active flag whose words resemble those of emergencies is raised.

Rules set the floor of urgency; this model may raise it and lowers nothing. Trained by ``python -m training`` so that it raises
few of the messages that are no emergency (``threshold`` in ``nlp/lipcheck/model/alarm.json``).
"""

from __future__ import annotations

import math
import re
from itertools import pairwise
from typing import Final

from lipcheck.linear import LinearModel
from lipcheck.triage.case import Case
from lipcheck.triage.features import structure

_WORD: Final = re.compile(r"[^\W\d_]+|[.?]")
_STRUCTURE: Final = 0.5
# the words of a message weigh together as much, however many there are
_WORDS: Final = 6.0
_FEWEST: Final = 16
# left and right weigh the same
_SIDE: Final = {"left": "side", "right": "side"}
RAISED: Final = (
    "its words are like those of emergencies, though no single sign of danger was read: a person must read it now"
)


def features(case: Case) -> dict[str, float]:
    """What the net sees of a message: its findings, its words and its pairs of words, but of what is denied, feared or another's."""
    out = dict.fromkeys(structure(case), _STRUCTURE)
    aside = _aside(case)
    words = [_SIDE.get(w, w) for w in case.words if w.isalpha() or _WORD.fullmatch(w)]
    value = _WORDS / math.sqrt(max(_FEWEST, len(words)))
    out |= dict.fromkeys((f"word={w}" for w in words if w not in aside), value)
    return out | dict.fromkeys((f"pair={a} {b}" for a, b in pairwise(words) if not aside & {a, b}), value)


def _aside(case: Case) -> frozenset[str]:
    """The words of findings that are not there or not the patient's, unless one that is there is told in them too."""
    there: set[str] = set()
    aside: set[str] = set()
    for f in case.findings:
        own = f.experiencer == "patient" and f.status in ("present", "past", "uncertain")
        (there if own else aside).update(_WORD.findall(f.quote.text.lower()))
    return frozenset(aside - there)


class Alarm:
    """Whether a message is to be read now although no rule says so."""

    def __init__(self, model: LinearModel | None = None) -> None:
        self._model = model or LinearModel.load("alarm")

    @property
    def threshold(self) -> float:
        """The probability, 0 to 1, from which a message is raised."""
        return self._model.threshold

    def probability(self, case: Case) -> float:
        """How like those of emergencies its words are, 0 to 1."""
        return self._model.probability(features(case))

    def raises(self, case: Case) -> bool:
        """Whether the net raises the message."""
        return self.probability(case) >= self.threshold

    def contributions(self, case: Case) -> list[tuple[str, float]]:
        """What each known feature adds to the score, in log-odds; the weightiest first."""
        weights = self._model.weights
        out = [(name, weights[name] * value) for name, value in features(case).items() if name in weights]
        return sorted(out, key=lambda item: (-abs(item[1]), item[0]))
