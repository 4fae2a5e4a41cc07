from __future__ import annotations

import errno
import io
import json
import os
import stat
import sys
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import lipcheck.batch
from lipcheck.analyzer import load
from lipcheck.batch import CHUNK, MAX_TEXT, Job, Summary
from lipcheck.batch import run as run_batch
from lipcheck.errors import InputError
from lipcheck.exports import Message
from lipcheck.ids import hash_id
from lipcheck.report import Report
from lipcheck.staging import rejects_path
from lipcheck.workers import StoppedError


class Stub:
    """Says "doctor" to everything but fails, or is interrupted, on request."""

    def analyze(self, text: str, **fields: Any) -> Report:
        if text == "fail":
            raise ValueError(f"this must not be told: {text}")
        if text == "interrupt":
            raise KeyboardInterrupt
        return Report(text=text, urgency="doctor", **fields)

    def analyze_all(self, messages: Sequence[Message]) -> list[Report]:
        return self.each(messages)

    def each(self, messages: Sequence[Message]) -> list[Report]:
        return [self.analyze(m.text, id=m.id, received=m.received, extra=m.extra) for m in messages]


def run(*inputs: Path | str, output: Path | str, **options: Any) -> Summary:
    return run_batch(Job(tuple(map(str, inputs)), str(output), **options), Stub)  # type: ignore[arg-type]


def lines(path: Path | str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(path).read_text("utf-8").splitlines()]


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    path = tmp_path / "in.jsonl"
    path.write_bytes(
        b'{"id": "a", "text": "one"}\n{"text": "secret\n{"id": "b", "text": null}\n'
        b'{"id": "c", "text": "\xff secret"}\n{"id": "d", "text": "fail"}\n{"id": "e", "text": ""}\n'
    )
    return path


def test_good_rows_come_out_and_bad_ones_are_told_without_their_text(inbox: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    summary = run(inbox, output=out)
    assert (summary.messages, summary.rejected, dict(summary.urgencies)) == (2, 4, {"doctor": 2})
    assert [r["id"] for r in lines(out)] == ["a", "e"]
    assert [(r["file"], r["row"], r["reason"]) for r in lines(rejects_path(str(out)))] == [
        (str(inbox), 2, "broken JSON: Unterminated string starting at (column 10)"),
        (str(inbox), 3, "the text is null"),
        (str(inbox), 4, "not UTF-8"),
        (str(inbox), 5, "the analysis failed (ValueError)"),
    ]
    assert "secret" not in Path(rejects_path(str(out))).read_text()


def test_without_rejects_no_file_of_them_stays_from_an_earlier_run(inbox: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    run(inbox, output=out)
    inbox.write_bytes(b'{"text": "fine"}\n')
    run(inbox, output=out)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]
    assert [r["text"] for r in lines(out)] == ["fine"]


def test_output_is_for_the_owner_only(inbox: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    run(inbox, output=out)
    assert stat.S_IMODE(out.stat().st_mode) == stat.S_IMODE(os.stat(rejects_path(str(out))).st_mode) == 0o600


def test_order_is_kept_over_chunks_with_failures(tmp_path: Path) -> None:
    inbox, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    texts = ["fail" if n in (3, CHUNK + 1) else f"text {n}" for n in range(3 * CHUNK)]
    inbox.write_text("".join(json.dumps({"id": n, "text": t}) + "\n" for n, t in enumerate(texts)))
    run(inbox, output=out)
    assert [r["id"] for r in lines(out)] == [str(n) for n, t in enumerate(texts) if t != "fail"]
    assert [r["row"] for r in lines(rejects_path(str(out)))] == [4, CHUNK + 2]


def test_received_and_extra_reach_the_record(tmp_path: Path) -> None:
    inbox, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    inbox.write_text('{"id": 1, "text": "a", "sent": "2026-03-01", "extra": {"clinic": "north"}}')
    run(inbox, output=out)
    [record] = lines(out)
    assert (record["received"], record["extra"]) == ("2026-03-01", {"clinic": "north"})


def test_redacted_records_hold_no_text(inbox: Path, tmp_path: Path) -> None:
    run(inbox, output=tmp_path / "out.jsonl", redact=True)
    assert ["text" in r for r in lines(tmp_path / "out.jsonl")] == [False, False]


def test_formats_mix_and_can_be_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,message\n1,one\n")
    (tmp_path / "b.txt").write_text("id,message\n2,two\n")
    run(tmp_path / "a.csv", output=tmp_path / "out.csv")
    run(tmp_path / "a.csv", tmp_path / "b.txt", output=tmp_path / "out", input_format="csv", output_format="jsonl")
    assert (tmp_path / "out.csv").read_text().startswith("id,received,urgency")
    assert [r["text"] for r in lines(tmp_path / "out")] == ["one", "two"]


def test_dash_is_standard_input_and_output(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b'{"id": "a", "text": "one"}\nnonsense\n')))
    assert run("-", output="-").rejected == 1
    out, err = capsysbinary.readouterr()
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["a"]
    assert err == b'rejected: {"file": "-", "row": 2, "reason": "broken JSON: Expecting value (column 1)"}\n'


