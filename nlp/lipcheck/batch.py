"""Runs an export through the analyzer: streams, survives bad rows, and shows the output only when it is whole."""

from __future__ import annotations

import errno
import io
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from lipcheck.errors import InputError, LipcheckError
from lipcheck.exports import Format, Message, Reject, Source, find_format
from lipcheck.exports.jsonl import dump
from lipcheck.report import Report

if TYPE_CHECKING:
    from lipcheck.analyzer import Analyzer

CHUNK = 200  # messages given to the pipeline at once


class StoppedError(LipcheckError):
    """The batch ended before its last message; nothing stands under the output's name."""


@dataclass(frozen=True, slots=True)
class Job:
    """What to read and how, where to write and how; formats are told from the names where not given."""

    inputs: tuple[str, ...]
    output: str = "-"
    input_format: str | None = None
    output_format: str | None = None
    id_column: str | None = None
    text_column: str | None = None
    redact: bool = False


@dataclass(slots=True)
class Summary:
    """What came of a batch, in numbers."""

    messages: int = 0
    rejected: int = 0
    urgencies: Counter[str | None] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class _Sink:
    """The two streams of a batch."""

    records: BinaryIO
    rejects: BinaryIO


def rejects_path(output: str) -> str:
    """Where the rejects of an output go.

    >>> rejects_path("out.csv")
    'out.csv.rejects.jsonl'
    """
    return f"{output}.rejects.jsonl"


def _open(file: str) -> io.BufferedReader:
    if file == "-":
        stdin = sys.stdin.buffer
        return stdin if isinstance(stdin, io.BufferedReader) else io.BufferedReader(io.BytesIO(stdin.read()))
    try:
        return open(file, "rb")
    except FileNotFoundError:
        raise InputError(f"{file}: no such file") from None
    except IsADirectoryError:
        raise InputError(f"{file}: is a folder, not a file") from None
    except OSError as e:
        raise InputError(f"{file}: cannot be read ({e.strerror})") from None


def check(job: Job) -> tuple[list[Format], Format]:
    """The format of each input and of the output; raises InputError for whatever can be known to be wrong beforehand."""
    if not job.inputs:
        raise InputError("no input", "name a file, or - for standard input")
    if job.inputs.count("-") > 1:
        raise InputError("standard input (-) can be read only once")
    formats = []
    for file in job.inputs:
        found = find_format(job.input_format, file, option="--format")
        if found.read is None:
            raise InputError(f"{file}: {found.name} can be written, not read")
        formats.append(found)
        if file == "-":
            continue
        _open(file).close()
        if job.output != "-" and os.path.exists(job.output) and os.path.samefile(file, job.output):
            raise InputError(f"{job.output}: is an input too", "write to another file")
    target = find_format(job.output_format, job.output, option="--to")
    if target.open_writer is None:
        raise InputError(f"{job.output}: {target.name} can be read, not written")
    path = Path(os.path.realpath(job.output))
    if job.output != "-" and path.is_dir():
        raise InputError(f"{job.output}: is a folder, not a file")
    if job.output != "-" and not path.parent.is_dir():
        raise InputError(f"{job.output}: the folder does not exist")
    return formats, target


def _rows(job: Job, formats: Sequence[Format]) -> Iterator[tuple[str, Message | Reject]]:
    for file, found in zip(job.inputs, formats, strict=True):
        if found.read is None:  # refused by check
            continue
        stream = _open(file)
        try:
            for row in found.read(stream, Source(file, job.id_column, job.text_column)):
                yield file, row
        finally:
            if file != "-":  # standard input is not ours to close
                stream.close()


def _analyze(analyzer: Analyzer, rows: Sequence[tuple[str, Message | Reject]]) -> Iterator[Report | Reject]:
    """The reports of a chunk in its order; where one fails, each is tried alone and the guilty one rejected."""
    messages = [row for _, row in rows if isinstance(row, Message)]
    try:
        reports = iter(list(analyzer.pipe(messages)))
    except Exception:  # any fault in one message: found below, one by one, and told by its type
        for file, row in rows:
            yield _analyze_alone(analyzer, file, row) if isinstance(row, Message) else row
        return
    for _, row in rows:
        yield next(reports) if isinstance(row, Message) else row


def _analyze_alone(analyzer: Analyzer, file: str, message: Message) -> Report | Reject:
    try:
        return analyzer.analyze(message.text, id=message.id, received=message.received, extra=message.extra)
    except Exception as e:  # counted and told, by type only: its words may be the message's
        return Reject(file, message.row, f"the analysis failed ({type(e).__name__})")


@contextmanager
def _temporary(path: Path) -> Iterator[BinaryIO]:
    """A file beside ``path`` that takes its name when the block ends well, and is gone when it does not."""
    handle, name = tempfile.mkstemp(
        dir=path.parent, prefix=f".{path.name}.", suffix=".part"
    )  # readable by the owner only
    try:
        with open(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(name, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(name)
        raise


class _Complaints(io.RawIOBase):
    """The rejects of a batch to standard output: lines on standard error."""

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        line = bytes(data)  # type: ignore[call-overload]  # a buffer, by RawIOBase's contract
        sys.stderr.write(f"rejected: {line.decode('utf-8', 'replace')}")
        return len(line)


@contextmanager
def _sink(output: str) -> Iterator[_Sink]:
    complaints: BinaryIO = _Complaints()  # type: ignore[assignment]  # RawIOBase is what BinaryIO means
    if output == "-":
        yield _Sink(sys.stdout.buffer, complaints)
        sys.stdout.buffer.flush()
        return
    path = Path(os.path.realpath(output))
    if path.exists() and not path.is_file():  # a device or a pipe: it cannot be replaced
        with open(path, "wb") as stream:
            yield _Sink(stream, complaints)
        return
    rejects = Path(rejects_path(str(path)))
    with _temporary(path) as records, _temporary(rejects) as rejected:
        yield _Sink(records, rejected)
    if rejects.stat().st_size == 0:
        rejects.unlink()


def run(job: Job, analyzer: Analyzer) -> Summary:
    """Analyze every message of the job; raises InputError for an unreadable input, StoppedError where writing fails."""
    formats, target = check(job)
    if target.open_writer is None:  # refused by check
        raise InputError(f"{job.output}: cannot be written")
    summary = Summary()
    try:
        with _sink(job.output) as sink:
            writer = target.open_writer(sink.records)
            rows = _rows(job, formats)
            while chunk := list(islice(rows, CHUNK)):
                for result in _analyze(analyzer, chunk):
                    if isinstance(result, Reject):
                        sink.rejects.write(dump(result.to_dict()))
                        summary.rejected += 1
                    else:
                        writer.write(result.to_dict(redact=job.redact))
                        summary.messages += 1
                        summary.urgencies[result.urgency] += 1
            writer.close()
    except BrokenPipeError:
        raise
    except OSError as e:
        if e.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENAMETOOLONG):
            raise InputError(f"{job.output}: cannot be written ({e.strerror})") from e
        raise StoppedError(f"stopped: {e.strerror or type(e).__name__}", f"{job.output} was not written") from e
    return summary
