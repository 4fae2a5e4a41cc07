"""What is read or heard of in general is no finding; what a reader has is."""

from __future__ import annotations

import pytest

from lipcheck.components.clauses import same_length_lower
from lipcheck.components.cues import WORDS
from lipcheck.components.hearsay import told
from lipcheck.pipeline import build_nlp

NLP = build_nlp()
OWN = WORDS["of_writer"]


def statuses(text: str, symptom: str) -> set[str]:
    return {f.status for f in NLP(same_length_lower(text))._.findings if f.symptom == symptom}


@pytest.mark.parametrize(
    ("text", "symptom"),
    [
        ("On one of the websites they write of slurring, drooling and fits.", "slurred_speech"),
        ("On one of the websites they write of slurring, drooling and fits.", "drooling"),
        ("Some blog claims it ends in a droopy mouth.", "facial_droop"),
        ("I have been reading about numb lips after fillers.", "numbness"),
        ("I read the lid can stay droopy for months.", "facial_droop"),
        ("We read of a boy in Ohio who after a fever could not speak.", "slurred_speech"),
        ("There was a documentary about a nurse and a man whose arm went limp.", "weakness"),
        ("Heard of someone at the gym who went blind overnight.", "vision_trouble"),
        ("I bought the pills and read the box. It says swelling of the tongue, rash.", "rash"),
        ("We hung up the poster on shock: hives, wheezing, a swollen tongue.", "swelling"),
        ("As a student I must learn which drugs cause seizures and weakness.", "confusion"),
    ],
)
def test_what_is_read_or_heard_of_is_hypothetical(text: str, symptom: str) -> None:
    assert statuses(text, symptom) == {"hypothetical"}


@pytest.mark.parametrize(
    ("text", "symptom", "status"),
    [
        ("I was reading and my left arm went numb.", "numbness", "past"),
        ("The blood pressure reading would be 210, and speech is slurred.", "slurred_speech", "present"),
        ("I read so much about this, my mouth droops.", "facial_droop", "present"),
        ("I read that one should ring, mouth drooping on the left.", "facial_droop", "present"),
        ("The website says to write here: my mouth droops.", "facial_droop", "present"),
        ("The leaflet lists slurred speech, and that is what I have.", "slurred_speech", "present"),
        ("I heard that dad collapsed.", "confusion", "past"),
        ("I read the leaflet on the new pill: my lips are swollen since.", "swelling", "present"),
        ("I wrote in the booklet on Monday: speech slurred, left hand weak.", "slurred_speech", "present"),
        ("I want to learn how long this droopy mouth will last.", "facial_droop", "present"),
        ("We need to learn which of the pills made her tongue swell.", "swelling", "past"),
        ("In class the teacher said his mouth drooped.", "facial_droop", "past"),
    ],
)
def test_what_a_reader_has_is_told(text: str, symptom: str, status: str) -> None:
    assert statuses(text, symptom) == {status}


@pytest.mark.parametrize(
    "text",
    [
        "a reading of 84",
        "i was reading that letter",
        "the page is open",
        "we heard of you",
        "i read my book",
        "the poster on the wall",
        "the poster on my door : a cat",
        "which drugs i learn",
        "to learn",
        "read",
        "it",
    ],
)
def test_what_leads_to_nothing_read_is_no_hearsay(text: str) -> None:
    assert list(told(text.split(), OWN)) == []
