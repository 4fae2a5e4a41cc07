"""Cleaning: never raises, and its map leads every character back into the message, in order."""

from __future__ import annotations

from lipcheck.cleaning import clean, own_words


def check(data: bytes) -> None:
    """Raise where cleaning of these bytes as text breaks its promises."""
    text = data.decode("utf-8", "surrogateescape")
    cleaned = clean(text)
    before = (0, 0)
    for at in range(0, len(cleaned.text), max(1, len(cleaned.text) // 50)):
        start, end = cleaned.original_span(at, at + 1)
        if not (0 <= start < end <= len(text) and start >= before[0]):
            raise ValueError(f"character {at} comes from {start}-{end} of {len(text)}, the one before from {before}")
        before = (start, end)
    if cleaned.text and cleaned.original_span(0, len(cleaned.text))[1] > len(text):
        raise ValueError("the text ends behind the message")
    own_words(text)
