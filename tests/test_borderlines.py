"""Each rule of ``knowledge/borderlines.yaml`` decides in its example and not in its counterexample; a broken one is refused."""

from __future__ import annotations

from typing import Any

import pytest
from spacy.language import Language

from lipcheck.components import borderlines
from lipcheck.components.borderlines import Borderlines
from lipcheck.components.clauses import same_length_lower
from lipcheck.errors import KnowledgeError
from lipcheck.pipeline import build_nlp
from lipcheck.vocabulary import read_yaml

Placed = tuple[str, str | None]
ROWS = read_yaml("borderlines")
EXAMPLES: dict[str, tuple[set[Placed], Placed]] = {
    "babble_of_a_child": ({("twitching", "lip")}, ("slurred_speech", None)),
    "breathing_dyed_lips": (set(), ("breathing_trouble", None)),
    "breathing_fast_of_stress": ({("tingling", "lip")}, ("breathing_trouble", None)),
    "breathing_through_the_nose": (set(), ("breathing_trouble", None)),
    "chest_pain_in_shorthand": ({("numbness", "lip")}, ("pain", "chest")),
    "confusion_of_a_reader": (set(), ("confusion", None)),
    "cramp_of_belly": ({("pain", "abdomen")}, ("cramp", "leg")),
    "cramp_of_period": ({("pain", "abdomen")}, ("cramp", None)),
    "dead_after_an_injection": ({("numbness", "face")}, ("paralysis", "face")),
    "droop_with_age": (set(), ("facial_droop", "mouth")),
    "droop_of_a_cosmetic_wish": (set(), ("facial_droop", "lip")),
    "droop_of_bone_or_build": (set(), ("facial_droop", "face")),
    "droop_of_a_lump": (set(), ("facial_droop", "eye")),
    "droop_of_a_thing": (set(), ("facial_droop", "lower_lip")),
    "droop_of_an_open_mouth": (set(), ("facial_droop", "mouth")),
    "droop_of_size": (set(), ("facial_droop", "mouth")),
    "droop_of_looks": (set(), ("facial_droop", "face")),
    "droop_of_a_swelling_gone_down": ({("swelling", "lip")}, ("facial_droop", "mouth_corner")),
    "eyes_that_need_glasses": ({("vision_trouble", None)}, ("weakness", "eyelid")),
    "fever_called_high": ({("high_fever", None)}, ("fever", None)),
    "fever_measured_high": ({("high_fever", None)}, ("fever", None)),
    "headache_in_shorthand": ({("twitching", "lip")}, ("headache", None)),
    "headache_severe": ({("severe_headache", None)}, ("headache", None)),
    "headache_worst": ({("severe_headache", None)}, ("headache", None)),
    "pain_of_head": ({("headache", None)}, ("pain", "jaw")),
    "pain_of_head_severe": ({("severe_headache", None)}, ("pain", "jaw")),
    "speech_lisp": (set(), ("slurred_speech", None)),
    "speech_when_drunk": ({("twitching", "lip")}, ("slurred_speech", None)),
    "stillness_beside_a_twitch": ({("twitching", "eyelid")}, ("paralysis", "mouth")),
    "stiffness_of_chest": ({("pain", "chest")}, ("stiffness", "jaw")),
    "stiffness_of_throat": ({("breathing_trouble", None)}, ("stiffness", "neck")),
    "twitching_all_over": (set(), ("twitching", "hand")),
    "weakness_of_dropping": (set(), ("weakness", "hand")),
    "weakness_of_no_muscle": ({("fatigue", None)}, ("weakness", None)),
    "weakness_of_trembling": ({("twitching", "hand")}, ("weakness", "hand")),
    "pulling_of_another_seen": ({("facial_droop", "lip")}, ("pulling", "lip")),
    "pulling_told_by_others": ({("facial_droop", "mouth")}, ("pulling", "mouth")),
}
"""What is found in a rule's example and its counterexample."""
NLP = build_nlp()
GOOD = {"id": "ache", "source": "own", "symptom": "cramp", "when": {"any_site": ["leg"]}, "becomes": "pain"}


