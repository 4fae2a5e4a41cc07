"""A symptom with its sites and what is said of it becomes findings; of all that a message tells, each finding once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from spacy.tokens import Doc, Span

from lipcheck.components.assertion import Assertion
from lipcheck.components.clauses import Clauses, text_of
from lipcheck.components.mentions import POORLY, WELL, phrase_of
from lipcheck.components.sites import Site
from lipcheck.report import Finding, Quote
from lipcheck.vocabulary import Entry, Phrase, context_patterns, load_knowledge, word_lists

# the word lists of knowledge/linking.yaml; what each is for stands there
_WORDS: Final = word_lists("linking")
_HIGH: Final = _WORDS["high"]
_SEVERITY_BREAKS: Final = _WORDS["severity_break"]
_VERY: Final = _WORDS["very"]
_SEVERITY_BEHIND: Final = _WORDS["severity_behind"]
_ENDED: Final = _WORDS["ended"]
_BAD: Final = _WORDS["bad"]
_WEAK, _CRAMP, _MUSCLE = (tuple(_WORDS[stem]) for stem in ("weak_stem", "cramp_stem", "muscle_stem"))
_SEVERITIES: Final = ("severe", "moderate", "mild")
# what a message may speak of that makes another finding of a symptom, or none: lists of knowledge/context.yaml
_MATTERS: Final = ("looks", "period", "dyed", "worst_ever")
_THRESHOLD_C, _THRESHOLD_F = 39.0, 102.2
_TRUST: Final = {"cue": 2, "tense": 1, "default": 0}


class Linked(NamedTuple):
    """A symptom with its sites; ``own`` is the side of the site that its words imply, ``told`` the side said of itself."""

    span: Span
    sites: tuple[Site, ...]
    own: Span | None
    told: Span | None


# how far behind a droop its day may stand, in words
_LATE_REACH: Final = 6


class Findings:
    """Makes the findings of the symptoms of a document."""

    def __init__(self) -> None:
        knowledge = load_knowledge()
        self._symptoms: dict[str, Entry] = knowledge.by_id("symptoms")
        self._sites: dict[str, Entry] = knowledge.by_id("sites")
        self._patterns = context_patterns()
        self._severities = word_lists("severity")

    def make(
        self, doc: Doc, norms: Sequence[str], clauses: Clauses, linked: Sequence[Linked], plural: frozenset[int]
    ) -> list[Finding]:
        """Each finding once, in order; ``plural`` are the first characters of the sites that are named in the plural."""
        text = text_of(doc).lower()
        about = frozenset(name for name in _MATTERS if self._patterns[name].search(text))
        told = [
            (finding, (link.span._.assertion or Assertion()).basis)
            for link in linked
            for finding in self._of(doc, norms, clauses, link, about)
        ]
        return _distinct(self._carried(_settled(told), plural))

    def _of(
        self, doc: Doc, norms: Sequence[str], clauses: Clauses, link: Linked, about: frozenset[str]
    ) -> list[Finding]:
        """The findings of one symptom, one a site; ``about`` is what the message speaks of."""
        span, linked, own, told = link
        symptom = span.label_
        phrase: Phrase = phrase_of(span, self._symptoms[symptom])
        if phrase.sites:
            linked = tuple(s for s in linked if phrase.sites == ("*",) or s.id in phrase.sites)
            if not linked and not (symptom == "weakness" and norms[span.start].startswith(_WEAK)):
                return []
        if (
            symptom == "facial_droop"
            and "looks" in about
            and self._patterns["looks_said"].search(span.text.lower())
            and not self._patterns["as_of_late"].search(doc[span.start : span.end + _LATE_REACH].text.lower())
        ):
            return []
        if (
            symptom == "twitching"
            and self._patterns["shakes_all_over"].search(norms[span.start])
            and all(s.id == "body" for s in linked)
        ):
            return []
        coloured = symptom == "breathing_trouble" and self._patterns["blue_lips"].search(span.text.lower())
        if coloured and "dyed" in about:
            return []
        assertion: Assertion = span._.assertion or Assertion()
        status, cue = assertion.status, assertion.cue
        if phrase.denies:
            status, cue = "absent", span.text
        severity = self._severity(norms, clauses, span)
        symptom, linked = self._refined(doc, norms, clauses, span, symptom, linked, severity, about)
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
            linked = same or (Site(phrase.implies, span.start, span.start, side, at),)
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
        linked: tuple[Site, ...],
        severity: str | None,
        about: frozenset[str],
    ) -> tuple[str, tuple[Site, ...]]:
        """The symptom that the words around make of it: LABELS.md section 1's borderlines."""
        ids = {s.id for s in linked}
        if symptom == "cramp" and ids & {"abdomen", "groin"}:
            return "pain", tuple(replace(s, id="abdomen") for s in linked if s.id in ("abdomen", "groin"))
        if (
            symptom == "cramp"
            and ids <= {"body"}
            and not any(w.startswith(_MUSCLE) for w in norms[max(0, span.start - 2) : span.end + 1])
            and norms[span.start].startswith(_CRAMP)
            and "period" in about
        ):
            return "pain", (Site("abdomen", span.start, span.start),)
        if symptom == "stiffness" and ids == {"chest"}:
            return "pain", linked
        if (
            symptom == "weakness"
            and (span._.assertion or Assertion()).status != "absent"
            and span.kb_id_ not in (WELL, POORLY)
            and not (phrase := phrase_of(span, self._symptoms[symptom])).implies
            and not phrase.denies
            and all(s.id == "body" and s.side is None for s in linked)
            and not any(w.startswith(_MUSCLE) for w in norms[max(0, span.start - 2) : span.end + 3])
        ):
            return "fatigue", ()
        if symptom == "headache" and (severity == "severe" or "worst_ever" in about):
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
        if _BAD & set(before) and _VERY & set(before):
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
        for match in context_patterns()["temperature_of_fever"].finditer(around):
            value = float(match["value"].replace(",", "."))
            unit = (match["unit"] or "")[:1]
            if (unit != "f" and _THRESHOLD_C <= value <= 43) or (unit != "c" and _THRESHOLD_F <= value <= 109):
                return True
        return False

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
