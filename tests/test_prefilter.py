from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lipcheck.components.clauses import same_length_lower
from lipcheck.prefilter import DIGITS, Prefiltered, requirement
from lipcheck.vocabulary import patterns
from training.dataset import gold_sentences, training_messages

LISTS = [(name, id_) for name in ("context", "patient") for id_ in patterns(name)]


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return [same_length_lower(item.text) for item in (*training_messages(), *gold_sentences())]


@pytest.mark.parametrize(
    ("pattern", "required"),
    [
        ("botox", [["botox"]]),
        ("since then(?: on)?", [["since then"]]),
        ("(?:my|her) due date", [[" due date"], ["her", "my"]]),
        ("grand(?:mother|ma)|gran", [["gran"]]),
        ("(?:no )?(?:pain|ache)s?", [["ache", "pain"]]),
        (r"\d{2} weeks along", [[" weeks along"], DIGITS]),
        ("[?:] yes", [[" yes"], [":", "?"]]),
        ("(?<!not )numb(?! and)", [["numb"]]),
        ("(?>tooth|teeth)ache", [["ache"], ["eeth", "ooth"]]),
        ("(?:x|numb)*", []),
        (r"\w+", []),
        ("(?:numb|\\w+) lip", [[" lip"]]),
        ("(?i)numb", []),
        ("(?i:numb) lip", [[" lip"]]),
    ],
)
def test_what_a_pattern_requires(pattern: str, required: list[list[str]]) -> None:
    assert requirement(pattern) == required


@pytest.mark.parametrize(("name", "id_"), LISTS)
def test_no_message_loses_a_match(texts: list[str], name: str, id_: str) -> None:
    words = patterns(name)[id_]
    found = [(words.search(t), words.pattern.search(t)) for t in texts]
    assert [a and a.span() for a, _ in found] == [b and b.span() for _, b in found]


@settings(max_examples=100, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.sampled_from(LISTS), st.data())
def test_no_text_that_is_made_to_match_is_passed_over(listed: tuple[str, str], data: st.DataObject) -> None:
    name, id_ = listed
    words = patterns(name)[id_]
    assert words.search(data.draw(st.from_regex(words.pattern))) is not None


def prefiltered(*patterns: str) -> Prefiltered:
    return Prefiltered((p, requirement(p)) for p in patterns)


def test_a_digit_of_another_script_is_a_digit() -> None:
    dose = prefiltered(r"\d+ mg")
    assert [dose.search(text) is not None for text in ("5 mg", "٥ mg", "five mg")] == [True, True, False]
    hours = prefiltered(r"(?:\d+|one|two) h")
    assert [hours.search(text) is not None for text in ("5 h", "٥ h", "two h", "é ten h")] == [True, True, True, False]


@pytest.mark.parametrize(
    ("text", "found"), [("it tingles, numb", "tingles"), ("a numb lip", "numb lip"), ("numb", "numb"), ("my lip", None)]
)
def test_the_first_match_is_found_and_of_two_at_one_place_the_first_pattern(text: str, found: str | None) -> None:
    match = prefiltered("numb lip", "numb", r"tingl\w+").search(text)
    assert (match and match[0]) == found


def test_a_match_has_the_named_groups_of_all_patterns() -> None:
    match = prefiltered(r"(?P<mg>\d+) mg", r"(?P<cups>\d+) cups").search("5 cups")
    assert match is not None
    assert match.groupdict() == {"mg": None, "cups": "5"}


def test_a_pattern_is_compiled_only_where_it_may_match() -> None:
    asked: list[str] = []

    def compiled(pattern: str) -> re.Pattern[str]:
        asked.append(pattern)
        return re.compile(pattern)

    words = Prefiltered([(p, requirement(p)) for p in ("numb", "sore")], compiled)
    assert (words.search("my lip"), list(words.finditer("my lip")), words.split("my lip")) == (None, [], ["my lip"])
    assert asked == []
    assert (words.search("numb") is not None, asked) == (True, ["numb"])
    assert words.split("numb, sore lip") == ["", ", ", " lip"]
    assert ([m[0] for m in words.finditer("numb, numb")], asked) == (["numb", "numb"], ["numb", "numb|sore"])
