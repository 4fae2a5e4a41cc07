"""``lipcheck schema``: the JSON Schema of the record."""

from __future__ import annotations

import json

import typer


def schema() -> None:
    """Print the JSON Schema (draft 2020-12) of the record."""
    from lipcheck.schema import record_schema

    typer.echo(json.dumps(record_schema(), indent=2))
