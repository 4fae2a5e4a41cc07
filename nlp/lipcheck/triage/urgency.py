"""How soon, and why: LABELS.md section 7. Rules alone decide; the classifier's cause may raise the answer, never lower it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from lipcheck.triage.case import Case
from lipcheck.triage.conditions import evaluate, regions, says
from lipcheck.vocabulary import check_entries, read_yaml

_WEEKISH: Final = 3 * 86400.0
_YEAR: Final = 365 * 86400.0
_EVERYDAY: Final = frozenset({"caffeine", "stress", "sleep_loss", "cold"})
_SERIOUS: Final = frozenset({"weakness", "paralysis", "facial_droop", "eye_closure"})
_SEEN_CAUSES: Final = {
    "medication": "a medicine may be the cause",
    "potassium_deficiency": "low potassium may be the cause",
    "bells_palsy": "a facial palsy may be the cause",
    "stroke": "a stroke may be the cause",
}
_SWOLLEN: Final = frozenset("lip upper_lip lower_lip tongue face mouth cheek eye eyelid mouth_corner jaw".split())

# In the order of LABELS.md section 7; None: a person must read the message.
RULES: Final[dict[str | None, str]] = {
    "emergency": "an active red flag, whatever the scope",
    "doctor": "no active red flag, and at least one of the reasons for a doctor",
    "self_care": "no active red flag and none of the reasons for a doctor",
    None: "out of scope and no active red flag: no answer but that a person must read it",
}


def urgency(case: Case, causes: tuple[str, ...], *, in_scope: bool) -> tuple[str | None, str | None, tuple[str, ...]]:
    """(urgency, within, reasons); all None and one reason where a person must read the message.

    ``causes``: the answer's cause, and the one that the rules alone would give, so that no classifier lowers the answer.
    """
    active = [f for f in case.red_flags if f.active]
    inactive = [f for f in case.red_flags if not f.active]
    reasons = [f.why for f in active]
    if active:
        return "emergency", "now", (*reasons, *_others(case))
    if not in_scope:
        return (
            None,
            None,
            ("no complaint of lip or face by the patient was found: a person must read this message", *_others(case)),
        )
    reasons = [*_doctor_reasons(case, causes), *(f.why for f in inactive)]
    if reasons:
        return "doctor", "today" if today_reasons(case) else "days", (*reasons, *_others(case))
    return "self_care", "days", ("short, recent and mild as told, with no sign of danger", *_others(case))


def _doctor_reasons(case: Case, causes: tuple[str, ...]) -> list[str]:
    told = case.told()
    out: list[str] = []
    courses = [d.max_s for d in case.durations if d.kind == "course"]
    longest = max(courses, default=None)
    exposed = {t.trigger for t in case.exposed()}
    returns = bool(case.frequencies) or case.pattern == "intermittent"
    everyday_and_new = longest is not None and longest <= _WEEKISH and exposed & _EVERYDAY
    if returns and not everyday_and_new:
        out.append("it keeps coming back")
    if longest is not None and longest > _WEEKISH:
        out.append("it has lasted more than three days")
    if case.pattern == "constant" and longest is None:
        out.append("it does not let up")
    if any(f.symptom in _SERIOUS for f in told):
        out.append("weakness, paralysis, droop or an eye that does not close is always for a doctor")
    if any(f.symptom == "numbness" and f.side in ("left", "right", "one") for f in told):
        out.append("numbness of one side")
    if any(f.symptom == "swelling" and f.site in _SWOLLEN | {None} for f in told):
        out.append("swelling of lip, tongue or face")
    out += [_SEEN_CAUSES[c] for c in dict.fromkeys(causes) if c in _SEEN_CAUSES]
    if case.patient.pregnant:
        out.append("pregnancy")
    if case.patient.age_years is not None and case.patient.age_years < 12:
        out.append("the patient is under 12")
    recent = (longest is not None and longest <= _WEEKISH) or says(case, "recent")
    if not out and not recent and not exposed & _EVERYDAY:
        out.append("nothing is said that makes it short, recent or plainly harmless")
    return out


def today_reasons(case: Case) -> tuple[str, ...]:
    """Why a doctor should see it today and not only in the next days: LABELS.md section 7; empty where nothing says so."""
    live, told = case.live(), case.told()
    courses = [d.max_s for d in case.durations if d.kind == "course"]
    old = bool(courses) and min(courses) >= _YEAR
    region = regions()
    numb = any(f.symptom == "numbness" and region.get(f.site or "") == "face" for f in live)
    holds = {
        "swelling of lip or face": any(f.symptom == "swelling" and f.site in _SWOLLEN - {"tongue"} for f in live),
        "weakness, paralysis or droop that is not years old": any(f.symptom in _SERIOUS for f in told) and not old,
        "an eye that does not close": any(f.symptom == "eye_closure" for f in live),
        "new numbness of the face": numb
        and (not courses or min(courses) <= 7 * 86400.0)
        and case.pattern != "intermittent"
        and not case.frequencies,
        "fever": any(f.symptom in ("fever", "high_fever") for f in live),
        "pregnancy": bool(case.patient.pregnant),
        "low potassium": any(
            c.condition == "low_potassium" and c.status == "present" and c.experiencer == "patient"
            for c in case.conditions
        )
        or any(t.name == "low potassium" for t in case.exposed()),
    }
    return tuple(why for why, held in holds.items() if held)


def _others(case: Case) -> tuple[str, ...]:
    """A word where somebody beside the patient may be in danger."""
    theirs = [f for f in case.findings if f.experiencer == "other" and f.status == "present"]
    return tuple(rule["says"] for rule in _of_others() if theirs and evaluate(rule["when"], case, theirs))


@lru_cache(maxsize=1)
def _of_others() -> list[dict[str, Any]]:
    return check_entries("others", read_yaml("others"), ("says", "when"))


def missing(case: Case, report_urgency: str | None, *, in_scope: bool) -> tuple[str, ...]:
    """The facts that could change the answer, most telling first."""
    if not in_scope or report_urgency == "emergency":
        return ()
    told = case.told()
    region = regions()
    out: list[str] = []
    felt = [f for f in told if region.get(f.site or "") in ("face", "limb", "body")]
    if any(f.side is None and f.symptom in ("numbness", "tingling", "twitching", "cramp", "weakness") for f in felt):
        out.append("which side, or both")
    if any(f.symptom in ("facial_droop", "paralysis") for f in told) and not any(
        f.site in ("forehead", "eyebrow") for f in case.findings
    ):
        out.append("whether forehead and eye still move")
    if not any(d.kind == "course" for d in case.durations):
        out.append("how long it has been there")
    if not any(d.kind == "episode" for d in case.durations) and not case.frequencies and case.pattern is None:
        out.append("how often it comes, and how long it lasts")
    if not case.triggers:
        out.append("medicines taken, new foods or products, and how much coffee or tea")
    if case.patient.age_years is None:
        out.append("age")
    return tuple(out)


def scope_of(case: Case) -> bool:
    """Whether the message is in scope: a complaint symptom of the patient that is present, past or uncertain."""
    return bool(case.complaint_findings())
