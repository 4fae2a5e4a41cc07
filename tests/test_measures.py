from __future__ import annotations

import math
from typing import Any

import pytest

from lipcheck.evaluation.measures import Counts, differences, intervals, score, table


def finding(symptom: str = "numbness", **changes: Any) -> dict[str, Any]:
    return {"symptom": symptom, "site": "lip", "side": "left", "status": "present", "experiencer": "patient"} | changes


def record(**changes: Any) -> dict[str, Any]:
    return {
        "scope": "in",
        "patient": {"age_years": 30.0},
        "findings": [finding()],
        "durations": [{"kind": "episode", "min_s": 3, "max_s": 5}],
        "frequencies": [{"min_per_day": 1 / 7, "max_per_day": 1 / 7}],
        "pattern": "intermittent",
        "triggers": [{"trigger": "caffeine", "status": "present", "experiencer": "patient"}],
        "red_flags": [{"flag": "speech", "active": True}],
        "causes": [{"cause": "caffeine", "probability": 1.0}],
        "cause": "caffeine",
        "urgency": "emergency",
    } | changes


def counts(name: str, gold: dict[str, Any], predicted: dict[str, Any]) -> tuple[int, int, int]:
    c = score({"m": gold}, {"m": predicted}).sets[name]
    return c.found, c.extra, c.missed


def test_equal_records_score_one() -> None:
    scores = score({"m": record()}, {"m": record()})
    values = {name: value for name, value in scores.values().items() if not math.isnan(value)}
    assert values.pop("cause calibration error") == 0.0
    assert set(values.values()) == {1.0}
    assert scores.per_cause == {"caffeine": (1.0, 1)}
    assert (scores.messages, scores.emergencies, scores.missed_emergencies) == (1, 1, ())


def test_missing_record_is_wrong_in_every_measure() -> None:
    scores = score({"m": record()}, {})
    values = {name: value for name, value in scores.values().items() if not math.isnan(value)}
    assert set(values.values()) == {0.0}
    assert scores.missed_emergencies == ("m",)


def test_precision_recall_and_f1() -> None:
    c = Counts(found=3, extra=1, missed=2)
    assert (c.precision, c.recall, c.f1, c.total) == (0.75, 0.6, 2 / 3, 5)


def test_nothing_to_find_and_nothing_found_is_no_number() -> None:
    assert math.isnan(Counts().f1)


@pytest.mark.parametrize(
    ("name", "changes", "expected"),
    [
        ("symptom+status", {"findings": [finding(status="past")]}, (0, 1, 1)),
        ("symptom+status", {"findings": [finding(experiencer="other")]}, (0, 1, 1)),
        ("symptom+status", {"findings": [finding(site="face")]}, (1, 0, 0)),
        ("symptom+status", {"findings": [finding(), finding()]}, (1, 0, 0)),
        ("symptom+site+side", {"findings": [finding(status="uncertain")]}, (1, 0, 0)),
        ("symptom+site+side", {"findings": [finding(side=None)]}, (0, 1, 1)),
        ("symptom+site+side", {"findings": [finding(), finding("pain")]}, (1, 0, 0)),
        ("site+side", {"findings": [finding("cramp")]}, (1, 0, 0)),
        ("site+side", {"findings": [finding(side=None)]}, (0, 0, 1)),
        ("denied symptoms", {"findings": [finding(), finding("pain", status="absent")]}, (0, 1, 0)),
        (
            "denied symptoms",
            {"findings": [finding(), finding("pain", status="absent", experiencer="other")]},
            (0, 0, 0),
        ),
        ("durations", {"durations": [{"kind": "course", "min_s": 3, "max_s": 5}]}, (0, 1, 1)),
        ("durations", {"durations": [{"kind": "episode", "min_s": 3.03, "max_s": 5}]}, (1, 0, 0)),
        ("durations", {"durations": [{"kind": "episode", "min_s": 3, "max_s": 6}]}, (0, 1, 1)),
        ("durations", {"durations": [{"kind": "episode", "min_s": 3, "max_s": 5}] * 2}, (1, 1, 0)),
        ("frequencies", {"frequencies": [{"min_per_day": 0.1429, "max_per_day": 0.143}]}, (1, 0, 0)),
        ("triggers", {"triggers": [{"trigger": "caffeine", "status": "past", "experiencer": "patient"}]}, (1, 0, 0)),
        ("triggers", {"triggers": [{"trigger": "caffeine", "status": "absent", "experiencer": "patient"}]}, (0, 0, 1)),
        ("red flags", {"red_flags": [{"flag": "speech", "active": False}]}, (0, 0, 1)),
        ("red flags", {"red_flags": [{"flag": "high_fever", "active": True}]}, (0, 1, 1)),
    ],
)
def test_what_is_found_extra_and_missed(name: str, changes: dict[str, Any], expected: tuple[int, int, int]) -> None:
    assert counts(name, record(), record(**changes)) == expected