def found(text: str, nlp: Language = NLP) -> set[Placed]:
    return {(f.symptom, f.site) for f in nlp(same_length_lower(text))._.findings}


def without(rule: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Language:
    """A pipeline that has every rule but one."""
    rows = [row for row in ROWS if row is not rule]
    monkeypatch.setattr(borderlines, "read_yaml", lambda _: rows)
    return build_nlp()


@pytest.mark.parametrize("rule", ROWS, ids=[row["id"] for row in ROWS])
def test_a_rule_decides_its_example_and_no_other(rule: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    becomes, stays = EXAMPLES[rule["id"]]
    assert found(rule["fires"]) == becomes
    assert found(rule["not"]) == {stays}
    assert stays[0] == rule["symptom"]
    other = without(rule, monkeypatch)
    assert found(rule["fires"], other) != becomes
    assert found(rule["not"], other) == {stays}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("charley horse, and it is my period", {("cramp", None)}),
        ("fever of 43.1", {("fever", None)}),
        ("fever of 102.1 F", {("fever", None)}),
        ("the price is high. fever since today", {("fever", None)}),
        ("I feel tight in my chest and jaw", {("stiffness", "chest"), ("stiffness", "jaw")}),
        ("grip weak", {("weakness", "hand")}),
        ("my grip is weak", {("weakness", "hand")}),
        ("the left side of my body is weak", {("weakness", "body")}),
        ("I am not weak", {("weakness", None)}),
    ],
)
def test_what_lies_on_this_side_of_a_border(text: str, told: set[Placed]) -> None:
    assert found(text) == told


def test_a_site_that_no_words_name_has_no_place() -> None:
    (finding,) = NLP("since i take the pill i get bad cramps")._.findings
    assert (finding.site, finding.site_span) == ("abdomen", None)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({**GOOD, "symptom": "cramps"}, "ache: symptom: unknown value 'cramps'"),
        ({**GOOD, "becomes": "ache"}, "ache: becomes: unknown value 'ache'"),
        ({k: v for k, v in GOOD.items() if k != "becomes"}, "ache: becomes: needs a symptom"),
        ({**GOOD, "at": "belly"}, "ache: at: unknown value 'belly'"),
        ({**GOOD, "colour": "red"}, "ache: unknown field 'colour'"),
        ({**GOOD, "when": {}}, "ache: when: needs a condition"),
        ({**GOOD, "when": {"site": ["leg"]}}, "ache: when: unknown condition 'site'"),
        ({**GOOD, "when": {"any_site": ["legs"]}}, "ache: when: any_site: unknown value 'legs'"),
        ({**GOOD, "when": {"only_sites": "leg"}}, "ache: when: only_sites: needs a list"),
        ({**GOOD, "when": {"status": ["gone"]}}, "ache: when: status: unknown value 'gone'"),
        ({**GOOD, "when": {"severity": ["bad"]}}, "ache: when: severity: unknown value 'bad'"),
        ({**GOOD, "when": {"own_part": "maybe"}}, "ache: when: own_part: unknown value 'maybe'"),
        ({**GOOD, "when": {"message": "perod"}}, "ache: when: message: knowledge/context.yaml has no list 'perod'"),
        ({**GOOD, "when": {"said": "lukes"}}, "ache: when: said: knowledge/context.yaml has no list 'lukes'"),
        ({**GOOD, "when": {"led_by": {"words": ["high"]}}}, "ache: when: led_by: "),
        ({**GOOD, "when": {"not_near": {"before": 1, "after": 1}}}, "ache: when: not_near: "),
    ],
)
def test_a_broken_rule_is_refused_with_file_entry_and_field(
    row: dict[str, Any], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(borderlines, "read_yaml", lambda _: [row])
    with pytest.raises(KnowledgeError) as raised:
        Borderlines()
    assert str(raised.value).startswith(f"knowledge/borderlines.yaml: {told}")
