"""Finds the phrases of a large vocabulary in a document's normalised words.

spaCy's ``PhraseMatcher`` does the same; its ``add`` takes two seconds for our 50,000 phrases, a table of strings a moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from lipcheck.errors import KnowledgeError

_BETWEEN, _TELLS = "|", "="


def pages_of(phrases: Mapping[str, Sequence[int]]) -> dict[str, str]:
    """Phrases and the numbers that they stand for, by their first word, each word's in one text: most are never looked at.

    >>> pages_of({"pins and needles": [3], "pins": [1, 2]})
    {'pins': 'pins and needles=3|pins=1 2'}
    """
    pages: dict[str, list[str]] = {}
    for phrase, numbers in phrases.items():
        if _BETWEEN in phrase:
            raise KnowledgeError(
                f"the phrase {phrase!r} holds a {_BETWEEN}, which stands between choices in braces only"
            )
        pages.setdefault(phrase.split(" ")[0], []).append(f"{phrase}{_TELLS}{' '.join(map(str, numbers))}")
    return {first: _BETWEEN.join(page) for first, page in pages.items()}


class Phrases:
    """Phrases, each its words parted by single spaces; given as such, or as pages, which are read when their word is met."""

    def __init__(self, phrases: Iterable[str] = (), *, pages: Mapping[str, str] | None = None) -> None:
        # the phrases of the pages read so far, and what each stands for, as its page says it
        self._told: dict[str, str] = {}
        # how long the phrases are that begin with two words, so that few joins are tried
        self._lengths: dict[str, str | dict[str, tuple[int, ...]]] = dict(pages or {})
        by_first: dict[str, list[str]] = {}
        for phrase in phrases:
            by_first.setdefault(phrase.split(" ", 1)[0], []).append(phrase)
        for first, starting in by_first.items():
            self._add(first, ((phrase, "") for phrase in starting))

    def numbers(self, phrase: str) -> tuple[int, ...]:
        """What a phrase that was found stands for."""
        return tuple(map(int, self._told[phrase].split()))

    def _read(self, first: str, page: str) -> dict[str, tuple[int, ...]]:
        lines = (line.rpartition(_TELLS) for line in page.split(_BETWEEN))
        return self._add(first, ((phrase, numbers) for phrase, _, numbers in lines))

    def _add(self, first: str, phrases: Iterable[tuple[str, str]]) -> dict[str, tuple[int, ...]]:
        """All phrases that begin with a word, each with its numbers."""
        lengths: dict[str, set[int]] = {}
        for phrase, numbers in phrases:
            self._told[phrase] = numbers
            second = phrase.split(" ", 2)[1:2]
            if second:
                lengths.setdefault(second[0], set()).add(phrase.count(" ") + 1)
        by_second = {second: tuple(sorted(found)) for second, found in lengths.items()}
        self._lengths[first] = by_second
        return by_second

    def may_stand_in(self, words: Iterable[str]) -> bool:
        """Whether any word begins a phrase."""
        return not self._lengths.keys().isdisjoint(words)

    def find(self, words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """Every phrase that stands in the words: first word, one past the last, phrase; overlapping ones included.

        >>> list(Phrases(["pins and needles", "needles"]).find("pins and needles".split()))
        [(0, 3, 'pins and needles'), (2, 3, 'needles')]
        """
        by_first, phrases = self._lengths, self._told
        if by_first.keys().isdisjoint(words):
            return
        places = [i for i, word in enumerate(words) if word in by_first]
        # a word may hold a space ("leftside-" is read as "left side"): then the second word tells no length
        spaced = " ".join(words).count(" ") >= len(words)
        for start in places:
            word = words[start]
            following = words[start + 1] if start + 1 < len(words) else ""
            by_second = by_first[word]
            if isinstance(by_second, str):
                by_second = self._read(word, by_second)
            if word in phrases and " " not in word:
                yield start, start + 1, word
            lengths = (
                sorted({n for told in by_second.values() for n in told}) if spaced else by_second.get(following, ())
            )
            for length in lengths:
                phrase = " ".join(words[start : start + length])
                if phrase in phrases and start + length <= len(words):
                    yield start, start + length, phrase
