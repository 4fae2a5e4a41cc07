"""A batch that is killed, again and again, at any moment: the result is that of an undisturbed one."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from test_batch import Stub

import lipcheck.batch
from lipcheck.batch import Job, run
from lipcheck.staging import rejects_path

KILLS = 50
KILLS_OF_A_BATCH = 10  # then it runs to its end: killed too early each time, it would never come there
FORMATS = ("jsonl", "csv", "parquet", "db", "fhir")
BAD = {3: '{"text": "open', 500: '{"text": "fail"}', 501: "[]", 900: '{"id": "0", "text": "again"}'}


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    path = tmp_path / "in.jsonl"
    rows = [BAD.get(n) or json.dumps({"id": str(n), "text": f"text {n}"}) for n in range(1000)]
    path.write_text("".join(f"{row}\n" for row in rows))
    return path


def contents(output: Path) -> tuple[Any, bytes]:
    """What an output says, and its rejects."""
    rejects = Path(rejects_path(str(output))).read_bytes()
    if output.suffix == ".parquet":
        return pq.read_table(output).to_pylist(), rejects
    if output.suffix == ".db":
        return list(sqlite3.connect(output).iterdump()), rejects
    return output.read_bytes(), rejects


def survives(job: Job, seconds: float) -> bool:
    """Whether a process that runs the job ends well before it is killed."""
    child = os.fork()
    if child == 0:
        try:
            run(job, Stub)  # type: ignore[arg-type]
        finally:
            os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return not os.WIFSIGNALED(status)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no os.fork on this system")
def test_fifty_kills_change_nothing(inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lipcheck.batch, "CHUNK", 10)
    whole = {}
    for suffix in FORMATS:
        begun = time.monotonic()
        job = Job((str(inbox),), str(tmp_path / f"whole.{suffix}"), checkpoint_s=0)
        run(job, Stub)  # type: ignore[arg-type]
        whole[suffix] = contents(Path(job.output)), time.monotonic() - begun
    rng = random.Random(5)
    kills = batches = 0
    while kills < KILLS or batches < len(FORMATS):
        suffix = FORMATS[batches % len(FORMATS)]
        expected, seconds = whole[suffix]
        out = tmp_path / f"out{batches}.{suffix}"
        job = Job((str(inbox),), str(out), checkpoint_s=0, resume=True)
        for _ in range(KILLS_OF_A_BATCH):
            if survives(job, rng.uniform(0, seconds / 2)):
                break
            kills += 1
            assert not out.exists() or contents(out)[0] == expected[0]  # never half of it under its name
        else:
            run(job, Stub)  # type: ignore[arg-type]
        assert contents(out) == expected
        batches += 1


def test_kills_of_the_command_with_workers_change_nothing(tmp_path: Path) -> None:
    inbox = tmp_path / "in.jsonl"
    texts = ("My left lip is numb for 3-5 seconds, {} times a day", "I drink {} coffees a day and my eyelid twitches")
    inbox.write_text("".join(json.dumps({"id": n, "text": texts[n % 2].format(n)}) + "\n" for n in range(1_500)))
    command = [sys.executable, "-m", "lipcheck.cli", "batch", str(inbox), "--quiet", "--workers"]
    subprocess.run([*command, "1", "-o", str(tmp_path / "whole.jsonl")], check=True, timeout=300)
    again = [*command, "2", "--resume", "-o", str(tmp_path / "out.jsonl")]
    rng = random.Random(5)
    noted = 0
    for _ in range(3):
        with subprocess.Popen(again) as batch:
            for _ in range(600):  # until it has come further than before
                journal = tmp_path / "out.jsonl.journal"
                now = journal.stat().st_size if journal.exists() else 0
                if now > noted or batch.poll() is not None:
                    break
                time.sleep(0.05)
            time.sleep(rng.uniform(0, 0.5))
            noted = now
            batch.kill()
    subprocess.run(again, check=True, timeout=300)
    assert (tmp_path / "out.jsonl").read_bytes() == (tmp_path / "whole.jsonl").read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl", "whole.jsonl"]
