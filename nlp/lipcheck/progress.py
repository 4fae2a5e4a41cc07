"""How a batch comes on: a bar on a terminal, a line a minute in a log; numbers only, never words of a message."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Protocol

from lipcheck.inputs import Position
from lipcheck.staging import State

if TYPE_CHECKING:
    from typing import Self

    from rich.progress import TaskID

EVERY_S = 60.0  # seconds between two lines of a log


def _left(seconds: float) -> str:
    """Time left in words.

    >>> _left(42), _left(600), _left(86_400)
    ('42 s', '10 min', '24 h')
    """
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 100 * 60 else f"{seconds / 3600:.0f} h"


class Quiet:
    """Says nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def update(self, state: State, position: Position) -> None:
        """Nothing."""


class Log:
    """A line a minute on standard error."""

    def __init__(self, every_s: float = EVERY_S) -> None:
        self._every_s = every_s
        self._begun = self._last = time.monotonic()
        self._rows_before: int | None = None
        self._bytes_before = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def update(self, state: State, position: Position) -> None:
        """A line, where the last one was a minute ago."""
        now = time.monotonic()
        if self._rows_before is None:  # after resuming, rows that were done before say nothing of the speed
            self._rows_before, self._bytes_before, self._begun = state.rows, position.done, now
        if now - self._last < self._every_s:
            return
        self._last = now
        spent = max(now - self._begun, 1e-9)
        parts = [
            f"{state.rows:,} rows",
            f"{(state.rows - self._rows_before) / spent:,.0f} a second",
            f"{state.urgencies['emergency']:,} emergencies",
            f"{state.rejected:,} rejected",
        ]
        read = position.done - self._bytes_before
        if position.total and read > 0:
            parts.append(f"about {_left(spent * max(position.total - position.done, 0) / read)} left")
        sys.stderr.write(", ".join(parts) + "\n")
        sys.stderr.flush()


class Bar:
    """A bar on the terminal."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

        self._task: TaskID | None = None
        self._begun = time.monotonic()
        self._rows_before = 0
        self._progress = Progress(
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[rows]:,} rows  {task.fields[rate]:,.0f}/s"),
            TimeRemainingColumn(),
            TextColumn("[red]{task.fields[emergencies]:,} emergencies[/]  {task.fields[rejected]:,} rejected"),
            console=Console(stderr=True),
            transient=True,
        )

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def update(self, state: State, position: Position) -> None:
        """Move the bar; without a known size it only pulses."""
        if self._task is None:
            total = position.total or None
            self._task = self._progress.add_task("", total=total, rows=0, rate=0.0, emergencies=0, rejected=0)
            self._begun, self._rows_before = time.monotonic(), state.rows
        self._progress.update(
            self._task,
            completed=position.done,
            rows=state.rows,
            rate=(state.rows - self._rows_before) / max(time.monotonic() - self._begun, 1e-9),
            emergencies=state.urgencies["emergency"],
            rejected=state.rejected,
        )


class Watching(Protocol):
    """A watcher of a batch, to be used in a ``with`` block."""

    def __enter__(self) -> Self: ...
    def __exit__(self, *_: object) -> None: ...
    def update(self, state: State, position: Position) -> None:
        """Called after every chunk."""


def watching(*, quiet: bool) -> Watching:
    """What fits where standard error leads."""
    if quiet:
        return Quiet()
    return Bar() if sys.stderr.isatty() else Log()
