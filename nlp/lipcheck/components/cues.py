"""The cues of ``knowledge/assertion.yaml``: words that say that a mention is there, over, denied, unsure or only feared.

``CueFinder`` finds them in a document's normalised words; ``Cues`` tells which stand before a mention, and which behind it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from spacy.language import Language
from spacy.tokens import Span

from lipcheck.compiled import compiled_pages
from lipcheck.components.clauses import Clauses
from lipcheck.components.hearsay import told
from lipcheck.components.normalise import PatternWords, split_by
from lipcheck.components.phrases import Phrases, pages_of
from lipcheck.vocabulary import check_entries, read_yaml, word_lists

_KINDS: Final = (
    "before",
    "after",
    "copula",
    "pseudo",
    "fear",
    "phrases",
    "present",
    "past",
    "began",
    "told",
    "dates",
    "returns",
    "changed",
    "quit",
    "using",
    "used",
    "review",
    "next",
    "illness",
    "whole",
    "sure",
    "it",
    "unsure",
    "listing",
    "nobody",
    "all",
    "statement",
    "verdict",
    "outcome",
    "all_over",
    "undone",
)
# a kind that stands where another does, and is looked for with it
_STANDS: Final = {"statement": "before"}
WORDS: Final = word_lists("assertion", *_KINDS)
"""The words that bound the reach of a cue; what each list is for stands in the file."""
_ADVERBS: Final = WORDS["adverb"]
_OPENING: Final = WORDS["opening"]
_OF_WRITER: Final = WORDS["of_writer"]
_LIST_MARKS: Final = WORDS["list_mark"]
# the one group of pages
_WHOLE: Final = "whole"
DENIES: Final = "denies"
"""The id of a span whose own words deny it: "no trouble speaking"; where they begin with a denial, a list may go on behind them."""


class Cue(NamedTuple):
    """A cue in a document: its group and kind, first token, one past the last."""

    group: str
    kind: str
    start: int
    end: int


def _tables(nlp: Language) -> tuple[list[tuple[str, str]], dict[str, dict[str, str]]]:
    """The groups and kinds of cues, and pages of their phrases as this pipeline splits them, each with the numbers of its own."""
    words_of = PatternWords(nlp)
    kinds: dict[tuple[str, str], int] = {}
    meanings: dict[str, list[int]] = defaultdict(list)
    rows: list[dict[str, Any]] = check_entries("assertion", read_yaml("assertion"), (*_KINDS, "words"))
    for row in rows:
        for kind in _KINDS:
            for phrase in _with_adverbs(row.get(kind) or []):
                meanings[" ".join(words_of(phrase))].append(kinds.setdefault((row["id"], kind), len(kinds)))
    return [*kinds], {_WHOLE: pages_of(meanings)}


class CueFinder:
    """Finds the cues of a document."""

    def __init__(self, nlp: Language) -> None:
        kinds, pages = compiled_pages("cues", lambda: _tables(nlp), *split_by(nlp))
        self._kinds: list[tuple[str, str]] = [(group, kind) for group, kind in kinds]
        self._phrases = Phrases(pages=pages[_WHOLE])

    def find(self, norms: list[str], clauses: Clauses, spans: Sequence[Span]) -> Cues:
        """The cues of a document, without those that a mention or a false cue contains."""
        found = [
            Cue(group, kind, start, end)
            for start, end, words in self._phrases.find(norms)
            for group, kind in map(self._kinds.__getitem__, self._phrases.numbers(words))
        ]
        found += [Cue("hypothetical", "hearsay", *read) for read in told(norms, _OF_WRITER)]
        inside = {i for span in spans for i in range(span.start, span.end)}
        hidden: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for cue in found:
            if cue.kind == "pseudo":
                hidden[cue.group].append((cue.start, cue.end))
        out: dict[tuple[str, str], list[Cue]] = defaultdict(list)
        for cue in sorted(found, key=lambda c: (c.start, -c.end)):
            if cue.kind == "pseudo" or cue.start in inside or cue.end - 1 in inside:
                continue
            if cue.group in hidden and any(
                a < cue.start < b or (a == cue.start and cue.end <= b) for a, b in hidden[cue.group]
            ):
                continue
            out[cue.group, _STANDS.get(cue.kind, cue.kind)].append(cue)
        if opening := [Cue("absent", "before", s.start, s.end) for s in spans if _opens_list(norms, s)]:
            out["absent", "before"] = sorted([*out["absent", "before"], *opening], key=lambda c: (c.start, -c.end))
        return Cues(out, clauses)


class Cues:
    """The cues of a document by group and kind, in order."""

    def __init__(self, found: Mapping[tuple[str, str], list[Cue]], clauses: Clauses) -> None:
        self._found, self._clauses = found, clauses
        self._starts = {key: [c.start for c in group] for key, group in found.items()}
        self._stops = self._starts.get(("terminators", "phrases"), [])

    def of(self, group: str, kind: str) -> Sequence[Cue]:
        """All of a group and kind."""
        return self._found.get((group, kind), ())

    def among(self, group: str, kind: str, start: int, end: int) -> Sequence[Cue]:
        """Those that start among these tokens."""
        starts = self._starts.get((group, kind), [])
        first, last = bisect_left(starts, start), bisect_left(starts, end)
        return self._found[group, kind][first:last] if first < last else ()

    def before(self, group: str, kind: str, span: Span, reach: int) -> list[Cue]:
        """Those that end before the mention, in its sentence and within reach, nearest first."""
        start = max(self._clauses.sentence(span.start)[0], span.start - reach)
        return [c for c in reversed(self.among(group, kind, start, span.start)) if c.end <= span.start]

    def after(self, group: str, kind: str, span: Span, reach: int) -> Sequence[Cue]:
        """Those that start behind the mention, in its sentence and within reach, nearest first."""
        return self.among(group, kind, span.end, min(self._clauses.sentence(span.start)[1], span.end + reach))

    def stopped(self, start: int, end: int) -> bool:
        """Whether a word that ends a cue's scope stands between two tokens."""
        i = bisect_left(self._stops, start)
        return i < len(self._stops) and self._stops[i] < end

    def stops(self, start: int, end: int) -> Sequence[Cue]:
        """Those words."""
        return self.among("terminators", "phrases", start, end)


def _opens_list(norms: Sequence[str], span: Span) -> bool:
    """Whether a mention's own denial goes on in a list behind it: "no trouble speaking or headache"."""
    return (
        span.id_ == DENIES
        and not _OPENING.isdisjoint(norms[span.start : span.start + 2])
        and not _LIST_MARKS.isdisjoint(norms[span.end : span.end + 1])
    )


def _with_adverbs(phrases: Sequence[str]) -> list[str]:
    """The phrases, and "not really ..." for each "not ..."."""
    extra = [f"not {adverb} {p[4:]}" for p in phrases if p.startswith("not ") for adverb in sorted(_ADVERBS)]
    return [*phrases, *extra]
