"""What is said of things is no finding; what is said of people beside things is."""

from __future__ import annotations

from functools import cache

import pytest

import lipcheck
from lipcheck.analyzer import Analyzer
from lipcheck.components.things import Things


@cache
def things() -> Things:
    return Things()


@cache
def analyzer() -> Analyzer:
    return lipcheck.load()


@pytest.mark.parametrize(
    ("words", "start", "end", "symptom", "borne"),
    [
        ("the fees are a bit stiff", 5, 6, "stiffness", True),
        ("a cramped room", 1, 2, "cramp", True),
        ("some confusion about my appointment", 1, 2, "confusion", True),
        ("dr payne called", 1, 2, "pain", True),
        ("the screen went dark", 3, 4, "vision_trouble", False),
        ("on the bus were cramped legs", 4, 5, "cramp", False),
        ("in the room i was cramped", 5, 6, "cramp", False),
        ("he has some confusion about where he is", 3, 4, "confusion", False),
        ("the door stiff", 2, 3, "stiffness", False),
        ("numb", 0, 1, "numbness", False),
    ],
)
def test_what_bears_a_symptom(words: str, start: int, end: int, symptom: str, *, borne: bool) -> None:
    assert things().bears(words.split(), start, end, symptom) is borne


@pytest.mark.parametrize(
    "text",
    [
        "The waiting room was cramped and stuffy.",
        "Can you squeeze me in? My schedule is cramped.",
        "Sorry for the confusion about my slot.",
        "Dr Sutter said I should follow up with Dr Schiffer.",
        "The new portal has all the bells and whistles.",
        "Could your receptionist pronounce my name next time?",
        "my cat's eyelid is drooping, I need a vet",
    ],
)
def test_a_message_of_things_is_out_of_scope_and_no_emergency(text: str) -> None:
    report = analyzer().analyze(text)
    assert (report.scope, report.urgency) == ("out", None)
