from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from lipcheck.errors import InputError
from lipcheck.report import Report
from lipcheck.results import Unread, open_results, read_results


def line(**changes: Any) -> bytes:
    return json.dumps(Report(id="m", text="lip").to_dict() | changes).encode()


def test_every_line_is_a_record() -> None:
    read = list(read_results([b"\xef\xbb\xbf" + line(id="1"), b" \n", line(id="2")]))
    assert [r["id"] for r in read if isinstance(r, dict)] == ["1", "2"]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b"{", "broken JSON"),
        (b'{"id": "\xff"}', "not UTF-8"),
        (b"[1]", "not a lipcheck record"),
        (b'{"id": "1", "text": "lip"}', "not a lipcheck record"),
        (b"[" * 100_000, "broken JSON"),
    ],
)
def test_a_line_that_is_no_record_says_why_and_hurts_no_other(bad: bytes, reason: str) -> None:
    first, second = read_results([bad, line()])
    assert first == Unread(1, reason)
    assert isinstance(second, dict)


def test_a_redacted_record_is_a_record() -> None:
    record = Report(id="m", text="lip").to_dict(redact=True)
    assert list(read_results([json.dumps(record).encode()])) == [record]


def test_files_and_standard_input(tmp_path: Path) -> None:
    (tmp_path / "r.jsonl").write_bytes(line())
    with open_results(str(tmp_path / "r.jsonl"), io.BytesIO()) as records:
        from_file = list(records)
    with open_results("-", io.BytesIO(line())) as records:
        assert list(records) == from_file


@pytest.mark.parametrize(("name", "what"), [("absent", "no such file"), (".", "is a folder")])
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, name: str, what: str) -> None:
    with pytest.raises(InputError, match=what), open_results(str(tmp_path / name), io.BytesIO()):
        pass
