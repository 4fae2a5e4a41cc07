"""Words for people that terminal, page and notebook share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

WHAT_IT_IS_NOT: Final = "lipcheck supports a person's triage, it never replaces it; no clinician has signed its rules."

# Most urgent first. "read": no urgency, because nothing was found, which is not the same as nothing wrong.
URGENCIES: Final = {
    "emergency": "Emergency",
    "doctor": "See a doctor",
    "read": "To be read",
    "self_care": "Self care",
}
WITHIN: Final = {"now": "now", "today": "today", "days": "within days"}
_STATUS: Final = {"past": "past", "absent": "denied", "uncertain": "unsure", "hypothetical": "feared or asked"}


def words(concept: str) -> str:
    """The name of a concept as people write it.

    >>> words("bells_palsy"), words("upper_lip")
    ("Bell's palsy", 'upper lip')
    """
    return "Bell's palsy" if concept == "bells_palsy" else concept.replace("_", " ")


def urgency_of(record: Mapping[str, Any]) -> str:
    """A record's urgency as a key of ``URGENCIES``.

    >>> urgency_of({"urgency": None})
    'read'
    """
    return record["urgency"] or "read"


def said(item: Mapping[str, Any]) -> str:
    """What must be said beside a finding, trigger or condition that is not simply the patient's and there.

    >>> said({"status": "absent", "experiencer": "patient"})
    'denied'
    """
    whose = "" if item["experiencer"] == "patient" else "another person's"
    return ", ".join(filter(None, (whose, _STATUS.get(item["status"], ""))))


def place(site: str | None, side: str | None) -> str:
    """Where, in words.

    >>> place("upper_lip", "left"), place("lip", "both"), place(None, "one")
    ('left upper lip', 'lip, both sides', 'one side')
    """
    sides = {"both": "both sides", "one": "one side"}
    if side in sides:
        return ", ".join(filter(None, (words(site or ""), sides[side])))
    if side and not site:
        return f"{side} side"
    return " ".join(filter(None, (side, words(site or ""))))


_UNITS: Final = (
    ("year", 365 * 86400),
    ("month", 30 * 86400),
    ("week", 7 * 86400),
    ("day", 86400),
    ("hour", 3600),
    ("minute", 60),
    ("second", 1),
)


def _numbers(low: float, high: float) -> str:
    shown = [f"{round(n, 1):g}" for n in (low, high)]
    return " to ".join(dict.fromkeys(shown))


def _counted(low: float, high: float, noun: str) -> str:
    number = _numbers(low, high)
    return f"{number} {noun}{'' if number == '1' else 's'}"


def seconds(low: float, high: float) -> str:
    """A span of time in its largest whole unit.

    >>> seconds(3, 5), seconds(0, 300), seconds(86400, 86400), seconds(5400, 5400)
    ('3 to 5 seconds', 'up to 5 minutes', '1 day', '90 minutes')
    """
    name, unit = next((n, u) for n, u in _UNITS if u == 1 or (high >= u and not low % u and not high % u))
    if not low < high:
        return _counted(low / unit, low / unit, name)
    return f"up to {_counted(high / unit, high / unit, name)}" if low == 0 else _counted(low / unit, high / unit, name)


def times(low: float, high: float) -> str:
    """How often, of times per day.

    >>> times(2, 3), times(1, 1), times(1 / 7, 1 / 7)
    ('2 to 3 times a day', 'once a day', 'once a week')
    """
    unit, factor = next((u for u in (("day", 1), ("week", 7), ("month", 30)) if high * u[1] >= 0.95), ("year", 365))
    number = _counted(low * factor, high * factor, "time")
    return f"{'once' if number == '1 time' else number} a {unit}"
