from __future__ import annotations

import math
import sys
from functools import cache
from typing import Any

import pytest

from lipcheck.errors import InputError
from lipcheck.evaluation.baselines import keywords, majority, tfidf
from lipcheck.evaluation.gold import Gold
from lipcheck.evaluation.parts import Examined
from lipcheck.linear import LinearModel
from lipcheck.schema import CAUSES
from lipcheck.triage.alarm import Alarm
from lipcheck.triage.classifier import Classifier
from lipcheck.vocabulary import load_knowledge, read_yaml


@cache
def examined() -> Examined:
    return Examined(Classifier.untrained(), Alarm(LinearModel({"word=slow": 9.0}, -5.0)))


def train(*labels: tuple[str, str, str | None, str | None]) -> list[Gold]:
    return [Gold(str(n), t, {"scope": s, "cause": c, "urgency": u}) for n, (t, s, c, u) in enumerate(labels)]


@pytest.mark.parametrize(
    ("text", "scope", "cause", "urgency"),
    [
        ("My lip twitches", "in", "undetermined", "doctor"),
        ("My lip never twitches", "in", "undetermined", "doctor"),
        ("My father had slurred speech", "in", "stroke", "emergency"),
        ("my speech is normal", "out", None, None),
        ("Is coffee bad for a numb lip?", "in", "caffeine", "doctor"),
        ("No fever, no headache, thanks", "out", None, None),
        ("on prednisone and furosemide, lip cramps", "in", "medication", "doctor"),
    ],
)
def test_words_are_found_whatever_is_said_of_them(
    text: str, scope: str, cause: str | None, urgency: str | None
) -> None:
    assert keywords(examined().analyzer.nlp)(text) == {"scope": scope, "cause": cause, "urgency": urgency}


def test_a_search_for_words_leaves_the_analyzer_as_it_was() -> None:
    before = examined().analyzer.analyze("No numb lip").to_dict()
    keywords(examined().analyzer.nlp)("No numb lip")
    assert examined().analyzer.analyze("No numb lip").to_dict() == before


def test_keywords_name_causes_and_concepts_that_are_known() -> None:
    known = load_knowledge()
    ids = {str(e.get("trigger") or e.id) for kind in (known.symptoms, known.triggers, known.conditions) for e in kind}
    rows = read_yaml("keywords")
    assert sorted(r["id"] for r in rows) == sorted(set(CAUSES) - {"undetermined"})
    assert {concept for r in rows for concept in r["any"]} - ids == set()


def test_the_commonest_answers() -> None:
    messages = train(
        ("", "in", "stroke", "doctor"), ("", "in", "caffeine", "doctor"), ("", "in", "stroke", "emergency"),
        ("", "out", None, None),
    )  # fmt: skip
    assert majority(messages)("anything") == {"scope": "in", "cause": "stroke", "urgency": "doctor"}


def test_tfidf_learns_words() -> None:
    rows: list[tuple[str, str, str | None, str | None]] = [
        ("coffee lip", "in", "caffeine", "self_care"),
        ("speech gone", "in", "stroke", "emergency"),
        ("move appointment", "out", None, None),
    ]
    answer = tfidf(train(*rows * 4))
    assert [(r["scope"], r["cause"], r["urgency"]) for r in map(answer, ("coffee", "speech", "appointment"))] == [
        ("in", "caffeine", "self_care"),
        ("in", "stroke", "emergency"),
        ("out", None, None),
    ]
    assert sum(c["probability"] for c in answer("coffee")["causes"]) == pytest.approx(1)


def test_tfidf_wants_labels_that_differ() -> None:
    with pytest.raises(InputError, match="every scope is the same"):
        tfidf(train(("lip", "in", "stroke", "doctor")))


def test_tfidf_without_scikit_learn_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sklearn.feature_extraction.text", None)
    with pytest.raises(InputError, match="the TF-IDF baseline needs sklearn") as raised:
        tfidf([])
    assert raised.value.hint == "pip install 'lipcheck[train]'"


@pytest.mark.parametrize(
    ("text", "rules", "models", "whole"),
    [
        ("My speech is slurred", ("in", "stroke", "emergency"), None, "emergency"),
        ("My eyelid has twitched for two weeks, I drink 5 coffees a day", ("in", "caffeine", "doctor"), None, "doctor"),
        ("My eyelid is slow slow since yesterday and I do not know why, as I have slept well and eaten well and was at work as "
         "on all days", ("out", None, None), "emergency", "emergency"),
        ("Thanks", ("out", None, None), None, None),
    ],
)  # fmt: skip
def test_parts_answer_alone(text: str, rules: tuple[Any, ...], models: str | None, whole: str | None) -> None:
    answers = examined().answer([("m", text)])
    assert tuple(answers.rules["m"][key] for key in ("scope", "cause", "urgency")) == rules
    assert (answers.models["m"]["urgency"], answers.whole["m"]["urgency"]) == (models, whole)
    assert len(answers.models["m"]["causes"]) == len(CAUSES)


def test_emergency_score_is_1_with_a_red_flag_and_else_the_nets() -> None:
    scores = examined().answer([("flag", "My speech is slurred"), ("net", "slow"), ("none", "Thanks")]).scores
    assert scores["flag"] == 1.0
    assert 0.5 < scores["net"] < 1.0
    assert scores["none"] == pytest.approx(1 / (1 + math.exp(5)))
