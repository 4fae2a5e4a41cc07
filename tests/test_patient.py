"""Sex, pregnancy and what of the face moves, from the words of a message."""

from __future__ import annotations

import pytest

from lipcheck.components.patient import read_patient
from lipcheck.report import Finding, Quote


@pytest.mark.parametrize(
    "text",
    [
        "i am 20 weeks pregnant and my lip is numb",
        "expecting my second, 33 weeks, and my face is puffy",
        "we're expecting twins and i have a headache",
        "28 weeks along, lip twitching",
        "i'm 33 weeks. my face is swollen",
        "i'm 33 weeks gone and my lip twitches",
        "midwife note: 38+2, facial oedema",
        "i'm due in march, my lip twitches",
        "5 days after my c-section, lip numb",
        "i'm 31w pregnant",
        "31+4 weeks, headache since last night",
        "my wife is in her third trimester and sees spots",
        "my baby is due in march, my lip tingles",
        "my due date is 3rd of may",
        "g2p1 at 28 weeks, facial swelling",
        "pregnant: yes",
        "pregnancy: 30 weeks",
        "gave birth 3 weeks ago and my head hurts",
        "three weeks postpartum, eyelid twitching",
        "i had a c-section two weeks ago",
        "my baby was born 10 days ago and my face is numb",
        "our son was born last week. i have a headache",
        "i'm a new mum, 4 weeks post natal",
        "she delivered on 12 days ago and her face swells",
        "i fell pregnant in june, my lip is numb",
        "10 wks pg and lip numb",
        "i have a baby bump and my lip is numb",
        "postpartum 9 days, blurred sight",
        "had a c section last week, seeing spots",
        "my newborn is 3 weeks and i have a headache",
        "pregnant, face puffy, headache",
    ],
)
def test_pregnant_or_within_six_weeks_after_birth(text: str) -> None:
    found = read_patient(text, None, ())
    assert (found.pregnant, found.sex) == (True, "male" if " he " in text else "female")


@pytest.mark.parametrize(
    "text",
    [
        "i am not pregnant",
        "no chance i'm pregnant",
        "could i be pregnant?",
        "we are trying to get pregnant",
        "it started when i was pregnant with my son, he is 6 now",
        "pregnant: no",
        "pregnancy: n",
        "pregnancy test negative",
        "i had a c-section four years ago",
        "my daughter was born 3 years ago",
        "i am expecting a call from the clinic",
        "expecting my results next week",
        "my appointment is due in march",
        "i gave birth 8 months ago",
        "my prescription is due at 28 weeks",
        "lip numb for 33 weeks",
        "lip twitching. duration: 12 weeks.",
        "the pain of my lip is two months gone",
        "i'm due in the clinic on monday",
        "i'm due in march for my smear",
        "i'm 14 weeks sober",
        "my baby is 3 weeks old and her lip is swollen",
        "is it safe in pregnancy",
        "i took the pill to avoid pregnancy",
    ],
)
def test_not_pregnant_now(text: str) -> None:
    assert read_patient(text, None, ()).pregnant is None


@pytest.mark.parametrize(
    ("text", "sex"),
    [
        ("34f, my lip is numb", "female"),
        ("m/52 lip numb", "male"),
        ("f 29 here", "female"),
        ("good morning,\n\nf 40, numb lip", "female"),
        ("hello.\nm 33, numb lip", "male"),
        ("the swelling of form f 40 and bus f 12", None),
        ("sex: m", "male"),
        ("gender - female", "female"),
        ("i am a 44 year old woman", "female"),
        ("as a 60 yo man i worry", "male"),
        ("i'm a healthy guy of 30", "male"),
        ("my son's lip is swollen", "male"),
        ("my mum cannot speak", "female"),
        ("male, 23 years, lip twitching", "male"),
        ("female aged 40", "female"),
        ("i am mother of two, my lip twitches", "female"),
        ("my lip is numb for 5 m", None),
        ("103 f fever", None),
        ("temp 102f and stiff neck", None),
        ("woman at the desk was kind", None),
        ("the 2 m distance", None),
    ],
)
def test_sex(text: str, sex: str | None) -> None:
    assert read_patient(text, None, ()).sex == sex


@pytest.mark.parametrize(
    ("text", "moves"),
    [
        ("my face droops but my forehead still moves", True),
        ("i can raise both eyebrows", True),
        ("i can still wrinkle my forehead", True),
        ("forehead is fine", True),
        ("forehead not affected", True),
        ("my eyebrows both go up", True),
        ("i can frown normally", True),
        ("i cannot raise my left eyebrow", False),
        ("can't wrinkle my forehead on that side", False),
        ("my forehead does not move", False),
        ("no movement in the forehead", False),
        ("one eyebrow won't lift", False),
        ("forehead is smooth on the left side", False),
        ("unable to lift eyebrow", False),
        ("my face droops", None),
        ("she raised her eyebrows at me", None),
    ],
)
def test_the_forehead_moves(text: str, moves: bool | None) -> None:
    assert read_patient(text, None, ()).forehead_moves is moves


@pytest.mark.parametrize(
    ("text", "closes"),
    [
        ("i can close both eyes", True),
        ("the eye still closes", True),
        ("eye shuts fine", True),
        ("i can blink normally", True),
        ("able to close my eye", True),
        ("i close my eyes and rest", None),
        ("my face droops", None),
    ],
)
def test_the_eye_closes(text: str, closes: bool | None) -> None:
    assert read_patient(text, None, ()).eye_closes is closes


def finding(symptom: str, site: str | None, status: str, experiencer: str = "patient") -> Finding:
    return Finding(symptom, Quote("x", 0, 1), site=site, status=status, experiencer=experiencer)


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (finding("eye_closure", "eye", "present"), (None, False)),
        (finding("eye_closure", None, "uncertain"), (None, False)),
        (finding("eye_closure", "eye", "absent"), (None, True)),
        (finding("eye_closure", "eye", "present", "other"), (None, None)),
        (finding("paralysis", "forehead", "present"), (False, None)),
        (finding("weakness", "eyebrow", "absent"), (True, None)),
        (finding("paralysis", "eyebrow", "past"), (None, None)),
        (finding("twitching", "eyebrow", "present"), (None, None)),
    ],
)
def test_findings_tell_what_moves(found: Finding, told: tuple[bool | None, bool | None]) -> None:
    patient = read_patient("", None, (found,))
    assert (patient.forehead_moves, patient.eye_closes) == told
