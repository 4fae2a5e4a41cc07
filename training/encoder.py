"""Makes the encoder under the red flags (``lipcheck.encoder``): a small pretrained transformer, tuned on our messages.

``python -m training.encoder`` wants the extra ``encoder`` and takes about a quarter of an hour on two cores; ``python -m training``
takes what it wrote as given. The writers that it has not read, ``UNREAD``, measure it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from functools import partial
from typing import Any

from lipcheck.encoder import MODEL, SETTINGS, Encoder, digest, packed, seen
from lipcheck.linear import LinearModel, odds_of
from lipcheck.triage.alarm import added
from training import alarm, dataset
from training.reading import cases_of

UNREAD = frozenset(
    [
        "nb",
        "ob",
        "qb",
        "rb",
        "triage/h",
        "triage/w",
        "triage/x",
        "triage/aa",
        "triage/ad",
        "triage/ae",
        "triage/af",
        "triage/ag",
        "triage/ah",
    ]
)
"""The writers of whom the encoder reads nothing: they measure it."""
LEAST = 2.9
"""The log-odds by the encoder above which it adds to the net's: of the messages of ``UNREAD`` that are no emergency both raise one more
than the net alone does. A lower one raised too many of real messages, which are longer and more varied than these."""


def settings(
    rows: Sequence[alarm.Example], nets: Sequence[float], both: Sequence[float], line: float, content: bytes
) -> dict[str, Any]:
    """What is told beside the weights of that content: by the log-odds, of the net and of both, of messages that neither has read.

    ``line`` is the net's log-odds from which it raises a message.
    """
    scores: dict[str, float] = {}
    for name, labelled in (("labelled", True), ("triaged", False)):
        for kind, emergency in (("sensitivity", True), ("specificity", False)):
            told = [
                (r.flagged, r.flagged or net >= line, r.flagged or odds >= line)
                for net, odds, r in zip(nets, both, rows, strict=True)
                if r.labelled is labelled and r.emergency is emergency
            ]
            scores[f"{name}: messages for {kind}"] = len(told)
            for n, by in enumerate(("by the rules", "with the net", "with net and encoder")):
                scores[f"{name}: {kind} {by}"] = sum(answer[n] is emergency for answer in told) / len(told)
    return {"sha256": digest(content), "least": LEAST, "unread": sorted(UNREAD), "scores": scores}


def main() -> int:
    """Make the encoder and write it beside the other models."""
    from training.tuning import tuned

    messages = [
        m
        for m in dataset.training_messages()
        if m.labels is not None and "emergency" not in m.labels.acceptable_urgencies
    ]
    triaged = dataset.net_messages()
    found = cases_of([*(m.text for m in messages), *(t.text for t in triaged)])
    rows = [
        *alarm.examples(messages, {m.id: case for m, case in zip(messages, found, strict=False)}),
        *alarm.of_triaged(triaged, found[len(messages) :]),
    ]
    learned = [n for n, r in enumerate(rows) if r.writer not in UNREAD]
    content = packed(*tuned([" ".join(seen(found[n].words)) for n in learned], [rows[n].emergency for n in learned]))
    encoder = Encoder.of_npz(content)
    by_net = alarm.out_of_fold(rows, alarm.table(rows))
    unread = [n for n, r in enumerate(rows) if r.writer in UNREAD]
    nets = [odds_of(by_net[n]) for n in unread]
    both = [
        net + added(found[n], net, partial(encoder.odds, found[n].words), LEAST)
        for n, net in zip(unread, nets, strict=True)
    ]
    line = odds_of(LinearModel.load("alarm").threshold)
    told = settings([rows[n] for n in unread], nets, both, line, content)
    MODEL.write_bytes(content)
    SETTINGS.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    print("by writers that it has not read: " + ", ".join(f"{k} {v:.4g}" for k, v in told["scores"].items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
