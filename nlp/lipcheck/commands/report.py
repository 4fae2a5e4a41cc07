"""``lipcheck report``: a batch's results as one page."""

from __future__ import annotations

from typing import Annotated

import typer


def report(
    results: Annotated[
        str, typer.Argument(metavar="RESULTS", help="Records of lipcheck batch, JSONL; - is standard input.")
    ],
    *,
    output: Annotated[str, typer.Option("--output", "-o", help="Where the page goes; - is standard output.")],
    redact: Annotated[bool, typer.Option("--redact", help="Leave the messages and every quote out.")] = False,
) -> None:
    """Make one page of a batch's results, most urgent first: a single file that needs no network."""
    from lipcheck.highlight import visible
    from lipcheck.page.write import write_page

    counts = write_page(results, output, redact=redact)
    if counts.unread:
        lines = f"{counts.unread:,} line{'' if counts.unread == 1 else 's'}"
        typer.echo(
            f"{lines} of {visible(results)} could not be read and {'is' if counts.unread == 1 else 'are'} not on the page",
            err=True,
        )
        raise typer.Exit(1)
