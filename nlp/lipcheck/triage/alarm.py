"""A net under the red-flag rules: a message without an active flag whose words resemble those of emergencies is raised.

Rules set the floor of urgency; what is here may raise it and lowers nothing. A linear model of findings, words and pairs of words
is asked first (trained by ``python -m training``); where it sees any likeness, a small transformer reads the message as a whole
(``lipcheck.encoder``), and both together decide. Thresholds are chosen so that few of the messages that are no emergency are raised.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import pairwise
from typing import Final

from lipcheck.encoder import Settings, shipped_encoder
from lipcheck.linear import LinearModel, at
from lipcheck.triage.case import Case
from lipcheck.triage.features import structure

_WORD: Final = re.compile(r"[^\W\d_]+|[.?]")
_STRUCTURE: Final = 0.5
# the words of a message weigh together as much, however many there are
_WORDS: Final = 6.0
_FEWEST: Final = 16
# a message of fewer words is raised by rules alone: one word makes it an emergency or none, which the net cannot see
_SHORTEST: Final = 12
_PAIR: Final = "pair="
WHOLE: Final = "whole"
# log-odds by the net under which a message is too little like any emergency for the encoder to change that
_ANY_LIKENESS: Final = -1.0
# left and right weigh the same
_SIDE: Final = {"left": "side", "right": "side"}
RAISED: Final = (
    "its words are like those of emergencies, though no single sign of danger was read: a person must read it now"
)


def features(case: Case) -> dict[str, float]:
    """What the net sees of a message: its findings, its words and its pairs of words, but of what is denied, feared or another's."""
    words, pairs, value = _words(case)
    out = dict.fromkeys(structure(case), _STRUCTURE)
    out |= dict.fromkeys((f"word={w}" for w in words), value)
    return out | dict.fromkeys((f"{_PAIR}{a} {b}" for a, b in pairs), value)


def _words(case: Case) -> tuple[Iterable[str], Iterable[tuple[str, str]], float]:
    """The words, the pairs and what each counts, in their order and each once."""
    words = [_SIDE.get(w, w) for w in case.words if _is_word(w)]
    value = _WORDS / math.sqrt(max(_FEWEST, len(words)))
    pairs = dict.fromkeys(pairwise(words))
    if aside := _aside(case):
        return (w for w in dict.fromkeys(words) if w not in aside), (p for p in pairs if not aside & {*p}), value
    return dict.fromkeys(words), pairs, value


@lru_cache(maxsize=1 << 14)
def _is_word(word: str) -> bool:
    return word.isalpha() or _WORD.fullmatch(word) is not None


def _aside(case: Case) -> frozenset[str]:
    """The words of findings that are not there or not the patient's, unless one that is there is told in them too."""
    there: set[str] = set()
    aside: set[str] = set()
    for f in case.findings:
        own = f.experiencer == "patient" and f.status in ("present", "past", "uncertain")
        (there if own else aside).update(_WORD.findall(f.quote.text.lower()))
    return frozenset(aside - there)


def added(case: Case, net: float, read: Callable[[], float], least: float) -> float:
    """What the encoder adds to the net's log-odds: what its own, which ``read`` gives, have above ``least``. It takes nothing away.

    It is not asked where the net sees no likeness, nor where the rules have read a flag, which they raise or set aside with a reason.
    """
    return 0.0 if net < _ANY_LIKENESS or case.red_flags else max(0.0, read() - least)


class Alarm:
    """Whether a message is to be read now although no rule says so; by the net alone where there is no encoder beside it."""

    def __init__(self, model: LinearModel | None = None, beside: Settings | None = None) -> None:
        self._model = model or LinearModel.load("alarm")
        self._beside = beside

    @property
    def threshold(self) -> float:
        """The probability, 0 to 1, from which a message is raised."""
        return self._model.threshold

    def probability(self, case: Case) -> float:
        """How like those of emergencies its words are, 0 to 1."""
        return at(self._odds(case))

    def raises(self, case: Case) -> bool:
        """Whether the message is raised; a short one has too few words to be like anything, and the rules read them all."""
        return len(case.words) >= _SHORTEST and self.probability(case) >= self.threshold

    def contributions(self, case: Case) -> list[tuple[str, float]]:
        """What each known feature adds to the score, in log-odds, the weightiest first; the encoder is one feature, ``whole``."""
        weights = self._model.weights
        out = [(name, weights[name] * value) for name, value in features(case).items() if name in weights]
        if whole := self._added(case, self._model.odds(self._score(case))):
            out.append((WHOLE, whole))
        return sorted(out, key=lambda item: (-abs(item[1]), item[0]))

    def _odds(self, case: Case) -> float:
        net = self._model.odds(self._score(case))
        return net + self._added(case, net)

    def _added(self, case: Case, net: float) -> float:
        beside = self._beside
        return added(case, net, lambda: shipped_encoder(beside).odds(case.words), beside.least) if beside else 0.0

    def _score(self, case: Case) -> float:
        """The sum over ``features``, in their order, without a name for each word."""
        weights, of_word = self._model.weights, self._model.of_kind("word")
        words, pairs, value = _words(case)
        told = [weights[name] * _STRUCTURE for name in dict.fromkeys(structure(case)) if name in weights]
        told += [of_word[w] * value for w in words if w in of_word]
        told += [weights[name] * value for a, b in pairs if (name := f"{_PAIR}{a} {b}") in weights]
        return sum(told)
