"""Keeps what is made of the YAML files from one start to the next, as JSON and text: plain data, which cannot run code.

A table is read back only where it was made of the very same: the files of ``knowledge/``, lipcheck's modules, its version and
spaCy's, and what else it was made of. It lies beside the package's bytecode, else in the user's cache folder; where neither
can be written, it is made anew at every start.
"""

from __future__ import annotations

import gc
import json
import mmap
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache, partial
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any, Final, TypeAlias
from zlib import crc32

Kept: TypeAlias = tuple[Any, Mapping[str, Mapping[str, str]]]
"""A table, as JSON can hold it, and its pages: groups of texts by name."""

_PACKAGE: Final = Path(__file__).resolve().parent
_SOURCES: Final = ("knowledge/*", "*.py", "components/*.py")
_DIGITS: Final = 20  # more than any size has


def compiled(name: str, make: Callable[[], Any], *made_of: bytes | str) -> Any:
    """What ``make`` returns, in lists, dicts and strings; read back where it was kept, and kept where it was not.

    ``made_of`` is what it depends on beside the package.
    """
    return compiled_pages(name, lambda: (make(), {}), *made_of)[0]


def compiled_pages(name: str, make: Callable[[], Kept], *made_of: bytes | str) -> Kept:
    """The same of a table and of groups of texts by name, its pages: a page is read from the disk when it is asked for."""
    key = _key(*made_of)
    folders = list(_folders()) if key else []
    for folder in folders:
        with suppress(OSError):
            if (kept := _read(folder / f"lipcheck.{name}.table", key, make)) is not None:
                return kept
    made = _Made(make)
    for folder in folders:
        with suppress(OSError):
            file = folder / f"lipcheck.{name}.table"
            _write(file, made.content(key))
            if (kept := _read(file, key, make)) is not None:
                return kept
    return json.loads(made.table), made.pages


class _Made:
    """A table made anew, as ASCII JSON, and its pages."""

    def __init__(self, make: Callable[[], Kept]) -> None:
        table, self.pages = make()
        self.table = _dumped(table)

    def content(self, key: str | None) -> bytes:
        """All as it is kept: a line that tells of the rest, the table, where each page stands, the pages."""
        parts: list[bytes] = []
        at = 0
        index: dict[str, dict[str, tuple[int, int, int]]] = {}
        for group, pages in self.pages.items():
            places = index[group] = {}
            for page, text in pages.items():
                parts.append(text.encode())
                places[page] = at, (at := at + len(parts[-1])), crc32(parts[-1])
        told = self.table + b"\n" + _dumped(index) + b"\n"
        return b"".join([_head(key, told, at), told, *parts])


def _dumped(data: Any) -> bytes:
    # ASCII throughout: text that holds one other character takes twice the memory and three times as long to read
    return json.dumps(data, separators=(",", ":")).encode("ascii")


class _Pages(Mapping[str, str]):
    """Pages by name, read from a kept file; a damaged one is made anew, and all that is kept with it."""

    def __init__(
        self, content: memoryview, places: Mapping[str, tuple[int, int, int]], renew: Callable[[], Mapping[str, str]]
    ) -> None:
        self._content, self._places, self._renew = content, places, renew
        self._anew: Mapping[str, str] | None = None

    def __getitem__(self, page: str) -> str:
        start, end, checksum = self._places[page]
        if self._anew is None:
            content = self._content[start:end]
            if crc32(content) == checksum:
                return str(content, "utf-8")
            self._anew = self._renew()
        return self._anew[page]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __reduce__(self) -> tuple[Any, ...]:
        """Another process gets the texts: it may not see the file."""
        return dict, (dict(self),)


def _read(file: Path, key: str | None, make: Callable[[], Kept]) -> Kept | None:
    """What is kept in a file under this key, None where it is another's or damaged; raises OSError where it cannot be read."""
    with file.open("rb", buffering=0) as kept:
        if os.fstat(kept.fileno()).st_size == 0:
            return None
        whole = mmap.mmap(kept.fileno(), 0, access=mmap.ACCESS_READ)
    head = whole[: whole.find(b"\n") + 1]
    sizes = head.split()[1:3]
    if len(sizes) < 2 or not all(size.isdigit() and len(size) < _DIGITS for size in sizes):
        return None
    start = len(head) + int(sizes[0])
    told = whole[len(head) : start]
    if head != _head(key, told, len(whole) - start):
        return None
    table, index = (_parsed(line) for line in told.splitlines())
    content = memoryview(whole)[start:]

    def renew(group: str) -> Mapping[str, str]:
        made = _Made(make)
        with suppress(OSError):
            _write(file, made.content(key))
        return made.pages[group]

    return table, {group: _Pages(content, places, partial(renew, group)) for group, places in index.items()}


def _parsed(content: bytes) -> Any:
    """The JSON in some bytes; the garbage collector, which would look through all that is there many times over, waits."""
    waits = gc.isenabled()
    gc.disable()
    try:
        return json.loads(content.decode("ascii"))
    finally:
        if waits:
            gc.enable()


def _head(key: str | None, told: bytes, pages: int) -> bytes:
    """The first line of a kept file: what it was made of, and size and checksum of what follows, so that no damaged one is read."""
    return f"{key} {len(told)} {pages} {crc32(told):08x}\n".encode()


def _key(*made_of: bytes | str) -> str | None:
    sources = _sources()
    if sources is None:
        return None
    digest = blake2b(sources, digest_size=20)
    for part in made_of:
        content = part.encode() if isinstance(part, str) else part
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()


@cache
def _sources() -> bytes | None:
    """The hash of all that a table may be made of; None where the package is no folder of files."""
    digest = blake2b()
    try:
        for file in sorted(f for pattern in _SOURCES for f in _PACKAGE.glob(pattern) if f.is_file()):
            content = file.read_bytes()
            digest.update(f"{file.name} {len(content)}\n".encode() + content)
        digest.update(f"{version('lipcheck')} {version('spacy')}".encode())
    except (OSError, PackageNotFoundError):
        return None
    return digest.digest()


_sources()  # now, so that a file that is edited while a process starts is not taken for the one that it has read


def _folders() -> Iterator[Path]:
    """Where tables may lie, the first choice first."""
    if not sys.dont_write_bytecode:
        yield Path(cache_from_source(str(_PACKAGE / "compiled.py"))).parent
    if os.name == "nt":
        base = os.environ.get("LOCALAPPDATA")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # Path.home() may raise
    if base and os.path.isabs(base):
        # each installation has its own there, or two would write over each other's at every start
        yield Path(base) / "lipcheck" / blake2b(str(_PACKAGE).encode(), digest_size=6).hexdigest()


def _write(file: Path, content: bytes) -> None:
    """Put a file in place whole or not at all; raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(prefix=file.name, dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
        os.chmod(unfinished, 0o644)
        os.replace(unfinished, file)
    except OSError:
        os.unlink(unfinished)
        raise
