"""A batch at a glance on a terminal: counts by urgency and cause, and the emergencies with id and reason; no text."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from lipcheck.highlight import visible
from lipcheck.page.rows import moment
from lipcheck.render import Terminal
from lipcheck.results import Unread, open_results
from lipcheck.wording import URGENCIES, WHAT_IT_IS_NOT, urgency_of, words

SHOWN: Final = 20  # emergencies that are listed
_STYLES: Final = {
    "emergency": "bold white on red",
    "doctor": "bold black on yellow",
    "read": "bold white on blue",
    "self_care": "bold black on green",
}
_BAR: Final = 20
_SIDE_BY_SIDE: Final = 84  # columns that both counts need beside each other


@dataclass(frozen=True, slots=True)
class Emergency:
    """Who must be seen now: id, since when, and why."""

    id: str
    received: str
    reasons: tuple[str, ...]


@dataclass(slots=True)
class Tally:
    """What a batch holds, in numbers, and its emergencies, longest waiting first."""

    urgencies: Counter[str] = field(default_factory=Counter)
    causes: Counter[str] = field(default_factory=Counter)
    emergencies: list[Emergency] = field(default_factory=list)


def _waiting(emergency: Emergency) -> tuple[bool, float]:
    when = moment(emergency.received)
    return (False, when.timestamp()) if when else (True, 0)


def tally(records: Iterable[Mapping[str, Any] | Unread]) -> Tally:
    """Count the records; lines that hold none were told of elsewhere."""
    found = Tally()
    for record in records:
        if isinstance(record, Unread):
            continue
        urgency = urgency_of(record)
        found.urgencies[urgency] += 1
        if record["cause"]:
            found.causes[record["cause"]] += 1
        if urgency == "emergency":
            found.emergencies.append(Emergency(record["id"], record["received"] or "", tuple(record["reasons"])))
    found.emergencies.sort(key=_waiting)
    return found


def _bars(title: str, counts: Mapping[str, int], labels: Mapping[str, Text], *, unicode: bool) -> RenderableType:
    full, empty = ("█", "░") if unicode else ("#", ".")
    most = max(1, *counts.values()) if counts else 1
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(justify="right")
    table.add_column(no_wrap=True)
    for key, label in labels.items():
        filled = round(_BAR * counts.get(key, 0) / most) or int(counts.get(key, 0) > 0)
        bar = Text(full * filled, "cyan").append(empty * (_BAR - filled), "bright_black")
        table.add_row(label, f"{counts.get(key, 0):,}", bar)
    return Group(Text(title, style="bold"), table)


def _emergencies(found: Tally) -> RenderableType:
    table = Table.grid(padding=(0, 2))
    timed = any(e.received for e in found.emergencies)
    table.add_column(overflow="fold", style="bold")
    if timed:
        table.add_column(overflow="fold")
    table.add_column(overflow="fold", ratio=1)
    for e in found.emergencies[:SHOWN]:
        middle = [Text(visible(e.received))] if timed else []
        table.add_row(Text(visible(e.id)), *middle, Text(visible("; ".join(e.reasons))))
    more = len(found.emergencies) - SHOWN
    rest = [Text(f"and {more:,} more, on the page that lipcheck report makes", style="dim")] if more > 0 else []
    return Group(Text("\nEmergencies: act now", style="bold red"), table, *rest)


def render_summary(found: Tally, *, width: int, unicode: bool = True) -> RenderableType:
    """The whole summary, for a terminal of so many columns."""
    levels = {key: Text(f" {label} ", style=_STYLES[key]) for key, label in URGENCIES.items()}
    causes = {cause: Text(words(cause)) for cause, _ in found.causes.most_common()}
    parts = [_bars("Urgency", found.urgencies, levels, unicode=unicode)]
    if causes:
        parts.append(_bars("Likely cause", found.causes, causes, unicode=unicode))
    counts = Table.grid(padding=(0, 4))
    if width >= _SIDE_BY_SIDE:
        counts.add_row(*parts)
    else:
        for n, part in enumerate(parts):
            counts.add_row(Group("", part) if n else part)
    listed = [_emergencies(found)] if found.emergencies else []
    return Group("", counts, *listed, Text(f"\n{WHAT_IT_IS_NOT}", style="italic"))


def show_summary(records: Iterable[Mapping[str, Any] | Unread], console: Console) -> None:
    """Print the summary of the records."""
    unicode = console.encoding.lower().startswith("utf")
    summary = render_summary(tally(records), width=console.width, unicode=unicode)
    console.print(summary, markup=False, emoji=False, highlight=False)


def show_results(file: str) -> None:
    """Print the summary of a results file on standard error."""
    with open_results(file, sys.stdin.buffer) as records:
        show_summary(records, Terminal(stderr=True))
