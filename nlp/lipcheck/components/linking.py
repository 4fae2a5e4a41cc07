"""``lipcheck_linking``: joins symptoms with their sites and sides; writes ``doc._.findings``.

A site belongs to a symptom by grammar where words show it ("numb lip", "tingling in my face", "my arm is weak"),
through lists on either side ("lips and tongue are numb and tingly"), else by nearness in the clause.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc, Span

from lipcheck.components.assertion import Assertion
from lipcheck.components.clauses import Clauses, norms_of, split_clauses, text_of
from lipcheck.components.mentions import POORLY, WELL, phrase_of
from lipcheck.report import Finding, Quote
from lipcheck.vocabulary import Entry, Phrase, context_patterns, load_knowledge, word_lists

if not Doc.has_extension("findings"):
    Doc.set_extension("findings", default=())

# the word lists of knowledge/linking.yaml; what each is for stands there
_WORDS: Final = word_lists("linking")
_UNSITED: Final = _WORDS["unsited"]
_DETERMINERS: Final = _WORDS["determiner"]
_PREPOSITIONS: Final = _WORDS["preposition"]
_JOINERS: Final = _WORDS["joiner"]
_SYMPTOM_JOINERS: Final = _WORDS["symptom_joiner"]
_PART_LINKS: Final = _WORDS["part_link"]
_COPULAS: Final = _WORDS["copula"]
_LOCATING_LINKS: Final = _WORDS["locating_link"]
_ARTICLES: Final = _WORDS["article"]
_TOWARDS: Final = _WORDS["towards"]
_AFTER_SIDE: Final = _WORDS["after_side"]
_SIDE_MARKS: Final = _WORDS["side_mark"]
_SIDE_OF: Final = _WORDS["side_of"]
_BEFORE_SIDE: Final = _WORDS["before_side"]
_RIGHT_BEFORE_SIDE: Final = _WORDS["right_before_side"]
_ENDS_SIDE: Final = _WORDS["ends_side"]
_NO_SIDE: Final = _WORDS["no_side"]
_THAT: Final = _WORDS["that"]
_SAID_OF: Final = _WORDS["said_of"]
_SAYS: Final = _WORDS["says"]
_ALSO: Final = _WORDS["also"]
_ALSO_GAP: Final = _WORDS["also_gap"]
_ALSO_ENDS: Final = _WORDS["also_ends"]
_FEELS: Final = _WORDS["feels"]
_ANAPHORS: Final = _WORDS["anaphor"]
_PLACE_ANAPHORS: Final = _WORDS["place_anaphor"]
_STANDS: Final = _WORDS["stands"]
_HIGH: Final = _WORDS["high"]
_SEVERITY_BREAKS: Final = _WORDS["severity_break"]
_VERY: Final = _WORDS["very"]
_SEVERITY_BEHIND: Final = _WORDS["severity_behind"]
_SEVERITIES: Final = ("severe", "moderate", "mild")
_THRESHOLD_C, _THRESHOLD_F = 39.0, 102.2
_TEMPERATURE = re.compile(r"(?<![\d/.])(\d{2,3}(?:[.,]\d)?)\s?(?:°|º|degrees?|deg)?\s?(c|f|celsius|fahrenheit)?\b")
_RIGHT_AS_ADVERB: Final = _WORDS["right_as_adverb"]
_DIRECTED: Final = _WORDS["directed"]
_LEANS: Final = _WORDS["leans"]
_GOES_ON: Final = _WORDS["goes_on"]
_CONTINUES: Final = _WORDS["continues"]
_DEFINITE: Final = _WORDS["definite"]
_LOCATING: Final = _WORDS["locating"]
_LIKEWISE: Final = tuple(_WORDS["likewise"])
_PLACES: Final = _WORDS["place"]
_SIDED: Final = _WORDS["sided"]
_OWNERS: Final = _WORDS["owner"]
_FILLERS: Final = _WORDS["filler"]
_TAKES_OBJECT: Final = _WORDS["takes_object"]
_REACH_LEFT, _REACH_RIGHT = 12, 6


@dataclass(frozen=True, slots=True)
class _Site:
    """A site mention with the side that is said of it; token offsets."""

    id: str
    start: int
    end: int
    side: str | None = None
    side_span: tuple[int, int] | None = None
    plural: bool = False


@Language.factory("lipcheck_linking", requires=["doc.spans"], assigns=["doc._.findings"])
def create_linking(nlp: Language, name: str) -> Linker:
    """The component; which words want a site is said in ``knowledge/symptoms.yaml``."""
    return Linker()


class Linker:
    """Builds the findings of a document."""

    def __init__(self) -> None:
        knowledge = load_knowledge()
        self._symptoms: dict[str, Entry] = knowledge.by_id("symptoms")
        self._sites: dict[str, Entry] = knowledge.by_id("sites")
        self._complaints = frozenset(e.id for e in knowledge.symptoms if e.get("complaint")) | {"pain", "burning"}
        self._patterns = context_patterns()
        self._severities = word_lists("severity")
        # of the document at hand: does it speak of teeth and bone, of the period
        self._bone = self._period = False

    def __call__(self, doc: Doc) -> Doc:
        """Set ``doc._.findings``."""
        symptoms = list(doc.spans.get("symptoms", ()))
        if not symptoms:
            doc._.findings = ()
            return doc
        text = text_of(doc).lower()
        self._bone, self._period = (
            bool(self._patterns["looks"].search(text)),
            bool(self._patterns["period"].search(text)),
        )
        norms = norms_of(doc)
        clauses = split_clauses(doc, norms)
        sites = self._sites_with_sides(doc, norms, clauses, symptoms)
        own_sides = self._own_sides(doc, norms, clauses, symptoms)
        sides: list[Span] = list(doc.spans.get("sides", ()))
        side_starts = [s.start for s in sides]
        told_sides = {
            s.start: self._side_of_symptom(doc, norms, clauses, s, sides, side_starts)
            or _that_side(norms, clauses, s, sides, side_starts)
            for s in symptoms
        }
        groups = _site_groups(norms, clauses, sites, symptoms)
        links = self._link(doc, norms, clauses, symptoms, groups)
        if sites and not any(self._sites[s.id].get("region") in ("face", "throat", "neck") for s in sites):
            # a message about a knee: its swelling is the knee's, not one of nowhere
            starts = [s.start for s in sites]
            links = [
                linked or (sites[bisect_left(starts, span.start) - 1],) if span.label_ == "swelling" else linked
                for span, linked in zip(symptoms, links, strict=True)
            ]
        moved = _moved(norms, clauses, symptoms, groups, links, self._complaints)
        links = [linked + moved.get(i, ()) for i, linked in enumerate(links)]
        plural = frozenset(doc[x.start].idx for x in sites if x.plural)
        told = [
            (f, (s._.assertion or Assertion()).basis)
            for s, linked in zip(symptoms, links, strict=True)
            for f in self._findings(doc, norms, clauses, s, linked, own_sides.get(s.start), told_sides[s.start])
        ]
        doc._.findings = tuple(_distinct(self._carried(_settled(told), plural)))
        return doc

    def _carried(self, findings: Sequence[Finding], plural: frozenset[int]) -> list[Finding]:
        """The only side that a message speaks of, given to the paired parts that it names without one.

        "The left corner of my mouth hangs and the eye does not shut": the left eye. A plural has no side.
        """
        sides = {f.side for f in findings if f.experiencer == "patient" and f.side in ("left", "right")}
        if len(sides) != 1:
            return list(findings)
        side = sides.pop()
        sided = {f.site for f in findings if f.side == side}
        return [
            replace(f, side=side)
            if f.side is None
            and f.site is not None
            and f.experiencer == "patient"
            and f.status in ("present", "past", "uncertain")
            and f.site_span is not None
            and f.site_span[0] not in plural
            and (self._sites[f.site].get("paired") or f.site in sided)
            else f
            for f in findings
        ]

    # -- sites and sides ------------------------------------------------------------------------------------------

    def _sites_with_sides(
        self, doc: Doc, norms: Sequence[str], clauses: Clauses, symptoms: Sequence[Span]
    ) -> list[_Site]:
        covered = {i for s in symptoms for i in range(s.start, s.end)}
        inside = {i for s in symptoms if s.label_ != "dryness" for i in range(s.start, s.end)}
        spans = [s for s in doc.spans.get("sites", ()) if not all(i in inside for i in range(s.start, s.end))]
        starts = {s.start for s in spans}
        sides = [s for s in doc.spans.get("sides", ()) if _is_side(doc, s, starts)]
        side_starts = [s.start for s in sides]
        used: set[int] = set()
        out: list[_Site] = []
        for number, span in enumerate(spans):
            phrase = self._sites[span.label_].lexicon[int(span.kb_id_)]
            near = sides[bisect_left(side_starts, span.start - 9) : bisect_left(side_starts, span.end + 8)]
            following = spans[number + 1].start if number + 1 < len(spans) else len(doc)
            side = (
                _side_inside(near, span)
                or _side_before(norms, clauses, near, span, used)
                or _side_after(norms, clauses, near, span, used, following)
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
            elif "that" in norms[max(0, span.start - 3) : span.start] or norms[span.end : span.end + 4][-2:] == [
                "that",
                "side",
            ]:
                # "that eye", "the brow on that side": the side last spoken of
                before = [x for x in out[-6:] if x.side in ("left", "right")]
                label = before[-1].side if before else None
            out.append(_Site(span.label_, span.start, span.end, label, side_span, phrase.plural))
        site_starts = [s.start for s in out]
        alone: list[_Site] = []
        for side in sides:
            # "numb on my left side": the side alone stands for half of the body, or for the site just spoken of
            if side.start not in used and "side" in norms[side.start : side.end + 1]:
                at = bisect_left(site_starts, side.start + 1)
                if at and out[at - 1].start <= side.start < out[at - 1].end:
                    continue
                s_start, s_end = clauses.sentence(side.start)
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
                    site = earlier.id if earlier is not None and spoken_of else "body"
                    alone.append(_Site(site, side.start, side.end, side.label_, (side.start, side.end)))
        named = [self._which_half(norms, s, sides) for s in out]
        return self._parts(norms, sorted([*named, *alone], key=lambda s: s.start))

    @staticmethod
    def _which_half(norms: Sequence[str], site: _Site, sides: Sequence[Span]) -> _Site:
        """The side behind "half of my face on the right"."""
        if site.side != "one" or norms[site.end : site.end + 1] != ["on"]:
            return site
        behind = [s for s in sides if site.end < s.start <= site.end + 3 and s.label_ in ("left", "right")]
        return replace(site, side=behind[0].label_, side_span=(behind[0].start, behind[0].end)) if behind else site

    def _parts(self, norms: Sequence[str], sites: Sequence[_Site]) -> list[_Site]:
        """A part told with its whole is one site, with the side of either: "the fingers of my left hand"."""
        out: list[_Site] = []
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

    def _side_of_symptom(
        self,
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
            if not _is_side(doc, side, set()) or (
                side.label_ == "one" and "side" not in norms[side.start : side.end + 1]
            ):
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

    def _own_sides(self, doc: Doc, norms: Sequence[str], clauses: Clauses, symptoms: Sequence[Span]) -> dict[int, Span]:
        """The sides of symptoms whose words name their own site: "right sided facial palsy", "Bell's palsy, left"."""
        named = [s for s in symptoms if phrase_of(s, self._symptoms[s.label_]).implies]
        if not named:
            return {}
        sides = [s for s in doc.spans.get("sides", ()) if _is_side(doc, s, set())]
        starts = [s.start for s in sides]
        out = {}
        for span in named:
            near = sides[bisect_left(starts, span.start - 5) : bisect_left(starts, span.end + 6)]
            side = _side_before(norms, clauses, near, span, set()) or _side_after(
                norms, clauses, near, span, set(), len(doc)
            )
            if side is not None and side.label_ in ("left", "right", "both"):
                out[span.start] = side
        return out

    # -- linking --------------------------------------------------------------------------------------------------

    def _link(
        self,
        doc: Doc,
        norms: Sequence[str],
        clauses: Clauses,
        symptoms: Sequence[Span],
        groups: Sequence[tuple[_Site, ...]],
    ) -> list[tuple[_Site, ...]]:
        """The sites of every symptom; empty where none is said."""
        taken = {i for s in symptoms for i in range(s.start, s.end)}
        starts = [g[0].start for g in groups]
        spans = [clauses.sentence(s.start) for s in symptoms]
        nearby = [groups[bisect_left(starts, a) : bisect_left(starts, b)] for a, b in spans]
        order = [s.start for s in symptoms]
        peers = [symptoms[bisect_left(order, a) : bisect_left(order, b)] for a, b in spans]
        direct = [_direct(norms, clauses, s, near, taken) for s, near in zip(symptoms, nearby, strict=True)]
        out: list[tuple[_Site, ...]] = []
        for i, symptom in enumerate(symptoms):
            if symptom.label_ in _UNSITED:
                out.append(())
                continue
            linked = (
                direct[i]
                or _behind_colon(norms, symptom, nearby[i], peers[i])
                or _through_list(norms, clauses, symptoms, direct, i)
                or _nearest(norms, clauses, symptom, nearby[i], peers[i])
            )
            out.append(linked or self._spoken_of(norms, clauses, symptoms, out, i, groups))
        return out

    def _spoken_of(
        self,
        norms: Sequence[str],
        clauses: Clauses,
        symptoms: Sequence[Span],
        done: Sequence[tuple[_Site, ...]],
        i: int,
        groups: Sequence[tuple[_Site, ...]],
    ) -> tuple[_Site, ...]:
        """The site of the sentence before, where this one goes on with "it" or "there"."""
        span = symptoms[i]
        start, end = clauses.sentence(span.start)
        words = {*norms[max(start, span.start - 6) : span.start], *norms[span.end : min(end, span.end + 3)]}
        definite = norms[span.start - 1 : span.start] and norms[span.start - 1] in _DEFINITE
        if definite:
            # "the drooping has started again": where it was told before
            for j in range(i - 1, -1, -1):
                if symptoms[j].label_ == span.label_ and done[j]:
                    return done[j]
        if not words & _ANAPHORS:
            return ()
        number = clauses.sentence_of[span.start]
        for j in range(i - 1, -1, -1):
            if number - clauses.sentence_of[symptoms[j].start] > 1:
                break
            if done[j]:
                return done[j]
        # "I burnt my tongue on soup. It still tingles": a place that was named without a symptom
        beside = {*norms[max(start, span.start - 3) : span.start], *norms[span.end : span.end + 1]}
        if not beside & _PLACE_ANAPHORS:
            return ()
        at = bisect_left(groups, span.start, key=lambda g: g[-1].end) - 1
        return groups[at] if at >= 0 and number - clauses.sentence_of[groups[at][-1].start] <= 1 else ()

    # -- findings -------------------------------------------------------------------------------------------------

    def _findings(
        self,
        doc: Doc,
        norms: Sequence[str],
        clauses: Clauses,
        span: Span,
        linked: tuple[_Site, ...],
        own: Span | None,
        told: Span | None,
    ) -> list[Finding]:
        symptom = span.label_
        phrase: Phrase = phrase_of(span, self._symptoms[symptom])
        if phrase.sites:
            linked = tuple(s for s in linked if phrase.sites == ("*",) or s.id in phrase.sites)
            if not linked and not (symptom == "weakness" and norms[span.start].startswith("weak")):
                return []
        if symptom == "facial_droop" and self._bone and self._patterns["looks_said"].search(span.text.lower()):
            return []
        if (
            symptom == "twitching"
            and self._patterns["shakes_all_over"].search(norms[span.start])
            and all(s.id == "body" for s in linked)
        ):
            return []
        assertion: Assertion = span._.assertion or Assertion()
        status, cue = assertion.status, assertion.cue
        if phrase.denies:
            status, cue = "absent", span.text
        severity = self._severity(norms, clauses, span)
        symptom, linked = self._refined(doc, norms, clauses, span, symptom, linked, severity)
        if told is not None:
            linked = tuple(
                replace(x, side=told.label_, side_span=(told.start, told.end))
                if x.side in (None, "one")
                and not x.plural
                and self._sites[x.id].get("region") in ("face", "limb", "body")
                else x
                for x in linked
            )
        if phrase.implies:
            same = tuple(x for x in linked if x.id == phrase.implies)
            side = own.label_ if own is not None else None
            at = (own.start, own.end) if own is not None else None
            if own is None and len(linked) == 1 and self._sites[linked[0].id].get("region") == "face":
                side, at = linked[0].side, linked[0].side_span
            linked = same or (_Site(phrase.implies, span.start, span.start, side, at),)
        code = self._symptoms[symptom].code
        if symptom in ("weakness", "paralysis") and any(self._sites[s.id].get("region") == "face" for s in linked):
            code = "R29.810"
        base = Finding(
            symptom=symptom,
            quote=Quote(span.text, span.start_char, span.end_char),
            status=status,
            experiencer=assertion.experiencer,
            cue=cue,
            severity=severity,
            code=code,
        )
        if not linked:
            return [base]
        out = []
        for site in linked:
            site_span = doc[site.start : site.end] if site.end > site.start else None
            side_span = doc[site.side_span[0] : site.side_span[1]] if site.side_span else None
            out.append(
                replace(
                    base,
                    site=site.id,
                    side=site.side,
                    site_span=(site_span.start_char, site_span.end_char) if site_span is not None else None,
                    side_span=(side_span.start_char, side_span.end_char) if side_span is not None else None,
                )
            )
        return out

    def _refined(
        self,
        doc: Doc,
        norms: Sequence[str],
        clauses: Clauses,
        span: Span,
        symptom: str,
        linked: tuple[_Site, ...],
        severity: str | None,
    ) -> tuple[str, tuple[_Site, ...]]:
        """The symptom that the words around make of it: LABELS.md section 1's borderlines."""
        ids = {s.id for s in linked}
        if symptom == "cramp" and ids & {"abdomen", "groin"}:
            return "pain", tuple(replace(s, id="abdomen") for s in linked if s.id in ("abdomen", "groin"))
        if (
            symptom == "cramp"
            and ids <= {"body"}
            and "muscle" not in norms[max(0, span.start - 2) : span.end + 1]
            and norms[span.start].startswith("cramp")
            and self._period
        ):
            return "pain", (_Site("abdomen", span.start, span.start),)
        if symptom in ("stiffness", "cramp") and ids == {"chest"} and symptom == "stiffness":
            return "pain", linked
        if (
            symptom == "weakness"
            and (span._.assertion or Assertion()).status != "absent"
            and span.kb_id_ not in (WELL, POORLY)
            and not (phrase := phrase_of(span, self._symptoms[symptom])).implies
            and not phrase.denies
            and not linked
            and "muscle" not in span.text.lower()
            and not any(w.startswith("musc") for w in norms[max(0, span.start - 2) : span.end + 3])
        ):
            return "fatigue", ()
        if symptom == "headache" and severity == "severe":
            return "severe_headache", ()
        if symptom == "pain" and ids == {"head"}:
            return ("severe_headache" if severity == "severe" else "headache"), ()
        if symptom == "fever" and self._is_high(doc, clauses, span, norms):
            return "high_fever", ()
        return symptom, linked

    def _severity(self, norms: Sequence[str], clauses: Clauses, span: Span) -> str | None:
        """Severity by the words next to a symptom."""
        start, end = clauses.sentence(span.start)
        before: Sequence[str] = norms[max(start, span.start - 3) : span.start]
        for link in _SEVERITY_BREAKS:
            if link in before:
                before = before[len(before) - list(reversed(before)).index(link) :]
        near = set(before) | set(norms[span.start : span.end])
        if "bad" in before and _VERY & set(before):
            return "severe"
        after = norms[span.end : min(end, span.end + 4)]
        if after[:1] and after[0] in _SEVERITY_BEHIND:
            near |= set(after)
        return next((level for level in _SEVERITIES if near & self._severities[level]), None)

    @staticmethod
    def _is_high(doc: Doc, clauses: Clauses, span: Span, norms: Sequence[str]) -> bool:
        start, end = clauses.sentence(span.start)
        if _HIGH & set(norms[max(start, span.start - 2) : span.start]):
            return True
        around = doc[max(start, span.start - 8) : min(end, span.end + 8)].text.lower()
        for match in _TEMPERATURE.finditer(around):
            value = float(match[1].replace(",", "."))
            unit = (match[2] or "")[:1]
            if (unit != "f" and _THRESHOLD_C <= value <= 43) or (unit != "c" and _THRESHOLD_F <= value <= 109):
                return True
        return False


