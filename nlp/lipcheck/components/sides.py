"""Which side is said of a site or of a symptom: "left upper lip", "my lip on the left side", "numb on the left".

The side words of a document are its spans of group ``sides``; which of them belongs to what is told by the words between.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Final

from spacy.tokens import Doc, Span

from lipcheck.components.clauses import Clauses
from lipcheck.components.mentions import phrase_of
from lipcheck.vocabulary import Entry, word_lists

# the word lists of knowledge/linking.yaml; what each is for stands there
_WORDS: Final = word_lists("linking")
_DETERMINERS: Final = _WORDS["determiner"]
_TOWARDS: Final = _WORDS["towards"]
_AFTER_SIDE: Final = _WORDS["after_side"]
_SIDE_MARKS: Final = _WORDS["side_mark"]
_SIDE_OF: Final = _WORDS["side_of"]
_BEFORE_SIDE: Final = _WORDS["before_side"]
_RIGHT_BEFORE_SIDE: Final = _WORDS["right_before_side"]
_ENDS_SIDE: Final = _WORDS["ends_side"]
_NO_SIDE: Final = _WORDS["no_side"]
_THAT: Final = _WORDS["that"]
_RIGHT_AS_ADVERB: Final = _WORDS["right_as_adverb"]
_DIRECTED: Final = _WORDS["directed"]
_LEANS: Final = _WORDS["leans"]
_SIDED: Final = _WORDS["sided"]


def is_side(doc: Doc, span: Span, sites: set[int]) -> bool:
    """Whether a side word can be one: a single letter only in brackets or right before a site or "side"."""
    if len(span) > 1 or len(span.text) > 1:
        return True
    following = doc[span.end].norm_ if span.end < len(doc) else ""
    return span.end in sites or following in _SIDE_MARKS


def side_inside(sides: Sequence[Span], span: Span) -> Span | None:
    """ "upper left lip", "corner of my left mouth"."""
    return next((s for s in sides if span.start < s.start and s.end <= span.end), None)


def side_before(
    norms: Sequence[str], clauses: Clauses, sides: Sequence[Span], span: Span, used: set[int]
) -> Span | None:
    """ "left upper lip", "right side of my lower lip"."""
    start = clauses.sentence(span.start)[0]
    for side in reversed(sides):
        if side.end > span.start or side.start < max(start, span.start - 7) or side.start in used:
            if side.start <= span.start < side.end:
                return side
            continue
        gap = norms[side.end : span.start]
        if not all(w in _DETERMINERS for w in gap):
            continue
        if side.label_ in ("one", "both") and gap and not _SIDE_OF & {*gap, *norms[side.start : side.end]}:
            continue
        if side.label_ == "one" and norms[side.start] == "one" and gap and gap[0] == "of" and "side" not in gap:
            return side
        if side.label_ == "right" and norms[side.start] == "right" and "in" in gap:
            continue
        return side
    return None


def side_after(
    norms: Sequence[str], clauses: Clauses, sides: Sequence[Span], span: Span, used: set[int], following: int
) -> Span | None:
    """ "my lip on the left side", "face (left)", "arm, left"."""
    end = clauses.sentence(span.start)[1]
    following = min(following, end)
    for side in sides:
        if side.start < span.end or side.start >= min(end, span.end + 7) or side.start in used:
            continue
        gap = norms[span.end : side.start]
        joined = all(w in _BEFORE_SIDE for w in gap)
        says_side = "side" in norms[side.start : side.end + 1]
        if joined and (says_side or "on" in gap or "(" in gap or not gap or gap[-1] in _RIGHT_BEFORE_SIDE):
            after = norms[side.end] if side.end < len(norms) else ""
            if following <= side.end + 1 and not says_side and after and after not in _ENDS_SIDE:
                return None
            adverb = norms[side.start] == "right" and after in _RIGHT_AS_ADVERB
            if not says_side and (adverb or norms[side.start] in _NO_SIDE):
                return None
            return None if says_side and after == "of" else side
    return None


def _side_of_symptom(
    doc: Doc,
    norms: Sequence[str],
    clauses: Clauses,
    span: Span,
    sides: Sequence[Span],
    starts: Sequence[int],
) -> Span | None:
    """A side said of the symptom: "my face is numb on the left", "left-sided numbness of my face"."""
    end = clauses.sentence(span.start)[1]
    first = bisect_left(starts, span.start - 3)
    for side in sides[first : first + 4]:
        if not is_side(doc, side, set()) or (side.label_ == "one" and "side" not in norms[side.start : side.end + 1]):
            continue
        if side.end == span.start and norms[side.end - 1] in _SIDED:
            return side
        gap = norms[span.end : side.start]
        if not gap and side.start == span.end and norms[side.start] in _SIDED:
            return side
        if not (span.end < side.start < end and len(gap) <= 5):
            continue
        leading = _TOWARDS if span.label_ in _DIRECTED else {"on"}
        if not leading & set(gap) or not all(w in _DETERMINERS or w in leading or w in _LEANS for w in gap):
            continue
        following = norms[side.end] if side.end < len(norms) else "."
        says_side = "side" in norms[side.start : side.end + 1]
        of_a_site = says_side and following == "of"
        if not of_a_site and (says_side or not following.isalpha() or following in _AFTER_SIDE):
            return side
    return None


def _that_side(
    norms: Sequence[str], clauses: Clauses, span: Span, sides: Sequence[Span], starts: Sequence[int]
) -> Span | None:
    """The side that "that side" beside a symptom means, told before: "My left cheek ... and the tongue is numb on that side"."""
    start, end = clauses.sentence(span.start)
    for i in range(max(start, span.start - 8), min(end, span.end + 8)):
        if norms[i] == "side" and i and norms[i - 1] in _THAT:
            told = [
                s
                for s in sides[max(0, bisect_left(starts, i) - 3) : bisect_left(starts, i)]
                if s.label_ in ("left", "right")
            ]
            return told[-1] if told else None
    return None


def told_sides(doc: Doc, norms: Sequence[str], clauses: Clauses, symptoms: Sequence[Span]) -> dict[int, Span | None]:
    """The side said of each symptom itself, by its first token."""
    sides: list[Span] = list(doc.spans.get("sides", ()))
    starts = [s.start for s in sides]
    return {
        s.start: _side_of_symptom(doc, norms, clauses, s, sides, starts) or _that_side(norms, clauses, s, sides, starts)
        for s in symptoms
    }


def own_sides(
    doc: Doc, norms: Sequence[str], clauses: Clauses, symptoms: Sequence[Span], entries: Mapping[str, Entry]
) -> dict[int, Span]:
    """The sides of symptoms whose words name their own site: "right sided facial palsy", "Bell's palsy, left"."""
    named = [s for s in symptoms if phrase_of(s, entries[s.label_]).implies]
    if not named:
        return {}
    sides = [s for s in doc.spans.get("sides", ()) if is_side(doc, s, set())]
    starts = [s.start for s in sides]
    out = {}
    for span in named:
        near = sides[bisect_left(starts, span.start - 5) : bisect_left(starts, span.end + 6)]
        side = side_before(norms, clauses, near, span, set()) or side_after(norms, clauses, near, span, set(), len(doc))
        if side is not None and side.label_ in ("left", "right", "both"):
            out[span.start] = side
    return out
