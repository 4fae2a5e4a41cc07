"""The errors that lipcheck raises on purpose: each is one line that says what was wrong, where, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class LipcheckError(Exception):
    """What went wrong, in words for the person who can mend it; never holds message text.

    Attributes: ``hint``, what to do next (may be empty).
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class InputError(LipcheckError):
    """A message, or a file of messages, that cannot be read as such."""


class ModelError(LipcheckError):
    """A model that is missing, damaged, or made for another version."""


class KnowledgeError(LipcheckError):
    """A knowledge file with an entry that breaks its own rules; names file, entry and field."""


@contextmanager
def readable(file: str | Path) -> Iterator[None]:
    """Whatever keeps the file from being opened or read inside is told as an InputError that names it."""
    try:
        yield
    except FileNotFoundError:
        raise InputError(f"{file}: no such file") from None
    except IsADirectoryError:
        raise InputError(f"{file}: is a folder, not a file") from None
    except OSError as e:
        raise InputError(f"{file}: cannot be read ({e.strerror})") from None
