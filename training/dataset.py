"""The labelled messages: ``data/messages/<writer>.jsonl``, and the gold sentences ``data/gold/*.jsonl``.

Five writers are held out (``HELD_OUT``): nothing is learned from, chosen by, or tuned on their messages.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from lipcheck.errors import InputError
from lipcheck.evaluation.labelled import Labelled, read

DATA = Path(__file__).resolve().parent.parent / "data"
HELD_OUT = frozenset({"fa", "h", "q", "v", "z"})
REPORTS, HELD_OUT_REPORTS = "a", "b"
"""The files of ``data/reports``: learned from, and held out."""


class Written(Protocol):
    """A message, or a row made of one."""

    @property
    def writer(self) -> str:
        """Whose it is."""


def message_files(data: Path = DATA) -> list[Path]:
    """The writers' files, sorted by name, the held-out ones among them."""
    return sorted((data / "messages").glob("*.jsonl"))


def gold_files(data: Path = DATA) -> list[Path]:
    """The files of gold sentences, sorted by name."""
    return sorted((data / "gold").glob("*.jsonl"))


def training_messages(data: Path = DATA) -> list[Labelled]:
    """Every message of every writer but the held-out ones. Raises ``InputError``."""
    return [m for path in message_files(data) if path.stem not in HELD_OUT for m in read(path)]


def held_out_messages(data: Path = DATA) -> list[Labelled]:
    """The held-out writers' messages: for a final score only."""
    return [m for path in message_files(data) if path.stem in HELD_OUT for m in read(path)]


def gold_sentences(data: Path = DATA) -> list[Labelled]:
    """The gold sentences: one capability each, no cause and no urgency."""
    return [m for path in gold_files(data) for m in read(path)]


def writers(rows: Iterable[Written]) -> list[str]:
    """The writers of messages, or of rows made of them, sorted."""
    return sorted({r.writer for r in rows})


def folds(rows: Iterable[Written], number: int = 5) -> list[frozenset[str]]:
    """The writers in at most so many groups, each to be left out in its turn."""
    names = writers(rows)
    return [frozenset(names[n::number]) for n in range(min(number, len(names)))]


def sha256(data: Path = DATA) -> str:
    """The hash of what is trained on: names and bytes of the writers' files and the reports', the held-out ones left out."""
    digest = hashlib.sha256()
    own = [p for p in message_files(data) if p.stem not in HELD_OUT]
    for path in [*own, *(data / "reports").glob(f"{REPORTS}.jsonl")]:
        content = path.read_bytes()
        digest.update(f"{path.name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def date(data: Path = DATA) -> str:
    """The day on which the training messages last changed, as ``version.json`` says. Raises ``InputError``."""
    path = data / "version.json"
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["date"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path}: no date of the data ({type(error).__name__})") from error
