"""Finds the phrases of a large vocabulary in a document's normalised words.

spaCy's ``PhraseMatcher`` does the same; its ``add`` took two seconds for 50,000 phrases, and ours are 540,000; a table of strings takes a moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from lipcheck.errors import KnowledgeError

_BETWEEN, _TELLS, _NEXT = "|", "=", "\n"


def pages_of(phrases: Mapping[str, Sequence[int]]) -> dict[str, str]:
    """Phrases and the numbers that they stand for, by their first word, each word's in one text: most are never looked at.

    A line holds the phrases that go on with one word, behind that word.

    >>> pages_of({"pins and needles": [3], "pins and tacks": [4], "pins": [1, 2]})
    {'pins': 'and|pins and needles=3|pins and tacks=4\\n|pins=1 2'}
    """
    pages: dict[str, dict[str, list[str]]] = {}
    for phrase, numbers in phrases.items():
        if _BETWEEN in phrase:
            raise KnowledgeError(
                f"the phrase {phrase!r} holds a {_BETWEEN}, which stands between choices in braces only"
            )
        first, second, *_ = *phrase.split(" ", 2), ""
        told = f"{phrase}{_TELLS}{' '.join(map(str, numbers))}"
        pages.setdefault(first, {}).setdefault(second, [second]).append(told)
    return {first: _NEXT.join(map(_BETWEEN.join, lines.values())) for first, lines in pages.items()}


class Phrases:
    """Phrases, each its words parted by single spaces; given as such, or as pages, which are read when their words are met."""

    def __init__(self, phrases: Iterable[str] = (), *, pages: Mapping[str, str] | None = None) -> None:
        self._pages = pages or {}
        # the phrases read so far, and what each stands for, as its page says it
        self._told: dict[str, str] = {}
        # how long the phrases are that begin with two words, so that few joins are tried; a word whose page is unread has None,
        # two words whose line is unread have it
        self._lengths: dict[str, dict[str, tuple[int, ...] | str] | None] = dict.fromkeys(self._pages)
        by_second: dict[str, dict[str, list[str]]] = {}
        for phrase in phrases:
            first, second, *_ = *phrase.split(" ", 2), ""
            by_second.setdefault(first, {}).setdefault(second, []).append(phrase)
        for first, lines in by_second.items():
            self._lengths[first] = {second: self._add((p, "") for p in begun) for second, begun in lines.items()}

    def numbers(self, phrase: str) -> tuple[int, ...]:
        """What a phrase that was found stands for."""
        return tuple(map(int, self._told[phrase].split()))

    def _read(self, first: str) -> dict[str, tuple[int, ...] | str]:
        """The page of a word: its lines by the word that follows; the line of the word alone is read."""
        lines: dict[str, tuple[int, ...] | str] = {}
        for line in self._pages[first].split(_NEXT):
            second, _, begun = line.partition(_BETWEEN)
            lines[second] = begun if second else self._read_line(begun)
        self._lengths[first] = lines
        return lines

    def _read_line(self, line: str) -> tuple[int, ...]:
        told = (phrase.rpartition(_TELLS) for phrase in line.split(_BETWEEN))
        return self._add((phrase, numbers) for phrase, _, numbers in told)

    def _add(self, phrases: Iterable[tuple[str, str]]) -> tuple[int, ...]:
        """Phrases, each with its numbers; returns how many words they have, each number once."""
        lengths = set()
        for phrase, numbers in phrases:
            self._told[phrase] = numbers
            lengths.add(phrase.count(" ") + 1)
        return tuple(sorted(lengths))

    def _lengths_of(self, first: str, second: str) -> tuple[int, ...]:
        """How many words the phrases have that begin with two words."""
        lines = self._lengths[first] or {}
        lengths = lines.get(second, ())
        if isinstance(lengths, str):
            lengths = lines[second] = self._read_line(lengths)
        return lengths

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
            if by_second is None:
                by_second = self._read(word)
            if word in phrases and " " not in word:
                yield start, start + 1, word
            if spaced:
                lengths = tuple(sorted({n for second in by_second for n in self._lengths_of(word, second) if second}))
            else:
                lengths = self._lengths_of(word, following) if following else ()
            for length in lengths:
                phrase = " ".join(words[start : start + length])
                if phrase in phrases and start + length <= len(words):
                    yield start, start + length, phrase
