from __future__ import annotations

import pytest
from spacy.tokens import Doc

from lipcheck.components.mentions import GROUPS
from lipcheck.pipeline import build_nlp
from lipcheck.vocabulary import load_knowledge

NLP = build_nlp()


def mentions(text: str) -> Doc:
    return NLP(text.lower())


def labels(text: str, group: str) -> list[tuple[str, str]]:
    doc = mentions(text)
    return [(s.text, s.label_) for s in doc.spans[group]]


@pytest.mark.parametrize(
    ("text", "group", "found"),
    [
        ("My lip is numb", "symptoms", [("numb", "numbness")]),
        ("pins and needles in my tongue", "symptoms", [("pins and needles", "tingling")]),
        ("I have a charley horse", "symptoms", [("charley horse", "cramp")]),
        ("speak pelo since today", "symptoms", [("speak pelo", "slurred_speech")]),
        ("my upper lip", "sites", [("upper lip", "upper_lip")]),
        ("the corner of my mouth", "sites", [("corner of my mouth", "mouth_corner")]),
        ("wrist", "sites", [("wrist", "arm")]),
        ("knee", "sites", [("knee", "leg")]),
        ("ankle", "sites", [("ankle", "foot")]),
        ("scalp", "sites", [("scalp", "head")]),
        ("on both sides", "sides", [("both sides", "both")]),
        ("I take lisinopril", "exposures", [("lisinopril", "lisinopril")]),
        ("I had a mini stroke", "conditions", [("mini stroke", "tia")]),
        ("my potassium is low", "conditions", [("potassium is low", "low_potassium")]),
    ],
)
def test_words_are_found(text: str, group: str, found: list[tuple[str, str]]) -> None:
    assert labels(text, group) == found


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("I was numb with grief", "symptoms"),
        ("keep a stiff upper lip", "symptoms"),
        ("a stiff drink", "symptoms"),
        ("money is tight", "symptoms"),
        ("cramped seats on the bus", "symptoms"),
        ("a stroke of luck", "conditions"),
        ("on the other hand", "sites"),
        ("face to face", "sites"),
        ("I bought a lip balm", "sites"),
        ("chamomile tea", "exposures"),
        ("hay fever", "symptoms"),
    ],
)
def test_figurative_words_are_not(text: str, group: str) -> None:
    assert labels(text, group) == []


def test_the_longest_of_a_group_wins() -> None:
    assert [label for _, label in labels("the worst headache of my life", "symptoms")] == ["severe_headache"]


def test_a_word_may_stand_in_two_groups() -> None:
    assert ("low potassium", "low_potassium") in labels("low potassium", "conditions")
    assert ("low potassium", "low_potassium") in labels("low potassium", "exposures")


def test_spans_of_a_group_do_not_overlap() -> None:
    doc = mentions("pins and needles in my upper lip and lower lip, muscle cramps, twitching eyelid, low potassium")
    for group in GROUPS:
        tokens = [i for span in doc.spans[group] for i in range(span.start, span.end)]
        assert len(tokens) == len(set(tokens))


def test_every_group_is_there_without_a_mention() -> None:
    assert {name: list(spans) for name, spans in mentions("hello").spans.items()} == {name: [] for name in GROUPS}


def test_the_number_of_the_phrase_is_kept() -> None:
    doc = mentions("my lips are sore")
    span = doc.spans["sites"][0]
    phrase = load_knowledge().by_id("sites")[span.label_].lexicon[int(span.kb_id_)]
    assert (phrase.words, phrase.plural) == ("lips", True)


@pytest.mark.parametrize("text", ["my lip's numb", "MY LIP IS NUMBBBB", "my lip is\nnumb"])
def test_spelling_and_case_do_not_matter(text: str) -> None:
    assert [label for _, label in labels(text, "symptoms")] == ["numbness"]
