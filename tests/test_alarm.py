from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

import lipcheck
from lipcheck.analyzer import Analyzer
from lipcheck.linear import LinearModel
from lipcheck.triage.alarm import RAISED, Alarm, features
from lipcheck.triage.case import Case
from lipcheck.triage.classifier import Classifier
from training import alarm
from training.dataset import Triaged


@cache
def quiet() -> Analyzer:
    return Analyzer(Classifier.untrained(), Alarm(LinearModel({}, -9.0)))


@cache
def loud() -> Analyzer:
    return Analyzer(Classifier.untrained(), Alarm(LinearModel({}, 9.0)))


def test_the_net_raises_and_says_why() -> None:
    report = loud().analyze(
        "my eyelid twitches since yesterday and i drink far too much coffee at work, as we are short of hands and the "
        "phone rings and rings"
    )
    assert (report.urgency, report.within, report.reasons[0]) == ("emergency", "now", RAISED)


def test_the_net_raises_whatever_the_scope() -> None:
    report = loud().analyze(
        "please move my appointment of next week to any day of the week after, best of all to an afternoon, as the bus "
        "comes at noon"
    )
    assert (report.scope, report.urgency) == ("out", "emergency")


@pytest.mark.parametrize(("words", "urgency"), [(11, "doctor"), (12, "emergency")])
def test_the_net_leaves_a_message_of_a_few_words_to_the_rules(words: int, urgency: str) -> None:
    text = "since yesterday my left cheek is numb" + " and then" * 4
    assert loud().analyze(" ".join(text.split()[:words])).urgency == urgency


def test_the_net_lowers_nothing() -> None:
    text = "My speech is slurred since this morning"
    assert quiet().analyze(text).urgency == "emergency"
    assert RAISED not in loud().analyze(text).reasons


def test_an_empty_message_is_quiet() -> None:
    assert features(Case("")) == {}
    assert lipcheck.load().analyze("").urgency is None


def test_words_weigh_together_as_much_however_many_there_are() -> None:
    def weight(n: int) -> float:
        case = Case("", words=tuple("a" * (1 + i // 26) + chr(97 + i % 26) for i in range(n)))
        return sum(v * v for name, v in features(case).items() if name.startswith("word="))

    assert weight(40) == pytest.approx(weight(400))


def words_seen(text: str) -> set[str]:
    return {name.removeprefix("word=") for name in features(lipcheck.load().case(text)) if name.startswith("word=")}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("my lip is numb, no drooping", {"my", "lip", "is", "numb", "no"}),
        ("my lip is numb, my chin is not numb", {"my", "lip", "is", "numb", "chin", "not"}),
        ("my left chin is numb. His face droops", {"my", "side", "chin", "is", "numb", ".", "his", "face"}),
    ],
)
def test_the_words_of_what_is_denied_or_anothers_are_not_seen(text: str, told: set[str]) -> None:
    assert words_seen(text) == told


def test_a_pair_of_words_is_seen_where_neither_is_put_aside() -> None:
    found = features(lipcheck.load().case("my lip is numb, no drooping"))
    assert sorted(name for name in found if name.startswith("pair=")) == [
        "pair=is numb",
        "pair=lip is",
        "pair=my lip",
        "pair=numb no",
    ]


def test_what_the_net_saw_weightiest_first() -> None:
    net = Alarm(LinearModel({"word=lip": -2.0, "word=numb": 0.5, "word=my": 2.0}, 0.0))
    case = Case("", words=("my", "lip", "numb"))
    assert net.contributions(case) == [("word=lip", -3.0), ("word=my", 3.0), ("word=numb", 0.75)]


@pytest.mark.parametrize("text", ["My left arm went weak, no droop. Is it a stroke?", "please move my appointment", ""])
def test_the_probability_is_that_of_the_features(text: str) -> None:
    case = lipcheck.load().case(text)
    assert Alarm().probability(case) == LinearModel.load("alarm").probability(features(case))


def told(writer: str, words: str, emergency: bool, *, labelled: bool = True) -> alarm.Example:
    return alarm.Example(writer, {f"word={w}": 1.0 for w in words.split()}, emergency, flagged=False, labelled=labelled)


def test_the_net_is_trained_to_raise_few_of_the_labelled_messages_whatever_it_raises_of_the_others(
    tmp_path: Path,
) -> None:
    rows = [
        told(writer, words, emergency)
        for writer in "abcde"
        for words, emergency in [*[("arm fell", True)] * 10, *[("lip itches", False)] * 40, ("arm itches fell", False)]
    ]
    rows += [told("triage/a", "arm fell asleep", False, labelled=False) for _ in range(20)]
    scores = alarm.rebuild(rows, tmp_path / "alarm.json")
    assert scores["labelled: sensitivity with the net"] == 1.0
    assert 1 - scores["labelled: specificity with the net"] <= alarm.FALSE_ALARMS
    assert scores["labelled: sensitivity of the rules"] == 0.0
    assert "triaged: sensitivity with the net" not in scores  # there is no emergency among them
    net = LinearModel.of_json((tmp_path / "alarm.json").read_bytes())
    assert net.weights["word=asleep"] < 0 < net.weights["word=arm"]


def test_what_the_net_sees_of_a_triaged_message_is_what_it_will_see_of_any() -> None:
    text = "my left arm fell down and i can not lift it any more since the morning"
    (example,) = alarm.triaged([Triaged("triage/a", "a.yaml: emergency 1", text, emergency=True)])
    assert example.features == features(lipcheck.load().case(text))
    assert (example.emergency, example.flagged, example.labelled) == (True, True, False)
