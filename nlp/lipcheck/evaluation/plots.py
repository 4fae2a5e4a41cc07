"""An evaluation as pictures: what was confused, how probabilities fit, emergencies found against alarms raised."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from lipcheck.errors import InputError
from lipcheck.exports import optional
from lipcheck.wording import words

_DPI: Final = 120


def write_plots(result: Mapping[str, Any], folder: Path) -> list[Path]:
    """Write the PNG files that the evaluation has figures for; raises InputError where that cannot be done."""
    figure = optional("matplotlib.figure", "plots", "--plots")
    drawn: dict[str, tuple[Callable[[Any, Any], None], Any]] = {}
    for key in ("cause", "urgency"):
        if any(map(sum, result["confusion"][key]["counts"])):
            drawn[f"confusion_{key}.png"] = (_confusion, result["confusion"][key])
    if result["calibration"]["messages"]:
        drawn["reliability.png"] = (_reliability, result["calibration"])
    if result["threshold curve"] is not None:
        drawn["emergencies.png"] = (_emergencies, result)
    out = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, (draw, data) in drawn.items():
            picture = figure.Figure(figsize=(6.4, 5.2), layout="constrained")
            draw(picture.subplots(), data)
            picture.savefig(folder / name, dpi=_DPI, metadata={"Software": None})
            out.append(folder / name)
    except OSError as error:
        raise InputError(f"{folder}: cannot be written to ({error.strerror})", "give --plots a folder") from None
    return out


def _confusion(axes: Any, found: Mapping[str, Any]) -> None:
    counts = found["counts"]
    shares = [[n / sum(row) if sum(row) else 0.0 for n in row] for row in counts]
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    axes.set_xticks(range(len(found["answered"])), [words(x) for x in found["answered"]], rotation=40, ha="right")
    axes.set_yticks(range(len(found["gold"])), [words(x) for x in found["gold"]])
    axes.set_xlabel("answered")
    axes.set_ylabel("gold")
    for y, row in enumerate(counts):
        for x, n in enumerate(row):
            if n:
                axes.text(x, y, f"{n:,}", ha="center", va="center", color="white" if shares[y][x] > 0.5 else "black")


def _reliability(axes: Any, found: Mapping[str, Any]) -> None:
    bins = found["bins"]
    axes.plot([0, 1], [0, 1], color="grey", linestyle="--", label="perfectly calibrated")
    axes.plot([b["confidence"] for b in bins], [b["right"] for b in bins], marker="o", label="lipcheck")
    for b in bins:
        axes.annotate(f"n={b['messages']:,}", (b["confidence"], b["right"]), (6, -12), textcoords="offset points")
    axes.set(xlim=(0, 1.05), ylim=(0, 1.05), xlabel="probability of the first cause", ylabel="share that is right")
    axes.legend(loc="upper left")


def _emergencies(axes: Any, result: Mapping[str, Any]) -> None:
    curve, now = result["threshold curve"], result["emergencies"]
    points = curve["points"]
    axes.step(
        [p["alarms in 100 messages"] for p in points],
        [p["sensitivity"] for p in points],
        where="post",
        label="threshold of the net lowered",
    )
    caught, quiet = now["sensitivity"], now["specificity"]
    alarms = 100 * (caught["hits"] + quiet["n"] - quiet["hits"]) / (caught["n"] + quiet["n"])
    axes.plot(alarms, caught["value"], "o", color="black", label="as shipped")
    axes.set(xlim=(0, 100), ylim=(0, 1.02), xlabel="alarms in 100 messages", ylabel="emergencies found")
    axes.legend(loc="lower right", title="score: 1 with a red flag, else the net's probability", title_fontsize="small")
