from __future__ import annotations

import pytest

from lipcheck.highlight import mark_of, pieces
from lipcheck.report import Duration, Finding, Quote, RedFlag, Report


def test_a_message_is_cut_where_marks_begin_and_end() -> None:
    report = Report(
        id="1",
        text="left lip numb 5 min",
        findings=(Finding("numbness", Quote("numb", 9, 13), site="lip", site_span=(5, 8), side_span=(0, 4)),),
        durations=(Duration("episode", 300, 300, Quote("5 min", 14, 19)),),
    )
    assert pieces(report.to_dict()) == [
        ("left", "place"),
        (" ", None),
        ("lip", "place"),
        (" ", None),
        ("numb", "symptom"),
        (" ", None),
        ("5 min", "timing"),
    ]


def test_the_gravest_of_overlapping_marks_shows() -> None:
    finding = Finding("slurred_speech", Quote("my speech is slurred", 0, 20), site_span=(3, 9))
    flag = RedFlag("speech", True, "why", (Quote("slurred", 13, 20),))
    report = Report(id="1", text="my speech is slurred", findings=(finding,), red_flags=(flag,))
    assert pieces(report.to_dict()) == [("my speech is ", "symptom"), ("slurred", "flag")]


def test_an_inactive_flag_marks_nothing() -> None:
    flag = RedFlag("speech", False, "why", (Quote("slurred", 0, 7),))
    assert pieces(Report(id="1", text="slurred", red_flags=(flag,)).to_dict()) == [("slurred", None)]


@pytest.mark.parametrize(("start", "end"), [(5, 5), (9, 20), (4, 99), (-3, 2)])
def test_offsets_beyond_the_text_do_no_harm(start: int, end: int) -> None:
    report = Report(id="1", text="lip numb", findings=(Finding("numbness", Quote("x", start, end)),))
    assert "".join(piece for piece, _ in pieces(report.to_dict())) == "lip numb"


def test_without_text_there_are_no_pieces() -> None:
    record = Report(id="1", text="lip", findings=(Finding("numbness", Quote("lip", 0, 3)),)).to_dict(redact=True)
    assert pieces(record) == []


@pytest.mark.parametrize(
    ("status", "experiencer", "mark"),
    [
        ("present", "patient", "symptom"),
        ("absent", "patient", "denied"),
        ("past", "patient", "past"),
        ("uncertain", "patient", "not_sure"),
        ("hypothetical", "patient", "not_sure"),
        ("present", "other", "not_sure"),
    ],
)
def test_the_mark_says_whether_it_is_there(status: str, experiencer: str, mark: str) -> None:
    assert mark_of("symptom", status, experiencer) == mark
