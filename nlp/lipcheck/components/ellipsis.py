"""Places that are said in short to have, or not to have, the symptom told last: "but my lips are", "the right one does not"."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Final, Literal, NamedTuple

from spacy.tokens import Span

from lipcheck.components.clauses import Clauses
from lipcheck.components.sites import Site
from lipcheck.vocabulary import word_lists

# the word lists of knowledge/ellipsis.yaml; what each is for stands there
_WORDS: Final = word_lists("ellipsis")
_VERBS: Final = _WORDS["verb"]
_DENIES: Final = _WORDS["denies"]
_ADVERBS: Final = _WORDS["adverb"]
_BEHIND: Final = _WORDS["behind"]
_ENDS: Final = _WORDS["end"]
_OWNERS: Final = _WORDS["owner"]
_PLACES: Final = _WORDS["place"]
_BREAKS: Final = _WORDS["break"]
_AGENTS: Final = _WORDS["agent"]
_HAS: Final = _WORDS["has"]
_PRESENT: Final = _WORDS["present"]
_MEANT: Final = _WORDS["meant"]
_BEFORE_IT: Final = _WORDS["before_it"]
_TIMES: Final = _WORDS["time"]
_OPENS: Final = _WORDS["opens"]
_WELL: Final = _WORDS["well"]
_GUESSED: Final = _WORDS["guessed"]
_DOUBTS: Final = _WORDS["doubt"]
_THINKS: Final = _WORDS["thinks"]
_LITTLE: Final = _WORDS["little"]
_EMBEDS: Final = _WORDS["embeds"]
_REACH: Final = 6
Said = Literal["denied", "now", "like", "maybe"]
"""How a place has the symptom: not at all, now, as the place before has it, or perhaps."""


class Elided(NamedTuple):
    """A place of a symptom that is told without its word, and how: denied of it, told of now, like the place before, or perhaps.

    ``cue``: the token that denies it or leaves it open.
    """

    site: Site
    said: Said
    cue: int | None = None


class _Place(NamedTuple):
    """The sites of one list with the first token of what is said of them and one past the last."""

    sites: tuple[Site, ...]
    start: int
    end: int


def elided(
    norms: Sequence[str],
    clauses: Clauses,
    symptoms: Sequence[Span],
    groups: Sequence[tuple[Site, ...]],
    links: Sequence[tuple[Site, ...]],
    sited: frozenset[str],
    wholes: Mapping[str, frozenset[str]],
) -> dict[int, tuple[Elided, ...]]:
    """What is told in short, by number of the symptom; ``sited`` are the ids of the symptoms that may be meant.

    ``wholes`` are the sites of which each site is a part: a whole told behind its part adds nothing.
    """
    linked = {site.start for sites in links for site in sites}
    starts = [s.start for s in symptoms]
    out: dict[int, tuple[Elided, ...]] = {}
    unclear = -1  # the symptom behind which another place has been named: "it" may be that one
    for group in groups:
        if any(site.start in linked for site in group):
            continue
        place = _place(group)
        at = bisect_left(starts, place.start) - 1
        near = at >= 0 and clauses.sentence_of[place.start] - clauses.sentence_of[starts[at]] <= 1
        if not near or not links[at] or symptoms[at].label_ not in sited:
            continue
        following = starts[at + 1] if at + 1 < len(starts) else len(norms)
        opening = max(clauses.sentence(place.start)[0], symptoms[at].end)
        said = _verb_behind(norms, place, following, opening)
        if said is None and all(x.id not in _GUESSED for x in group):
            said = _doubted(norms, place, opening)
        if said is None and place.end <= following and _ends(norms, place.end):
            said = _word_before(norms, place, opening, unclear != at)
        if (
            said is None
            or any((x.id, x.side) == (y.id, y.side) for x in group for y in links[at])
            or any(x.id in wholes[y.id] for x in group for y in links[at])
        ):
            unclear = at
            continue
        out[at] = out.get(at, ()) + tuple(Elided(site, said, _cue(norms, place, said)) for site in group)
        if said != "denied":
            out[at] += tuple(
                Elided(x, "denied", _cue(norms, _place((x,)), "denied"))
                for x in links[at]
                if _placed_elsewhere(norms, symptoms[at], x) and x.start < place.start
            )
    return out


def _place(group: tuple[Site, ...]) -> _Place:
    """A list of sites with the sides that are said of them."""
    spans = [(x.start, x.end) for x in group] + [x.side_span for x in group if x.side_span]
    first, last = group[0], group[-1]
    start = min([first.start, *(a for a, _ in spans if first.start - 4 <= a)])
    return _Place(group, start, max([last.end, *(b for _, b in spans if b <= last.end + 4)]))


def _cue(norms: Sequence[str], place: _Place, said: Said) -> int | None:
    """The nearest token, behind a place or before it, that denies it or leaves it open."""
    words = {"denied": _DENIES, "maybe": _DOUBTS | _THINKS}.get(said, frozenset())
    behind = range(place.end, min(len(norms), place.end + _REACH))
    before = range(place.start - 1, max(0, place.start - _REACH) - 1, -1)
    return next((i for i in (*behind, *before) if norms[i] in words), None)


def _ends(norms: Sequence[str], at: int) -> bool:
    """Whether a statement ends here."""
    while at < len(norms) and norms[at] in _BEHIND:
        at += 1
    return at >= len(norms) or norms[at] in _ENDS or "\n" in norms[at]


def _verb_behind(norms: Sequence[str], place: _Place, following: int, opening: int) -> Said | None:
    """What a verb alone behind a place says of the symptom: "my cheek is not"; None where there is none."""
    before = norms[place.start - 1] if place.start > opening else ""
    # "the arm is fine but the lip is not" denies what stands in between
    if not _WELL.isdisjoint(norms[max(opening, place.start - 2 * _REACH) : place.start]):
        return None
    if before == "'s" or _EMBEDS & set(norms[max(opening, place.start - 2) : place.start]):
        return None
    at = place.end
    while at < len(norms) and norms[at] in _ADVERBS:
        at += 1
    if at >= len(norms) or norms[at] not in _VERBS:
        return None
    said: Said = "now" if norms[at] in _PRESENT else "like"
    at += 1
    while at < len(norms) and (norms[at] in _DENIES or norms[at] in _BEHIND):
        said = "denied" if norms[at] in _DENIES else said
        at += 1
    return said if at <= following and _ends(norms, at) else None


def _doubted(norms: Sequence[str], place: _Place, opening: int) -> Said | None:
    """Whether a place is said perhaps to have it, and no more: "my lip twitches, the chin maybe too", "maybe the eye as well"."""
    at, doubted = place.end, False
    while at < len(norms) and (norms[at] in _BEHIND or norms[at] in _DOUBTS or norms[at] in _LITTLE):
        doubted = doubted or norms[at] in _DOUBTS
        at += 1
    if norms[at : at + 1] == ["i"] and norms[at + 1 : at + 2] and norms[at + 1] in _THINKS:
        at, doubted = at + 2, True
    if not _ends(norms, at):
        return None
    before = place.start - 1
    while before >= opening and norms[before] in _OWNERS:
        before -= 1
    if before >= opening and norms[before] in _DOUBTS:
        doubted, before = True, before - 1
    opens = before < opening or norms[before] in _BREAKS or norms[before] in _OPENS
    return "maybe" if doubted and opens else None


def _word_before(norms: Sequence[str], place: _Place, opening: int, clear: bool) -> Said | None:
    """What the words before a place say of the symptom there: "but not my tongue"; None where they tell nothing of it."""
    at = place.start - 1
    first = max(opening, place.start - _REACH)
    placed = False
    while at >= first and (norms[at] in _OWNERS or norms[at] in _PLACES):
        placed = placed or norms[at] in _PLACES
        at -= 1
    if at < first:
        return None
    before = norms[at - 1] if at > opening else ","
    if norms[at] in _DENIES:
        return "denied" if before in _BREAKS else None
    if norms[at] == "but" and placed:
        return "like"
    if norms[at] in _HAS and placed and before in _AGENTS:
        return "now" if norms[at] in _PRESENT else "like"
    last = at
    while at > first and norms[at] in _ADVERBS:
        at -= 1
    if norms[at] in _MEANT and at > opening and norms[at - 1] == "it":
        leads = at - 1 == opening or norms[at - 2] in _BEFORE_IT or norms[at - 2] in _ENDS
        if not clear or not leads:
            return None
        return "now" if norms[at] in _PRESENT else "like"
    at = last
    while at >= first and (norms[at] in _TIMES or norms[at] in _OPENS):
        at -= 1
    if at == last:
        return None
    opened = at < opening or (norms[at] == "," and norms[last] in _TIMES)
    return "like" if opened else None


def _placed_elsewhere(norms: Sequence[str], span: Span, site: Site) -> bool:
    """Whether a place is only said not to be the one: "the twitch is not in my eye, it is in my cheek"."""
    if not span.end <= site.start <= span.end + _REACH:
        return False
    gap = [w for w in norms[span.end : site.start] if w not in _OWNERS]
    return len(gap) >= 2 and gap[-1] in _PLACES and gap[-2] in _DENIES
