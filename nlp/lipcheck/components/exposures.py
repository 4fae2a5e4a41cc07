"""``lipcheck_exposures``: what the patient took, met or went through, with amounts.

Reads the spans of group ``exposures`` with their assertions and writes ``doc._.triggers``. A food or a product is an
allergen only beside words of eating, trying or suspecting; decaffeinated drinks count as none; a remedy counts, a
medicine that is only asked about is hypothetical. Tags of an entry that say when it counts: ``counted`` (with a number),
``linked`` (beside words that link it to a symptom; so is all that is ``other``, but ``itself``), ``supplement`` (taken, no
laboratory value), ``short_sleep`` (with few hours), ``vague`` (where no medicine is named), ``antiallergic`` (never the
suspected allergen), ``sensitiser`` (often it).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from typing import Any, Final

from spacy.language import Language
from spacy.tokens import Doc, Span

from lipcheck.components.assertion import Assertion
from lipcheck.components.clauses import Clauses, norms_of, same_length_lower, split_clauses, text_of
from lipcheck.components.numbers import ordinal_words
from lipcheck.components.taking import (
    another_thing,
    drunk,
    fallen_ill,
    happened,
    likened,
    only_asked,
    practice,
    questioned,
    short_night,
    spilled,
    swallowed,
    vaccinated,
)
from lipcheck.components.timing import _count
from lipcheck.report import Quote, Trigger
from lipcheck.vocabulary import MEDICINES, context_patterns, load_knowledge

if not Doc.has_extension("triggers"):
    Doc.set_extension("triggers", default=())

_ALLERGIC: Final = frozenset({"swelling", "itching", "rash", "numbness", "tingling", "burning", "breathing_trouble"})

_GIVEN_UP_KINDS: Final = MEDICINES | {"caffeine"}
_GIVEN_UP: Final = frozenset({"given_up_long_ago"})
_ASKED: Final = MEDICINES | {"alcohol", "caffeine", "injury", "allergen"}
# an ACE inhibitor swells without an allergy, a steroid is taken against one
_SUSPECTS: Final = frozenset({"diuretic", "estrogen", "other_medicine"})
# characters in which the words that govern an exposure stand
_NEAR: Final = 120
# characters behind a question about a medicine in which it may be said to be taken
_GOES_ON: Final = 250
# characters at the beginning of a message in which the heading of a review stands
_HEADING: Final = 40
_SWOLLEN: Final = frozenset({"swelling", "itching", "rash"})
_LOSSES: Final = frozenset({"sleep_loss", "potassium_loss"})
_TAKEN: Final = MEDICINES | {"caffeine", "alcohol"}


@dataclass(frozen=True, slots=True)
class _Place:
    """The words of an exposure's sentence before and after it, and those after it whatever the sentence."""

    left: str
    word: str
    right: str
    after: str


