"""The JSON Schema (draft 2020-12) of the record that lipcheck writes; ids are those of the vocabulary."""

from __future__ import annotations

from typing import Any

from lipcheck.vocabulary import Entry, load_knowledge

CAUSES = (
    "caffeine",
    "medication",
    "potassium_deficiency",
    "allergic_reaction",
    "bells_palsy",
    "stroke",
    "undetermined",
)
FLAGS = (
    "speech", "face_weakness_one_side", "face_sensation_one_side", "body_weakness_one_side", "body_sensation_one_side",
    "high_fever", "severe_headache", "breathing_or_throat", "vision_loss", "confusion_or_collapse", "danger_pattern",
)  # fmt: skip
STATUSES = ("present", "past", "absent", "uncertain", "hypothetical")

_STRING = {"type": "string"}
_STRINGS = {"type": "array", "items": _STRING}
_OFFSET = {"type": "integer", "minimum": 0}
_AMOUNT = {"type": "number", "minimum": 0}
_QUOTE = {"text": _STRING, "start": _OFFSET, "end": _OFFSET}
_SPAN = {"type": ["array", "null"], "prefixItems": [_OFFSET, _OFFSET], "items": False, "minItems": 2}


def _one_of(*ids: str, null: bool = False) -> dict[str, Any]:
    return {"enum": [*ids, None] if null else list(ids)}


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {**schema, "type": [schema["type"], "null"]}


