"""Labels written into the message: ``my <numbness site=lip side=left>lip is numb</numbness>`` -> text and frozen labels.

Tags (``data/README.md`` has the whole format): a symptom id, ``t:`` a trigger, ``c:`` a condition, ``d:episode`` or
``d:course`` a duration in seconds, ``f`` a frequency per day. Tags may nest, never cross. Whether an id exists is the
linter's question; here only the form is checked. Errors name place and tag, never words of the message.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from lipcheck.errors import InputError
from lipcheck.report import Condition, Duration, Finding, Frequency, Quote, Trigger

_TAG = re.compile(r"<(?P<close>/?)(?P<name>[a-z_]+(?::[a-z_]+)?)(?P<attributes>(?:\s+[a-z_]+=[^\s<>=]+)*)\s*>|[<>]")
_ASSERTED = frozenset({"status", "by"})
_ALLOWED = {
    "symptom": _ASSERTED | {"site", "side"},
    "t": _ASSERTED | {"per_day"},
    "c": _ASSERTED,
    "d": frozenset({"min", "max"}),
    "f": frozenset({"min", "max"}),
}


class MarkupError(InputError):
    """Markup that cannot be read; the message says where (file, line, id) and what."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A message without its tags, and what the tags said; labels stand in the order of their opening tags.

    >>> parse("my <numbness site=lip>lip is numb</numbness>").text
    'my lip is numb'
    """

    text: str
    findings: tuple[Finding, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    conditions: tuple[Condition, ...] = ()
    durations: tuple[Duration, ...] = ()
    frequencies: tuple[Frequency, ...] = ()


@dataclass(frozen=True, slots=True)
class _Tag:
    name: str
    attributes: dict[str, str]
    start: int


def parse(marked: str, *, where: str = "") -> Marked:
    """Read one marked message; ``where`` (file, line, id) begins every error. Raises ``MarkupError``.

    >>> parse("<itching site=lip+face side=left+null>itch</itching>").findings[1].site
    'face'
    """
    text: list[str] = []
    length = position = 0
    opened: list[_Tag] = []
    closed: list[tuple[_Tag, int]] = []
    order: list[_Tag] = []
    for match in _TAG.finditer(marked):
        plain = marked[position : match.start()]
        text.append(plain)
        length += len(plain)
        position = match.end()
        name = match["name"]
        if name is None:
            raise _error(where, f"stray {match[0]} at character {match.start()}")
        if match["close"]:
            if match["attributes"]:
                raise _error(where, f"</{name}> has attributes")
            if not opened:
                raise _error(where, f"</{name}> closes nothing")
            tag = opened.pop()
            if tag.name != name:
                raise _error(where, f"</{name}> stands where </{tag.name}> should")
            if tag.start == length:
                raise _error(where, f"<{name}> encloses nothing")
            closed.append((tag, length))
        else:
            tag = _Tag(name, _attributes(name, match["attributes"], where), length)
            opened.append(tag)
            order.append(tag)
    if opened:
        raise _error(where, f"<{opened[-1].name}> is never closed")
    text.append(marked[position:])
    ends = {id(tag): end for tag, end in closed}
    return _build("".join(text), [(tag, ends[id(tag)]) for tag in order], where)


def _error(where: str, what: str) -> MarkupError:
    return MarkupError(f"{where}: {what}" if where else what, "data/README.md shows the markup")


def _kind(name: str) -> str:
    """``symptom``, ``t``, ``c``, ``d`` or ``f``; an unknown prefix is itself."""
    return name.partition(":")[0] if ":" in name else "f" if name == "f" else "symptom"


def _attributes(name: str, source: str, where: str) -> dict[str, str]:
    allowed = _ALLOWED.get(_kind(name))
    if allowed is None or (_kind(name) == "d" and name not in ("d:episode", "d:course")):
        raise _error(where, f"unknown tag <{name}>")
    out: dict[str, str] = {}
    for item in source.split():
        key, _, value = item.partition("=")
        if key not in allowed:
            raise _error(where, f"<{name}> has no attribute {key}")
        if key in out:
            raise _error(where, f"<{name}> has {key} twice")
        out[key] = value
    if out.get("by", "other") not in ("patient", "other"):
        raise _error(where, f"<{name}>: by is patient or other, not {out['by']}")
    return out


def _number(tag: _Tag, key: str, where: str) -> float:
    try:
        value = float(tag.attributes[key])
    except KeyError:
        raise _error(where, f"<{tag.name}> needs {key}=") from None
    except ValueError:
        raise _error(where, f"<{tag.name}>: {key} is no number") from None
    if not math.isfinite(value) or value < 0:
        raise _error(where, f"<{tag.name}>: {key} must be finite and not below 0")
    return value


def _bounds(tag: _Tag, where: str) -> tuple[float, float]:
    low, high = _number(tag, "min", where), _number(tag, "max", where)
    if low > high:
        raise _error(where, f"<{tag.name}>: min is above max")
    return low, high


def _places(tag: _Tag, where: str) -> list[tuple[str | None, str | None]]:
    """The (site, side) pairs of a symptom tag: one side for all sites, or as many as sites."""
    sites = _values(tag.attributes.get("site"))
    sides = _values(tag.attributes.get("side"))
    if len(sides) == 1:
        sides *= len(sites)
    if len(sides) != len(sites):
        raise _error(where, f"<{tag.name}>: {len(sites)} sites, {len(sides)} sides")
    return list(zip(sites, sides, strict=True))


def _values(source: str | None) -> list[str | None]:
    return [None if x == "null" else x for x in source.split("+")] if source is not None else [None]


def _build(text: str, tags: list[tuple[_Tag, int]], where: str) -> Marked:
    findings: list[Finding] = []
    triggers: list[Trigger] = []
    conditions: list[Condition] = []
    durations: list[Duration] = []
    frequencies: list[Frequency] = []
    for tag, end in tags:
        quote = Quote(text[tag.start : end], tag.start, end)
        kind, value = _kind(tag.name), tag.name.partition(":")[2]
        status, by = tag.attributes.get("status", "present"), tag.attributes.get("by", "patient")
        if kind == "symptom":
            findings += [Finding(tag.name, quote, site, side, status, by) for site, side in _places(tag, where)]
        elif kind == "t":
            per_day = _number(tag, "per_day", where) if "per_day" in tag.attributes else None
            triggers.append(Trigger(value, quote.text.lower(), quote, status, by, per_day))
        elif kind == "c":
            conditions.append(Condition(value, quote, status, by))
        elif kind == "d":
            durations.append(Duration(value, *_bounds(tag, where), quote))
        else:
            frequencies.append(Frequency(*_bounds(tag, where), quote))
    return Marked(text, tuple(findings), tuple(triggers), tuple(conditions), tuple(durations), tuple(frequencies))
