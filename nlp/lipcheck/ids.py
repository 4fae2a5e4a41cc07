"""The ids of an export: which were there before, and names that cannot be led back to them."""

from __future__ import annotations

import hashlib
import hmac
import sqlite3

from lipcheck.errors import InputError

MIN_KEY = 16  # bytes
_CACHE_KIB = 2 * 1024


class SeenIds:
    """The ids read so far, in a database that SQLite keeps on disk, names to nobody and deletes itself.

    >>> seen = SeenIds()
    >>> seen.first_row("a.csv", "m-1", 2), seen.first_row("a.csv", "m-1", 7), seen.first_row("b.csv", "m-1", 7)
    (None, 2, None)
    """

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        for line in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{_CACHE_KIB}"):
            self._database.execute(f"PRAGMA {line}")
        self._database.execute("CREATE TABLE seen (id BLOB PRIMARY KEY, row INTEGER) WITHOUT ROWID")
        self._database.execute("BEGIN")

    def first_row(self, file: str, id: str, row: int) -> int | None:  # noqa: A002 - the record's name for it
        """The row of the file that had this id before; None, and it is remembered, where none had."""
        digest = hashlib.blake2b(f"{file}\0{id}".encode("utf-8", "surrogatepass"), digest_size=16).digest()
        if self._database.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (digest, row)).rowcount:
            return None
        found: int = self._database.execute("SELECT row FROM seen WHERE id = ?", (digest,)).fetchone()[0]
        return found

    def close(self) -> None:
        """Let go of the disk space."""
        self._database.close()


def check_key(key: bytes) -> bytes:
    """The key without white space around it; raises InputError for one that can be guessed."""
    stripped = key.strip()
    if len(stripped) < MIN_KEY:
        raise InputError(
            f"the key for --hash-ids has fewer than {MIN_KEY} bytes", "make one with: openssl rand -hex 32"
        )
    return stripped


def hash_id(key: bytes, id: str) -> str:  # noqa: A002 - the record's name for it
    """The id as HMAC-SHA-256 under the key, its first 128 bits in hexadecimal: the same id gives the same name.

    >>> hash_id(b"0123456789abcdef", "m-1") == hash_id(b"0123456789abcdef", "m-1") != hash_id(b"another key here", "m-1")
    True
    """
    return hmac.new(key, id.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:32]
