"""The output of a batch while it grows: beside its name, with a journal to go on from, and under its name only when whole.

``OUTPUT.part`` holds the records so far, ``OUTPUT.rejects.jsonl.part`` the rejects, ``OUTPUT.journal`` what the batch is
and, a line each, the points up to which both are on disk. What stands behind the last such point is cut off on resuming.
"""

from __future__ import annotations

import errno
import json
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, BinaryIO

from lipcheck.errors import InputError, LipcheckError

try:
    import fcntl
except ImportError:  # Windows: two batches to one output are not told apart there
    fcntl = None  # type: ignore[assignment]

Build = Callable[[Iterator[Mapping[str, Any]], Path], None]


class ResumeError(LipcheckError):
    """A batch that cannot go on where it stopped, because it would not be the same batch."""


@dataclass(slots=True)
class State:
    """How far a batch has come: rows read, bytes written, and what came of them."""

    rows: int = 0
    output_bytes: int = 0
    reject_bytes: int = 0
    messages: int = 0
    rejected: int = 0
    urgencies: Counter[str] = field(default_factory=Counter)
    finished: bool = False


def rejects_path(output: str) -> str:
    """Where the rejects of an output go.

    >>> rejects_path("out.csv")
    'out.csv.rejects.jsonl'
    """
    return f"{output}.rejects.jsonl"


def paths(output: str) -> tuple[Path, ...]:
    """Every file that a batch may make: output and rejects, both unfinished, a built output, the journal."""
    rejects = rejects_path(output)
    return tuple(
        map(Path, (output, rejects, f"{output}.part", f"{rejects}.part", f"{output}.building", f"{output}.journal"))
    )


