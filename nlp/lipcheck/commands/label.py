"""``lipcheck label``: what to label next, of an export."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lipcheck.commands.options import Encoding, IdColumn, InputFormat, Model, TextColumn
from lipcheck.errors import InputError, LipcheckError

if TYPE_CHECKING:
    from lipcheck.exports import Message, Reject


def label(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="EXPORT...", help="Exports to pick from: files, folders, patterns; - is standard input."
        ),
    ],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="Where the messages to label go, JSONL.")],
    count: Annotated[int, typer.Option("--count", "-n", min=1, help="How many messages to pick.")] = 50,
    seed: Annotated[int, typer.Option(help="Another seed picks others at random.")] = 0,
    done: Annotated[
        list[str] | None,
        typer.Option(help="Labelled messages, JSONL: none like them is picked; may be repeated.", show_default=False),
    ] = None,
    input_format: InputFormat = None,
    encoding: Encoding = None,
    id_column: IdColumn = None,
    text_column: TextColumn = None,
    model: Model = None,
) -> None:
    """Pick from exports the messages that are worth labelling, each with lipcheck's answer as a proposal to correct."""
    from lipcheck.batch import Job, check, rows_of
    from lipcheck.inputs import Position

    job = Job(
        inputs=tuple(inputs),
        output=str(output),
        output_format="jsonl",
        input_format=input_format,
        encoding=encoding,
        id_column=id_column,
        text_column=text_column,
    )
    if str(output) == "-":
        raise InputError("the messages to label go to a file", "name one with -o")
    if output.exists():
        raise InputError(f"{output}: exists already, and may hold labels", "name another file")
    check(job)  # before anything slow is imported

    from lipcheck.analyzer import load
    from lipcheck.learning.choose import choose
    from lipcheck.learning.labels import read_texts

    rejected: list[Reject] = []
    texts = list(read_texts(done or ()))
    messages = _messages((row for _, row in rows_of(job, Position())), rejected)
    lines = choose(messages, load(model), count, seed=seed, done=texts)
    _write(lines, output)
    typer.echo(f"{len(lines):,} message{'' if len(lines) == 1 else 's'} to label: {output}", err=True)
    if len(lines) < count:
        typer.echo(f"{count:,} were wanted: the others are near-duplicates, or there are no more", err=True)
    if rejected:
        raise typer.Exit(1)


def _messages(rows: Iterable[Message | Reject], rejected: list[Reject]) -> Iterator[Message]:
    """The messages; what cannot be read is told on standard error as it comes."""
    from lipcheck.exports import Message
    from lipcheck.exports.jsonl import dump

    for row in rows:
        if isinstance(row, Message):
            yield row
        else:
            rejected.append(row)
            sys.stderr.write(f"rejected: {dump(row.to_dict()).decode('utf-8', 'replace')}")


def _write(lines: Iterable[dict[str, object]], output: Path) -> None:
    """Write the lines for their owner's eyes only; raises LipcheckError where that fails, and leaves nothing then."""
    from lipcheck.exports.jsonl import dump

    content = b"".join(map(dump, lines))
    try:
        with open(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            try:
                stream.write(content)
                stream.flush()
            except OSError:
                output.unlink(missing_ok=True)
                raise
    except OSError as e:
        raise LipcheckError(f"stopped: {e.strerror or type(e).__name__}", f"{output} was not written") from e
