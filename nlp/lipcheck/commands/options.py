"""Options that several commands have, each told once."""

from __future__ import annotations

from typing import Annotated

import typer

InputFormat = Annotated[
    str | None,
    typer.Option(
        "--format",
        help="Format of the inputs: csv, tsv, jsonl, json, parquet, xlsx, txt, eml, mbox, fhir, whatsapp.",
        show_default="by content and name",
    ),
]
Encoding = Annotated[str | None, typer.Option(help="Encoding of the inputs.", show_default="found by content")]
IdColumn = Annotated[str | None, typer.Option(help="Column that holds the id.", show_default="found by common names")]
TextColumn = Annotated[
    str | None, typer.Option(help="Column that holds the message.", show_default="found by common names")
]
Model = Annotated[
    str | None, typer.Option("--model", help="Use this model of lipcheck train, a folder.", show_default=False)
]
