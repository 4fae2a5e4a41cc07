"""``lipcheck_mentions``: finds the words of the vocabulary and writes them to ``doc.spans``.

Groups ``symptoms``, ``sites``, ``sides``, ``exposures``, ``conditions``: a span's label is the concept's id, its
``kb_id_`` the number of the phrase in the entry's lexicon. Words inside a false friend ("stiff drink") are not read.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Final

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from lipcheck.components.normalise import Normaliser, normalised
from lipcheck.vocabulary import load_knowledge

GROUPS: Final = {
    "symptoms": "symptoms",
    "sites": "sites",
    "sides": "sides",
    "exposures": "triggers",
    "conditions": "conditions",
}
_TEMPERATURE: Final = re.compile(
    r"(?i)\b(?:temp(?:erature)?|fever|burns)\W{0,3}(?:is |was |of |at |around |about |reached |up to |hit |spiked to )*(?P<after>\d{2,3}(?:[.,]\d)?)(?![\d/%])"
    r"|(?<![\d./])(?P<before>\d{2,3}(?:[.,]\d)?)\s?(?:°|º|degrees?|deg)\s?(?:c|f|celsius|fahrenheit)?\b(?:\s(?:fever|temp\w*))?"
)
_FEVER_C, _FEVER_F = 37.8, 100.0
_POTASSIUM: Final = re.compile(
    r"(?i)\b(?:potassium|k\+?)(?: levels?)?(?: (?:was|is|of|at|came back(?: at)?|only|still|now))*\s?[:=]?\s?(?P<value>[1-6]\.\d)(?!\d)"
)
_LOW_POTASSIUM: Final = 3.5
_FALSE: Final = "false_friends"
# which groups a kind of false friend hides
_HIDES: Final = {
    "condition": ("conditions",),
    "site": ("sites", "sides"),
    "symptom": ("symptoms",),
    "trigger": ("exposures",),
}


@Language.factory("lipcheck_mentions", requires=["token.norm"], assigns=["doc.spans"])
def create_mentions(nlp: Language, name: str) -> Mentions:
    """The component over the whole vocabulary."""
    return Mentions(nlp)


class Mentions:
    """Finds vocabulary words by ``PhraseMatcher`` on the normalised form; the longest of one group wins."""

    def __init__(self, nlp: Language) -> None:
        knowledge = load_knowledge()
        normaliser = Normaliser()
        self._matcher = PhraseMatcher(nlp.vocab, attr="NORM")
        # match id -> every (group, concept id, phrase number) that these words stand for
        self._meanings: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
        for group, kind in (*GROUPS.items(), (_FALSE, _FALSE)):
            for entry in getattr(knowledge, kind):
                for number, phrase in enumerate(entry.lexicon):
                    pattern = normalised(nlp, phrase.words, normaliser)
                    key = " ".join(t.norm_ for t in pattern)
                    self._matcher.add(key, [pattern])
                    self._meanings[nlp.vocab.strings[key]].append((group, entry.id, str(number)))

    def __call__(self, doc: Doc) -> Doc:
        """Write the mention groups of one document."""
        found: dict[str, list[Span]] = {group: [] for group in (*GROUPS, _FALSE)}
        for match_id, start, end in self.match(doc):
            for group, label, number in self._meanings[match_id]:
                found[group].append(Span(doc, start, end, label=label, kb_id=number))
        found["symptoms"] += self._temperatures(doc)
        found["exposures"] += self._potassium(doc)
        false = found.pop(_FALSE)
        for group, spans in found.items():
            friends: dict[int, list[Span]] = defaultdict(list)
            for friend in false:
                if group in _HIDES[friend.label_]:
                    for i in range(friend.start, friend.end):
                        friends[i].append(friend)
            kept = [
                s for s in spans if not any(_hides(f, s) for i in range(s.start, s.end) for f in friends.get(i, ()))
            ]
            doc.spans[group] = filter_spans(kept)
        return doc

    @staticmethod
    def _temperatures(doc: Doc) -> list[Span]:
        """A measured temperature of a fever: "temp 39.6", "101.2 F"."""
        out = []
        for match in _TEMPERATURE.finditer(doc.text):
            value = float((match["after"] or match["before"]).replace(",", "."))
            if _FEVER_C <= value <= 43.0 or _FEVER_F <= value <= 109.0:
                span = doc.char_span(*match.span(), label="fever", kb_id="0", alignment_mode="expand")
                out += [span] if span is not None else []
        return out

    @staticmethod
    def _potassium(doc: Doc) -> list[Span]:
        """A measured potassium under 3.5 mmol/L, which LABELS.md calls low."""
        out = []
        for match in _POTASSIUM.finditer(doc.text):
            if float(match["value"]) < _LOW_POTASSIUM:
                span = doc.char_span(*match.span(), label="low_potassium", kb_id="0", alignment_mode="expand")
                out += [span] if span is not None else []
        return out

    def match(self, doc: Doc) -> list[tuple[int, int, int]]:
        """The matches of every group, overlapping ones included."""
        return self._matcher(doc)


def _hides(false: Span, span: Span) -> bool:
    """Whether a false friend takes the words of a mention: it overlaps and the mention does not contain it whole."""
    if false.end <= span.start or span.end <= false.start:
        return False
    return not (span.start <= false.start and false.end <= span.end and len(span) > len(false))
