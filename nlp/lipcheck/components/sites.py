"""The sites that a document names, each with the side that is said of it, and the lists in which they stand."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from spacy.tokens import Doc, Span

from lipcheck.components.clauses import Clauses
from lipcheck.components.mentions import phrase_of
from lipcheck.components.sides import OPPOSITE, is_side, side_after, side_before, side_inside, side_meant, sides_of
from lipcheck.vocabulary import Entry, load_knowledge, word_lists

# the word lists of knowledge/linking.yaml; what each is for stands there
_WORDS: Final = word_lists("linking")
_DETERMINERS: Final = _WORDS["determiner"]
_JOINERS: Final = _WORDS["joiner"]
_TOGETHER: Final = _WORDS["together"]
_DIGITS: Final = _WORDS["digit"]
_STATES: Final = _WORDS["copula"]
# between a finger and the side of it that is numb, in tokens: "is still a bit numb on"
_STATED: Final = 6
_PART_LINKS: Final = _WORDS["part_link"]
_LOCATING_LINKS: Final = _WORDS["locating_link"]
_ARTICLES: Final = _WORDS["article"]
_SAID_OF: Final = _WORDS["said_of"]
# how far behind "my left side from" its other end may stand, in tokens
_FAR: Final = 9
# how far behind it the word may stand that says that it goes down, in tokens
_NEAR: Final = 5
_LEGS: Final = frozenset({"leg", "foot", "toe"})
_HEADACHES: Final = frozenset({"headache", "severe_headache"})
_WELL: Final = _WORDS["well"]
_AFFECTED: Final = _WORDS["affected"]
_PARTS_LIST: Final = _WORDS["parts_list"]
_NUMBED: Final = _WORDS["numbed"]
_ABOUT: Final = _WORDS["about"]
_LOCATING: Final = _WORDS["locating"]
_OWNERS: Final = _WORDS["owner"]
_HALVES: Final = _WORDS["half"]
_PARTS: Final = _WORDS["share"]
_ASIDE: Final = _WORDS["aside"]
_AGAIN: Final = _WORDS["again"]
_SIDED: Final = _WORDS["sided"] - {"bilateral", "bilaterally", "bilat"}
_FACIAL: Final = _WORDS["facial"]
_UNDERNEATH: Final = _WORDS["underneath"]
_SURFACES: Final = _WORDS["surface"]
_RELATIVES: Final = _WORDS["relative"]
_OTHERS: Final = _WORDS["other"]
_THAT: Final = _WORDS["that"]
_PREPOSITIONS: Final = _WORDS["preposition"]
_POINTS: Final = _WORDS["points"]
_STANDS_FOR: Final = _WORDS["stands_for"]
_BEFORE_POINTED: Final = _WORDS["before_pointed"]
_LIST: Final = _WORDS["list"]
_WHOLE: Final = _WORDS["whole"]
_LIPS: Final = {"upper_lip": _WORDS["upper"], "lower_lip": _WORDS["lower"]}


@dataclass(frozen=True, slots=True)
class Site:
    """A site mention with the side that is said of it; token offsets."""

    id: str
    start: int
    end: int
    side: str | None = None
    side_span: tuple[int, int] | None = None
    plural: bool = False


class Sites:
    """Reads the sites of a document."""

    def __init__(self) -> None:
        knowledge = load_knowledge()
        self._sites: dict[str, Entry] = knowledge.by_id("sites")
        self._symptoms: dict[str, Entry] = knowledge.by_id("symptoms")

    def find(self, doc: Doc, norms: Sequence[str], clauses: Clauses, symptoms: Sequence[Span]) -> list[Site]:
        """The sites of a document in order, each with the side that is said of it; a side alone may stand for one."""
        covered = {i for s in symptoms for i in range(s.start, s.end)}
        inside = {i for s in symptoms if s.label_ != "dryness" for i in range(s.start, s.end)}
        told = sides_of(doc, norms)
        of_sides = {i for s in told if len(s) > 2 for i in range(s.start, s.end)}
        spans = [
            s
            for s in doc.spans.get("sites", ())
            if not all(i in inside for i in range(s.start, s.end)) and not (len(s) == 1 and s.start in of_sides)
        ]
        starts = {s.start for s in spans}
        ends = {s.end for s in spans}
        sides = [s for s in told if is_side(doc, s, starts, ends)]
        side_starts = [s.start for s in sides]
        # "when I lie on my right side the lip on that side": a side that is none of a complaint may still be meant
        all_sides = [s for s in doc.spans.get("sides", ()) if is_side(doc, s, starts, ends)]
        all_starts = [s.start for s in all_sides]
        used: set[int] = set()
        out: list[Site] = []
        for number, span in enumerate(spans):
            phrase = self._sites[span.label_].lexicon[int(span.kb_id_)]
            near = sides[bisect_left(side_starts, span.start - 9) : bisect_left(side_starts, span.end + 8)]
            following = spans[number + 1].start if number + 1 < len(spans) else len(doc)
            side = (
                side_inside(near, span)
                or side_before(norms, clauses, near, span, used)
                or side_after(norms, clauses, near, span, used, following)
            )
            label = side.label_ if side is not None else None
            side_span = (side.start, side.end) if side is not None else None
            if side is not None:
                used.add(side.start)
            elif (
                not phrase.plural
                and self._sites[span.label_].get("region") == "limb"
                and norms[span.start - 1] in _ARTICLES
            ):
                label = "one" if span.start else None
            else:
                before = bisect_left(all_starts, span.start)
                label, side_span = side_meant(norms, all_sides[max(0, before - 6) : before], span) or (None, None)
            twin = self._other_lip(norms, span)
            if twin is not None:
                # "left upper and lower lip"
                side = side_before(norms, clauses, near, doc[twin.start : twin.end], used)
                if side is not None:
                    label, side_span = side.label_, (side.start, side.end)
                    used.add(side.start)
                out.append(replace(twin, side=label, side_span=side_span, plural=phrase.plural))
            out.append(Site(span.label_, span.start, span.end, label, side_span, phrase.plural))
        out = self._headed(norms, clauses, out, sides, used)
        site_starts = [s.start for s in out]
        alone: list[Site] = []
        for side in sides:
            # "numb on my left side": the side alone stands for half of the body, or for the site just spoken of
            words = norms[side.start : side.end + 1]
            sided = bool(_SIDED & set(norms[side.start : side.end]))
            stands = "side" in words or sided or (bool(_HALVES & set(words)) and side.label_ in ("left", "right"))
            if side.start not in used and stands and side.start not in inside:
                at = bisect_left(site_starts, side.start + 1)
                if at and out[at - 1].start <= side.start < out[at - 1].end:
                    continue
                s_start, s_end = clauses.sentence(side.start)
                if self._is_of_the_body(norms, side, out[max(0, at - 2) : at + 4], s_start):
                    alone.append(Site("body", side.start, side.end, side.label_, (side.start, side.end)))
                    continue
                near_sites = [
                    i
                    for i in range(max(0, at - 9), min(len(out), at + 9))
                    if s_start <= out[i].start < s_end
                    and out[i].side is None
                    and abs(out[i].start - side.start) <= 8
                    and not covered & set(range(min(out[i].start, side.start), max(out[i].start, side.start)))
                ]
                if near_sites:
                    i = min(near_sites, key=lambda i: abs(out[i].start - side.start))
                    out[i] = replace(out[i], side=side.label_, side_span=(side.start, side.end))
                else:
                    earlier = out[at - 1] if at else None
                    spoken_of = (
                        earlier is not None
                        and clauses.sentence_of[side.start] - clauses.sentence_of[earlier.start] <= 1
                        and self._sites[earlier.id].get("region") == "face"
                    )
                    if side.label_ == "one" and earlier is not None and _is_of_digit(norms, earlier, side):
                        continue  # "my finger is numb on one side"
                    of_face = self._of_face(norms, clauses, side, symptoms)
                    if sided and self._names_its_site(side, symptoms):
                        continue
                    if sided:
                        # "left-sided weakness" is of the body, "left-sided numbness of my cheek" is not
                        s_end = clauses.sentence(side.start)[1]
                        if any(side.end <= x.start < min(s_end, side.end + 8) for x in out[at : at + 1]):
                            continue
                        spoken_of = of_face = False
                    owned = norms[side.start - 1] in _OWNERS - {"the"} and words[-1] != "of"  # "my right half"
                    if not (sided or spoken_of or of_face or owned or "side" in words):
                        continue
                    head = side.label_ == "one" and _of_headache(side, symptoms, s_start)
                    half = "face" if of_face else "head" if head else "body"
                    site = earlier.id if earlier is not None and spoken_of else half
                    alone.append(Site(site, side.start, side.end, side.label_, (side.start, side.end)))
        out = self._surfaces(norms, clauses, self._pointed(norms, clauses, out, sides, symptoms))
        named = [self._which_half(norms, s, sides) for s in out]
        named = self._told_before(norms, _which_lip(norms, named))
        return _both_of_list(norms, self._parts(norms, sorted([*named, *alone], key=lambda s: s.start)))

    @staticmethod
    def _other_lip(norms: Sequence[str], span: Span) -> Site | None:
        """The lip that a list names by its place alone: "my upper and lower lip"."""
        if span.label_ not in _LIPS or span.start < 2 or norms[span.start - 1] not in _LIST:
            return None
        at = span.start - 2
        other = next((id_ for id_, words in _LIPS.items() if norms[at] in words), span.label_)
        return Site(other, at, at + 1) if other != span.label_ else None

    @staticmethod
    def _headed(
        norms: Sequence[str], clauses: Clauses, sites: Sequence[Site], sides: Sequence[Span], used: set[int]
    ) -> list[Site]:
        """The sites behind a side that heads their sentence: "Right side: numb cheek, droopy mouth"."""
        heads = {
            clauses.sentence_of[s.start]: s
            for s in sides
            if s.label_ in OPPOSITE
            and s.start == clauses.sentence(s.start)[0]
            and norms[s.end : s.end + 1] == [":"]
            and s.start not in used
        }
        used |= {s.start for s in heads.values()}
        return [
            replace(x, side=head.label_, side_span=(head.start, head.end))
            if head is not None and x.side is None and not x.plural and x.start > head.start
            else x
            for x, head in ((x, heads.get(clauses.sentence_of[x.start])) for x in sites)
        ]

    def _pointed(
        self,
        norms: Sequence[str],
        clauses: Clauses,
        sites: Sequence[Site],
        sides: Sequence[Span],
        symptoms: Sequence[Span],
    ) -> list[Site]:
        """The sites, and those that only point to one told before: "the right one", "the other half", "the lower one"."""
        own = {i for s in symptoms for i in range(s.start, s.end)}
        opens = {s.start for s in symptoms}
        lone = {s.start: s.label_ for s in sides if len(s) == 1 and s.label_ in OPPOSITE}
        used = {i for x in sites if x.side_span for i in range(*x.side_span)}
        taken = own | used | {i for x in sites for i in range(x.start, x.end)}
        starts = [x.start for x in sites]
        out = list(sites)
        for i in range(1, len(norms)):
            if norms[i - 1] not in _POINTS or i in taken or i - 1 in own:
                continue
            end = i + 1
            while end < len(norms) and norms[end] in _STANDS_FOR:
                end += 1
            named = end > i + 1
            before = norms[i - 2] if i > 1 else "."
            if before in _BEFORE_POINTED or (before in _PREPOSITIONS and not (named and norms[end - 1] == "one")):
                continue
            following = norms[end] if end < len(norms) else "."
            speaks = following in _SAID_OF or end in opens
            if not speaks and (norms[i] in _HALVES or not (named or not following.isalnum())):
                continue
            told = [
                x
                for x in sites[max(0, bisect_left(starts, i) - 4) : bisect_left(starts, i)]
                if clauses.sentence_of[i] - clauses.sentence_of[x.start] <= 1
                and self._sites[x.id].get("region") in ("face", "limb")
            ]
            site = self._meant(norms, lone.get(i), i, named, told)
            if site is not None:
                out.append(replace(site, start=i, end=end, plural=False))
        return sorted(out, key=lambda x: x.start)

    @staticmethod
    def _meant(norms: Sequence[str], side: str | None, at: int, named: bool, told: Sequence[Site]) -> Site | None:
        """The site that a pointing word means, of those told before it."""
        sided = [x for x in told if x.side in OPPOSITE]
        last = sided[-1] if sided else None
        if last is not None and last.side is not None:
            if side is not None and side == OPPOSITE[last.side]:
                return replace(last, side=side, side_span=(at, at + 1))
            if norms[at] in _OTHERS:
                return replace(last, side=OPPOSITE[last.side], side_span=None)
            if norms[at] in _HALVES and norms[at - 1] in _THAT:
                return replace(last, side_span=None)
        lip = next((id_ for id_, words in _LIPS.items() if norms[at] in words), None)
        if lip is not None and named and told and told[-1].id in _LIPS and told[-1].id != lip:
            return Site(lip, at, at + 1)
        return None

    def _is_of_the_body(self, norms: Sequence[str], side: Span, near: Sequence[Site], start: int) -> bool:
        """Whether a side alone is half of the body: "my left side from the hip down", "my whole left side".

        ``start``: where the sentence begins; a whole side behind a tooth is the face's.
        """
        since = next((i for i in range(side.end, min(side.end + _NEAR, len(norms))) if norms[i] == "from"), None)
        if (
            since is not None
            and norms[since + 1 : since + 2] != ["time"]
            and not any(side.end <= x.start < since for x in near)
        ):
            far = since > side.end  # "my right half is prickly from the shoulder to the ankle"
            limbs = [
                x.start
                for x in near
                if since < x.start and (x.id in _LEGS if far else self._sites[x.id].get("region") == "limb")
            ]
            down = since == side.end and "down" in norms[side.end : side.end + _NEAR]
            if down or any("to" in norms[since:at] for at in limbs if at <= since + _FAR):
                return True
        if side.start < 2 or norms[side.start - 1] not in _WHOLE or norms[side.start - 2] not in _OWNERS:
            return False
        return not any(start <= x.start < side.start and x.id in _NUMBED for x in near)

    def _names_its_site(self, side: Span, symptoms: Sequence[Span]) -> bool:
        """Whether the symptom right behind a side has a site of its own: "right sided Bell's palsy"."""
        at = bisect_left(symptoms, side.end, key=lambda s: s.start)
        return any(
            s.start <= side.end + 1 and bool(phrase_of(s, self._symptoms[s.label_]).implies)
            for s in symptoms[at : at + 1]
        )

    def _of_face(self, norms: Sequence[str], clauses: Clauses, side: Span, symptoms: Sequence[Span]) -> bool:
        """Whether a side alone is the face's: "the left side hangs", "I have Bell's palsy, the left side does not move"."""
        number = clauses.sentence_of[side.start]
        at = bisect_left(symptoms, side.start, key=lambda s: s.start)
        for symptom in symptoms[at : at + 1]:
            phrase = phrase_of(symptom, self._symptoms[symptom.label_])
            if (
                clauses.sentence_of[symptom.start] == number
                and symptom.start - side.end <= 4
                and not any(w in (",", "and", ":") for w in norms[side.end : symptom.start])
                and (phrase.implies == "face" or ("face" in phrase.sites and "body" not in phrase.sites))
            ):
                return True
        for symptom in symptoms[max(0, at - 2) : at]:
            near = number - clauses.sentence_of[symptom.start] <= 1
            if near and phrase_of(symptom, self._symptoms[symptom.label_]).implies == "face":
                return True
        return False

    def _surfaces(self, norms: Sequence[str], clauses: Clauses, sites: Sequence[Site]) -> list[Site]:
        """Skin that is the skin of a part: "the skin under my eye", "twitches under the skin", "the skin there"."""
        out: list[Site] = []
        above: Site | None = None
        for k, site in enumerate(sites):
            if above is not None:
                out.append(above)
                above = None
                continue
            if site.id != "body" or not set(norms[site.start : site.end]) <= _SURFACES:
                out.append(site)
                continue
            if out and out[-1].end == site.start:
                continue  # "my eyebrow skin twitches"
            following = sites[k + 1] if k + 1 < len(sites) else None
            gap = norms[site.end : following.start] if following is not None else ()
            if following is not None and all(w in _PART_LINKS or w in _DETERMINERS for w in gap):
                above = replace(following, start=site.start)
                continue
            before = norms[max(0, site.start - 2) : site.start]
            around = (*sites[max(0, k - 1) : k], *sites[k + 1 : k + 2])
            beside = any(clauses.sentence_of[x.start] == clauses.sentence_of[site.start] for x in around)
            if _UNDERNEATH & set(before) and beside:
                continue
            earlier = out[-1] if out else None
            near = earlier is not None and clauses.sentence_of[site.start] - clauses.sentence_of[earlier.start] <= 1
            if earlier is not None and near and "the" in before:
                out.append(replace(earlier, start=site.start, end=site.end, side_span=None))
                continue
            out.append(site)
        return out

    def _told_before(self, norms: Sequence[str], sites: Sequence[Site]) -> list[Site]:
        """The side of a part that is told again without one: "a stye on my right lid ... the lid hangs"."""
        sides: dict[str, set[str]] = {}
        for site in sites:
            if site.side:
                sides.setdefault(site.id, set()).add(site.side)
        told: set[str] = set()
        out: list[Site] = []
        for site in sites:
            only = sides.get(site.id, set())
            again = not site.plural and site.start and norms[site.start - 1] in _AGAIN
            if (
                site.side is None
                and again
                and site.id in told
                and len(only) == 1
                and self._sites[site.id].get("paired")
            ):
                site = replace(site, side=next(iter(only)))
            elif site.side in ("left", "right"):
                told.add(site.id)
            out.append(site)
        return out

    @staticmethod
    def _which_half(norms: Sequence[str], site: Site, sides: Sequence[Span]) -> Site:
        """The side behind "half of my face on the right"."""
        if site.side != "one":
            return site
        at = bisect_left(sides, site.end, key=lambda s: s.start)
        behind = [s for s in sides[at : at + 7] if s.start <= site.end + 6 and s.label_ in ("left", "right")]
        behind = [s for s in behind if all(w in _ASIDE for w in norms[site.end : s.start])]
        return replace(site, side=behind[0].label_, side_span=(behind[0].start, behind[0].end)) if behind else site

    def _parts(self, norms: Sequence[str], sites: Sequence[Site]) -> list[Site]:
        """A part told with its whole is one site, with the side of either: "the fingers of my left hand"."""
        out: list[Site] = []
        for site in sites:
            if out:
                part = out[-1]
                gap = norms[part.end : site.start]
                whole = self._sites[part.id].get("part_of") or ()
                if not gap and part.id in (self._sites[site.id].get("part_of") or ()):
                    # "my left hand fingers"
                    out[-1] = replace(
                        site, start=part.start, side=part.side or site.side, side_span=part.side_span or site.side_span
                    )
                    continue
                of = [w for w in gap if w in _PART_LINKS]
                if _LOCATING & set(gap) and all(
                    w in _LOCATING or w in _DETERMINERS or w in _LOCATING_LINKS for w in gap
                ):
                    out[-1] = replace(part, end=site.end)
                    continue
                if site.id in whole and of and all(w in _PART_LINKS or w in _DETERMINERS for w in gap):
                    side, at = (site.side, site.side_span) if site.side else (part.side, part.side_span)
                    out[-1] = replace(part, end=site.end, side=side, side_span=at)
                    continue
            out.append(site)
        return out


