"""Text to Report: the one place where the stages meet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from lipcheck.cleaning import Cleaned, clean
from lipcheck.components.assertion import Assertion
from lipcheck.components.clauses import norms_of, remember_text, same_length_lower, text_of
from lipcheck.components.greetings import without_greetings
from lipcheck.components.patient import read_patient, week_of_pregnancy
from lipcheck.components.taking import no_illness
from lipcheck.errors import InputError
from lipcheck.explanation import Explanation, explain
from lipcheck.pipeline import build_nlp
from lipcheck.report import Cause, Condition, Finding, Quote, Report
from lipcheck.triage.advice import advise
from lipcheck.triage.alarm import RAISED, Alarm
from lipcheck.triage.case import Case
from lipcheck.triage.classifier import Classifier
from lipcheck.triage.features import featurise
from lipcheck.triage.model import load_model
from lipcheck.triage.red_flags import red_flags
from lipcheck.triage.rules import combine, votes
from lipcheck.triage.urgency import missing, scope_of, urgency
from lipcheck.vocabulary import load_knowledge

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from lipcheck.exports import Message


# how many messages go through the stages together, and the characters at which a group is full: their Docs are in memory at once
_TOGETHER: Final = 32
_CHARACTERS_TOGETHER: Final = 100_000
# the conditions that a vaccine may be named for, and the characters around a name that tell
_CAUGHT: Final = frozenset({"infection", "shingles"})
_AROUND: Final = 60


def load(model: str | Path | None = None) -> Analyzer:
    """An analyzer with the shipped model, or with the one in a folder of ``lipcheck train``; raises ModelError where it cannot be read."""
    loaded = load_model(model)
    return Analyzer(loaded.classifier, loaded.alarm, version=loaded.version)


@dataclass(frozen=True, slots=True)
class Begun:
    """Messages on their way through the pipeline: as given, cleaned, in lower case, as documents; and by how many components they are read."""

    texts: Sequence[str]
    cleaned: Sequence[Cleaned]
    lowered: Sequence[str]
    docs: Sequence[Doc]
    components: int = 0


class Analyzer:
    """Analyses messages; make one a process and use it for all of them. ``encoder``: whether past and present are told with its help.

    >>> load().analyze("my upper lip twitches").findings[0].symptom
    'twitching'
    """

    def __init__(
        self,
        classifier: Classifier,
        alarm: Alarm | None = None,
        *,
        version: str | None = None,
        encoder: bool = True,
    ) -> None:
        self.nlp = build_nlp(encoder=encoder)
        self._classifier = classifier
        self._alarm = alarm or Alarm()
        self._complaints = frozenset(s.id for s in load_knowledge().symptoms if s.get("complaint"))
        self._versions = {"lipcheck": _version(), "model": version or classifier.version}

    def analyze(
        self,
        text: str,
        *,
        id: str = "1",  # noqa: A002 - the record's name for it
        received: str | None = None,
        extra: dict[str, Any] | None = None,
    ) -> Report:
        """The report on one message; raises InputError where the text is no text."""
        _check_text(text, id)
        return self.report(text, self.case(text), id=id, received=received, extra=extra)

    def explain(self, text: str, *, id: str = "1") -> Explanation:  # noqa: A002 - the record's name for it
        """The report on one message with the rules, weights and votes that led to it; raises InputError where the text is no text.

        >>> [v.rule for v in load().explain("my eyelid twitches after 5 coffees a day").causes[0].votes]
        ['caffeine_amount', 'caffeine_there']
        """
        _check_text(text, id)
        case = self.case(text)
        return explain(self.report(text, case, id=id), case, self._classifier, self._alarm)

    def pipe(self, texts: Iterable[str | Message]) -> Iterator[Report]:
        """One report a message, in order; a plain text gets its running number, from 1, as id. Reads a few messages ahead."""
        for group in _groups(_items(texts)):
            cases = self._cases([item.text for item in group])
            yield from [
                self.report(m.text, case, id=m.id, received=m.received, extra=m.extra)
                for m, case in zip(group, cases, strict=True)
            ]

    def analyze_all(self, messages: Sequence[Message]) -> list[Report]:
        """The reports on some hundred messages, after which spaCy forgets their words: memory stays flat over millions."""
        with self.nlp.memory_zone():
            return list(self.pipe(messages))

    def case(self, text: str) -> Case:
        """What is found in a message, before causes and urgency."""
        return self._cases([text])[0]

    def cases(self, texts: Iterable[str]) -> Iterator[Case]:
        """The same of each text, in order. Reads a few texts ahead."""
        for group in _groups(_items(texts)):
            yield from self._cases([item.text for item in group])

    def _cases(self, texts: Sequence[str]) -> list[Case]:
        return self.finish(self.begin(texts))

    def begin(self, texts: Sequence[str], before: str | None = None) -> Begun:
        """The messages, cleaned, and read by the components before the one of that name; by none where no name is given."""
        cleaned = [clean(text) for text in texts]
        # Case says nothing that patients keep to: the pipeline reads lower case of the same length, so offsets stay.
        lowered = [same_length_lower(c.text) for c in cleaned]
        docs = [remember_text(self.nlp.make_doc(lower), lower) for lower in lowered]
        begun = Begun(texts, cleaned, lowered, docs)
        return self._read(begun, 0, self.nlp.pipe_names.index(before)) if before else begun

    def finish(self, begun: Begun) -> list[Case]:
        """What is found in each message that ``begin`` began, read by the components that have not read it."""
        read = self._read(begun, begun.components, len(self.nlp.pipeline))
        offsets = [_Offsets(text, c) for text, c in zip(read.texts, read.cleaned, strict=True)]
        cases = [self._found(*of_one) for of_one in zip(read.docs, read.lowered, offsets, strict=True)]
        return [replace(case, red_flags=red_flags(case)) for case in cases]

    def _read(self, begun: Begun, first: int, end: int) -> Begun:
        """Component by component, for one that goes on with the next message finds its code and tables in the cache."""
        docs = begun.docs
        for _, component in self.nlp.pipeline[first:end]:
            docs = [component(doc) for doc in docs]
        return replace(begun, docs=docs, components=end)

    def _found(self, doc: Doc, lower: str, to_given: _Offsets) -> Case:
        """What the pipeline found in a message, with the offsets of the message as given."""
        timing = doc._.timing
        findings = tuple(_moved_finding(f, to_given) for f in doc._.findings)
        conditions = _conditions(doc, to_given)
        patient = read_patient(lower, timing.age_years, findings, conditions)
        durations = timing.durations
        if patient.pregnant and durations and (week := week_of_pregnancy(lower)):
            durations = tuple(d for d in durations if not (d.quote.start < week[1] and week[0] < d.quote.end))
        case = Case(
            text_clean=lower,
            words=without_greetings([norm for norm in norms_of(doc) if not norm.isspace()]),
            findings=findings,
            triggers=tuple(replace(t, quote=to_given.quote(t.quote)) for t in doc._.triggers),
            conditions=conditions,
            durations=tuple(replace(d, quote=to_given.quote(d.quote)) for d in durations),
            frequencies=tuple(replace(f, quote=to_given.quote(f.quote)) for f in timing.frequencies),
            pattern=timing.pattern,
            onset=timing.onset,
            trend=timing.trend,
            patient=patient,
            complaints=self._complaints,
        )
        # a time is one of the patient's complaint: "hiccups after every meal, for twenty minutes; no stomach pain" tells none
        return case if case.told() else replace(case, durations=(), frequencies=())

    def report(
        self,
        text: str,
        case: Case,
        *,
        id: str = "1",  # noqa: A002 - the record's name for it
        received: str | None = None,
        extra: dict[str, Any] | None = None,
    ) -> Report:
        """The report on a message from its ``case``, which is what ``case()`` found in that very text."""
        in_scope = scope_of(case)
        causes: tuple[Cause, ...] = ()
        cause = None
        weighed: tuple[str, ...] = ()
        if in_scope:
            cast = votes(case)
            probabilities = self._classifier.predict_proba(featurise(case, cast))
            causes = combine(probabilities, cast, temperature=self._classifier.temperature)
            cause = causes[0].cause
            weighed = (cause, *(v.cause for v in cast[:1]))
        level, within, reasons = urgency(case, weighed, in_scope=in_scope)
        if level != "emergency" and self._alarm.raises(case):
            level, within, reasons = "emergency", "now", (RAISED, *reasons)
        advice, steps = advise(case, cause, level, within)
        return Report(
            id=id,
            text=text,
            scope="in" if in_scope else "out",
            received=received,
            extra=extra or {},
            patient=case.patient,
            findings=case.findings,
            durations=case.durations,
            frequencies=case.frequencies,
            pattern=case.pattern,
            onset=case.onset,
            trend=case.trend,
            triggers=case.triggers,
            conditions=case.conditions,
            red_flags=case.red_flags,
            causes=causes,
            cause=cause,
            urgency=level,
            within=within,
            reasons=reasons,
            advice=advice,
            next_steps=steps,
            missing=missing(case, level, in_scope=in_scope),
            versions=self._versions,
        )


def _check_text(text: object, id: str) -> None:  # noqa: A002
    if not isinstance(text, str):
        raise InputError(f"message {id!r}: the text is {type(text).__name__}, not text", "give the message as str")


class _Item(NamedTuple):
    """A message to be answered."""

    id: str
    text: str
    received: str | None
    extra: dict[str, Any]


def _items(texts: Iterable[str | Message]) -> Iterator[_Item]:
    """The messages, each with a text; raises InputError."""
    for number, item in enumerate(texts, 1):
        if isinstance(item, str):
            yield _Item(str(number), item, None, {})
        else:
            _check_text(item.text, item.id)
            yield _Item(item.id, item.text, item.received, dict(item.extra))


def _groups(items: Iterable[_Item]) -> Iterator[list[_Item]]:
    """The messages in groups that are answered together."""
    group: list[_Item] = []
    for item in items:
        group.append(item)
        if len(group) == _TOGETHER or sum(len(told.text) for told in group) > _CHARACTERS_TOGETHER:
            yield group
            group = []
    if group:
        yield group


class _Offsets:
    """Moves offsets of the cleaned text to the message as given."""

    def __init__(self, given: str, cleaned: Cleaned) -> None:
        self._given, self._cleaned = given, cleaned

    def span(self, start: int, end: int) -> tuple[int, int]:
        return self._cleaned.original_span(start, end)

    def quote(self, quote: Quote) -> Quote:
        start, end = self.span(quote.start, quote.end)
        return Quote(self._given[start:end], start, end)


def _moved_finding(f: Finding, offsets: _Offsets) -> Finding:
    return replace(
        f,
        quote=offsets.quote(f.quote),
        repeats=tuple(map(offsets.quote, f.repeats)),
        site_span=offsets.span(*f.site_span) if f.site_span else None,
        side_span=offsets.span(*f.side_span) if f.side_span else None,
    )


def _conditions(doc: Doc, offsets: _Offsets) -> tuple[Condition, ...]:
    out: dict[tuple[str, str, str], Condition] = {}
    text = same_length_lower(text_of(doc))
    for span in doc.spans.get("conditions", ()):
        if span.label_ in _CAUGHT and no_illness(
            text[max(0, span.start_char - _AROUND) : span.start_char],
            span.text,
            text[span.end_char : span.end_char + _AROUND],
        ):
            continue
        said: Assertion = span._.assertion or Assertion()
        quote = offsets.quote(Quote(span.text, span.start_char, span.end_char))
        key = (span.label_, said.status, said.experiencer)
        out.setdefault(key, Condition(span.label_, quote, said.status, said.experiencer))
    return tuple(out.values())


def _version() -> str:
    try:
        return version_of("lipcheck")
    except PackageNotFoundError:
        return "0+unknown"
