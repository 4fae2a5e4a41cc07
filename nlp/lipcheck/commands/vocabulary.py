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
    """Print every phrase that lipcheck knows, a line each: kind, concept, code, phrase (to search in: `lipcheck vocabulary | grep ...`)."""
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

    from lipcheck.highlight import visible

    for kind in _KINDS:
        for entry in getattr(known, kind):
            for phrase in entry.phrases:
                line = "\t".join((kind, entry.id, entry.code or "", visible(phrase)))
                sys.stdout.buffer.write(f"{line}\n".encode())
