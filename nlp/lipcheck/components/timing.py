"""``lipcheck_timing``: how long, how often, since when; and the patient's age.

Writes ``doc._.timing``, a frozen ``Timing`` whose offsets are those of ``doc.text``. "3-5 seconds at most" is an
episode of 3 to 5 s; "2-3 times in a day" a frequency; "19 years old" an age and no duration. The work is done by
``moments`` (finds times and rates), ``surroundings`` (what stands around them), ``durations``, ``frequencies``, ``pattern``
(what they are said of) and ``age``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc

from lipcheck.components import durations, frequencies, pattern
from lipcheck.components.age import find_ages, is_of_medicine, patients_age, read_age
from lipcheck.components.clauses import same_length_lower, text_of
from lipcheck.components.moments import Rate, Time, find_rates, find_times, may_hold_any, spans_taken
from lipcheck.components.numbers import read_amount, words_of
from lipcheck.components.surroundings import Scene
from lipcheck.components.timing_model import TimingModel
from lipcheck.report import Duration, Frequency, Quote

__all__ = ["Timing", "TimingReader", "read_age"]

_ONSETS: Final = ("sudden", "gradual")
_TRENDS: Final = ("worse", "better", "same")


@dataclass(frozen=True, slots=True)
class Timing:
    """What a message says of time; ``age_years`` None where no age is said."""

    durations: tuple[Duration, ...] = ()
    frequencies: tuple[Frequency, ...] = ()
    pattern: str | None = None
    onset: str | None = None
    trend: str | None = None
    age_years: float | None = None


if not Doc.has_extension("timing"):
    Doc.set_extension("timing", default=Timing())


@dataclass(frozen=True, slots=True)
class Moments:
    """The times and rates of a document, each with its place among the words, before anything is said of what they mean."""

    times: Sequence[Time]
    rates: Sequence[Rate]


@Language.factory("lipcheck_timing", assigns=["doc._.timing"])
def create_timing(nlp: Language, name: str) -> TimingReader:
    """The component, with the words of ``knowledge/times.yaml``, ``timing.yaml``, ``ages.yaml`` and the shipped weights."""
    return TimingReader(TimingModel.load())


class TimingReader:
    """Reads times of a document; linear in its length."""

    def __init__(self, model: TimingModel) -> None:
        self._model = model

    def __call__(self, doc: Doc) -> Doc:
        """Set ``doc._.timing``."""
        scene = Scene(doc, same_length_lower(text_of(doc)))
        if not scene.words:
            doc._.timing = Timing()
            return doc
        ages = [a for a in find_ages(scene.words) if not is_of_medicine(scene, a)]
        found = moments(scene, ((a.start, a.end) for a in ages))
        told = self._durations(text_of(doc), scene, found.times)
        often = self._frequencies(text_of(doc), scene, found.rates)
        cues = pattern.cues(scene, found.rates)
        verdict = pattern.judge(scene, cues, often) or self._model.best(
            "pattern", pattern.features(scene, cues, told, often)
        )
        doc._.timing = Timing(
            durations=told,
            frequencies=often,
            pattern=None if verdict == "none" else verdict,
            onset=pattern.said_of_symptoms(scene, cues, _ONSETS),
            trend=pattern.said_of_symptoms(scene, cues, _TRENDS),
            age_years=patients_age(scene, ages),
        )
        return doc

    def _durations(self, given: str, scene: Scene, times: Sequence[Time]) -> tuple[Duration, ...]:
        settings = [scene.setting(t.lead, t.end) for t in times]
        verdicts = [durations.judge(t, s) for t, s in zip(times, settings, strict=True)]
        clear = "course" in verdicts
        out: dict[tuple[str, float, float], Duration] = {}
        for time, setting, verdict in zip(times, settings, verdicts, strict=True):
            kind = verdict
            if verdict not in durations.CLEAR:
                kind = self._model.best("times", durations.features(time, setting, clear=clear))
            if kind != "none":
                quote = _quote(given, scene.span(time.start, time.end))
                out.setdefault((kind, time.low_s, time.high_s), Duration(kind, time.low_s, time.high_s, quote))
        return tuple(out.values())

    def _frequencies(self, given: str, scene: Scene, rates: Sequence[Rate]) -> tuple[Frequency, ...]:
        out: dict[tuple[float, float], Frequency] = {}
        for rate in rates:
            setting = scene.setting(rate.lead, rate.end)
            verdict = frequencies.judge(rate, setting)
            if verdict not in frequencies.CLEAR:
                verdict = self._model.best("rates", frequencies.features(rate, setting))
            if verdict == "rate":
                quote = _quote(given, scene.span(rate.start, rate.end))
                out.setdefault((rate.low, rate.high), Frequency(rate.low, rate.high, quote))
        return tuple(out.values())


def moments(scene: Scene, ages: Iterable[tuple[int, int]]) -> Moments:
    """The times and rates of a scene; what is an age or a rate is no time."""
    if not may_hold_any(scene.texts):
        return Moments((), ())
    rates = find_rates(scene.words)
    for rate in rates:
        scene.tell_rate(rate.start, rate.end)
    taken = spans_taken(len(scene.words), [*ages, *((r.start, r.end) for r in rates)])
    return Moments(find_times(scene.words, taken), rates)


def _count(words: str) -> tuple[float, float]:
    """A count in words or digits as (low, high); 1 where it is no number."""
    parts = words_of(words)
    amount = read_amount(parts, 0) if parts else None
    return (amount.low, amount.high) if amount else (1.0, 1.0)


def _quote(text: str, span: tuple[int, int]) -> Quote:
    return Quote(text[span[0] : span[1]], *span)
