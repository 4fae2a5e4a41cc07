"""``lipcheck_linking``: joins symptoms with their sites and sides; writes ``doc._.findings``.

A site belongs to a symptom by grammar where words show it ("numb lip", "tingling in my face", "my arm is weak"),
through lists on either side ("lips and tongue are numb and tingly"), else by nearness in the clause. ``sites`` and ``sides``
read what is joined, ``findings`` makes of it what the message tells.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc, Span

from lipcheck.components.clauses import Clauses, norms_of, split_clauses
from lipcheck.components.ellipsis import elided
from lipcheck.components.findings import Findings, Linked
from lipcheck.components.mentions import phrase_of
from lipcheck.components.questions import reply_at
from lipcheck.components.sides import own_sides, told_sides
from lipcheck.components.sites import Site, Sites, site_groups
from lipcheck.components.turning import is_turned
from lipcheck.vocabulary import Entry, load_knowledge, word_lists

if not Doc.has_extension("findings"):
    Doc.set_extension("findings", default=())

# the word lists of knowledge/linking.yaml; what each is for stands there
_WORDS: Final = word_lists("linking")
_UNSITED: Final = _WORDS["unsited"]
_DETERMINERS: Final = _WORDS["determiner"]
_PREPOSITIONS: Final = _WORDS["preposition"]
_SYMPTOM_JOINERS: Final = _WORDS["symptom_joiner"]
_COPULAS: Final = _WORDS["copula"]
_SAYS: Final = _WORDS["says"]
_ALSO: Final = _WORDS["also"]
_ALSO_GAP: Final = _WORDS["also_gap"]
_ALSO_ENDS: Final = _WORDS["also_ends"]
_FEELS: Final = _WORDS["feels"]
_ANAPHORS: Final = _WORDS["anaphor"]
_PLACE_ANAPHORS: Final = _WORDS["place_anaphor"]
_FRAGMENT_MARKS: Final = _WORDS["fragment_mark"]
_FRAGMENT_WORDS: Final = _WORDS["fragment_word"]
_MOSTLY: Final = _WORDS["mostly"]
_WHERE: Final = _WORDS["where"]
# how far apart the fields of a form may stand that tell what and where, in sentences, and in sites
_FIELDS_APART: Final = 2
_FRAGMENT_JOINERS: Final = _WORDS["fragment_joiner"]
_FRAGMENT_SUBJECTS: Final = _WORDS["fragment_subject"]
_FRAGMENT_BEHIND: Final = _WORDS["fragment_behind"]
_FRAGMENT_ENDS: Final = _WORDS["fragment_end"]
_STANDS: Final = _WORDS["stands"]
_GOES_ON: Final = _WORDS["goes_on"]
# how far behind "..." a complaint may stand that goes on with the sentence, in tokens
_FRAGMENT: Final = 3
_TRAILS_OFF: Final = _WORDS["trails_off"]
# how far before a verb of moving its "can" or "not" may stand, in tokens
_GOVERNING: Final = 2
_ONLY_THOUGHT: Final = _WORDS["only_thought"]
_CONTINUES: Final = _WORDS["continues"]
_DEFINITE: Final = _WORDS["definite"]
_LIKEWISE: Final = tuple(_WORDS["likewise"])
_PLACES: Final = _WORDS["place"]
_TAKES_IN: Final = _WORDS["takes_in"]
_OWNERS: Final = _WORDS["owner"]
_FILLERS: Final = _WORDS["filler"]
_TAKES_OBJECT: Final = _WORDS["takes_object"]
_ONLY_THAT: Final = _WORDS["only_that"]
_PALSIES: Final = _WORDS["palsy"]
_WEAKENS: Final = _WORDS["loses"]
_ONE_FACE: Final = _WORDS["one_face"]
_ONLY_OF_FACE: Final = _WORDS["only_of_face"]
_OF_FACE: Final = _WORDS["of_face"]
_COURSES: Final = _WORDS["course"]
_YES: Final = _WORDS["yes"]
_ANSWERS: Final = word_lists("answers")
_REPLY_GOES_ON, _REPLY_FILLERS = _ANSWERS["goes_on"] | _ANSWERS["before_place"], _ANSWERS["filler"]
_TOO: Final = tuple(_WORDS["too"])
_RIGID: Final = _WORDS["rigid"]
_NOT_INSTEAD: Final = _WORDS["not_instead"]
_OF_SOFT_PARTS: Final = _WORDS["of_soft_parts"]
_ONE_SIDED: Final = _WORDS["one_sided"]
_FROM: Final = "from"
_REACH_LEFT, _REACH_RIGHT = 12, 6


@Language.factory("lipcheck_linking", requires=["doc.spans"], assigns=["doc._.findings"])
def create_linking(nlp: Language, name: str) -> Linker:
    """The component; which words want a site is said in ``knowledge/symptoms.yaml``."""
    return Linker()


class Linker:
    """Builds the findings of a document."""

    def __init__(self) -> None:
        knowledge = load_knowledge()
        self._entries: dict[str, Entry] = knowledge.by_id("symptoms")
        self._regions = {e.id: e.get("region") for e in knowledge.sites}
        self._part_of = {e.id: frozenset(e.get("part_of") or ()) for e in knowledge.sites}
        self._complaints = frozenset(e.id for e in knowledge.symptoms if e.get("complaint")) | {"pain", "burning"}
        self._sites, self._findings = Sites(), Findings()

    def __call__(self, doc: Doc) -> Doc:
        """Set ``doc._.findings``."""
        norms = norms_of(doc)
        clauses = split_clauses(doc, norms)
        symptoms = [
            s
            for s in doc.spans.get("symptoms", ())
            if not phrase_of(s, self._entries[s.label_]).turned or is_turned(norms, clauses, s.start, s.end)
        ]
        if not symptoms:
            doc._.findings = ()
            return doc
        sites = self._sites.find(doc, norms, clauses, symptoms)
        groups = site_groups(norms, clauses, sites, symptoms)
        links = _link(norms, clauses, symptoms, groups)
        if sites and not any(self._regions[s.id] in ("face", "throat", "neck") for s in sites):
            # a message about a knee: its swelling is the knee's, not one of nowhere
            starts = [s.start for s in sites]
            links = [
                linked or (sites[bisect_left(starts, span.start) - 1],) if span.label_ == "swelling" else linked
                for span, linked in zip(symptoms, links, strict=True)
            ]
        moved = _moved(norms, clauses, symptoms, groups, links, self._complaints)
        told = told_sides(doc, norms, clauses, symptoms)
        links = [
            linked or _half(norms, clauses, span, told[span.start], sites, self._regions)
            for span, linked in zip(symptoms, links, strict=True)
        ]
        places = [
            self._sided(norms, clauses, span, links[i] + moved.get(i, ()), told[span.start], sites)
            for i, span in enumerate(symptoms)
        ]
        places = [_of_that_face(clauses, span, where, sites) for span, where in zip(symptoms, places, strict=True)]
        own = own_sides(doc, norms, clauses, symptoms, self._entries, places, told)
        taken = {i for s in symptoms for i in range(s.start, s.end)}
        parts = [g for g in groups if all(self._regions[x.id] in ("face", "limb") for x in g)]
        short = elided(norms, clauses, symptoms, parts, places, self._complaints - _UNSITED, self._part_of)
        linked = [
            Linked(
                span,
                where,
                own.get(span.start),
                told[span.start],
                self._beside(norms, clauses, span, groups, taken, moved.get(i, ()), where),
                short.get(i, ()),
            )
            for i, (span, where) in enumerate(zip(symptoms, places, strict=True))
        ]
        doc._.findings = tuple(self._findings.make(doc, norms, clauses, linked, sites))
        return doc

    def _beside(
        self,
        norms: Sequence[str],
        clauses: Clauses,
        span: Span,
        groups: Sequence[tuple[Site, ...]],
        taken: set[int],
        moved: tuple[Site, ...],
        places: tuple[Site, ...],
    ) -> tuple[Site, ...]:
        """The sites that a symptom whose words name its own goes on to name: "chest pain and left arm", "it spread to my jaw"."""
        if not phrase_of(span, self._entries[span.label_]).implies or span.label_ in _PALSIES:
            return ()
        end = clauses.sentence(span.start)[1]
        at = bisect_left(groups, span.end, key=lambda g: g[0].start)
        trailing = _trailing(norms, span, groups[at : at + 2], taken, end)
        reached = tuple(x for x in places if x.start >= span.end and _reaches(norms[span.end : x.start]))
        return tuple(dict.fromkeys((*moved, *trailing, *reached)))

    def _sided(
        self,
        norms: Sequence[str],
        clauses: Clauses,
        span: Span,
        places: tuple[Site, ...],
        told: Span | None,
        sites: Sequence[Site],
    ) -> tuple[Site, ...]:
        """The sites of a symptom with what is said of their sides behind it: "my hands tingle, both of them", "toes, both feet"."""
        if told is not None and (told.label_ == "both" or set(norms[span.end : told.start]) & _ONLY_THAT):
            places = tuple(
                replace(x, side=told.label_, side_span=(told.start, told.end))
                if x.side is None and (x.plural or told.label_ == "both") and self._regions[x.id] in ("face", "limb")
                else x
                for x in places
            )
        for part in places:
            whole = self._whole_behind(norms, clauses, span, part, sites)
            if whole is not None:
                places = tuple(
                    replace(x, side=whole.side) if x is part else x for x in places if x.start != whole.start
                )
        return places

    def _whole_behind(
        self, norms: Sequence[str], clauses: Clauses, span: Span, part: Site, sites: Sequence[Site]
    ) -> Site | None:
        """The whole behind a part and its symptom that only tells the side: "my toes go numb, both feet"."""
        if part.side is not None:
            return None
        end = clauses.sentence(span.start)[1]
        at = bisect_left(sites, max(part.end, span.end), key=lambda s: s.start)
        for site in sites[at : at + 1]:
            if site.start >= min(end, span.end + 8) or not site.side or not site.side_span:
                return None
            gap = norms[span.end : min(site.start, site.side_span[0])]
            if site.id in self._part_of[part.id] and not {"and", "also", "then", "plus", "my"} & set(gap):
                return site
        return None


def _half(
    norms: Sequence[str],
    clauses: Clauses,
    span: Span,
    told: Span | None,
    sites: Sequence[Site],
    regions: Mapping[str, str | None],
) -> tuple[Site, ...]:
    """Half of the body, or of the face where a message names nothing else, that is weak on a side: "weakness on the left"."""
    if norms[span.start] not in _ONE_SIDED or told is None or told.label_ not in ("left", "right"):
        return ()
    if clauses.sentence_of[told.start] != clauses.sentence_of[span.start]:
        return ()
    of_face = bool(sites) and all(regions[x.id] == "face" for x in sites)
    return (Site("face" if of_face else "body", span.start, span.start, told.label_, (told.start, told.end)),)


def _reaches(gap: Sequence[str]) -> bool:
    """Whether the words between a complaint and a site say that it goes there: "chest pain [that spreads to my] jaw"."""
    return any(w in _GOES_ON and any(p in _PLACES for p in gap[i + 1 : i + 3]) for i, w in enumerate(gap[:5]))


def _of_that_face(clauses: Clauses, span: Span, places: tuple[Site, ...], sites: Sequence[Site]) -> tuple[Site, ...]:
    """A weak part of the face with the side of the face spoken of: "the left side of my mouth hangs, the eye will not shut"."""
    if span.label_ not in _WEAKENS or not any(x.side is None and x.id in _OF_FACE and not x.plural for x in places):
        return places
    number = clauses.sentence_of[span.start]
    at = bisect_left(sites, span.start, key=lambda s: s.start)
    near = {
        x.side
        for x in sites[max(0, at - 8) : at + 4]
        if x.id in _ONE_FACE and x.side and abs(number - clauses.sentence_of[x.start]) <= 1
    }
    if len(near) != 1 or not near <= {"left", "right"}:
        return places
    side = near.pop()
    return tuple(replace(x, side=side) if x.side is None and x.id in _OF_FACE and not x.plural else x for x in places)


def _link(
    norms: Sequence[str],
    clauses: Clauses,
    symptoms: Sequence[Span],
    groups: Sequence[tuple[Site, ...]],
) -> list[tuple[Site, ...]]:
    """The sites of every symptom; empty where none is said."""
    taken = {i for s in symptoms for i in range(s.start, s.end)}
    starts = [g[0].start for g in groups]
    spans = [clauses.sentence(s.start) for s in symptoms]
    nearby = [
        _possible(s, groups[bisect_left(starts, a) : bisect_left(starts, b)])
        for s, (a, b) in zip(symptoms, spans, strict=True)
    ]
    order = [s.start for s in symptoms]
    peers = [symptoms[bisect_left(order, a) : bisect_left(order, b)] for a, b in spans]
    direct = [_direct(norms, clauses, s, near, taken) for s, near in zip(symptoms, nearby, strict=True)]
    out: list[tuple[Site, ...]] = []
    last: dict[str, tuple[Site, ...]] = {}  # where each symptom was last told
    for i, symptom in enumerate(symptoms):
        if symptom.label_ in _UNSITED:
            out.append(())
            continue
        linked = (
            direct[i]
            or _behind_colon(norms, symptom, nearby[i], peers[i])
            or _answered(norms, clauses, symptom, groups, symptoms)
            or _through_list(norms, clauses, symptoms, direct, i)
            or _nearest(norms, clauses, symptom, nearby[i], peers[i])
            or _in_fragment(norms, clauses, symptoms, i, groups)
            or _in_field(norms, clauses, symptom, groups)
        )
        if linked and not direct[i] and len(nearby[i]) > 1:
            behind = _trailing(norms, symptom, nearby[i], taken, spans[i][1])
            linked += tuple(x for x in behind if x not in linked)
        linked = linked or _spoken_of(norms, clauses, symptoms, out, last.get(symptom.label_, ()), i, groups)
        out.append(linked)
        if linked:
            last[symptom.label_] = linked
    return out


def _possible(span: Span, groups: Sequence[tuple[Site, ...]]) -> Sequence[tuple[Site, ...]]:
    """The groups that a symptom may be of: a tooth and a side of the body droop never, and a tooth swells only where nothing else does, "my jaw is swollen under the tooth"."""
    if span.label_ not in _OF_SOFT_PARTS:
        return groups
    rigid = any(x.id in _RIGID for g in groups for x in g)
    soft = [g for g in groups if any(x.id not in _RIGID and not (rigid and x.id in _NOT_INSTEAD) for x in g)]
    if span.label_ in _ONLY_OF_FACE:
        return [g for g in soft if any(x.id != "body" for x in g)]  # "a droop on the left side"
    return soft or groups


def _head(group: Sequence[Site]) -> int:
    """The first token of a group of sites, its side with it."""
    return min(group[0].start, group[0].side_span[0]) if group[0].side_span else group[0].start


def _tail(group: Sequence[Site]) -> int:
    """One past the last token of a group of sites, its side with it."""
    return max(group[-1].end, group[-1].side_span[1]) if group[-1].side_span else group[-1].end


def _direct(
    norms: Sequence[str], clauses: Clauses, span: Span, groups: Sequence[tuple[Site, ...]], taken: set[int]
) -> tuple[Site, ...]:
    """The site group that grammar gives to a symptom."""
    s_start, s_end = clauses.sentence(span.start)
    left: tuple[Site, ...] = ()
    left_gap = 99
    left_says = False
    right: tuple[Site, ...] = ()
    for group in groups:
        first, last = group[0], group[-1]
        head = min(
            first.start, first.side_span[0] if first.side_span and first.side_span[0] < first.start else first.start
        )
        if first.start < s_start or last.end > s_end:
            continue
        if (
            first.start <= span.start
            and span.end <= last.end
            and any(s.start <= span.start and span.end <= s.end for s in group)
        ):
            return group
        tail = _tail(group)
        if last.end <= span.start:
            gap: Sequence[str] = [norms[i] for i in range(max(last.end, min(tail, span.start)), span.start)]
            if (
                len(gap) <= 9
                and all(w in _COPULAS or w in _DETERMINERS for w in gap)
                and not any(i in taken for i in range(last.end, span.start))
            ):
                comma = "," in gap or "and" in gap
                says = any(w in _SAYS for w in gap)
                if not comma or says:
                    left, left_gap, left_says = group, len(gap), says
        elif first.start >= span.end and not right:
            gap = norms[span.end : head]
            if len(gap) <= 6 and not any(i in taken for i in range(span.end, head)) and _leads_to(gap, span.label_):
                right = group
    if left and left_gap == 0:
        return left + _trailing(norms, span, groups, taken, s_end) if len(groups) > 1 else left
    if left and left_says and right and _begins_statement(norms, right[-1], taken):
        return left  # "my left cheek is numb my right hand tingles"
    if left and right and norms[span.end] == _FROM:
        return left  # "my left face is numb from the cheek up to the lips"
    if left and {x.id for x in right} == {x.id for x in left} and all(x.side is None for x in right):
        return left  # "my left arm is numb from the shoulder down"
    return right or (left + _trailing(norms, span, groups, taken, s_end) if left else left)


def _begins_statement(norms: Sequence[str], site: Site, taken: set[int]) -> bool:
    """Whether a site has a complaint of its own right behind it: "[my right] hand tingles", "[the] lip is swollen"."""
    tail = _tail((site,))
    return tail in taken or (norms[tail : tail + 1] != [] and norms[tail] in _SAYS and tail + 1 in taken)


def _leads_to(gap: Sequence[str], symptom: str) -> bool:
    """Whether the words between a symptom and a site behind it join them: "numb [left] lip", "tingling [in my] face"."""
    if gap[:2] == [",", "on"]:
        gap = gap[1:]  # "then came blisters, on the forehead"
    if "," in gap or "and" in gap:
        return False
    if not gap:
        return True
    if all(w in _DETERMINERS for w in gap) and gap[0] not in _OWNERS:
        return True
    if any(w in _PREPOSITIONS for w in gap):
        return all(w in _PREPOSITIONS or w in _DETERMINERS or w in _COPULAS or w in _FILLERS for w in gap)
    return gap[0] in _OWNERS and symptom in _TAKES_OBJECT


def _trailing(
    norms: Sequence[str], span: Span, groups: Sequence[tuple[Site, ...]], taken: set[int], s_end: int
) -> tuple[Site, ...]:
    """Sites that a symptom with a site goes on to name: "chest pain and right arm", "my body swells, my feet, my face"."""
    for group in groups:
        head = _head(group)
        if not span.end < head or group[-1].end > s_end:
            continue
        gap = norms[span.end : head]
        if len(gap) > 4 or gap[0] not in _ALSO or not all(w in _ALSO_GAP for w in gap):
            return ()
        tail = _tail(group)
        after = norms[tail] if tail < len(norms) else "."
        ends = after in _ALSO_ENDS or "\n" in after
        return group if ends and tail not in taken and tail + 1 not in taken else ()
    return ()


def _behind_colon(
    norms: Sequence[str], span: Span, groups: Sequence[tuple[Site, ...]], symptoms: Sequence[Span]
) -> tuple[Site, ...]:
    """The sites of a list behind a colon: "Numb spots: left temple, left cheek"."""
    if ":" not in norms[span.end : span.end + 3]:
        return ()
    colon = span.end + list(norms[span.end : span.end + 3]).index(":")
    behind = [g for g in groups if g[0].start > colon]
    if not behind or behind[0][0].start - colon > 3 or any(s.start > colon for s in symptoms):
        return ()
    return tuple(site for group in behind for site in group)


def _answered(
    norms: Sequence[str],
    clauses: Clauses,
    span: Span,
    groups: Sequence[tuple[Site, ...]],
    symptoms: Sequence[Span],
) -> tuple[Site, ...]:
    """The sites of a reply to a question about a symptom: "Cramps? Yes, both calves", "Weakness? Left arm", "Itchy: y, the lip only"."""
    asked = next((i for i in range(span.end, min(span.end + 3, len(norms))) if norms[i] in ("?", ":")), None)
    if asked is None:
        return ()
    begins = reply_at(norms, asked) if norms[asked] == "?" else asked + 1
    at = bisect_left(groups, begins, key=lambda g: g[0].start)
    if at == len(groups):
        return ()
    first, head = groups[at][0], _head(groups[at])
    between = [w for w in norms[begins:head] if any(c.isalnum() for c in w)]
    affirmed = not _YES.isdisjoint(between)
    if not affirmed and norms[asked] != "?":
        return ()
    if len(between) > 5 or not all(
        w in _YES or w in _REPLY_FILLERS or w in _DETERMINERS or w in _PREPOSITIONS for w in between
    ):
        return ()
    between_symptoms = bisect_left(symptoms, begins, key=lambda s: s.start)
    if between_symptoms < bisect_left(symptoms, first.start, key=lambda s: s.start):
        return ()
    if any("\n" in w for w in norms[begins:head]):
        return ()
    tail = _tail(groups[at])
    of_face = span.label_ not in _ONLY_OF_FACE or all(x.id in _ONE_FACE for x in groups[at])
    if not affirmed and (not of_face or not _ends_reply(norms[tail] if tail < len(norms) else ".")):
        return ()  # "Any numbness? My arm is fine", "Any numbness? Lips?"
    return groups[at]


def _in_fragment(
    norms: Sequence[str], clauses: Clauses, symptoms: Sequence[Span], i: int, groups: Sequence[tuple[Site, ...]]
) -> tuple[Site, ...]:
    """The sites that a fragment behind a symptom names and nothing else: "Weakness since noon. Right arm", "it is weak, the left hand"."""
    span, following = symptoms[i], symptoms[i + 1] if i + 1 < len(symptoms) else None
    at = bisect_left(groups, span.end, key=lambda g: g[0].start)
    if at == len(groups):
        return ()
    group = groups[at]
    head = _head(group)
    tail = _tail(group)
    start, end = clauses.sentence(head)
    if start <= span.start:
        marks = [
            j
            for j in range(span.end, head)
            if norms[j] in _FRAGMENT_MARKS or (norms[j] in _FRAGMENT_JOINERS and norms[j + 1] in _FRAGMENT_SUBJECTS)
        ]
        start = marks[-1] + 1 if marks else head
        if not marks:
            return ()
    elif clauses.sentence_of[head] - clauses.sentence_of[span.start] > 1:
        return ()
    else:
        # "They came two weeks later, three nights a week, mostly the right calf"
        marks = [j for j in range(start, head) if norms[j] in _FRAGMENT_MARKS]
        if marks and not _MOSTLY.isdisjoint(norms[marks[-1] + 1 : head]):
            start = marks[-1] + 1
    if following is not None and following.start < end:
        return ()
    goes_on = next((w for w in norms[tail:] if w.strip(" ") and w not in _FRAGMENT_BEHIND), ".")
    bare = all(not w.strip() or w in _FRAGMENT_WORDS for w in norms[start:head])
    return group if bare and (goes_on in _FRAGMENT_ENDS or "\n" in goes_on) else ()


def _in_field(
    norms: Sequence[str], clauses: Clauses, span: Span, groups: Sequence[tuple[Site, ...]]
) -> tuple[Site, ...]:
    """The sites of the field of a form that asks where, beside the symptom's own field: "Site: left cheek. Symptom: numbness"."""
    if norms[max(0, span.start - 1) : span.start] != [":"]:
        return ()
    number = clauses.sentence_of[span.start]
    near = bisect_left(groups, span.start, key=lambda g: g[0].start)
    for group in groups[max(0, near - _FIELDS_APART) : near + _FIELDS_APART]:
        head = _head(group)
        asked = norms[max(0, head - 2) : head]
        if abs(clauses.sentence_of[head] - number) <= _FIELDS_APART and asked[-1:] == [":"] and asked[0] in _WHERE:
            return group
    return ()


