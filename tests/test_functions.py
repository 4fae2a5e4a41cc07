from __future__ import annotations

import pytest
import spacy

from lipcheck.components.clauses import norms_of
from lipcheck.components.functions import Functions
from lipcheck.components.normalise import Normaliser

NLP = spacy.blank("en")
NORMALISER = Normaliser()
FUNCTIONS = Functions()


def told(text: str) -> list[tuple[str, str, bool]]:
    doc = NORMALISER(NLP.make_doc(text.lower()))
    return [(s.symptom, doc[s.start : s.end].text, s.denies) for s in FUNCTIONS.find(norms_of(doc))]


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        ("My speech is normal.", [("slurred_speech", "speech is normal", True)]),
        ("Speech: normal", [("slurred_speech", "speech: normal", True)]),
        ("my swallowing isn't right", [("swallowing_trouble", "swallowing isn't right", False)]),
        ("her words are not clear", [("slurred_speech", "her words are not clear", False)]),
        ("the voice is hoarse", [("hoarseness", "voice is hoarse", False)]),
        ("normal hearing", [("hearing_loss", "normal hearing", True)]),
        ("poor grip", [("weakness", "poor grip", False)]),
        ("my vision went grey", [("vision_trouble", "vision went grey", False)]),
        ("no change in vision", [("vision_trouble", "no change in vision", True)]),
        ("No problem breathing or swallowing.", [("breathing_trouble", "no problem breathing", True), ("swallowing_trouble", "swallowing", True)]),
        ("speech and vision are fine", [("slurred_speech", "speech", True), ("vision_trouble", "vision are fine", True)]),
        ("I can speak and swallow.", [("slurred_speech", "can speak", True), ("swallowing_trouble", "swallow", True)]),
        ("my speech was fine until noon", [("slurred_speech", "speech was fine until", False)]),
        ("he could talk till 9", [("slurred_speech", "could talk", False)]),
        ("my speech is fine until now", [("slurred_speech", "speech is fine", True)]),
        ("speech was bad until noon", [("slurred_speech", "speech was bad", False)]),
        ("she cannot to swallow", [("swallowing_trouble", "cannot to swallow", False)]),
        ("she no can talk", [("slurred_speech", "no can talk", False)]),
        ("Smile, speech and arms are fine", [("facial_droop", "smile", True), ("slurred_speech", "speech and arms are fine", True)]),
        ("can talk, walk and swallow without any trouble", [("slurred_speech", "talk", True), ("swallowing_trouble", "swallow without any trouble", True)]),
        ("speech and arms feel tired", []),
        ("the smile is crooked", [("facial_droop", "smile is crooked", False)]),
    ],
)  # fmt: skip
def test_what_is_said_of_a_function(text: str, statements: list[tuple[str, str, bool]]) -> None:
    assert told(text) == statements


@pytest.mark.parametrize(
    "text",
    [
        "I talked to a good doctor",
        "I want to talk to somebody",
        "seeing a good neurologist next week",
        "the strength of the tablets was 5 mg",
        "she speaks English",
        "",
    ],
)
def test_what_is_no_statement(text: str) -> None:
    assert told(text) == []