def _moved(
    norms: Sequence[str],
    clauses: Clauses,
    symptoms: Sequence[Span],
    groups: Sequence[tuple[_Site, ...]],
    links: Sequence[tuple[_Site, ...]],
    complaints: frozenset[str],
) -> dict[int, tuple[_Site, ...]]:
    """Sites that a message goes on to name for its last complaint, by number of the symptom: "Then it spread to my chin"."""
    linked = {site.start for sites in links for site in sites}
    starts = [s.start for s in symptoms]
    out: dict[int, tuple[_Site, ...]] = {}
    for group in groups:
        first = group[0]
        if any(site.start in linked for site in group):
            continue
        s_start, s_end = clauses.sentence(first.start)
        at = bisect_left(starts, first.start) - 1
        head = min(first.start, first.side_span[0] if first.side_span else first.start)
        before = [w for w in norms[max(s_start, head - 9) : head] if w.strip()]
        near = at >= 0 and clauses.sentence_of[first.start] - clauses.sentence_of[starts[at]] <= 1
        if near and " ".join(w for w in before[-4:] if w not in _OWNERS).endswith(_LIKEWISE):
            # unless the place has a symptom of its own: "and so is my left hand numb"
            if symptoms[at].label_ in complaints and starts[at + 1 : at + 2] != [group[-1].end]:
                out[at] = out.get(at, ()) + group
            continue
        if at < 0 or not before or not any(w in _PLACES for w in before[-4:]):
            continue
        inside = starts[at] >= s_start
        between = norms[symptoms[at].end : head]
        if inside:
            # the same sentence: only behind a word of spreading, with no other matter between
            if not any(w in _GOES_ON for w in between[-6:]) or len(between) > 14:
                continue
        else:
            opened = set([w for w in norms[s_start:head] if w.strip()][:4])
            if clauses.sentence_of[first.start] - clauses.sentence_of[starts[at]] > 1 or not opened & _CONTINUES:
                continue
            if not (any(w in _GOES_ON for w in before) or _STANDS & set(before[-6:]) or "it" not in opened):
                continue
            if starts[at + 1 : at + 2] and starts[at + 1] < s_end:
                continue
        if symptoms[at].label_ in complaints:
            out[at] = out.get(at, ()) + group
    return out


