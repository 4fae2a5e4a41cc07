"""Time a character is bounded: four times a message takes four times as long, whatever is repeated in it."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from functools import cache

import pytest

import lipcheck
from lipcheck.analyzer import Analyzer
from lipcheck.exports import Message
from training import dataset

# Linear is 4, the square 16; and what is done within the constant is too little to tell.
RATIO, CONSTANT = 9, 0.05
SHORT = 1_500

PIECES = [
    "a", "ha", " ", "\n", "<", "(", ")", "[", "'", '"', "&", "%", "?", "-", ".", "/", "1", "1/", "1 ", "1,", "1e", "3-5 ", "x@x ",
    "left ", "no ", "not ", "and ", "or ", "if ", "was ", "is ", "I ", "it ", "of ", "the ", "since ", "ago ", "for ", "in ", "to ",
    "numb ", "lip ", "my lip ", "numb, ", "numb and ", "numb/", "lip or ", "my left lip is numb. ", "no numbness, ",
    "2 days ", "my lip is numb for 2 days ", "times a day ", "every ", "half ", "two ", "hundred ", "feb ", "monday ", "12:00 ",
    "Numbness: yes\n", "? no ", "yes ", "[x] ", ": ", "5mg ", "39.5 ", "fever ", "I take coffee ", "coffee ", "5 coffees a day ",
    "my mother had a stroke. ", "mother ", "stroke ", "I am afraid that ", "what if ", "pregnant ", "19 years old ", "year ",
    "her forehead ", "can move ", "speech is normal ", "hello\n", "thanks ", "best wishes\n", "qzx ", "Zq", "twitchin ", "don't ",
    "the left side hangs. ", "half of my face on the right ", "is the swelling gone? ", "any droop?\nme: no\n", "Me - ",
    "é", "Ã©", "\u0301", "\U0001f600", "\ud800", "\0", "&amp;", "\\n", "r n", "> ", "\n> ", "From: Sent: ", "wrote: ", "--\n",
    "you asked whether I fainted. No. ", "could it be lisinopril? I take it daily. ", "is not red, warm or numb. ", "no cramps since. ",
    "a_", "a'", "'a ", "a-", ",a", "(a", "a)(", "jjjj.", "omagjjjjjjjjj", "fever omagjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjj.? ",
]  # fmt: skip


@cache
def analyzer() -> Analyzer:
    return lipcheck.load()


def seconds(call: Callable[[], object]) -> float:
    """Seconds of this process for a call, without the garbage collector, whose turn is chance."""
    gc.collect()
    gc.disable()
    try:
        begun = time.process_time()
        call()
        return time.process_time() - begun
    finally:
        gc.enable()


@pytest.mark.parametrize("piece", PIECES)
def test_four_times_the_message_takes_four_times_as_long(piece: str) -> None:
    def analysed(length: int) -> float:
        message = Message("1", (piece * length)[:length])
        return seconds(lambda: analyzer().analyze_all([message])[0].to_dict())

    # the machine has other work: one quiet run in three shows that it grows no faster
    assert any(analysed(4 * SHORT) < RATIO * analysed(SHORT) + CONSTANT for _ in range(3))


def test_a_long_message_takes_as_long_as_its_parts() -> None:
    paragraph = (
        "My left lip is numb for 3-5 seconds, 2 times a day.\nNo droop; my mother had a stroke. I take 5 mg of it.\n\n"
    )
    tenth, whole = (Message("1", (paragraph * length)[:length]) for length in (15_000, 150_000))
    assert seconds(lambda: analyzer().analyze_all([whole])) < 20 * seconds(lambda: analyzer().analyze_all([tenth]))


def test_ten_times_the_messages_in_one_take_ten_times_as_long() -> None:
    text = "\n".join(m.text for m in dataset.training_messages())
    tenth, whole = (Message("1", text[:length]) for length in (20_000, 200_000))
    analyzer().analyze_all([tenth])
    # what is looked for in the whole message for each of its findings makes it twenty
    assert any(
        seconds(lambda: analyzer().analyze_all([whole])) < 14 * seconds(lambda: analyzer().analyze_all([tenth]))
        for _ in range(3)
    )
