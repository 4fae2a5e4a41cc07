"""Reads labelled messages, and records made earlier: JSON Lines, checked line by line, without a word of a message in any error."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from numbers import Real
from pathlib import Path
from typing import Any, Final

from lipcheck.errors import InputError
from lipcheck.evaluation.labelled import read_row
from lipcheck.evaluation.measures import Record
from lipcheck.exports.jsonl import rows_of
from lipcheck.schema import CAUSES

URGENCIES: Final = ("emergency", "doctor", "self_care")
_HINT: Final = (
    "a line is a JSON object with id, text, scope, cause, urgency ... in the record's form (`lipcheck schema`)"
)
# what an item of a list must hold, and whether it is a number
_ITEMS: Final[Mapping[str, Mapping[str, type]]] = {
    "findings": {"symptom": str},
    "durations": {"kind": str, "min_s": Real, "max_s": Real},
    "frequencies": {"min_per_day": Real, "max_per_day": Real},
    "triggers": {"trigger": str},
    "red_flags": {"flag": str},
    "causes": {"cause": str, "probability": Real},
}
_UNSAID: Final[Mapping[str, Any]] = {
    "patient": {},
    "pattern": None,
    "findings": [],
    "durations": [],
    "frequencies": [],
    "triggers": [],
    "red_flags": [],
}
_ORIGINS: Final = ("genre", "repository")
_MOST_GROUPS: Final = 12


@dataclass(frozen=True, slots=True)
class Gold:
    """One labelled message; ``groups`` says where it comes from (writer, source, file), as far as the file does."""

    id: str
    text: str | None
    labels: Record
    groups: Mapping[str, str] = field(default_factory=dict)


def read_gold(files: Sequence[str]) -> list[Gold]:
    """The labelled messages of the files, in either form; raises InputError with file, line and what is wrong."""
    rows = [row for file in files for row in _gold_of(file)]
    if not rows:
        raise InputError(f"{', '.join(files)}: no labelled message", _HINT)
    if repeated := [i for i, n in Counter(r.id for r in rows).items() if n > 1]:
        raise InputError(f"{', '.join(files)}: id {repeated[0]} stands twice", "give every message an id of its own")
    values = {key: {r.groups.get(key) for r in rows} for row in rows for key in row.groups}
    telling = {key for key, found in values.items() if 1 < len(found) <= _MOST_GROUPS}
    if "writer" in telling:  # a file a writer
        telling.discard("file")
    return [replace(r, groups={k: v for k, v in r.groups.items() if k in telling}) for r in rows]


def _gold_of(file: str) -> list[Gold]:
    """The messages of one file.

    In the record's form, a key that no line has is not labelled, and measured nowhere; where other lines have it, its
    absence says that there is nothing. Lines that ``lipcheck label`` proposed and nobody has checked are no gold.
    """
    rows = [(place, row) for place, row in rows_of(file, _HINT) if row.get("checked") is not False]
    labelled = {key for _, row in rows if "marked" not in row for key in row}
    unsaid = {key: value for key, value in _UNSAID.items() if key in labelled}
    out = []
    for place, row in rows:
        groups = {"file": Path(file).name}
        if "marked" in row:
            message = read_row(row, place)
            check(message.record(), place)
            out.append(Gold(message.id, message.text, message.record(), groups | {"writer": message.writer}))
            continue
        check(row, place)
        scope = row.get("scope") or _scope(row, place)
        text = row.get("text")
        if text is not None and not isinstance(text, str):
            raise InputError(f"{place}: text is no text", _HINT)
        out.append(Gold(str(row["id"]), text, {**unsaid, **row, "scope": scope}, groups | _origin(row)))
    return out


def _scope(row: Record, place: str) -> str:
    """The scope of a message for which only the cause is given: every message in scope has one."""
    if "cause" not in row:
        raise InputError(f"{place}: lacks scope", _HINT)
    return "out" if row["cause"] is None else "in"


def _origin(row: Mapping[str, Any]) -> dict[str, str]:
    """Writer and source, as far as the row says: a text, or an object that has names for them."""
    out: dict[str, str] = {}
    for key in ("writer", "source"):
        value = row.get(key)
        if isinstance(value, str):
            out[key] = value
        elif isinstance(value, Mapping):
            out |= {name: v for name in _ORIGINS if isinstance(v := value.get(name), str)}
    return out


def read_predictions(file: str) -> dict[str, Record]:
    """The records of a file, by id; raises InputError with file, line and what is wrong."""
    out: dict[str, Record] = {}
    for place, row in rows_of(file, _HINT):
        check(row, place)
        if str(row["id"]) in out:
            raise InputError(f"{place}: its id stands twice", "give one record for each message")
        out[str(row["id"])] = row
    return out


def check(row: Mapping[str, Any], place: str) -> None:
    """Raise InputError where what the measures read has another form; ``place`` begins the error."""

    def refuse(what: str) -> InputError:
        return InputError(f"{place}: {what}", _HINT)

    identifier = row.get("id")
    if isinstance(identifier, bool) or not isinstance(identifier, (str, int)) or identifier == "":
        raise refuse("lacks id")
    if row.get("scope", "in") not in ("in", "out"):
        raise refuse("scope is neither in nor out")
    for key, plural, known in (
        ("cause", "acceptable_causes", CAUSES),
        ("urgency", "acceptable_urgencies", URGENCIES),
    ):
        others = row.get(plural) or []
        if not isinstance(others, list) or not all(x in known for x in [*others, row.get(key) or known[0]]):
            raise refuse(f"{key} or {plural} is none of {', '.join(known)}")
    patient = row.get("patient") or {}
    if not isinstance(patient, Mapping) or not isinstance(patient.get("age_years") or 0, Real):
        raise refuse("patient has no age_years that is a number or null")
    for key, fields in _ITEMS.items():
        items = row.get(key) or []
        if not isinstance(items, list):
            raise refuse(f"{key} is no list")
        for item in items:
            given = {"flag": item} if key == "red_flags" and isinstance(item, str) else item
            if not isinstance(given, Mapping) or not all(isinstance(given.get(f), kind) for f, kind in fields.items()):
                raise refuse(f"{key} holds something without {', '.join(fields)}")
