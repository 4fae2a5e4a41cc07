from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lipcheck.errors import InputError
from lipcheck.exports import Message, Reject, Source
from lipcheck.exports.csv import BROKEN, COLUMNS, COMMA, harmless, looks, read
from lipcheck.report import Cause, Finding, Quote, RedFlag, Report, Trigger


def rows(data: bytes, **columns: str) -> list[Message | Reject]:
    return list(read(io.BufferedReader(io.BytesIO(data)), Source("in.csv", **columns)))


@pytest.mark.parametrize(
    "data",
    [
        b"id,text\nm-1,numb lip\n",
        b"\xef\xbb\xbfid,text\r\nm-1,numb lip\r\n",
        b"Message ID;clinic;Patient Message\nm-1;north;numb lip",
        b'"id"\t"body"\n"m-1"\t"numb lip"\n',
        b"text,id\nnumb lip,m-1\n",
        b"id,text,text\nm-1,numb lip,other\n",
        b"id,text\nm-1,numb lip,,\n",
    ],
)
def test_columns_are_found_by_common_names(data: bytes) -> None:
    assert rows(data) == [Message("m-1", "numb lip", row=2)]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"sep=;\r\nid;text\r\nm-1;numb, stiff\r\n", Message("m-1", "numb, stiff", row=3)),
        (b"id,text\rm-1,numb lip\r", Message("m-1", "numb lip", row=2)),
        (b"'id';'text'\n'm-1';'numb; lip'\n", Message("m-1", "numb; lip", row=2)),
        (b'id,text\nm-1,"numb \\"lip\\", now"\n', Message("m-1", 'numb "lip", now', row=2)),
        (b'id,text\nm-1,"C:\\"\n', Message("m-1", "C:\\", row=2)),
        (b'id,text\n"","\\"\n', Message("2", "\\", row=2)),
    ],
)
def test_dialects(data: bytes, message: Message) -> None:
    assert rows(data) == [message]


@pytest.mark.parametrize("head", [b"id,text\n", b"\xef\xbb\xbfMessage;Date\n", b'"nr"\t"Patient message"\nx'])
def test_it_is_known_by_its_header(head: bytes) -> None:
    assert looks(head)


@pytest.mark.parametrize("head", [b"My lip, it is numb\n", b"text\n", b"", b'{"text": "a", "id": 1}'])
def test_other_first_lines_are_something_else(head: bytes) -> None:
    assert not looks(head)


def test_quoted_line_breaks_empty_rows_and_missing_ids() -> None:
    data = b'id,text,received\n1,"numb\n""lip"", now",2026-03-01\n\n,second,\n'
    assert rows(data) == [Message("1", 'numb\n"lip", now', "2026-03-01", row=2), Message("4", "second", row=4)]


def test_an_empty_cell_is_an_empty_message() -> None:
    assert rows(b"id,text\n1,\n") == [Message("1", "", row=2)]


def test_columns_can_be_named() -> None:
    assert rows(b"nr,id,anliegen\n7,no,yes\n", id_column="nr", text_column="anliegen") == [Message("7", "yes", row=2)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (b"2,secret \xff", "not UTF-8"),
        (b"2", "no text: 1 cells under 2 columns"),
        (b"2,my lip, secret", "3 cells under 2 columns"),
        (b'2,"secret" words', BROKEN),
        (b'2,"secret', BROKEN),
        (b"2,sec\rret", BROKEN),
    ],
)
def test_a_bad_row_is_a_reject_and_the_next_one_comes_out(row: bytes, reason: str) -> None:
    data = b"id,text\n1,first\n" + row + b'\n3,"third, quoted"\n4,fourth\n'
    first, bad, third, fourth = rows(data)
    assert (first, bad) == (Message("1", "first", row=2), Reject("in.csv", 3, reason))
    assert (third, fourth) == (Message("3", "third, quoted", row=4), Message("4", "fourth", row=5))


def test_an_unclosed_quote_swallows_nothing() -> None:
    data = b'id,text\n1,"open\n' + b"".join(b"%d,plain\n" % n for n in range(2, 50))
    bad, *good = rows(data)
    assert bad == Reject("in.csv", 2, BROKEN)
    assert good == [Message(str(n), "plain", row=n + 1) for n in range(2, 50)]


