"""Writes the records of every message at hand, so that a change that should alter no answer can be shown to alter none.

python -m benchmarks.records before.jsonl     ... change something ...
python -m benchmarks.records after.jsonl && cmp before.jsonl after.jsonl

The messages are those of training, the gold sentences and the sample inbox, and those in the folder ``LIPCHECK_EVAL`` where
it is set; then the same again joined by sevens, and with every seventh letter left out. Held-out writers are not read.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import lipcheck
from lipcheck.exports.jsonl import dump
from training.dataset import DATA, gold_sentences, training_messages

_JOINED, _LEFT_OUT = 7, 7


def texts() -> Iterator[tuple[str, str]]:
    """The messages with their ids."""
    for item in (*training_messages(), *gold_sentences()):
        yield item.id, item.text
    with (DATA / "sample_inbox.csv").open(encoding="utf-8", newline="") as stream:
        for number, row in enumerate(csv.DictReader(stream)):
            yield f"sample {number}", row["message"]
    outside = os.environ.get("LIPCHECK_EVAL")
    for file in sorted(Path(outside).glob("*.jsonl")) if outside else ():
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield str(row["id"]), row["text"]


def variants(messages: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Long messages and misspelt ones, made of these."""
    for n in range(0, len(messages), _JOINED):
        yield f"joined {n}", "\n".join(text for _, text in messages[n : n + _JOINED])
    for name, text in messages:
        yield f"misspelt {name}", "".join(c for i, c in enumerate(text, 1) if i % _LEFT_OUT)


def main() -> None:
    """Write one record a line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("output", type=Path)
    args = parser.parse_args()
    analyzer = lipcheck.load()
    with args.output.open("wb") as out:
        messages = list(texts())
        for name, text in (*messages, *variants(messages)):
            out.write(dump(analyzer.analyze(text, id=name).to_dict()))


if __name__ == "__main__":
    main()