def test_nothing_stands_under_the_name_of_an_interrupted_batch(tmp_path: Path) -> None:
    inbox, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    inbox.write_text('{"text": "a"}\n{"text": "interrupt"}\n')
    out.write_text("earlier")
    with pytest.raises(KeyboardInterrupt):
        run(inbox, output=out)
    left = ["in.jsonl", "out.jsonl", "out.jsonl.journal", "out.jsonl.part", "out.jsonl.rejects.jsonl.part"]
    assert sorted(p.name for p in tmp_path.iterdir()) == left  # to go on from
    assert out.read_text() == "earlier"


def test_a_full_disk_stops_the_batch_and_leaves_nothing(
    inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoppedError, match="No space left on device"):
        run(inbox, output=tmp_path / "out.jsonl")
    assert [p.name for p in tmp_path.iterdir()] == ["in.jsonl"]


def test_a_device_is_written_to_and_not_replaced(inbox: Path) -> None:
    run(inbox, output="/dev/null", output_format="jsonl")
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


def test_a_link_stays_a_link(inbox: Path, tmp_path: Path) -> None:
    (tmp_path / "link.jsonl").symlink_to(tmp_path / "real.jsonl")
    run(inbox, output=tmp_path / "link.jsonl")
    assert (tmp_path / "link.jsonl").is_symlink()
    assert len(lines(tmp_path / "real.jsonl")) == 2


