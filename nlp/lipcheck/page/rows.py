"""A record as the inbox page shows it: in words, cut into pieces, and no larger than it must be."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from lipcheck.highlight import pieces, visible
from lipcheck.wording import WITHIN, place, said, seconds, times, urgency_of, words

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_HIDDEN_BELOW = 0.05  # a cause less likely than this is not shown, save the first
_PATTERN = {"constant": "always there", "intermittent": "comes and goes"}
_ONSET = {"sudden": "came suddenly", "gradual": "came gradually"}
_TREND = {"better": "getting better", "worse": "getting worse", "same": "unchanged"}
_FOREHEAD = {True: "forehead moves", False: "forehead does not move"}
_EYE = {True: "eye closes", False: "eye does not close"}


class Strings:
    """Sentences that many rows share, each kept once."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}

    def places(self, sentences: Iterable[str]) -> list[int]:
        """Where each sentence stands in ``all()``."""
        return [self._places.setdefault(visible(s), len(self._places)) for s in sentences]

    def all(self) -> list[str]:
        """Every sentence, in the order of its first use."""
        return list(self._places)


def moment(received: str | None) -> datetime | None:
    """The time of an export, if it is ISO 8601; a time without zone counts as UTC.

    >>> moment("2026-03-01 08:15").isoformat()
    '2026-03-01T08:15:00+00:00'
    """
    try:
        found = datetime.fromisoformat((received or "").strip())
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _clock(when: datetime, received: str) -> list[str]:
    """Time of day (empty where the export has only the day) and day, as the export's own clock showed them."""
    timed = len(received.strip()) > len("2026-03-01")
    return [f"{when:%H:%M}" if timed else "", f"{when.day} {_MONTHS[when.month - 1]} {when.year}"]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return visible(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _about(what: str, item: Mapping[str, Any]) -> str:
    return f"{what} ({beside})" if (beside := said(item)) else what


def _trigger(item: Mapping[str, Any]) -> str:
    per_day = item["per_day"]
    return _about(visible(item["name"]) + (f", {per_day:g} a day" if per_day else ""), item)


def _timing(record: Mapping[str, Any]) -> list[str]:
    spans = [(d["kind"], seconds(d["min_s"], d["max_s"])) for d in record["durations"]]
    return [
        *(f"{'each time' if kind == 'episode' else 'for'} {span}" for kind, span in spans),
        *(times(f["min_per_day"], f["max_per_day"]) for f in record["frequencies"]),
        *filter(None, (_PATTERN.get(record["pattern"]), _ONSET.get(record["onset"]), _TREND.get(record["trend"]))),
    ]


def _patient(patient: Mapping[str, Any]) -> list[str]:
    age = patient["age_years"]
    known = [f"{age:g} year{'' if age == 1 else 's'}"] if age is not None else []
    return [
        *known,
        *filter(None, (patient["sex"], "pregnant" if patient["pregnant"] else "")),
        *filter(None, (_FOREHEAD.get(patient["forehead_moves"]), _EYE.get(patient["eye_closes"]))),
    ]


def _facts(record: Mapping[str, Any]) -> list[list[str]]:
    found = (
        ("Patient", _patient(record["patient"])),
        ("Timing", _timing(record)),
        ("Exposures", [_trigger(t) for t in record["triggers"]]),
        ("Diagnoses named", [_about(words(c["condition"]), c) for c in record["conditions"]]),
    )
    return [[name, "; ".join(dict.fromkeys(values))] for name, values in found if values]


def _causes(record: Mapping[str, Any], strings: Strings, *, redact: bool) -> list[list[Any]]:
    """Cause, percent, and the rules that voted with the words that they rest on."""
    out = []
    for rank, cause in enumerate(record["causes"]):
        if rank and cause["probability"] < _HIDDEN_BELOW:
            continue
        rules: dict[str, list[str]] = {}
        for evidence in cause["evidence"]:
            quotes = rules.setdefault(evidence["rule"], [])
            quote = visible(evidence.get("text") or "")
            if quote and not redact and quote not in quotes:
                quotes.append(quote)
        votes = [[strings.places([words(rule)])[0], quotes] for rule, quotes in rules.items()]
        out.append([cause["cause"], round(cause["probability"] * 100, 1), votes])
    return out


def row(record: Mapping[str, Any], strings: Strings, *, redact: bool = False) -> dict[str, Any]:
    """What the page needs of a record; raises KeyError, TypeError, ValueError or AttributeError where it is none."""
    when = moment(record["received"])
    own = [f for f in record["findings"] if f["experiencer"] == "patient" and f["status"] in ("present", "uncertain")]
    told = {f["why"] for f in record["red_flags"]}
    findings = [[words(f["symptom"]), place(f["site"], f["side"]), said(f)] for f in record["findings"]]
    return {
        "id": _cell(record["id"]),
        "received": visible(record["received"] or ""),
        "time": when.timestamp() if when else None,
        "clock": _clock(when, record["received"]) if when else [],
        "extra": {visible(name): _cell(value) for name, value in record["extra"].items() if _cell(value)},
        "urgency": urgency_of(record),
        "within": WITHIN.get(record["within"] or "", ""),
        "cause": record["cause"],
        "causes": _causes(record, strings, redact=redact),
        "flags": [[f["flag"], f["active"], *strings.places([f["why"]])] for f in record["red_flags"]],
        "sides": sorted({f["side"] for f in own if f["side"]}),
        "findings": [list(f) for f in dict.fromkeys(map(tuple, findings))],
        "facts": _facts(record),
        "text": [] if redact else [[piece, mark] if mark else piece for piece, mark in pieces(record)],
        "reasons": strings.places(r for r in record["reasons"] if r not in told),
        "advice": strings.places(record["advice"]),
        "next_steps": strings.places(record["next_steps"]),
        "missing": strings.places(record["missing"]),
    }
