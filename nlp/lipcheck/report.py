"""The result of one message: frozen values that keep the quoted words and their offsets in the message as given.

``Report.to_dict()`` is the published record (``lipcheck schema``). Offsets are in characters (Unicode code
points), ``text[start:end]`` is the quote.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the message: ``text == message[start:end]``."""

    text: str
    start: int
    end: int

    def to_dict(self, *, redact: bool = False) -> dict[str, Any]:
        """The quote as JSON; ``redact`` leaves the words out and keeps the offsets."""
        out: dict[str, Any] = {} if redact else {"text": self.text}
        return out | {"start": self.start, "end": self.end}


@dataclass(frozen=True, slots=True)
class Finding:
    """One symptom at one site; ids are those of ``data/LABELS.md``, ``code`` is ICD-10-CM."""

    symptom: str
    quote: Quote
    site: str | None = None
    side: str | None = None
    status: str = "present"
    experiencer: str = "patient"
    site_span: tuple[int, int] | None = None
    side_span: tuple[int, int] | None = None
    cue: str | None = None
    severity: str | None = None
    code: str | None = None
    repeats: tuple[Quote, ...] = ()
    """Where the message tells of it again, as there or as over; not in the JSON."""
    site_plural: bool = False
    """Whether its site is said in the plural; not in the JSON."""

    def to_dict(self, *, redact: bool = False) -> dict[str, Any]:
        """The finding as JSON."""
        return {
            "symptom": self.symptom,
            "site": self.site,
            "side": self.side,
            "status": self.status,
            "experiencer": self.experiencer,
            **self.quote.to_dict(redact=redact),
            "site_span": list(self.site_span) if self.site_span else None,
            "side_span": list(self.side_span) if self.side_span else None,
            "cue": None if redact else self.cue,
            "severity": self.severity,
            "code": self.code,
        }


@dataclass(frozen=True, slots=True)
class Duration:
    """How long one episode lasts (``episode``) or since when the complaint is there (``course``), in seconds."""

    kind: str
    min_s: float
    max_s: float
    quote: Quote

    def to_dict(self, *, redact: bool = False) -> dict[str, Any]:
        """The duration as JSON."""
        return {"kind": self.kind, "min_s": self.min_s, "max_s": self.max_s, **self.quote.to_dict(redact=redact)}


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often it comes, in times per day."""

    min_per_day: float
    max_per_day: float
    quote: Quote

    def to_dict(self, *, redact: bool = False) -> dict[str, Any]:
        """The frequency as JSON."""
        return {"min_per_day": self.min_per_day, "max_per_day": self.max_per_day, **self.quote.to_dict(redact=redact)}


@dataclass(frozen=True, slots=True)
class Trigger:
    """An exposure; ``name`` is the concept's plain name, ``per_day`` drinks or doses, ``mg_per_day`` caffeine in mg (low, high)."""

    trigger: str
    name: str
    quote: Quote
    status: str = "present"
    experiencer: str = "patient"
    per_day: float | None = None
    mg_per_day: tuple[float, float] | None = None
    tags: frozenset[str] = frozenset()

    def to_dict(self, *, redact: bool = False) -> dict[str, Any]:
        """The trigger as JSON; ``tags`` (drug properties that the rules read) stay inside."""
        return {
            "trigger": self.trigger,
            "name": self.name,
            "status": self.status,
            "experiencer": self.experiencer,
            "per_day": self.per_day,
            "mg_per_day": list(self.mg_per_day) if self.mg_per_day else None,
            **self.quote.to_dict(redact=redact),
        }


@dataclass(frozen=True, slots=True)
class Condition:
    """A diagnosis that the writer names."""

    condition: str
    quote: Quote
    status: str = "present"
    experiencer: str = "patient"

    def to_dict(self, *, redact: bool = False) -> dict[str, Any]:
        """The condition as JSON."""
        return {
            "condition": self.condition,
            "status": self.status,
            "experiencer": self.experiencer,
            **self.quote.to_dict(redact=redact),
        }


