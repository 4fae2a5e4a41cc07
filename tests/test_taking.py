"""Whether a medicine is still taken: a model of its own beside the tense model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Span

import lipcheck
from lipcheck.components.assertion import Taking, status_reader
from lipcheck.evaluation.labelled import read
from lipcheck.vocabulary import load_knowledge
from training.tense import medicines

MESSAGE = {
    "id": "w-001",
    "persona": "invented",
    "scope": "out",
    "cause": None,
    "acceptable_causes": [],
    "urgency": None,
    "acceptable_urgencies": [],
    "flags": [],
    "pattern": None,
    "age": None,
}


@pytest.fixture(scope="module")
def analyzer() -> lipcheck.Analyzer:
    return lipcheck.load()


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("I have been on lisinopril for two years and my lip twitches.", "present"),
        ("My lip twitches. Medicines: amlodipine 5 mg daily.", "present"),
        ("I took prednisone for a week in 2019 and finished it. Now my lip twitches.", "past"),
        ("They stopped my citalopram last year. Now my lip twitches.", "past"),
        ("I do not take prednisone. My lip twitches.", "absent"),
        ("Should I take prednisone for a twitching lip?", "hypothetical"),
    ],
)
def test_a_medicine_is_taken_was_taken_or_is_not(analyzer: lipcheck.Analyzer, text: str, status: str) -> None:
    assert [t.status for t in analyzer.analyze(text).triggers] == [status]


def test_what_is_no_medicine_is_left_to_the_tense_model() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("lipcheck_normalise")
    doc = nlp("i drink coffee and i have been on amlodipine for years")
    ids = {t.get("trigger"): t.id for t in load_knowledge().triggers}
    coffee, pill = Span(doc, 2, 3, label=ids["caffeine"]), Span(doc, 8, 9, label=ids["other_medicine"])
    reader, taking = status_reader(nlp)(doc, [coffee, pill]), Taking("exposures")
    assert [taking.status(reader, span) for span in (coffee, pill)] == [None, "present"]


def test_it_learns_from_the_patients_medicines_alone(tmp_path: Path) -> None:
    marked = (
        "I take <t:diuretic>furosemide</t:diuretic> and <t:caffeine>coffee</t:caffeine>, took "
        "<t:steroid status=past>prednisone</t:steroid>, never <t:estrogen status=absent>the pill</t:estrogen>; "
        "my mother takes <t:ace_inhibitor by=other>ramipril</t:ace_inhibitor>."
    )
    (tmp_path / "w.jsonl").write_text(json.dumps(MESSAGE | {"marked": marked}) + "\n")
    rows = medicines(read(tmp_path / "w.jsonl"))
    assert [r.over for r in rows] == [False, True]
    assert [next(n for n in r.features if n.startswith("mention=")) for r in rows] == [
        "mention=diuretic",
        "mention=steroid",
    ]
