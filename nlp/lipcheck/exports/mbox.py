"""A mailbox in one file; each mail is read as an .eml file is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BufferedReader

from lipcheck.exports import MAX_MAIL, Format, Message, Reject, Source
from lipcheck.exports.eml import mail_message

# with a time, or an address alone: "From Monday on" is a patient's sentence
_SEPARATOR = re.compile(rb"From (?:[^\n]*\d{1,2}:\d{2}[^\n]*\d{4}|\S+@\S+\s*$)")
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)


def _mails(stream: BufferedReader) -> Iterator[bytes | None]:
    """The mails one by one; None for one that is too long. A mail begins at "From " behind an empty line."""
    lines: list[bytes] = []
    size, blank, begun = 0, True, False
    while line := stream.readline(MAX_MAIL):
        if blank and _SEPARATOR.match(line):
            if begun:
                yield None if size > MAX_MAIL else b"".join(lines)
            lines, size, begun = [], 0, True
        else:
            begun = begun or bool(line.strip())
            size += len(line)
            if size <= MAX_MAIL:
                lines.append(line)
        blank = not line.strip()
    if begun:
        yield None if size > MAX_MAIL else b"".join(lines)


def read(stream: BufferedReader, source: Source) -> Iterator[Message | Reject]:
    """The messages of a mailbox; a row is a mail."""
    for number, data in enumerate(_mails(stream), 1):
        if data is None:
            yield Reject(source.file, number, f"a mail of more than {MAX_MAIL // 1024 // 1024} MB")
        else:
            yield mail_message(_ESCAPED.sub(rb"\1", data), number, source)


def looks(head: bytes) -> bool:
    """Whether the first bytes are a mailbox's separator."""
    return _SEPARATOR.match(head) is not None


FORMAT = Format("mbox", (".mbox", ".mbx"), read, looks, binary=True)
