from __future__ import annotations

import io
from email.message import EmailMessage

import pytest

from lipcheck.exports import Message, Reject, Source
from lipcheck.exports.eml import _parsed, looks, read

ANSWERED = (
    "My lip is numb – since Monday.\n\nOn Mon, 4 Mar 2024 at 09:15, Clinic <c@clinic.example> wrote:\n> How are you?\n"
)


def rows(data: bytes, *keep: str) -> list[Message | Reject]:
    return list(read(io.BufferedReader(io.BytesIO(data)), Source("in.eml", keep=keep)))


def mail(text: str | None = ANSWERED, html: str | None = None) -> EmailMessage:
    out = EmailMessage()
    out["Message-ID"] = "<m-1@clinic.example>"
    out["Date"] = "Mon, 4 Mar 2024 10:15:00 +0100"
    out["Subject"] = "Numb lip – again"
    out["From"] = "Anna <anna@home.example>"
    if text is not None:
        out.set_content(text)
    if html is not None:
        out.add_alternative(html, subtype="html") if text is not None else out.set_content(html, subtype="html")
    return out


def test_the_plain_part_is_the_message_without_what_it_answers() -> None:
    data = mail(html="<p>other</p>").as_bytes()
    expected = Message("m-1@clinic.example", "My lip is numb – since Monday.", "2024-03-04T10:15:00+01:00", row=1)
    assert rows(data) == [expected]


def test_headers_can_be_carried_through() -> None:
    [message] = rows(mail().as_bytes(), "subject", "From")
    assert isinstance(message, Message)
    assert message.extra == {"subject": "Numb lip – again", "from": "Anna <anna@home.example>"}


def test_headers_can_be_text_and_id() -> None:
    source = Source("in.eml", id_column="From", text_column="subject", keep=("text", "to"))
    found = list(read(io.BufferedReader(io.BytesIO(mail("numb").as_bytes())), source))
    extra = {"text": "numb", "to": None}
    received = "2024-03-04T10:15:00+01:00"
    assert found == [Message("Anna <anna@home.example>", "Numb lip – again", received, extra, row=1)]


@pytest.mark.parametrize(("keep", "headers"), [((), 4), (("from",), 5), (("*",), 7)])
def test_a_header_is_parsed_once_and_only_where_it_is_needed(keep: tuple[str, ...], headers: int) -> None:
    data = mail("numb")
    data["To"] = "Clinic <c@clinic.example>"
    _parsed.cache_clear()
    rows(data.as_bytes(), *keep)
    assert _parsed.cache_info().misses == headers  # id, date, type and encoding of the text, and what is kept


def test_mail_with_html_alone_is_read_too() -> None:
    [message] = rows(mail(None, "<p>numb <b>lip</b></p>").as_bytes())
    assert isinstance(message, Message)
    assert message.text == "<p>numb <b>lip</b></p>"


def test_encoded_parts_are_decoded() -> None:
    data = b"Message-ID: <1>\nContent-Type: text/plain; charset=windows-1252\nContent-Transfer-Encoding: quoted-printable\n\nI=92m numb\n"
    assert rows(data) == [Message("1", "I’m numb", row=1)]


def test_missing_headers_are_no_matter() -> None:
    assert rows(b"Subject: x\n\nnumb\n") == [Message("1", "numb", row=1)]


def picture() -> bytes:
    out = mail(None)
    out.set_content(b"\x89PNG", maintype="image", subtype="png")
    return out.as_bytes()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (picture(), "a mail without a text part"),
        (
            b"Message-ID: <m-1@clinic.example>\nContent-Type: text/plain; charset=klingon\n\nnumb \xff\n",
            "a mail whose text cannot be decoded",
        ),
        (
            b"Message-ID: <m-1@clinic.example>\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\nnumb \xff\n",
            "bytes that are not of the encoding that the mail declares",
        ),
    ],
    ids=["picture", "unknown", "bytes"],
)
def test_a_mail_that_cannot_be_read_is_a_reject(data: bytes, reason: str) -> None:
    assert rows(data) == [Reject("in.eml", 1, reason, "m-1@clinic.example")]


def test_a_broken_date_is_as_the_export_says() -> None:
    [message] = rows(b"Date: yesterday\nMessage-ID: <1>\n\nnumb\n")
    assert isinstance(message, Message)
    assert message.received == "yesterday"


def test_it_is_known_by_its_headers() -> None:
    assert looks(mail().as_bytes())
    assert not looks(b"Reason: lip\nDate: Monday\nnumb")
    assert not looks(b"id,text\n")
