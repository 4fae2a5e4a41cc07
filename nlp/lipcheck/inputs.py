"""From the inputs that the user names to rows: folders, patterns, compression, encoding, format, damage."""

from __future__ import annotations

import glob
import io
import os
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from gzip import GzipFile
from itertools import chain
from pathlib import PurePath
from tempfile import TemporaryFile
from typing import Any, BinaryIO, cast

from lipcheck.decoding import UTF8, as_stream, as_utf8, detect, known_encoding
from lipcheck.errors import InputError, readable
from lipcheck.exports import Format, Message, Reject, Source, input_format, optional

STDIN = "-"
HEAD = 1 << 20  # bytes that format and encoding are told from
_GZIP, _ZSTD = b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd"
_COMPRESSED = {".gz", ".gzip", ".zst", ".zstd"}
_DAMAGE = (EOFError, OSError, zlib.error)
_LAYERS = 3  # of compression in each other; a file that unpacks to itself has no end of them
# More than any export is packed by, where it is large: what unpacks further was made to fill memory, disk or time.
_MOST_UNPACKED, _UNPACKED_ANYWAY = 1_000, 1 << 30  # times its size; bytes
_MOST_SPOOLED = 8 << 30  # bytes of a packed workbook or Parquet file, which are unpacked to disk
_ZSTD_WINDOW = 1 << 27  # bytes of memory that a .zst may ask for, as the zstd command allows


class UnpacksTooFarError(Exception):
    """Compression that unpacks to far more than any export."""


@dataclass(frozen=True, slots=True)
class How:
    """How inputs are read, as far as the user says so."""

    format: str | None = None
    encoding: str | None = None
    id_column: str | None = None
    text_column: str | None = None
    keep: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Input:
    """One file: its path, its name inside the folder that it was found in, and whether the user named it alone."""

    path: str
    name: str
    named: bool


@dataclass(slots=True)
class Position:
    """How far reading has come, in bytes of the files on disk."""

    total: int = 0
    before: int = 0
    file: BinaryIO | None = field(default=None, repr=False)

    @property
    def done(self) -> int:
        """Bytes read of all inputs."""
        if self.file is None or self.file.closed:
            return self.before
        return self.before + self.file.tell()


def expand(inputs: Iterable[str], *, leave: frozenset[str] = frozenset()) -> Iterator[Input]:
    """The files of the inputs in a fixed order: folders with all below, patterns; ``leave`` are real paths to pass over.

    Hidden files are passed over too. Raises InputError where there is no such file.
    """
    for given in inputs:
        if given == STDIN:
            yield Input(STDIN, "", named=True)
        elif os.path.isdir(given):
            yield from _below(given, leave)
        elif os.path.lexists(given) or not glob.has_magic(given):
            yield Input(given, PurePath(given).name, named=True)
        else:
            found = sorted(glob.glob(given, recursive=True))
            if not found:
                raise InputError(f"{given}: no file matches")
            for path in found:
                if os.path.isdir(path):
                    yield from _below(path, leave)
                elif os.path.realpath(path) not in leave:
                    yield Input(path, PurePath(path).name, named=False)


def _below(folder: str, leave: frozenset[str]) -> Iterator[Input]:
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(files):
            path = os.path.join(parent, name)
            if not name.startswith(".") and os.path.realpath(path) not in leave:
                yield Input(path, PurePath(os.path.relpath(path, folder)).as_posix(), named=False)


def _open(path: str) -> io.BufferedReader:
    if path == STDIN:
        stdin: Any = sys.stdin.buffer  # which its type does not say to be buffered
        return cast("io.BufferedReader", stdin)
    with readable(path):
        return open(path, "rb")


def check_kind(found: Input) -> None:
    """Raise InputError for what is no file in a folder: to open a pipe would wait for ever."""
    if not found.named and os.path.exists(found.path) and not os.path.isfile(found.path):
        raise InputError(f"{found.path}: is a pipe or a device, not a file")


def _head(stream: io.BufferedReader) -> tuple[bytes, io.BufferedReader]:
    """The first bytes, and the stream with them still in front; damage comes up where it is, not before."""
    pieces: list[bytes] = []
    failed: list[BaseException] = []
    try:
        while sum(map(len, pieces)) < HEAD and (data := stream.read1(HEAD)):
            pieces.append(data)
    except _DAMAGE as e:
        failed.append(e)

    def rest() -> Iterator[bytes]:
        for error in failed:
            raise error
        yield from iter(partial(stream.read1, HEAD), b"")

    return b"".join(pieces), as_stream(chain(pieces, rest()))


def _unzst(stream: io.BufferedReader, file: str) -> io.BufferedReader:
    """The stream without zstandard's compression; tells of its damage, and of its being cut off, as gzip does."""
    zstandard: Any = optional("zstandard", "zst", f"{file}: reading .zst")

    def pieces() -> Iterator[bytes]:
        frames = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
        frame = frames.decompressobj()
        try:
            while data := stream.read1(1 << 10):  # of which up to 32 MB may come
                while data:
                    if frame.eof:
                        frame = frames.decompressobj()
                    if unpacked := frame.decompress(data):
                        yield unpacked
                    data = frame.unused_data if frame.eof else b""
        except zstandard.ZstdError as e:
            raise EOFError("damaged zstandard") from e
        if not frame.eof:
            raise EOFError("cut off zstandard")

    return as_stream(pieces())