def _ends_reply(word: str) -> bool:
    """Whether a reply that names a place may end, or tell when, before a word."""
    return word != "?" and (not word.isalpha() or word in _REPLY_GOES_ON)


def _through_list(
    norms: Sequence[str], clauses: Clauses, symptoms: Sequence[Span], direct: Sequence[tuple[Site, ...]], i: int
) -> tuple[Site, ...]:
    """The site of a neighbour in a list of symptoms: "numbness and tingling in my hand"."""
    for step in (1, -1):
        j = i
        while 0 <= j + step < len(symptoms):
            a, b = (symptoms[j], symptoms[j + step]) if step > 0 else (symptoms[j + step], symptoms[j])
            gap = norms[a.end : b.start]
            if (
                clauses.sentence_of[a.start] != clauses.sentence_of[b.start]
                or len(gap) > 9
                or not all(w in _SYMPTOM_JOINERS for w in gap)
            ):
                break
            j += step
            if symptoms[j].label_ in _UNSITED:
                break
            if direct[j]:
                if step > 0 and not _leads_list(norms, symptoms[j], direct[j]):
                    break
                return direct[j]
    return ()


def _leads_list(norms: Sequence[str], span: Span, sites: tuple[Site, ...]) -> bool:
    """Whether the site stands behind the list's last symptom, or right before a compound ("numb, tingly lips")."""
    return sites[0].start >= span.end


