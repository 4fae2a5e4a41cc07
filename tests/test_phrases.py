from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lipcheck.components.phrases import Phrases, pages_of
from lipcheck.errors import KnowledgeError

WORDS = st.lists(st.sampled_from("a b c d".split()), max_size=12)


def test_overlapping_phrases_are_all_found() -> None:
    phrases = Phrases(["pins and needles", "needles", "needles in"])
    assert list(phrases.find("pins and needles in".split())) == [
        (0, 3, "pins and needles"),
        (2, 3, "needles"),
        (2, 4, "needles in"),
    ]


def test_a_phrase_that_the_end_cuts_off_is_none() -> None:
    assert list(Phrases(["a b c"]).find(["a", "b"])) == []


@given(WORDS, st.sets(WORDS.filter(bool).map(" ".join), max_size=6))
def test_what_is_found_is_what_every_window_says(words: list[str], phrases: set[str]) -> None:
    windows = [(i, j) for i in range(len(words)) for j in range(i + 1, len(words) + 1)]
    told = [(i, j, " ".join(words[i:j])) for i, j in windows if " ".join(words[i:j]) in phrases]
    assert list(Phrases(phrases).find(words)) == told


def test_a_word_that_holds_a_space_is_read_as_its_words() -> None:
    phrases = Phrases(["my left side", "my lip"])
    assert list(phrases.find(["my", "left side"])) == [(0, 2, "my left side")]


@given(WORDS, st.sets(WORDS.filter(bool).map(" ".join), max_size=6))
def test_where_no_phrase_may_stand_none_of_several_words_is_found(words: list[str], phrases: set[str]) -> None:
    several = [found for _, _, found in Phrases(phrases).find(words) if " " in found]
    assert several == [] or Phrases(phrases).may_stand_in(words)


@given(WORDS, st.dictionaries(WORDS.filter(bool).map(" ".join), st.lists(st.integers(0), min_size=1), max_size=6))
def test_pages_hold_the_same(words: list[str], told: dict[str, list[int]]) -> None:
    paged = Phrases(pages=pages_of(told))
    found = list(paged.find(words))
    assert found == list(Phrases(told).find(words))
    assert [list(paged.numbers(phrase)) for _, _, phrase in found] == [told[phrase] for _, _, phrase in found]


def test_a_phrase_with_the_sign_between_choices_is_refused() -> None:
    with pytest.raises(KnowledgeError, match=r"lip\|lips"):
        pages_of({"lip|lips": [1]})
