"""Messages in, lines of output back: in this process, or in several that no document ever leaves.

Chunks go out and results come back in order, with a few chunks ahead and no more. A worker that dies costs time: the
chunks that it may have died of are tried again, the guilty one message by message, and the guilty message is a reject.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.resource_tracker import ensure_running
from typing import TYPE_CHECKING, Any, TypeVar

from lipcheck.errors import LipcheckError
from lipcheck.exports import Message, Reject, formats
from lipcheck.exports.jsonl import dump

if TYPE_CHECKING:
    from lipcheck.analyzer import Analyzer
    from lipcheck.report import Report

T = TypeVar("T")

AHEAD = 3  # chunks a worker that may be on their way
TRIES = 2  # times that a message may see its worker die before it is held guilty

Row = tuple[str, Message | Reject]  # with the file that it came from


class StoppedError(LipcheckError):
    """The batch ended before its last message; nothing stands under the output's name."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a message became: its urgency, for the counts, and its record as the output holds it."""

    urgency: str | None
    line: bytes


@dataclass(frozen=True, slots=True)
class Work:
    """What each process does: load an analyzer, answer, and write the record in a format (JSONL where it has no lines)."""

    load: Callable[[], Analyzer]
    to: str = "jsonl"
    redact: bool = False


Result = Answer | Reject


def load_analyzer(model: str | None) -> Analyzer:
    """The analyzer with this model; spaCy is imported only in the process that calls it."""
    from lipcheck.analyzer import load

    return load(model)


class Answering:
    """Answers chunks in this process."""

    def __init__(self, work: Work) -> None:
        self._analyzer = work.load()
        lines = formats()[work.to].lines
        self._encode = lines.encode if lines is not None else dump
        self._redact = work.redact

    def answer(self, rows: Sequence[Row]) -> list[Result]:
        """What each row became, in order, as the output holds it."""

        def line(record: dict[str, Any], report: Report) -> Answer:
            return Answer(report.urgency, self._encode(record))

        return answered(self._analyzer, rows, line, redact=self._redact)


def answered(
    analyzer: Analyzer, rows: Sequence[Row], make: Callable[[dict[str, Any], Report], T], *, redact: bool
) -> list[T | Reject]:
    """What each row became, in order; where one message fails, each is tried alone and the guilty one is a reject."""

    def alone(file: str, message: Message) -> T | Reject:
        try:
            [report] = analyzer.analyze_all([message])
            return make(report.to_dict(redact=redact), report)
        except Exception as e:  # counted and told, by type only: its words may be the message's
            return Reject(file, message.row, f"the analysis failed ({type(e).__name__})", message.id)

    messages = [row for _, row in rows if isinstance(row, Message)]
    try:
        reports = analyzer.analyze_all(messages)
        made = iter([make(report.to_dict(redact=redact), report) for report in reports])
    except Exception:  # any fault in one message: found here, one by one
        return [row if isinstance(row, Reject) else alone(file, row) for file, row in rows]
    return [row if isinstance(row, Reject) else next(made) for _, row in rows]


def answer_here(work: Work, chunks: Iterable[list[Row]]) -> Iterator[list[Result]]:
    """The results of each chunk, made in this process."""
    answering = Answering(work)
    for chunk in chunks:
        yield answering.answer(chunk)


# --- In a worker process ------------------------------------------------------------------------------------------

_here: Answering | None = None


def _start(work: Work) -> None:
    """Load what the worker needs; Ctrl-C is the parent's to see, and without a parent there is nothing to do."""
    global _here
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    _here = Answering(work)


def _leave_with_parent() -> None:
    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)


def _answer(rows: list[Row]) -> list[Result]:
    if _here is None:  # the executor runs _start first
        raise RuntimeError("the worker was not started")
    return _here.answer(rows)


# --- In the parent ------------------------------------------------------------------------------------------------


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Children that are started in here are born deaf to Ctrl-C, or they would print tracebacks while they load.

    One that comes meanwhile is held back, not lost: the parent has it afterwards.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    ensure_running()  # it sets what is held itself when it starts
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Pool:
    """Worker processes, renewed when one of them dies."""

    def __init__(self, work: Work, workers: int) -> None:
        self._work, self._workers = work, workers
        self._executor = self._new()

    def _new(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self._workers, get_context("spawn"), initializer=_start, initargs=(self._work,))

    def _submit(self, rows: list[Row]) -> Future[list[Result]]:
        with _interrupts_held():
            try:
                return self._executor.submit(_answer, rows)
            except BrokenProcessPool:
                self._renew()
                return self._executor.submit(_answer, rows)

    def _renew(self) -> None:
        """Workers afresh; raises StoppedError where even idle ones die."""
        self._executor.shutdown(wait=True, cancel_futures=True)
        self._executor = self._new()
        try:
            with _interrupts_held():
                ready = self._executor.submit(_answer, [])
            ready.result()
        except BrokenProcessPool:
            raise StoppedError(
                "stopped: the worker processes die at once", "try --workers 1, or free some memory"
            ) from None

    def answer(self, chunks: Iterable[list[Row]]) -> Iterator[list[Result]]:
        """The results of each chunk, in order."""
        coming = iter(chunks)
        waiting: deque[tuple[list[Row], Future[list[Result]]]] = deque()
        while True:
            while len(waiting) < AHEAD * self._workers and (chunk := next(coming, None)) is not None:
                waiting.append((chunk, self._submit(chunk)))
            if not waiting:
                return
            chunk, future = waiting.popleft()
            try:
                results = future.result()
            except BrokenProcessPool:
                results = self._again(chunk)
                waiting = deque((c, f if _is_done(f) else self._submit(c)) for c, f in waiting)
            yield results

    def _again(self, chunk: list[Row]) -> list[Result]:
        """A chunk that a worker may have died of: tried with nothing beside it, then message by message."""
        self._renew()
        try:
            return self._submit(chunk).result()
        except BrokenProcessPool:
            return [row if isinstance(row, Reject) else self._alone(file, row) for file, row in chunk]

    def _alone(self, file: str, message: Message) -> Result:
        for _ in range(TRIES):
            try:
                return self._submit([(file, message)]).result()[0]
            except BrokenProcessPool:
                self._renew()
        return Reject(file, message.row, "the worker process died of it (killed, or out of memory)", message.id)

    def close(self) -> None:
        """End the workers, after the chunk that each is at."""
        self._executor.shutdown(wait=True, cancel_futures=True)


def _is_done(future: Future[list[Result]]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None
