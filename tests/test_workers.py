from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from test_batch import Stub

from lipcheck.exports import Message, Reject
from lipcheck.report import Report
from lipcheck.workers import Answer, Pool, Result, Row, StoppedError, Work, answer_here


class Deadly(Stub):
    """Dies on request, always or the first time: the file that ``folder`` holds then says that it has."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def analyze(self, text: str, **fields: object) -> Report:
        if text == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if text.startswith("die once"):
            try:
                (self._folder / text).touch(exist_ok=False)
                os.kill(os.getpid(), signal.SIGKILL)
            except FileExistsError:
                pass
        return super().analyze(text, **fields)


def stillborn() -> Deadly:
    os.kill(os.getpid(), signal.SIGKILL)
    raise RuntimeError("unreachable")


def rows(*texts: str) -> list[Row]:
    return [("in", Message(text, text, row=n)) for n, text in enumerate(texts, 1)]


def ids(results: list[Result]) -> list[str | None]:
    return [r.reason if isinstance(r, Reject) else r.line.decode().split('"')[3] for r in results]


def pooled(work: Work, chunks: list[list[Row]], workers: int = 2) -> list[list[Result]]:
    pool = Pool(work, workers)
    try:
        return list(pool.answer(chunks))
    finally:
        pool.close()


def test_answers_come_in_order_and_rejects_pass_through() -> None:
    chunks = [[*rows(f"a{n}", "fail"), ("in", Reject("in", 3, "bad")), *rows(f"b{n}")] for n in range(20)]
    here = list(answer_here(Work(Stub), chunks))  # type: ignore[arg-type]
    assert pooled(Work(Stub), chunks) == here  # type: ignore[arg-type]
    assert [ids(results) for results in here] == [
        [f"a{n}", "the analysis failed (ValueError)", "bad", f"b{n}"] for n in range(20)
    ]
    assert here[0][1] == Reject("in", 2, "the analysis failed (ValueError)", "fail")
    assert isinstance(here[0][0], Answer)
    assert here[0][0].urgency == "doctor"


def test_a_worker_that_dies_costs_its_message_alone(tmp_path: Path) -> None:
    chunks = [rows(f"a{n}", "die" if n == 4 else f"b{n}", f"c{n}") for n in range(12)]
    found = pooled(Work(partial(Deadly, tmp_path)), chunks)  # type: ignore[arg-type]
    guilty = "the worker process died of it (killed, or out of memory)"
    assert [ids(results) for results in found] == [[f"a{n}", guilty if n == 4 else f"b{n}", f"c{n}"] for n in range(12)]


def test_a_worker_that_was_killed_from_outside_costs_nothing(tmp_path: Path) -> None:
    chunks = [rows(f"a{n}", "die once" if n == 4 else f"b{n}") for n in range(8)]
    found = pooled(Work(partial(Deadly, tmp_path)), chunks)  # type: ignore[arg-type]
    assert ids(found[4]) == ["a4", "die once"]
    assert [len(results) for results in found] == [2] * 8


def test_workers_that_die_at_once_stop_the_batch() -> None:
    with pytest.raises(StoppedError, match="die at once"):
        pooled(Work(stillborn), [rows("a")])  # type: ignore[arg-type]


def test_no_more_is_read_than_is_worked_on() -> None:
    taken = 0

    def chunks() -> Iterator[list[Row]]:
        nonlocal taken
        for n in range(100):
            taken += 1
            yield rows(f"a{n}")

    pool = Pool(Work(Stub), 1)  # type: ignore[arg-type]
    try:
        next(pool.answer(chunks()))
    finally:
        pool.close()
    assert taken == 3


def test_ctrl_c_while_a_chunk_is_handed_out_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    pool = Pool(Work(Stub), 1)  # type: ignore[arg-type]

    def interrupted(*_: object) -> None:
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(pool._executor, "submit", interrupted)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            list(pool.answer([[]]))
    finally:
        signal.signal(signal.SIGINT, before)
        pool.close()


def test_workers_end_with_their_parent(tmp_path: Path) -> None:
    code = (
        "import multiprocessing, time\n"
        "from test_batch import Stub\n"
        "from lipcheck.exports import Message\n"
        "from lipcheck.workers import Pool, Work\n"
        "if __name__ == '__main__':\n"
        "    pool = Pool(Work(Stub), 2)\n"
        "    list(pool.answer([[('in', Message('1', 'a', row=1))]] * 9))\n"
        "    print(*(p.pid for p in multiprocessing.active_children()), flush=True)\n"
        "    time.sleep(60)\n"
    )
    script = tmp_path / "parent.py"
    script.write_text(code)
    env = os.environ | {"PYTHONPATH": str(Path(__file__).parent)}
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, env=env) as parent:
        pids = [int(p) for p in (parent.stdout.readline() if parent.stdout else b"").split()]
        parent.kill()
    assert len(pids) == 2
    for _ in range(100):
        if not any(Path(f"/proc/{pid}").exists() for pid in pids):
            break
        time.sleep(0.1)
    assert [pid for pid in pids if Path(f"/proc/{pid}").exists()] == []