def _which_lip(norms: Sequence[str], sites: Sequence[Site]) -> list[Site]:
    """The lip that is told again by its name alone: "my upper lip was stung. The lip is very swollen now"."""
    told: set[str] = set()
    out: list[Site] = []
    for site in sites:
        again = site.start > 0 and norms[site.start - 1] in _AGAIN
        if site.id in _LIPS:
            told.add(site.id)
        elif site.id == "lip" and again and not site.plural and len(told) == 1:
            site = replace(site, id=next(iter(told)))
        out.append(site)
    return out


def _both_of_list(norms: Sequence[str], sites: Sequence[Site]) -> list[Site]:
    """The sites of a list that "both" opens: "both hands and feet"."""
    out = list(sites)
    for i, (site, following) in enumerate(pairwise(sites)):
        listed = len(norms[site.end : following.start]) == 1 and norms[site.end] in _LIST
        if listed and out[i].side == "both" and following.plural and following.side is None:
            out[i + 1] = replace(following, side="both", side_span=out[i].side_span)
    return out


def _joins(norms: Sequence[str], i: int) -> bool:
    """Whether a word may stand between the sites of one list: "the mouth together with the fingers"."""
    together = norms[i - 1 : i + 1] if norms[i] == "with" else norms[i : i + 2]
    return norms[i] in _JOINERS or (together[0] in _TOGETHER and together[1:] == ["with"])


