"""A report for a person at a terminal: urgency first, then why, then the message with the words that counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NoReturn

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from lipcheck.explanation import CauseExplanation, Contribution, Explanation, Net, merged
from lipcheck.highlight import MARKS, pieces, visible
from lipcheck.report import Quote, Report
from lipcheck.triage.naming import LEVELS
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


_LARGEST = 5
_HOW_TO_READ = "a figure is what it adds (+) or takes away (-), in log-odds; 0.7 doubles the odds"


def render_explanation(explanation: Explanation, *, redact: bool = False) -> RenderableType:
    """How the answer came about, in words that can be read aloud; ``redact`` leaves quotes and words of the message out."""
    report = explanation.report
    parts: list[RenderableType] = [_heading("How the scope was found")]
    complaints = [f"{what}{_quoted([quote], redact=redact)}" for what, quote in explanation.complaints]
    parts += _points(complaints or ["no complaint of lip or face by the patient was found"])
    if explanation.causes:
        parts += [_heading("How the causes were found"), Text(_HOW_TO_READ, style="dim")]
        for rank, cause in enumerate(explanation.causes):
            if rank < 2 or cause.votes:
                parts += _cause(cause, redact=redact)
        parts += [Text("How they were joined", style="bold"), *_points(_joined(explanation))]
    parts += [_heading("How the urgency was found"), *_points(_urgency_found(explanation))]
    flags = [
        f"{words(f.flag)}, {'active' if f.active else 'inactive'}: {f.why}{_quoted(f.evidence, redact=redact)}"
        for f in explanation.red_flags
    ]
    parts += [_heading("Red flags"), *_points(flags or ["none was raised"])]
    parts += [_heading("The net under the red flags"), *_points([_net(explanation.net)])]
    parts += _weighed(explanation.net.contributions, redact=redact)
    model = report.versions.get("model", "unknown")
    parts.append(Text(f"\nlipcheck {report.versions.get('lipcheck', 'unknown')}, model {model}", style="dim"))
    return Group(*parts)


def _quoted(quotes: Iterable[Quote], *, redact: bool) -> str:
    said = [] if redact else list(dict.fromkeys(f"“{q.text}”" for q in quotes))
    return f" ({', '.join(said)})" if said else ""


def _cause(cause: CauseExplanation, *, redact: bool) -> list[RenderableType]:
    head = f"{words(cause.cause)} {cause.probability:.0%}, by the classifier alone {cause.classifier:.0%}"
    votes = [f"rule: {v.says}; {LEVELS[v.level]}{_quoted(v.evidence, redact=redact)}" for v in cause.votes]
    weighed = _weighed(cause.contributions, redact=redact)
    return [Text(head, style="bold"), *_points(votes or ["no rule votes for it"]), *weighed]


def _weighed(contributions: tuple[Contribution, ...], *, redact: bool) -> list[RenderableType]:
    shown = merged(contributions) if redact else contributions
    return [_hanging(f"{c.weight:+.2f}", Text(visible(c.name))) for c in shown[:_LARGEST]]


def _joined(explanation: Explanation) -> list[str]:
    steps = [
        "the classifier reads the rules' votes beside findings and words, and its probabilities "
        f"(temperature {explanation.temperature:g}) rank the causes"
    ]
    steps += [f"{s.why}: {words(s.raised)} changes places with {words(s.lowered)}" for s in explanation.swaps]
    return steps if explanation.swaps else [*steps, "no rule changed that order"]


def _urgency_found(explanation: Explanation) -> list[str]:
    found = explanation.urgency
    word = _URGENCY.get(found.urgency or "", _UNKNOWN)[0].split(":")[0].lower()
    lines = [f"{word}: {found.rule} ({found.source})", *(f"because: {reason}" for reason in found.reasons)]
    return [*lines, *(f"today, because: {reason}" for reason in found.today)]


def _net(net: Net) -> str:
    score = f"its score is {net.score:.2f}, and it raises a message from {net.threshold:.2f} on"
    if not net.asked:
        return f"not asked, for a red flag is active; {score}"
    return f"{score}: {'it raised this one' if net.raised else 'it changed nothing'}"


class Terminal(Console):
    """A console that lets a closed pipe be told like any other fault of writing; Rich itself would exit with 1."""

    def on_broken_pipe(self) -> NoReturn:
        """Raise the BrokenPipeError that is being handled."""
        raise  # Rich calls this inside its except block


def show(report: Report, console: Console, *, redact: bool = False, explanation: Explanation | None = None) -> None:
    """Print the answer, and how it came about: in colour on a terminal, with signs around the words where there is no colour."""
    unicode = console.encoding.lower().startswith("utf")
    signs = console.color_system is None or console.no_color
    answer = render(report, width=console.width, signs=signs, unicode=unicode, redact=redact)
    console.print(answer, markup=False, emoji=False, highlight=False)
    if explanation is not None:
        how = render_explanation(explanation, redact=redact)
        console.print(how, markup=False, emoji=False, highlight=False)
