from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lipcheck.errors import KnowledgeError
from lipcheck.report import Condition, Finding, Patient, Quote, Trigger
from lipcheck.triage.case import Case
from lipcheck.triage.conditions import context_patterns, evaluate, facts, needs, quotes, regions, says
from lipcheck.vocabulary import load_knowledge, read_yaml

Q = Quote("numb", 0, 4)
LIP = Finding("numbness", Q, "lip", "left")
ARM = Finding("weakness", Quote("weak", 10, 14), "arm", "left")
LEG = Finding("weakness", Quote("limp", 20, 24), "leg", "left")
SPEECH = Finding("slurred_speech", Quote("slurred", 30, 37))


def case(*findings: Finding, **values: Any) -> Case:
    return Case(values.pop("text", ""), findings=findings, complaints=frozenset({"numbness", "swelling"}), **values)


def holds(when: dict[str, Any], told: Case) -> bool:
    return evaluate(when, told, told.told()) is not None


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        ({"symptom": ["numbness"]}, True),
        ({"symptom": ["tingling", "numbness"]}, True),
        ({"symptom": ["tingling"]}, False),
        ({"site": ["lip"]}, True),
        ({"site": ["arm"]}, False),
        ({"symptom": ["numbness"], "site": ["arm"]}, False),
        ({"region": ["face"]}, True),
        ({"region": ["limb"]}, False),
        ({"side": ["left"]}, True),
        ({"side": ["right"]}, False),
        ({"status": ["present"]}, True),
        ({"status": ["past"]}, False),
        ({"words": ["numb"]}, True),
        ({"words": ["dead"]}, False),
        ({"words": ["dead", "umb"]}, True),
        ({"not_words": ["numb"]}, False),
        ({"not_words": ["dead"]}, True),
        ({"sited": True}, True),
        ({"complaint": True}, True),
        ({"plural": True}, False),
        ({}, True),
    ],
)
def test_finding(value: dict[str, Any], answer: bool) -> None:
    assert holds({"finding": value}, case(LIP)) is answer


def test_finding_without_site() -> None:
    assert holds({"finding": {"sited": True}}, case(SPEECH)) is False
    assert holds({"finding": {"site": ["face", None], "unsited_only": ["slurred_speech"]}}, case(SPEECH)) is True
    assert holds({"finding": {"site": ["face", None], "unsited_only": ["facial_droop"]}}, case(SPEECH)) is False


@pytest.mark.parametrize(
    ("finding", "answer"),
    [
        (Finding("swelling", Q, "lip"), True),
        (Finding("swelling", Q, None), True),
        (Finding("swelling", Q, "foot"), False),
        (Finding("pain", Q, "lip"), False),
    ],
)
def test_a_complaint_symptom_is_one_where_it_stands(finding: Finding, answer: bool) -> None:
    assert holds({"finding": {"complaint": True}}, case(finding)) is answer


def test_every_finding_that_matches_is_evidence() -> None:
    assert evaluate({"finding": {"symptom": ["weakness"]}}, case(), (LIP, ARM, LEG)) == (ARM, LEG)


def test_all_any_not() -> None:
    numb, weak = {"finding": {"symptom": ["numbness"]}}, {"finding": {"symptom": ["weakness"]}}
    both, one = case(LIP, ARM), case(LIP)
    assert evaluate({"all": [numb, weak]}, both, both.told()) == (LIP, ARM)
    assert evaluate({"all": [numb, weak]}, one, one.told()) is None
    assert evaluate({"any": [weak, numb]}, both, both.told()) == (ARM,)
    assert evaluate({"any": [weak, weak]}, one, one.told()) is None
    assert evaluate({"not": weak}, one, one.told()) == ()
    assert evaluate({"not": numb}, one, one.told()) is None
    assert evaluate({"all": [numb, {"not": weak}]}, one, one.told()) == (LIP,)


@pytest.mark.parametrize("bad", [{}, {"all": [], "any": []}, {"any": [], "not": {}}])
def test_a_condition_has_one_operator(bad: dict[str, Any]) -> None:
    with pytest.raises(KnowledgeError, match="one operator"):
        evaluate(bad, case(), ())


