"""Plain text: one file a message, named after the file."""

from __future__ import annotations

from collections.abc import Iterator
from io import BufferedReader

from lipcheck.exports import MAX_LINE, Format, Message, Reject, Source, check_text


def read(stream: BufferedReader, source: Source) -> Iterator[Message | Reject]:
    """The file as one message."""
    check_text(stream.peek(4096)[:4096], source.file)
    data = stream.read(MAX_LINE)
    if len(data) == MAX_LINE:
        yield Reject(source.file, 1, f"a message of more than {MAX_LINE // 1024 // 1024} MB")
        return
    try:
        text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError:
        yield Reject(source.file, 1, source.undecodable)
        return
    yield Message(source.name.removesuffix(".txt") or "1", text.replace("\r\n", "\n"), row=1)


FORMAT = Format("txt", (".txt", ".text"), read)
