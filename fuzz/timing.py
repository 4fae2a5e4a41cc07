"""Timing alone, in a pipeline of its own: finite times in order, with the words that were read."""

from __future__ import annotations

import math

import spacy

import lipcheck.components.timing  # noqa: F401 - registers the factory

_NLP = spacy.blank("en")
_NLP.add_pipe("lipcheck_timing")


def check(data: bytes) -> None:
    """Raise where the times of these bytes as text are no times."""
    text = data.decode("utf-8", "replace")
    with _NLP.memory_zone():
        timing = _NLP(text)._.timing
    ranges = [(d.min_s, d.max_s, d.quote) for d in timing.durations]
    ranges += [(f.min_per_day, f.max_per_day, f.quote) for f in timing.frequencies]
    for low, high, quote in ranges:
        if not (math.isfinite(low) and math.isfinite(high) and 0 <= low <= high):
            raise ValueError(f"from {low} to {high}")
        if text[quote.start : quote.end] != quote.text or not quote.text:
            raise ValueError(f"{quote.start}-{quote.end} is another quote")
    if timing.age_years is not None and not 0 <= timing.age_years < 150:
        raise ValueError(f"an age of {timing.age_years}")
