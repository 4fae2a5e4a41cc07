"""The whole analyzer, and every output that grows line by line: valid records whose offsets quote the message."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator

import lipcheck
from lipcheck.exports import Message, formats
from lipcheck.exports.jsonl import dump
from lipcheck.highlight import pieces
from lipcheck.schema import record_schema

_ANALYZER = lipcheck.load()
_VALIDATOR = Draft202012Validator(record_schema())
_ENCODERS = [f.lines.encode for f in formats().values() if f.lines is not None]


def _quoted(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if "start" in node:
            yield node
        node = list(node.values())
    if isinstance(node, list):
        for value in node:
            yield from _quoted(value)


def check(data: bytes) -> None:
    """Raise where the record of these bytes as a message is not valid."""
    text = data.decode("utf-8", "surrogateescape")
    [report] = _ANALYZER.analyze_all([Message("1", text)])
    record = report.to_dict()
    for error in _VALIDATOR.iter_errors(record):
        raise ValueError(error.message)
    for quote in _quoted(record):
        if quote["text"] != text[quote["start"] : quote["end"]] or not quote["text"]:
            raise ValueError(f"{quote['start']}-{quote['end']} is another quote")
    if b'"text"' in dump(report.to_dict(redact=True)):
        raise ValueError("a quote in a redacted record")
    if len("".join(piece for piece, _ in pieces(record))) != len(text):
        raise ValueError("the highlighted message is not as long as the message")
    for encode in _ENCODERS:
        encode(record)
