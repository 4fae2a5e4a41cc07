"""Runs exports through the analyzer: streams, survives bad rows and interruptions, shows the output only when it is whole."""

from __future__ import annotations

import errno
import hashlib
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from lipcheck.errors import InputError
from lipcheck.exports import Format, Message, Reject, named_format, output_format
from lipcheck.exports.jsonl import dump
from lipcheck.highlight import standard_output, visible
from lipcheck.ids import SeenIds, hash_id
from lipcheck.inputs import STDIN, How, Position, check_input, check_kind, expand, read_rows, size_of
from lipcheck.staging import Stage, State, paths
from lipcheck.workers import Pool, Result, Row, StoppedError, Work, answer_here

if TYPE_CHECKING:
    from lipcheck.analyzer import Analyzer

CHUNK = 200  # messages given to the pipeline, or to a worker, at once
FEW = 1_000  # messages that are done before workers would have started
MAX_TEXT = 1_000_000  # characters; nobody writes a longer message
CHECKPOINT_S = 1.0  # seconds of work that an interruption may cost


@dataclass(frozen=True, slots=True)
class Job:
    """What to read and how, where to write and how; formats and encodings are found out where not given.

    ``workers`` of 0 are as many as there are cores. ``version`` is that of the analyzer: another one does not resume.
    """

    inputs: tuple[str, ...]
    output: str = "-"
    input_format: str | None = None
    output_format: str | None = None
    id_column: str | None = None
    text_column: str | None = None
    redact: bool = False
    keep: tuple[str, ...] = ()
    encoding: str | None = None
    strict: bool = False
    resume: bool = False
    workers: int = 1
    hash_key: bytes | None = None
    version: str = ""
    checkpoint_s: float = CHECKPOINT_S

    @property
    def how(self) -> How:
        """How the inputs are read."""
        return How(self.input_format, self.encoding, self.id_column, self.text_column, self.keep)


@dataclass(frozen=True, slots=True)
class Summary:
    """What came of a batch, in numbers."""

    messages: int
    rejected: int
    urgencies: Counter[str | None]


class Watcher(Protocol):
    """Is told how a batch comes on; never sees a message."""

    def update(self, state: State, position: Position) -> None:
        """Called after every chunk."""


def cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _is_replaced(output: str) -> bool:
    """Whether the output is a file that appears when it is whole; standard output and devices are written as they are."""
    return output != STDIN and (not os.path.exists(output) or os.path.isfile(output))


def _leave(job: Job) -> frozenset[str]:
    """What a folder of inputs may hold that is the batch's own."""
    if job.output == STDIN:
        return frozenset()
    return frozenset(os.path.realpath(path) for path in paths(os.path.realpath(job.output)))


def check(job: Job) -> Format:
    """The format of the output; raises InputError for whatever can be known to be wrong beforehand."""
    if not job.inputs:
        raise InputError("no input", "name a file, a folder, a pattern, or - for standard input")
    if job.inputs.count(STDIN) > 1:
        raise InputError("standard input (-) can be read only once")
    if job.input_format is not None and named_format(job.input_format, option="--format").read is None:
        raise InputError(f"{job.input_format} can be written, not read")
    if job.resume and STDIN in job.inputs:
        raise InputError("standard input cannot be resumed: what was read of it is gone", "give the export as a file")
    target = output_format(job.output_format, job.output)
    if job.resume and not _is_replaced(job.output):
        raise InputError("--resume needs an output file", "name one with -o")
    if target.build is not None and not _is_replaced(job.output):
        raise InputError(f"{target.name} cannot be written to standard output", "name a file with -o")
    leave = _leave(job)
    for given in job.inputs:
        if given == STDIN:
            continue
        files = expand((given,), leave=leave)
        if os.path.isdir(given):
            if next(files, None) is None:
                raise InputError(f"{given}: is a folder without files")
            continue
        for found in files:
            if found.named:
                _check_file(found.path, job)
                check_input(found, job.how)
    path = Path(os.path.realpath(job.output))
    if job.output != STDIN and path.is_dir():
        raise InputError(f"{job.output}: is a folder, not a file")
    if job.output != STDIN and not path.parent.is_dir():
        raise InputError(f"{job.output}: the folder does not exist")
    return target


