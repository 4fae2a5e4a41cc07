"""``lipcheck classify``: one message, answered."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import Annotated

import typer

from lipcheck.commands.options import Model
from lipcheck.errors import InputError, readable

MAX_TEXT = 1_000_000  # characters, as in a batch
_MOST_BYTES = 4 * MAX_TEXT + 4  # that so many characters can have, and a byte order mark


def _decode(data: bytes, name: str) -> str:
    if b"\0" in data:
        raise InputError(f"{name}: is a binary file, not text", "give the message as UTF-8 text")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{name}: is not UTF-8 text", "save it as UTF-8") from None


def _read(text: str | None, file: Path | None) -> str:
    """The message from wherever it was given; raises InputError where there is none, or no text."""
    if (text is None) == (file is None):
        what = "no message" if text is None else "a message and a file"
        raise InputError(f"{what} given", "give the TEXT in quotes, - for standard input, or --file PATH")
    if file is None and text != "-":
        return text or ""
    if file is None or str(file) == "-":
        return _decode(sys.stdin.buffer.read(_MOST_BYTES), "standard input")
    with readable(file), file.open("rb") as stream:
        return _decode(stream.read(_MOST_BYTES), str(file))


def classify(
    text: Annotated[
        str | None, typer.Argument(help="The message, in quotes; - reads standard input.", show_default=False)
    ] = None,
    *,
    file: Annotated[
        Path | None, typer.Option("--file", "-f", help="Read the message from this file.", show_default=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the record as one line of JSON.")] = False,
    redact: Annotated[bool, typer.Option("--redact", help="Leave the message and every quote out.")] = False,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain", help="Say how the answer came about: rules, words, weights; in --json as explanation."
        ),
    ] = False,
    model: Model = None,
) -> None:
    """Answer one message: how urgent it is, why, what may cause it, what to do."""
    message = _read(text, file)
    if len(message) > MAX_TEXT:
        raise InputError(f"the message has more than {MAX_TEXT:,} characters", "give one message, not an export")
    gc.disable()  # one answer and the process ends: a look through all of spaCy for garbage takes longer than it is worth

    from lipcheck.lean import import_spacy

    import_spacy()

    from lipcheck.analyzer import load

    analyzer = load(model)
    explanation = analyzer.explain(message) if explain else None
    report = explanation.report if explanation else analyzer.analyze(message)
    if as_json:
        from lipcheck.exports.jsonl import dump
        from lipcheck.highlight import standard_output

        record = report.to_dict(redact=redact)
        if explanation:
            record["explanation"] = explanation.to_dict(redact=redact)
        out = standard_output()
        out.write(dump(record))
        out.flush()
        return

    from lipcheck.render import Terminal, show

    show(report, Terminal(), redact=redact, explanation=explanation)
