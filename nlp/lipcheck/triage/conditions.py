"""The small language in which rules say when they hold; a rule is data, this evaluates it.

``{finding: {...}}``, ``{trigger: {...}}``, ``{condition: {...}}``, ``{patient: {...}}``, ``{onset: sudden}``,
``{same_side: {...}}``, ``{text: ID}`` (a word list of ``knowledge/context.yaml``), and ``all``, ``any``, ``not``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from lipcheck.errors import KnowledgeError
from lipcheck.report import Finding, Quote
from lipcheck.triage.case import Case
from lipcheck.vocabulary import context_patterns, load_knowledge

_UPPER = frozenset({"arm", "hand", "finger", "shoulder"})
_LOWER = frozenset({"leg", "foot", "toe"})
_ANY = "any"


@lru_cache(maxsize=1)
def regions() -> Mapping[str, str]:
    """The region (face, limb, ...) of every site."""
    return {s.id: str(s.get("region")) for s in load_knowledge().sites}


def says(case: Case, name: str) -> bool:
    """Whether the message holds a word of a context list."""
    known = case.said.get(name)
    if known is None:
        known = case.said[name] = context_patterns()[name].search(case.text_clean) is not None
    return known


def evaluate(when: Mapping[str, Any], case: Case, findings: Sequence[Finding]) -> tuple[Quote | Finding, ...] | None:
    """What makes a condition hold over these findings (findings, or quotes of triggers); None where it does not."""
    if len(when) != 1:
        raise KnowledgeError(f"a condition has one operator, not {sorted(when)}")
    operator, value = next(iter(when.items()))
    try:
        handler = _OPERATORS[operator]
    except KeyError as e:
        raise KnowledgeError(f"unknown operator {operator!r} in a rule's condition") from e
    return handler(value, case, findings)


Fact = tuple[str, str]


def needs(when: Mapping[str, Any]) -> frozenset[Fact] | None:
    """The facts of which a condition wants at least one, so that most rules are passed over; None where that cannot be told.

    >>> sorted(needs({"all": [{"text": "asks"}, {"finding": {"symptom": ["cramp"]}}]}) or ())
    [('symptom', 'cramp')]
    >>> needs({"any": [{"text": "asks"}, {"finding": {"symptom": ["cramp"]}}]})
    """
    [(operator, value)] = when.items()
    if operator == "all":
        return min((wanted for part in value if (wanted := needs(part)) is not None), key=len, default=None)
    if operator == "any":
        wanted_by = [needs(part) for part in value]
        return None if None in wanted_by else frozenset().union(*filter(None, wanted_by))
    if operator in ("finding", "same_side"):
        return frozenset(("symptom", symptom) for symptom in value.get("symptom", [_ANY]))
    if operator == "trigger":
        return frozenset(("trigger", trigger) for trigger in value.get("trigger", [_ANY]))
    if operator == "condition":
        return frozenset(("condition", condition) for condition in value["condition"])
    return None


def facts(case: Case, findings: Sequence[Finding]) -> frozenset[Fact]:
    """What ``needs`` may name of a message, ``findings`` being those that a condition is evaluated over."""
    told = {"symptom": {f.symptom for f in findings}, "trigger": {t.trigger for t in case.exposed()}}
    told["condition"] = {c.condition for c in case.conditions}
    return frozenset((kind, name) for kind, names in told.items() if names for name in (*names, _ANY))


def _all(value: Any, case: Case, findings: Sequence[Finding]) -> tuple[Quote | Finding, ...] | None:
    out: list[Quote | Finding] = []
    for part in value:
        found = evaluate(part, case, findings)
        if found is None:
            return None
        out += found
    return tuple(out)


def _any(value: Any, case: Case, findings: Sequence[Finding]) -> tuple[Quote | Finding, ...] | None:
    return next((found for part in value if (found := evaluate(part, case, findings)) is not None), None)


def _not(value: Any, case: Case, findings: Sequence[Finding]) -> tuple[Quote | Finding, ...] | None:
    return () if evaluate(value, case, findings) is None else None


def _finding(value: Any, case: Case, findings: Sequence[Finding]) -> tuple[Quote | Finding, ...] | None:
    found = tuple(f for f in findings if _matches(value, f, case))
    return found or None


def _matches(value: Mapping[str, Any], f: Finding, case: Case) -> bool:
    if "symptom" in value and f.symptom not in value["symptom"]:
        return False
    if "site" in value and f.site not in value["site"]:
        return False
    if f.site is None and "unsited_only" in value and f.symptom not in value["unsited_only"]:
        return False
    if "region" in value and regions().get(f.site or "") not in value["region"]:
        return False
    if "side" in value and f.side not in value["side"]:
        return False
    if value.get("complaint") and not case.is_complaint(f):
        return False
    if value.get("sited") and f.site is None:
        return False
    if "plural" in value and value["plural"] != _is_plural(f):
        return False
    if "status" in value and f.status not in value["status"]:
        return False
    if "words" not in value and "not_words" not in value:
        return True
    said = " ".join(f.quote.text.lower().split())
    if any(w in said for w in value.get("not_words", ())):
        return False
    return "words" not in value or any(w in said for w in value["words"])


def _is_plural(f: Finding) -> bool:
    """Whether both of a pair may be meant: "legs", "both arms", or a part unsaid; not "my arm"."""
    if f.side is not None:
        return f.side == "both"
    unsaid = f.site_span is None and f.site not in f.quote.text.lower().split()
    return f.site_plural or unsaid


def _finding_absent(value: Any, case: Case, findings: Sequence[Finding]) -> tuple[Quote | Finding, ...] | None:
    denied = tuple(f for f in case.findings if f.experiencer == "patient" and f.status == "absent")
    return _finding(value, case, denied)


def _trigger(value: Any, case: Case, findings: Sequence[Finding]) -> tuple[Quote | Finding, ...] | None:
    found = tuple(
        t.quote
        for t in case.exposed()
        if t.trigger in value.get("trigger", (t.trigger,))
        and t.name in value.get("name", (t.name,))
        and (not value.get("tag") or t.tags & set(value["tag"]))
        and not t.tags & set(value.get("without", ()))
        and ("status" not in value or t.status in value["status"])
        and ("per_day_max" not in value or (t.per_day is not None and t.per_day <= value["per_day_max"]))
        and ("mg_max" not in value or bool(t.mg_per_day and t.mg_per_day[1] <= value["mg_max"]))
        and (
            "per_day" not in value
            or (t.per_day or 0) >= value["per_day"]
            or bool(t.mg_per_day and t.mg_per_day[1] >= value.get("mg", 1e9))
        )
    )
    return found or None


def _condition(value: Any, case: Case, findings: Sequence[Finding]) -> tuple[Quote | Finding, ...] | None:
    statuses = value.get("status", ["present", "uncertain"])
    found = tuple(
        c.quote
        for c in case.conditions
        if c.condition in value["condition"] and c.experiencer == "patient" and c.status in statuses
    )
    return found or None


def _patient(value: Any, case: Case, findings: Sequence[Finding]) -> tuple[Quote | Finding, ...] | None:
    age = case.patient.age_years
    if "pregnant" in value and case.patient.pregnant is not value["pregnant"]:
        return None
    if "forehead_moves" in value and case.patient.forehead_moves is not value["forehead_moves"]:
        return None
    if "age_min" in value and (age is None or age < value["age_min"]):
        return None
    return ()


def _onset(value: Any, case: Case, findings: Sequence[Finding]) -> tuple[Quote | Finding, ...] | None:
    return () if case.onset == value else None


def _text(value: Any, case: Case, findings: Sequence[Finding]) -> tuple[Quote | Finding, ...] | None:
    return () if says(case, value) else None


def _same_side(value: Any, case: Case, findings: Sequence[Finding]) -> tuple[Quote | Finding, ...] | None:
    """Two different places on one side: a region and another one, each with a symptom of the list.

    ``shared`` are those of the list that two places may have "on the same side" where nothing says which.
    """

    def kinds(site: str | None) -> set[str]:
        region = regions().get(site or "", "")
        return {region, *(["upper_limb"] if site in _UPPER else []), *(["lower_limb"] if site in _LOWER else [])}

    def paired(a: Finding, b: Finding) -> bool:
        # a side that is only inferred makes no pair, save where it is said behind both: "arm and leg on the right"
        if a.side_span and b.side_span:
            return True
        said = a.side_span or b.side_span
        return bool(
            said
            and a.quote == b.quote
            and a.site_span
            and b.site_span
            and said[0] >= max(a.site_span[1], b.site_span[1])
        )

    shared = value.get("shared", ()) if says(case, "on_the_same_side") else ()
    sided = ("left", "right", "one")
    felt = [f for f in findings if f.symptom in value["symptom"] and (f.side in sided or f.symptom in shared)]
    for a in felt:
        if value["first"] not in kinds(a.site):
            continue
        for b in felt:
            if (
                (
                    (paired(a, b) and b.side == a.side)
                    or (a.symptom == b.symptom and a.symptom in shared and None in (a.side, b.side))
                )
                and _place(b.site) != _place(a.site)
                and kinds(b.site) & set(value["second"])
            ):
                return (a, b)
    return None


def _place(site: str | None) -> str | None:
    """Lips and mouth are one place, eye and lid another: two words for one spot are not two regions."""
    for name, group in (
        ("mouth", "lip upper_lip lower_lip mouth mouth_corner"),
        ("eye", "eye eyelid"),
        ("jaw", "jaw tooth gum"),
        ("arm", "arm hand finger shoulder"),
    ):
        if site in group.split():
            return name
    return site


_OPERATORS: Mapping[str, Callable[[Any, Case, Sequence[Finding]], tuple[Quote | Finding, ...] | None]] = {
    "all": _all,
    "any": _any,
    "not": _not,
    "finding": _finding,
    "finding_absent": _finding_absent,
    "trigger": _trigger,
    "condition": _condition,
    "patient": _patient,
    "onset": _onset,
    "text": _text,
    "same_side": _same_side,
}


def quotes(found: Sequence[Quote | Finding]) -> tuple[Quote, ...]:
    """The quotes of what an evaluation found, each once."""
    return tuple(dict.fromkeys(f.quote if isinstance(f, Finding) else f for f in found))
