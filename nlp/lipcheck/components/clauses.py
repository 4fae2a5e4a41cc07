"""Sentences and clauses of a Doc by its words and punctuation alone: no parser, linear time.

Patients write run-on lines without capitals, so line breaks and a fresh subject count as much as full stops.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from lipcheck.vocabulary import word_lists

# the word lists of knowledge/clauses.yaml; what each is for stands there
_WORDS = word_lists("clauses")
_ENDS = _WORDS["end"]
_LETTERED = _WORDS["lettered"]
_OPENERS = _WORDS["opener"]
# a sentence without an end is cut here, so that the cost of a message grows with its length alone
_LONGEST = 150
_LINKS = _WORDS["link"]
_SUBJECTS = _WORDS["subject"]
_SPEAKERS = _WORDS["speaker"]
_OWNERS = _WORDS["owner"]
_PARTS = _WORDS["part"]
_UNABLE = _WORDS["unable"]
_ARTICLES = _WORDS["article"]
_VERBS = _WORDS["verb"]


@dataclass(frozen=True, slots=True)
class Clauses:
    """Sentence and clause number of every token, and the first token and one past the last of each."""

    sentence_of: Sequence[int]
    clause_of: Sequence[int]
    sentences: Sequence[tuple[int, int]]
    clauses: Sequence[tuple[int, int]]

    def sentence(self, token: int) -> tuple[int, int]:
        """Start and end token of the sentence that a token is in."""
        return self.sentences[self.sentence_of[token]]

    def clause(self, token: int) -> tuple[int, int]:
        """Start and end token of the clause that a token is in."""
        return self.clauses[self.clause_of[token]]


_NORMS, _CLAUSES, _TEXT = "lipcheck_norms", "lipcheck_clauses", "lipcheck_text"


def remember_norms(doc: Doc, norms: list[str]) -> None:
    """Keep the normalised words of a Doc whose norms are set for good, so that they, and its clauses, are read once."""
    doc.user_data[_NORMS] = norms
    doc.user_data.pop(_CLAUSES, None)


def text_of(doc: Doc) -> str:
    """The text of a Doc, put together once."""
    known: str | None = doc.user_data.get(_TEXT)
    if known is None:
        known = doc.user_data[_TEXT] = doc.text
    return known


def same_length_lower(text: str) -> str:
    """The text in lower case, each character for one character, so that offsets hold in both.

    >>> len("İ".lower()), len(same_length_lower("İ"))
    (2, 1)
    """
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def remember_text(doc: Doc, text: str) -> Doc:
    """The Doc of a text, which need not be put together of the tokens again."""
    doc.user_data[_TEXT] = text
    return doc


def is_normalised(doc: Doc) -> bool:
    """Whether the norms of a Doc are lipcheck's own."""
    return _NORMS in doc.user_data


def norms_of(doc: Doc) -> list[str]:
    """The normalised words of a Doc, lower case."""
    known: list[str] | None = doc.user_data.get(_NORMS)
    return known if known is not None else [t.norm_.lower() for t in doc]


def split_clauses(doc: Doc, norms: Sequence[str]) -> Clauses:
    """Sentences and clauses of a Doc.

    >>> import spacy
    >>> doc = spacy.blank("en")("my lip is numb but i can smile. No pain")
    >>> split_clauses(doc, norms_of(doc)).clauses
    [(0, 4), (4, 9), (9, 11)]
    """
    if norms is doc.user_data.get(_NORMS):
        if _CLAUSES not in doc.user_data:
            doc.user_data[_CLAUSES] = _split(len(doc), norms)
        known: Clauses = doc.user_data[_CLAUSES]
        return known
    return _split(len(doc), norms)


def _split(n: int, norms: Sequence[str]) -> Clauses:
    sentence_of, clause_of = [0] * n, [0] * n
    sentences: list[tuple[int, int]] = []
    clauses: list[tuple[int, int]] = []
    s_start = c_start = 0
    has_verb = False

    def close_clause(end: int) -> None:
        nonlocal c_start, has_verb
        if end > c_start:
            clauses.append((c_start, end))
            c_start, has_verb = end, False

    def close_sentence(end: int) -> None:
        nonlocal s_start
        close_clause(end)
        if end > s_start:
            sentences.append((s_start, end))
            s_start = end

    for i, norm in enumerate(norms):
        if i > c_start:
            following = norms[i + 1] if i + 1 < n else ""
            opens = norm in _OPENERS or (
                norm in _LINKS
                and has_verb
                and (following in _SUBJECTS or following in _OWNERS or following in _OPENERS)
            )
            if opens or (norm in _SPEAKERS and has_verb and norms[i - 1] not in _VERBS and not _is_relative(norms, i)):
                close_clause(i)
        sentence_of[i], clause_of[i] = len(sentences), len(clauses)
        if norm in _VERBS or norm.endswith(("ed", "ing")):
            has_verb = True
        lettered = len(norm) == 2 and norm[1] == "." and i > s_start and norms[i - 1] in _LETTERED  # "vitamin D."
        if norm in _ENDS or lettered or i + 1 - s_start >= _LONGEST:
            close_sentence(i + 1)
        elif norm == ":":
            close_clause(i + 1)
        elif "\n" in norm:
            close_sentence(i + 1)
    close_sentence(n)
    return Clauses(sentence_of, clause_of, sentences, clauses)


def _is_relative(norms: Sequence[str], i: int) -> bool:
    """Whether a speaker goes on about the part just named: "I have a right leg I can not move"."""
    if " ".join(norms[i + 1 : i + 3]) not in _UNABLE:
        return False
    at = i - 2 if norms[i - 1] == "that" else i - 1
    before = norms[max(0, at - 3) : at]
    return norms[at] in _PARTS and not _ARTICLES.isdisjoint(before)
