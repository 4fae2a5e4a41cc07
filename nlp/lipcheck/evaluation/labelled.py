"""Labelled messages in the project's own form: one JSON object a line, the labels marked in the text (``data/README.md``)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lipcheck.errors import InputError
from lipcheck.evaluation.markup import Marked, parse

_SENTENCE_FIELDS = frozenset({"id", "capability", "scope", "marked"})
_LABEL_FIELDS = frozenset({"cause", "acceptable_causes", "urgency", "acceptable_urgencies", "flags", "pattern", "age"})
_OPTIONAL = frozenset({"note"})
_FIELDS = frozenset({"id", "persona", "scope", "marked"}) | _LABEL_FIELDS | _OPTIONAL


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of a whole message, which a gold sentence has not; age in years."""

    cause: str | None
    urgency: str | None
    acceptable_causes: tuple[str, ...] = ()
    acceptable_urgencies: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    pattern: str | None = None
    age: float | None = None


@dataclass(frozen=True, slots=True)
class Labelled:
    """One message or sentence with its gold labels; ``place`` is file and line."""

    id: str
    writer: str
    place: str
    scope: str
    marked: Marked
    labels: Labels | None = None
    persona: str = ""
    note: str = ""

    @property
    def text(self) -> str:
        """The message without its tags."""
        return self.marked.text

    def record(self) -> dict[str, Any]:
        """The gold labels in the shape of a report's record; a gold sentence lacks the keys that it has no label for."""
        marked = self.marked
        out: dict[str, Any] = {
            "id": self.id,
            "text": self.text,
            "scope": self.scope,
            "findings": [x.to_dict() for x in marked.findings],
            "durations": [x.to_dict() for x in marked.durations],
            "frequencies": [x.to_dict() for x in marked.frequencies],
            "triggers": [x.to_dict() for x in marked.triggers],
            "conditions": [x.to_dict() for x in marked.conditions],
        }
        if self.labels is not None:
            out |= {
                "patient": {"age_years": self.labels.age},
                "pattern": self.labels.pattern,
                "red_flags": [{"flag": flag, "active": True} for flag in self.labels.flags],
                "cause": self.labels.cause,
                "acceptable_causes": list(self.labels.acceptable_causes),
                "urgency": self.labels.urgency,
                "acceptable_urgencies": list(self.labels.acceptable_urgencies),
            }
        return out


def read(path: Path) -> list[Labelled]:
    """Read one file, a JSON object a line; blank lines are skipped. Raises ``InputError`` with file, line and what."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read ({type(error).__name__})") from error
    return [read_line(line, f"{path.name}:{n}") for n, line in enumerate(lines, 1) if line.strip()]


def read_line(line: str, place: str) -> Labelled:
    """Read one labelled message; ``place`` begins every error. Raises ``InputError``."""
    try:
        row = json.loads(line)
    except ValueError as error:
        raise InputError(f"{place}: no JSON ({error.__class__.__name__})") from error
    if not isinstance(row, dict):
        raise InputError(f"{place}: not an object")
    return read_row(row, place)


def read_row(row: dict[str, Any], place: str) -> Labelled:
    """The labelled message that a JSON object is; ``place`` begins every error. Raises ``InputError``."""
    identifier = _text(row, "id", place)
    place = f"{place}: {identifier}"
    whole = "capability" not in row
    fields = _FIELDS if whole else _SENTENCE_FIELDS
    if missing := sorted(fields - row.keys() - _OPTIONAL):
        raise InputError(f"{place}: lacks {', '.join(missing)}")
    if unknown := sorted(row.keys() - fields):
        raise InputError(f"{place}: unknown field {', '.join(unknown)}")
    return Labelled(
        id=identifier,
        writer=identifier.rpartition("-")[0],
        place=place,
        scope=_text(row, "scope", place),
        marked=parse(_text(row, "marked", place), where=place),
        labels=_labels(row, place) if whole else None,
        persona=_text(row, "persona", place) if whole else "",
        note=_note(row, place),
    )


def _labels(row: dict[str, Any], place: str) -> Labels:
    age = row["age"]
    if age is not None and (isinstance(age, bool) or not isinstance(age, (int, float))):
        raise InputError(f"{place}: age is neither a number nor null")
    return Labels(
        cause=_text_or_null(row, "cause", place),
        urgency=_text_or_null(row, "urgency", place),
        acceptable_causes=_texts(row, "acceptable_causes", place),
        acceptable_urgencies=_texts(row, "acceptable_urgencies", place),
        flags=_texts(row, "flags", place),
        pattern=_text_or_null(row, "pattern", place),
        age=None if age is None else float(age),
    )


def _text(row: dict[str, Any], key: str, place: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value.strip():
        raise InputError(f"{place}: {key} is no text")
    return value


def _text_or_null(row: dict[str, Any], key: str, place: str) -> str | None:
    return None if row[key] is None else _text(row, key, place)


def _note(row: dict[str, Any], place: str) -> str:
    value = row.get("note", "")
    if not isinstance(value, str):
        raise InputError(f"{place}: note is no text")
    return value.strip()


def _texts(row: dict[str, Any], key: str, place: str) -> tuple[str, ...]:
    value = row[key]
    if not isinstance(value, list) or not all(isinstance(x, str) for x in value):
        raise InputError(f"{place}: {key} is no list of texts")
    return tuple(value)
