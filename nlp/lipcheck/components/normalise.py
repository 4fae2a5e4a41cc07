"""``lipcheck_normalise``: sets ``token.norm_`` so that the matchers see one spelling of a word.

Contractions lose their apostrophe ("can't", "cant", "cannot" are all "can not"), stretched letters shrink
("numbbbb"), and misspellings, listed or near to a word of the vocabulary, become the word meant. The text and the offsets stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from lipcheck.compiled import compiled
from lipcheck.components.clauses import remember_norms
from lipcheck.components.spelling import speller
from lipcheck.vocabulary import check_entries, load_knowledge, read_yaml

# "it's" is "it is", while "the dentist's" is none
_IS = frozenset({"'s", "'S", "’s"})
_SAYS_IS = frozenset({"it", "he", "she", "that", "there", "what", "who", "here"})
# "gonna" is "gon" and "na" to spaCy, whose own norms are "going" and "to"
_TO, _BEFORE_TO = frozenset({"na", "ta"}), frozenset({"gon", "got"})
_STRETCHED = re.compile(r"(.)\1{2,}")


@Language.factory("lipcheck_normalise", assigns=["token.norm"])
def create_normaliser(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """The component, with the spellings of ``knowledge/spelling.yaml``."""
    return Normaliser()


class Normaliser:
    """Rewrites ``token.norm_`` by table; linear in the number of tokens."""

    def __init__(self) -> None:
        self._norms = spellings()
        self._speller = speller()
        # What words become, by spaCy's number for them: filled as they are met, bounded so that memory stays flat.
        self._own: dict[int, str] = {}
        self._changed: dict[int, str] = {}

    def __call__(self, doc: Doc) -> Doc:
        """Set the norms of one document."""
        orths: Any = doc.to_array("ORTH")
        numbers = orths.tolist()
        doc.from_array(["NORM"], orths)  # most words are their own norm, and one call sets them all
        norms = [self._own.get(number, "") for number in numbers]
        for i, norm in enumerate(norms):
            if not norm:
                norms[i] = doc[i].norm_ = self._changed.get(numbers[i]) or self._met(doc, i)
        for i in self._speller.respell(norms):
            doc[i].norm_ = norms[i]
        remember_norms(doc, [norm.lower() for norm in norms])
        return doc

    def _met(self, doc: Doc, i: int) -> str:
        """The normalised form of a token that is met for the first time, or whose form depends on the word before: "'s", "na"."""
        text = doc[i].text
        if text in _IS:
            return "is" if i and doc[i - 1].text.lower() in _SAYS_IS else self._norm(text.lower())
        if text.lower() in _TO:
            return "to" if i and doc[i - 1].text.lower() in _BEFORE_TO else text.lower()
        norm = self._norm(text.lower())
        if len(self._own) + len(self._changed) < 20_000:
            (self._own if norm == text else self._changed)[doc[i].orth] = norm
        return norm

    def word(self, lower: str) -> str:
        """The normalised form of one lower-case word."""
        return self._norms.get(lower, lower)

    def _norm(self, lower: str) -> str:
        if lower in self._norms:
            return self._norms[lower]
        if _STRETCHED.search(lower) and lower.isalpha():
            for letters in (r"\1\1", r"\1"):
                short = _STRETCHED.sub(letters, lower)
                if short in self._norms:
                    return self._norms[short]
            return self._speller.word(_STRETCHED.sub(r"\1", lower))
        return self._speller.word(lower)


class PatternWords:
    """The words of a phrase as a message's words are normalised: what a matcher's pattern is made of."""

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        self._norms = spellings()
        # the blank pipeline's tokenizer is spaCy's own; words with a rule of their own are split by it ("cannot")
        tokenizer: Any = nlp.tokenizer
        self._split: frozenset[str] = frozenset(tokenizer.rules)
        # what each word becomes that was met so far; "" where the tokenizer must see the phrase
        self._met: dict[str, str] = {}

    def __call__(self, phrase: str) -> list[str]:
        """The normalised words; the phrase is in lower case and spelt right."""
        words = phrase.split()
        for word in words:
            if word not in self._met:
                plain = word.isalpha() and word not in self._split
                self._met[word] = self._norms.get(word, word) if plain else ""
        norms = [self._met[word] for word in words]
        if all(norms):
            return norms
        return [self._norms.get(t.norm_, t.norm_) for t in _is_words(self._nlp.make_doc(phrase))]


def split_by(nlp: Language) -> tuple[bytes | str, ...]:
    """What decides how a pipeline splits and spells a phrase: its language and its tokenizer."""
    tokenizer: Any = nlp.tokenizer
    return str(nlp.lang), tokenizer.to_bytes(exclude=["vocab"])


def _is_words(doc: Doc) -> Doc:
    """The Doc, once "'s" behind a pronoun is "is"."""
    for before, token in pairwise(doc):
        if token.text in _IS and before.text.lower() in _SAYS_IS:
            token.norm_ = "is"
    return doc


@lru_cache(maxsize=1)
def spellings() -> dict[str, str]:
    """Listed spellings and the word meant."""
    norms: dict[str, str] = compiled("spellings", _spellings)
    return norms


def _spellings() -> dict[str, str]:
    rows = check_entries("spelling", read_yaml("spelling"), ("words", "means"))
    norms: dict[str, str] = {word: row["means"] for row in rows for word in row["words"]}
    # "lockin", "twitchin": the g is often left out
    known = {w for s in load_knowledge().symptoms for said in s.said() for w in said.split() if w.endswith("ing")}
    return norms | {w[:-1]: w for w in sorted(known) if w[:-1] not in norms and len(w) > 5}
