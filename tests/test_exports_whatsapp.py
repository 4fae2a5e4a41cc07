from __future__ import annotations

import io

import pytest

from lipcheck.exports import Message, Reject, Source
from lipcheck.exports.whatsapp import looks, read

ANDROID = """12/03/2024, 14:00 - Messages and calls are end-to-end encrypted.
12/03/2024, 14:05 - Anna: My lip is numb
and it is stiff
12/03/2024, 14:06 - Clinic: Since when?
12/03/2024, 14:20 - Anna: <Media omitted>
12/03/2024, 14:21 - Anna: Since Monday: all day
12/03/2024, 15:06 - Anna: Still there
13/03/2024, 09:00 - Anna: It is gone
"""
IOS = """\u200e[3/12/24, 2:05:01\u202fPM] Anna: My lip is numb
[3/12/24, 2:07:00\u202fPM] Anna: \u200eimage omitted
[3/13/24, 12:05:00\u202fAM] Anna: worse
"""


def rows(text: str | bytes, *keep: str) -> list[Message | Reject]:
    data = text.encode() if isinstance(text, str) else text
    return list(read(io.BufferedReader(io.BytesIO(data)), Source("in.txt", keep=keep)))


def test_lines_of_one_sender_within_an_hour_are_one_message() -> None:
    assert rows(ANDROID, "sender") == [
        Message(
            "2", "My lip is numb\nand it is stiff\nSince Monday: all day", "12/03/2024, 14:05", {"sender": "Anna"}, 2
        ),
        Message("4", "Since when?", "12/03/2024, 14:06", {"sender": "Clinic"}, 4),
        Message("7", "Still there", "12/03/2024, 15:06", {"sender": "Anna"}, 7),
        Message("8", "It is gone", "13/03/2024, 09:00", {"sender": "Anna"}, 8),
    ]


def test_the_form_of_the_other_telephone() -> None:
    assert [(m.text, m.row) for m in rows(IOS) if isinstance(m, Message)] == [("My lip is numb", 1), ("worse", 3)]


def test_days_before_months_unless_they_cannot_be() -> None:
    # an hour lies between these two only where the month comes first
    assert len(rows("1/13/24, 10:00 - A: x\n1/13/24, 10:59 - A: y\n")) == 1
    assert len(rows("1/2/24, 10:00 - A: x\n2/2/24, 10:30 - A: y\n")) == 2


def test_broken_bytes_are_a_reject_of_their_message_alone() -> None:
    data = b"12/03/2024, 14:05 - A: x\n\xff\n12/03/2024, 14:05 - B: y\n"
    assert rows(data) == [
        Reject("in.txt", 1, "not UTF-8"),
        Message("3", "y", "12/03/2024, 14:05", row=3),
    ]


def test_a_line_before_all_messages_is_a_reject() -> None:
    assert rows("hello\n12/03/2024, 14:05 - A: x\n")[0] == Reject("in.txt", 1, "a line before the first message")


@pytest.mark.parametrize("text", ["12/03/2024, 25:05 - A: x", "12.03.24, 14:05 - A: x\n99.99.24, 14:05 - A: y"])
def test_impossible_times_are_words(text: str) -> None:
    assert len(rows(text)) == 1


def test_it_is_known_by_its_first_line() -> None:
    assert looks(ANDROID.encode())
    assert looks(IOS.encode())
    assert not looks(b"My lip is numb since 12/03/2024")
