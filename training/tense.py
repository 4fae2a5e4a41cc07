"""Trains the weights of ``lipcheck.components.tense`` on the statuses of the labelled messages."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from sklearn.linear_model import LogisticRegression

import lipcheck
from lipcheck.components.assertion import status_reader
from lipcheck.components.status import Place
from lipcheck.evaluation.labelled import Labelled
from lipcheck.linear import LinearModel
from lipcheck.vocabulary import MEDICINES
from training import regression
from training.reading import spread
from training.reports import ReportSentence
from training.table import Table

MODEL = Path(lipcheck.__file__).resolve().parent / "model" / "tense.json"
TAKING = MODEL.with_name("taking.json")
C = 0.05
# The share of past findings among the present and past ones of real messages, 157 of 381. Ours tell less of the past, so the
# score of messages moves; reports keep theirs.
SHARE = 0.41
_OF_MESSAGES = ("voice=own", "voice=none")
_MIN_SEEN = 3


@dataclass(frozen=True, slots=True)
class Mention:
    """One marked mention: what stands around it, whether it is over, and what the encoder is given of it."""

    writer: str
    features: tuple[str, ...]
    over: bool
    place: Place | None = None


def mentions(messages: Sequence[Labelled]) -> list[Mention]:
    """Every marked finding that is present or past."""
    return spread(_mentions, messages)


def _mentions(messages: Iterable[Labelled]) -> list[Mention]:
    return _around(
        (m.writer, m.text, [(x.quote.start, x.quote.end, x.symptom, x.status) for x in m.marked.findings])
        for m in messages
    )


def medicines(messages: Sequence[Labelled]) -> list[Mention]:
    """Every marked medicine of the patient's that is present or past."""
    return spread(_medicines, messages)


def _medicines(messages: Iterable[Labelled]) -> list[Mention]:
    return _around(
        (
            m.writer,
            m.text,
            [
                (x.quote.start, x.quote.end, x.trigger, x.status)
                for x in m.marked.triggers
                if x.trigger in MEDICINES and x.experiencer == "patient"
            ],
        )
        for m in messages
    )


def concepts(sentences: Iterable[ReportSentence]) -> list[Mention]:
    """Every marked concept of a report's sentences that is present or past; their writer is ``reports``."""
    return _around(("reports", s.text, [(c.start, c.end, "", c.status) for c in s.concepts]) for s in sentences)


def _around(texts: Iterable[tuple[str, str, list[tuple[int, int, str, str]]]]) -> list[Mention]:
    """What stands around the present and past mentions of texts: writer, text, and each mention's characters, symptom and status."""
    nlp = spacy.blank("en")
    nlp.add_pipe("lipcheck_normalise")
    read = status_reader(nlp)
    out = []
    for writer, text, marked in texts:
        doc = nlp(text.lower())
        told = [x for x in marked if x[3] in ("present", "past")]
        spans = [doc.char_span(start, end, alignment_mode="expand") for start, end, *_ in told]
        seen = read(doc, [s for s in spans if s is not None])
        out += [
            Mention(
                writer,
                tuple(seen.around.features(span.start, span.end, symptom)),
                status == "past",
                seen.place(span),
            )
            for (_, _, symptom, status), span in zip(told, spans, strict=True)
            if span is not None
        ]
    return out


def table(rows: Sequence[Mention]) -> Table:
    """What the model learns from."""
    return Table.of([dict.fromkeys(r.features, 1.0) for r in rows], [r.over for r in rows], [r.writer for r in rows])


def fit(given: Table, c: float = C) -> dict[str, Any]:
    """The content of ``tense.json``: weights by feature, rounded, and the intercept."""
    content = fit_as_told(given, c)
    share = float(np.mean(given.labels))
    shift = math.log(SHARE / (1 - SHARE)) - math.log(share / (1 - share))
    weights = content["weights"]
    for name in _OF_MESSAGES:
        weights[name] = round(weights.get(name, 0.0) + shift, regression.DIGITS)
    return {**content, "weights": dict(sorted(weights.items()))}


def fit_as_told(given: Table, c: float = C) -> dict[str, Any]:
    """The content of ``taking.json``: the same, with the share of what is over as our messages tell it."""
    model = LogisticRegression(C=c, max_iter=2000, tol=1e-6)
    names = regression.fit(model, given, _MIN_SEEN)
    return {
        "threshold": 0.5,
        "intercept": round(float(model.intercept_[0]), regression.DIGITS),
        "weights": dict(sorted(regression.weights(model, names).items())),
    }


def cross_validated(
    rows: Sequence[Mention], given: Table, c: float = C, by: Callable[..., dict[str, Any]] = fit
) -> float:
    """The share of mentions told right by a model that has read nothing of their writer; reports count as one writer."""
    right = 0
    for left, content in regression.left_out(partial(by, c=c), given):
        model = LinearModel(content["weights"], content["intercept"])
        right += sum((model.probability(r.features) >= model.threshold) == r.over for r in rows if r.writer in left)
    return right / len(rows)


def rebuild_taking(messages: Sequence[Labelled], path: Path = TAKING) -> dict[str, Any]:
    """The same for the model that tells whether a medicine is still taken."""
    rows = medicines(messages)
    given = table(rows)
    content = fit_as_told(given)
    path.write_text(json.dumps(content, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    accuracy = cross_validated(rows, given, by=fit_as_told)
    return {"features": len(content["weights"]), "mentions": len(rows), "accuracy": accuracy}


def rebuild(messages: Sequence[Labelled], reports: Iterable[ReportSentence], path: Path = MODEL) -> dict[str, Any]:
    """Train on messages and reports and write the weights, the same bytes for the same texts; what was trained, and how well it does."""
    rows = mentions(messages) + concepts(reports)
    given = table(rows)
    content = fit(given)
    path.write_text(json.dumps(content, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    return {"features": len(content["weights"]), "mentions": len(rows), "accuracy": cross_validated(rows, given)}