def test_an_unknown_operator_is_named() -> None:
    with pytest.raises(KnowledgeError, match="unknown operator 'finds'"):
        evaluate({"all": [{"finds": {}}]}, case(), ())


@pytest.mark.parametrize(
    ("status", "experiencer", "answer"),
    [
        ("absent", "patient", True),
        ("present", "patient", False),
        ("hypothetical", "patient", False),
        ("absent", "other", False),
    ],
)
def test_finding_absent(status: str, experiencer: str, answer: bool) -> None:
    told = case(Finding("weakness", Q, "forehead", None, status, experiencer))
    assert holds({"finding_absent": {"symptom": ["weakness"], "site": ["forehead"]}}, told) is answer


COFFEE = Trigger("caffeine", "coffee", Q, per_day=4, mg_per_day=(280, 400), tags=frozenset({"drink"}))


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        ({"trigger": ["caffeine"]}, True),
        ({"trigger": ["steroid"]}, False),
        ({"name": ["coffee"]}, True),
        ({"name": ["tea"]}, False),
        ({"tag": ["drink"]}, True),
        ({"tag": ["decaf"]}, False),
        ({"without": ["decaf"]}, True),
        ({"without": ["drink"]}, False),
        ({"per_day": 4}, True),
        ({"per_day": 5}, False),
        ({"per_day": 5, "mg": 400}, True),
        ({"per_day": 5, "mg": 401}, False),
        ({"per_day_max": 4}, True),
        ({"per_day_max": 3.9}, False),
        ({"mg_max": 400}, True),
        ({"mg_max": 399}, False),
        ({"status": ["present"]}, True),
        ({"status": ["past"]}, False),
    ],
)
def test_trigger(value: dict[str, Any], answer: bool) -> None:
    assert holds({"trigger": value}, case(triggers=(COFFEE,))) is answer


@pytest.mark.parametrize("value", [{"per_day": 1, "mg": 1}, {"per_day_max": 9}, {"mg_max": 900}])
def test_an_amount_that_is_not_said_is_neither_much_nor_little(value: dict[str, Any]) -> None:
    assert holds({"trigger": value}, case(triggers=(Trigger("caffeine", "coffee", Q),))) is False


@pytest.mark.parametrize("side", ["left", "right", "one"])
def test_what_is_said_of_one_side_is_not_plural(side: str) -> None:
    assert holds({"finding": {"plural": True}}, case(Finding("weakness", Q, "leg", side))) is False


@pytest.mark.parametrize("side", ["both", None])
def test_what_is_said_of_both_or_of_no_side_is_plural(side: str | None) -> None:
    assert holds({"finding": {"plural": True}}, case(Finding("weakness", Q, "leg", side))) is True


@pytest.mark.parametrize(
    ("status", "experiencer", "answer"),
    [
        ("present", "patient", True),
        ("uncertain", "patient", True),
        ("past", "patient", True),
        ("absent", "patient", False),
        ("hypothetical", "patient", False),
        ("present", "other", False),
    ],
)
def test_only_what_the_patient_was_exposed_to_is_a_trigger(status: str, experiencer: str, answer: bool) -> None:
    told = case(triggers=(Trigger("steroid", "prednisone", Q, status, experiencer),))
    assert holds({"trigger": {"trigger": ["steroid"]}}, told) is answer


@pytest.mark.parametrize(
    ("status", "experiencer", "answer"),
    [
        ("present", "patient", True),
        ("uncertain", "patient", True),
        ("past", "patient", False),
        ("hypothetical", "patient", False),
        ("absent", "patient", False),
        ("present", "other", False),
    ],
)
def test_condition(status: str, experiencer: str, answer: bool) -> None:
    told = case(conditions=(Condition("stroke", Q, status, experiencer),))
    assert holds({"condition": {"condition": ["stroke"]}}, told) is answer


def test_condition_of_a_status_that_is_asked_for() -> None:
    told = case(conditions=(Condition("stroke", Q, "past"),))
    assert holds({"condition": {"condition": ["stroke"], "status": ["past"]}}, told) is True


