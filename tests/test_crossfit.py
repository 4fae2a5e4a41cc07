from __future__ import annotations

import json
from typing import Any

import pytest

from lipcheck.evaluation.labelled import Labelled, read_line
from lipcheck.evaluation.parts import Answers
from lipcheck.evaluation.study import Study
from lipcheck.schema import CAUSES
from lipcheck.triage.classifier import Classifier
from training import crossfit, gate
from training.crossfit import Read, Settings, study
from training.table import Table

WORDS = dict(zip(CAUSES, "amber birch cedar dune ember fjord grove".split(), strict=True))
SETTINGS = Settings(1.0, 1.0, 0.5, frozenset("ab"))


def message(writer: str, n: int, cause: str | None, urgency: str | None) -> Labelled:
    text = f"My <twitching site=lip>lip twitches</twitching>, {WORDS[cause]}" if cause else "Thanks"
    row: dict[str, Any] = {
        "id": f"{writer}-{n:03}", "persona": "p", "marked": text, "scope": "in" if cause else "out", "cause": cause,
        "acceptable_causes": [], "urgency": urgency, "acceptable_urgencies": [], "flags": [], "pattern": None, "age": None,
    }  # fmt: skip
    return read_line(json.dumps(row), "x:1")


MESSAGES = [
    message(writer, n, cause, "emergency" if cause == "stroke" else "doctor" if cause else None)
    for writer in "abz"
    for n, cause in enumerate([*CAUSES, None] * 2)
]
STROKES = [m.id for m in MESSAGES if m.labels and m.labels.cause == "stroke"]


@pytest.fixture(scope="module")
def studied() -> tuple[Study, list[set[str]]]:
    """The messages answered, and the writers that each classifier has read."""
    read: list[set[str]] = []
    fit = crossfit.fit

    def spied(given: Table, c: float) -> Any:
        read.append(set(given.writers))
        return fit(given, c)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(crossfit, "fit", spied)
        # in this process, where the spy sees it
        patch.setattr(crossfit.joblib, "Parallel", lambda n_jobs: lambda tasks: [f(*a, **k) for f, a, k in tasks])
        return study(MESSAGES, SETTINGS, Read.of(MESSAGES)), read


def test_no_writer_is_answered_by_a_model_that_has_read_them(studied: tuple[Study, list[set[str]]]) -> None:
    found, read = studied
    # a, b, and z, which the model in place has not read either
    assert read == [{"b"}, {"a"}, {"a", "b"}]
    assert list(found.records) == [m.id for m in MESSAGES]


def test_settings_are_those_of_the_model_in_place() -> None:
    card = Classifier.load().card
    assert Settings.of_model().writers == frozenset(card["writers"])
    assert (Settings.of_model().c, Settings.of_model().temperature) == (card["parameters"]["C"], card["temperature"])


def test_baselines_answer_every_message(studied: tuple[Study, list[set[str]]]) -> None:
    baselines = {b.name: b.records for b in studied[0].baselines}
    assert {name: len(records) for name, records in baselines.items()} == dict.fromkeys(
        ("rules", "model", "major", "words", "tfidf"), len(MESSAGES)
    )
    # the words of other writers tell this one's causes
    assert {baselines["tfidf"][i]["cause"] for i in STROKES} == {"stroke"}


def test_a_model_is_measured_on_sentences_messages_and_by_its_card(monkeypatch: pytest.MonkeyPatch) -> None:
    sentence = json.dumps({"id": "g1-001", "capability": "c", "scope": "in", "marked": "my <pain>lip hurts</pain>"})
    caught = {i: {"scope": "in", "cause": "stroke", "urgency": "emergency"} for i in STROKES[1:]}
    monkeypatch.setattr("training.dataset.training_messages", lambda: MESSAGES)
    monkeypatch.setattr("training.dataset.gold_sentences", lambda: [read_line(sentence, "x:1")])
    monkeypatch.setattr(crossfit, "answers", lambda messages, settings, read: Answers(whole=caught))
    found = gate.measure(Read({}))
    assert list(found.measures) == list(gate.SETS)
    assert found.measures[gate.GOLD]["symptom+status"] == 1.0
    assert found.measures[gate.MESSAGES]["emergency sensitivity"] == 5 / 6
    assert found.measures[gate.CLASSIFIER]["cause accuracy"] == Classifier.load().card["scores"]["cause accuracy"]
    assert (found.found, found.missed) == (frozenset(STROKES[1:]), {STROKES[0]})
