from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lipcheck.components.phrases import Phrases

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