@pytest.mark.parametrize(
    ("value", "patient", "answer"),
    [
        ({"age_min": 50}, Patient(50), True),
        ({"age_min": 50}, Patient(49.9), False),
        ({"age_min": 50}, Patient(), False),
        ({"pregnant": True}, Patient(pregnant=True), True),
        ({"pregnant": True}, Patient(pregnant=False), False),
        ({"pregnant": True}, Patient(), False),
        ({"forehead_moves": True}, Patient(forehead_moves=True), True),
        ({"forehead_moves": True}, Patient(forehead_moves=False), False),
        ({"forehead_moves": True}, Patient(), False),
    ],
)
def test_patient(value: dict[str, Any], patient: Patient, answer: bool) -> None:
    assert holds({"patient": value}, case(patient=patient)) is answer


def test_onset() -> None:
    assert holds({"onset": "sudden"}, case(onset="sudden")) is True
    assert holds({"onset": "sudden"}, case()) is False


@pytest.mark.parametrize(("text", "answer"), [("after botox my lid", True), ("after a bot my lid", False), ("", False)])
def test_text(text: str, answer: bool) -> None:
    assert holds({"text": "botulinum"}, case(text=text)) is answer
    assert says(case(text=text), "botulinum") is answer


SAME = {"symptom": ["numbness", "weakness"], "first": "face", "second": ["limb"]}
REGIONS = {"symptom": ["numbness"], "first": "face", "second": ["face"]}
LIMBS = {"symptom": ["weakness"], "first": "upper_limb", "second": ["lower_limb"]}


@pytest.mark.parametrize(
    ("value", "findings", "answer"),
    [
        (SAME, (LIP, ARM), True),
        (SAME, (LIP,), False),
        (SAME, (Finding("numbness", Q, "lip", "right"), ARM), False),
        (SAME, (Finding("numbness", Q, "lip"), ARM), False),
        (SAME, (Finding("tingling", Q, "lip", "left"), ARM), False),
        (SAME, (ARM, LIP), True),
        (SAME, (Finding("numbness", Q, "lip", "both"), Finding("weakness", Q, "arm", "both")), False),
        (SAME, (Finding("numbness", Q, "lip", "one"), Finding("weakness", Q, "arm", "one")), True),
        (LIMBS, (ARM, LEG), True),
        (LIMBS, (ARM, Finding("weakness", Q, "hand", "left")), False),
        (LIMBS, (ARM, Finding("weakness", Q, "leg", "right")), False),
        (REGIONS, (LIP, Finding("numbness", Q, "cheek", "left")), True),
        (REGIONS, (LIP, Finding("numbness", Q, "mouth_corner", "left")), False),
        (REGIONS, (Finding("numbness", Q, "eye", "left"), Finding("numbness", Q, "eyelid", "left")), False),
        (REGIONS, (Finding("numbness", Q, "jaw", "left"), Finding("numbness", Q, "gum", "left")), False),
        (REGIONS, (Finding("numbness", Q, "jaw", "left"), Finding("numbness", Q, "eyelid", "left")), True),
    ],
)
def test_same_side(value: dict[str, Any], findings: tuple[Finding, ...], answer: bool) -> None:
    said = tuple(replace(f, side_span=(0, 4)) if f.side else f for f in findings)
    assert holds({"same_side": value}, case(*said)) is answer


def test_a_side_that_is_only_inferred_makes_no_pair() -> None:
    assert not holds({"same_side": SAME}, case(LIP, ARM))


def test_a_quote_is_given_once() -> None:
    assert quotes((LIP, Q, ARM, LIP)) == (LIP.quote, ARM.quote)


def test_every_site_has_a_region() -> None:
    assert set(regions()) == {s.id for s in load_knowledge().sites}
    assert set(regions().values()) - {"face", "limb", "trunk", "body", "head", "throat", "neck"} == set()


def used(node: Any, operator: str) -> set[str]:
    """The names under an operator anywhere in a rule."""
    if isinstance(node, dict):
        own = {node[operator]} if isinstance(node.get(operator), str) else set()
        return own.union(*(used(value, operator) for value in node.values()))
    return set().union(*(used(value, operator) for value in node)) if isinstance(node, list) else set()


