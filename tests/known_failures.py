"""The lists of what is answered wrongly today: a text a line, as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path


def read(path: Path) -> frozenset[str]:
    return frozenset(json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())


def write(path: Path, texts: Iterable[str]) -> None:
    path.write_text("".join(f"{json.dumps(t, ensure_ascii=False)}\n" for t in dict.fromkeys(texts)), encoding="utf-8")