def _is_side(doc: Doc, span: Span, sites: set[int]) -> bool:
    """Whether a side word can be one: a single letter only in brackets or right before a site or "side"."""
    if len(span) > 1 or len(span.text) > 1:
        return True
    following = doc[span.end].norm_ if span.end < len(doc) else ""
    return span.end in sites or following in _SIDE_MARKS


def _side_inside(sides: Sequence[Span], span: Span) -> Span | None:
    """ "upper left lip", "corner of my left mouth"."""
    return next((s for s in sides if span.start < s.start and s.end <= span.end), None)


def _side_before(
    norms: Sequence[str], clauses: Clauses, sides: Sequence[Span], span: Span, used: set[int]
) -> Span | None:
    """ "left upper lip", "right side of my lower lip"."""
    start = clauses.sentence(span.start)[0]
    for side in reversed(sides):
        if side.end > span.start or side.start < max(start, span.start - 7) or side.start in used:
            # "both lips" is the one site that LABELS.md calls lip
            if side.start <= span.start < side.end and span.label_ != "lip":
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


def _side_after(
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


def _site_groups(
    norms: Sequence[str], clauses: Clauses, sites: Sequence[_Site], symptoms: Sequence[Span]
) -> list[tuple[_Site, ...]]:
    """Sites that stand in one list: "lips, tongue and chin"; a side said once holds for the list's singular sites."""
    taken = {i for s in symptoms for i in range(s.start, s.end)}
    groups: list[list[_Site]] = []
    for site in sites:
        if groups:
            last = groups[-1][-1]
            gap = range(last.end, site.start)
            same = clauses.sentence_of[last.start] == clauses.sentence_of[site.start]
            joined = same and len(gap) <= 7 and all(norms[i] in _JOINERS and i not in taken for i in gap)
            if joined and "and" in [norms[i] for i in gap] and any(norms[i] in _OWNERS for i in gap):
                joined = not _opens_statement(norms, taken, groups[-1][0], site)
            if joined:
                groups[-1].append(site)
                continue
        groups.append([site])
    out = []
    for group in groups:
        shared: list[_Site] = []
        for k, site in enumerate(group):
            if site.side is None and k and shared[-1].side in ("left", "right") and not site.plural:
                between = norms[shared[-1].end : site.start]
                if "my" not in between and "the" not in between:
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


def _opens_statement(norms: Sequence[str], taken: set[int], first: _Site, site: _Site) -> bool:
    """Whether a site begins a statement of its own: "pain in my arm and my face is numb"."""
    opened_by_symptom = any(i in taken for i in range(max(0, first.start - 5), first.start))
    return opened_by_symptom and any(
        w in _SAID_OF
        for w in norms[site.end : site.end + (2 if site.end < len(norms) and norms[site.end].isalpha() else 1)]
    )


def _direct(
    norms: Sequence[str], clauses: Clauses, span: Span, groups: Sequence[tuple[_Site, ...]], taken: set[int]
) -> tuple[_Site, ...]:
    """The site group that grammar gives to a symptom."""
    s_start, s_end = clauses.sentence(span.start)
    left: tuple[_Site, ...] = ()
    left_gap = 99
    right: tuple[_Site, ...] = ()
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
        tail = max(last.end, last.side_span[1] if last.side_span else 0)
        if last.end <= span.start:
            gap: Sequence[str] = [norms[i] for i in range(max(last.end, min(tail, span.start)), span.start)]
            if (
                len(gap) <= 9
                and all(w in _COPULAS or w in _DETERMINERS for w in gap)
                and not any(i in taken for i in range(last.end, span.start))
            ):
                comma = "," in gap or "and" in gap
                if not comma or any(w in _SAYS for w in gap):
                    left, left_gap = group, len(gap)
        elif first.start >= span.end and not right:
            gap = norms[span.end : head]
            if len(gap) <= 6 and not any(i in taken for i in range(span.end, head)) and _leads_to(gap, span.label_):
                right = group
    if left and left_gap == 0:
        return left + _trailing(norms, span, groups, taken, s_end) if len(groups) > 1 else left
    return right or (left + _trailing(norms, span, groups, taken, s_end) if left else left)


def _leads_to(gap: Sequence[str], symptom: str) -> bool:
    """Whether the words between a symptom and a site behind it join them: "numb [left] lip", "tingling [in my] face"."""
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
    norms: Sequence[str], span: Span, groups: Sequence[tuple[_Site, ...]], taken: set[int], s_end: int
) -> tuple[_Site, ...]:
    """Sites that a symptom with a site goes on to name: "chest pain and right arm", "my body swells, my feet, my face"."""
    for group in groups:
        head = min(s for s in (group[0].start, group[0].side_span[0] if group[0].side_span else group[0].start))
        if not span.end < head or group[-1].end > s_end:
            continue
        gap = norms[span.end : head]
        if len(gap) > 3 or gap[0] not in _ALSO or not all(w in _ALSO_GAP for w in gap):
            return ()
        tail = max(group[-1].end, group[-1].side_span[1] if group[-1].side_span else 0)
        after = norms[tail] if tail < len(norms) else "."
        ends = after in _ALSO_ENDS or "\n" in after
        return group if ends and tail not in taken and tail + 1 not in taken else ()
    return ()


