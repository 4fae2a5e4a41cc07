"""Who the patient is, and what of the face still moves: sex, pregnancy, forehead, closing of the eye.

Patterns are those of ``knowledge/patient.yaml``; what findings say counts as well, an eye that cannot close being one of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from lipcheck.report import Condition, Finding, Patient
from lipcheck.vocabulary import patterns

_SEXES: Final = ("female", "male")
_IMMOBILE: Final = frozenset({"paralysis", "weakness"})
_BROW: Final = frozenset({"forehead", "eyebrow"})
_THERE: Final = frozenset({"present", "uncertain"})


def read_patient(
    lower: str, age: float | None, findings: Sequence[Finding], conditions: Sequence[Condition] = ()
) -> Patient:
    """What a lower-case message says of its patient; age in years as read before.

    >>> read_patient("my wife is 20 weeks pregnant, her forehead still moves", None, ())
    Patient(age_years=None, sex='female', pregnant=True, forehead_moves=True, eye_closes=None)
    """
    pregnant = _pregnant(lower, conditions)
    sex = _sex(lower) or ("female" if pregnant else None)
    own = [f for f in findings if f.experiencer == "patient"]
    return Patient(age, sex, pregnant, _forehead_moves(lower, own), _eye_closes(lower, own))


def week_of_pregnancy(lower: str) -> tuple[int, int] | None:
    """Where a lower-case message says how far on a pregnancy is, as characters: a time of weeks there is none of the complaint.

    >>> week_of_pregnancy("26 weeks. my face is swollen")
    (0, 9)
    """
    said = patterns("patient")["pregnant"].search(lower)
    return said.span() if said and any(c.isdigit() for c in said[0]) else None


def _says(name: str, lower: str) -> bool:
    return patterns("patient")[name].search(lower) is not None


def _pregnant(lower: str, conditions: Sequence[Condition]) -> bool | None:
    bearers = {c.experiencer for c in conditions if c.condition == "pregnancy"}
    if bearers == {"other"}:
        return None
    if _says("after_birth", lower):
        return True
    return True if _says("pregnant", lower) and not _says("not_pregnant", lower) else None


def _sex(lower: str) -> str | None:
    found = {name: m.start() for name in _SEXES if (m := patterns("patient")[name].search(lower))}
    return min(found, key=lambda name: found[name]) if found else None


def _forehead_moves(lower: str, findings: Sequence[Finding]) -> bool | None:
    said = {f.status for f in findings if f.symptom in _IMMOBILE and f.site in _BROW}
    if said & _THERE or _says("forehead_still", lower):
        return False
    return True if "absent" in said or _says("forehead_moves", lower) else None


def _eye_closes(lower: str, findings: Sequence[Finding]) -> bool | None:
    said = {f.status for f in findings if f.symptom == "eye_closure"}
    if said & _THERE:
        return False
    return True if "absent" in said or _says("eye_closes", lower) else None
