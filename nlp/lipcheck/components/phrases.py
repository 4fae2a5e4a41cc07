"""Finds the phrases of a large vocabulary in a document's normalised words.

spaCy's ``PhraseMatcher`` does the same; its ``add`` takes two seconds for our 50,000 phrases, a table of strings a moment.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest


def lengths_of(phrases: Iterable[str]) -> dict[str, str]:
    """How long the phrases of more than one word are, by their first word: a line for each second word, with the lengths before it.

    >>> lengths_of(["numb", "pins and needles", "pins and", "pins of"])
    {'pins': '2,3 and\\n2 of'}
    """
    lengths: dict[str, dict[str, set[int]]] = {}
    for phrase in phrases:
        first, *rest = phrase.split(" ")
        if rest:
            lengths.setdefault(first, {}).setdefault(rest[0], set()).add(len(rest) + 1)
    return {
        first: "\n".join(f"{','.join(map(str, sorted(n)))} {second}" for second, n in sorted(by_second.items()))
        for first, by_second in sorted(lengths.items())
    }


def _by_second(lines: str) -> dict[str, tuple[int, ...]]:
    out = {}
    for line in lines.split("\n"):
        lengths, _, second = line.partition(" ")
        out[second] = tuple(map(int, lengths.split(",")))
    return out


class Phrases:
    """A set of phrases, each given as its words parted by single spaces; ``lengths`` are theirs, where they are known already."""

    def __init__(self, phrases: Collection[str], lengths: Mapping[str, str] | None = None) -> None:
        self._phrases = phrases if isinstance(phrases, Mapping) else frozenset(phrases)
        # how long the phrases are that begin with two words, so that few joins are tried; read when their first word is met
        self._lengths: dict[str, str | dict[str, tuple[int, ...]]] = {}
        self._lengths.update(lengths_of(phrases) if lengths is None else lengths)

    def may_stand_in(self, words: Iterable[str]) -> bool:
        """Whether any word begins a phrase of more than one word."""
        return not self._lengths.keys().isdisjoint(words)

    def find(self, words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """Every phrase that stands in the words: first word, one past the last, phrase; overlapping ones included.

        >>> list(Phrases(["pins and needles", "needles"]).find("pins and needles".split()))
        [(0, 3, 'pins and needles'), (2, 3, 'needles')]
        """
        by_first, phrases = self._lengths, self._phrases
        # a word may hold a space ("leftside-" is read as "left side"): then the second word tells no length
        spaced = " ".join(words).count(" ") >= len(words)
        for start, (word, following) in enumerate(zip_longest(words, words[1:], fillvalue="")):
            if word in phrases and " " not in word:
                yield start, start + 1, word
            by_second = by_first.get(word)
            if by_second is None:
                continue
            if isinstance(by_second, str):
                by_second = by_first[word] = _by_second(by_second)
            lengths = (
                sorted({n for told in by_second.values() for n in told}) if spaced else by_second.get(following, ())
            )
            for length in lengths:
                phrase = " ".join(words[start : start + length])
                if phrase in phrases and start + length <= len(words):
                    yield start, start + length, phrase