def test_acceptable_answers_are_right() -> None:
    gold = record(cause="stroke", acceptable_causes=["caffeine"], urgency="doctor", acceptable_urgencies=["emergency"])
    scores = score({"m": gold}, {"m": record()})
    assert (scores.rates["cause accuracy"], scores.rates["urgency accuracy"]) == (1.0, 1.0)
    assert scores.per_cause == {"stroke": (1.0, 1)}
    assert math.isnan(scores.rates["emergency specificity"])


def test_wrong_cause_is_missed_by_one_and_extra_to_the_other() -> None:
    gold = {"m": record(), "n": record(cause="stroke")}
    scores = score(gold, {"m": record(), "n": record()})
    assert scores.per_cause == {"caffeine": (2 / 3, 1), "stroke": (0.0, 1)}
    assert scores.rates["cause macro-F1"] == pytest.approx(1 / 3)


def test_out_of_scope_messages_have_no_cause_to_score() -> None:
    gold = {"m": record(scope="out", cause=None, urgency=None)}
    scores = score(gold, {"m": record(scope="in", urgency="doctor")})
    assert math.isnan(scores.rates["cause accuracy"])
    assert (scores.rates["scope specificity"], scores.rates["emergency specificity"]) == (0.0, 1.0)


def test_gold_sentence_counts_only_where_it_has_labels() -> None:
    scores = score({"g": {"scope": "in", "findings": [finding()]}}, {"g": record()})
    assert scores.sets["symptom+status"] == Counts(found=1)
    assert scores.sets["red flags"] == Counts()
    assert math.isnan(scores.rates["cause accuracy"])


@pytest.mark.parametrize(("age", "expected"), [(30.5, 1.0), (31.0, 0.0), (None, 0.0)])
def test_age_within_half_a_year(age: float | None, expected: float) -> None:
    assert score({"m": record()}, {"m": record(patient={"age_years": age})}).rates["age"] == expected


def test_differences_name_measure_and_values() -> None:
    predicted = record(findings=[finding(side="right")], cause="stroke", patient={"age_years": None})
    assert differences(record(), predicted) == [
        "symptom+site+side: missing [('numbness', 'lip', 'left')] extra [('numbness', 'lip', 'right')]",
        "site+side: missing [('lip', 'left')] extra [('lip', 'right')]",
        "cause: gold caffeine got stroke",
        "age: gold 30.0 got None",
    ]
    assert differences(record(), record()) == []


def test_intervals_are_those_of_a_binomial_share() -> None:
    gold = {str(n): record(cause="caffeine" if n % 2 else "stroke") for n in range(400)}
    low, high = intervals(gold, dict.fromkeys(gold, record()))["cause accuracy"]
    assert (low, high) == pytest.approx((0.451, 0.549), abs=0.01)


def test_intervals_are_the_same_each_time() -> None:
    gold = {"m": record(), "n": record(cause="stroke")}
    predicted = {"m": record(), "n": record()}
    first = intervals(gold, predicted)
    assert first["cause accuracy"] == (0.0, 1.0)
    assert str(first) == str(intervals(gold, predicted))


def test_table_names_the_missed_emergencies() -> None:
    assert table({"m": record()}, {}).splitlines()[-1] == "messages 1, emergencies 1, missed: m"


def test_scores_as_json_have_no_nan() -> None:
    assert score({}, {}).to_dict()["cause accuracy"] is None
