"""A WhatsApp chat exported as text: what one sender writes within an hour is one message."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BufferedReader

from lipcheck.exports import MAX_LINE, Format, Message, Reject, Source, check_text, find_columns

TOGETHER = timedelta(hours=1)  # counted from the first line
_MOST_WAITING = 10_000  # senders within that hour; of more, the first ones wait no longer
_UNSEEN = str.maketrans("\u202f\u00a0", "  ", "\u200e\u200f\u202a\u202c\ufeff")
_DAY = r"(?P<a>\d{1,4})[/.-](?P<b>\d{1,2})[/.-](?P<c>\d{2,4})"
_TIME = r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?(?: ?(?P<half>[AaPp])\.? ?[Mm]\.?)?"
_STAMP = rf"(?P<stamp>{_DAY},? {_TIME})"
_LINE = re.compile(rf"(?:\[{_STAMP}\] ?|{_STAMP.replace('?P<', '?P<u_')} - )(?P<rest>.*)", re.DOTALL)
_SAID = re.compile(r"(?P<sender>[^:\n]{1,100}?): ?(?P<text>.*)", re.DOTALL)
_NOTHING_SAID = re.compile(
    r"<Media omitted>|(?:image|video|audio|sticker|GIF|document|Contact card) omitted|<attached: [^>]*>"
    r"|This message was deleted\.?|You deleted this message\.?|null|Missed (?:voice|video) call.*"
)


@dataclass(slots=True)
class _Open:
    """A message that may still grow."""

    sender: str
    stamp: str
    begun: datetime
    row: int
    broken: bool = False
    size: int = 0
    lines: list[str] = field(default_factory=list)

    def add(self, text: str, *, broken: bool) -> None:
        """One more line, unless the message is longer than any that is read."""
        self.broken = self.broken or broken
        self.size += len(text) + 1
        if self.size <= MAX_LINE:
            self.lines.append(text)


def _when(parts: dict[str, str | None], *, day_first: bool) -> datetime | None:
    """The time of a line; None where there is no such day or time."""
    a, b, c = (int(parts[k] or 0) for k in "abc")
    year, month, day = (a, b, c) if a > 31 else (c, b, a) if day_first else (c, a, b)
    hour = int(parts["hour"] or 0)
    if parts["half"]:
        hour = hour % 12 + 12 * (parts["half"] in "pP")
    try:
        return datetime(
            year + 2000 * (year < 100), month, day, hour, int(parts["minute"] or 0), int(parts["second"] or 0)
        )
    except ValueError:
        return None


def _parts(line: str) -> tuple[dict[str, str | None], str] | None:
    """The pieces of a line's time stamp and what follows it; None for a line that goes on with the one before."""
    match = _LINE.match(line.translate(_UNSEEN))
    if match is None:
        return None
    found = match.groupdict()
    side = "" if found["stamp"] else "u_"
    return {k: found[side + k] for k in ("stamp", "a", "b", "c", "hour", "minute", "second", "half")}, found[
        "rest"
    ] or ""


def _is_day_first(head: str) -> bool:
    """Whether dates are day, month, year: so unless one of the first ones can only be month, day, year."""
    dates = [parts for line in head.split("\n") if (found := _parts(line)) for parts in (found[0],)]
    return any(int(p["a"] or 0) > 12 for p in dates) or not any(int(p["b"] or 0) > 12 for p in dates)


def read(stream: BufferedReader, source: Source) -> Iterator[Message | Reject]:
    """The messages of a chat; a row is the first line of a message, and the sender can be carried through."""
    head = stream.peek(1 << 16)[: 1 << 16]
    check_text(head[:4096], source.file)
    day_first = _is_day_first(head.decode("utf-8", "replace"))
    waiting: dict[str, _Open] = {}
    last: _Open | None = None
    number = 0
    while line := stream.readline(MAX_LINE):
        number += 1
        text = line.decode("utf-8", "surrogateescape").rstrip("\r\n")
        found = _parts(text)
        when = _when(found[0], day_first=day_first) if found else None
        if found is None or when is None:
            if last is not None:
                last.add(text, broken=not _is_text(text))
            elif text.strip("\ufeff "):
                yield Reject(source.file, number, "a line before the first message")
            continue
        while waiting and (len(waiting) > _MOST_WAITING or when - next(iter(waiting.values())).begun > TOGETHER):
            yield _message(waiting.pop(next(iter(waiting))), source)
        said = _SAID.match(found[1])
        last = None
        if said is None:  # the chat's own notices
            last = _Open("", "", when, number)
            continue
        sender = said["sender"].strip()
        if sender in waiting and when - waiting[sender].begun > TOGETHER:  # times out of order
            yield _message(waiting.pop(sender), source)
        last = waiting.setdefault(sender, _Open(sender, found[0]["stamp"] or "", when, number))
        last.add(said["text"], broken=not _is_text(text))
    for message in waiting.values():
        yield _message(message, source)


def _is_text(line: str) -> bool:
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _message(message: _Open, source: Source) -> Message | Reject:
    if message.broken:
        return Reject(source.file, message.row, source.undecodable)
    if message.size > MAX_LINE:
        return Reject(source.file, message.row, f"a message of more than {MAX_LINE // 1024 // 1024} MB")
    text = "\n".join(line for line in message.lines if not _NOTHING_SAID.fullmatch(line.translate(_UNSEEN).strip()))
    row = {"text": text.strip(), "received": message.stamp, "sender": message.sender}
    return find_columns(tuple(row), source).message(row, message.row, source)


def looks(head: bytes) -> bool:
    """Whether the first line is one of a chat."""
    return _parts(head.split(b"\n")[0].decode("utf-8", "replace")) is not None


FORMAT = Format("whatsapp", (".txt",), read, looks)
