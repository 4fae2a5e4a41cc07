"""Which messages to label next: those that the model is least sure of, none nearly twice, and some at random as a check.

Messages stream by; only the best candidates of each kind are kept, so memory does not grow with the export.
"""

from __future__ import annotations

import heapq
import math
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from rapidfuzz.fuzz import ratio
from rapidfuzz.process import extractOne

from lipcheck.analyzer import Analyzer
from lipcheck.explanation import Explanation, Net
from lipcheck.exports import Message
from lipcheck.learning.labels import proposal
from lipcheck.report import Report
from lipcheck.wording import words

AT_RANDOM: Final = 0.2
"""The share of messages picked at random: what uncertainty never looks at would otherwise never be seen."""
_SPARE: Final = 10
"""How many candidates are kept for each message wanted, since near-duplicates fall out."""
_SAME: Final = 85.0
"""From which likeness (0 to 100, of the words in any order) two messages are near-duplicates."""
_CLOSE: Final = 0.5
"""How far apart, as probabilities, two causes may be to be called close."""
_NEAR: Final = 2.0
"""How far from the threshold, in log-odds, the net's score may be to be called near."""
_AT_ONCE: Final = 200
_COMPARED: Final = 2_000
"""How many characters of a message are compared."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A message with lipcheck's answer; ``doubt`` is higher the less sure that is, ``why`` says so."""

    doubt: float
    order: int
    report: Report
    why: str

    def __lt__(self, other: Candidate) -> bool:
        return (self.doubt, -self.order) < (other.doubt, -other.order)


class _Best:
    """The candidates of most doubt among all that came by."""

    def __init__(self, size: int) -> None:
        self._size, self._heap = size, list[Candidate]()

    def offer(self, candidate: Candidate) -> None:
        if len(self._heap) < self._size:
            heapq.heappush(self._heap, candidate)
        elif self._size:
            heapq.heappushpop(self._heap, candidate)

    def sorted(self) -> list[Candidate]:
        return sorted(self._heap, reverse=True)


def margin(report: Report) -> tuple[float, str] | None:
    """The doubt between the first two causes, 0 to 1, and why in words; None where they are not close, or out of scope."""
    if len(report.causes) < 2:
        return None
    first, second = report.causes[:2]
    between = first.probability - second.probability
    if between > _CLOSE:
        return None
    told = ", ".join(f"{words(c.cause)} {c.probability:.0%}" for c in (first, second))
    return 1.0 - between, f"two causes are close: {told}"


def nearness(net: Net) -> tuple[float, str] | None:
    """Minus the distance of the net's score from its threshold, in log-odds, and why in words; None where it is far, or not asked."""
    distance = abs(_log_odds(net.score) - _log_odds(net.threshold))
    if not net.asked or distance > _NEAR:
        return None
    return -distance, f"the net is near its threshold: {net.score:.2f}, and it raises from {net.threshold:.2f} on"


def _log_odds(p: float) -> float:
    p = min(max(p, 1e-12), 1 - 1e-12)
    return math.log(p / (1 - p))


def choose(
    messages: Iterable[Message], analyzer: Analyzer, count: int, *, seed: int = 0, done: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """At most ``count`` messages in the labelled form, none like one of ``done`` or like another.

    At least a fifth is picked at random; the others by turns where two causes are close and where the net is near its
    threshold, as far as there are such. The same messages and seed give the same choice.
    """
    chance = random.Random(seed)
    size = count * _SPARE
    causes, net, drawn = _Best(size), _Best(size), _Best(size)
    for order, explained in enumerate(_explained(messages, analyzer)):
        report = explained.report
        drawn.offer(Candidate(chance.random(), order, report, "picked at random, as a check"))
        if (close := margin(report)) is not None:
            causes.offer(Candidate(close[0], order, report, close[1]))
        if (near := nearness(explained.net)) is not None:
            net.offer(Candidate(near[0], order, report, near[1]))
    return _pick(causes.sorted(), net.sorted(), drawn.sorted(), count, done)


def _explained(messages: Iterable[Message], analyzer: Analyzer) -> Iterator[Explanation]:
    """The explained answers to messages that have words, some at a time, after which spaCy forgets their words."""
    rows = (m for m in messages if m.text.strip())
    while some := list(islice(rows, _AT_ONCE)):
        with analyzer.nlp.memory_zone():
            explained = [analyzer.explain(m.text, id=m.id) for m in some]
        yield from explained


def _pick(
    causes: Sequence[Candidate], net: Sequence[Candidate], drawn: Sequence[Candidate], count: int, done: Sequence[str]
) -> list[dict[str, Any]]:
    at_least = math.ceil(count * AT_RANDOM) if count > 1 else 0
    taken = [_compared(text) for text in done]
    picked: list[Candidate] = []

    def take(candidates: Iterator[Candidate], most: int) -> bool:
        """Take the next that is like none that was taken; False where there is none, or there are enough."""
        for c in candidates if len(picked) < most else ():
            text = _compared(c.report.text)
            if extractOne(text, taken, scorer=ratio, score_cutoff=_SAME) is None:
                taken.append(text)
                picked.append(c)
                return True
        return False

    turns, at_random = [iter(causes), iter(net)], iter(drawn)
    while turns:
        turns = [candidates for candidates in turns if take(candidates, count - at_least)]
    while take(at_random, count):
        pass
    return [proposal(c.report, c.why) for c in picked]


def _compared(text: str) -> str:
    """The words of a text in alphabetical order."""
    return " ".join(sorted(text.casefold().split()))[:_COMPARED]
