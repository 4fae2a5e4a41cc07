from __future__ import annotations

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from lipcheck.components.assertion import status_reader
from lipcheck.components.clauses import norms_of
from lipcheck.components.tense import dates, verbs
from lipcheck.linear import LinearModel

NLP = spacy.blank("en")
READ = status_reader(NLP)


def tenses(text: str) -> list[tuple[str, str]]:
    norms = norms_of(NLP.make_doc(text))
    return [(norms[v.at], v.tense) for v in verbs(norms)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("my lip is numb", [("is", "present")]),
        ("i had a numb lip", [("had", "past")]),
        ("i have had cramps", [("have", "perfect")]),
        ("it had started before", [("had", "pluperfect")]),
        ("my lip is twitching", [("is", "progressive")]),
        ("it started to get worse", [("started", "began")]),
        ("i could feel it", [("could", "modal")]),
        ("i did have a rash", [("did", "past")]),
        ("a blocked nose", []),
        ("it caused pain", [("caused", "past")]),
    ],
)
def test_the_finite_verbs_by_tense(text: str, told: list[tuple[str, str]]) -> None:
    assert tenses(text) == told


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("two years ago", "date long ago"),
        ("an hour ago", "date recent"),
        ("last month", "date long ago"),
        ("last night", "date recent"),
        ("in 2015", "date named"),
        ("on monday", "date weekday"),
        ("the next day", "date told"),
    ],
)
def test_the_dates(text: str, name: str) -> None:
    assert name in [m.name for m in dates(text.split())]


def test_what_stands_around_a_mention_is_named() -> None:
    doc = NLP.make_doc("last year i had a numb lip . now it is fine .")
    found = set(READ(doc, [doc[5:6]]).around.features(5, 6, "numbness"))
    assert {"before=past", "verb=past", "mark=date long ago|before", "sentence=past", "next sentence=present"} <= found


@given(
    st.lists(
        st.sampled_from("i had have been is was did to numb . ? ago last year started ed ing".split()), max_size=60
    )
)
def test_any_words_have_their_verbs_in_order(words: list[str]) -> None:
    at = [v.at for v in verbs(words)]
    assert at == sorted(set(at))
    assert all(0 <= i < len(words) for i in at)


def test_the_shipped_model_tells_a_finished_story_from_a_complaint() -> None:
    model = LinearModel.load("tense")
    over = NLP.make_doc("in 2015 i had a numb lip and it went away")
    there = NLP.make_doc("my lip is numb since monday")
    assert model.probability(READ(over, [over[5:6]]).around.features(5, 6, "numbness")) > 0.5
    assert model.probability(READ(there, [there[3:4]]).around.features(3, 4, "numbness")) < 0.5


_SAID = "my lip was is numb had since yesterday gone still . , i took lisinopril twitches".split()
MODEL = LinearModel.load("tense")


@given(st.lists(st.sampled_from(_SAID), min_size=1))
def test_words_without_a_weight_change_no_probability(words: list[str]) -> None:
    doc = NLP.make_doc(" ".join(words))
    around = READ(doc, [doc[0:1]]).around
    told = MODEL.probability(around.features(0, 1, "numbness"))
    assert told == MODEL.probability(around.features(0, 1, "numbness"))