def _nearest(
    norms: Sequence[str], clauses: Clauses, span: Span, groups: Sequence[tuple[Site, ...]], symptoms: Sequence[Span]
) -> tuple[Site, ...]:
    """The nearest site group of the clause, within reach and with no other symptom nearer to it."""
    c_start, c_end = clauses.clause(span.start)
    best: tuple[int, tuple[Site, ...]] | None = None
    for group in groups:
        first, last = group[0], group[-1]
        if last.end <= span.start and first.start >= c_start:
            distance = span.start - last.end
            between = [s for s in symptoms if last.end <= s.start < span.start]
            if distance > _REACH_LEFT or (between and not all(s.label_ not in _UNSITED for s in between)):
                continue
            if (
                between
                and "," in norms[last.end : span.start]
                and not any(w in _FEELS for w in norms[last.end : span.start])
            ):
                continue
        elif first.start >= span.end and last.end <= c_end:
            distance = first.start - span.end
            if (
                distance > _REACH_RIGHT
                or any(span.end <= s.start < first.start for s in symptoms)
                or "," in norms[span.end : first.start]
            ):
                continue
            if any(s.start - last.end in (0, 1, 2) and s.start >= last.end for s in symptoms):
                continue
            distance += 2
        else:
            continue
        if best is None or distance < best[0]:
            best = (distance, group)
    return best[1] if best else ()