def _through_list(
    norms: Sequence[str], clauses: Clauses, symptoms: Sequence[Span], direct: Sequence[tuple[_Site, ...]], i: int
) -> tuple[_Site, ...]:
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


def _leads_list(norms: Sequence[str], span: Span, sites: tuple[_Site, ...]) -> bool:
    """Whether the site stands behind the list's last symptom, or right before a compound ("numb, tingly lips")."""
    return sites[0].start >= span.end


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


def _behind_colon(
    norms: Sequence[str], span: Span, groups: Sequence[tuple[_Site, ...]], symptoms: Sequence[Span]
) -> tuple[_Site, ...]:
    """The sites of a list behind a colon: "Numb spots: left temple, left cheek"."""
    if ":" not in norms[span.end : span.end + 3]:
        return ()
    colon = span.end + list(norms[span.end : span.end + 3]).index(":")
    behind = [g for g in groups if g[0].start > colon]
    if not behind or behind[0][0].start - colon > 3 or any(s.start > colon for s in symptoms):
        return ()
    return tuple(site for group in behind for site in group)


def _nearest(
    norms: Sequence[str], clauses: Clauses, span: Span, groups: Sequence[tuple[_Site, ...]], symptoms: Sequence[Span]
) -> tuple[_Site, ...]:
    """The nearest site group of the clause, within reach and with no other symptom nearer to it."""
    c_start, c_end = clauses.clause(span.start)
    best: tuple[int, tuple[_Site, ...]] | None = None
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