@dataclass(frozen=True, slots=True)
class _Message:
    """What reading one exposure needs of its message; ``symptoms`` are (start token, id), in order, ``kinds`` those not denied."""

    doc: Doc
    text: str
    clauses: Clauses
    symptoms: list[tuple[int, str]]
    kinds: set[str]
    pill: str
    allergic: bool

    def words(self, start: int, end: int) -> str:
        """The lower-case text of tokens ``[start, end)``, at least one."""
        last = self.doc[end - 1]
        return self.text[self.doc[start].idx : last.idx + len(last)]


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
        text = same_length_lower(text_of(doc))
        symptoms = [(s.start, s.label_) for s in doc.spans.get("symptoms", ())]
        pill = (
            "device"
            if context_patterns()["progestin_device"].search(text)
            else ""
            if context_patterns()["contraception"].search(text)
            else "unsaid"
        )
        felt = {
            s.label_ for s in doc.spans.get("symptoms", ()) if not (s._.assertion and s._.assertion.status == "absent")
        }
        message = _Message(doc, text, clauses, symptoms, felt, pill, _allergic(doc))
        out = [t for span in spans if (t := self._trigger(message, span))]
        out = _named(_taken(out, text), text)
        cosmetic = not context_patterns()["medical_botulinum"].search(text)
        found = [*out, *(_injected(out) if cosmetic else ()), *_suspected(out, message)]
        doc._.triggers = tuple(_merged(found))
        return doc

    def _trigger(self, message: _Message, span: Span) -> Trigger | None:
        doc = message.doc
        entry = self._entries[span.label_]
        tags = frozenset(entry.get("tags") or ())
        kind, name = str(entry.get("trigger")), entry.id
        assertion: Assertion = span._.assertion or Assertion()
        start, end = message.clauses.sentence(span.start)
        place = _Place(
            left=message.text[doc[start].idx : span.start_char],
            word=message.text[span.start_char : span.end_char],
            right=message.text[span.end_char : doc[end - 1].idx + len(doc[end - 1])],
            after=message.text[span.end_char : span.end_char + 90],
        )
        if kind == "infection" and _names_vaccine(span.label_, place):
            kind, name, tags = "other_medicine", "vaccine", frozenset({"vaccine"})
        if not self._is_met(message, span, kind, tags, place):
            return None
        device = message.pill == "device" and "combin" not in place.word
        no_estrogen = device or (message.pill == "unsaid" and "generic" in tags)
        if span.label_ in ("combined_pill", "unnamed_pill") and no_estrogen:
            kind = "other_medicine"
        status = "absent" if "decaf" in tags else self._status(message.text, span, assertion, kind, place)
        per_day, mg = self._amounts(message.text, span, entry.get("mg")) if kind == "caffeine" else (None, None)
        return Trigger(
            trigger=kind,
            name=name.replace("_", " "),
            quote=Quote(span.text, span.start_char, span.end_char),
            status=status,
            experiencer=_bearer(assertion.experiencer, span.label_, kind, place),
            per_day=per_day,
            mg_per_day=mg,
            tags=tags | {name} | (_GIVEN_UP if kind in _GIVEN_UP_KINDS and _given_up_long_ago(place) else frozenset()),
        )

    def _is_met(self, message: _Message, span: Span, kind: str, tags: frozenset[str], place: _Place) -> bool:
        """Whether the words around a mention make it an exposure at all."""
        symptoms, patterns = message.kinds, context_patterns()
        start, end = message.clauses.sentence(span.start)
        around = message.words(max(start, span.start - 14), min(end, span.end + 8))
        if likened(place.left[-70:], place.right[:70]):
            return False
        met = patterns["exposed"].search(around) or patterns["exposure_provoking"].search(place.right)
        if tags & {"food", "product"} and not (symptoms & _ALLERGIC and met):
            return False
        if tags & {"food", "product"} and patterns["exposure_familiar"].search(around):
            return False
        if "inhaled" in tags and not symptoms & _SWOLLEN:
            return False
        if another_thing({kind, span.label_, *tags}, place.left[-_NEAR:], place.right):
            return False
        if "vague" in tags and not symptoms:
            return False
        if span.label_ == "unnamed_ring" and message.pill:
            return False
        if "supplement" in tags and not swallowed(place.left, place.word, place.right):
            return False
        if "short_sleep" in tags:
            return short_night(place.left, place.word, place.right)
        if "counted" in tags and self._amounts(message.text, span, None)[0] is None:
            return False
        if "linked" in tags or (kind == "other" and "itself" not in tags):
            near = message.words(max(start, span.start - 5), span.end)
            linked = patterns["provoked"].search(near) or patterns["exposure_provoking"].search(place.right)
            first = bisect_left(message.symptoms, (start, ""))
            near_symptom = first < len(message.symptoms) and message.symptoms[first][0] < end
            if not linked or not (near_symptom or kind == "stress"):
                return False
        if kind in MEDICINES and patterns["exposure_known_allergy"].search(place.left[-_NEAR:]):
            return False
        if span.label_ == "surgery" and patterns["exposure_surgery_year"].search(place.right):
            return False
        if kind == "infection" and patterns["exposure_as_date"].search(place.left):
            return False
        if kind == "infection" and not fallen_ill(place.left[-_NEAR:], place.right):
            return False
        surgery = patterns["exposure_practice"].search(place.word)
        if span.label_ == "surgery" and surgery and practice(place.left, place.right):
            return False
        if patterns["exposure_nervous"].search(place.word) and patterns["exposure_nervous_about"].search(place.right):
            return False
        tested = patterns["exposure_tested_for"].search(place.word) and not patterns["exposure_had"].search(place.left)
        if tested and patterns["exposure_all_normal"].search(place.right):
            return False
        if "explicit" in tags and patterns["exposure_to_nothing"].search(place.right):
            return False
        if patterns["exposure_paperwork"].search(place.right) and kind in _ASKED:
            return False
        if kind == "caffeine":
            bare = patterns["exposure_bare_drink"].search(place.word)
            return not spilled(place.left, place.right) and (not bare or drunk(place.left, place.right))
        return True

    @staticmethod
    def _status(text: str, span: Span, assertion: Assertion, kind: str, place: _Place) -> str:
        """The status of an exposure: a denial must be one of taking or meeting it."""
        patterns = context_patterns()
        sworn_off = patterns["exposure_never_again"].search(place.left[-_NEAR:])
        if kind in MEDICINES and sworn_off and patterns["exposure_again"].search(place.right):
            return "past"
        left = patterns["exposure_statement_ends"].split(text[max(0, span.start_char - 60) : span.start_char])[-1]
        if place.word.startswith("on "):
            left += "on "  # "not [on the pill]"
        met = kind in ("allergen", "caffeine") and patterns["exposure_never_before"].search(
            f"{left}{place.word}{place.right}"
        )
        if (patterns["exposure_not_taken"].search(left) and not met) or patterns["exposure_form_denied"].search(
            place.right
        ):
            return "absent"
        if patterns["exposure_answered_no"].search(place.after):
            return "absent"
        if kind in _TAKEN and context_patterns()["exposure_denied_after"].search(place.right):
            return "absent"
        if kind in MEDICINES and (
            context_patterns()["exposure_not_begun"].search(place.right)
            or context_patterns()["exposure_not_begun_before"].search(place.left[-_NEAR:])
            or context_patterns()["exposure_never_begun"].search(place.after)
        ):
            return "hypothetical"
        if kind == "injury" and patterns["exposure_injury_to_come"].search(f"{place.left[-_NEAR:]}#{place.right}"):
            return "hypothetical"
        if kind == "caffeine" and patterns["exposure_decaf_after"].search(place.after):
            return "absent"
        measured = span.label_ == "low_potassium" and any(c.isdigit() for c in place.word)
        if measured and assertion.status == "past" and assertion.basis in ("tense", "default"):
            return "present"  # "potassium was 3.1": so it is until a newer one is told
        for_it = kind in MEDICINES and patterns["exposure_taken_for_it"].search(place.right)
        if for_it and assertion.status == "past" and assertion.basis in ("tense", "default"):
            return "present"  # "I took aspirin for it": for what is there now
        new = kind == "allergen" and patterns["exposure_new_one"].search(place.left[-_NEAR:])
        if new and assertion.status == "past" and assertion.basis in ("tense", "default"):
            return "present"  # "my lips are swollen, I used a new lip balm"
        finished = kind in MEDICINES and patterns["exposure_finished"].search(place.left[-_NEAR:])
        if finished and assertion.status == "present" and assertion.basis in ("tense", "default"):
            return "past"
        if measured and assertion.status == "hypothetical":
            return "present"  # "it says potassium 2.3" is a result
        if kind in _ASKED and only_asked(place.left[-_NEAR:], place.after):
            return "hypothetical"
        if kind in _LOSSES and assertion.status == "present" and patterns["exposure_loss_asked"].search(place.left):
            return "hypothetical"
        stated = assertion.status in ("present", "past")
        if kind in _LOSSES | {"stress"} and stated and questioned(place.left, place.word, place.after):
            return "hypothetical"
        if assertion.status == "hypothetical" and kind in _ASKED | _LOSSES and happened(place.left[-_NEAR:]):
            return "present"
        asked = span.doc[span.end : min(len(span.doc), span.end + 8)].text.split(".")[0]
        if kind == "infection" and "?" in asked and assertion.status == "present":
            return "hypothetical"
        if assertion.status == "absent" and kind in _TAKEN:
            if patterns["exposure_excepted"].search(place.left[-_NEAR:]):
                return "present"
            return "absent" if patterns["exposure_denial"].search((assertion.cue or "").lower()) else "present"
        return assertion.status

    def _amounts(self, text: str, span: Span, mg: Any) -> tuple[float | None, tuple[float, float] | None]:
        """Servings a day (the upper of a range) and milligrams a day, where the message counts them."""
        left = text[max(0, span.start_char - 50) : span.start_char]
        right = text[span.end_char : span.end_char + 45]
        patterns = context_patterns()
        match = patterns["exposure_amount"].search(left)
        daily = patterns["exposure_per_day"].search(right) or patterns["exposure_per_day"].search(left)
        if weight := patterns["exposure_mg"].search(left):
            dose = float(weight["mg"]) * _doses(right)
            return None, (dose, dose)
        if stated := patterns["exposure_mg_after"].search(right):
            return None, (float(stated["mg"]), float(stated["mg"]))
        if counted := patterns["exposure_nth_of_day"].search(left + text[span.start_char : span.end_char] + right):
            low = high = ordinal_words().get(counted["nth"]) or float(counted["nth"].rstrip("stndrh"))
            return high, (low * mg[0], high * mg[1]) if mg else None
        if match:
            low = _count(match["low"])[0]
            high = _count(match["high"])[1] if match["high"] else low
        elif times := patterns["exposure_amount_after"].search(right):
            low = high = _count(times["times"] or times["servings"])[0]
            daily = times
        else:
            return None, None
        if not daily and max(low, high) < 2:
            return None, None
        return max(low, high), (low * mg[0], high * mg[1]) if mg else None


