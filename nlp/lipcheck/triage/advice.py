"""Which of the article's advice is given (``knowledge/advice.yaml``), and none where it could harm (LABELS.md section 8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

from lipcheck.triage.case import Case
from lipcheck.triage.conditions import says
from lipcheck.vocabulary import MEDICINES, check_entries, read_yaml

_POTASSIUM_HARM: Final = frozenset(
    "potassium_sparing ace_inhibitor arb trimethoprim ciclosporin tacrolimus potassium_tablets warfarin".split()
)
_COMPRESS_HARM: Final = frozenset("fever high_fever swelling itching rash numbness burning".split())


@lru_cache(maxsize=1)
def _rows() -> tuple[Mapping[str, Any], ...]:
    return tuple(check_entries("advice", read_yaml("advice"), ("kind", "urgency", "causes", "needs", "unless", "text")))


def advise(
    case: Case, cause: str | None, urgency: str | None, within: str | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(advice, next steps) for a cause and an urgency; both empty where no urgency is given."""
    advice: list[str] = []
    steps: list[str] = []
    for row in _rows():
        if urgency not in row["urgency"] or ("causes" in row and cause not in row["causes"]):
            continue
        if not all(_FACTS[n](case, cause, within) for n in row.get("needs", ())):
            continue
        if any(_FACTS[n](case, cause, within) for n in row.get("unless", ())):
            continue
        (steps if row["kind"] == "next_step" else advice).append(row["text"])
    return tuple(advice), tuple(steps)


def _has_condition(case: Case, *ids: str) -> bool:
    return any(
        c.condition in ids and c.experiencer == "patient" and c.status in ("present", "uncertain", "past")
        for c in case.conditions
    )


def _tags(case: Case) -> frozenset[str]:
    return frozenset().union(*(t.tags for t in case.exposed()))


def _trigger(case: Case, *kinds: str) -> bool:
    return any(t.trigger in kinds for t in case.exposed())


def _child(case: Case) -> bool:
    return case.patient.age_years is not None and case.patient.age_years < 12


def _potassium_harm(case: Case) -> bool:
    return (
        bool(_tags(case) & _POTASSIUM_HARM)
        or _trigger(case, "ace_inhibitor")
        or _has_condition(case, "kidney_disease", "high_potassium")
    )


def _compress_harm(case: Case) -> bool:
    return (
        any(f.symptom in _COMPRESS_HARM or f.site in ("tooth", "gum") for f in case.told())
        or _trigger(case, "infection", "injury", "allergen")
        or says(case, "botulinum")
        or says(case, "local_cause")
    )


_Fact = Callable[[Case, str | None, str | None], bool]
_FACTS: Final[Mapping[str, _Fact]] = {
    "allergen_not_medicine": lambda case, cause, within: _trigger(case, "allergen"),
    "caffeine": lambda case, cause, within: any(
        t.trigger == "caffeine" and "decaf" not in t.tags and t.status != "past" for t in case.exposed()
    ),
    "clinician_only": lambda case, cause, within: bool(case.patient.pregnant) or _child(case),
    "compress_harm": lambda case, cause, within: _compress_harm(case),
    "cramp_like": lambda case, cause, within: any(
        f.symptom in ("cramp", "stiffness", "twitching") for f in case.live()
    ),
    "latex": lambda case, cause, within: "latex" in _tags(case),
    "medicine": lambda case, cause, within: _trigger(case, *MEDICINES),
    "medicines_told": lambda case, cause, within: _trigger(case, *MEDICINES),
    "potassium_harm": lambda case, cause, within: _potassium_harm(case),
    "stroke_or_head_injury": lambda case, cause, within: (
        cause == "stroke"
        or any(
            f.flag
            in (
                "speech",
                "body_weakness_one_side",
                "face_weakness_one_side",
                "severe_headache",
                "confusion_or_collapse",
            )
            for f in case.red_flags
        )
        or (_trigger(case, "injury") and any(f.site == "head" for f in case.told()))
    ),
    "today": lambda case, cause, within: within == "today",
}
