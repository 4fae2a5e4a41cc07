from __future__ import annotations

import time

import pytest

from lipcheck.components.answers import Answers

ANSWERS = Answers()


def read(marked: str) -> str | None:
    """The status that the form gives to the words in brackets."""
    start, end = marked.index("{"), marked.index("}") - 1
    answer = ANSWERS.read(marked.replace("{", "").replace("}", "").lower(), start, end)
    return answer[0] if answer else None


@pytest.mark.parametrize(
    ("marked", "status"),
    [
        ("{Drooping}? No", "absent"),
        ("{Numbness}: yes", "present"),
        ("{Numbness} of the lip: yes, left", "present"),
        ("Any {swelling}? - none", "absent"),
        ("{Rash}: n\nFever: y", "absent"),
        ("face {drooping} N / arm weak Y", "absent"),
        ("{drooping} N / arm weakness Y", "absent"),
        ("x / {weakness} Y", "present"),
        ("{Drooping} [x] yes [ ] no", "present"),
        ("{Muscle cramps}: Yes ( ) No (x)", "absent"),
        ("[x] {swelling}", "present"),
        ("[ ] {swelling}", "absent"),
        ("{pain} -ve, numb", "absent"),
        ("{numbness} (+)", "present"),
        ("{Pain} (0-10): 0", "absent"),
        ("{itching} 6/10", "present"),
        ("Are your arms {weak}? A: No. Next", "absent"),
        ("{speech slurred}? Maybe, I cannot tell", "uncertain"),
        ("{Fever} no.", "absent"),
        ("{swelling} - no idea why", None),
        ("my {lip} is numb. No pain", None),
        ("{numb} since Monday", None),
        ("{Droop} ☐ Fever ☑", "absent"),
        ("Droop ☐ {Fever} ☑", "present"),
        ("☐ Droop ☑ {Fever}", "present"),
        ("☑ Droop ☐ {Fever}", "absent"),
        ("{Numbness}: yes ☐ no ☑", "absent"),
        ("{Numbness} ☑ yes ☐ no", "present"),
        ("{droop}=false; fever=true", "absent"),
        ("{droop} n slur y numb n", "absent"),
        ("droop n {slur} y numb n", "present"),
        ("fever no / {weak} arm no / breath normal", "absent"),
        ("fever no / face {hanging} no", "absent"),
        ("fever no, left arm {weak} no", "absent"),
        ("my arm is {weak} no / fever no", None),
        ("left arm {weak} no idea why / fever no", None),
        ("left arm {weak} no", None),
        ("fever no / left arm {weak}", None),
        ("droop n slur y {numb} n", "absent"),
        ("{lip} n tongue numb since noon", None),
        ("Tick what applies: {fits}, fainting, none of the above (x)", "absent"),
        ("Screened for fits, {fainting}. All negative.", "absent"),
        ("{Fits}, fainting. I have none of these", None),
        ("My {face droops}, arm weak, all negative", None),
        ("Seen for a {droop}, CT, MRI. All negative.", None),
        ("A {droop}. Fever, rash: all negative", None),
        ("- {droop}\n- fever\n+ dry lips", "absent"),
        ("- droop\n+ {dry lips}", "present"),
        ("- {droop}\n- fever", None),
    ],
)
def test_the_answer_to_a_mention(marked: str, status: str | None) -> None:
    assert read(marked) == status


def test_an_answer_stands_in_the_line_of_its_question() -> None:
    assert read("{Numbness}\nno") is None


@pytest.mark.parametrize("word", ["j" * 60, "'" * 60, "/a" * 30])
def test_a_long_word_before_a_mark_takes_no_time(word: str) -> None:
    begun = time.process_time()
    assert read(f"{{fever}} ({word}?") is None
    assert read(f"{{fever}} om{word}.?") is None
    assert time.process_time() - begun < 1  # parted in every way, it took a minute


@pytest.mark.parametrize("line", ["fever n ", "fever, ", "- fever ", "fever ☐ ", "fever [ ] yes "])
def test_a_long_form_takes_no_long(line: str) -> None:
    text = line * 5_000 + "none of the above"
    begun = time.process_time()
    for at in range(0, len(text) - 20, len(line)):
        start = text.index("fever", at)
        ANSWERS.read(text, start, start + 5)
    assert time.process_time() - begun < 2
