"""Salutations and farewells, of which no model learns anything: they say who writes, not what is felt."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import dropwhile
from typing import Final

from lipcheck.vocabulary import word_lists

_GREETING: Final = word_lists("greetings")["greeting"]
_FAREWELL: Final = word_lists("greetings")["farewell"]
_WARMLY: Final = word_lists("greetings")["warmly"]
# a farewell is the last of a message, with a name or two behind it
_SIGNATURE: Final = 5


def without_greetings(words: Sequence[str]) -> tuple[str, ...]:
    """The words of a message without "Hello doctor," at its head and "Best wishes, Ann" at its end."""
    kept = tuple(dropwhile(_greets, words))
    for i in range(max(1, len(kept) - _SIGNATURE), len(kept)):
        if kept[i] in _FAREWELL:
            while i > 1 and kept[i - 1] in _WARMLY:
                i -= 1
            return kept[:i]
    return kept


def _greets(word: str) -> bool:
    """Whether a word at the head of a message only greets."""
    return word in _GREETING or not word.isalnum()
