"""A report for a person at a terminal: urgency first, then why, then the message with the words that counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NoReturn

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from lipcheck.report import Quote, Report

WHAT_IT_IS_NOT = "lipcheck supports a person's triage, it never replaces it; no clinician has signed its rules."

_URGENCY = {
    "emergency": ("EMERGENCY", "bold white on red"),
    "doctor": ("SEE A DOCTOR", "bold black on yellow"),
    "self_care": ("SELF CARE", "bold black on green"),
}
_UNKNOWN = ("NOT TRIAGED: a person must read this message", "bold white on blue")
_WITHIN = {"now": "now", "today": "today", "days": "within days"}


@dataclass(frozen=True, slots=True)
class _Mark:
    """How words that counted are shown: a style, and signs around them where styles do not show."""

    label: str
    style: str
    open: str = "["
    close: str = "]"


_MARKS = {
    "flag": _Mark("red flag", "bold white on red", "[!", "!]"),
    "denied": _Mark("denied", "strike bright_black", "[-", "-]"),
    "past": _Mark("past", "italic bright_black", "[<", "<]"),
    "not_sure": _Mark("unsure, feared or another person's", "italic yellow", "[?", "?]"),
    "symptom": _Mark("symptom", "bold yellow", "[", "]"),
    "place": _Mark("site or side", "underline cyan", "[_", "_]"),
    "timing": _Mark("timing", "bold magenta", "[@", "@]"),
    "trigger": _Mark("trigger", "bold green", "[+", "+]"),
    "condition": _Mark("condition", "bold blue", "[*", "*]"),
}
_RANK = {name: rank for rank, name in enumerate(_MARKS)}

# One sign for one character, so that offsets hold: controls as their pictures, the rest that could steer a terminal as U+FFFD.
_VISIBLE = {
    **{c: 0x2400 + c for c in range(0x20)},
    0x7F: 0x2421,
    **dict.fromkeys((*range(0x80, 0xA0), 0x061C, 0x200E, 0x200F, 0x2028, 0x2029), 0xFFFD),
    **dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xD800, 0xE000)), 0xFFFD),
    ord("\n"): ord("\n"),
    ord("\t"): ord(" "),
    ord("\r"): ord(" "),
}


def visible(text: str) -> str:
    r"""The text with everything that could steer a terminal made visible; as long as before.

    >>> visible("lip\x1b[31m numb")
    'lip␛[31m numb'
    """
    return text.translate(_VISIBLE)


def _said(kind: str, status: str, experiencer: str) -> str:
    if experiencer != "patient" or status in ("uncertain", "hypothetical"):
        return "not_sure"
    return {"absent": "denied", "past": "past"}.get(status, kind)


def _spans(report: Report) -> Iterator[tuple[int, int, str]]:
    """Start, end and mark of everything that counted."""

    def span(quote: Quote, mark: str) -> tuple[int, int, str]:
        return quote.start, quote.end, mark

    for finding in report.findings:
        yield span(finding.quote, _said("symptom", finding.status, finding.experiencer))
        for place in (finding.site_span, finding.side_span):
            if place:
                yield (*place, "place")
    yield from (span(duration.quote, "timing") for duration in report.durations)
    yield from (span(frequency.quote, "timing") for frequency in report.frequencies)
    for trigger in report.triggers:
        yield span(trigger.quote, _said("trigger", trigger.status, trigger.experiencer))
    for condition in report.conditions:
        yield span(condition.quote, _said("condition", condition.status, condition.experiencer))
    for flag in report.red_flags:
        if flag.active:
            yield from (span(quote, "flag") for quote in flag.evidence)


def _pieces(report: Report) -> list[tuple[str, str | None]]:
    """The message cut where marks begin and end; where marks overlap, the one of higher rank shows."""
    text = visible(report.text)
    spans = [(max(a, 0), min(b, len(text)), mark) for a, b, mark in _spans(report) if a < b and a < len(text)]
    marks: list[str | None] = [None] * len(text)
    for start, end, mark in sorted(spans, key=lambda s: -_RANK[s[2]]):
        marks[start:end] = [mark] * (end - start)
    cuts = sorted({0, len(text), *(i for i in range(1, len(text)) if marks[i] != marks[i - 1])})
    return [(text[a:b], marks[a]) for a, b in pairwise(cuts)]


def highlighted(report: Report, *, signs: bool) -> Text:
    """The message with the words that counted marked; ``signs`` puts signs around them, for where styles do not show."""
    out = Text()
    for piece, name in _pieces(report):
        mark = _MARKS.get(name or "")
        if mark is None:
            out.append(piece)
        else:
            out.append(f"{mark.open}{piece}{mark.close}" if signs else piece, mark.style)
    return out


def _legend(report: Report, *, signs: bool) -> Text:
    used = {mark for _, mark in _pieces(report) if mark}
    out = Text(style="dim")
    for name, mark in _MARKS.items():
        if name in used:
            out.append("  " if out else "")
            out.append(f"{mark.open}{mark.label}{mark.close}" if signs else mark.label, mark.style)
    return out


def _heading(title: str) -> Text:
    return Text(f"\n{title}", style="bold")


def _points(lines: Iterable[str], bullet: str = "-") -> list[RenderableType]:
    # A hanging indent, so that a wrapped line stays under its own words.
    return [_hanging(bullet, Text(visible(line))) for line in lines]


def _hanging(bullet: str, text: Text) -> RenderableType:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=len(bullet), no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(Text(bullet), text)
    return grid


def _words(concept: str) -> str:
    return "Bell's palsy" if concept == "bells_palsy" else concept.replace("_", " ")


def _bars(report: Report, width: int, *, unicode: bool) -> list[RenderableType]:
    """The causes of at least 5 %, and the first in any case, as bars; under each, the rules and words that speak for it."""
    shown = [c for n, c in enumerate(report.causes) if n == 0 or c.probability >= 0.05]
    name_width = max(len(_words(c.cause)) for c in shown)
    room = max(4, min(30, width - name_width - 8))
    full, empty = ("█", "░") if unicode else ("#", ".")
    out: list[RenderableType] = []
    for n, cause in enumerate(shown):
        filled = round(cause.probability * room)
        line = Text(no_wrap=True, overflow="crop")
        line.append(f"{_words(cause.cause):<{name_width}} ", "bold" if n == 0 else "")
        line.append(full * filled, "cyan").append(empty * (room - filled), "bright_black")
        line.append(f" {cause.probability:>4.0%}")
        out.append(line)
        quotes: dict[str, list[str]] = {}
        for evidence in cause.evidence:
            quotes.setdefault(evidence.rule, []).extend([f"“{visible(evidence.quote.text)}”"] if evidence.quote else [])
        for rule, words in quotes.items():
            line = Text(visible(rule) + (f": {', '.join(dict.fromkeys(words))}" if words else ""), style="dim")
            out.append(Padding(line, (0, 0, 0, 2)))
    return out


def _urgency(report: Report) -> Text:
    word, style = _URGENCY.get(report.urgency or "", _UNKNOWN)
    when = _WITHIN.get(report.within or "")
    return Text(f" {word}{f': {when}' if when else ''} ", style=style)


def _why(report: Report) -> list[RenderableType]:
    flags = [
        _hanging(
            "!" if f.active else "-",
            Text.assemble(
                (f"red flag, {_words(f.flag)}: ", "bold red")
                if f.active
                else (f"inactive flag, {_words(f.flag)}: ", "bright_black"),
                visible(f.why),
            ),
        )
        for f in sorted(report.red_flags, key=lambda f: not f.active)
    ]
    told = {f.why for f in report.red_flags}
    return [*flags, *_points(r for r in report.reasons if r not in told)]


def render(
    report: Report, *, width: int = 80, signs: bool = False, unicode: bool = True, redact: bool = False
) -> RenderableType:
    """The whole answer; ``redact`` leaves the message and the quotes out."""
    parts: list[RenderableType] = [_urgency(report)]
    if why := _why(report):
        parts += [_heading("Why"), *why]
    if report.text.strip() and not redact:
        parts += [_heading("Message"), highlighted(report, signs=signs)]
        if legend := _legend(report, signs=signs):
            parts.append(legend)
    if report.causes:
        parts += [_heading("Likely causes"), *_bars(_redacted(report) if redact else report, width, unicode=unicode)]
    for title, lines in (
        ("Advice", report.advice),
        ("Next steps for a clinician", report.next_steps),
        ("Worth asking", report.missing),
    ):
        if lines:
            parts += [_heading(title), *_points(lines)]
    parts.append(Text(f"\n{WHAT_IT_IS_NOT}", style="italic"))
    return Group(*parts)


def _redacted(report: Report) -> Report:
    causes = (replace(c, evidence=tuple(replace(e, quote=None) for e in c.evidence)) for c in report.causes)
    return replace(report, causes=tuple(causes))


class Terminal(Console):
    """A console that lets a closed pipe be told like any other fault of writing; Rich itself would exit with 1."""

    def on_broken_pipe(self) -> NoReturn:
        """Raise the BrokenPipeError that is being handled."""
        raise  # Rich calls this inside its except block


def show(report: Report, console: Console, *, redact: bool = False) -> None:
    """Print the answer: in colour on a terminal, with signs around the words where there is no colour."""
    unicode = console.encoding.lower().startswith("utf")
    signs = console.color_system is None or console.no_color
    answer = render(report, width=console.width, signs=signs, unicode=unicode, redact=redact)
    console.print(answer, markup=False, emoji=False, highlight=False)