def _create(path: Path) -> BinaryIO:
    """An empty file for its owner only."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0), 0o600)
    with suppress(AttributeError):  # not on Windows
        os.fchmod(handle, 0o600)
    return open(handle, "r+b")


def _reopen(path: Path, size: int) -> BinaryIO:
    """A file as it was when it had this many bytes; raises ResumeError where it has fewer."""
    try:
        stream = open(path, "r+b")  # noqa: SIM115 - open as long as the batch
    except FileNotFoundError:
        raise ResumeError(f"{path}: is gone, so that the batch cannot go on", "start again without --resume") from None
    if stream.seek(0, os.SEEK_END) < size:
        stream.close()
        raise ResumeError(f"{path}: is shorter than its journal says", "start again without --resume")
    stream.truncate(size)
    stream.seek(size)
    return stream


def _sync(stream: BinaryIO) -> None:
    stream.flush()
    os.fsync(stream.fileno())


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):  # not every system lets a folder be opened
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _read_journal(journal: BinaryIO) -> tuple[dict[str, Any], State] | None:
    """What the batch is and how far it came; None for a journal that was not begun. A line cut off by a crash does not count."""
    lines = []
    for line in journal:
        try:
            lines.append(json.loads(line) if line.endswith(b"\n") else None)
        except ValueError:
            break
    whole = [line for line in lines if isinstance(line, dict)]
    if not whole:
        return None
    state = State(**whole[-1]) if len(whole) > 1 else State()
    state.urgencies = Counter(state.urgencies)
    return whole[0], state


class Stage:
    """The files of one batch; ``records`` and ``rejects`` are open for writing from ``begin`` to ``finish`` or ``close``."""

    records: BinaryIO
    rejects: BinaryIO

    def __init__(self, output: str, *, every_s: float) -> None:
        self._every_s = every_s
        self._last = time.monotonic()
        self._open: list[BinaryIO] = []
        self._ours = False  # until then the files may be those of another batch
        self._output, self._rejects, self._part, self._rejects_part, self._building, self._journal_path = paths(output)

    def begin(self, what: Mapping[str, Any], *, resume: bool) -> State:
        """Where to go on: at the start, or where the journal of the same batch ends; raises ResumeError for another batch."""
        handle = os.open(self._journal_path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
        self._journal = self._keep_open(open(handle, "r+b"))  # noqa: SIM115 - until close()
        self._lock()
        found = _read_journal(self._journal) if resume else None
        if found is not None:
            begun, state = found
            for name, wanted in what.items():
                if begun.get(name) != wanted:
                    raise ResumeError(
                        f"cannot resume: {_difference(name, begun.get(name), wanted)}", "start again without --resume"
                    )
            if not state.finished:
                self.records = self._keep_open(_reopen(self._part, state.output_bytes))
                self.rejects = self._keep_open(_reopen(self._rejects_part, state.reject_bytes))
            self._cut_journal()
            self._ours = True
            return state
        self._ours = True
        self.records, self.rejects = self._keep_open(_create(self._part)), self._keep_open(_create(self._rejects_part))
        self._journal.seek(0)
        self._journal.truncate()
        self._note(what)
        return State()

    def _keep_open(self, stream: BinaryIO) -> BinaryIO:
        self._open.append(stream)
        return stream

    def _lock(self) -> None:
        if fcntl is None:
            return
        try:
            fcntl.flock(self._journal, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError(
                f"{self._output}: another batch is writing it", "wait for that one, or write to another file"
            ) from None
        except OSError as e:  # a file system without locks
            if e.errno not in (errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS):
                raise

    def _cut_journal(self) -> None:
        """Take a line away that a crash cut off."""
        self._journal.seek(0)
        data = self._journal.read()
        end = data.rfind(b"\n") + 1
        self._journal.seek(end)
        self._journal.truncate(end)

    def _note(self, line: Mapping[str, Any]) -> None:
        self._journal.write(json.dumps(line).encode() + b"\n")
        _sync(self._journal)

    def checkpoint(self, state: State, *, at_once: bool = False) -> None:
        """Put all on disk and note how far it is, unless that was done a moment ago."""
        if not at_once and time.monotonic() - self._last < self._every_s:
            return
        for stream in (self.records, self.rejects):
            _sync(stream)
        state.output_bytes, state.reject_bytes = self.records.tell(), self.rejects.tell()
        self._note({f.name: getattr(state, f.name) for f in fields(state)})
        self._last = time.monotonic()

    def finish(self, state: State, build: Build | None) -> None:
        """Give the files their names; it can be done again where it was interrupted."""
        if not state.finished:
            state.finished = True
            self.checkpoint(state, at_once=True)
            self.records.close()
            self.rejects.close()
        # the rejects first: an output that stands under its name has them beside it
        if self._rejects_part.exists() and state.rejected:
            os.replace(self._rejects_part, self._rejects)
        elif not state.rejected:
            for path in (self._rejects, self._rejects_part):
                path.unlink(missing_ok=True)
        if self._part.exists():
            if build is not None:
                with _create(self._building) as built, open(self._part, "rb") as records:
                    build(map(json.loads, records), self._building)
                    os.fsync(built.fileno())
            os.replace(self._part if build is None else self._building, self._output)
        self._part.unlink(missing_ok=True)
        _sync_folder(self._output.parent)
        self._journal_path.unlink()

    def close(self, *, keep: bool) -> None:
        """Close the files; those of a batch that did not finish stay where it can be gone on with, or is another one."""
        for stream in self._open:
            with suppress(OSError):  # what a full disk did not take stands behind the last point of the journal
                stream.close()
        if self._ours and not keep:
            for path in (self._part, self._rejects_part, self._building, self._journal_path):
                path.unlink(missing_ok=True)


def _difference(name: str, before: Any, now: Any) -> str:
    if name == "inputs":
        return "the input has changed since it began"
    if isinstance(before, dict) and isinstance(now, dict):
        changed = sorted(k for k in {*before, *now} if before.get(k) != now.get(k))
        return f"it began with other {name} ({', '.join(changed)})"
    return f"it began with {name} {before}, and this is {now}"
