"""Which side is said of a site or of a symptom: "left upper lip", "my lip on the left side", "numb on the left".

The side words of a document are its spans of group ``sides``; which of them belongs to what is told by the words between.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from spacy.tokens import Doc, Span

from lipcheck.components.clauses import Clauses
from lipcheck.components.mentions import phrase_of
from lipcheck.vocabulary import Entry, word_lists

if TYPE_CHECKING:
    from lipcheck.components.sites import Site

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
_OWNERS: Final = _WORDS["owner"]
_RIGHT_AS_ADVERB: Final = _WORDS["right_as_adverb"]
_DIRECTED: Final = _WORDS["directed"]
_LEANS: Final = _WORDS["leans"]
_SIDED: Final = _WORDS["sided"]
_ASIDE: Final = _WORDS["aside"]
_ASIDE_ENDS: Final = _WORDS["aside_end"]
_REFERS: Final = _WORDS["refers"]
_REFERS_GAP: Final = _WORDS["refers_gap"]
_OTHER: Final = _WORDS["other"]
_BEFORE_SHARE: Final = _WORDS["before_share"]
_MANY: Final = _WORDS["many"]
_ONE_FACE: Final = _WORDS["one_face"]
_WEAKENS: Final = _WORDS["weakens"]
_PALSIES: Final = _WORDS["palsy"]
_QUALIFIES: Final = _WORDS["qualifies"]
_SHARES: Final = _WORDS["that_share"]
# of how many sides of a long message a palsy is compared with, so that the cost of a message grows with its length alone
_MOST_SIDES: Final = 40
OPPOSITE: Final = {"left": "right", "right": "left"}
_LIES: Final = _WORDS["lies"]
_LEADS: Final = _WORDS["leads"]
_BEFORE_OWN_SIDE: Final = _WORDS["before_own_side"]
_RIGHT_AT: Final = _WORDS["right_at"]
_ONE_SIDED: Final = _WORDS["one_sided"]
_FLOATS: Final = _WORDS["floats"]
_AND: Final = _WORDS["list"]
_ALL_OF: Final = _WORDS["all_of"]
_LINKS: Final = _WORDS["list"] | _WORDS["anaphor"] | _WORDS["set_off_break"]
# what may follow a letter that is a side
_LETTER_ENDS: Final = ".,;:!?)\n /"
_SIDE_FIELD: Final = _WORDS["side_field"]
_COMPLAINT_FIELDS: Final = _WORDS["complaint_field"]
_PLACE_FIELDS: Final = _WORDS["where"] | _WORDS["beside_where"]
# how far behind the field of a form that tells the side a symptom may stand, in sentences
_FIELDS_APART: Final = 3
# how far behind a symptom a comma may set off its side, in tokens
_SET_OFF: Final = 8
_AIMS: Final = _TOWARDS - {"on"}
_LEFT_IN: Final = _WORDS["preposition"] - {"on"}


def sides_of(doc: Doc, norms: Sequence[str]) -> list[Span]:
    """The side words of a document that name a side: not "the shot left my lip numb", "right above my lip", "I sleep on my left side"."""
    return [s for s in doc.spans.get("sides", ()) if not _names_no_side(norms, s)]


def _names_no_side(norms: Sequence[str], side: Span) -> bool:
    if side.label_ not in OPPOSITE:
        return False
    before = norms[side.start - 1] if side.start else "."
    behind = norms[side.end : side.end + 2]
    if norms[side.start : side.end] in (["left"], ["right"]):
        if behind[:1] and behind[0] in _OWNERS and before.isalpha() and before not in _BEFORE_OWN_SIDE | _DETERMINERS:
            return True
        bare = norms[side.start] == "right" and before not in _DETERMINERS
        if bare and (behind[:1] == ["that"] or (len(behind) == 2 and behind[0] in _RIGHT_AT and behind[1] in _OWNERS)):
            return True
    at = side.start - 1
    while at >= max(0, side.start - 3) and (norms[at] == "on" or norms[at] in _OWNERS):
        at -= 1
    return at >= 0 and norms[at] in _LIES


def is_side(doc: Doc, span: Span, sites: set[int], ends: Container[int] = ()) -> bool:
    """Whether a side word can be one: a single letter only in brackets, right before a site or "side", or as the last of a clause behind a site.

    ``sites`` are the first tokens of sites, ``ends`` one past their last.
    """
    following = doc[span.end].norm_ if span.end < len(doc) else ""
    if len(span) > 1 or len(span.text) > 1:
        return True
    if span.end in sites or following in _SIDE_MARKS or (span.start > 0 and doc[span.start - 1].norm_ == "on"):
        return True
    return span.start in ends and (span.end == len(doc) or doc[span.end].text[0] in _LETTER_ENDS)


def side_inside(sides: Sequence[Span], span: Span) -> Span | None:
    """ "upper left lip", "corner of my left mouth", "LUE"."""
    return next((s for s in sides if span.start < s.start + (len(span) == 1) and s.end <= span.end), None)


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
        if norms[side.start] == "two" and (gap or span.label_ in _MANY):
            # "week two my mouth", "two fingers" of ten
            continue
        return side
    return None


def side_meant(norms: Sequence[str], sides: Sequence[Span], span: Span) -> tuple[str, tuple[int, int] | None] | None:
    """The side that a pointing word beside a site means, told before: "that eye", "my lips on that side", "the other ear".

    With it the tokens of "that side" where it is said behind the site, as plainly as the side itself would.
    """
    plain: tuple[int, int] | None = None
    i = span.start - 1
    while i > span.start - 5 and i >= 0 and norms[i] in _REFERS_GAP:
        i -= 1
    pointing = norms[i] if i >= 0 else ""
    owned = span.start - i > 1 and norms[i + 1] in _OWNERS
    at = span.end
    while at < min(len(norms), span.end + 4) and norms[at] in _BEFORE_SHARE:
        at += 1
    if (
        norms[at : at + 1]
        and norms[at] in _REFERS
        and norms[at + 1 : at + 2] == ["side"]
        and norms[at + 2 : at + 3] != ["of"]
    ):
        pointing, owned, plain = norms[at], False, (at, at + 2)
    if owned or pointing not in _REFERS | _OTHER:
        return None
    told = [s for s in sides if s.end <= span.start and s.label_ in OPPOSITE and is_told(norms, s)]
    if not told:
        return None
    side = told[-1]
    if pointing in _OTHER:
        return OPPOSITE[side.label_], None
    return side.label_, plain


def is_told(norms: Sequence[str], side: Span) -> bool:
    """Whether a side word is one, and not the adverb of "right now"."""
    if side.end - side.start > 1 or norms[side.start] != "right" or norms[side.start - 1] in _DETERMINERS:
        return True
    return side.end == len(norms) or norms[side.end] not in _RIGHT_AS_ADVERB


def side_after(
    norms: Sequence[str], clauses: Clauses, sides: Sequence[Span], span: Span, used: set[int], following: int
) -> Span | None:
    """ "my lip on the left side", "face (left)", "arm, left"."""
    end = clauses.sentence(span.start)[1]
    following = min(following, end)
    for side in sides:
        if side.start < span.end or side.start >= min(end, span.end + 7) or side.start in used:
            continue
        if side.label_ == "both" and norms[side.end : side.end + 1] == ["on"]:
            continue  # "my chin and cheek, both on the right"
        gap = norms[span.end : side.start]
        joined = all(w in _BEFORE_SIDE for w in gap)
        says_side = "side" in norms[side.start : side.end + 1]
        if joined and (says_side or "on" in gap or "(" in gap or not gap or gap[-1] in _RIGHT_BEFORE_SIDE):
            after = norms[side.end] if side.end < len(norms) else ""
            if following <= side.end + 1 and not says_side and after and after not in _ENDS_SIDE:
                return None
            if not says_side and (not is_told(norms, side) or norms[side.start] in _NO_SIDE):
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
    taken: frozenset[int],
) -> Span | None:
    """A side said of the symptom: "my face is numb on the left", "left-sided numbness of my face", "it twitches, both of them"."""
    end = clauses.sentence(span.start)[1]
    first = bisect_left(starts, span.start - 3)
    one = _one_side(norms, span)
    for side in sides[first : first + 6] if one else ():
        if side.label_ in OPPOSITE and one <= side.start and all(w in _ASIDE for w in norms[one : side.start]):
            # "pulled to one side, the left is lower"
            return side
    for side in sides[first : first + 6]:
        if not is_side(doc, side, set()) or (side.label_ == "one" and "side" not in norms[side.start : side.end + 1]):
            continue
        if norms[side.start] == "two":
            continue
        if side.end == span.start and (norms[side.end - 1] in _SIDED or _of_half_the_body(norms, side, span, taken)):
            return side
        gap = norms[span.end : side.start]
        if (
            not gap
            and side.start == span.end
            and side.end not in taken
            and (norms[side.start] in _SIDED or side.label_ == "both")
        ):
            return side
        if side.label_ == "both" and side.end == span.start and _is_floated(norms, side, span):
            return side
        if (
            span.start < side.start < span.end
            and side.label_ in OPPOSITE
            and norms[side.start - 1] in _DETERMINERS | _TOWARDS
        ):
            # the symptom's words hold it: "hanging on the right"; but "only goes up on the right" is the other's
            return side if "only" not in norms[span.start - 1 : side.start] else None
        if side.label_ == "both" and span.end < side.start < end and _said_last(norms, gap, side, taken):
            return side
        if not span.end < side.start < end:
            continue
        if norms[span.start] not in _ONE_SIDED and _set_off(norms, gap, side, taken):
            return side
        if len(gap) > 5:
            continue
        if _said_aside(norms, gap, side, taken):
            return side
        leading = _TOWARDS if span.label_ in _DIRECTED else _LEADS
        if not leading & set(gap) or not all(w in _DETERMINERS or w in leading or w in _LEANS for w in gap):
            continue
        following = norms[side.end] if side.end < len(norms) else "."
        says_side = "side" in norms[side.start : side.end + 1]
        of_a_site = says_side and following == "of"
        if not of_a_site and (says_side or not following.isalpha() or following in _AFTER_SIDE):
            return side
    return None


def _of_half_the_body(norms: Sequence[str], side: Span, span: Span, taken: frozenset[int]) -> bool:
    """Whether a bare side before a weakness is its own: "left weakness", but not "it left weakness in my arm"."""
    behind = norms[span.end] if span.end < len(norms) else "."
    before = norms[side.start - 1] if side.start else "."
    bare = side.start - 1 not in taken and before not in _DETERMINERS and behind not in _LEFT_IN
    return bare and side.label_ in OPPOSITE and norms[span.start] in _ONE_SIDED


def _is_floated(norms: Sequence[str], side: Span, span: Span) -> bool:
    """Whether "both" before a symptom is of the places before it: "my cheeks are both numb", but not "both numb and stiff"."""
    before = norms[side.start - 1] if side.start else ""
    behind = norms[span.end] if span.end < len(norms) else "."
    return before in _FLOATS and behind not in _AND


def _said_last(norms: Sequence[str], gap: Sequence[str], side: Span, taken: frozenset[int]) -> bool:
    """Whether "both" ends a statement: "my hands fall asleep on the bus (both)", "go numb when I hike, both sides"."""
    if (
        len(gap) > 10
        or gap[-1] not in (",", "(", "-")
        or any(i in taken for i in range(side.start - len(gap), side.end))
    ):
        return False
    behind = side.end + (norms[side.end : side.end + 1] == ["sides"])
    following = norms[behind] if behind < len(norms) else "."
    return not any(c.isalnum() for c in following) or norms[behind : behind + 2] in (["of", "them"], ["of", "they"])


def _one_side(norms: Sequence[str], span: Span) -> int:
    """The end of "one side" in the words of a symptom or right behind them; 0 where it is not said."""
    for i in range(span.start, min(span.end + 5, len(norms) - 1)):
        if norms[i] == "one" and norms[i + 1] == "side":
            return max(i + 2, span.end)
    return 0


def _set_off(norms: Sequence[str], gap: Sequence[str], side: Span, taken: frozenset[int]) -> bool:
    """Whether a side ends what a comma sets off behind a time or the like: "numb since the visit, left", "numb now too, all on the right"."""
    comma = len(gap) - 1 - list(reversed(gap)).index(",") if "," in gap else -1
    if not 0 < comma <= _SET_OFF or side.label_ not in OPPOSITE:
        return False
    if comma == len(gap) - 1 and side.label_ == "right":
        return False  # "numb since I gave blood, right"
    first = side.start - len(gap)
    if any(i in taken for i in range(first, side.end)) or not _LINKS.isdisjoint(gap[:comma]):
        return False
    return _said_aside(norms, [",", *(w for w in gap[comma + 1 :] if w not in _ALL_OF)], side, taken)


def _said_aside(norms: Sequence[str], gap: Sequence[str], side: Span, taken: frozenset[int]) -> bool:
    """Whether a side is added to what stands before: "(both)", ", the left one", ", mostly on the right", ", it is the left"."""
    if not gap or not all(w in _ASIDE for w in gap) or side.end - 1 in taken:
        return False
    words = norms[side.start : side.end + 1]
    behind = side.end + (words[-1] in ("side", "one", "sides") and len(words) > side.end - side.start)
    following = norms[behind] if behind < len(norms) else "."
    if norms[behind : behind + 2] in (["of", "them"], ["of", "they"]):
        return True
    bare = behind == side.end and gap[-1] == ","
    if side.label_ == "right" and bare and following == "?":
        return False
    return following in _ASIDE_ENDS or not any(c.isalnum() for c in following)


def _side_of_next_sentence(
    doc: Doc, norms: Sequence[str], clauses: Clauses, span: Span, sides: Sequence[Span], starts: Sequence[int]
) -> Span | None:
    """A sentence that says nothing but the side: "My eyelid twitches. Always the right one."."""
    number = clauses.sentence_of[span.start] + 1
    if number >= len(clauses.sentences):
        return None
    start, end = clauses.sentences[number]
    told = [s for s in sides[bisect_left(starts, start) : bisect_left(starts, end)] if is_side(doc, s, set())]
    if len(told) > 1 and told[0].label_ == "both" and told[1].label_ in OPPOSITE:
        told = told[1:]  # "Both are on the left."
    if not told or told[0].label_ == "one" or (len(told) > 1 and norms[told[1].start] != "one"):
        return None
    side = told[0]
    rest = [*norms[start : side.start], *norms[side.end : end]]
    if all(
        w in _ASIDE or w in _ALL_OF or w in ("side", "sides", "one", "of", "them") or not any(c.isalnum() for c in w)
        for w in rest
    ):
        return side
    return None


def _fields_of_side(
    norms: Sequence[str], clauses: Clauses, sides: Sequence[Span], starts: Sequence[int]
) -> list[tuple[Span, frozenset[int]]]:
    """The sides that a message tells by themselves, each with the sentences that it is of.

    "Right side. The lip droops" and "Side affected: left" at the head of a message, for what follows; elsewhere "Side: left" for
    the fields of complaint and place beside it.
    """
    out: list[tuple[Span, frozenset[int]]] = []
    if "side" not in norms:
        return out
    first = True
    for number, (start, end) in enumerate(clauses.sentences):
        words = {w for w in norms[start:end] if _is_word(w)}
        if not words:
            continue
        named = ":" in norms[start:end]
        if (named or first) and {"side"} <= words <= _SIDE_FIELD and "?" not in norms[start:end]:
            told = sides[bisect_left(starts, start) : bisect_left(starts, end)]
            if len(told) == 1 and told[0].label_ in OPPOSITE:
                behind = range(number, number + (_FIELDS_APART if named else 1) + 1)
                out.append((told[0], frozenset(behind) if first else _fields_beside(norms, clauses, number)))
        first = False
    return out


def _fields_beside(norms: Sequence[str], clauses: Clauses, number: int) -> frozenset[int]:
    """The sentences that the field of a side is of: the one before, or the fields of complaint and place before, and a complaint behind a place."""
    labels = {k: _label(norms, clauses, k) for k in range(max(0, number - 2), min(len(clauses.sentences), number + 3))}
    if not labels[number - 1]:
        return frozenset({number - 1})
    before = {k for k, label in labels.items() if k < number and label and label <= _COMPLAINT_FIELDS | _PLACE_FIELDS}
    placed = before and all(labels[k] <= _PLACE_FIELDS for k in before)
    behind = (
        {k for k, label in labels.items() if k > number and label and label <= _COMPLAINT_FIELDS} if placed else set()
    )
    return frozenset(before | behind)


def _label(norms: Sequence[str], clauses: Clauses, number: int) -> frozenset[str]:
    """The words of a field's label; none where a sentence is no field."""
    said = norms[slice(*clauses.sentences[number])]
    return frozenset(w for w in said[: said.index(":")] if _is_word(w)) if ":" in said else frozenset()


