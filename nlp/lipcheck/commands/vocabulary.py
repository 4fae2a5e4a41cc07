"""``lipcheck vocabulary``: the concepts with their words and codes."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

_KINDS = ("symptoms", "sites", "sides", "triggers", "conditions")


def vocabulary(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object, by kind.")] = False,
) -> None:
    """Print every concept that lipcheck knows, with its code and the words that mean it."""
    from lipcheck.vocabulary import load_knowledge

    known = load_knowledge()
    if as_json:
        concepts = {
            kind: [
                {"id": e.id, "code": e.code, "words": list(e.phrases), "source": e.source} for e in getattr(known, kind)
            ]
            for kind in _KINDS
        }
        sys.stdout.buffer.write((json.dumps(concepts, ensure_ascii=False, indent=2) + "\n").encode("utf-8"))
        return

    from rich.table import Table
    from rich.text import Text

    from lipcheck.render import Terminal

    console = Terminal()
    for kind in _KINDS:
        table = Table(
            "concept", "code", "words", title=kind, title_justify="left", title_style="bold", box=None, padding=(0, 1)
        )
        for entry in getattr(known, kind):
            table.add_row(Text(entry.id), Text(entry.code or ""), Text(", ".join(entry.phrases)))
        console.print(table)
