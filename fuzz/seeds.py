"""What fuzzing starts from: the gold sentences, exports of every format, and the words that mean something to lipcheck."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.parquet as parquet

from lipcheck.vocabulary import load_knowledge, read_yaml
from training.dataset import gold_sentences

_SAMPLES = (
    b"id,text,received\n1,My lip is numb,2026-01-02\n2,\"a \"\"b\"\"\nc\",\n",
    b"sep=;\nid;message\n1;x\n",
    b"'id'\t'text'\n'1'\t'x'\n",
    b'{"id": 1, "text": "My lip", "extra": {"a": [1.5, null]}}\n{"text": "\\ud83d"}\n',
    b'[{"id": "a", "text": "lip"}, {"text": null}]',
    b'{"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Communication", "id": "c",'
    b' "sent": "2026-01-02T00:00:00Z", "subject": {"reference": "Patient/1"}, "payload": [{"contentString": "lip"}]}}]}',
    b'{"resourceType": "Communication", "payload": [{"contentString": "lip"}]}\n'
    b'{"resourceType": "Communication", "payload": []}\n',
    b"From: a@b.example\nDate: Mon, 4 Mar 2024 09:15:00 +0000\nMessage-ID: <1@b>\nSubject: =?utf-8?q?lip=C3=A9?=\n"
    b"MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/plain; charset=utf-8\n"
    b"Content-Transfer-Encoding: quoted-printable\n\nMy lip=20is numb\n--x\nContent-Type: text/html\n\n<p>lip</p>\n--x--\n",
    b"From a@b Mon Mar  4 09:15:00 2024\nFrom: a@b\nDate: x\n\nlip\n>From here\n\nFrom c@d Mon Mar  4 09:15:00 2024\n\nnumb\n",
    b"[12/03/2024, 09:15:01] Ann: my lip\ntwitches\n[13/03/2024, 10:15:01] Bob: hello\n",
    b"3/12/24, 9:15 PM - Ann: my lip\n3/12/24, 9:20 PM - Messages are encrypted\n",
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    b'<c r="A1" t="inlineStr"><is><t>id</t></is></c><c r="B1" t="inlineStr"><is><t>text</t></is></c></row><row r="3">'
    b'<c r="A3"><v>1.0</v></c><c r="B3" t="inlineStr"><is><t>my lip</t></is></c></row></sheetData></worksheet>',
    b"\xff\xfem\x00y\x00 \x00l\x00i\x00p\x00",
    b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xcb\xadT\xc8\xc9,\x00\x00\x9f\xc9\x8c\x12\x06\x00\x00\x00",
)  # fmt: skip


def messages() -> Iterator[bytes]:
    """The gold sentences, and the debris of exports."""
    yield from (sentence.text.encode() for sentence in gold_sentences())
    yield "I&#39;m <b>numb</b> &amp;amp; cafÃ© r nSometimes\\nyes\r\nOn 1/2/2024, Ann wrote:\n> hello\n-- \nAnn 😀\u200d".encode()


def sample_exports() -> Iterator[bytes]:
    """A small export of each format, and the sheet of a workbook."""
    yield from _SAMPLES
    out = io.BytesIO()
    parquet.write_table(pa.table({"id": ["a", None], "text": ["my lip", "x"]}), out, compression="none")
    yield out.getvalue()


def words() -> list[str]:
    """Words and signs for the fuzzer to put in: those of the vocabulary and of times."""
    known = load_knowledge()
    found = {w for kind in ("symptoms", "sites", "sides", "triggers") for e in getattr(known, kind) for w in e.phrases}
    found |= {str(w) for row in read_yaml("assertion") for w in row.get("words") or []}
    found |= set(
        "3-5 seconds|2 times a day|since|ago|for|years old|39.5 C|every 2 hours|yesterday|r n|&amp;|<br>|wrote:".split(
            "|"
        )
    )
    return sorted(w for w in found if re.fullmatch(r"[ -~]{2,40}", w) and not re.search(r'["\\]', w))
