"""Whether a medicine is still taken: a model of its own beside the tense model."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Span

import lipcheck
from lipcheck.components.assertion import MEDICINES, Taking, status_reader
from lipcheck.vocabulary import load_knowledge
from training import dataset
from training.tense import medicines


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
    read, taking = status_reader(nlp)(doc, [coffee, pill]), Taking("exposures")
    assert [taking.status(read, span) for span in (coffee, pill)] == [None, "present"]


def test_it_learns_from_the_patients_medicines_alone() -> None:
    messages = [m for m in dataset.training_messages() if m.writer == "a"]
    told = [
        t
        for m in messages
        for t in m.marked.triggers
        if t.experiencer == "patient" and t.status in ("present", "past") and t.trigger in MEDICINES
    ]
    rows = medicines(messages)
    assert len(rows) == len(told) > 0
    assert sum(r.over for r in rows) == sum(t.status == "past" for t in told)
    assert not {"mention=caffeine", "mention=stress"} & {name for r in rows for name in r.features}