def _of_headache(side: Span, symptoms: Sequence[Span], start: int) -> bool:
    """Whether a side alone is the side of a headache told before it in its sentence: "same old migraine, one side throbbing"."""
    at = bisect_left(symptoms, side.end, key=lambda s: s.start)
    hurts = any(s.label_ == "pain" and s.start <= side.end + 1 for s in symptoms[at : at + 1])
    return hurts and any(s.label_ in _HEADACHES and start <= s.start for s in symptoms[max(0, at - 1) : at])


def _is_of_digit(norms: Sequence[str], site: Site, side: Span) -> bool:
    """Whether a side is one of a finger or toe whose own statement names it: "my thumb is numb on one side"."""
    gap = norms[site.end : side.start]
    return site.id in _DIGITS and not site.plural and len(gap) <= _STATED and not _STATES.isdisjoint(gap[:1])


def site_groups(
    norms: Sequence[str], clauses: Clauses, sites: Sequence[Site], symptoms: Sequence[Span]
) -> list[tuple[Site, ...]]:
    """Sites that stand in one list: "lips, tongue and chin"; a side said once holds for the list's singular sites."""
    taken = {i for s in symptoms for i in range(s.start, s.end)}
    groups: list[list[Site]] = []
    for site in sites:
        if groups:
            last = groups[-1][-1]
            gap = range(last.end, site.start)
            same = clauses.sentence_of[last.start] == clauses.sentence_of[site.start]
            joined = same and len(gap) <= 7 and all(_joins(norms, i) and i not in taken for i in gap)
            words = [norms[i] for i in gap]
            told = bool({"and", "then", "plus"} & set(words)) and any(w in _OWNERS for w in words)
            says = bool(({*norms[site.end : site.end + 1]} & _SAID_OF) or site.end in taken)
            if told and says and joined and _is_topic(norms, groups[-1][0]):
                joined = False  # "I saw my doctor about my knee and my jaw is stiff"
            if joined and (told or site.end in taken or _RELATIVES & set(norms[site.end : site.end + 1])):
                joined = not _opens_statement(norms, taken, groups[-1][0], site)
            if joined:
                groups[-1].append(site)
                continue
        groups.append([site])
    groups = [part for group in groups for part in _split(norms, taken, group)]
    out = []
    for group in groups:
        shared: list[Site] = []
        for k, site in enumerate(group):
            if site.side is None and k and shared[-1].side in ("left", "right") and not site.plural:
                between = norms[shared[-1].end : site.start]
                at = shared[-1].side_span
                halved = (
                    at is not None
                    and at[0] < shared[0].start
                    and bool(_PARTS & set(norms[at[0] : at[1] + 1]))
                    and site.id in _FACIAL
                    and shared[-1].id in _FACIAL
                )
                if "my" not in between and ("the" not in between or halved):
                    site = replace(site, side=shared[-1].side, side_span=shared[-1].side_span)
            elif (
                site.side is None
                and k
                and site.plural
                and shared[-1].side == "both"
                and norms[shared[0].start - 1] != "both"
            ):
                site = replace(site, side="both", side_span=shared[-1].side_span)
            shared.append(site)
        if (
            len(shared) > 1
            and shared[-1].side in ("left", "right")
            and shared[-1].side_span
            and shared[-1].side_span[0] >= shared[-1].end
            and norms[shared[-1].side_span[0] - 1] in ("the", "my")
        ):
            shared = [
                s if s.side or s.plural else replace(s, side=shared[-1].side, side_span=shared[-1].side_span)
                for s in shared
            ]
        out.append(tuple(shared))
    return out


