"""Finds the phrases of a large vocabulary in a document's normalised words.

spaCy's ``PhraseMatcher`` does the same; its ``add`` takes two seconds for our 50,000 phrases, a table of strings a moment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence


class Phrases:
    """A set of phrases, each given as its words parted by single spaces."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._phrases = frozenset(phrases)
        lengths: dict[str, set[int]] = defaultdict(set)
        for phrase in self._phrases:
            words = phrase.split(" ")
            lengths[words[0]].add(len(words))
        # how long the phrases are that begin with a word, so that few joins are tried
        self._lengths = {word: tuple(sorted(found)) for word, found in lengths.items()}

    def find(self, words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """Every phrase that stands in the words: first word, one past the last, phrase; overlapping ones included.

        >>> list(Phrases(["pins and needles", "needles"]).find("pins and needles".split()))
        [(0, 3, 'pins and needles'), (2, 3, 'needles')]
        """
        for start, word in enumerate(words):
            for length in self._lengths.get(word, ()):
                phrase = word if length == 1 else " ".join(words[start : start + length])
                if phrase in self._phrases and start + length <= len(words):
                    yield start, start + length, phrase
