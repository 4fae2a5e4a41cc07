"""``lipcheck batch``: an export of messages, answered row by row."""

from __future__ import annotations

from typing import Annotated

import typer

_URGENCIES = ("emergency", "doctor", "self_care")


def _several(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def batch(
    inputs: Annotated[list[str], typer.Argument(metavar="INPUT...", help="Exports to read; - is standard input.")],
    *,
    output: Annotated[str, typer.Option("--output", "-o", help="Where the records go; - is standard output.")] = "-",
    input_format: Annotated[
        str | None, typer.Option("--format", help="Format of the inputs: jsonl, csv.", show_default="by name")
    ] = None,
    output_format: Annotated[
        str | None, typer.Option("--to", help="Format of the output: jsonl, csv.", show_default="by name")
    ] = None,
    id_column: Annotated[
        str | None, typer.Option(help="Column that holds the id.", show_default="found by common names")
    ] = None,
    text_column: Annotated[
        str | None, typer.Option(help="Column that holds the message.", show_default="found by common names")
    ] = None,
    redact: Annotated[bool, typer.Option("--redact", help="Leave the messages and every quote out.")] = False,
    model: Annotated[str | None, typer.Option("--model", help="Use this trained model.", show_default=False)] = None,
) -> None:
    """Answer an export of messages; rows that cannot be read go to OUTPUT.rejects.jsonl."""
    from lipcheck.analyzer import load
    from lipcheck.batch import Job, check, rejects_path, run

    job = Job(tuple(inputs), output, input_format, output_format, id_column, text_column, redact)
    check(job)  # before the model is loaded, so that wrong usage is told at once
    summary = run(job, load(model))
    counts = [f"{summary.urgencies[u]:,} {u.replace('_', ' ')}" for u in _URGENCIES]
    counts.append(f"{summary.urgencies[None]:,} for a person to read")
    typer.echo(f"{_several(summary.messages, 'message')}: {', '.join(counts)}", err=True)
    if summary.rejected:
        where = "above" if output == "-" else rejects_path(output)
        typer.echo(f"{_several(summary.rejected, 'row')} could not be read: see {where}", err=True)
        raise typer.Exit(1)
