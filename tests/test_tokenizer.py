"""Runs without a space: read in pieces, whole, and in a time that grows with their length."""

from __future__ import annotations

import time
from functools import cache
from pathlib import Path

import pytest
import spacy
from spacy.language import Language

from lipcheck.components.tokenizer import LONGEST
from lipcheck.pipeline import build_nlp

TEXT = "my left lip is numb.it tingles for 3-5 seconds"


@cache
def nlp() -> Language:
    return build_nlp()


@pytest.mark.parametrize("sign", ["<", "(", "%", "'", "😀", "a", "lip", "a/", "-1", "http://a.example/"])
@pytest.mark.parametrize("around", ["{}", "my lip {} is numb", " {}\n\n", "{}  {}"])
def test_a_long_run_is_there_to_the_last_character(sign: str, around: str) -> None:
    text = around.replace("{}", sign * (3 * LONGEST))
    assert nlp().make_doc(text).text == text


def test_words_beside_a_long_run_are_words() -> None:
    words = [t.text for t in nlp().make_doc(f"my lip {'=' * 1000}. It is numb")]
    assert words[:2] + words[-3:] == ["my", "lip", "It", "is", "numb"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1.numb lip", ["1", ".", "numb", "lip"]),
        ("1)numb lip", ["1", ")", "numb", "lip"]),
        ("-numb lip", ["-", "numb", "lip"]),
        ("•numb lip", ["•", "numb", "lip"]),
        ("lip&left arm", ["lip", "&", "left", "arm"]),
        ("A&E at -5", ["A&E", "at", "-5"]),
        ("ESR 40.No fever", ["ESR", "40", ".", "No", "fever"]),
        ("at 8.30am", ["at", "8.30am"]),
        ("at 8.am", ["at", "8.am"]),
    ],
)
def test_marks_of_lists_and_stops_without_a_space_part_words(text: str, words: list[str]) -> None:
    assert [t.text for t in nlp().make_doc(text)] == words


def test_a_long_run_is_cut_around_a_sign() -> None:
    words = [t.text for t in nlp().make_doc("numb/" * LONGEST)]
    assert words == [*(["numb", "/"] * (LONGEST - 1)), "numb/"]  # as at the end of a message


def test_a_run_of_the_longest_is_read_at_once() -> None:
    assert [len(t) for t in nlp().make_doc("a" * LONGEST)] == [LONGEST]
    assert [len(t) for t in nlp().make_doc("a" * (LONGEST + 1))] == [LONGEST, 1]


@pytest.mark.parametrize("sign", ["<", "%", "'", "?", "&", "😀", '"', "[", "-1", "http://a.example/"])
def test_time_grows_with_the_length(sign: str) -> None:
    def seconds(length: int) -> float:
        times = []
        for _ in range(3):
            begun = time.perf_counter()
            nlp().make_doc(sign * (length // len(sign)))
            times.append(time.perf_counter() - begun)
        return min(times)

    # four times the length: 4 when linear, 16 when quadratic; the constant forgives the clock on short times
    assert seconds(40_000) < 9 * seconds(10_000) + 0.05


def test_a_saved_pipeline_reads_as_before(tmp_path: Path) -> None:
    nlp().to_disk(tmp_path)
    again = spacy.load(tmp_path)
    for text in (TEXT, "%" * 1000):
        assert [t.text for t in again(text)] == [t.text for t in nlp()(text)]
    assert again(TEXT)._.findings == nlp()(TEXT)._.findings != ()
