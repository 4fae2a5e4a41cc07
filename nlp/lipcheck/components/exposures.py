"""``lipcheck_exposures``: what the patient took, met or went through, with amounts.

Reads the spans of group ``exposures`` with their assertions and writes ``doc._.triggers``. A food or a product is an
allergen only beside words of eating, trying or suspecting; decaffeinated drinks count as none.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import Any, Final

from spacy.language import Language
from spacy.tokens import Doc, Span

from lipcheck.components.assertion import Assertion
from lipcheck.components.clauses import Clauses, norms_of, split_clauses
from lipcheck.components.timing import _count
from lipcheck.report import Quote, Trigger
from lipcheck.vocabulary import context_patterns, load_knowledge

if not Doc.has_extension("triggers"):
    Doc.set_extension("triggers", default=())

_COMPARED: Final = re.compile(
    r"\b(?:worse than|more than just|(?<!\bi )like|as if|as bad as|better than|(?<!more )(?<!less )(?<!fewer )than)\b[^.,;]*$"
)
_NUMBER = (
    r"(?:\d{1,2}(?:\.5)?|one|two|three|four|five|six|seven|eight|nine|ten|a couple(?: of)?|a few|several|half a|an?)"
)
_BEFORE_AMOUNT: Final = re.compile(
    rf"(?P<low>{_NUMBER})\s?(?:-|–|to|or|/)?\s?(?P<high>{_NUMBER})?\+?\s?(?:x\s)?(?:(?:large|big|small|strong|huge|full|extra|double|good|black|medium|normal|regular|whole)\s){{0,2}}"
    r"(?:(?:cups?|mugs?|glass(?:es)?|cans?|bottles?|shots?|tins?|pints?|drinks?|cupfuls?|doses?|tablets?|pills?)\s)?(?:of\s)?(?:(?:strong|black|instant|filter|iced|my)\s)?$"
)
_PER_DAY: Final = re.compile(
    r"(?:a|per|each|every|in a|in the)\s?-?day|/\s?day|daily|every morning|everyday|a shift|a night|per shift|in the day|at work|before (?:noon|lunch)"
)
_ALLERGIC: Final = frozenset({"swelling", "itching", "rash", "numbness", "tingling", "burning", "breathing_trouble"})
# A medicine is denied only by words about taking it: "I don't think Effexor made it worse" denies no Effexor.
_NOT_TAKEN: Final = re.compile(
    r"(?:(?:not|n't|nt)\s+(?:on|take|taking|taken|use|using|used|drink|drinking|drunk|have|had|having|eat|eaten|eating|smoke|touch|been on|currently (?:on|taking)|any|prescribed|given)|never (?:taken|had|used|been on|drink|drank|take|touched|tried|smoked|drunk)|\bno|\bnone of|without|denies|nor|not any|free of|zero)\s+"
    r"(?:(?:any|a|the|other|new|more|much|of|history|recent|known|or|and|drugs?|smoking|coffee|tea|alcohol|tobacco|medicines?)\W+|\w+,\s*|\w+\s+(?:or|nor)\s+){0,6}$"
)


_MEDICINES: Final = frozenset({"steroid", "diuretic", "estrogen", "other_medicine", "ace_inhibitor"})
_TAKEN: Final = frozenset({"steroid", "diuretic", "estrogen", "other_medicine", "ace_inhibitor", "caffeine", "alcohol"})


@dataclass(frozen=True, slots=True)
class _Message:
    """What reading one exposure needs of its message; ``symptoms`` are (start token, id), in order."""

    doc: Doc
    text: str
    clauses: Clauses
    symptoms: list[tuple[int, str]]
    kinds: set[str]
    pill: str


@Language.factory("lipcheck_exposures", requires=["doc.spans"], assigns=["doc._.triggers"])
def create_exposures(nlp: Language, name: str) -> ExposureReader:
    """The component; amounts and drug properties come from ``knowledge/triggers.yaml``."""
    return ExposureReader()


class ExposureReader:
    """Turns exposure spans into triggers with status, bearer and amounts."""

    def __init__(self) -> None:
        self._entries = load_knowledge().by_id("triggers")

    def __call__(self, doc: Doc) -> Doc:
        """Set ``doc._.triggers``."""
        spans = doc.spans.get("exposures", [])
        if not spans:
            doc._.triggers = ()
            return doc
        clauses = split_clauses(doc, norms_of(doc))
        text = doc.text.lower()
        symptoms = [(s.start, s.label_) for s in doc.spans.get("symptoms", ())]
        pill = (
            "device"
            if context_patterns()["progestin_device"].search(text)
            else ""
            if context_patterns()["contraception"].search(text)
            else "unsaid"
        )
        message = _Message(doc, text, clauses, symptoms, {label for _, label in symptoms}, pill)
        out = [t for span in spans if (t := self._trigger(message, span))]
        named = any(t.trigger in _MEDICINES and "vague" not in t.tags for t in out)
        out = [t for t in out if not (named and "vague" in t.tags)]
        doc._.triggers = tuple(_merged([*out, *_injected(out)]))
        return doc

    def _trigger(self, message: _Message, span: Span) -> Trigger | None:
        doc, symptoms = message.doc, message.kinds
        entry = self._entries[span.label_]
        tags = frozenset(entry.get("tags") or ())
        assertion: Assertion = span._.assertion or Assertion()
        start, end = message.clauses.sentence(span.start)
        around = doc[max(start, span.start - 14) : min(end, span.end + 8)].text.lower()
        kind = str(entry.get("trigger"))
        if tags & {"food", "product"} and not (symptoms & _ALLERGIC and context_patterns()["exposed"].search(around)):
            return None
        if "vague" in tags and not symptoms:
            return None
        if "remedy" in tags and not context_patterns()["medicine_blamed"].search(around):
            return None
        if kind == "other":
            near = doc[max(start, span.start - 5) : span.end].text.lower()
            first = bisect_left(message.symptoms, (start, ""))
            if (
                not context_patterns()["provoked"].search(near)
                or first == len(message.symptoms)
                or message.symptoms[first][0] >= end
            ):
                return None
        if kind == "caffeine" and _COMPARED.search(doc[max(start, span.start - 7) : span.start].text.lower()):
            return None
        no_estrogen = message.pill == "device" or (message.pill == "unsaid" and "generic" in tags)
        if span.label_ in ("combined_pill", "unnamed_pill") and no_estrogen:
            kind = "other_medicine"
        status = "absent" if "decaf" in tags else self._status(message.text, span, assertion, kind)
        per_day, mg = self._amounts(message.text, span, entry.get("mg")) if kind == "caffeine" else (None, None)
        return Trigger(
            trigger=kind,
            name=entry.id.replace("_", " "),
            quote=Quote(span.text, span.start_char, span.end_char),
            status=status,
            experiencer=assertion.experiencer,
            per_day=per_day,
            mg_per_day=mg,
            tags=tags | {entry.id},
        )

    @staticmethod
    def _status(text: str, span: Span, assertion: Assertion, kind: str) -> str:
        """The status of an exposure: a denial must be one of taking or meeting it."""
        left = re.split(r"[.!?;\n]|\bbut\b", text[max(0, span.start_char - 60) : span.start_char])[-1]
        if _NOT_TAKEN.search(left):
            return "absent"
        asked = span.doc[span.end : min(len(span.doc), span.end + 8)].text.split(".")[0]
        if kind == "infection" and "?" in asked and assertion.status == "present":
            return "hypothetical"
        if assertion.status == "absent" and kind in _TAKEN:
            by_answer = (assertion.cue or "").lower().startswith(("no", "none", "[", "denie", "never", "nil"))
            return "absent" if by_answer and not (assertion.cue or "").lower().startswith("not") else "present"
        return assertion.status

    def _amounts(self, text: str, span: Span, mg: Any) -> tuple[float | None, tuple[float, float] | None]:
        """Servings a day (the upper of a range) and milligrams a day, where the message counts them."""
        left = text[max(0, span.start_char - 50) : span.start_char]
        right = text[span.end_char : span.end_char + 45]
        match = _BEFORE_AMOUNT.search(left)
        daily = _PER_DAY.search(right) or _PER_DAY.search(left)
        if weight := re.search(r"(\d{2,4})\s?mg(?:\s+of)?\s*$", left):
            return None, (float(weight[1]), float(weight[1]))
        if match:
            low = _count(match["low"])[0]
            high = _count(match["high"])[1] if match["high"] else low
        elif times := re.match(r"\s*(?:x\s?(\d{1,2})|\(?(\d{1,2})\s?(?:cups?|cans?|x)?\s*(?:a|per|/)\s*day)", right):
            low = high = float(times[1] or times[2])
            daily = times
        else:
            return None, None
        if not daily and max(low, high) < 2:
            return None, None
        return max(low, high), (low * mg[0], high * mg[1]) if mg else None


def _injected(triggers: list[Trigger]) -> list[Trigger]:
    """Botulinum toxin is a medicine and an injection: LABELS.md section 5."""
    return [replace(t, trigger="injury", name="injection") for t in triggers if "botulinum" in t.tags]


def _merged(triggers: list[Trigger]) -> list[Trigger]:
    """One trigger a concept, status and bearer: the mention that says how much wins."""
    best: dict[tuple[str, str, str, str], Trigger] = {}
    for t in triggers:
        key = (t.trigger, t.name, t.status, t.experiencer)
        if key not in best or (best[key].per_day is None and t.per_day is not None):
            best[key] = t
    return sorted(best.values(), key=lambda t: t.quote.start)
