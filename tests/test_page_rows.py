from __future__ import annotations

import json

import pytest
from test_render import report

from lipcheck.page.rows import Strings, moment, row
from lipcheck.report import Patient, Report


def test_a_row_says_in_words_what_the_record_holds() -> None:
    strings = Strings()
    got = row(
        report(received="2026-03-01T08:15:00Z", extra={"name": "Sample", "n": 3, "none": None}).to_dict(), strings
    )
    assert (got["urgency"], got["within"], got["cause"]) == ("emergency", "now", "caffeine")
    assert got["clock"] == ["08:15", "1 Mar 2026"]
    assert got["extra"] == {"name": "Sample", "n": "3"}
    assert got["findings"] == [
        ["numbness", "left lip", ""],
        ["facial droop", "", "denied"],
        ["cramp", "", "past"],
        ["slurred speech", "", ""],
    ]
    assert got["sides"] == ["left"]
    assert got["facts"] == [
        ["Timing", "each time 5 minutes; 2 times a day"],
        ["Exposures", "coffee"],
        ["Diagnoses named", "stroke (another person's)"],
    ]
    assert [(c[0], c[1]) for c in got["causes"]] == [("caffeine", 71), ("undetermined", 20), ("bells_palsy", 5)]
    assert got["causes"][0][2] == [[strings.all().index("caffeine linked"), ["Coffee"]]]
    assert [strings.all()[i] for i in got["reasons"]] == ["a second reason"]


def test_the_text_is_cut_into_pieces() -> None:
    text = row(report().to_dict(), Strings())["text"]
    assert text[:4] == ["My ", ["left", "place"], " ", ["lip", "place"]]
    assert "".join(p if isinstance(p, str) else p[0] for p in text) == report().text


def test_sentences_that_rows_share_are_kept_once() -> None:
    strings = Strings()
    assert row(report().to_dict(), strings)["advice"] == row(report().to_dict(), strings)["advice"]
    assert strings.all().count("Call the emergency number now.") == 1


def test_a_redacted_row_quotes_nothing() -> None:
    strings = Strings()
    shown = json.dumps([row(report().to_dict(), strings, redact=True), strings.all()])
    assert "Coffee" not in shown
    assert "twice a day" not in shown


def test_a_row_of_a_redacted_record_is_a_redacted_row() -> None:
    one, other = Strings(), Strings()
    assert row(report().to_dict(redact=True), one) == row(report().to_dict(), other, redact=True)
    assert one.all() == other.all()


def test_a_message_that_a_person_must_read() -> None:
    got = row(Report(id="1", text="thanks").to_dict(), Strings())
    assert (got["urgency"], got["within"], got["cause"], got["causes"]) == ("read", "", None, [])


def test_the_patient_is_told_as_far_as_known() -> None:
    got = row(report(patient=Patient(31, "female", True, forehead_moves=True, eye_closes=False)).to_dict(), Strings())
    assert got["facts"][0] == ["Patient", "31 years; female; pregnant; forehead moves; eye does not close"]


@pytest.mark.parametrize(
    "received", ["2026-03-01", "2026-03-01 08:15", "2026-03-01T08:15:00+01:00", "20260301T081500Z"]
)
def test_times_in_iso_are_understood(received: str) -> None:
    assert moment(received) is not None


def test_a_day_without_a_time_has_none() -> None:
    assert row(report(received="2026-03-01").to_dict(), Strings())["clock"] == ["", "1 Mar 2026"]


@pytest.mark.parametrize("received", [None, "", "01/03/2026", "yesterday", "2026-13-01"])
def test_other_times_are_not_guessed(received: str | None) -> None:
    assert moment(received) is None


@pytest.mark.parametrize("broken", [{}, {"findings": None}, {"causes": [{}]}, {"received": 5}, {"extra": []}])
def test_what_is_no_record_is_refused(broken: dict[str, object]) -> None:
    record = {**report().to_dict(), **broken} if broken else {}
    with pytest.raises((KeyError, TypeError, ValueError, AttributeError)):
        row(record, Strings())
