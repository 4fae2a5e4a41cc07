"""The labelled form: JSON Lines with id, text and labels in the record's form, as ``lipcheck label`` writes and ``lipcheck train`` reads it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lipcheck.errors import InputError
from lipcheck.exports.jsonl import dump, rows_of
from lipcheck.report import Report
from lipcheck.schema import CAUSES

URGENCIES: Final = ("emergency", "doctor", "self_care")
_HINT: Final = "a line is as `lipcheck label` writes it: id, text, checked, scope, cause, urgency"


@dataclass(frozen=True, slots=True)
class Labelled:
    """One message with a person's labels; ``place`` is file and line. Out of scope the cause is None."""

    id: str
    text: str
    place: str
    cause: str | None
    urgency: str | None
    acceptable_causes: tuple[str, ...] = ()
    acceptable_urgencies: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The same for texts that differ in case and spaces alone."""
        return text_key(self.text)

    def labels(self) -> dict[str, Any]:
        """What was labelled, as JSON."""
        return {
            "cause": self.cause,
            "acceptable_causes": sorted(self.acceptable_causes),
            "urgency": self.urgency,
            "acceptable_urgencies": sorted(self.acceptable_urgencies),
        }


@dataclass(frozen=True, slots=True)
class Labels:
    """The messages of some files by text, sorted; how many lines are not ``checked``, and how many say a message again."""

    messages: tuple[Labelled, ...]
    unchecked: int = 0
    repeated: int = 0

    def sha256(self) -> str:
        """The hash of texts and labels, whatever file and order they stand in."""
        digest = hashlib.sha256()
        for m in self.messages:
            digest.update(dump({"text": m.text, **m.labels()}))
        return digest.hexdigest()


def text_key(text: str) -> str:
    """A text without what case and spaces say.

    >>> text_key("My  lip is\\nnumb") == text_key("my lip is numb")
    True
    """
    return hashlib.sha256(" ".join(text.casefold().split()).encode("utf-8", "surrogatepass")).hexdigest()


def proposal(report: Report, why: str) -> dict[str, Any]:
    """A message with lipcheck's own answer, for a person to correct and to set ``checked``; ``why`` says what it was chosen for."""
    return {
        "id": report.id,
        "text": report.text,
        "checked": False,
        "why": why,
        "scope": report.scope,
        "cause": report.cause,
        "acceptable_causes": [],
        "urgency": report.urgency,
        "acceptable_urgencies": [],
    }


def read_labels(files: Sequence[str]) -> Labels:
    """The checked messages of the files, each text once; raises InputError with file, line and what is wrong."""
    found: dict[str, Labelled] = {}
    unchecked = repeated = 0
    for file in files:
        for place, row in rows_of(file, _HINT):
            if _is_unchecked(row, place):
                unchecked += 1
                continue
            message = _labelled(row, place)
            before = found.setdefault(message.key, message)
            if before is not message:
                repeated += 1
                if before.labels() != message.labels():
                    raise InputError(f"{place}: the text of {before.place} with other labels", "keep one of the two")
    return Labels(tuple(sorted(found.values(), key=lambda m: m.key)), unchecked, repeated)


def read_texts(files: Sequence[str]) -> Iterator[str]:
    """The texts of labelled files, checked or not; raises InputError where a line has none."""
    for file in files:
        for place, row in rows_of(file, _HINT):
            yield _text(row, "text", place)


def _is_unchecked(row: Mapping[str, Any], place: str) -> bool:
    checked = row.get("checked", True)
    if not isinstance(checked, bool):
        raise InputError(f"{place}: checked is neither true nor false", _HINT)
    return not checked


def _labelled(row: Mapping[str, Any], place: str) -> Labelled:
    cause = _one_of(row, "cause", CAUSES, place)
    scope = row.get("scope", "out" if cause is None else "in")
    if scope not in ("in", "out"):
        raise InputError(f"{place}: scope is neither in nor out", _HINT)
    if (cause is None) != (scope == "out"):
        raise InputError(
            f"{place}: {'in scope without a cause' if cause is None else 'out of scope with a cause'}", _HINT
        )
    urgency = _one_of(row, "urgency", URGENCIES, place)
    if scope == "in" and urgency is None:
        raise InputError(f"{place}: in scope without an urgency", _HINT)
    identifier = row.get("id")
    if isinstance(identifier, bool) or not isinstance(identifier, str | int) or identifier == "":
        raise InputError(f"{place}: lacks id", _HINT)
    return Labelled(
        str(identifier),
        _text(row, "text", place),
        place,
        cause,
        urgency,
        _some_of(row, "acceptable_causes", CAUSES, place),
        _some_of(row, "acceptable_urgencies", URGENCIES, place),
    )


def _text(row: Mapping[str, Any], key: str, place: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value.strip():
        raise InputError(f"{place}: lacks {key}", _HINT)
    return value


def _one_of(row: Mapping[str, Any], key: str, known: Sequence[str], place: str) -> str | None:
    value = row.get(key)
    if value is not None and value not in known:
        raise InputError(f"{place}: {key} is none of {', '.join(known)}", "or null, where the message is out of scope")
    return value


def _some_of(row: Mapping[str, Any], key: str, known: Sequence[str], place: str) -> tuple[str, ...]:
    value = row.get(key) or ()
    if not isinstance(value, list | tuple) or any(x not in known for x in value):
        raise InputError(f"{place}: {key} is no list of {', '.join(known)}", "it may be empty: []")
    return tuple(value)