def _is_word(norm: str) -> bool:
    return any(c.isalnum() for c in norm)


def _that_side(
    norms: Sequence[str], clauses: Clauses, span: Span, sides: Sequence[Span], starts: Sequence[int]
) -> Span | None:
    """The side that "that side" or "the other side" beside a symptom means: "My left cheek ... the tongue is numb on that side"."""
    start, end = clauses.sentence(span.start)
    for i in range(max(start, span.start - 8), min(end, span.end + 8)):
        if norms[i] in _SHARES and i and norms[i - 1] in _THAT | _OTHER:
            told = [
                s
                for s in sides[max(0, bisect_left(starts, i) - 3) : bisect_left(starts, i)]
                if s.label_ in ("left", "right")
            ]
            if told and norms[i - 1] in _OTHER:
                return Span(span.doc, i - 1, i + 1, label=OPPOSITE[told[-1].label_])
            return told[-1] if told else None
    return None


def told_sides(doc: Doc, norms: Sequence[str], clauses: Clauses, symptoms: Sequence[Span]) -> dict[int, Span | None]:
    """The side said of each symptom itself, by its first token."""
    sides = sides_of(doc, norms)
    starts = [s.start for s in sides]
    taken = frozenset(i for s in doc.spans.get("sites", ()) for i in range(s.start, s.end))
    fields = _fields_of_side(norms, clauses, sides, starts)
    out: dict[int, Span | None] = {}
    after: Span | None = None  # the symptom behind, of the same sentence
    for s in reversed(symptoms):
        if after is not None and clauses.sentence_of[after.start] != clauses.sentence_of[s.start]:
            after = None
        out[s.start] = _side_of_symptom(doc, norms, clauses, s, sides, starts, taken) or _that_side(
            norms, clauses, s, sides, starts
        )
        if out[s.start] is None and after is not None:
            out[s.start] = _side_of_list(norms, clauses, s, after, out[after.start])
        elif out[s.start] is None:
            out[s.start] = _side_of_next_sentence(doc, norms, clauses, s, sides, starts)
            if out[s.start] is None and len(fields) == 1 and clauses.sentence_of[s.start] in fields[0][1]:
                out[s.start] = fields[0][0]
        after = s
    return out