_TRUST: Final = {"cue": 2, "tense": 1, "default": 0}


_ENDED: Final = _WORDS["ended"]


def _settled(told: Sequence[tuple[Finding, str]]) -> list[Finding]:
    """One answer where mentions of one complaint differ: explicit words over tense, tense over nothing, then presence.

    A denial or a fear of a symptom that the message also tells as a fact, at no other site, adds nothing.
    """
    out: list[Finding] = []
    # the first mention of each kind speaks for its repeats, so that a long message costs no more than its variety
    told = list({(f.symptom, f.site, f.side, f.status, f.experiencer, b): (f, b) for f, b in reversed(told)}.values())
    for f, basis in told:
        same = [
            (g, b) for g, b in told
            if g.symptom == f.symptom and g.experiencer == f.experiencer and (g.site == f.site or g.site is None or f.site is None)
        ]  # fmt: skip
        facts = [(g, b) for g, b in same if g.status in ("present", "past", "uncertain")]
        if f.status in ("absent", "hypothetical"):
            if not any(g.site == f.site or f.site is None for g, _ in facts):
                out.append(f)
            continue
        rivals = [(g, b) for g, b in facts if g.status != f.status]
        if f.status == "present" and any(g.cue in _ENDED and g.quote.start > f.quote.start for g, _ in rivals):
            continue
        if any(_TRUST[b] > _TRUST[basis] for _, b in rivals):
            continue
        if f.status == "past" and any(
            _TRUST[b] == _TRUST[basis] and g.status == "present" and b != "cue" for g, b in rivals
        ):
            continue
        if f.status == "uncertain" and any(g.status in ("present", "past") for g, _ in rivals):
            continue
        out.append(f)
    return out


def _distinct(findings: Sequence[Finding]) -> list[Finding]:
    """One finding a (symptom, site, side, status, experiencer); a siteless or sideless repeat adds nothing."""
    kept: dict[tuple[str | None, ...], Finding] = {}
    for f in findings:
        kept.setdefault((f.symptom, f.site, f.side, f.status, f.experiencer), f)
    out = []
    for f in kept.values():
        twins = [
            g
            for g in kept.values()
            if g is not f and (g.symptom, g.status, g.experiencer) == (f.symptom, f.status, f.experiencer)
        ]
        if f.site is None and any(g.site for g in twins):
            continue
        if f.side is None and any(g.site == f.site and g.side for g in twins):
            continue
        out.append(f)
    return sorted(out, key=lambda f: (f.quote.start, f.symptom, f.site or ""))
