"""Keeps what is made of the YAML files from one start to the next, as JSON: plain data, which cannot run code.

A table is read back only where it was made of the very same: the files of ``knowledge/``, lipcheck's modules, its version and
spaCy's, and what else it was made of. It lies beside the package's bytecode, else in the user's cache folder; where neither
can be written, it is made anew at every start.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any, Final
from zlib import crc32

_PACKAGE: Final = Path(__file__).resolve().parent
_SOURCES: Final = ("knowledge/*", "*.py", "components/*.py")


def compiled(name: str, make: Callable[[], Any], *made_of: bytes | str) -> Any:
    """What ``make`` returns, in lists, dicts and strings; read back where it was kept, and kept where it was not.

    ``made_of`` is what it depends on beside the package.
    """
    key = _key(*made_of)
    for folder in _folders() if key else ():
        with suppress(OSError):
            with (folder / f"lipcheck.{name}.json").open("rb", buffering=0) as kept:
                head, _, content = kept.readall().partition(b"\n")
            if head + b"\n" == _head(key, content):
                return _read(content)
    # ASCII throughout: text that holds one other character takes twice the memory and three times as long to read
    content = json.dumps(make(), separators=(",", ":")).encode("ascii")
    for folder in _folders() if key else ():
        with suppress(OSError):
            _write(folder, f"lipcheck.{name}.json", _head(key, content) + content)
            break
    return _read(content)


def _read(content: bytes) -> Any:
    """The JSON in some bytes; the garbage collector, which would look through all that is there many times over, waits."""
    waits = gc.isenabled()
    gc.disable()
    try:
        return json.loads(content.decode("ascii"))
    finally:
        if waits:
            gc.enable()


def _head(key: str | None, content: bytes) -> bytes:
    """The first line of a kept table: what it was made of, and the checksum of what follows, so that no damaged one is read."""
    return f"{key} {len(content)} {crc32(content):08x}\n".encode()


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


def _write(folder: Path, name: str, content: bytes) -> None:
    """Put a file in place whole or not at all; raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(prefix=name, dir=folder)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
        os.chmod(unfinished, 0o644)
        os.replace(unfinished, folder / name)
    except OSError:
        os.unlink(unfinished)
        raise