def _side_of_list(norms: Sequence[str], clauses: Clauses, span: Span, after: Span, side: Span | None) -> Span | None:
    """The side of a symptom that its neighbour tells: "numb and tingly on the left", "numb lip, numb chin. All on the left"."""
    if side is None or side.start < after.end:
        return None
    if clauses.sentence_of[side.start] != clauses.sentence_of[after.start]:
        return side if _ALL_OF & set(norms[clauses.sentence(side.start)[0] : side.start]) else None
    listed = all(w in _AND for w in norms[span.end : after.start])
    return side if listed and not _AIMS & set(norms[after.end : side.start]) else None


def own_sides(
    doc: Doc,
    norms: Sequence[str],
    clauses: Clauses,
    symptoms: Sequence[Span],
    entries: Mapping[str, Entry],
    linked: Sequence[Sequence[Site]],
    told: Mapping[int, Span | None],
) -> dict[int, Span]:
    """The sides of symptoms whose words name their own site: "right sided facial palsy", "Bell's palsy, left".

    A palsy of the face without a side has the side that the message tells of the face: "the left half droops ... Bell's palsy".
    """
    named = [(s, phrase_of(s, entries[s.label_]).implies) for s in symptoms]
    named = [(s, implied) for s, implied in named if implied]
    if not named:
        return {}
    places = {s.start for s, _ in named} | {s.start for s in doc.spans.get("sites", ())}
    sides = [
        s
        for s in sides_of(doc, norms)
        if is_side(doc, s, places) or (norms[s.end : s.end + 1] and norms[s.end] in _QUALIFIES)
    ]
    starts = [s.start for s in sides]
    out = {}
    for span, _implied in named:
        near = sides[bisect_left(starts, span.start - 5) : bisect_left(starts, span.end + 6)]
        qualified = [s for s in near if s.end < span.start and all(w in _QUALIFIES for w in norms[s.end : span.start])]
        side = next(iter(qualified), None) or side_before(norms, clauses, near, span, set())
        side = side or side_after(norms, clauses, near, span, set(), len(doc))
        side = side if side is not None and side.label_ in ("left", "right", "both") else told[span.start]
        if side is not None and side.label_ in ("left", "right", "both"):
            out[span.start] = side
    palsies = [s for s, implied in named if implied in _ONE_FACE and s.label_ in _PALSIES and _is_patients(s)]
    owned = {out[s.start].start for s, implied in named if s.start in out and implied in _ONE_FACE and _is_patients(s)}
    weak = _weak_sides(sides, symptoms, linked, told, owned) if palsies else []
    for span in palsies:
        beside = [s for s in weak if clauses.sentence_of[s.start] == clauses.sentence_of[span.start]]
        only = next((known for known in (weak, beside) if len({s.label_ for s in known}) == 1), None)
        if only and span.start not in out:
            out[span.start] = only[0]
    return out


def _is_patients(span: Span) -> bool:
    """Whether a symptom is told of the patient as a fact, now or once."""
    assertion = span._.assertion
    return assertion is None or (
        assertion.experiencer == "patient" and assertion.status in ("present", "past", "uncertain")
    )


def _weak_sides(
    sides: Sequence[Span],
    symptoms: Sequence[Span],
    linked: Sequence[Sequence[Site]],
    told: Mapping[int, Span | None],
    owned: set[int],
) -> list[Span]:
    """The sides, left or right, on which a message tells that a face is weak; of a long message the first of them."""
    weak = set(owned)
    for symptom, places in zip(symptoms, linked, strict=True):
        if symptom.label_ not in _WEAKENS or not _is_patients(symptom):
            continue
        weak |= {x.side_span[0] for x in places if x.side_span and x.id in _ONE_FACE}
        aside = told[symptom.start]
        if aside is not None and all(x.id in _ONE_FACE for x in places):
            weak.add(aside.start)
    return [s for s in sides if s.label_ in OPPOSITE and s.start in weak][:_MOST_SIDES]
