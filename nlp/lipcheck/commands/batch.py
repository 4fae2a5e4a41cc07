"""``lipcheck batch``: exports of messages, answered row by row."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lipcheck.commands.options import Encoding, IdColumn, InputFormat, Model, TextColumn

if TYPE_CHECKING:
    from lipcheck.batch import Summary

_URGENCIES = ("emergency", "doctor", "self_care")
KEY_VARIABLE = "LIPCHECK_KEY"


class Engine(StrEnum):
    """Where the work is done."""

    LOCAL = "local"
    SPARK = "spark"


def _several(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _key(file: Path | None) -> bytes:
    """The key for ids, from the file, else the environment; raises InputError where there is none, or a weak one."""
    import os

    from lipcheck.errors import InputError
    from lipcheck.ids import check_key

    if file is not None:
        try:
            return check_key(file.read_bytes())
        except OSError as e:
            raise InputError(f"{file}: cannot be read ({e.strerror})") from None
    if (given := os.environ.get(KEY_VARIABLE)) is None:
        raise InputError("--hash-ids needs a key", f"give a file with --key-file, or set {KEY_VARIABLE}")
    return check_key(os.fsencode(given))


def _tell(summary: Summary, where: str) -> None:
    counts = [f"{summary.urgencies[u]:,} {u.replace('_', ' ')}" for u in _URGENCIES]
    counts.append(f"{summary.urgencies[None]:,} for a person to read")
    typer.echo(f"{_several(summary.messages, 'message')}: {', '.join(counts)}", err=True)
    if summary.rejected:
        from lipcheck.highlight import visible

        typer.echo(f"{_several(summary.rejected, 'row')} could not be read: see {visible(where)}", err=True)


def batch(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="INPUT...", help="Exports to read: files, folders, patterns; - is standard input."),
    ],
    *,
    output: Annotated[str, typer.Option("--output", "-o", help="Where the records go; - is standard output.")] = "-",
    input_format: InputFormat = None,
    output_format: Annotated[
        str | None,
        typer.Option(
            "--to", help="Format of the output: jsonl, csv, tsv, parquet, sqlite, fhir.", show_default="by name"
        ),
    ] = None,
    encoding: Encoding = None,
    id_column: IdColumn = None,
    text_column: TextColumn = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(help="Carry this column through to the record; may be repeated; * is all.", show_default=False),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Stop at the first row that cannot be read.")] = False,
    workers: Annotated[
        int, typer.Option(min=0, help="Processes that share the work; 0 is one a core.", show_default="all cores")
    ] = 0,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where an interrupted batch stopped.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")] = False,
    redact: Annotated[bool, typer.Option("--redact", help="Leave the messages and every quote out.")] = False,
    hash_ids: Annotated[bool, typer.Option("--hash-ids", help="Replace ids by keyed hashes.")] = False,
    key_file: Annotated[
        Path | None,
        typer.Option(help="File with the key for --hash-ids.", show_default=f"the variable {KEY_VARIABLE}"),
    ] = None,
    page: Annotated[
        str | None, typer.Option("--report", help="Make the inbox page too, here.", show_default=False)
    ] = None,
    glance: Annotated[
        bool, typer.Option("--summary", help="Show counts, and the emergencies with id and reason; no text.")
    ] = False,
    model: Model = None,
    engine: Annotated[Engine, typer.Option(help="Where the work is done.")] = Engine.LOCAL,
    master: Annotated[
        str | None, typer.Option(help="The Spark master, for --engine spark.", show_default="Spark's own settings")
    ] = None,
) -> None:
    """Answer exports of messages; rows that cannot be read go to OUTPUT.rejects.jsonl."""
    from functools import partial

    from lipcheck.batch import Job, check, run
    from lipcheck.progress import watching
    from lipcheck.staging import rejects_path

    job = Job(
        inputs=tuple(inputs),
        output=output,
        input_format=input_format,
        output_format=output_format,
        id_column=id_column,
        text_column=text_column,
        redact=redact,
        keep=tuple(keep or ()),
        encoding=encoding,
        strict=strict,
        resume=resume,
        workers=workers,
        hash_key=_key(key_file) if hash_ids else None,
    )
    if page is not None or glance:
        from lipcheck.page.write import check_page, check_results

        check_results(output if engine is Engine.LOCAL else "-", output_format)
        check_page(output, page or "-")
    if engine is Engine.SPARK:
        from lipcheck.spark import rejects_folder
        from lipcheck.spark import run as run_on_spark

        summary = run_on_spark(job, model, master)
        if not quiet:
            _tell(summary, rejects_folder(output))
        raise typer.Exit(1 if summary.rejected else 0)
    check(job)  # before anything slow is imported, so that wrong usage is told at once

    from dataclasses import replace

    from lipcheck.versions import version_of
    from lipcheck.workers import load_analyzer

    with watching(quiet=quiet) as watcher:
        summary = run(replace(job, version=version_of(model)), partial(load_analyzer, model), watcher)
    if not quiet:
        _tell(summary, "above" if output == "-" else rejects_path(output))
    if page is not None:
        from lipcheck.page.write import write_page

        write_page(output, page, redact=redact)
    if glance:
        from lipcheck.summary import show_results

        show_results(output)
    if summary.rejected:
        raise typer.Exit(1)
