"""Finds the phrases of a large vocabulary in a document's normalised words.

spaCy's ``PhraseMatcher`` does the same; its ``add`` takes two seconds for our 50,000 phrases, a table of strings a moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest


class Phrases:
    """A set of phrases, each given as its words parted by single spaces."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._phrases = frozenset(phrases)
        self._alone = frozenset(p for p in self._phrases if " " not in p)
        # how long the others are that begin with two words, so that few joins are tried
        self._lengths: dict[str, dict[str, tuple[int, ...]]] = {}
        for phrase in self._phrases - self._alone:
            first, second, *rest = phrase.split(" ")
            by_second = self._lengths.setdefault(first, {})
            by_second[second] = tuple(sorted({*by_second.get(second, ()), len(rest) + 2}))

    def find(self, words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """Every phrase that stands in the words: first word, one past the last, phrase; overlapping ones included.

        >>> list(Phrases(["pins and needles", "needles"]).find("pins and needles".split()))
        [(0, 3, 'pins and needles'), (2, 3, 'needles')]
        """
        alone, by_first, phrases = self._alone, self._lengths, self._phrases
        # a word may hold a space ("leftside-" is read as "left side"): then the second word tells no length
        spaced = " ".join(words).count(" ") >= len(words)
        for start, (word, following) in enumerate(zip_longest(words, words[1:], fillvalue="")):
            if word in alone:
                yield start, start + 1, word
            by_second = by_first.get(word)
            if by_second is None:
                continue
            lengths = (
                sorted({n for told in by_second.values() for n in told}) if spaced else by_second.get(following, ())
            )
            for length in lengths:
                phrase = " ".join(words[start : start + length])
                if phrase in phrases and start + length <= len(words):
                    yield start, start + length, phrase
