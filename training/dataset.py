"""The labelled messages: ``data/messages/<writer>.jsonl``, those of which it is only told whether they are an emergency
(``data/triage/<writer>.yaml``), and the gold sentences ``data/gold/*.jsonl``.

Some writers are held out (``HELD_OUT``, ``HELD_OUT_TRIAGE``): nothing is learned from, chosen by, or tuned on their messages.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import yaml

from lipcheck.errors import InputError
from lipcheck.evaluation.labelled import Labelled, read

DATA = Path(__file__).resolve().parent.parent / "data"
HELD_OUT = frozenset({"fa", "h", "q", "v", "z"})
HELD_OUT_TRIAGE = frozenset({"y", "z"})
REPORTS, HELD_OUT_REPORTS = "a", "b"
"""The files of ``data/reports``: learned from, and held out."""


KINDS: Final = {"emergency": True, "calm": False}
"""The lists of a file of ``data/triage``, and whether their messages are an emergency."""


@dataclass(frozen=True, slots=True)
class Triaged:
    """A message of which it is only told whether it is an emergency by ``LABELS.md`` section 6."""

    writer: str
    place: str
    text: str
    emergency: bool


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


def triage_files(data: Path = DATA) -> list[Path]:
    """The files of messages that are told to be an emergency or none, sorted by name, the held-out ones among them."""
    return sorted((data / "triage").glob("*.yaml"))


def read_triaged(path: Path) -> list[Triaged]:
    """The messages of one such file. Raises ``InputError``."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputError(f"{path.name}: cannot be read ({type(error).__name__})") from error
    if not isinstance(content, dict) or content.keys() != KINDS.keys():
        raise InputError(f"{path.name}: does not hold just the lists {' and '.join(KINDS)}")
    out = []
    for kind, emergency in KINDS.items():
        for n, text in enumerate(content[kind] or (), 1):
            place = f"{path.name}: {kind} {n}"
            if not isinstance(text, str) or not text.strip():
                raise InputError(f"{place}: is no text")
            out.append(Triaged(f"triage/{path.stem}", place, text, emergency))
    return out


def triaged_messages(data: Path = DATA, *, held_out: bool = False) -> list[Triaged]:
    """Those messages of every writer but the held-out ones, or of the held-out ones alone. Raises ``InputError``."""
    return [m for p in triage_files(data) if (p.stem in HELD_OUT_TRIAGE) == held_out for m in read_triaged(p)]


def paired_messages(data: Path = DATA) -> list[Triaged]:
    """The messages of the pairs that differ in one fact, where it is told whether they are an emergency."""
    out = []
    for path in sorted((data / "pairs").glob("*.jsonl")):
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            out += [
                Triaged(
                    path.stem, f"{path.name}: {row['id']}{half}", told["text"], told["expect"]["urgency"] == "emergency"
                )
                for half in "ab"
                if "urgency" in (told := row[half])["expect"]
            ]
    return out


def net_messages(data: Path = DATA) -> list[Triaged]:
    """What the net under the rules learns from beside the labelled messages."""
    return triaged_messages(data) + paired_messages(data)


def gold_sentences(data: Path = DATA) -> list[Labelled]:
    """The gold sentences: one capability each, no cause and no urgency."""
    return [m for path in gold_files(data) for m in read(path)]


def writers(rows: Iterable[Written]) -> list[str]:
    """The writers of messages, or of rows made of them, sorted."""
    return sorted({r.writer for r in rows})


def folds(rows: Iterable[Written], number: int = 5) -> list[frozenset[str]]:
    """The writers in at most so many groups, each to be left out in its turn."""
    return groups(writers(rows), number)


def groups(names: Iterable[str], number: int = 5) -> list[frozenset[str]]:
    """The same of writers' names."""
    names = sorted(set(names))
    return [frozenset(names[n::number]) for n in range(min(number, len(names)))]


def sha256(data: Path = DATA) -> str:
    """The hash of what is trained on: names and bytes of the writers' files and the reports', the held-out ones left out."""
    digest = hashlib.sha256()
    own = [p for p in message_files(data) if p.stem not in HELD_OUT]
    triaged = [p for p in triage_files(data) if p.stem not in HELD_OUT_TRIAGE]
    for path in [*own, *(data / "reports").glob(f"{REPORTS}.jsonl"), *triaged, *(data / "pairs").glob("*.jsonl")]:
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
