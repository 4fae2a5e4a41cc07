"""What a feature of classifier or net is called in plain words, for explanations."""

from __future__ import annotations

from typing import Final

from lipcheck.triage.rules import rule_texts
from lipcheck.wording import words

LEVELS: Final = {
    -1: "speaks against it",
    0: "only a hint",
    1: "merely there",
    2: "the writer links or times it",
    3: "a test or a clinician says so",
    4: "criteria met",
}
"""What a vote's level means, by its number (LABELS.md section 7)."""

_STATUS: Final = {
    "present": "",
    "past": "over",
    "absent": "denied",
    "uncertain": "unsure",
    "hypothetical": "only feared or asked about",
    "active": "acted on now",
    "inactive": "not acted on now",
}
_REGION: Final = {
    "unsaid": "place not said",
    "lip": "of the lip",
    "mouth": "of the mouth",
    "eye": "of the eye or lid",
    "face": "of the face",
    "head": "of head, neck or throat",
    "arm": "of arm or hand",
    "leg": "of leg or foot",
    "trunk": "of the trunk",
    "body": "of the body",
}
_GROUP: Final = {
    "spasm": "cramp, twitching or stiffness",
    "sensation": "numbness, tingling, pulling or burning",
    "weakness": "weakness, paralysis, droop or slurred speech",
    "skin": "swelling, itching or rash",
    "other": "another symptom",
}
_OF_WORDS: Final = ("word", "near")
_WORDS_HIDDEN: Final = "words of the message"


def plain_name(feature: str, *, redact: bool = False) -> str:
    """The name of a feature that a person can read aloud; ``redact`` names no word of the message.

    >>> plain_name("felt=numbness|lip"), plain_name("word=coffee"), plain_name("finding=facial_droop|absent|patient")
    ('finding: numbness of the lip', 'word: coffee', 'finding: facial droop (denied)')
    """
    kind, _, rest = feature.partition("=")
    parts = rest.split("|")
    if kind in _OF_WORDS or (kind == "pair" and len(parts) == 1):
        return _WORDS_HIDDEN if redact else _of_words(kind, rest)
    return _NAMES[kind](parts) if kind in _NAMES else f"{kind}: {words(rest)}"


def _of_words(kind: str, rest: str) -> str:
    if kind == "near" and "|" in rest:
        beside, _, word = rest.partition("|")
        return f"word near a {beside}: {word}"
    return f"{'words' if ' ' in rest else 'word'}: {rest}"


def _finding(parts: list[str]) -> str:
    return f"finding: {words(parts[0])}{_said(*parts[1:])}"


def _felt(parts: list[str]) -> str:
    what = _GROUP.get(parts[0], words(parts[0]))
    where = _REGION[parts[1]] if len(parts) > 1 else ""
    joint = ", " if where == _REGION["unsaid"] else " "
    return f"finding: {what}{joint if where else ''}{where}"


def _sided(sides: str, parts: list[str]) -> str:
    what = f": {_GROUP[parts[0]]}" if len(parts) > 1 else ""
    where = _REGION[parts[-1]]
    return f"{sides} {where if parts[-1] != 'unsaid' else '(place not said)'}{what}"


def _trigger(parts: list[str]) -> str:
    name = f"exposure: {words(parts[0])}"
    if len(parts) == 2:
        return f"{name} ({'much of it' if parts[1] == 'much' else words(parts[1].removeprefix('tag '))})"
    return f"{name}{_said(*parts[1:])}"


def _said(status: str, experiencer: str = "patient") -> str:
    what = [_STATUS.get(status, status), "" if experiencer == "patient" else "another person's"]
    return f" ({', '.join(filter(None, what))})" if any(what) else ""


def _time(parts: list[str]) -> str:
    if len(parts) == 1:
        return f"time: {'it is said how often' if parts[0] == 'frequency' else parts[0]}"
    return f"time: {'an episode' if parts[0] == 'episode' else 'there for'} {parts[1]}"


def _support(parts: list[str]) -> str:
    level = int(parts[1])
    return (
        f"rules speak against {words(parts[0])}" if level < 0 else f"rules support {words(parts[0])} ({LEVELS[level]})"
    )


def _whole(_: list[str]) -> str:
    return "the message read as a whole"


_NAMES: Final = {
    "finding": _finding,
    "felt": _felt,
    "one_side": lambda parts: _sided("one side", parts),
    "both_sides": lambda parts: _sided("both sides", parts),
    "trigger": _trigger,
    "pair": lambda parts: f"together: {_GROUP.get(parts[0], words(parts[0]))} and {words(parts[1])}",
    "condition": lambda parts: f"illness: {words(parts[0])}{_said(*parts[1:])}",
    "time": _time,
    "flag": lambda parts: f"red flag: {words(parts[0])}{_said(parts[1])}",
    "vote": lambda parts: f"rule: {rule_texts().get(parts[0], words(parts[0]))}",
    "voted": _support,
    "first vote": _support,
    "whole": _whole,
}
