"""The sample export holds nobody: names that are numbers, telephone numbers that are kept for fiction."""

from __future__ import annotations

import csv
import re
from pathlib import Path

SAMPLE = Path(__file__).resolve().parent.parent / "data" / "sample_inbox.csv"


def rows() -> list[dict[str, str]]:
    with SAMPLE.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_ids_are_unique_and_texts_are_there() -> None:
    assert len({r["message_id"] for r in rows()}) == len(rows()) == 40
    assert [r["message_id"] for r in rows() if not r["message"].strip()] == []


def test_names_and_telephone_numbers_are_nobodys() -> None:
    assert [r["name"] for r in rows() if not re.fullmatch(r"Sample [A-Z][a-z]+(-[a-z]+)?", r["name"])] == []
    assert [r["phone"] for r in rows() if not re.fullmatch(r"555-01\d\d", r["phone"])] == []