def _doses(right: str) -> float:
    """How many doses the words behind an amount of milligrams make of it, 1 where they say nothing."""
    told = context_patterns()["exposure_doses"].search(right)
    if told is None:
        return 1.0
    return _count(told["n"])[0] if "n" in told.groupdict() else 2.0


def _given_up_long_ago(place: _Place) -> bool:
    """Whether the words around a medicine say that it was given up more than six weeks ago."""
    said = f"{place.left[-_NEAR:]}{place.word}{place.right[:_NEAR]}"
    return context_patterns()["exposure_given_up_long_ago"].search(said) is not None


def _allergic(doc: Doc) -> bool:
    """Whether the patient has, or had, a rash or an itch, or a swelling."""
    told = {
        s.label_
        for s in doc.spans.get("symptoms", ())
        if s._.assertion is None
        or (s._.assertion.status in ("present", "past", "uncertain") and s._.assertion.experiencer == "patient")
    }
    return bool(told & {"rash", "itching", "swelling"})


def _injected(triggers: list[Trigger]) -> list[Trigger]:
    """Botulinum toxin is a medicine and an injection: LABELS.md section 5."""
    return [replace(t, trigger="injury", name="injection") for t in triggers if "botulinum" in t.tags]


def _named(triggers: list[Trigger], text: str) -> list[Trigger]:
    """The triggers without "the pill" and "this drug" where they stand for a medicine that is named."""
    named = [t for t in triggers if t.trigger in MEDICINES and not t.tags & {"vague", "generic"}]
    if named and not context_patterns()["contraception_said"].search(text):
        triggers = [t for t in triggers if "generic" not in t.tags]
    if any(t.trigger in MEDICINES and "vague" not in t.tags for t in triggers):
        triggers = [t for t in triggers if "vague" not in t.tags]
    return triggers


