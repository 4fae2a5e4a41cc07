"""Messages read up to their times: the timing model learns from them before they are read on, so that each is read once.

Every core has a process of its own, which keeps the documents of its share of the messages.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Final, TypeVar

import joblib
from spacy.tokens import Doc

from lipcheck.analyzer import Analyzer, Begun
from lipcheck.cleaning import Cleaned
from lipcheck.evaluation.labelled import Labelled
from lipcheck.triage.case import Case
from training.reading import reader

Made = TypeVar("Made")

_NEXT: Final = "lipcheck_timing"
_TOGETHER: Final = 32


@dataclass(frozen=True, slots=True)
class Half:
    """A labelled message with its cleaned text, the same in lower case, and its document before times are told."""

    message: Labelled
    cleaned: Cleaned
    lowered: str
    doc: Doc


class Halfway:
    """The messages, read up to their times by the tense model that is in place when this is made. For use in ``with``."""

    def __init__(self, messages: Sequence[Labelled]) -> None:
        self._messages = messages
        self._processes = [ProcessPoolExecutor(1, get_context("spawn")) for _ in range(joblib.cpu_count())]
        shares = [messages[n :: len(self._processes)] for n in range(len(self._processes))]
        self._all([p.submit(_begin, share) for p, share in zip(self._processes, shares, strict=True)])

    def each(self, work: Callable[[Half], list[Made]]) -> list[Made]:
        """What ``work``, a function of a module, makes of every message, in their order."""
        return [made for of_one in self._all([p.submit(_each, work) for p in self._processes]) for made in of_one]

    def finish(self) -> dict[str, Case]:
        """What is found in each message before causes and urgency, by id; by the timing model that is in place now."""
        found = self._all([p.submit(_finish) for p in self._processes])
        return dict(zip((m.id for m in self._messages), found, strict=True))

    def _all(self, waits: Sequence[Future[list[Made]]]) -> list[Made]:
        """What the processes made of their messages, in the order of all."""
        out: dict[int, Made] = {}
        for n, wait in enumerate(waits):
            out.update(zip(range(n, len(self._messages), len(waits)), wait.result(), strict=False))
        return [out[n] for n in sorted(out)]

    def __enter__(self) -> Halfway:
        return self

    def __exit__(self, *error: object) -> None:
        for p in self._processes:
            p.shutdown()


# the share of the process that this is
_held: list[tuple[Sequence[Labelled], Begun]] = []
_analyzers: list[Analyzer] = []


def _begin(messages: Sequence[Labelled]) -> list[None]:
    analyzer = reader()
    _analyzers.append(analyzer)
    for n in range(0, len(messages), _TOGETHER):
        part = messages[n : n + _TOGETHER]
        _held.append((part, analyzer.begin([m.text for m in part], before=_NEXT)))
    return []


def _each(work: Callable[[Half], list[Made]]) -> list[list[Made]]:
    return [
        work(Half(*of_one))
        for messages, begun in _held
        for of_one in zip(messages, begun.cleaned, begun.lowered, begun.docs, strict=True)
    ]


def _finish() -> list[Case]:
    (analyzer,) = _analyzers
    analyzer.nlp.replace_pipe(_NEXT, _NEXT)  # reads the weights anew
    return [case for _, begun in _held for case in analyzer.finish(begun)]