def _spoken_of(
    norms: Sequence[str],
    clauses: Clauses,
    symptoms: Sequence[Span],
    done: Sequence[tuple[Site, ...]],
    last: tuple[Site, ...],
    i: int,
    groups: Sequence[tuple[Site, ...]],
) -> tuple[Site, ...]:
    """The site of the sentence before, where this one goes on with "it" or "there"; ``last`` is where this symptom was told."""
    span = symptoms[i]
    start, end = clauses.sentence(span.start)
    words = {*norms[max(start, span.start - 6) : span.start], *norms[span.end : min(end, span.end + 3)]}
    definite = span.start > 0 and norms[span.start - 1] in _DEFINITE
    definite = definite or bool(_COURSES & set(norms[span.end : span.end + 1]))
    if definite and last:
        # "the drooping has started again": where it was told before
        return last
    # "my left side from the hip down is just... muffled"
    trails_on = span.start - start <= _FRAGMENT and start > 0 and norms[start - 1] in _TRAILS_OFF
    if not words & _ANAPHORS and not trails_on:
        return ()
    number = clauses.sentence_of[span.start]
    for j in range(i - 1, -1, -1):
        if number - clauses.sentence_of[symptoms[j].start] > 1:
            break
        if done[j]:
            return done[j]
    # "I burnt my tongue on soup. It still tingles": a place that was named without a symptom
    beside = {*norms[max(start, span.start - 3) : span.start], *norms[span.end : span.end + 1]}
    # "my lips: they have swelled up"
    before = norms[max(start, span.start - 5) : span.start]
    headed = ":" in before and not _ANAPHORS.isdisjoint(before)
    if not beside & _PLACE_ANAPHORS and not trails_on and not headed:
        return ()
    at = bisect_left(groups, span.start, key=lambda g: g[-1].end) - 1
    if trails_on:
        told = [x for g in groups[max(0, at - 2) : at + 1] for x in g if number - clauses.sentence_of[x.start] == 1]
        return tuple(told)
    return groups[at] if at >= 0 and number - clauses.sentence_of[groups[at][-1].start] <= 1 else ()