def _taken(triggers: list[Trigger], text: str) -> list[Trigger]:
    """The triggers, with what is only asked about told as taken where the message goes on to say so: "could it be X? I take it daily"."""
    patterns = context_patterns()
    medicines = sorted(t.quote.start for t in triggers if t.trigger in MEDICINES)
    person = patterns["exposure_anothers_use"].search(text)
    out = []
    for t in triggers:
        if t.trigger in MEDICINES and t.status == "hypothetical":
            # up to the next medicine, which "it" would be
            following = bisect_right(medicines, t.quote.end)
            end = medicines[following] if following < len(medicines) else len(text)
            behind = text[t.quote.end : min(end, t.quote.end + _GOES_ON)]
            for status in ("present", "past"):
                said = patterns[f"exposure_asked_and_taken_{status}"].search(behind)
                # "my husband is on it": where nobody was told of before, it is not the patient's
                told_of = person is not None and person.end() <= t.quote.start
                if said and (told_of or not patterns["exposure_anothers_use"].search(said[0])):
                    t = replace(t, status=status)
                    break
        out.append(t)
    return out


def _names_vaccine(label: str, place: _Place) -> bool:
    """Whether an infection is named for the vaccine that was had against it: "the tetanus" is none that is due or on a leaflet."""
    patterns = context_patterns()
    if patterns["exposure_shown"].search(place.right):
        return False
    tetanus = label == "tetanus" and patterns["exposure_the_tetanus"].search(place.left)
    return bool(tetanus) or vaccinated(place.left[-_NEAR:], place.right)


