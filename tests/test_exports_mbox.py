from __future__ import annotations

import io
import mailbox
from pathlib import Path

from test_exports_eml import mail

from lipcheck.exports import Message, Reject, Source
from lipcheck.exports.mbox import looks, read


def rows(data: bytes) -> list[Message | Reject]:
    return list(read(io.BufferedReader(io.BytesIO(data)), Source("in.mbox")))


def test_what_the_standard_library_wrote_comes_out(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "in.mbox")
    texts = ["numb lip", "From Monday on it is stiff\nFrom time to time", "one\n\nFrom May 2024 on two", ""]
    for text in texts:
        box.add(mail(text + "\n"))
    box.flush()
    data = (tmp_path / "in.mbox").read_bytes()
    assert looks(data)
    assert [(r.text, r.row) for r in rows(data) if isinstance(r, Message)] == [(t, n) for n, t in enumerate(texts, 1)]


def test_a_bad_mail_is_a_reject_and_the_next_one_comes_out() -> None:
    start = b"From a@b.example Mon Mar  4 09:15:00 2024\n"
    bad = b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n\xff\n\n"
    found = rows(start + b"Message-ID: <1>\n\none\n\n" + start + bad + start + b"Message-ID: <3>\n\nthree\n")
    assert [(type(r).__name__, r.row) for r in found] == [("Message", 1), ("Reject", 2), ("Message", 3)]


def test_an_empty_mailbox_has_no_messages() -> None:
    assert rows(b"") == []
