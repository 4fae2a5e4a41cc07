"""Makes the encoder under the red flags (``lipcheck.encoder``): a small pretrained transformer, tuned on our messages.

``python -m training.encoder`` wants the extra ``encoder`` and takes about a quarter of an hour on two cores; ``python -m training``
takes what it wrote as given. ``python -m training.encoder over`` keeps what was tuned and learns only anew how to tell from it whether
a mention is over (four minutes, without the extra). The writers that neither has read, ``UNREAD``, measure them.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from lipcheck.components.status import added as added_to_tense
from lipcheck.encoder import MODEL, SETTINGS, Encoder, digest, packed, seen, unpacked
from lipcheck.linear import LinearModel, odds_of
from lipcheck.triage.alarm import added
from training import alarm, dataset, regression, tense
from training.reading import cases_of
from training.tense import Mention

_C_OF_MENTIONS = 0.003

UNREAD = frozenset(
    [
        "ad",
        "cd",
        "dd",
        "ed",
        "fd",
        "nb",
        "ob",
        "qb",
        "qc",
        "rb",
        "rc",
        "tb",
        "triage/h",
        "triage/w",
        "triage/x",
        "triage/aa",
        "triage/ad",
        "triage/ae",
        "triage/af",
        "triage/ag",
        "triage/ah",
        "triage/ai",
        "triage/aj",
        "triage/ak",
        "triage/al",
    ]
)
"""The writers of whom the encoder reads nothing: they measure it."""
LEAST = 2.9
"""The log-odds by the encoder above which it adds to the net's: of the messages of ``UNREAD`` that are no emergency both raise hardly more
than the net alone does (``encoder.json``). A lower one raised too many of real messages, which are longer and more varied than these."""


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


def with_mentions(
    weights: Mapping[str, NDArray[Any]], names: Sequence[str], rows: Sequence[Mention]
) -> tuple[bytes, dict[str, float]]:
    """The content of the encoder's file with what tells whether a mention is over, learned from the rows; and how well it does.

    What it tells is how the surroundings change the odds: the share of what is over among the rows is taken out.
    """
    told = {name: value for name, value in weights.items() if not name.startswith("over")}
    encoder = Encoder.of_npz(packed(told, names))
    seen_of = [(r, x) for r in rows if r.place is not None and (x := encoder.around(*r.place)) is not None]
    learned = [r.writer not in UNREAD for r, _ in seen_of]
    seen_here = np.array([x for _, x in seen_of])
    over = np.array([r.over for r, _ in seen_of])
    share = float(over[learned].mean())
    scale = StandardScaler().fit(seen_here[learned])
    model = LogisticRegression(C=_C_OF_MENTIONS, max_iter=500).fit(scale.transform(seen_here[learned]), over[learned])
    weight = model.coef_[0] / scale.scale_
    intercept = float(model.intercept_[0] - scale.mean_ @ weight) - math.log(share / (1 - share))
    told["over"], told["over intercept"] = weight.astype(np.float32), np.array([intercept], np.float32)
    content = packed(told, names)
    return content, _of_mentions(Encoder.of_npz(content), rows)


def _of_mentions(encoder: Encoder, rows: Sequence[Mention]) -> dict[str, float]:
    """How many mentions of the unread writers are told right, by a tense model that has not read them and with the encoder beside it."""
    right, with_encoder, asked = [], [], []
    for left, content in regression.left_out(tense.fit, tense.table(rows)):
        model = LinearModel(content["weights"], content["intercept"])
        for r in rows:
            if r.writer in left and r.writer in UNREAD:
                odds = model.odds(model.score(r.features))
                more = added_to_tense(odds, r.place, lambda place: encoder.over(*place))
                right.append((odds >= 0) == r.over)
                asked.append(more != 0)
                with_encoder.append((odds + more >= 0) == r.over)
    return {
        "mentions": len(right),
        "mentions: asked": float(np.mean(asked)),
        "mentions: past or present by the tense model": float(np.mean(right)),
        "mentions: past or present with encoder": float(np.mean(with_encoder)),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the encoder and write it beside the other models."""
    parser = argparse.ArgumentParser(prog="python -m training.encoder", description=__doc__)
    parser.add_argument(
        "what", nargs="?", choices=["over"], help="learn only anew how to tell whether a mention is over"
    )
    only_mentions = parser.parse_args(arguments).what == "over"
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
    if only_mentions:
        weights, names = unpacked(MODEL.read_bytes())
    else:
        from training.tuning import tuned

        weights, names = tuned([" ".join(seen(found[n].words)) for n in learned], [rows[n].emergency for n in learned])
    content, of_mentions = with_mentions(weights, names, tense.mentions(dataset.training_messages()))
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
    told["scores"] |= of_mentions
    MODEL.write_bytes(content)
    SETTINGS.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    print("by writers that it has not read: " + ", ".join(f"{k} {v:.4g}" for k, v in told["scores"].items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