def _bearer(said: str, label: str, kind: str, place: _Place) -> str:
    """Whose exposure it is: another's only where its sentence names a person; a loss is the patient's own."""
    if context_patterns()["exposure_anothers"].search(place.after):
        return "other"
    if kind == "infection" and context_patterns()["exposure_others_had"].search(place.left[-_NEAR:]):
        return "other"
    if context_patterns()["exposure_borrowed"].search(place.right):
        return "patient"
    if said == "other" and (label == "life_stress" or context_patterns()["exposure_given"].search(place.left[-_NEAR:])):
        return "patient"
    named = context_patterns()["exposure_person"].search(f"{place.left}{place.right}")
    return said if named else "patient"


def _suspected(triggers: list[Trigger], message: _Message) -> list[Trigger]:
    """A medicine taken just before swelling, itch or hives is an allergen as well: LABELS.md section 5."""
    patterns = context_patterns()
    hives = patterns["exposure_hives"].search(message.text)
    reaction = hives or (
        patterns["exposure_reaction"].search(message.text) and not patterns["exposure_dental"].search(message.text)
    )
    if not message.allergic or not reaction:
        return []
    out = []
    for t in triggers:
        if t.trigger not in _SUSPECTS or t.tags & {"vague", "antiallergic"}:
            continue
        if t.status not in ("present", "past", "uncertain") or t.experiencer != "patient":
            continue
        before = message.text[max(0, t.quote.start - 70) : t.quote.end]
        # a review names its medicine first, and may tell the reaction much later
        reach = 110 if "sensitiser" not in t.tags else 160 if t.quote.start > _HEADING else 500
        after = message.text[t.quote.end : t.quote.end + reach]
        timed = hives and patterns["exposure_timed"].search(before + after[:110])
        if timed or ("sensitiser" in t.tags and patterns["exposure_timed_sensitiser"].search(before + after)):
            out.append(replace(t, trigger="allergen", per_day=None, mg_per_day=None))
    return out[:1]


def _merged(triggers: list[Trigger]) -> list[Trigger]:
    """One trigger a concept, status and bearer: the mention that says how much wins."""
    best: dict[tuple[str, str, str, str], Trigger] = {}
    for t in triggers:
        key = (t.trigger, t.name, t.status, t.experiencer)
        if key not in best or (best[key].per_day is None and t.per_day is not None):
            best[key] = t
    return sorted(best.values(), key=lambda t: t.quote.start)
