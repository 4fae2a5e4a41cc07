"""A net under the red-flag rules: a message without an active flag whose words resemble those of emergencies is raised.

Rules set the floor of urgency; this model may raise it and lowers nothing. Trained by ``python -m training`` so that it raises
few of the messages that are no emergency (``threshold`` in ``nlp/lipcheck/model/alarm.json``).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import dropwhile, pairwise
from typing import Final

from lipcheck.linear import LinearModel
from lipcheck.triage.case import Case
from lipcheck.triage.features import featurise

_WORD: Final = re.compile(r"[^\W\d_]+|[.?]")
_STRUCTURE: Final = 0.5
# the words of a message weigh together as much, however many there are
_WORDS: Final = 6.0
_FEWEST: Final = 16
# left and right weigh the same
_SIDE: Final = {"left": "side", "right": "side"}
_GREETING: Final = frozenset(
    "hello hi hey dear good morning evening afternoon day doctor doctors dr doc sir madam respected greetings team all there".split()
)
_FAREWELL: Final = frozenset("regards wishes thanks thank thanx thx sincerely cheers respectfully".split())
_WARMLY: Final = frozenset("best kind warm kindest warmest many with yours and".split())
# a farewell is the last of a message, with a name or two behind it
_SIGNATURE: Final = 5
RAISED: Final = (
    "its words are like those of emergencies, though no single sign of danger was read: a person must read it now"
)


def features(case: Case) -> dict[str, float]:
    """What the net sees of a message: its findings, its words and its pairs of words."""
    out = {name: _STRUCTURE for name in featurise(case) if not name.startswith(("word=", "near="))}
    words = [_SIDE.get(w, w) for w in _without_greetings(case.words) if _WORD.fullmatch(w)]
    value = _WORDS / math.sqrt(max(_FEWEST, len(words)))
    out |= dict.fromkeys((f"word={w}" for w in words), value)
    return out | dict.fromkeys((f"pair={a} {b}" for a, b in pairwise(words)), value)


def _without_greetings(words: Sequence[str]) -> list[str]:
    """The words of a message without "Hello doctor," at its head and "Best wishes, Ann" at its end."""
    kept = list(dropwhile(_greets, words))
    for i in range(max(1, len(kept) - _SIGNATURE), len(kept)):
        if kept[i] in _FAREWELL:
            while i > 1 and kept[i - 1] in _WARMLY:
                i -= 1
            return kept[:i]
    return kept


def _greets(word: str) -> bool:
    """Whether a word at the head of a message only greets."""
    return word in _GREETING or not word.isalnum()


class Alarm:
    """Whether a message is to be read now although no rule says so."""

    def __init__(self, model: LinearModel | None = None) -> None:
        self._model = model or LinearModel.load("alarm")

    def raises(self, case: Case) -> bool:
        """Whether the net raises the message."""
        return self._model.probability(features(case)) >= self._model.threshold
