"""Makes the page of a results file, whole or not at all."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from lipcheck.errors import InputError, LipcheckError
from lipcheck.highlight import visible
from lipcheck.page.inbox import Counts, Heading, write_inbox
from lipcheck.results import open_results


@contextmanager
def _whole(output: str) -> Iterator[BinaryIO]:
    """A stream to the output; a file takes its name when the block ends well, and only its owner can read it."""
    path = Path(os.path.realpath(output))
    if output == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    if path.exists() and not path.is_file():  # a device or a pipe: it cannot be replaced
        with open(path, "wb") as stream:
            yield stream
        return
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with open(handle, "wb") as stream:
            yield stream
        os.replace(name, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(name)
        raise


def check_results(output: str, output_format: str | None) -> None:
    """Raise InputError where a batch's output cannot be read back as records."""
    kind = (output_format or Path(output).suffix.removeprefix(".")).lower()
    if output == "-" or kind not in ("jsonl", "ndjson"):
        raise InputError("--report and --summary need the records in a JSONL file", "write them with -o RESULTS.jsonl")


def check_page(results: str, output: str) -> None:
    """Raise InputError where the page cannot go where it is to go."""
    if output == "-":
        return
    path = Path(os.path.realpath(output))
    if path.is_dir():
        raise InputError(f"{output}: is a folder, not a file")
    if not path.parent.is_dir():
        raise InputError(f"{output}: the folder does not exist")
    if path == Path(os.path.realpath(results)):
        raise InputError(f"{output}: is the input too", "write to another file")


def write_page(results: str, output: str, *, redact: bool = False) -> Counts:
    """Write the page of a results file; raises InputError where it holds no record, LipcheckError where writing fails."""
    check_page(results, output)
    source = "standard input" if results == "-" else visible(Path(results).name)
    heading = Heading(source, datetime.now(), redact)
    try:
        with open_results(results, sys.stdin.buffer) as records, _whole(output) as stream:
            counts = write_inbox(records, stream, heading)
            if counts.unread and not counts.shown:
                raise InputError(
                    f"{results}: holds no lipcheck record", "make them with `lipcheck batch EXPORT -o RESULTS`"
                )
    except BrokenPipeError:
        raise
    except OSError as e:
        raise LipcheckError(f"stopped: {e.strerror or type(e).__name__}", f"{output} was not written") from e
    return counts