def _object(properties: dict[str, Any], *, optional: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


def _quoted(properties: dict[str, Any]) -> dict[str, Any]:
    return _object({**properties, **_QUOTE}, optional=("text",))


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _ids(entries: tuple[Entry, ...]) -> tuple[str, ...]:
    return tuple(sorted({e.get("trigger") or e.id for e in entries}))


def _explanation(flag: dict[str, Any]) -> dict[str, Any]:
    """The schema of what ``lipcheck classify --explain --json`` adds to a record."""
    share = {"type": "number", "minimum": 0, "maximum": 1}
    vote = {
        "rule": _STRING,
        "says": _STRING,
        "level": {
            "type": "integer",
            "minimum": -1,
            "maximum": 4,
            "description": "-1 against; else LABELS.md section 7",
        },
        "meaning": _STRING,
        "evidence": _list(_quoted({})),
    }
    weight = {"type": "number", "description": "log-odds; of a cause, against the mean of all causes"}
    contributions = _list(
        _object({"name": _STRING, "weight": weight, "features": _STRINGS}, optional=("features",)),
    )
    cause = {
        "cause": _one_of(*CAUSES),
        "probability": share,
        "classifier": {**share, "description": "by the classifier alone"},
        "votes": _list(_object(vote)),
        "contributions": {**contributions, "description": "of the first two causes, the weightiest first"},
    }
    swap = {"raised": _one_of(*CAUSES), "lowered": _one_of(*CAUSES), "why": _STRING}
    urgency = {
        "urgency": _one_of("emergency", "doctor", "self_care", null=True),
        "within": _one_of("now", "today", "days", null=True),
        "rule": _STRING,
        "source": _STRING,
        "reasons": _STRINGS,
        "today": _STRINGS,
    }
    net = {
        "score": share,
        "threshold": share,
        "asked": {"type": "boolean"},
        "raised": {"type": "boolean"},
        "contributions": contributions,
    }
    return _object(
        {
            "scope": _object({"scope": _one_of("in", "out"), "complaints": _list(_quoted({"finding": _STRING}))}),
            "causes": _list(_object(cause)),
            "joined": _object(
                {"temperature": {"type": "number", "exclusiveMinimum": 0}, "swaps": _list(_object(swap))}
            ),
            "urgency": _object(urgency),
            "red_flags": _list(_object(flag)),
            "net": _object(net),
        }
    )


def record_schema() -> dict[str, Any]:
    """The schema of one record; one record a line makes a JSONL result."""
    known = load_knowledge()
    said = {"status": _one_of(*STATUSES), "experiencer": _one_of("patient", "other")}
    finding = {
        "symptom": _one_of(*_ids(known.symptoms)),
        "site": _one_of(*_ids(known.sites), null=True),
        "side": _one_of(*_ids(known.sides), null=True),
        **said,
        "site_span": _SPAN,
        "side_span": _SPAN,
        "cue": {"type": ["string", "null"], "description": "the words that set the status; null under --redact"},
        "severity": _one_of("mild", "moderate", "severe", null=True),
        "code": {
            "type": ["string", "null"],
            "description": "ICD-10-CM",
            "pattern": r"^[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?$",
        },
    }
    trigger = {
        "trigger": _one_of(*_ids(known.triggers)),
        "name": _STRING,
        **said,
        "per_day": _or_null(_AMOUNT),
        "mg_per_day": {"type": ["array", "null"], "prefixItems": [_AMOUNT, _AMOUNT], "items": False, "minItems": 2},
    }
    flag = {"flag": _one_of(*FLAGS), "active": {"type": "boolean"}, "why": _STRING, "evidence": _list(_quoted({}))}
    evidence = _object({"rule": _STRING, **_QUOTE}, optional=("text", "start", "end"))
    cause = {
        "cause": _one_of(*CAUSES),
        "probability": {"type": "number", "minimum": 0, "maximum": 1},
        "evidence": _list({**evidence, "dependentRequired": {"start": ["end"], "end": ["start"], "text": ["start"]}}),
    }
    patient = {
        "age_years": _or_null(_AMOUNT),
        "sex": _one_of("female", "male", null=True),
        "pregnant": {"type": ["boolean", "null"], "description": "or within six weeks after birth"},
        "forehead_moves": {"type": ["boolean", "null"], "description": "null: not said"},
        "eye_closes": {"type": ["boolean", "null"], "description": "null: not said"},
    }
    record = {
        "id": _STRING,
        "received": {"type": ["string", "null"], "description": "as the export says"},
        "text": {"type": "string", "description": "the message as given; left out under --redact"},
        "extra": {"type": "object", "description": "the export's other columns", "additionalProperties": True},
        "scope": _one_of("in", "out"),
        "patient": _object(patient),
        "findings": _list(_quoted(finding)),
        "durations": _list(_quoted({"kind": _one_of("episode", "course"), "min_s": _AMOUNT, "max_s": _AMOUNT})),
        "frequencies": _list(_quoted({"min_per_day": _AMOUNT, "max_per_day": _AMOUNT})),
        "pattern": _one_of("constant", "intermittent", null=True),
        "onset": _one_of("sudden", "gradual", null=True),
        "trend": _one_of("better", "worse", "same", null=True),
        "triggers": _list(_quoted(trigger)),
        "conditions": _list(_quoted({"condition": _one_of(*_ids(known.conditions)), **said})),
        "red_flags": _list(_object(flag)),
        "causes": {
            **_list(_object(cause)),
            "description": "all seven, likeliest first, probabilities sum to 1; empty out of scope",
            "anyOf": [{"maxItems": 0}, {"minItems": len(CAUSES), "maxItems": len(CAUSES)}],
        },
        "cause": _one_of(*CAUSES, null=True),
        "urgency": _one_of("emergency", "doctor", "self_care", null=True),
        "within": _one_of("now", "today", "days", null=True),
        "reasons": _STRINGS,
        "advice": _STRINGS,
        "next_steps": _STRINGS,
        "missing": _STRINGS,
        "versions": _object({"lipcheck": _STRING, "model": _STRING}, optional=("model",)),
        "explanation": {**_explanation(flag), "description": "how the answer came about; only under --explain"},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:lipcheck:record:1",
        "title": "lipcheck record",
        "description": "What lipcheck found in one message. Offsets count characters of the message as given.",
        **_object(record, optional=("text", "explanation")),
        "allOf": [
            {
                "if": {"properties": {"scope": {"const": "in"}}},
                "then": {"properties": {"cause": _STRING, "urgency": _STRING, "causes": {"minItems": len(CAUSES)}}},
                "else": {"properties": {"cause": {"type": "null"}}},
            },
            {
                "if": {"properties": {"urgency": {"type": "null"}}},
                "then": {"properties": {"within": {"type": "null"}}},
                "else": {"properties": {"within": _STRING}},
            },
            {
                "if": {"properties": {"urgency": {"const": "emergency"}}},
                "then": {"properties": {"within": {"const": "now"}}},
            },
        ],
    }
