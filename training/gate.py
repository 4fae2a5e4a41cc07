"""The release gate: a new model replaces the one in place only above every floor, and missing no emergency that the last one found.

Floors are in ``training/floors.json``, each with set, measure, floor and why. The sets are the gold sentences; the training messages,
answered by left-out writer (never the held-out writers); and the classifier's own cross-validated scores in its card. The emergencies
of the training messages that a model finds when it passes are written down in ``training/found.json``; one that the next model misses
refuses it, whether the model or the rules lost it. An emergency that may be missed stands under ``waived``, with why.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import lipcheck
from lipcheck.errors import InputError, ModelError
from lipcheck.evaluation.measures import score

if TYPE_CHECKING:
    from training.crossfit import Read

Made = TypeVar("Made")

FLOORS: Final = Path(__file__).resolve().parent / "floors.json"
FOUND: Final = FLOORS.with_name("found.json")
GOLD, MESSAGES, CLASSIFIER = "gold sentences", "training messages", "classifier"
SETS: Final = (GOLD, MESSAGES, CLASSIFIER)


@dataclass(frozen=True, slots=True)
class Floor:
    """What a measure of a set must reach, and why."""

    set: str
    measure: str
    floor: float
    why: str


@dataclass(frozen=True, slots=True)
class Floors:
    """All floors, and the emergencies that may be missed, by id with why."""

    floors: Sequence[Floor]
    waived: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Measured:
    """A model's measures by set, and the emergencies of the training messages by id: those that it finds, and the missed."""

    measures: Mapping[str, Mapping[str, float]]
    found: frozenset[str] = frozenset()
    missed: frozenset[str] = frozenset()


def read_floors(path: Path = FLOORS) -> Floors:
    """The floors of a file; raises InputError with the entry and what is wrong."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        rows, waived = content["floors"], content["waived"]
        pairs = {str(w["id"]): str(w["why"]) for w in waived}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path}: no floors and waived emergencies ({type(error).__name__})") from error
    return Floors([_floor(row, f"{path.name}: floor {n}") for n, row in enumerate(rows, 1)], pairs)


def _floor(row: Any, place: str) -> Floor:
    if not isinstance(row, dict) or row.keys() != {"set", "measure", "floor", "why"}:
        raise InputError(f"{place}: has not just set, measure, floor and why")
    if row["set"] not in SETS:
        raise InputError(f"{place}: no set of that name", f"known: {', '.join(SETS)}")
    if row["measure"] not in (known := score({}, {}).values()):
        raise InputError(f"{place}: no measure of that name", f"known: {', '.join(known)}")
    if isinstance(row["floor"], bool) or not isinstance(row["floor"], (int, float)) or not 0 <= row["floor"] <= 1:
        raise InputError(f"{place}: floor is no number from 0 to 1")
    if not isinstance(row["why"], str) or not row["why"].strip():
        raise InputError(f"{place}: says no why")
    return Floor(**row)


def faults(new: Measured, before: frozenset[str], floors: Floors) -> list[str]:
    """Why the new model may not replace the old one, one line each; empty where it may. ``before`` are the emergencies once found."""
    out = []
    if lost := sorted((new.missed & before) - floors.waived.keys()):
        out.append(f"misses emergencies that the model before it found: {', '.join(lost)}")
    for f in floors.floors:
        value = new.measures.get(f.set, {}).get(f.measure, float("nan"))
        if not value >= f.floor:
            out.append(f"{f.set}: {f.measure} {value:.3f} is below the floor {f.floor:.3f} ({f.why})")
    return out


def read_found(path: Path = FOUND) -> frozenset[str]:
    """The emergencies, by id, that the last model to pass has found; raises InputError where they cannot be read."""
    try:
        ids = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(
            f"{path}: no list of the emergencies found before ({type(error).__name__})",
            "with [] in it the floors alone decide",
        ) from error
    if not isinstance(ids, list) or not all(isinstance(i, str) for i in ids):
        raise InputError(f"{path}: is no list of ids")
    return frozenset(ids)


def replace(
    folder: Path, build: Callable[[], Made], measure: Callable[[Made], Measured], floors: Floors, record: Path = FOUND
) -> Measured:
    """Build a model into its folder and keep it where it passes, with the emergencies that it finds on record; its measures.

    ``measure`` is given what ``build`` returns. Raises ``ModelError`` that says why the model is refused; then, as after any
    other error, the old files are back.
    """
    before = read_found(record)
    with _put_back(folder):
        new = measure(build())
        if against := faults(new, before, floors):
            raise ModelError(
                f"the new model is refused: {'; '.join(against)}",
                "the old one stays in place; floors and waived emergencies are in training/floors.json",
            )
    record.write_text(json.dumps(sorted(new.found), indent=0) + "\n", encoding="utf-8")
    return new


@contextmanager
def _put_back(folder: Path) -> Iterator[None]:
    """Where the block raises, the folder's files are as they were before."""
    before = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    try:
        yield
    except BaseException:
        for path in folder.iterdir():
            if path.is_file() and path not in before:
                path.unlink()
        for path, content in before.items():
            path.write_bytes(content)
        raise


def measure(read: Read) -> Measured:
    """The measures of the model in place, by what its own tense and timing models find in the training messages.

    Raises ModelError where the model cannot be read.
    """
    from lipcheck.triage.classifier import Classifier
    from training import crossfit, dataset

    card = Classifier.load().card
    messages, sentences = dataset.training_messages(), dataset.gold_sentences()
    given = crossfit.answers(messages, crossfit.Settings.of_model(), read)
    scores = score({m.id: m.record() for m in messages}, given.whole)
    analyzer = lipcheck.load()
    answered = {m.id: analyzer.analyze(m.text).to_dict() for m in sentences}
    urgent = frozenset(m.id for m in messages if m.labels is not None and m.labels.urgency == "emergency")
    return Measured(
        {
            GOLD: score({m.id: m.record() for m in sentences}, answered).values(),
            MESSAGES: scores.values(),
            CLASSIFIER: {k: v for k, v in card["scores"].items() if isinstance(v, float)},
        },
        urgent - frozenset(scores.missed_emergencies),
        frozenset(scores.missed_emergencies),
    )
