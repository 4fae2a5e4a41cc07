"""Emergencies and harmless messages as people write them, each recognised for what it is, by the rules alone.

They stand in ``data/triage``; the net under the rules has learned from most of them, so it is left out here. What is answered
wrongly today stands in ``triage_known_failures.txt`` and must leave it when it comes right; to write the list anew:
``PYTHONPATH=nlp:. python tests/test_triage.py``. The held-out writers' messages are counted, and none is shown.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

import lipcheck
from lipcheck.analyzer import Analyzer
from lipcheck.exports import Message
from lipcheck.linear import LinearModel
from lipcheck.triage.alarm import Alarm
from lipcheck.triage.classifier import Classifier
from tests import known_failures
from training import dataset
from training.dataset import Triaged

HERE = Path(__file__)
KNOWN_FAILURES = HERE.with_name("triage_known_failures.txt")
FILES = [p for p in dataset.triage_files() if p.stem not in dataset.HELD_OUT_TRIAGE]
NO_NET = LinearModel({}, -9.0)

# Sentences of a reader who looked for what the lists behind a denial, a form's "no" or "may cause" would hide or make up.
NOT_DENIED = [
    "left side face droop headache no / fever no / since this morning",
    "face drooping on left any pain no / any fever no",
    "sight loss left eye pain no, floaters no",
    "weak left leg diabetes no, smoker no",
    "slurred speech drinks alcohol no, drugs no",
    "tongue swollen allergic to anything no, on tablets no",
    "face drooping improving no, arm weak improving no, started 2 hours ago",
    "left arm weak getting better no, speech slurred getting better no",
    "facial droop resolved no / arm weakness resolved no",
    "toddler no temperature, seizure twice",
    "no temperature and fainted twice",
    "Mum has no temperature, confusion, slurred speech",
    "no temperature, chest pain, tight chest, short of breath",
    "no temperature, confused, headache",
    "No temperature and swollen tongue",
    "No difficulty breathing, swollen throat and hives after peanuts",
    "no trouble breathing, swelling of the tongue after prawns",
    "No trouble breathing, throat closing up",
    "No trouble speaking, lost sight in one eye",
    "no trouble speaking and double vision",
    "Left sided facial droop since 7am. No trouble speaking, arm weakness though.",
    "No difficulty speaking, drooping mouth",
    "Negative for covid, facial droop on the left",
    "tested negative for flu, tongue swelling",
    "negative for strep, throat swelling, can't swallow",
    "ct negative for stroke last year, facial droop again",
    "68M denies smoking, left facial droop, right arm weakness, onset 1 hour",
    "denies trauma, facial droop noted on waking",
    "denies trauma, tongue swelling after eating nuts",
    "Patient denies any new foods, tongue swelling, takes ramipril",
    "denies allergies, tongue swelling is getting worse",
    "denied falling, left facial droop when he smiles",
    "Husband denies drinking, slurring his words, mouth droop",
    "She denies any injury, lip swelling and tongue swelling, short of breath",
    "My lips and throat are swelling and I need my epipen. I have none.",
    "My tongue is swelling and they asked about allergies. I have none.",
    "My speech is slurred and I ran out of my tablets. I have none.",
    "My mouth droops and my arm is weak and my brothers are fine. None of them have had that.",
    "My tongue has swollen up and my family ate the same. None of them have.",
    "They ask of fits and blackouts. My arm is weak. I have had none of these.",
    "My face is drooping and I take tablets. None of these have that.",
    "I know ramipril can cause swelling, lips and tongue swelling up",
    "pharmacist said it could cause drowsiness, slurred speech, confusion, he is like that",
    "She cannot stand much since yesterday, both legs gone",
    "I cannot stand much longer than ten seconds before my legs fold",
    "can't stand taking even one step",
    "he can't stand anything but crawl",
    "can not stand cold sweat and weak",
    "no feeling when I tap my face on the left",
]
NOT_MADE_UP = [
    "no varicose veins, there is nothing in my legs",
    "There is nothing in my legs that would explain the cramp",
    "Cramp at night. There is nothing in my legs when they did the doppler",
    "there's nothing in my legs to see but they itch",
    "There was nothing in her legs wrong, her lip twitches",
    "They looked for a clot and there was nothing in her legs",
    "Eyelid twitching, denies weakness, facial droop, slurred speech.",
    "numb chin yes / fever no / weak arm no / face hanging no",
    "They want to know of fits and blackouts. I have had none of these.",
    "No trouble breathing or chest pain, just a twitching eyelid.",
    "I also can't stand cold on it, the finger is a bit numb at the scar.",
]


def wrong(analyzer: Analyzer, messages: list[Triaged]) -> list[Triaged]:
    """The messages that are taken for the other kind, in order."""
    reports = analyzer.pipe(Message(m.place, m.text) for m in messages)
    return [m for m, r in zip(messages, reports, strict=True) if (r.urgency == "emergency") != m.emergency]


@cache
def by_rules_alone() -> Analyzer:
    return Analyzer(Classifier.load(), Alarm(NO_NET))


@cache
def failing(path: Path) -> list[str]:
    """The texts of a file that the rules take for the other kind, in order."""
    return [m.text for m in wrong(by_rules_alone(), dataset.read_triaged(path))]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_messages_are_recognised_for_what_they_are_but_for_the_known_failures(path: Path) -> None:
    listed = known_failures.read(KNOWN_FAILURES)
    assert failing(path) == [m.text for m in dataset.read_triaged(path) if m.text in listed]


def test_every_known_failure_is_a_message() -> None:
    assert known_failures.read(KNOWN_FAILURES) <= {m.text for m in dataset.triaged_messages()}


@pytest.mark.parametrize("text", NOT_DENIED)
def test_a_denial_reaches_no_further_than_its_list(text: str) -> None:
    assert by_rules_alone().analyze(text).urgency == "emergency"


@pytest.mark.parametrize("text", NOT_MADE_UP)
def test_a_denial_reaches_all_of_its_list(text: str) -> None:
    assert by_rules_alone().analyze(text).urgency != "emergency"


def test_writers_that_nothing_has_learned_from_are_recognised() -> None:
    """Measured 180 of 190 emergencies and 251 of 270 others."""
    messages = dataset.triaged_messages(held_out=True)
    missed = [m.emergency for m in wrong(lipcheck.load(), messages)]
    urgent = sum(m.emergency for m in messages)
    assert 1 - missed.count(True) / urgent >= 0.93
    assert 1 - missed.count(False) / (len(messages) - urgent) >= 0.9


if __name__ == "__main__":
    known_failures.write(KNOWN_FAILURES, [text for path in FILES for text in failing(path)])
