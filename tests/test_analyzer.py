from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import lipcheck
from lipcheck.analyzer import Analyzer
from lipcheck.errors import InputError
from lipcheck.exports import Message
from lipcheck.schema import record_schema

ARTICLE = (
    "Hello doctor, I’m 19 years old r nSometimes my left upper lip feels cramped and feels like it has been raised and "
    "stiff and numb, usually only lasts 3-5 seconds at most r nIn a day it can happen 2-3 times"
)
VALIDATOR = Draft202012Validator(record_schema())


@cache
def analyzer() -> Analyzer:
    return lipcheck.load()


def record(text: str) -> dict[str, Any]:
    return analyzer().analyze(text).to_dict()


def place(words: str) -> list[int]:
    start = ARTICLE.index(words)
    return [start, start + len(words)]


def wrong(*values: Any, reason: str) -> Any:
    return pytest.param(*values, marks=pytest.mark.xfail(strict=True, reason=reason))


# -- the article's own message --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("symptom", "words", "code"),
    [
        ("cramp", "cramped", "R25.2"),
        ("pulling", "raised", "R20.8"),
        ("stiffness", "stiff", "M62.89"),
        ("numbness", "numb", "R20.0"),
    ],
)
def test_the_articles_findings(symptom: str, words: str, code: str) -> None:
    (found,) = [f for f in record(ARTICLE)["findings"] if f["symptom"] == symptom]
    assert (found["site"], found["side"], found["status"], found["experiencer"]) == (
        "upper_lip",
        "left",
        "present",
        "patient",
    )
    assert (found["text"], [found["start"], found["end"]], found["code"]) == (words, place(words), code)
    assert (found["site_span"], found["side_span"]) == (place("upper lip"), place("left"))


def test_the_article_has_no_other_finding() -> None:
    assert [f["symptom"] for f in record(ARTICLE)["findings"]] == ["cramp", "pulling", "stiffness", "numbness"]


def test_the_articles_durations_and_frequencies() -> None:
    found = record(ARTICLE)
    assert [(d["kind"], d["min_s"], d["max_s"]) for d in found["durations"]] == [("episode", 3, 5)]
    assert [[d["start"], d["end"]] for d in found["durations"]] == [place("3-5 seconds")]
    assert [(f["min_per_day"], f["max_per_day"]) for f in found["frequencies"]] == [(2, 3)]
    assert [ARTICLE[f["start"] : f["end"]] == f["text"] for f in found["frequencies"]] == [True]
    assert found["pattern"] == "intermittent"


def test_the_articles_answer() -> None:
    found = record(ARTICLE)
    assert found["scope"] == "in"
    assert found["patient"] == {
        "age_years": 19,
        "sex": None,
        "pregnant": None,
        "forehead_moves": None,
        "eye_closes": None,
    }
    assert (found["triggers"], found["conditions"], found["red_flags"]) == ([], [], [])
    assert (found["cause"], found["urgency"], found["within"]) == ("undetermined", "doctor", "days")
    assert "it keeps coming back" in found["reasons"]


# -- input that is no message ---------------------------------------------------------------------------------------------

NOTHING = {
    "empty": "",
    "space": " ",
    "blank lines": "\n\t \r\n",
    "no-break space": "\u00a0\u200b\ufeff",
    "emoji": "😀😀😀",
    "face with a mouth": "👄👁️",
    "surrogate": "\ud83d",
    "surrogates, wrong order": "\ude00\ud83d",
    "control characters": "\x00\x01\x1b[31m",
    "punctuation": "?!... --- !!!",
    "numbers": "12345 67.8 9/10",
    "German": "Guten Tag, können Sie mir bitte einen Termin am Freitag geben? Vielen Dank",
    "Spanish": "Hola, quisiera cambiar mi cita del lunes, gracias",
    "Russian": "Здравствуйте, у меня дергается губа",
    "Chinese": "医生你好，我的嘴唇发麻",
    "Arabic": "مرحبا دكتور شفتي مخدرة",
    "Hindi": "मेरे होंठ सुन्न हैं",
}


@pytest.mark.parametrize("text", NOTHING.values(), ids=NOTHING)
def test_what_cannot_be_read_is_out_of_scope_and_valid(text: str) -> None:
    found = record(text)
    assert [e.message for e in VALIDATOR.iter_errors(found)] == []
    assert (found["scope"], found["cause"], found["causes"], found["urgency"]) == ("out", None, [], None)
    assert found["findings"] == []
    assert "a person must read this message" in found["reasons"][0]


@pytest.mark.parametrize(
    "text", ["my lip \ud83d is numb", "my lip is numb \udfff", "\x00my lip is numb", "my\u00a0lip is\u200b numb"]
)
def test_odd_characters_beside_words_hide_nothing(text: str) -> None:
    found = record(text)
    assert [(f["symptom"], f["site"]) for f in found["findings"]] == [("numbness", "lip")]
    assert [text[f["start"] : f["end"]] for f in found["findings"]] == ["numb"]


@pytest.mark.parametrize("text", [None, 3, b"my lip is numb", ["my lip is numb"], float("nan")])
def test_what_is_no_text_is_refused(text: Any) -> None:
    with pytest.raises(InputError) as raised:
        analyzer().analyze(text, id="m-7")
    assert "m-7" in str(raised.value)
    assert "numb" not in str(raised.value)


