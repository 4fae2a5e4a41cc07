"""Salutations and farewells, of which no model learns anything: they say who writes, not what is felt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from lipcheck.vocabulary import word_lists

_GREETING: Final = word_lists("greetings")["greeting"]
_FAREWELL: Final = word_lists("greetings")["farewell"]
_WARMLY: Final = word_lists("greetings")["warmly"]
# a farewell is the last of a message, with a name or two behind it
_SIGNATURE: Final = 5


def without_greetings(words: Sequence[str]) -> tuple[str, ...]:
    """The words of a message without "Hello doctor," at its head and "Best wishes, Ann" at its end."""
    return tuple(words[slice(*body(words))])


def body(words: Sequence[str]) -> tuple[int, int]:
    """Where those words are: the first, and one past the last.

    >>> body("hello doctor , my lip twitches . best wishes , ann".split())
    (3, 7)
    """
    start = next((i for i, word in enumerate(words) if not _greets(word)), len(words))
    for i in range(max(start + 1, len(words) - _SIGNATURE), len(words)):
        if words[i] in _FAREWELL:
            while i > start + 1 and words[i - 1] in _WARMLY:
                i -= 1
            return start, i
    return start, len(words)


def _greets(word: str) -> bool:
    """Whether a word at the head of a message only greets."""
    return word in _GREETING or not word.isalnum()