def _moved(
    norms: Sequence[str],
    clauses: Clauses,
    symptoms: Sequence[Span],
    groups: Sequence[tuple[Site, ...]],
    links: Sequence[tuple[Site, ...]],
    complaints: frozenset[str],
) -> dict[int, tuple[Site, ...]]:
    """Sites that a message goes on to name for its last complaint, by number of the symptom: "Then it spread to my chin"."""
    linked = {site.start for sites in links for site in sites}
    starts = [s.start for s in symptoms]
    out: dict[int, tuple[Site, ...]] = {}
    for group in groups:
        first = group[0]
        if any(site.start in linked for site in group):
            continue
        s_start, s_end = clauses.sentence(first.start)
        at = bisect_left(starts, first.start) - 1
        head = _head(group)
        before = [w for w in norms[max(s_start, head - 9) : head] if w.strip()]
        here = clauses.sentence_of[first.start]
        while at > 0 and symptoms[at].label_ in _UNSITED and here - clauses.sentence_of[starts[at]] == 1:
            # "my calves twitch after a fever. Then it moved to my arm"
            at -= 1
        near = at >= 0 and clauses.sentence_of[first.start] - clauses.sentence_of[starts[at]] <= 1
        if near and _has_it_too(norms, group, starts[at + 1 : at + 2]):
            if symptoms[at].label_ in complaints and links[at]:
                out[at] = out.get(at, ()) + group
            continue
        if near and " ".join(w for w in before[-4:] if w not in _OWNERS).endswith(_LIKEWISE):
            # unless the place has a symptom of its own: "and so is my left hand numb"
            if symptoms[at].label_ in complaints and starts[at + 1 : at + 2] != [group[-1].end]:
                out[at] = out.get(at, ()) + group
            continue
        if at < 0 or not before or (_PLACES | _TAKES_IN).isdisjoint(before[-4:]):
            continue
        if _is_only_thought(before):
            continue
        inside = starts[at] >= s_start
        between = norms[symptoms[at].end : head]
        if inside:
            # the same sentence: only behind a word of spreading, with no other matter between
            stands = "it" in between[-5:] and _STANDS & set(between[-4:]) and _too(norms, group[-1])
            if not (any(w in _GOES_ON for w in between[-6:]) or stands) or len(between) > 14:
                continue
        else:
            opened = set([w for w in norms[s_start:head] if w.strip()][:4])
            if clauses.sentence_of[first.start] - clauses.sentence_of[starts[at]] > 1 or not opened & _CONTINUES:
                continue
            if not (any(w in _GOES_ON for w in before) or _STANDS & set(before[-6:]) or "it" not in opened):
                continue
            if any(s_start <= start < s_end for start in starts[at + 1 : at + 4]):
                continue
        if symptoms[at].label_ in complaints:
            out[at] = out.get(at, ()) + group
    return out


def _is_only_thought(before: Sequence[str]) -> bool:
    """Whether the words before the last verb of moving deny or suppose it: "can it spread to", "has not moved to"."""
    at = max((i for i, word in enumerate(before) if word in _GOES_ON), default=-1)
    return at >= 0 and not _ONLY_THOUGHT.isdisjoint(before[max(0, at - _GOVERNING) : at])


def _has_it_too(norms: Sequence[str], group: tuple[Site, ...], following: Sequence[int]) -> bool:
    """Whether a place is said to have the last symptom too: "and my foot did too", "the right lid as well"."""
    behind = _too(norms, group[-1])
    return behind is not None and (not following or following[0] >= behind + 2)


def _too(norms: Sequence[str], site: Site) -> int | None:
    """The end of "too", "as well" or "did too" behind a site."""
    tail = _tail((site,))
    behind = " ".join(norms[tail : tail + 4])
    told = next((words for words in _TOO if behind == words or behind.startswith(f"{words} ")), None)
    return tail + len(told.split()) if told is not None else None
