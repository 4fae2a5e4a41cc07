"""The errors that lipcheck raises on purpose: each is one line that says what was wrong, where, and what to do."""

from __future__ import annotations


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
