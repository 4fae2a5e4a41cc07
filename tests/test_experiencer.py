from __future__ import annotations

import re

import pytest
import spacy

from lipcheck.components.clauses import norms_of, split_clauses
from lipcheck.components.experiencer import Bearers

NLP = spacy.blank("en")
BEARERS = Bearers()


def bearers(marked: str) -> str:
    """Whose the words in brackets are, in order."""
    doc = NLP(re.sub(r"[\[\]]", "", marked))
    spans, shift = [], 0
    for match in re.finditer(r"\[([^\]]*)\]", marked):
        start = match.start() - shift
        span = doc.char_span(start, start + len(match[1]), alignment_mode="expand")
        spans.append((span.start, span.end))
        shift += 2
    norms = norms_of(doc)
    return " ".join(BEARERS.assign(norms, split_clauses(doc, norms), spans))


WRITER = [
    ("My lip is [numb].", "patient"),
    ("[numb] lip", "patient"),
    ("My husband says my face [droops].", "patient"),
    ("my wife noticed that my mouth [hangs]", "patient"),
    ("My daughter told me I [slur] my words", "patient"),
    ("My lip is [numb]. My father had a [stroke].", "patient other"),
    ("My father had a [stroke] and my lip is [numb]", "other patient"),
    ("I have [tingling]. Mum has [diabetes].", "patient other"),
    ("my lip [twitches] and my sister has [epilepsy]", "patient other"),
    ("My mother has [Bell's palsy]. Now my own face [droops].", "other patient"),
    ("Some people get [cramps], but I have [numbness].", "people patient"),
    ("my friend had a [stroke], he could not [speak]. My lip [twitches], I am scared.", "other other patient"),
    ("I looked after my son who had a [rash], now my lip is [swollen]", "other patient"),
    ("My eyelid [twitches]; my colleague also had [twitching]", "patient other"),
]
RELATIVE = [
    ("My daughter's lip is [swollen].", "patient"),
    ("my daughter's lip is [numb]", "patient"),
    ("my 4 year old son has a [swollen] lip", "patient"),
    ("My mother is 70 and her face [droops].", "patient"),
    ("I am writing for my husband. He has [numbness] of the lip.", "patient"),
    ("His lip is [numb] and his speech is [slurred]", "patient patient"),
    ("Patient has a [facial droop].", "patient"),
    ("pt denies [numbness]", "patient"),
    ("My son's lip is [swollen]. His father has [asthma].", "patient other"),
]


@pytest.mark.parametrize(("marked", "told"), WRITER)
def test_the_writer_is_the_patient(marked: str, told: str) -> None:
    assert bearers(marked) == told


@pytest.mark.parametrize(("marked", "told"), RELATIVE)
def test_whom_the_message_asks_about_is_the_patient(marked: str, told: str) -> None:
    assert bearers(marked) == told


def test_no_mention_no_answer() -> None:
    assert bearers("my father says hello") == ""