def _check_file(path: str, job: Job) -> None:
    if (
        job.output != STDIN
        and os.path.exists(job.output)
        and os.path.exists(path)
        and os.path.samefile(path, job.output)
    ):
        raise InputError(f"{job.output}: is an input too", "write to another file")


def rows_of(job: Job, position: Position) -> Iterator[Row]:
    """Every row of the job, with ids that are unique in their file, and not the given ones under ``hash_key``."""
    seen = SeenIds()
    for file, given in read_rows(expand(job.inputs, leave=_leave(job)), job.how, position):
        row = given
        if isinstance(row, Message):
            before = seen.first_row(file, row.id, row.row)
            if before is not None:
                row = Reject(file, row.row, duplicate(before), row.id)
            elif len(row.text) > MAX_TEXT:
                row = Reject(file, row.row, too_long(row.text), row.id)
        yield file, row if job.hash_key is None else hashed(row, job.hash_key)
    seen.close()


def duplicate(before: int) -> str:
    """Why a row with the id of an earlier one is rejected."""
    return f"duplicate id: row {before} has it too"


def too_long(text: str) -> str:
    """Why a message of more than ``MAX_TEXT`` characters is rejected."""
    return f"too long: {len(text):,} characters, at most {MAX_TEXT:,}"


def hashed(row: Message | Reject, key: bytes) -> Message | Reject:
    """The row with its id, and the patient's that FHIR brings along, as hashes."""
    if isinstance(row, Reject):
        return row if row.id is None else replace(row, id=hash_id(key, row.id))
    extra = row.extra
    if isinstance(subject := extra.get("subject"), str):
        kind, _, name = subject.rpartition("/")
        extra = extra | {"subject": f"{kind or 'Patient'}/{hash_id(key, name)}"}
    return replace(row, id=hash_id(key, row.id), extra=extra)


def _chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


@contextmanager
def _answers(rows: Iterator[Row], work: Work, workers: int) -> Iterator[Iterator[list[Result]]]:
    """The results of each chunk, from worker processes where there are enough rows for them to be worth it."""
    first = list(islice(rows, FEW)) if workers > 1 else []
    if len(first) < FEW:
        yield answer_here(work, _chunks(chain(first, rows)))
        return
    pool = Pool(work, workers)
    try:
        yield pool.answer(_chunks(chain(first, rows)))
    finally:
        pool.close()


def _write(result: Result, records: BinaryIO, rejects: BinaryIO, state: State, *, strict: bool) -> None:
    state.rows += 1
    if isinstance(result, Reject):
        if strict:
            where = f"{result.file}, row {result.row}" if result.row else result.file
            raise StoppedError(f"stopped at {where}: {result.reason}", "without --strict such rows are set aside")
        rejects.write(dump(result.to_dict()))
        state.rejected += 1
    else:
        records.write(result.line)
        state.messages += 1
        state.urgencies[result.urgency or ""] += 1


class _Complaints:
    """The rejects of a batch without an output file: lines on standard error."""

    def write(self, data: bytes) -> int:
        sys.stderr.write(f"rejected: {visible(data.decode('utf-8', 'replace'))}")
        return len(data)


_AnswerAll = Callable[[State, BinaryIO, Any, Callable[[State], None]], None]