def _are_well(behind: Sequence[str]) -> bool:
    """Whether the two words behind sites say that they have no complaint: "fine", "are ok", "not affected"."""
    if not behind:
        return False
    first, second = behind[0], behind[1] if len(behind) > 1 else ""
    return first in _WELL or (first in _SAID_OF and second in _WELL) or (first == "not" and second in _AFFECTED)


def _is_topic(norms: Sequence[str], site: Site) -> bool:
    """Whether a site is only what something is about: "an appointment for my knee"."""
    if norms[site.end : site.end + 1] == [":"]:
        return False  # "this is about my lips: they have swelled"
    before = [w for w in norms[max(0, site.start - 3) : site.start] if w not in _OWNERS and w not in _DETERMINERS]
    return bool(before) and before[-1] in _ABOUT


def _split(norms: Sequence[str], taken: set[int], group: list[Site]) -> list[list[Site]]:
    """A list whose last sites are those of a statement of its own: "hives on my neck, my ears and lips are swollen"."""
    last = group[-1].end
    behind = norms[last : last + 1]
    opened = any(i in taken for i in range(max(0, group[0].start - 5), group[0].start))
    if len(group) > 1 and opened and _are_well(norms[last : last + 2]):
        for k in range(len(group) - 1, 0, -1):
            if _PARTS_LIST & set(norms[group[k - 1].end : group[k].start]):
                return [group[:k], group[k:]]  # "numb lip, arms fine"
    says = last in taken or (behind and behind[0] in _SAID_OF and any(i in taken for i in range(last, last + 4)))
    if len(group) < 3 or not says or not any(i in taken for i in range(max(0, group[0].start - 3), group[0].start)):
        return [group]
    for k in range(len(group) - 1, 0, -1):
        words = norms[group[k - 1].end : group[k].start]
        if _OWNERS & set(words) and {",", "and", "then", "plus"} & set(words):
            return [group[:k], group[k:]]
    return [group]


def _opens_statement(norms: Sequence[str], taken: set[int], first: Site, site: Site) -> bool:
    """Whether a site begins a statement of its own: "pain in my arm and my face is numb", "cramp in my calves, lip twitches"."""
    opened_by_symptom = any(i in taken for i in range(max(0, first.start - 5), first.start))
    relative = norms[site.end : site.end + 1] and norms[site.end] in _RELATIVES
    if relative:
        # "cramp in my calves and eyelids that twitch"
        return opened_by_symptom and any(i in taken for i in range(site.end + 1, site.end + 5))
    return opened_by_symptom and (
        site.end in taken
        or any(
            w in _SAID_OF
            for w in norms[site.end : site.end + (2 if site.end < len(norms) and norms[site.end].isalpha() else 1)]
        )
    )
