from __future__ import annotations

import pytest

from lipcheck.components.clauses import same_length_lower
from lipcheck.pipeline import build_nlp

NLP = build_nlp()


def statuses(text: str, symptom: str) -> set[str]:
    return {f.status for f in NLP(same_length_lower(text))._.findings if f.symptom == symptom}


@pytest.mark.parametrize(
    ("text", "symptom", "status"),
    [
        # what works now, and did not before
        ("My speech is normal now. It was not at breakfast.", "slurred_speech", "past"),
        ("I can talk again. I couldn't last night.", "slurred_speech", "past"),
        # what is not there now, and was
        ("I have no rash now. I did this morning.", "rash", "past"),
        ("There is no swelling at the moment. There was yesterday.", "swelling", "past"),
        ("My chin is not numb today. It was on Monday.", "numbness", "past"),
        # what is not there as a rule, and is now
        ("He never slurs. Today he does.", "slurred_speech", "present"),
        ("She is usually not confused. Since noon she is.", "confusion", "present"),
        ("There was no rash on Sunday. There is now.", "rash", "present"),
        ("I had no trouble swallowing until last night.", "swallowing_trouble", "present"),
        ("No trouble breathing till an hour ago.", "breathing_trouble", "present"),
        # what was only asked about or read, and is so
        ("Can a bad tooth make your cheek swell? Mine has since noon.", "swelling", "present"),
        ("The sheet says to ring if your lip goes numb, and it is.", "numbness", "present"),
        ("You said to come back if my chin got itchy. It did, yesterday.", "itching", "past"),
        ("The doctor said to call if I couldn't swallow. I can't, since noon.", "swallowing_trouble", "present"),
        # what was looked for, and is not so
        ("I check my lip for swelling. There is none.", "swelling", "absent"),
    ],
)
def test_a_short_statement_turns_what_was_said_before(text: str, symptom: str, status: str) -> None:
    assert statuses(text, symptom) == {status}


@pytest.mark.parametrize(
    ("text", "symptom", "status"),
    [
        ("My speech is normal. It is only the lip.", "slurred_speech", "absent"),
        ("He never slurs. Today he plays golf.", "slurred_speech", "absent"),
        ("I have no rash. I did the dishes this morning.", "rash", "absent"),
        ("No rash, no fever. I'm 50.", "rash", "absent"),
        ("The sheet says to ring if your lip goes numb. It is a good sheet.", "numbness", "hypothetical"),
        ("Go to hospital if I can't swallow, which I can.", "swallowing_trouble", "hypothetical"),
        ("I had no fever. It was in May.", "fever", "absent"),
        ("I check my lip daily and it is numb. It was not yesterday.", "numbness", "present"),
    ],
)
def test_another_statement_turns_nothing(text: str, symptom: str, status: str) -> None:
    assert statuses(text, symptom) == {status}


@pytest.mark.parametrize(
    ("text", "symptom", "status"),
    [
        # advice: all behind its "if" is only thought of
        ("Return if the lip swells, speech is slurred or a rash comes.", "slurred_speech", "hypothetical"),
        ("Call us if the cheek droops. My lip is numb.", "numbness", "present"),
        ("Come quick if you can, the lip swells.", "swelling", "present"),
        # a question that dates what it asks about
        ("Should I worry that my lip is numb since noon?", "numbness", "present"),
        ("Should I worry that my lip may go numb?", "numbness", "hypothetical"),
        # what is denied is the worry, the telling, the seeing
        ("I'm not worried about my numb lip.", "numbness", "present"),
        ("Nobody noticed the swelling of my lip.", "swelling", "present"),
        # the heading of a list
        ("Gone: numb chin. Left over: itchy lip.", "numbness", "past"),
        ("Gone: numb chin. Left over: itchy lip.", "itching", "present"),
        ("NOT OVER, two weeks on: swollen cheeks.", "swelling", "present"),
    ],
)
def test_advice_dated_questions_and_headings(text: str, symptom: str, status: str) -> None:
    assert statuses(text, symptom) == {status}