@pytest.mark.parametrize(
    ("inputs", "output", "what"),
    [
        ([], "out.jsonl", "no input"),
        (["-", "-"], "out.jsonl", "only once"),
        (["absent.jsonl"], "out.jsonl", "absent.jsonl: no such file"),
        (["folder.jsonl"], "out.jsonl", "folder.jsonl: is a folder without files"),
        (["in.jsonl", "absent.jsonl"], "out.jsonl", "absent.jsonl: no such file"),
        (["in.jsonl"], "in.jsonl", "in.jsonl: is an input too"),
        (["in.jsonl"], "absent/out.jsonl", "the folder does not exist"),
        (["in.jsonl"], "folder.jsonl", "folder.jsonl: is a folder"),
        (["in.jsonl"], "out.doc", "out.doc: the format cannot be told"),
        (["in.jsonl"], "out.xlsx", "out.xlsx: xlsx can be read, not written"),
        (["*.eml"], "out.jsonl", "no file matches"),
        (["binary.jsonl"], "out.jsonl", "binary.jsonl: is a binary file"),
    ],
)
def test_wrong_use_is_refused_and_nothing_is_written(
    inputs: list[str], output: str, what: str, inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.jsonl").mkdir()
    (tmp_path / "binary.jsonl").write_bytes(bytes(range(256)))
    with pytest.raises(InputError, match=what):
        run(*inputs, output=output)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["binary.jsonl", "folder.jsonl", "in.jsonl"]


def test_strict_stops_at_the_first_bad_row_and_leaves_nothing(inbox: Path, tmp_path: Path) -> None:
    with pytest.raises(StoppedError, match=r"stopped at .*in\.jsonl, row 2: broken JSON"):
        run(inbox, output=tmp_path / "out.jsonl", strict=True)
    assert [p.name for p in tmp_path.iterdir()] == ["in.jsonl"]


def test_an_id_is_once_in_a_file(tmp_path: Path) -> None:
    for name, ids in (("a.jsonl", "1 2 1 3 2"), ("b.jsonl", "1 1")):
        (tmp_path / name).write_text("".join(json.dumps({"id": i, "text": "x"}) + "\n" for i in ids.split()))
    run(tmp_path / "a.jsonl", tmp_path / "b.jsonl", output=tmp_path / "out.jsonl")
    assert [r["id"] for r in lines(tmp_path / "out.jsonl")] == ["1", "2", "3", "1"]
    assert [(r["row"], r["reason"], r["id"]) for r in lines(tmp_path / "out.jsonl.rejects.jsonl")] == [
        (3, "duplicate id: row 1 has it too", "1"),
        (5, "duplicate id: row 2 has it too", "2"),
        (2, "duplicate id: row 1 has it too", "1"),
    ]


def test_a_message_that_is_too_long_is_a_reject(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text("".join(json.dumps({"text": "x" * n}) + "\n" for n in (MAX_TEXT, MAX_TEXT + 1)))
    assert run(tmp_path / "in.jsonl", output=tmp_path / "out.jsonl").messages == 1
    [reject] = lines(tmp_path / "out.jsonl.rejects.jsonl")
    assert (reject["row"], reject["reason"]) == (2, "too long: 1,000,001 characters, at most 1,000,000")


def test_hashed_ids_are_nowhere_given(inbox: Path, tmp_path: Path) -> None:
    inbox.write_text(
        '{"id": "Anna", "text": "one", "extra": {"subject": "Patient/Anna"}}\n'
        '{"id": "Anna", "text": "two"}\n{"id": "Bert", "text": "fail"}\n{"id": "Anna", "text": null}\n'
    )
    out = tmp_path / "out.jsonl"
    run(inbox, output=out, hash_key=b"0123456789abcdef")
    name = hash_id(b"0123456789abcdef", "Anna")
    assert [(r["id"], r["extra"]) for r in lines(out)] == [(name, {"subject": f"Patient/{name}"})]
    rejects = lines(rejects_path(str(out)))
    assert [r["id"] == name for r in rejects] == [True, False, True]
    assert not {"Anna", "Bert"} & set(out.read_text().split('"')) | {r["id"] for r in rejects} & {"Anna", "Bert"}


def test_a_folder_may_hold_the_output(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one")
    for _ in range(2):
        assert run(tmp_path, output=tmp_path / "out.jsonl").messages == 1


def test_workers_answer_as_one_process_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lipcheck.batch, "FEW", 10)
    (tmp_path / "in.jsonl").write_text(
        "".join(json.dumps({"id": n, "text": "fail" if n % 97 == 5 else f"t{n}"}) + "\n" for n in range(900))
    )
    for workers, name in ((1, "one.csv"), (2, "two.csv")):
        run(tmp_path / "in.jsonl", output=tmp_path / name, workers=workers)
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()
    assert (
        Path(f"{tmp_path}/one.csv.rejects.jsonl").read_bytes() == Path(f"{tmp_path}/two.csv.rejects.jsonl").read_bytes()
    )


@pytest.mark.parametrize(
    ("output", "options", "what"),
    [
        ("-", {"output_format": "parquet"}, "parquet cannot be written to standard output"),
        ("/dev/null", {"output_format": "sqlite"}, "sqlite cannot be written to standard output"),
        ("-", {"resume": True}, "--resume needs an output file"),
        ("out.jsonl", {"input_format": "sqlite"}, "sqlite can be written, not read"),
        ("out.jsonl", {"encoding": "klingon"}, "no encoding of that name"),
    ],
)
def test_options_that_cannot_be_are_refused(
    output: str, options: dict[str, Any], what: str, inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=what):
        run(inbox, output=output, **options)


def test_spacy_forgets_the_words_of_a_chunk() -> None:
    """Memory over millions of messages is flat because of this; the measured figures are in the README."""
    analyzer = load()
    messages = [Message(str(n), f"my lip is numb zq{n}xw") for n in range(50)]
    plain = [analyzer.analyze(m.text, id=m.id) for m in messages[:5]]
    before = len(analyzer.nlp.vocab.strings)
    assert analyzer.analyze_all(messages)[:5] == plain
    assert len(analyzer.nlp.vocab.strings) == before


def test_a_failure_within_a_chunk_leaves_the_analyzer_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    analyzer = load()
    messages = [Message(str(n), f"my lip is numb yq{n}xw") for n in range(3)]
    whole = analyzer.analyze_all(messages)
    with pytest.raises(InputError):
        analyzer.analyze_all([*messages, Message("x", None)])  # type: ignore[arg-type]
    assert analyzer.analyze_all(messages) == whole