def run(job: Job, load: Callable[[], Analyzer], watcher: Watcher | None = None) -> Summary:
    """Analyze every message of the job; raises InputError for an unreadable input, StoppedError where writing fails.

    ``load`` makes the analyzer, in each worker process its own.
    """
    target = check(job)
    position = Position(_size(job))
    work = Work(load, target.name, job.redact)

    def answer_all(state: State, records: BinaryIO, rejects: Any, after: Callable[[State], None]) -> None:
        rows = rows_of(job, position)
        next(islice(rows, state.rows, state.rows), None)  # what was done before the interruption
        with _answers(rows, work, job.workers or cores()) as answers:
            for results in answers:
                for result in results:
                    _write(result, records, rejects, state, strict=job.strict)
                after(state)
                if watcher is not None:
                    watcher.update(state, position)

    try:
        if _is_replaced(job.output):
            state = _run_staged(job, target, answer_all)
        else:
            state = _run_direct(job, target, answer_all)
    except BrokenPipeError:
        raise
    except OSError as e:
        if e.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENAMETOOLONG):
            raise InputError(f"{job.output}: cannot be written ({e.strerror})") from e
        hint = f"{job.output} was not written"
        if _can_resume(job):
            hint += "; when the cause is mended, the same command with --resume goes on where it stopped"
        raise StoppedError(f"stopped: {e.strerror or type(e).__name__}", hint) from e
    urgencies: Counter[str | None] = Counter({u or None: n for u, n in state.urgencies.items()})
    return Summary(state.messages, state.rejected, urgencies)


def _run_direct(job: Job, target: Format, answer_all: _AnswerAll) -> State:
    state = State()
    with open(job.output, "wb") if job.output != STDIN else nullcontext(standard_output()) as records:
        if target.lines is not None:
            records.write(target.lines.head)
        answer_all(state, records, _Complaints(), lambda _: None)
        records.flush()
    return state


def _can_resume(job: Job) -> bool:
    return STDIN not in job.inputs and _is_replaced(job.output)


def _run_staged(job: Job, target: Format, answer_all: _AnswerAll) -> State:
    output = os.path.realpath(job.output)  # a link stays one
    stage = Stage(output, every_s=job.checkpoint_s)
    keep = False
    try:
        state = stage.begin(_what(job, target), resume=job.resume)
        if not state.finished:
            if target.lines is not None and stage.records.tell() == 0:
                stage.records.write(target.lines.head)
            keep = _can_resume(job)
            answer_all(state, stage.records, stage.rejects, stage.checkpoint)
        keep = _can_resume(job)
        stage.finish(state, target.build)
    except InputError:
        keep = False
        raise
    except StoppedError:
        keep = keep and not job.strict  # a bad row is still there the next time
        raise
    finally:
        stage.close(keep=keep)
    return state


def _what(job: Job, target: Format) -> dict[str, Any]:
    """What makes a batch the same batch."""
    options = {
        "--to": target.name,
        "--format": job.input_format,
        "--encoding": job.encoding,
        "--id-column": job.id_column,
        "--text-column": job.text_column,
        "--keep": list(job.keep),
        "--redact": job.redact,
        "--hash-ids": job.hash_key and hash_id(job.hash_key, "lipcheck"),
    }
    return {"model": job.version, "options": options, "inputs": _contents(job) if _can_resume(job) else None}


def _contents(job: Job) -> Mapping[str, Any]:
    """The inputs by number and content: a file that was copied anew is still the same, one with a word changed is not."""
    whole = hashlib.sha256()
    files = 0
    for found in expand(job.inputs, leave=_leave(job)):
        try:
            check_kind(found)
            with open(found.path, "rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
        except (OSError, InputError):  # told when it is read
            digest = "unreadable"
        whole.update(f"{digest} {found.path}\n".encode("utf-8", "surrogateescape"))
        files += 1
    return {"files": files, "sha256": whole.hexdigest()}


def _size(job: Job) -> int:
    """The inputs' bytes on disk; 0 where they cannot be known, as for standard input."""
    if STDIN in job.inputs:
        return 0
    return sum(size_of(found.path) for found in expand(job.inputs, leave=_leave(job)))
