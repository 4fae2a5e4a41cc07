"""An evaluation for a person at a terminal: measures with intervals, baselines beside them, what was confused and missed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from lipcheck.evaluation.study import wilson
from lipcheck.highlight import visible
from lipcheck.wording import words

_SHORT: Final = {
    "caffeine": "caff",
    "medication": "med",
    "potassium_deficiency": "pot",
    "allergic_reaction": "all",
    "bells_palsy": "bell",
    "stroke": "str",
    "undetermined": "und",
    "emergency": "emerg",
    "self_care": "self",
}
_IN_SLICES: Final = ("symptom+status", "cause accuracy", "urgency accuracy")
_FEWEST: Final = 30  # messages under which a slice says little


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _range(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f"{low:.3f}-{high:.3f}"


def _title(text: str) -> Text:
    return Text(f"\n{text}", style="bold")


def _note(text: str) -> Text:
    return Text(text, style="dim")


def _table(*columns: str) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="dim")
    for n, name in enumerate(columns):
        table.add_column(Text(visible(name)), justify="left" if n == 0 else "right", overflow="fold")
    return table


def _measures(result: Mapping[str, Any]) -> RenderableType:
    scores, baselines = result["scores"], result["baselines"]
    table = _table("measure", "value", "95 %", "n", *baselines)
    certain = False
    for name, (low, high) in result["intervals"].items():
        given = scores[name]
        value, n = (given["f1"], given["n"]) if isinstance(given, dict) else (given, result["counted"].get(name))
        if value is None:
            continue
        if value in (0, 1) and name in result["counted"]:
            (low, high), certain = wilson(round(value * n), n), True
        others = [_number(b["measures"].get(name)) for b in baselines.values()]
        table.add_row(name, _number(value), _range(low, high), "" if n is None else f"{n:,}", *others)
    intervals = "intervals: percentile bootstrap over messages"
    if certain:
        intervals += "; Wilson's for a share of 0 or 1, which the bootstrap takes for certain"
    legend = [_note(intervals), *(_note(f"{name}: {b['what']}") for name, b in baselines.items())]
    return Group(table, *legend, *(_note(n) for n in result["notes"]))


def _missed(result: Mapping[str, Any], texts: Mapping[str, str]) -> RenderableType:
    found = result["emergencies"]
    lines: list[RenderableType] = [_title("Emergencies")]
    for name in ("sensitivity", "specificity"):
        share = found[name]
        if share["n"]:
            lines.append(
                Text(
                    f"{name} {_number(share['value'])}, {share['hits']:,} of {share['n']:,} "
                    f"(95 % interval, Wilson: {_range(share['low'], share['high'])})"
                )
            )
    share = found["sensitivity"]
    if not share["n"]:
        return Group(*lines, Text("no emergency among the labels: nothing is said about finding them"))
    if not found["missed"]:
        least = f"the true sensitivity may be as low as {share['low']:.3f}"
        return Group(*lines, Text(f"none missed of {share['n']:,}; with so many, {least}"))
    lines.append(Text(f"missed {len(found['missed']):,} of {share['n']:,}:", style="bold red"))
    table = Table.grid(padding=(0, 2))
    for m in found["missed"]:
        text = [Text(visible(texts[m["id"]]))] if m["id"] in texts else []
        table.add_row(Text(visible(m["id"])), f"answered {words(m['answered'])}", *text)
    return Group(*lines, table)


def _confusion(title: str, found: Mapping[str, Any]) -> list[RenderableType]:
    if not any(map(sum, found["counts"])):
        return []
    table = _table("gold \\ answered", *(_SHORT.get(name, name) for name in found["answered"]))
    for name, counts in zip(found["gold"], found["counts"], strict=True):
        if any(counts):
            cells = [
                Text(f"{n:,}" if n else ".", style="bold" if name == column else "")
                for n, column in zip(counts, found["answered"], strict=True)
            ]
            short = _SHORT.get(name, name)
            table.add_row(words(name) if short == name else f"{words(name)} ({short})", *cells)
    return [_title(title), table]


def _calibration(found: Mapping[str, Any]) -> list[RenderableType]:
    if not found["messages"]:
        return []
    table = _table("probability of the first cause", "messages", "on average", "right")
    for b in found["bins"]:
        table.add_row(
            f"{b['low']:.1f} to {b['high']:.1f}", f"{b['messages']:,}", _number(b["confidence"]), _number(b["right"])
        )
    error = (
        f"expected calibration error {_number(found['expected calibration error'])}; a perfectly calibrated model of "
        f"{found['messages']:,} messages stays under {_number(found['95th percentile if perfectly calibrated'])} 95 times in 100"
    )
    return [
        _title("Are the probabilities of causes right?"),
        table,
        Text(error),
        Text(f"Brier score {_number(found['Brier score'])} (0 is best, 2 the worst)"),
    ]


def _slices(found: Mapping[str, Any]) -> list[RenderableType]:
    if not found:
        return []
    table = _table("kind of message", "n", "symptoms", "cause", "urgency", "emergencies found")
    for kind, values in found.items():
        table.add_row(Text(visible(kind), style="bold"))
        for value, s in values.items():
            share = s["emergency sensitivity"]
            urgent = f"{share['hits']} of {share['n']}, {_range(share['low'], share['high'])}" if share["n"] else ""
            cells = [_number(s["measures"][name]) for name in _IN_SLICES]
            few = "dim" if s["messages"] < _FEWEST else ""
            table.add_row(Text(f"  {visible(value)}"), f"{s['messages']:,}", *cells, urgent, style=few)
    note = f"symptoms: F1 of symptom+status; the interval is Wilson's; dim: fewer than {_FEWEST} messages, which say little"
    return [_title("By kind of message"), table, _note(note)]


def render(result: Mapping[str, Any], texts: Mapping[str, str]) -> RenderableType:
    """The whole evaluation; ``texts``, by id, are those of missed emergencies that may be shown."""
    n = result["messages"]
    head = f"{n:,} labelled message{'' if n == 1 else 's'}, {result['answered']}"
    if result["without a record"]:
        head += f"; {result['without a record']:,} without a record, which counts as wrong"
    per_cause = result["scores"]["cause per class"]
    causes = "F1 of each cause: " + ", ".join(
        f"{words(c)} {_number(x['f1'])} (n={x['n']:,})" for c, x in per_cause.items()
    )
    accepted = "An answer that the labels accept beside their own counts as theirs."
    confused = [
        *_confusion("Causes confused", result["confusion"]["cause"]),
        *_confusion("Urgencies confused", result["confusion"]["urgency"]),
    ]
    return Group(
        Text(visible(head)),
        _measures(result),
        *([Text(causes)] if per_cause else []),
        _missed(result, texts),
        *confused,
        *([_note(accepted)] if confused else []),
        *_calibration(result["calibration"]),
        *_slices(result["slices"]),
    )


def show(result: Mapping[str, Any], console: Console, texts: Mapping[str, str] | None = None) -> None:
    """Print the evaluation."""
    console.print(render(result, texts or {}), markup=False, emoji=False, highlight=False)
