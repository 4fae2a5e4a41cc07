from __future__ import annotations

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from lipcheck.components.normalise import Normaliser
from lipcheck.components.spelling import Speller, by_beginning, clinical_words, listed, nearest
from training.words import common_words, english_words, near_words

SPELLER = Speller()
NLP = spacy.blank("en")
NORMALISER = Normaliser()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("twiching", "twitching"),
        ("numness", "numbness"),
        ("sweling", "swelling"),
        ("tingeling", "tingling"),
        ("eylid", "eyelid"),
        ("palpatations", "palpitations"),
        ("diziness", "dizziness"),
        ("sholder", "shoulder"),
        ("paralisis", "paralysis"),
    ],
)
def test_a_misspelt_clinical_word_becomes_the_word_meant(written: str, meant: str) -> None:
    assert SPELLER.word(written) == meant


@pytest.mark.parametrize(
    "word", ["number", "witching", "swilling", "mingling", "lipstick", "stroked", "facet", "xy", ""]
)
def test_a_real_word_stays(word: str) -> None:
    assert SPELLER.word(word) == word


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("my arm is week", ["my", "arm", "is", "weak"]),
        ("a week in bed", ["a", "week", "in", "bed"]),
        ("the rite side", ["the", "right", "side"]),
        ("a rite of spring", ["a", "rite", "of", "spring"]),
        ("my lop is numb", ["my", "lip", "is", "numb"]),
        ("dropping eyelid", ["drooping", "eyelid"]),
        ("dropping things", ["dropping", "things"]),
    ],
)
def test_a_real_word_is_respelled_only_beside_a_word_that_makes_it_certain(text: str, words: list[str]) -> None:
    assert [t.norm_ for t in NORMALISER(NLP.make_doc(text))] == words


def test_no_word_of_a_large_english_list_is_respelled() -> None:
    assert [w for w in sorted(english_words()) if SPELLER.word(w) != w] == []


def test_the_lists_are_those_that_the_large_ones_give() -> None:
    assert sorted(listed("common_words")) == common_words()
    assert sorted(listed("real_words")) == near_words()


@settings(deadline=None)  # the first word reads the lists
@given(st.text(max_size=30))
def test_any_word_gives_a_word_of_its_own_or_of_the_vocabulary(word: str) -> None:
    meant = SPELLER.word(word)
    assert meant == word or meant in clinical_words()


def _slips(word: str, target: str) -> int:
    return int(OSA.distance(word, target))


@given(st.text("abt", min_size=5, max_size=9), st.sets(st.text("abt", min_size=5, max_size=9), max_size=12))
def test_the_nearest_word_is_the_one_that_comparing_with_each_gives(word: str, ours: set[str]) -> None:
    opening = [t for t in ours if t[0] == word[0] or t[:2] == word[1] + word[0]]
    near = [t for t in opening if _slips(word, t) <= (1 if len(word) < 8 else 2)]
    best = [t for t in near if _slips(word, t) == min(_slips(word, n) for n in near)]
    found = nearest(word, by_beginning(ours))
    assert found == min(best) if len(best) == 1 else found in {None, *best}
