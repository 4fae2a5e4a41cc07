"""The word that a misspelt one means: the nearest word of our own vocabulary, by RapidFuzz, where no real word stands.

A token is respelled only if it is in no list: not in the vocabulary, not among the English words that lie near it
(``knowledge/real_words.txt``), and no common English word (``knowledge/common_words.txt``) is as near as ours; both lists are drawn
from large ones by ``python -m training words``. A real word is respelled only beside a word that makes it certain
(``knowledge/respelled.yaml``: "week arm").
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from lipcheck.compiled import compiled
from lipcheck.errors import KnowledgeError
from lipcheck.vocabulary import check_entries, load_knowledge, read_yaml, word_lists

_SHORTEST: Final = 5
_SHORTEST_TRIGGER: Final = 8
# a word this long may have two slips, a shorter one has one
_LONG: Final = 8
_LONGEST: Final = 24
_BESIDE: Final = 3
_WORD: Final = re.compile(r"[a-z]+")


def clinical_words() -> frozenset[str]:
    """The words that a misspelling may mean: those that name a concept by themselves or tell of one, five letters or more.

    A food, a product or a drug wants a longer word: short ones are too like other people's words and names.
    """
    knowledge = load_knowledge()
    kinds = (knowledge.symptoms, knowledge.sites, knowledge.conditions)
    words = {said.lower() for kind in kinds for e in kind for said in e.said()}
    words |= {p for row in read_yaml("functions") for p in row.get("words") or []} | word_lists("helping")["telling"]
    long = {said.lower() for e in knowledge.triggers for said in e.said()}
    words |= {w for w in long if len(w) >= _SHORTEST_TRIGGER}
    return frozenset(w for w in words if len(w) >= _SHORTEST and _WORD.fullmatch(w))


def phrase_words() -> frozenset[str]:
    """Every word that stands in a phrase of the vocabulary: no misspelling, whatever it means."""
    knowledge = load_knowledge()
    kinds = (knowledge.symptoms, knowledge.sites, knowledge.conditions, knowledge.triggers, knowledge.false_friends)
    return frozenset(w for kind in kinds for e in kind for said in e.said() for w in said.lower().split())


def nearest(word: str, ours: Mapping[str, Sequence[str]]) -> str | None:
    """The one word of the vocabulary (``by_beginning``) that is nearest to this one, within the slips that its length allows; else None.

    The first letter is right, or changed places with the second.
    """
    allowed = 1 if len(word) < _LONG else 2
    begins = (word[0],) if word[0] == word[1] else (word[0], word[1] + word[0])
    # each letter more or less is a slip, so words of other lengths need no look
    lengths = range(len(word) - allowed, len(word) + allowed + 1)
    targets = [t for begin in begins for n in lengths for t in ours.get(f"{begin}{n}", ())]
    if not targets:
        return None
    from rapidfuzz import process  # here, because a message may have no unknown word
    from rapidfuzz.distance import OSA

    found = process.extract(word, targets, scorer=OSA.distance, score_cutoff=allowed, limit=None)
    best = [target for target, slips, _ in found if slips == found[0][1]]
    return min(best) if best and (len(best) == 1 or _kin(best)) else None


def _kin(words: Sequence[str]) -> bool:
    """Whether words are forms of one: "droop", "droops"."""
    shortest = min(len(w) for w in words)
    return len({w[: max(4, shortest - 2)] for w in words}) == 1


def by_first_letter(words: Iterable[str]) -> dict[str, list[str]]:
    """Words by their first letter, sorted."""
    out: dict[str, list[str]] = defaultdict(list)
    for word in sorted(words):
        out[word[0]].append(word)
    return dict(out)


def by_beginning(words: Iterable[str]) -> dict[str, list[str]]:
    """Words by their first letter and length, and by their first two letters and length.

    >>> by_beginning(["lip"])
    {'l3': ['lip'], 'li3': ['lip']}
    """
    out: dict[str, list[str]] = defaultdict(list)
    for word in sorted(words):
        for begin in (word[0], word[:2]):
            out[f"{begin}{len(word)}"].append(word)
    return dict(out)


@lru_cache(maxsize=2)
def listed(name: str) -> frozenset[str]:
    """The words of ``knowledge/NAME.txt``; raises KnowledgeError where it cannot be read."""
    path = files("lipcheck") / "knowledge" / f"{name}.txt"
    try:
        return frozenset(path.read_text(encoding="utf-8").split())
    except OSError as error:
        raise KnowledgeError(f"knowledge/{name}.txt cannot be read", "reinstall lipcheck") from error


def _words() -> dict[str, Any]:
    """The words that a speller compares with."""
    clinical = clinical_words()
    common = by_first_letter(listed("common_words") - clinical)
    return {"clinical": by_beginning(clinical), "known": sorted(phrase_words()), "common": common}


class Speller:
    """Respells tokens; ``word`` by itself, ``beside`` by its neighbours."""

    def __init__(self) -> None:
        words = compiled("words", _words)
        self._ours: dict[str, list[str]] = words["clinical"]
        self._known: frozenset[str] = frozenset(words["known"])
        self._common: dict[str, list[str]] = words["common"]
        rows = check_entries("respelled", read_yaml("respelled"), ("words", "means", "beside", "behind"))
        self._beside = {
            w: (str(row["means"]), frozenset(row["beside"]), frozenset(row.get("behind") or ()))
            for row in rows
            for w in row["words"]
        }

    def word(self, word: str) -> str:
        """The word meant by a lower-case one; itself where nothing is certain.

        >>> Speller().word("twiching"), Speller().word("number")
        ('twitching', 'number')
        """
        if not _SHORTEST <= len(word) <= _LONGEST or word in self._known or not _WORD.fullmatch(word):
            return word
        if word in listed("real_words") or (meant := nearest(word, self._ours)) is None:
            return word
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        slips = OSA.distance(word, meant)
        rivals = self._common.get(word[0], ())
        return meant if process.extractOne(word, rivals, scorer=OSA.distance, score_cutoff=slips) is None else word

    def respell(self, norms: list[str]) -> Iterator[int]:
        """Respell the real words that their neighbours make another one ("my arm is week"), from left to right; where they stand."""
        beside = self._beside
        for at in [i for i, word in enumerate(norms) if word in beside]:
            if (meant := self.beside(norms, at)) is not None:
                norms[at] = meant
                yield at

    def beside(self, norms: Sequence[str], at: int) -> str | None:
        """What a real word means by the words near it: "week" in "my arm is week"."""
        meant = self._beside.get(norms[at])
        if meant is None:
            return None
        if meant[2] and (not at or norms[at - 1] not in meant[2]):
            return None
        near = {*norms[max(0, at - _BESIDE) : at], *norms[at + 1 : at + 1 + _BESIDE]}
        return meant[0] if near & meant[1] else None


@lru_cache(maxsize=1)
def speller() -> Speller:
    """The one speller of a process: it never changes."""
    return Speller()
