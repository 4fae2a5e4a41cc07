from __future__ import annotations

import pytest
import spacy

from lipcheck.components.normalise import Normaliser, PatternWords


@pytest.fixture(scope="module")
def nlp() -> spacy.language.Language:
    nlp = spacy.blank("en")
    nlp.add_pipe("lipcheck_normalise")
    return nlp


def norms(nlp: spacy.language.Language, text: str) -> str:
    return " ".join(t.norm_ for t in nlp(text))


WRONG_CAPITALS = pytest.mark.xfail(strict=True, reason="spaCy splits no contraction in capitals, the table has it not")
WRONG_QUOTE = pytest.mark.xfail(strict=True, reason="the table has 've, 'm, 're with the straight apostrophe only")


@pytest.mark.parametrize(
    "text", ["can't", "can’t", "cant", "cannot", "can not", "Can't", pytest.param("CAN'T", marks=WRONG_CAPITALS)]
)
def test_spellings_of_cannot_are_one(nlp: spacy.language.Language, text: str) -> None:
    assert norms(nlp, text) == "can not"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("my lip isn't numb", "my lip is not numb"),
        ("my lip isnt numb", "my lip is not numb"),
        ("I don't", "i do not"),
        ("I've", "i have"),
        pytest.param("I’ve", "i have", marks=WRONG_QUOTE),
        ("numbbbbb", "numb"),
        ("soooo", "so"),
        ("feeeeel", "feel"),
        ("forhead", "forehead"),
        ("lips & chin", "lips and chin"),
        ("Numb", "numb"),
    ],
)
def test_words_become_the_words_meant(nlp: spacy.language.Language, text: str, meant: str) -> None:
    assert norms(nlp, text) == meant


@pytest.mark.parametrize("text", ["eye", "tooth", "feet", "cheek", "1000", "...", "lip"])
def test_other_words_stay(nlp: spacy.language.Language, text: str) -> None:
    assert norms(nlp, text) == text


def test_text_and_offsets_stay(nlp: spacy.language.Language) -> None:
    text = "My lipp  isn't NUMBBBB & can’t move"
    doc = nlp(text)
    assert doc.text == text
    assert [text[t.idx : t.idx + len(t)] for t in doc] == [t.text for t in doc]


def test_every_listed_spelling_means_its_word() -> None:
    component = Normaliser()
    assert component.word("hedache") == "headache"
    assert component.word("no such word") == "no such word"


def test_a_phrase_has_the_norms_of_a_message() -> None:
    nlp = spacy.blank("en")
    words = PatternWords(nlp)
    for phrase in ("can't close my i-eye", "cannot close my i-eye", "it's numb", "pins and needles", "lockin"):
        assert words(phrase) == [t.norm_ for t in Normaliser()(nlp.make_doc(phrase))]


def test_a_word_means_the_same_the_second_time(nlp: spacy.language.Language) -> None:
    assert norms(nlp, "Numbbbb numbbbb Numbbbb") == "numb numb numb"