def test_a_megabyte_in_a_cell_is_one_message() -> None:
    assert rows(b"id,text\n1," + b"a" * 1_000_000) == [Message("1", "a" * 1_000_000, row=2)]


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\r\n"))),
    st.sampled_from(",;\t|"),
    st.sampled_from(["\n", "\r\n"]),
)
@example(['\\"0'], ",", "\n")
@example(['0\\"0'], ",", "\n")
def test_what_a_csv_library_writes_comes_out_as_it_was(texts: list[str], delimiter: str, newline: str) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=newline, quoting=csv.QUOTE_ALL)
    writer.writerows([["id", "text"], *(["m", text] for text in texts)])
    assert rows(out.getvalue().encode()) == [Message("m", t, row=n) for n, t in enumerate(texts, 2)]


@given(st.binary())
def test_any_bytes_are_messages_and_rejects(data: bytes) -> None:
    good = b"a" * 20 * len(data)  # enough text for the file to count as one
    found = rows(b"id,text\n1," + good + b"\n" + data + b"\n")
    assert found[0] == Message("1", good.decode(), row=2)
    assert [type(r) in (Message, Reject) for r in found] == [True] * len(found)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"id,anliegen\n1,a\n", "in.csv: no text column; columns: id, anliegen"),
        (
            b"17,I had a numb lip all day,x\n",
            "in.csv: no text column; 3 columns; not listed, because the first row does not look like a header",
        ),
        (
            b"Ann,numb lip\n",
            "in.csv: no text column; 2 columns; not listed, because the first row does not look like a header",
        ),
        (
            b"My secret\n",
            "in.csv: no text column; 1 columns; not listed, because the first row does not look like a header",
        ),
        (b"", "in.csv: no header row"),
        (b"\n1,a\n", "in.csv: no header row"),
        (bytes(range(256)), "in.csv: is a binary file, not text"),
    ],
    ids=["other names", "no header", "two words and no header", "one column", "empty", "blank", "binary"],
)
def test_a_file_without_a_text_column_is_refused(data: bytes, what: str) -> None:
    with pytest.raises(InputError) as caught:
        rows(data)
    assert str(caught.value) == what


@pytest.mark.parametrize("kind", ["id", "text"])
def test_a_named_column_that_is_not_there_is_refused(kind: str) -> None:
    with pytest.raises(InputError) as caught:
        rows(b"id,text\n1,a\n", **{f"{kind}_column": "nope"})
    assert str(caught.value) == "in.csv: no column 'nope'; columns: id, text"
    assert f"--{kind}-column" in caught.value.hint


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"])
def test_formulas_are_made_harmless(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "numb", " =1", "'=1", "1-2", "a=b"])
def test_other_cells_stay(cell: str) -> None:
    assert harmless(cell) == cell


def written(*reports: Report, redact: bool = False) -> list[dict[str, Any]]:
    out = COMMA.head + b"".join(COMMA.encode(report.to_dict(redact=redact)) for report in reports)
    return list(csv.DictReader(io.StringIO(out.decode(), newline="")))


REPORT = Report(
    id="=1",
    text='-my lip\r\nis "numb"; no droop',
    scope="in",
    received="2026-03-01",
    extra={"clinic": "north"},
    findings=(
        Finding("numbness", Quote("numb", 13, 17), site="upper_lip", side="left"),
        Finding("facial_droop", Quote("droop", 23, 28), status="absent"),
        Finding("pain", Quote("x", 0, 1), experiencer="other"),
    ),
    triggers=(
        Trigger("caffeine", "coffee", Quote("x", 0, 1)),
        Trigger("cold", "cold", Quote("x", 0, 1), status="absent"),
    ),
    red_flags=(RedFlag("speech", True, "why"), RedFlag("high_fever", False, "why")),
    causes=(Cause("caffeine", 0.71),),
    cause="caffeine",
    urgency="doctor",
    within="days",
    reasons=("one", "two"),
)


def test_a_record_is_one_flat_row() -> None:
    [row] = written(REPORT)
    assert list(row) == list(COLUMNS)
    assert {k: v for k, v in row.items() if v} == {
        "id": "'=1",
        "received": "2026-03-01",
        "urgency": "doctor",
        "within": "days",
        "scope": "in",
        "cause": "caffeine",
        "probability": "0.71",
        "red_flags": "speech",
        "reasons": "one; two",
        "symptoms": "numbness left upper_lip",
        "denied": "facial_droop",
        "triggers": "coffee; cold (absent, patient)",
        "extra": '{"clinic": "north"}',
        "text": '\'-my lip\r\nis "numb"; no droop',
    }


def test_redacted_rows_hold_no_text() -> None:
    [row] = written(REPORT, redact=True)
    assert row["text"] == ""
    assert row["symptoms"] == "numbness left upper_lip"


def test_an_empty_report_and_a_lone_surrogate_are_rows_too() -> None:
    assert [r["text"] for r in written(Report(id="1", text=""), Report(id="2", text="a\ud83d"))] == ["", "a?"]