def test_an_error_is_one_of_ours() -> None:
    assert issubclass(InputError, lipcheck.LipcheckError)


# -- the way through the program ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("Hiccups for two weeks, twice a day. No numb lip.", 0),
        ("If my lip is numb for two weeks, should I come?", 0),
        ("Numb lip for two weeks, twice a day.", 2),
        ("My lip was numb for two weeks.", 1),
    ],
)
def test_a_time_is_one_of_the_patients_complaint(text: str, times: int) -> None:
    report = analyzer().analyze(text)
    assert len(report.durations) + len(report.frequencies) == times


def test_id_received_and_extra_go_through() -> None:
    found = analyzer().analyze("my lip is numb", id="m-1", received="2026-03-01", extra={"clinic": "north"})
    assert (found.id, found.received, found.extra) == ("m-1", "2026-03-01", {"clinic": "north"})


def test_a_pipe_numbers_plain_texts_and_keeps_the_ids_of_messages() -> None:
    found = list(analyzer().pipe(["my lip is numb", Message(id="m-9", text="my chin is numb"), ""]))
    assert [r.id for r in found] == ["1", "m-9", "3"]
    assert [[f.site for f in r.findings] for r in found] == [["lip"], ["chin"], []]


@pytest.mark.parametrize(("number", "together"), [(1, 32), (3, 32), (5, 2)])
def test_a_pipe_gives_what_analyze_gives(number: int, together: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lipcheck.analyzer._TOGETHER", together)
    texts = [ARTICLE, "my face droops", "hello", "", "my son's lip is numb"][:number]
    assert [r.to_dict() for r in analyzer().pipe(texts)] == [
        analyzer().analyze(text, id=str(n)).to_dict() for n, text in enumerate(texts, 1)
    ]


def test_a_pipe_reads_little_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lipcheck.analyzer._TOGETHER", 3)
    monkeypatch.setattr("lipcheck.analyzer._CHARACTERS_TOGETHER", 20)
    taken: list[int] = []

    def texts() -> Iterator[str]:
        for n, length in enumerate((0, 1, 2, 3, 30, 1, 19, 1)):
            taken.append(n)
            yield "a" * length

    assert [(next(answers).id, len(taken)) for answers in [analyzer().pipe(texts())] for _ in range(8)] == [
        *(("1", 3), ("2", 3), ("3", 3)),
        *(("4", 5), ("5", 5)),
        *(("6", 8), ("7", 8), ("8", 8)),
    ]


def test_the_same_message_gets_the_same_answer_again() -> None:
    first = record(ARTICLE)
    record("my face droops")
    assert record(ARTICLE) == first


@pytest.mark.parametrize(
    "text",
    [
        "my lip&#39;s numb",
        "<p>my lip is <b>numb</b></p>",
        "my lip is numb\r\n\r\n> no numbness at all\r\n> regards",
        "my lip is nÃºmb, I mean numb",
        "𝗺𝘆 lip is numb",
    ],
)
def test_offsets_are_those_of_the_message_as_given(text: str) -> None:
    (found,) = analyzer().analyze(text).findings
    assert (found.symptom, found.status) == ("numbness", "present")
    assert text[found.quote.start : found.quote.end] == found.quote.text == "numb"


@pytest.mark.parametrize(
    ("text", "patient"),
    [
        ("I am 34 and my lip is numb", (34, None, None)),
        ("34F, my lip is numb", (34, "female", None)),
        ("my son is 7 years old and his lip is numb", (7, "male", None)),
        ("I am 20 weeks pregnant and my lip is numb", (None, "female", True)),
        ("I am not pregnant and my lip is numb", (None, None, None)),
        ("my lip is numb. my sister in law is pregnant", (None, "female", None)),
        ("my lip is numb", (None, None, None)),
    ],
)
def test_the_patient(text: str, patient: tuple[Any, ...]) -> None:
    found = analyzer().analyze(text).patient
    assert (found.age_years, found.sex, found.pregnant) == patient


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Is it a stroke? My lip is numb", [("stroke", "hypothetical", "patient")]),
        ("I have migraine and my lip is numb", [("migraine", "present", "patient")]),
        ("My father had a stroke. My lip is numb", [("stroke", "past", "other")]),
        ("I don't have diabetes, my lip is numb", [("diabetes", "absent", "patient")]),
        ("my lip is numb", []),
    ],
)
def test_conditions(text: str, told: list[tuple[str, str, str]]) -> None:
    assert [(c.condition, c.status, c.experiencer) for c in analyzer().analyze(text).conditions] == told


@pytest.mark.parametrize(
    "text",
    [
        "can I move my appointment to Friday?",
        "my lip is not numb",
        "my father's lip is fine but he had a stroke",
        "numb with grief",
        "I have a headache",
        "my foot is swollen",
        "my arm itches",
    ],
)
def test_out_of_scope(text: str) -> None:
    found = analyzer().analyze(text)
    assert (found.scope, found.cause, found.urgency) == ("out", None, None)


@pytest.mark.parametrize(
    "text",
    [
        "my lip is numb",
        "my lip was numb, it is over",
        "maybe my lip is swollen",
        "my son's lip twitches",
        "my arm is weak",
    ],
)
def test_in_scope(text: str) -> None:
    assert analyzer().analyze(text).scope == "in"


def test_versions_are_told() -> None:
    assert set(analyzer().analyze("").versions) == {"lipcheck", "model"}
