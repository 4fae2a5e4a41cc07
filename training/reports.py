"""Sentences of clinical reports with their concepts (``data/reports``): is each there, over, denied, unsure, feared, and whose?

The file ``REPORTS`` is learned from and tuned by; ``HELD_OUT_REPORTS``, by another writer, is held out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import spacy

from lipcheck.errors import InputError
from training.dataset import DATA, REPORTS


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept marked in a report's sentence: its characters, its status and its experiencer (``by``)."""

    start: int
    end: int
    status: str
    by: str


@dataclass(frozen=True, slots=True)
class ReportSentence:
    """A sentence as clinical reports have it, and the concepts marked in it."""

    id: str
    text: str
    concepts: tuple[Concept, ...]


def read(file: str = REPORTS, data: Path = DATA) -> list[ReportSentence]:
    """The sentences of ``data/reports/<file>.jsonl``. Raises ``InputError`` where one does not hold what is marked in it."""
    path = data / "reports" / f"{file}.jsonl"
    out = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        row = json.loads(line)
        concepts = []
        for span in row["spans"]:
            at = -1
            for _ in range(span.get("nth", 0) + 1):
                at = row["text"].find(span["text"], at + 1)
                if at < 0:
                    raise InputError(f"{path}:{number}: the text does not hold {span['text']!r}")
            concepts.append(Concept(at, at + len(span["text"]), span["status"], span["by"]))
        out.append(ReportSentence(row["id"], row["text"], tuple(concepts)))
    return out


def scores(sentences: Iterable[ReportSentence]) -> dict[str, float]:
    """How many of the concepts the assertion component alone tells right, as shares."""
    nlp = spacy.blank("en")
    nlp.add_pipe("lipcheck_assertion", config={"spans_key": "findings"})
    told: list[tuple[Concept, str, str]] = []
    for sentence in sentences:
        doc = nlp.make_doc(sentence.text)
        spans = [doc.char_span(c.start, c.end, alignment_mode="expand") for c in sentence.concepts]
        doc.spans["findings"] = [s for s in spans if s is not None]
        said = [span._.assertion for span in nlp(doc).spans["findings"]]
        told += [(c, a.status, a.experiencer) for c, a in zip(sentence.concepts, said, strict=True)]
    denied = [(c.status == "absent", status == "absent") for c, status, _ in told]
    both = sum(gold and found for gold, found in denied)
    return {
        "concepts": len(told),
        "status": _share([c.status == status for c, status, _ in told]),
        "experiencer": _share([c.by == by for c, _, by in told]),
        "absent, precision": both / max(1, sum(found for _, found in denied)),
        "absent, recall": both / max(1, sum(gold for gold, _ in denied)),
    }


def _share(right: Sequence[bool]) -> float:
    return sum(right) / len(right)