class _Count:
    """Bytes that came out of a file."""

    def __init__(self) -> None:
        self.bytes = 0

    def counted(self, stream: io.BufferedReader) -> io.BufferedReader:
        """The stream, its bytes counted as they are read."""

        def pieces() -> Iterator[bytes]:
            while data := stream.read1(HEAD):
                self.bytes += len(data)
                yield data

        return as_stream(pieces())


def _limited(stream: io.BufferedReader, packed: _Count) -> io.BufferedReader:
    """The unpacked stream; raises UnpacksTooFarError where it is too long for what it was unpacked from."""

    def pieces() -> Iterator[bytes]:
        unpacked = 0
        while data := stream.read1(HEAD):
            unpacked += len(data)
            if unpacked > max(_UNPACKED_ANYWAY, _MOST_UNPACKED * packed.bytes):
                raise UnpacksTooFarError(f"unpacks to more than {_MOST_UNPACKED:,} times its size")
            yield data

    return as_stream(pieces())


def _decompressed(stream: io.BufferedReader, path: str) -> tuple[bytes, io.BufferedReader, str, bool]:
    """The first bytes and the stream without its compression, the path without the suffix of that, and whether there was one."""
    count = _Count()
    head, whole = _head(count.counted(stream))
    layers = 0
    while head.startswith((_GZIP, _ZSTD)):
        layers += 1
        if layers > _LAYERS:
            raise InputError(f"{path}: is compressed more than {_LAYERS} times over", "unpack it first")
        inner: Any = GzipFile(fileobj=whole) if head.startswith(_GZIP) else _unzst(whole, path)
        if (suffix := PurePath(path).suffix).lower() in _COMPRESSED:
            path = path.removesuffix(suffix)
        head, whole = _head(_limited(inner, count))
    return head, whole, path, layers > 0


def _spool(stream: BinaryIO, spool: BinaryIO, path: str) -> None:
    """Copy what must be searched to a file without a name; raises InputError where it would fill the disk."""
    copied = 0
    while data := stream.read(HEAD):
        copied += len(data)
        if copied > _MOST_SPOOLED:
            raise InputError(f"{path}: unpacks to more than {_MOST_SPOOLED >> 30} GB", "unpack it first")
        spool.write(data)


@contextmanager
def _opened(found: Input, how: How, position: Position) -> Iterator[tuple[Format, io.BufferedReader, Source]]:
    """The file's format, its bytes as the format wants them, and what the reader is to know."""
    with ExitStack() as stack:
        check_kind(found)
        raw = _open(found.path)
        if found.path != STDIN:  # standard input is not ours to close
            stack.enter_context(raw)
            position.file = raw
        head, stream, path, packed = _decompressed(raw, found.path)
        name = found.name.removesuffix(found.path[len(path) :])
        encoding = known_encoding(how.encoding) if how.encoding else detect(head)
        text = head if encoding == UTF8 else as_utf8(io.BytesIO(head), encoding).read()
        chosen = input_format(how.format, path, text)
        if chosen.binary:
            encoding = UTF8
        source = Source(found.path, how.id_column, how.text_column, how.keep, encoding, name)
        if chosen.seekable and found.path != STDIN and not packed:
            raw.seek(0)
            stream = raw
        elif chosen.seekable:
            spool = stack.enter_context(TemporaryFile())  # nobody else can open it, and it goes with the process
            _spool(stream, spool, found.path)
            spool.seek(0)
            stream = spool  # type: ignore[assignment]  # read only from here on
        elif encoding != UTF8:
            stream = as_utf8(stream, encoding)
        yield chosen, stream, source


def check_input(found: Input, how: How) -> None:
    """Raise InputError where an input that the user named cannot be opened, or its columns are not there."""
    try:
        with _opened(found, how, Position()) as (chosen, stream, source):
            if chosen.read is not None:
                next(chosen.read(stream, source), None)
    except UnpacksTooFarError as e:
        raise InputError(f"{found.path}: {e}") from None
    except _DAMAGE as e:
        raise InputError(f"{found.path}: cannot be read ({_damage(e)})") from None


def _damage(error: BaseException) -> str:
    if isinstance(error, EOFError | zlib.error):
        return "its compression is damaged or cut off"
    return getattr(error, "strerror", None) or "its compression is damaged or cut off"


def read_rows(inputs: Iterable[Input], how: How, position: Position) -> Iterator[tuple[str, Message | Reject]]:
    """Every row of every file, with the file; a file of a folder that cannot be read is one reject, its row 0."""
    for found in inputs:
        last = 0
        try:
            with _opened(found, how, position) as (chosen, stream, source):
                if chosen.read is not None:
                    for row in chosen.read(stream, source):
                        last = row.row
                        yield found.path, row
        except InputError as e:
            if found.named and last == 0:
                raise
            yield found.path, Reject(found.path, last, str(e).removeprefix(f"{found.path}: "))
        except UnpacksTooFarError as e:
            yield found.path, Reject(found.path, last + 1, f"nothing from here on is read: the file {e}")
        except _DAMAGE as e:
            yield found.path, Reject(found.path, last + 1, f"nothing from here on can be read ({_damage(e)})")
        position.file = None
        if found.path != STDIN:
            position.before += size_of(found.path)


def size_of(path: str) -> int:
    """A file's bytes on disk; 0 where it is gone, which is told when it is read."""
    try:
        return os.path.getsize(path)
    except OSError:
        return 0
