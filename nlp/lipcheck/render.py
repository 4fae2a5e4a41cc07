"""A report for a person at a terminal: urgency first, then why, then the message with the words that counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NoReturn

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from lipcheck.highlight import MARKS, pieces, visible
from lipcheck.report import Report
from lipcheck.wording import WHAT_IT_IS_NOT, WITHIN, words

_URGENCY = {
    "emergency": ("EMERGENCY", "bold white on red"),
    "doctor": ("SEE A DOCTOR", "bold black on yellow"),
    "self_care": ("SELF CARE", "bold black on green"),
}
_UNKNOWN = ("NOT TRIAGED: a person must read this message", "bold white on blue")


@dataclass(frozen=True, slots=True)
class _Mark:
    """How words that counted are shown: a style, and signs around them where styles do not show."""

    style: str
    open: str = "["
    close: str = "]"


_MARKS = {
    "flag": _Mark("bold white on red", "[!", "!]"),
    "denied": _Mark("strike bright_black", "[-", "-]"),
    "past": _Mark("italic bright_black", "[<", "<]"),
    "not_sure": _Mark("italic yellow", "[?", "?]"),
    "symptom": _Mark("bold yellow", "[", "]"),
    "place": _Mark("underline cyan", "[_", "_]"),
    "timing": _Mark("bold magenta", "[@", "@]"),
    "trigger": _Mark("bold green", "[+", "+]"),
    "condition": _Mark("bold blue", "[*", "*]"),
}


def highlighted(report: Report, *, signs: bool) -> Text:
    """The message with the words that counted marked; ``signs`` puts signs around them, for where styles do not show."""
    out = Text()
    for piece, name in pieces(report.to_dict()):
        mark = _MARKS.get(name or "")
        if mark is None:
            out.append(piece)
        else:
            out.append(f"{mark.open}{piece}{mark.close}" if signs else piece, mark.style)
    return out


def _legend(report: Report, *, signs: bool) -> Text:
    used = {mark for _, mark in pieces(report.to_dict()) if mark}
    out = Text(style="dim")
    for name, mark in _MARKS.items():
        if name in used:
            out.append("  " if out else "")
            out.append(f"{mark.open}{MARKS[name]}{mark.close}" if signs else MARKS[name], mark.style)
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


def _bars(report: Report, width: int, *, unicode: bool) -> list[RenderableType]:
    """The causes of at least 5 %, and the first in any case, as bars; under each, the rules and words that speak for it."""
    shown = [c for n, c in enumerate(report.causes) if n == 0 or c.probability >= 0.05]
    name_width = max(len(words(c.cause)) for c in shown)
    room = max(4, min(30, width - name_width - 8))
    full, empty = ("█", "░") if unicode else ("#", ".")
    out: list[RenderableType] = []
    for n, cause in enumerate(shown):
        filled = round(cause.probability * room)
        line = Text(no_wrap=True, overflow="crop")
        line.append(f"{words(cause.cause):<{name_width}} ", "bold" if n == 0 else "")
        line.append(full * filled, "cyan").append(empty * (room - filled), "bright_black")
        line.append(f" {cause.probability:>4.0%}")
        out.append(line)
        quotes: dict[str, list[str]] = {}
        for evidence in cause.evidence:
            quotes.setdefault(evidence.rule, []).extend([f"“{visible(evidence.quote.text)}”"] if evidence.quote else [])
        for rule, said in quotes.items():
            line = Text(visible(rule) + (f": {', '.join(dict.fromkeys(said))}" if said else ""), style="dim")
            out.append(Padding(line, (0, 0, 0, 2)))
    return out


def _urgency(report: Report) -> Text:
    word, style = _URGENCY.get(report.urgency or "", _UNKNOWN)
    when = WITHIN.get(report.within or "")
    return Text(f" {word}{f': {when}' if when else ''} ", style=style)


def _why(report: Report) -> list[RenderableType]:
    flags = [
        _hanging(
            "!" if f.active else "-",
            Text.assemble(
                (f"red flag, {words(f.flag)}: ", "bold red")
                if f.active
                else (f"inactive flag, {words(f.flag)}: ", "bright_black"),
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
