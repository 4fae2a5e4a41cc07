"""Messages put together of parts, each answered as its parts are: what stands beside a danger hides none, and makes none.

The parts are in ``beside.yaml``. A message that is answered otherwise today stands in ``beside_known_failures.txt`` and must leave it
when it comes right; to write the list anew: ``PYTHONPATH=nlp:. python tests/test_beside.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from itertools import permutations
from pathlib import Path
from typing import Final

import pytest
import yaml

import lipcheck
from lipcheck.analyzer import Analyzer
from tests import known_failures

HERE = Path(__file__)
KNOWN_FAILURES = HERE.with_name("beside_known_failures.txt")
PARTS: Final[dict[str, list[str]]] = yaml.safe_load(HERE.with_name("beside.yaml").read_text(encoding="utf-8"))

Place = tuple[str, str | None, str | None]
# symptom: as an adjective, a noun, a verb
WORDS: Final = {
    "numbness": ("numb", "numbness", "goes numb"),
    "swelling": ("swollen", "swelling", "swells up"),
    "twitching": ("twitching", "twitching", "twitches"),
    "tingling": ("tingling", "tingling", "tingles"),
    "weakness": ("weak", "weakness", "gets weak"),
    "pain": ("painful", "pain", "hurts"),
    "facial_droop": ("droopy", "drooping", "droops"),
}
FACIAL: Final = {
    "cheek": "cheek",
    "eyelid": "eyelid",
    "eyebrow": "eyebrow",
    "lip": "lip",
    "upper lip": "upper_lip",
    "lower lip": "lower_lip",
    "mouth corner": "mouth_corner",
}
OTHERS: Final = {
    "arm": "arm",
    "hand": "hand",
    "leg": "leg",
    "foot": "foot",
    "ear": "ear",
    "jaw": "jaw",
    "chin": "chin",
    "thigh": "leg",
    "wrist": "arm",
    "thumb": "finger",
}
FORMS: Final = (
    "my {s} {x} is {a}",
    "my {x} is {a} on the {s}",
    "{n} of the {s} {x}",
    "{n} in my {s} {x}",
    "{s} {x} {a}",
    "{s} {x} {n}",
    "{a} {s} {x}",
    "I have a {a} {s} {x}",
    "there is {n} in the {s} {x}",
    "the {x} on the {s} is {a}",
    "my {s} {x} has been {a} for 2 days",
    "my {s} {x} feels {a}",
    "my {s} {x} sometimes {v}",
    "{n} {s} {x} since 2 days",
    "sudden {n} of {s} {x}",
    "{x} ({s}) {a}",
    "{s} sided {x} {n}",
    "my {s} {x} it is {a}",
    "the {x} is {a}, the {s} one",
    "since monday {s} {x} {a}",
    "got {n} on my {s} {x}",
    "my doctor asked about my knee. my {s} {x} is {a}",
    "I am 45 and my {s} {x} {v}",
    "when I eat my {s} {x} {v}",
    "{s} {x} {v} when i talk",
    "i noticed my {s} {x} was {a}",
    "{n} to {s} {x}",
    "c/o {n} {s} {x} x 2 days",
    "pt reports {s} {x} {n}",
)
SAID: Final[dict[str, Place]] = {
    "numbness of the left cheek": ("numbness", "cheek", "left"),
    "tingling in the right hand": ("tingling", "hand", "right"),
    "weakness of the left leg": ("weakness", "leg", "left"),
    "slurred speech": ("slurred_speech", None, None),
    "dizziness": ("dizziness", None, None),
    "headache": ("headache", None, None),
    "fever": ("fever", None, None),
    "vomiting": ("vomiting", None, None),
    "blurred vision": ("vision_trouble", None, None),
    "rash on the chest": ("rash", "chest", None),
    "drooling": ("drooling", None, None),
    "pain in the right ear": ("pain", "ear", "right"),
}
TOLD: Final[dict[str, Place]] = {
    "my left cheek is numb": ("numbness", "cheek", "left"),
    "the right eyelid jumps": ("twitching", "eyelid", "right"),
    "my right hand tingles": ("tingling", "hand", "right"),
    "my left leg is weak": ("weakness", "leg", "left"),
    "my speech is slurred": ("slurred_speech", None, None),
    "i feel dizzy": ("dizziness", None, None),
    "i have a headache": ("headache", None, None),
    "i have a fever": ("fever", None, None),
    "my left eye won't close": ("eye_closure", "eye", "left"),
    "my throat is swollen": ("swelling", "throat", None),
}
# questions and what they ask about
ASKED: Final = {
    "Any numbness?": "numbness",
    "Is your face numb?": "numbness",
    "Any weakness in the arm or leg?": "weakness",
    "Any trouble speaking?": "slurred_speech",
    "Is your speech slurred?": "slurred_speech",
    "Is your face drooping?": "facial_droop",
    "Do you have a headache?": "headache",
    "Any swelling of the tongue?": "swelling",
    "Trouble breathing?": "breathing_trouble",
    "Any fever?": "fever",
    "Have you fainted?": "confusion",
    "Do you have double vision?": "vision_trouble",
    "Is one side of your face weak?": "weakness",
    "Is your mouth crooked?": "facial_droop",
    "Any rash or hives?": "rash",
    "Did you vomit?": "vomiting",
    "Any tingling in your lips?": "tingling",
}
# how two complaints are told, and the status of each
OF_TWO_NOUNS: Final = {
    "{} and {}": ("present", "present"),
    "{}, {}": ("present", "present"),
    "{} with {}": ("present", "present"),
    "{} / {}": ("present", "present"),
    "{}\n{}": ("present", "present"),
    "I have {} and {}": ("present", "present"),
    "{} plus {}": ("present", "present"),
    "{} & {}": ("present", "present"),
    "{} + {}": ("present", "present"),
    "symptoms: {}, {}": ("present", "present"),
    "{}; {}": ("present", "present"),
    "c/o {} and {}": ("present", "present"),
    "since monday {} and {}": ("present", "present"),
    "{} but no {}": ("present", "absent"),
    "no {} but {}": ("absent", "present"),
    "no {}, no {}": ("absent", "absent"),
    "no {} or {}": ("absent", "absent"),
    "{} without {}": ("present", "absent"),
    "denies {} and {}": ("absent", "absent"),
    "no {}. {}": ("absent", "present"),
    "{}? no. {}? yes": ("absent", "present"),
    "{}: yes, {}: no": ("present", "absent"),
    "neither {} nor {}": ("absent", "absent"),
    "i don't have {} but i have {}": ("absent", "present"),
    "i have {} but not {}": ("present", "absent"),
    "{} is gone, {} is still there": ("past", "present"),
}
OF_TWO_STATEMENTS: Final = (
    "{} and {}",
    "{}, {}",
    "{} and also {}",
    "{}. {}",
    "{} but {}",
    "{}; {}",
    "{}, and {}",
    "{} then {}",
    "{}\n{}",
    "{}. Also {}",
    "{} while {}",
    "{} / {}",
    "{} plus {}",
    "{} {}",
)


@cache
def analyzer() -> Analyzer:
    return lipcheck.load()


@cache
def known() -> frozenset[str]:
    return known_failures.read(KNOWN_FAILURES)


def flagged(text: str) -> bool:
    return any(f.active for f in analyzer().analyze(text).red_flags)


def places(text: str, *statuses: str) -> set[Place]:
    return {(f.symptom, f.site, f.side) for f in analyzer().analyze(text).findings if f.status in statuses}


def joined(statement: str, sentence: str) -> Iterator[str]:
    """A statement before and behind a sentence, and in one line with it."""
    told = statement[0].upper() + statement[1:]
    said = sentence if sentence.startswith(("I ", "I'")) else sentence[0].lower() + sentence[1:]
    yield f"{told}. {sentence}"
    yield f"{sentence} {told}."
    yield f"{told}, {said}"
    yield f"{sentence.rstrip('.!?')} and {statement}."
    yield f"{statement} {sentence.rstrip('.!?')}".lower()


def beside(statement: str) -> Iterator[str]:
    """The statement with every sentence that changes nothing, and with every way to go on."""
    for sentence in PARTS["beside"]:
        yield from joined(statement, sentence)
    for words in PARTS["behind"]:
        yield f"{statement} {words}"
        yield f"{statement}, {words}."


def framed(statement: str) -> Iterator[str]:
    return (frame.format(statement) for frame in PARTS["frame"])


def with_danger(danger: str) -> Iterator[tuple[str, bool]]:
    """Every message of a danger and what stands beside it, and whether it is answered otherwise."""
    return ((t, analyzer().analyze(t).urgency != "emergency") for t in (*beside(danger), *framed(danger)))


def with_harmless(statement: str) -> Iterator[tuple[str, bool]]:
    return ((t, flagged(t)) for t in beside(statement))


def with_denial(denial: str) -> Iterator[tuple[str, bool]]:
    return ((t, flagged(t)) for sentence in PARTS["beside"] for t in joined(denial, sentence))


def in_form(form: str) -> Iterator[tuple[str, bool]]:
    """What is told in this form, of any part and side."""
    for symptom, (adjective, noun, verb) in WORDS.items():
        for word, site in (FACIAL if symptom == "facial_droop" else FACIAL | OTHERS).items():
            for side in ("left", "right"):
                text = form.format(s=side, x=word, a=adjective, n=noun, v=verb)
                found = places(text, "present", "past", "uncertain", "hypothetical")
                yield text, found != {(symptom, site, side)}


def two_nouns(how: str) -> Iterator[tuple[str, bool]]:
    first, second = OF_TWO_NOUNS[how]
    for (a, place), (b, other) in permutations(SAID.items(), 2):
        found = {((f.symptom, f.site, f.side), f.status) for f in analyzer().analyze(how.format(a, b)).findings}
        yield how.format(a, b), found != {(place, first), (other, second)}


def two_statements(how: str) -> Iterator[tuple[str, bool]]:
    for (a, place), (b, other) in permutations(TOLD.items(), 2):
        yield how.format(a, b), places(how.format(a, b), "present") != {place, other}


def in_talk(question: str) -> Iterator[tuple[str, bool]]:
    for talk in PARTS["talk"]:
        for answer in (*PARTS["affirming"], *PARTS["refusing"]):
            text = talk.format(q=question, a=answer)
            found = {f.status for f in analyzer().analyze(text).findings if f.symptom == ASKED[question]}
            there = bool(found) and found <= {"present", "uncertain", "past"}
            yield text, found != {"absent"} if answer in PARTS["refusing"] else not there


def emergency(message: str) -> Iterator[tuple[str, bool]]:
    yield message, analyzer().analyze(message).urgency != "emergency"


def calm(message: str) -> Iterator[tuple[str, bool]]:
    yield message, analyzer().analyze(message).urgency == "emergency"


CASES: Final = {
    with_danger: PARTS["danger"],
    with_harmless: PARTS["harmless"],
    with_denial: PARTS["denied"],
    in_form: FORMS,
    two_nouns: OF_TWO_NOUNS,
    two_statements: OF_TWO_STATEMENTS,
    in_talk: ASKED,
    emergency: PARTS["emergency"],
    calm: PARTS["calm"],
}


@pytest.mark.parametrize(("check", "part"), [(check, part) for check, parts in CASES.items() for part in parts])
def test_what_is_put_together_is_answered_as_its_parts(
    check: Callable[[str], Iterator[tuple[str, bool]]], part: str
) -> None:
    answered = list(check(part))
    assert [t for t, wrong in answered if wrong] == [t for t, _ in answered if t in known()]


if __name__ == "__main__":
    wrong = [t for check, parts in CASES.items() for part in parts for t, otherwise in check(part) if otherwise]
    known_failures.write(KNOWN_FAILURES, wrong)
