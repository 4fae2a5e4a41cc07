"""Which words of a message counted, and as what: one answer for terminal, page and notebook, from the record."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, BinaryIO, Final, cast

# Where marks overlap, the first of them shows.
MARKS: Final = {
    "flag": "red flag",
    "denied": "denied",
    "past": "past",
    "not_sure": "unsure, feared or another person's",
    "symptom": "symptom",
    "place": "site or side",
    "timing": "timing",
    "trigger": "trigger",
    "condition": "condition",
}
_RANK: Final = {name: rank for rank, name in enumerate(MARKS)}

# One sign for one character, so that offsets hold: controls as their pictures, what else could steer or reorder as U+FFFD.
_VISIBLE: Final = {
    **{c: 0x2400 + c for c in range(0x20)},
    0x7F: 0x2421,
    **dict.fromkeys((*range(0x80, 0xA0), 0x061C, 0x200E, 0x200F, 0x2028, 0x2029), 0xFFFD),
    **dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xD800, 0xE000)), 0xFFFD),
    ord("\n"): ord("\n"),
    ord("\t"): ord(" "),
    ord("\r"): ord(" "),
}


def visible(text: str) -> str:
    r"""The text with everything that could steer a terminal or reorder a line made visible; as long as before.

    >>> visible("lip\x1b[31m numb")
    'lip␛[31m numb'
    """
    return text.translate(_VISIBLE)


class _OnTerminal(io.RawIOBase):
    """Standard output on a terminal, which shows what would steer it and does not obey."""

    def writable(self) -> bool:
        """Whether it can be written to: always."""
        return True

    def write(self, data: Any) -> int:
        """The bytes as text made visible; each call holds whole lines."""
        text = visible(bytes(data).decode("utf-8", "replace"))
        sys.stdout.buffer.write(text.encode(sys.stdout.encoding, "replace"))
        return len(data)

    def flush(self) -> None:
        """Flush standard output."""
        sys.stdout.buffer.flush()


def standard_output() -> BinaryIO:
    """Where bytes of records go: as they are to a file or a pipe, made visible to a terminal."""
    return cast("BinaryIO", _OnTerminal()) if sys.stdout.isatty() else sys.stdout.buffer


def mark_of(kind: str, status: str, experiencer: str) -> str:
    """The mark of a mention: that of its kind where it is the patient's and there, else that of its status.

    >>> mark_of("symptom", "absent", "patient")
    'denied'
    """
    if experiencer != "patient" or status in ("uncertain", "hypothetical"):
        return "not_sure"
    return {"absent": "denied", "past": "past"}.get(status, kind)


def _spans(record: Mapping[str, Any]) -> Iterator[tuple[int, int, str]]:
    """Start, end and mark of everything that counted."""
    for finding in record["findings"]:
        yield finding["start"], finding["end"], mark_of("symptom", finding["status"], finding["experiencer"])
        for span in (finding["site_span"], finding["side_span"]):
            if span:
                yield span[0], span[1], "place"
    for timed in (*record["durations"], *record["frequencies"]):
        yield timed["start"], timed["end"], "timing"
    for kind in ("trigger", "condition"):
        for item in record[f"{kind}s"]:
            yield item["start"], item["end"], mark_of(kind, item["status"], item["experiencer"])
    for flag in record["red_flags"]:
        if flag["active"]:
            yield from ((quote["start"], quote["end"], "flag") for quote in flag["evidence"])


def pieces(record: Mapping[str, Any]) -> list[tuple[str, str | None]]:
    """The message, made visible, cut where marks begin and end, each piece with its mark; empty where the record has no text."""
    text = visible(record.get("text") or "")
    spans = [(max(a, 0), min(b, len(text)), mark) for a, b, mark in _spans(record) if a < b and a < len(text)]
    spans.sort(key=lambda s: _RANK[s[2]])
    out: list[tuple[str, str | None]] = []
    for start, end in pairwise(sorted({0, len(text), *(x for s in spans for x in s[:2])})):
        mark = next((m for a, b, m in spans if a <= start and end <= b), None)
        if out and out[-1][1] == mark:
            out[-1] = (out[-1][0] + text[start:end], mark)
        else:
            out.append((text[start:end], mark))
    return out
