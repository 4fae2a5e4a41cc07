"""Mail: one .eml file a message, its plain part without the mail that it answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.headerregistry import HeaderRegistry
from email.message import EmailMessage
from email.policy import EmailPolicy
from functools import lru_cache
from io import BufferedReader
from typing import Any

from lipcheck.cleaning import own_words
from lipcheck.exports import MAX_MAIL, Format, Message, Reject, Source, find_columns

_LONGEST_HEADER = 2_000  # characters; the email package needs the square of them
_MOST_LINES = 1_000_000  # of which each costs a hundred bytes of memory; an attachment of 64 MB has fewer
_MOST_MULTIPARTS = 100  # it looks at every line once for each multipart that is still open
_HEADERS_AT_HAND = 16  # those of a mail and a few parts; a long one takes 2 MB when it is parsed
_KEPT = ("subject", "from", "to")


class _Policy(EmailPolicy):
    """The email package's own policy, but that of a long header no more than the beginning is parsed."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        """The header's value, parsed."""
        return super().header_fetch_parse(name, value[:_LONGEST_HEADER])


# the registry makes a new class for each header that it parses
_header_class = lru_cache(maxsize=_HEADERS_AT_HAND)(HeaderRegistry().__getitem__)


@lru_cache(maxsize=_HEADERS_AT_HAND)
def _parsed(name: str, value: str) -> Any:
    """A header, parsed once: the package looks at the content type of a plain mail eight times, and parses it each time."""
    return _header_class(name)(name, value)


_POLICY = _Policy(header_factory=_parsed)


def _header(mail: EmailMessage, name: str) -> str | None:
    """A header on one line; None where it is missing, or so broken that the email package gives up on it."""
    try:
        value = mail[name]
    except Exception:  # whatever its parser trips over: the message itself may still be read
        return None
    return " ".join(str(value).split()) if value is not None else None


def _received(mail: EmailMessage) -> str | None:
    try:
        return str(mail["date"].datetime.isoformat())
    except Exception:  # no date, or none that the email package understands
        return _header(mail, "date")


def _text(mail: EmailMessage) -> str | None:
    """The plain part, else the HTML part (cleaning takes its tags away); None where there is neither."""
    part = mail.get_body(("plain", "html"))
    if part is None:
        return None
    text = part.get_content()
    return own_words(text) if isinstance(text, str) else None


def mail_message(data: bytes, number: int, source: Source) -> Message | Reject:
    """The message of one mail; Subject, From and To can be carried through."""
    if data.count(b"\n") > _MOST_LINES:
        return Reject(source.file, number, f"a mail of more than {_MOST_LINES:,} lines")
    if data.lower().count(b"multipart/") > _MOST_MULTIPARTS:
        return Reject(source.file, number, f"a mail of more than {_MOST_MULTIPARTS} multiparts")
    try:
        parsed: Any = message_from_bytes(data, policy=_POLICY)
    except Exception:  # the package parses some headers at once, and trips over damage in more ways than it names
        return Reject(source.file, number, "a mail that cannot be parsed")
    mail: EmailMessage = parsed
    number_or_id = (_header(mail, "message-id") or "").strip("<> ")
    try:
        text = _text(mail)
    except Exception:  # what the email package raises on damage
        return Reject(source.file, number, "a mail whose text cannot be decoded", number_or_id or None)
    if text is None:
        return Reject(source.file, number, "a mail without a text part", number_or_id or None)
    if "\ufffd" in text:
        return Reject(
            source.file, number, "bytes that are not of the encoding that the mail declares", number_or_id or None
        )
    columns = find_columns(("id", "text", "received", *_KEPT), source)
    row = {"id": number_or_id or None, "text": text, "received": _received(mail)}
    # the others are parsed only where they are asked for, as addresses cost more than the rest
    wanted = (columns.id, columns.text, *columns.keep)
    row |= {name: _header(mail, name) for name in _KEPT if name in wanted}
    return columns.message(row, number, source)


def read(stream: BufferedReader, source: Source) -> Iterator[Message | Reject]:
    """The one message of an .eml file."""
    data = stream.read(MAX_MAIL)
    if len(data) == MAX_MAIL:
        yield Reject(source.file, 1, f"a mail of more than {MAX_MAIL // 1024 // 1024} MB")
    else:
        yield mail_message(data, 1, source)


_HEADERS = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]{1,40}: ?[^\n]*\n(?:[ \t][^\n]*\n)*){2}")
_KNOWN = re.compile(rb"^(?:From|Date|Message-ID|Received|MIME-Version|Return-Path): ?", re.IGNORECASE | re.MULTILINE)


def looks(head: bytes) -> bool:
    """Whether the first bytes are a mail's headers."""
    top = head.replace(b"\r\n", b"\n").split(b"\n\n")[0]
    return _HEADERS.match(top + b"\n") is not None and len(_KNOWN.findall(top)) >= 2


FORMAT = Format("eml", (".eml",), read, looks, binary=True)
