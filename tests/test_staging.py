from __future__ import annotations

import errno
import json
import os
import signal
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from test_batch import Stub, run

from lipcheck.errors import InputError
from lipcheck.exports import Message
from lipcheck.report import Report
from lipcheck.staging import ResumeError, rejects_path
from lipcheck.workers import StoppedError

ROWS = 1200


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    path = tmp_path / "in.jsonl"
    texts = ["fail" if n % 50 == 7 else f"text {n}" for n in range(ROWS)]
    path.write_text("".join(json.dumps({"id": n, "text": t}) + "\n" for n, t in enumerate(texts)))
    return path


def interrupted(inbox: Path, out: Path, monkeypatch: pytest.MonkeyPatch, **options: Any) -> None:
    """A batch that ends at message 900, of which 800 are noted."""

    def stopping(self: Stub, messages: Sequence[Message]) -> list[Report]:
        if any(m.text == "text 900" for m in messages):
            raise KeyboardInterrupt
        return self.each(messages)

    with monkeypatch.context() as patch:
        patch.setattr(Stub, "analyze_all", stopping)
        with pytest.raises(KeyboardInterrupt):
            run(inbox, output=out, checkpoint_s=0, **options)


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


@pytest.mark.parametrize("name", ["out.jsonl", "out.csv", "out.tsv", "out.fhir"])
def test_a_resumed_batch_is_byte_for_byte_the_undisturbed_one(
    name: str, inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = tmp_path / f"whole.{name}"
    out = tmp_path / name
    expected = run(inbox, output=whole)
    interrupted(inbox, out, monkeypatch)
    assert not out.exists()
    assert run(inbox, output=out, resume=True) == expected
    assert out.read_bytes() == whole.read_bytes()
    assert Path(rejects_path(str(out))).read_bytes() == Path(rejects_path(str(whole))).read_bytes()
    assert names(tmp_path) == sorted(
        ["in.jsonl", name, f"{name}.rejects.jsonl", whole.name, f"{whole.name}.rejects.jsonl"]
    )


def test_only_what_was_not_done_is_done_again(inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out.jsonl"
    interrupted(inbox, out, monkeypatch)
    seen: list[str] = []
    monkeypatch.setattr(Stub, "analyze_all", lambda self, ms: seen.extend(m.id for m in ms) or Stub.each(self, ms))
    run(inbox, output=out, resume=True)
    assert seen[0] == "800"


def test_a_resumed_parquet_or_sqlite_file_reads_as_the_undisturbed_one(
    inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("out.parquet", "out.db"):
        run(inbox, output=tmp_path / f"whole.{name}")
        interrupted(inbox, tmp_path / name, monkeypatch)
        run(inbox, output=tmp_path / name, resume=True)
    assert pq.read_table(tmp_path / "out.parquet") == pq.read_table(tmp_path / "whole.out.parquet")
    dumps = [list(sqlite3.connect(tmp_path / n).iterdump()) for n in ("out.db", "whole.out.db")]
    assert dumps[0] == dumps[1]


def test_a_line_that_a_crash_cut_off_does_not_count(
    inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, whole = tmp_path / "out.jsonl", tmp_path / "whole.jsonl"
    run(inbox, output=whole)
    interrupted(inbox, out, monkeypatch)
    with open(f"{out}.journal", "ab") as journal:
        journal.write(b'{"rows": 1000, "outp')
    with open(f"{out}.part", "ab") as part:
        part.write(b"\0\0\0")
    run(inbox, output=out, resume=True)
    assert out.read_bytes() == whole.read_bytes()


def test_nothing_to_resume_is_a_start(inbox: Path, tmp_path: Path) -> None:
    run(inbox, output=tmp_path / "out.jsonl", resume=True)
    assert names(tmp_path) == ["in.jsonl", "out.jsonl", "out.jsonl.rejects.jsonl"]


def test_without_resume_a_batch_starts_again(inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    interrupted(inbox, tmp_path / "out.jsonl", monkeypatch)
    assert run(inbox, output=tmp_path / "out.jsonl").messages == ROWS - ROWS // 50
    assert names(tmp_path) == ["in.jsonl", "out.jsonl", "out.jsonl.rejects.jsonl"]


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ({"version": "2"}, "it began with model 1, and this is 2"),
        ({"version": "1", "redact": True}, r"it began with other options \(--redact\)"),
        ({"version": "1", "id_column": "id"}, r"it began with other options \(--id-column\)"),
    ],
)
def test_another_batch_is_not_resumed(
    options: dict[str, Any], what: str, inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupted(inbox, tmp_path / "out.jsonl", monkeypatch, version="1")
    before = names(tmp_path)
    with pytest.raises(ResumeError, match=what):
        run(inbox, output=tmp_path / "out.jsonl", resume=True, **options)
    assert names(tmp_path) == before


def test_a_changed_input_is_not_resumed_and_a_copied_one_is(
    inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupted(inbox, tmp_path / "out.jsonl", monkeypatch)
    given = inbox.read_bytes()
    inbox.write_bytes(given.replace(b"text 1100", b"text 11OO"))
    with pytest.raises(ResumeError, match="the input has changed since it began"):
        run(inbox, output=tmp_path / "out.jsonl", resume=True)
    inbox.write_bytes(given)
    assert run(inbox, output=tmp_path / "out.jsonl", resume=True).rejected == ROWS // 50


@pytest.mark.parametrize(("change", "what"), [("unlink", "is gone"), ("truncate", "is shorter than its journal says")])
def test_a_lost_output_is_told(
    change: str, what: str, inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupted(inbox, tmp_path / "out.jsonl", monkeypatch)
    part = tmp_path / "out.jsonl.part"
    part.unlink() if change == "unlink" else os.truncate(part, 5)
    with pytest.raises(ResumeError, match=what):
        run(inbox, output=tmp_path / "out.jsonl", resume=True)


def test_standard_input_cannot_be_resumed(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="standard input cannot be resumed"):
        run("-", output=tmp_path / "out.jsonl", resume=True)


@pytest.mark.parametrize("name", ["out.jsonl", "out.parquet", "out.db"])
@pytest.mark.parametrize("call", ["replace", "unlink", "fsync"])
def test_a_stop_while_the_files_get_their_names_can_be_resumed(
    name: str, call: str, inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process is as good as gone at each of the calls that finish a batch, one after the other."""
    whole = run(inbox, output=tmp_path / f"whole.{name}")
    real = getattr(os, call)
    out = tmp_path / name
    for stop_at in range(1, 12):
        calls = 0

        def stopping(*args: Any, **kwargs: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls == stop_at:  # noqa: B023 - called within the iteration
                raise KeyboardInterrupt
            return real(*args, **kwargs)

        with monkeypatch.context() as patch:
            patch.setattr(os, call, stopping)
            with suppress(KeyboardInterrupt):
                run(inbox, output=out)
        assert run(inbox, output=out, resume=True) == whole
        rejects = [Path(rejects_path(str(tmp_path / n))).read_bytes() for n in (name, f"whole.{name}")]
        assert rejects[0] == rejects[1]
        if name == "out.jsonl":
            assert out.read_bytes() == (tmp_path / f"whole.{name}").read_bytes()
        assert len(names(tmp_path)) == 5


def test_two_batches_to_one_output_are_told_apart(inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out.jsonl"

    def again(self: Stub, messages: Sequence[Message]) -> list[Report]:
        with monkeypatch.context() as patch:
            patch.setattr(Stub, "analyze_all", Stub.each)
            with pytest.raises(InputError, match="another batch is writing it"):
                run(inbox, output=out)
        return self.each(messages)

    monkeypatch.setattr(Stub, "analyze_all", again)
    assert run(inbox, output=out).messages == ROWS - ROWS // 50


@pytest.mark.parametrize("name", ["out.jsonl", "out.parquet", "out.db"])
def test_a_full_disk_is_told_and_can_be_resumed(
    name: str, inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A limit on the size of files stands for the disk: every write beyond it fails."""
    resource = pytest.importorskip("resource")
    out = tmp_path / name
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, before[1]))
        with pytest.raises(StoppedError, match="stopped: File too large") as caught:
            run(inbox, output=out, checkpoint_s=0)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert "--resume" in caught.value.hint
    assert not out.exists()
    assert run(inbox, output=out, resume=True).messages == ROWS - ROWS // 50
    assert names(tmp_path) == ["in.jsonl", name, f"{name}.rejects.jsonl"]


@pytest.mark.parametrize("code", [errno.EACCES, errno.EROFS])
def test_a_read_only_folder_is_told(code: int, inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def shut(path: Any, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_CREAT:
            raise OSError(code, os.strerror(code))
        return real(path, flags, mode)

    real = os.open
    monkeypatch.setattr(os, "open", shut)
    with pytest.raises(InputError, match=r"out\.jsonl: cannot be written"):
        run(inbox, output=tmp_path / "out.jsonl")
    assert names(tmp_path) == ["in.jsonl"]