@dataclass(frozen=True, slots=True)
class RedFlag:
    """A sign of danger; ``why`` says in words why it is raised, and, where ``active`` is false, why it is not acted on."""

    flag: str
    active: bool
    why: str
    evidence: tuple[Quote, ...] = ()

    def to_dict(self, *, redact: bool = False) -> dict[str, Any]:
        """The red flag as JSON."""
        return {
            "flag": self.flag,
            "active": self.active,
            "why": self.why,
            "evidence": [q.to_dict(redact=redact) for q in self.evidence],
        }


@dataclass(frozen=True, slots=True)
class Evidence:
    """A rule that voted, with the words that it rests on (none where it rests on the whole message)."""

    rule: str
    quote: Quote | None = None

    def to_dict(self, *, redact: bool = False) -> dict[str, Any]:
        """The evidence as JSON."""
        return {"rule": self.rule} | (self.quote.to_dict(redact=redact) if self.quote else {})


@dataclass(frozen=True, slots=True)
class Cause:
    """One of the seven causes, with its probability (0 to 1) and what speaks for it."""

    cause: str
    probability: float
    evidence: tuple[Evidence, ...] = ()

    def to_dict(self, *, redact: bool = False) -> dict[str, Any]:
        """The cause as JSON, probability rounded to 6 places."""
        return {
            "cause": self.cause,
            "probability": round(self.probability, 6),
            "evidence": [e.to_dict(redact=redact) for e in self.evidence],
        }


@dataclass(frozen=True, slots=True)
class Patient:
    """What the message says of the patient: age in years, pregnant or within six weeks after birth, what of the face moves."""

    age_years: float | None = None
    sex: str | None = None
    pregnant: bool | None = None
    forehead_moves: bool | None = None
    eye_closes: bool | None = None

    def to_dict(self) -> dict[str, Any]:
        """The patient as JSON."""
        return {
            "age_years": self.age_years,
            "sex": self.sex,
            "pregnant": self.pregnant,
            "forehead_moves": self.forehead_moves,
            "eye_closes": self.eye_closes,
        }


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that lipcheck found in one message.

    >>> Report(id="1", text="thanks").to_dict()["scope"]
    'out'
    """

    id: str
    text: str
    scope: str = "out"
    received: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    patient: Patient = Patient()
    findings: tuple[Finding, ...] = ()
    durations: tuple[Duration, ...] = ()
    frequencies: tuple[Frequency, ...] = ()
    pattern: str | None = None
    onset: str | None = None
    trend: str | None = None
    triggers: tuple[Trigger, ...] = ()
    conditions: tuple[Condition, ...] = ()
    red_flags: tuple[RedFlag, ...] = ()
    causes: tuple[Cause, ...] = ()
    cause: str | None = None
    urgency: str | None = None
    within: str | None = None
    reasons: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    next_steps: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    versions: dict[str, str] = field(default_factory=dict)

    def to_dict(self, *, redact: bool = False) -> dict[str, Any]:
        """The record; ``redact`` leaves the message and every quote out and keeps the offsets."""
        quoted = ("findings durations frequencies triggers conditions red_flags causes").split()
        out: dict[str, Any] = {"id": self.id, "received": self.received}
        if not redact:
            out["text"] = self.text
        out |= {"extra": dict(self.extra), "scope": self.scope, "patient": self.patient.to_dict()}
        for name in quoted[:3]:
            out[name] = [x.to_dict(redact=redact) for x in getattr(self, name)]
        out |= {"pattern": self.pattern, "onset": self.onset, "trend": self.trend}
        for name in quoted[3:]:
            out[name] = [x.to_dict(redact=redact) for x in getattr(self, name)]
        out |= {
            "cause": self.cause,
            "urgency": self.urgency,
            "within": self.within,
            "reasons": list(self.reasons),
            "advice": list(self.advice),
            "next_steps": list(self.next_steps),
            "missing": list(self.missing),
            "versions": dict(self.versions),
        }
        return out

    def _repr_html_(self) -> str:
        """The report as a notebook shows it."""
        from lipcheck.page.notebook import report_html

        return report_html(self)
