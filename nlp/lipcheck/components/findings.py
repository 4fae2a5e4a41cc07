"""A symptom with its sites and what is said of it becomes findings; of all that a message tells, each finding once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from spacy.tokens import Doc, Span

from lipcheck.components.assertion import Assertion
from lipcheck.components.borderlines import SEVERITIES, Borderlines, Message, Told
from lipcheck.components.clauses import Clauses
from lipcheck.components.ellipsis import Elided
from lipcheck.components.mentions import POORLY, WELL, phrase_of
from lipcheck.components.questions import POLARITY
from lipcheck.components.sites import Site
from lipcheck.components.turning import denies, turn, until
from lipcheck.report import Finding, Quote
from lipcheck.vocabulary import Entry, Phrase, load_knowledge, word_lists

# the word lists of knowledge/linking.yaml; what each is for stands there
_WORDS: Final = word_lists("linking")
_SEVERITY_BREAKS: Final = _WORDS["severity_break"]
_VERY: Final = _WORDS["very"]
_GLAD: Final = _WORDS["glad"]
# how far behind a symptom a comma may set off how bad it is, in tokens
_SET_OFF_REACH: Final = 8
_SEVERITY_BEHIND: Final = _WORDS["severity_behind"]
_LONG_AGO: Final = _WORDS["long_ago"]
_RECOVERED: Final = _WORDS["recovered"]
_COMES_BACK: Final = _WORDS["comes_back"]
_ENDED: Final = _WORDS["ended"]
_BAD: Final = _WORDS["bad"]
# those of knowledge/statements.yaml
_STATEMENTS: Final = word_lists("statements")
_TURNING: Final = _STATEMENTS["turning"]
_TURNED_LINKS: Final = _STATEMENTS["turned_link"]
_TURNED_REACH: Final = 4
_PLAINLY: Final = _WORDS["plainly"]
_ALL_OF: Final = _WORDS["all_of"]
_MIDDLE: Final = _WORDS["middle"]
# statuses of what is or was there
_TOLD: Final = frozenset({"present", "past", "uncertain"})
# of how many of its statements a finding keeps the place, so that a long message costs no more than its variety
_MOST_REPEATS: Final = 12
_TRUST: Final = {"answer": 2, "cue": 2, "tense": 1, "default": 0}


class Linked(NamedTuple):
    """A symptom with its sites; ``own`` is the side of the site that its words imply, ``told`` the side said of itself.

    ``beside`` are those sites that the message goes on to name: "chest pain and left arm", "it spread to my jaw";
    ``elided`` are those told in short: "but my lips are", "not my chin".
    """

    span: Span
    sites: tuple[Site, ...]
    own: Span | None
    told: Span | None
    beside: tuple[Site, ...] = ()
    elided: tuple[Elided, ...] = ()


class Findings:
    """Makes the findings of the symptoms of a document."""

    def __init__(self) -> None:
        knowledge = load_knowledge()
        self._symptoms: dict[str, Entry] = knowledge.by_id("symptoms")
        self._sites: dict[str, Entry] = knowledge.by_id("sites")
        self._borderlines = Borderlines()
        self._severities = word_lists("severity")

    def make(
        self, doc: Doc, norms: Sequence[str], clauses: Clauses, linked: Sequence[Linked], sites: Sequence[Site]
    ) -> list[Finding]:
        """Each finding once, in order; ``sites`` are all that the document names."""
        message = Message(doc, norms, clauses)
        told = [
            (finding, (link.span._.assertion or Assertion()).basis)
            for link in linked
            for finding in self._of(message, link)
        ]
        named = [(x.id, x.side) for x in sites if x.side in ("left", "right")]
        both = {x.id for x in sites if x.side == "both"}
        found = _distinct(self._carried([_of_both(f, both) for f in _settled(told)], named))
        return _with_repeats(found, [finding for finding, _ in told])

    def _of(self, message: Message, link: Linked) -> list[Finding]:
        """The findings of one symptom, one a site."""
        span, linked, own, told, beside, elided = link
        phrase: Phrase = phrase_of(span, self._symptoms[span.label_])
        if phrase.sites:
            linked = tuple(s for s in linked if phrase.sites == ("*",) or s.id in phrase.sites)
            if not linked:
                return []
        assertion: Assertion = span._.assertion or Assertion()
        status, cue = assertion.status, assertion.cue
        if phrase.denies:
            if status == "hypothetical" and assertion.basis == "answer":
                return []  # "Is your speech all right, any headache?" "no headache, slurred speech": the reply tells it
            # "Is the face level? No": what says that it works is itself denied; "No trouble speaking? Yes there is"
            untroubled = message.norms[span.start] in _STATEMENTS["denying"]
            asked = not untroubled or "?" in message.norms[span.end : message.clauses.sentence(span.start)[1]]
            turned = status == "present" if untroubled else POLARITY.get(cue or "") == status == "absent"
            works = not (assertion.basis == "answer" and asked and turned)
            works = works and not _turned_round(message.norms, span.start)
            said = message.norms[span.start : span.end]
            failed = turn(message.norms, message.clauses, span.start, span.end) if works else None
            if failed is not None and failed.denies != denies(said):  # "my speech is fine now. It was not this morning"
                status, cue = failed.tense, message.doc[failed.start : failed.end].text.strip()
            elif works and until(message.norms, message.clauses.clause(span.start)[0], span.end):
                status, cue = "present", message.doc[span.end : span.end + 1].text
            elif works and said[-1] in _RECOVERED and span.label_ in _COMES_BACK:
                status, cue = "past", span.text  # "my taste came back"
            else:
                status, cue = ("absent", span.text) if works else ("present", cue)
        severity = self._severity(message.norms, message.clauses, span)
        own_part = bool(phrase.implies) or span.kb_id_ in (WELL, POORLY)
        borne = linked
        if phrase.implies and all(x.id != phrase.implies for x in linked):
            borne = (Site(phrase.implies, span.start, span.start),)  # "my scalp hurts and my jaw gets tired when I eat"
        symptom, placed = self._borderlines.resolve(span.label_, Told(message, span, borne, status, severity, own_part))
        if symptom is None:
            return []
        if placed is not borne:
            linked = placed
        if told is not None:
            linked = tuple(
                replace(x, side=told.label_, side_span=(told.start, told.end))
                if x.side in (None, "one")
                and (not x.plural or x.side == "one" or _is_plain(message, span, told))
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
            others = tuple(x for x in beside if x.id != phrase.implies)
            linked = (same or (Site(phrase.implies, span.start, span.start, side, at),)) + others
        entry = self._symptoms[symptom]
        regions = {self._sites[s.id].get("region") for s in linked}
        code = next((c for region, c in entry.get("code_at", {}).items() if region in regions), entry.code)
        base = Finding(
            symptom=symptom,
            quote=Quote(span.text, span.start_char, span.end_char),
            status=status,
            experiencer=assertion.experiencer,
            cue=cue,
            severity=severity,
            code=code,
        )
        elsewhere = [x for x in elided if phrase.sites in ((), ("*",)) or x.site.id in phrase.sites]
        places = [(site, status, cue) for site in linked if all(x.site.start != site.start for x in elsewhere)]
        for x in elsewhere:
            there = _of_elided(status, x.said, phrase.denies)
            said_by = message.doc[x.cue].text if x.cue is not None and there != status else cue
            places.append((x.site, there, said_by))
        if not places:
            return [base]
        out = []
        for site, status_there, cue_there in places:
            site_span = message.doc[site.start : site.end] if site.end > site.start else None
            side_span = message.doc[site.side_span[0] : site.side_span[1]] if site.side_span else None
            out.append(
                replace(
                    base,
                    status=status_there,
                    cue=cue_there,
                    site=site.id,
                    side=site.side,
                    site_span=(site_span.start_char, site_span.end_char) if site_span is not None else None,
                    side_span=(side_span.start_char, side_span.end_char) if side_span is not None else None,
                    site_plural=site.plural,
                )
            )
        return out

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
        elif after[:1] and after[0] in _VERY:
            near |= set(after[1:2])
        level = next((level for level in SEVERITIES if near & self._severities[level]), None)
        if (
            level != "mild"
            and _set_off(norms, span.end, min(end, span.end + _SET_OFF_REACH)) in self._severities["severe"] - _GLAD
        ):
            return "severe"
        return level

    def _carried(self, findings: Sequence[Finding], named: Sequence[tuple[str, str]]) -> list[Finding]:
        """The only side that a message speaks of, given to the paired parts that it names without one.

        "The left corner of my mouth hangs and the eye does not shut": the left eye. A plural has no side.
        """
        sided = [f for f in findings if f.side in ("left", "right")]
        told = [f for f in sided if f.experiencer == "patient" and f.status in _TOLD]
        if sided and not told:
            return list(findings)  # what is denied, feared or another's says nothing of the rest
        sides = {f.side for f in told} or {side for _, side in named}
        if len(sides) != 1:
            return list(findings)
        side = sides.pop()
        told = [f for f in findings if f.side == side and f.site]
        # of a part that is only named ("I broke my left wrist") the side is that of its own parts and wholes alone
        parts = {site for site, _ in named} if not told else set()
        parts |= {whole for site in parts for whole in self._sites[site].get("part_of") or ()}
        places = {f.site for f in told} | parts
        regions = {self._sites[f.site].get("region") for f in told if f.site}
        symptoms = {f.symptom for f in told}
        return [
            replace(f, side=side)
            if (f.side is None or (f.side == "one" and self._sites[f.site or "body"].get("region") == "face"))
            and f.site is not None
            and f.experiencer == "patient"
            and f.status in _TOLD
            and f.site_span is not None
            and not f.site_plural
            and (
                f.symptom in symptoms
                or self._sites[f.site].get("region") in regions
                or "body" in regions
                or not parts.isdisjoint({f.site, *(self._sites[f.site].get("part_of") or ())})
            )
            and (
                self._sites[f.site].get("paired")
                or f.site in places
                or (f.site in _MIDDLE and f.status != "uncertain" and self._sites[f.site].get("region") in regions)
            )
            and f.symptom not in (self._sites[f.site].get("whole_in") or ())
            else f
            for f in findings
        ]


def _set_off(norms: Sequence[str], start: int, end: int) -> str | None:
    """The word that commas set off behind a symptom: "a headache since noon, unbearable, and I feel sick"."""
    comma = next((i for i in range(start, end - 2) if norms[i] == ","), None)
    if comma is None or "and" in norms[start:comma] or norms[comma + 2][:1].isalnum():
        return None
    return norms[comma + 1]


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
        facts = [(g, b) for g, b in same if g.status in _TOLD]
        if _is_none_since(f) and all(g.status == "past" or _is_open(g, b) for g, b in facts):
            out.append(f)
            continue
        ended = next((g for g, _ in same if _is_none_since(g) and g.quote.start > f.quote.start), None)
        if _is_open(f, basis) and f.side is None and ended is not None:
            out.append(replace(f, status="past", cue=ended.cue))
            continue
        if f.status in ("absent", "hypothetical"):
            if not any(f.site is None or (g.site == f.site and not _other_side(f, g)) for g, _ in facts):
                out.append(f)
            continue
        # an unsure mention gives way below, and so outweighs no sure one
        rivals = [
            (g, b) for g, b in facts if g.status != f.status and (g.status != "uncertain" or f.status == "uncertain")
        ]
        if f.status == "present" and basis == "tense":
            # "my face is paralysed. I had Bell's palsy as a child": what was long ago ends nothing
            rivals = [(g, b) for g, b in rivals if g.status != "past" or (g.cue or "").lower() not in _LONG_AGO]
        if f.status == "present" and any(g.cue in _ENDED and g.quote.start > f.quote.start for g, _ in rivals):
            continue
        still = next((g for g, _ in rivals if _goes_on_from(f, g)), None)
        if still is not None:
            # "my left arm went numb at noon. It is four and still numb"
            out.append(replace(f, status=still.status, cue=still.cue))
            continue
        stronger = [g for g, b in rivals if _TRUST[b] > _TRUST[basis]]
        if stronger:
            # "my cheek went numb on Tuesday. Today the numbness is back": what is told without a site is of the same one
            if f.site is not None and all(_is_told_behind(f, g) for g in stronger):
                out.append(replace(f, status=stronger[0].status, cue=stronger[0].cue))
            continue
        if f.status == "past" and any(
            _TRUST[b] == _TRUST[basis] and g.status == "present" and _TRUST[b] < _TRUST["cue"] for g, b in rivals
        ):
            continue
        if f.status == "uncertain" and any(g.status in ("present", "past") for g, _ in rivals):
            continue
        out.append(f)
    return out


def _is_open(f: Finding, basis: str) -> bool:
    """Whether nothing says that a mention is there now."""
    return f.status == "present" and basis == "default" and f.cue is None


def _is_none_since(f: Finding) -> bool:
    """Whether a denial says that what was told before is over: "no cramps since"."""
    return f.status == "absent" and (f.cue or "").lower().endswith(" since")


def _is_told_behind(sited: Finding, other: Finding) -> bool:
    """Whether a mention without a site tells on of one before it: whether that is over or there."""
    return other.site is None and other.status in ("present", "past") and other.quote.start > sited.quote.start


def _goes_on_from(over: Finding, there: Finding) -> bool:
    """Whether a mention without a site says of one before it, told as past, that it is still there."""
    still = over.status == "past" and there.status == "present" and "still" in (there.cue or "").lower().split()
    return still and there.site is None and over.site is not None and there.quote.start > over.quote.start


def _of_both(finding: Finding, both: set[str]) -> Finding:
    """A finding at parts of which the message says elsewhere that both are meant: "my hands tremble, both hands"."""
    meant = finding.side is None and finding.site_plural and finding.site in both and finding.experiencer == "patient"
    return replace(finding, side="both") if meant else finding


def _other_side(f: Finding, g: Finding) -> bool:
    """Whether two findings are of the two sides of a site."""
    return {f.side, g.side} == {"left", "right"}


def _is_plain(message: Message, span: Span, told: Span) -> bool:
    """Whether a side is the only one of a plural, and not only the worse: "my lips are swollen on the left"."""
    if told.label_ not in ("left", "right") or told.start < span.end:
        return False
    if message.clauses.sentence_of[told.start] != message.clauses.sentence_of[span.start]:
        return bool(_ALL_OF & set(message.norms[message.clauses.sentence(told.start)[0] : told.start]))
    between = message.norms[span.end : told.start]
    return bool(between) and all(w in _PLAINLY for w in between)


def _of_elided(status: str, said: str, works: bool) -> str:
    """The status at a place told in short; ``works``: the words told last say that something works."""
    if (said == "denied") != works:
        return "absent"
    if said == "maybe":
        return "uncertain"
    return "present" if status == "absent" or (status == "past" and said == "now") else status


def _turned_round(norms: Sequence[str], start: int) -> bool:
    """Whether a denial stands before what says that something works: "I do not see well", "never had clear speech"."""
    at = start - 1
    while at >= max(0, start - _TURNED_REACH) and norms[at] in _TURNED_LINKS:
        at -= 1
    return at >= 0 and norms[at] in _TURNING


def _with_repeats(found: Sequence[Finding], told: Sequence[Finding]) -> list[Finding]:
    """The findings with the places where they are told again, as there or as over."""
    again: dict[tuple[str, str], list[Finding]] = {}
    for f in told:
        if f.status in _TOLD:
            again.setdefault((f.symptom, f.experiencer), []).append(f)
    out = []
    for f in found:
        same = again.get((f.symptom, f.experiencer), [])[:_MOST_REPEATS] if f.status in _TOLD else []
        there = (g for g in same if g.site is None or f.site is None or g.site == f.site)
        repeats = tuple(g.quote for g in there if g.quote != f.quote)
        out.append(replace(f, repeats=repeats) if repeats else f)
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
