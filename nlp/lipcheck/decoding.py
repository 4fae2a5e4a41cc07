"""From the bytes of an export to UTF-8: which encoding they are in, and a stream that turns them."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from lipcheck.errors import InputError

UTF8 = "utf-8"
BUFFER = 1 << 20  # bytes
NOT_TEXT = "\ufdd0"  # stands for bytes that could not be decoded; Unicode keeps it out of every text
_MARKS = (
    (codecs.BOM_UTF8, UTF8),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MANY_BYTES = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
# What English in Windows-1252 has beyond ASCII: quotes, dashes, the euro, the pound, degrees, fractions, accented letters.
_WESTERN = frozenset(
    {0x80, 0x85, 0xA0, 0xA3, 0xB0, 0xB4, 0xB5, 0xBC, 0xBD, 0xBE, *range(0x91, 0x98), *range(0xC0, 0xFD)}
)
_WESTERN_BYTES = bytes(sorted(_WESTERN))
_ASCII = bytes(range(128))


def known_encoding(name: str) -> str:
    """The encoding's usual name; raises InputError for a name that means none."""
    try:
        found = codecs.lookup(name)
    except LookupError:
        raise InputError(
            "no encoding of that name for --encoding", "for example utf-8, utf-16 or windows-1252"
        ) from None
    if not getattr(found, "_is_text_encoding", True):
        raise InputError("no encoding of that name for --encoding", "for example utf-8, utf-16 or windows-1252")
    return UTF8 if found.name == "utf-8-sig" else found.name


def detect(head: bytes) -> str:
    """The encoding of a file by its first bytes: UTF-8 unless they say otherwise.

    A few broken bytes in UTF-8 are broken rows, not another encoding; Windows-1252 must look like Western text throughout.

    >>> detect(b"it\\x92s numb"), detect(b"numb" + bytes([0xff, 0xfe])), detect("numb".encode("utf-16-le"))
    ('cp1252', 'utf-8', 'utf_16_le')
    """
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    nul = head.count(0)
    if not nul and head.isascii():
        return UTF8
    if not nul and (_MANY_BYTES.search(head) or head.translate(None, _ASCII + _WESTERN_BYTES)):
        return UTF8
    if nul and not len(head) / 5 < nul < len(head) * 4 / 5:
        return UTF8
    from charset_normalizer import from_bytes  # slow to import, and seldom needed

    best = from_bytes(head[: 256 * 1024], cp_isolation=["utf_16_le", "utf_16_be"] if nul else ["cp1252"]).best()
    return best.encoding if best is not None else UTF8


def _as_byte(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "\udcff", error.end  # becomes the byte 0xff, which no UTF-8 has


def _as_mark(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return NOT_TEXT, error.end


codecs.register_error("lipcheck-byte", _as_byte)
codecs.register_error("lipcheck-mark", _as_mark)


class _Pieces(io.RawIOBase):
    """A stream made of pieces of bytes, none of them empty."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        """Whether it can be read: always."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fill the buffer, or what of it the next piece fills."""
        view = memoryview(buffer)  # type: ignore[arg-type]  # a buffer, by RawIOBase's contract
        ready = self._ready or memoryview(next(self._pieces, b""))  # a view: the rest of a piece is never copied
        size = min(len(view), len(ready))
        view[:size], self._ready = ready[:size], ready[size:]
        return size


def as_stream(pieces: Iterator[bytes]) -> io.BufferedReader:
    """A stream of the pieces, each asked for when it is read."""
    return io.BufferedReader(_Pieces(pieces), BUFFER)


def as_utf8(stream: BinaryIO, encoding: str, *, marked: bool = False) -> io.BufferedReader:
    """The stream in UTF-8; what cannot be decoded comes as the byte 0xff, or as ``NOT_TEXT`` where ``marked``."""

    def pieces() -> Iterator[bytes]:
        decoder = codecs.getincrementaldecoder(encoding)("lipcheck-mark" if marked else "lipcheck-byte")
        while data := stream.read(1 << 16):
            if text := decoder.decode(data):
                yield text.encode("utf-8", "surrogateescape")
        if text := decoder.decode(b"", True):
            yield text.encode("utf-8", "surrogateescape")

    return as_stream(pieces())
