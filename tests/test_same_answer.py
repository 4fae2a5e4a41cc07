"""One message has one record: alone, in any company and order, in any process, after saving, from run to run."""

from __future__ import annotations

import json
import os
import pickle
import random
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
import spacy

import lipcheck
import lipcheck.batch
from lipcheck.analyzer import Analyzer
from lipcheck.batch import Job, run
from lipcheck.exports import Message
from lipcheck.exports.jsonl import dump
from training.dataset import gold_sentences

EVERY = 17  # of the gold sentences, one in so many
MESSAGES = [Message(s.id, s.text) for s in list(gold_sentences())[::EVERY]]
ODD = ["", "my li\u0301p is nummb \ud83d", "MY LIP\r\nTWITCHES &amp; tingles r nSince 2 days", "numb/" * 300]
ALL = [*MESSAGES, *(Message(f"odd-{n}", text) for n, text in enumerate(ODD))]


@cache
def analyzer() -> Analyzer:
    return lipcheck.load()


def records(analyzer: Analyzer, messages: list[Message]) -> dict[str, bytes]:
    return {r.id: dump(r.to_dict()) for r in analyzer.analyze_all(messages)}


@cache
def alone() -> dict[str, bytes]:
    """The record of each message when nothing else is analysed with it."""
    return {m.id: dump(analyzer().analyze(m.text, id=m.id).to_dict()) for m in ALL}


def write(path: Path, messages: list[Message]) -> Path:
    path.write_text("".join(json.dumps({"id": m.id, "text": m.text}) + "\n" for m in messages))
    return path


@pytest.mark.parametrize("seed", range(2))
def test_order_and_company_change_nothing(seed: int) -> None:
    rng = random.Random(seed)
    shuffled = rng.sample(ALL, len(ALL))
    cut = rng.randrange(1, len(ALL))
    assert records(analyzer(), shuffled[:cut]) | records(analyzer(), shuffled[cut:]) == alone()


def test_a_repeated_message_is_answered_again() -> None:
    again = [Message(f"{m.id}-again", m.text) for m in MESSAGES[:20]]
    found = records(analyzer(), [*MESSAGES[:20], *again])
    expected = {
        m.id: alone()[m.id].replace(b'"id": "%b"' % m.id.encode(), b'"id": "%b-again"' % m.id.encode())
        for m in MESSAGES[:20]
    }
    assert {m.id: found[f"{m.id}-again"] for m in MESSAGES[:20]} == expected


@pytest.mark.parametrize("workers", [1, 2])
def test_workers_change_nothing(workers: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lipcheck.batch, "FEW", 2)
    monkeypatch.setattr(lipcheck.batch, "CHUNK", 7)
    out = tmp_path / "out.jsonl"
    run(Job((str(write(tmp_path / "in.jsonl", ALL)),), str(out), workers=workers), lipcheck.load)
    assert out.read_bytes() == b"".join(alone().values())


def restored(how: str, folder: Path) -> Analyzer:
    fresh = lipcheck.load()
    if how == "pickle":
        fresh.nlp = pickle.loads(pickle.dumps(fresh.nlp))
    else:
        fresh.nlp.to_disk(folder)
        fresh.nlp = spacy.load(folder)
    return fresh


@pytest.mark.parametrize("how", ["to_disk", "pickle"])
def test_saving_the_pipeline_changes_nothing(how: str, tmp_path: Path) -> None:
    assert records(restored(how, tmp_path / "saved"), ALL) == alone()


FRESH = """
import json, sys, lipcheck
from lipcheck.exports.jsonl import dump
analyzer = lipcheck.load()
for line in open(sys.argv[1]):
    message = json.loads(line)
    sys.stdout.buffer.write(dump(analyzer.analyze(message["text"], id=message["id"]).to_dict()))
"""


@pytest.mark.parametrize("seed", ["0", "12345"])
def test_a_fresh_process_changes_nothing(seed: str, tmp_path: Path) -> None:
    inbox = write(tmp_path / "in.jsonl", ALL[::-1])
    paths = os.pathsep.join(os.path.abspath(p) for p in sys.path if p)
    env = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": paths}
    found = subprocess.run(
        [sys.executable, "-c", FRESH, str(inbox)], env=env, capture_output=True, check=True, timeout=120
    )
    assert found.stdout == b"".join(list(alone().values())[::-1])
