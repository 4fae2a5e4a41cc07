"""What triage knows of a message: the analysis before causes and urgency, all frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from lipcheck.report import Condition, Duration, Finding, Frequency, Patient, RedFlag, Trigger
from lipcheck.vocabulary import load_knowledge


@cache
def _complaint_sites() -> Mapping[str, frozenset[str | None]]:
    """The sites of the symptoms that are complaints at some sites only, as ``knowledge/symptoms.yaml`` has them."""
    return {s.id: frozenset(at) for s in load_knowledge().symptoms if isinstance(at := s.get("complaint"), list)}


@dataclass(frozen=True, slots=True)
class Case:
    """One message, analysed; ``text_clean`` is lower case, quotes keep the offsets of the message as given."""

    text_clean: str
    words: tuple[str, ...] = ()
    """Its words as they are read, without greeting and farewell."""
    findings: tuple[Finding, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    conditions: tuple[Condition, ...] = ()
    durations: tuple[Duration, ...] = ()
    frequencies: tuple[Frequency, ...] = ()
    pattern: str | None = None
    onset: str | None = None
    trend: str | None = None
    patient: Patient = field(default_factory=Patient)
    red_flags: tuple[RedFlag, ...] = ()
    complaints: frozenset[str] = field(default_factory=frozenset)
    said: dict[str, bool] = field(default_factory=dict, init=False, compare=False, repr=False)
    """Which context lists the text holds a word of, as far as asked."""

    def live(self) -> tuple[Finding, ...]:
        """The patient's findings that are there or may be."""
        return tuple(f for f in self.findings if f.experiencer == "patient" and f.status in ("present", "uncertain"))

    def told(self) -> tuple[Finding, ...]:
        """The patient's findings, those that are over included."""
        return tuple(
            f for f in self.findings if f.experiencer == "patient" and f.status in ("present", "uncertain", "past")
        )

    def complaint_findings(self) -> tuple[Finding, ...]:
        """The findings that put the message in scope: LABELS.md section 1 (swelling and itch only of the face)."""
        return tuple(f for f in self.told() if self.is_complaint(f))

    def is_complaint(self, finding: Finding) -> bool:
        """Whether a finding is a complaint symptom where it stands."""
        if finding.symptom not in self.complaints:
            return False
        sites = _complaint_sites().get(finding.symptom)
        return sites is None or finding.site in sites

    def exposed(self) -> tuple[Trigger, ...]:
        """The patient's exposures that are or were there."""
        return tuple(
            t for t in self.triggers if t.experiencer == "patient" and t.status in ("present", "uncertain", "past")
        )
