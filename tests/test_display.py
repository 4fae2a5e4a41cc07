from __future__ import annotations

from functools import cache

import pytest
import spacy
from spacy import displacy
from spacy.language import Language

from lipcheck.pipeline import build_nlp

TEXT = (
    "no numbness, my left upper lip twitches for 3 seconds, i drink 5 coffees a day. is it a stroke? dad had a stroke"
)


@cache
def nlp() -> Language:
    pipeline = build_nlp()
    pipeline.add_pipe("lipcheck_display")
    return pipeline


def test_every_mention_is_a_span_with_the_mark_of_the_page() -> None:
    doc = nlp()(TEXT)
    assert [(s.text, s.label_, s.id_) for s in doc.spans["sc"]] == [
        ("numbness", "denied", "numbness"),
        ("left", "place", "left"),
        ("upper lip", "place", "upper_lip"),
        ("twitches", "symptom", "twitching"),
        ("3 seconds", "timing", ""),
        ("coffees", "trigger", "coffee"),
        ("stroke", "not_sure", "stroke"),
        ("stroke", "not_sure", "stroke"),
    ]


def test_displacy_draws_them_as_they_are() -> None:
    html = displacy.render(nlp()(TEXT), style="span", jupyter=False)
    for label in ("denied", "place", "symptom", "timing", "trigger", "not_sure"):
        assert label in html


def test_the_group_can_have_another_name() -> None:
    pipeline = spacy.blank("en")
    pipeline.add_pipe("lipcheck_display", config={"spans_key": "seen"})
    assert list(pipeline("my lip").spans["seen"]) == []


@pytest.mark.parametrize("text", ["", " ", "😀", "thanks"])
def test_a_document_without_a_mention_has_no_spans(text: str) -> None:
    assert list(nlp()(text).spans["sc"]) == []
