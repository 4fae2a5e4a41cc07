"""What the writer only read or heard of in general: "a page on the net says that ...", "I read of people who ...".

``told`` finds where such a statement leads to what was read. The words are data: ``knowledge/hearsay.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from lipcheck.vocabulary import word_lists

_WORDS: Final = word_lists("hearsay")
_SOURCES: Final = _WORDS["source"]
_SAYING: Final = _WORDS["saying"]
_IT_SAYS: Final = tuple(tuple(phrase.split()) for phrase in sorted(_WORDS["it_says"]))
_READ: Final = _WORDS["read"]
_READING: Final = _WORDS["reading"]
_READERS: Final = _WORDS["reader"]
_HEARING: Final = _WORDS["hearing"]
_LEARNING: Final = _WORDS["learning"]
_DAYS: Final = _WORDS["day"]
_WHICH: Final = _WORDS["which"]
_PRINTED: Final = _WORDS["printed"]
_SAW: Final = _WORDS["saw"]
_FILLERS: Final = _WORDS["filler"]
_ABOUT: Final = _WORDS["about"]
_THAT: Final = _WORDS["that"]
_TOLD: Final = _WORDS["told"]
_POSSIBLE: Final = _WORDS["possible"]
_OF_WHAT: Final = _WORDS["of_what"]
_TOPIC: Final = _WORDS["topic"]
_LEADING: Final = _ABOUT | _THAT | _TOPIC
_PEOPLE: Final = _WORDS["person"]
_WHO: Final = _WORDS["who"]
# how far behind a source it may be said to say something, how many words stand between reading and what was read about, and
# how far behind that the people of whom one reads may stand; in tokens
_SAYS_REACH, _FILLED, _PEOPLE_REACH, _WHO_REACH = 4, 6, 6, 4
# how far behind what is printed its colon may stand
_LISTS_REACH: Final = 5


class Hearsay(NamedTuple):
    """Words that lead to what was read or heard: first token, one past the last."""

    start: int
    end: int


def told(norms: Sequence[str], own: frozenset[str]) -> Iterator[Hearsay]:
    """Where what was read or heard of begins; over ``own`` words, which are the writer's, nothing reaches.

    >>> list(told("in the forums they write about going blind".split(), frozenset({"my"})))
    [Hearsay(start=2, end=6)]
    >>> list(told("i read so much about people who choke".split(), frozenset({"my"})))
    [Hearsay(start=1, end=7)]
    >>> list(told("a reading of 84 and short of breath".split(), frozenset({"my"})))
    []
    """
    for i, word in enumerate(norms):
        at = 0
        if word in _SOURCES:
            at = _says(norms, i, own) or _lists(norms, i, own)
        elif word in _READ or word in _READING:
            reader = i == 0 or norms[i - 1] in _READERS or not norms[i - 1].isalpha()
            if reader:
                at = _reads(norms, i, _ABOUT if word in _READING else _ABOUT | _THAT)
                at = at or (_reads_of_what_may_be(norms, i, own) if word in _READ else 0)
        elif word in _LEARNING:
            which = not _WHICH.isdisjoint(norms[i + 1 : i + 2]) and _ABOUT.isdisjoint(norms[i + 2 : i + 3])
            at = i + 2 if which else 0  # not "which of the pills made her tongue swell"
        elif word in _HEARING:
            of = _reads(norms, i, _ABOUT)
            at = of if of and _of_people(norms, of) > of else 0
        elif any(tuple(norms[i : i + len(phrase)]) == phrase for phrase in _IT_SAYS):
            at = i + 2
        if at:
            yield Hearsay(i, _of_people(norms, at))


def _says(norms: Sequence[str], source: int, own: frozenset[str]) -> int:
    """One past the words by which a source says something, or tells of people; 0 where it does not."""
    for i in range(source + 1, min(source + _SAYS_REACH, len(norms))):
        if norms[i] in _TOPIC and _of_people(norms, i + 1) > i + 1:
            return i + 1  # "a programme on a woman whose arm went numb"
        if norms[i] in _SAYING:
            return i + 1 if _LEADING.isdisjoint(norms[i + 1 : i + 2]) else i + 2
        if norms[i] in _READERS and norms[i + 1 : i + 2] and norms[i + 1] in _SAW:
            return _reads(norms, i + 1, _ABOUT | _THAT)  # "on a forum I saw that"
        if norms[i] in own or not norms[i].isalpha():
            return 0
    return 0


def _lists(norms: Sequence[str], source: int, own: frozenset[str]) -> int:
    """One past the colon behind what is printed on something: "the leaflet on shock: hives, collapse"."""
    if norms[source] not in _PRINTED or _TOPIC.isdisjoint(norms[source + 1 : source + 2]):
        return 0
    for i in range(source + 2, min(source + _LISTS_REACH, len(norms) - 1)):
        if norms[i] == ":":
            return i + 1 if norms[i + 1].isalpha() and norms[i + 1] not in own else 0
        if norms[i] in own | _DAYS or not norms[i].isalpha():
            return 0
    return 0


def _reads(norms: Sequence[str], reading: int, leading: frozenset[str]) -> int:
    """One past the word that leads to what was read about; 0 where none does, or what the writer has was."""
    for i in range(reading + 1, min(reading + 1 + _FILLED, len(norms))):
        if norms[i] in leading:
            return 0 if norms[i] in _ABOUT and not _TOLD.isdisjoint(norms[i + 1 : i + 2]) else i + 1
        if norms[i] not in _FILLERS and norms[i] not in _SOURCES:
            return 0
    return 0


def _reads_of_what_may_be(norms: Sequence[str], reading: int, own: frozenset[str]) -> int:
    """One past the word for reading, where what was read may be, without a "that": "I read the eye can stay open"."""
    if norms[reading + 1 : reading + 2] and norms[reading + 1] not in _OF_WHAT:
        return 0
    for i in range(reading + 1, min(reading + 1 + _FILLED, len(norms))):
        if norms[i] in _POSSIBLE:
            return reading + 1
        if norms[i] in own or norms[i] in _SOURCES or not norms[i].isalpha():
            return 0
    return 0


def _of_people(norms: Sequence[str], at: int) -> int:
    """One past "people who", where what was read is of them."""
    for i in range(at, min(at + _PEOPLE_REACH, len(norms) - 1)):
        if norms[i] in _PEOPLE:
            behind = norms[i + 1 : i + 1 + _WHO_REACH]  # "a man of my age who"
            return next((i + 2 + k for k, word in enumerate(behind) if word in _WHO), at)
        if not norms[i].isalpha():
            return at
    return at