@pytest.mark.parametrize("name", ["causes", "red_flags"])
def test_every_condition_of_the_rules_can_be_evaluated(name: str) -> None:
    rows = read_yaml(name)
    empty = case()
    assert [row["id"] for row in rows if evaluate(row["when"], empty, ()) not in (None, ())] == []
    assert used(rows, "text") - set(context_patterns()) == set()


@pytest.mark.parametrize("name", ["causes", "red_flags"])
def test_no_rule_holds_over_nothing(name: str) -> None:
    assert [row["id"] for row in read_yaml(name) if evaluate(row["when"], case(), ()) is not None] == []


NAMED = {
    "symptom": {s.id for s in load_knowledge().symptoms},
    "site": {s.id for s in load_knowledge().sites},
    "trigger": {str(t.get("trigger")) for t in load_knowledge().triggers},
    "condition": {c.id for c in load_knowledge().conditions},
}


def lists(node: Any, key: str) -> set[str]:
    if isinstance(node, dict):
        own = set(node[key]) if isinstance(node.get(key), list) else set()
        return own.union(*(lists(value, key) for value in node.values()))
    return set().union(*(lists(value, key) for value in node)) if isinstance(node, list) else set()


@pytest.mark.parametrize("key", NAMED)
@pytest.mark.parametrize("name", ["causes", "red_flags"])
def test_rules_name_only_what_is_known(name: str, key: str) -> None:
    assert lists(read_yaml(name), key) - {None} - NAMED[key] == set()


@pytest.mark.parametrize(
    ("when", "needed"),
    [
        ({"finding": {"symptom": ["cramp", "twitching"]}}, {("symptom", "cramp"), ("symptom", "twitching")}),
        ({"finding": {"region": ["face"]}}, {("symptom", "any")}),
        ({"trigger": {"trigger": ["caffeine"]}}, {("trigger", "caffeine")}),
        ({"trigger": {"tag": ["decaf"]}}, {("trigger", "any")}),
        ({"condition": {"condition": ["stroke"]}}, {("condition", "stroke")}),
        ({"same_side": {"symptom": ["numbness"], "first": "face", "second": ["limb"]}}, {("symptom", "numbness")}),
        ({"all": [{"text": "asks"}, {"finding": {"symptom": ["cramp"]}}]}, {("symptom", "cramp")}),
        ({"any": [{"text": "asks"}, {"finding": {"symptom": ["cramp"]}}]}, None),
        (
            {"any": [{"trigger": {"trigger": ["cold"]}}, {"finding": {"symptom": ["cramp"]}}]},
            {("symptom", "cramp"), ("trigger", "cold")},
        ),
        ({"not": {"finding": {"symptom": ["cramp"]}}}, None),
        ({"finding_absent": {"symptom": ["cramp"]}}, None),
        ({"onset": "sudden"}, None),
    ],
)
def test_what_a_condition_needs(when: dict[str, Any], needed: set[tuple[str, str]] | None) -> None:
    assert needs(when) == needed


WHENS = {f"{name} {row['id']}": row["when"] for name in ("causes", "red_flags") for row in read_yaml(name)}
SITES = [None, *sorted(s.id for s in load_knowledge().sites)]


@given(
    st.lists(st.tuples(st.sampled_from(sorted(s.id for s in load_knowledge().symptoms)), st.sampled_from(SITES))),
    st.lists(st.sampled_from(sorted({str(t.get("trigger")) for t in load_knowledge().triggers}))),
    st.lists(st.sampled_from(sorted(c.id for c in load_knowledge().conditions))),
    st.lists(st.sampled_from(sorted({w for row in read_yaml("red_flags") for w in row["fires"].lower().split()}))),
)
def test_no_rule_that_is_passed_over_would_hold(
    felt: list[tuple[str, str]], met: list[str], named: list[str], words: list[str]
) -> None:
    told = case(
        *(Finding(symptom, Q, site, "left", side_span=(0, 1)) for symptom, site in felt),
        triggers=tuple(Trigger(t, t, Q, per_day=5) for t in met),
        conditions=tuple(Condition(c, Q) for c in named),
        text=" ".join(words),
        onset="sudden",
    )
    known = facts(told, told.told())
    passed = [name for name, when in WHENS.items() if (needed := needs(when)) is not None and not needed & known]
    assert [name for name in passed if holds(WHENS[name], told)] == []
