from __future__ import annotations

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from lipcheck.components.clauses import norms_of, split_clauses

NLP = spacy.blank("en")


def sentences(text: str) -> list[str]:
    doc = NLP(text)
    return [doc[a:b].text.strip() for a, b in split_clauses(doc, norms_of(doc)).sentences]


def clauses(text: str) -> list[str]:
    doc = NLP(text)
    return [doc[a:b].text.strip() for a, b in split_clauses(doc, norms_of(doc)).clauses]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("My lip is numb. No pain.", ["My lip is numb.", "No pain."]),
        ("Is it serious? My lip twitches!", ["Is it serious?", "My lip twitches!"]),
        ("lip is numb; chin is fine", ["lip is numb;", "chin is fine"]),
        ("lip is numb\n\nchin is fine", ["lip is numb", "chin is fine"]),
        ("Numbness: no\nDrooping: yes", ["Numbness: no", "Drooping: yes"]),
        ("it lasts 3.5 seconds", ["it lasts 3.5 seconds"]),
        ("numb, tingly and stiff", ["numb, tingly and stiff"]),
    ],
)
def test_sentences(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("my lip is numb but i can smile", ["my lip is numb", "but i can smile"]),
        ("my lip is numb and my arm is fine", ["my lip is numb", "and my arm is fine"]),
        ("my lip is numb, it started today", ["my lip is numb", ", it started today"]),
        ("my lip is numb because i bit it", ["my lip is numb", "because i bit it"]),
        ("my lip and chin are numb", ["my lip and chin are numb"]),
        ("no numbness or weakness", ["no numbness or weakness"]),
        ("my lip is numb i am scared", ["my lip is numb", "i am scared"]),
    ],
)
def test_clauses(text: str, parts: list[str]) -> None:
    assert clauses(text) == parts


@pytest.mark.parametrize("text", ["", " ", "\n", "...", "😀"])
def test_little_or_nothing(text: str) -> None:
    assert "".join(clauses(text)) == text.strip()


WORDS = st.lists(st.sampled_from("my lip is numb and but i . ? , \n \n\n ... no he was 3".split(" ")), max_size=40)


@settings(max_examples=200, deadline=None)
@given(WORDS)
def test_sentences_and_clauses_cover_every_token_once(words: list[str]) -> None:
    doc = NLP(" ".join(words))
    found = split_clauses(doc, norms_of(doc))
    assert [i for a, b in found.sentences for i in range(a, b)] == list(range(len(doc)))
    assert [i for a, b in found.clauses for i in range(a, b)] == list(range(len(doc)))
    assert [i for i in range(len(doc)) if not found.sentence(i)[0] <= i < found.sentence(i)[1]] == []
    assert [i for i in range(len(doc)) if not found.clause(i)[0] <= i < found.clause(i)[1]] == []
