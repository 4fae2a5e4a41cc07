"""``python -m fuzz TARGET [--seconds N] [--runs N]``: fuzz one target; an input that breaks it stays in ``build/fuzz``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import atheris

# Atheris sees the branches only of what is imported in here.
with atheris.instrument_imports(include=["lipcheck", "email", "_strptime"]):
    from fuzz import analyzer, cleaning, reader, timing

from fuzz.seeds import messages, sample_exports, words

TARGETS = {"cleaning": cleaning.check, "timing": timing.check, "analyzer": analyzer.check} | reader.targets()
_BUILD = Path("build/fuzz")
_LONGEST = 4096  # bytes of an input
_TOO_SLOW = 10  # seconds for one input


def main() -> None:
    """Fuzz until the time or the runs are over, or something breaks."""
    parser = argparse.ArgumentParser(prog="python -m fuzz")
    parser.add_argument("target", choices=sorted(TARGETS))
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--runs", type=int, default=-1)
    asked = parser.parse_args()

    corpus = _BUILD / asked.target
    corpus.mkdir(parents=True, exist_ok=True)
    seeds = sample_exports() if asked.target.startswith("reader-") else messages()
    for number, seed in enumerate(seeds):
        (corpus / f"seed-{number}").write_bytes(seed[:_LONGEST])
    dictionary = _BUILD / "words.dict"
    dictionary.write_text("".join(f'"{word}"\n' for word in words()))
    options = [
        sys.argv[0],
        str(corpus),
        f"-dict={dictionary}",
        f"-artifact_prefix={_BUILD}/{asked.target}-",
        f"-max_len={_LONGEST}",
        f"-timeout={_TOO_SLOW}",
        f"-max_total_time={asked.seconds}",
        f"-runs={asked.runs}",
        "-print_final_stats=1",
    ]
    atheris.Setup(options, TARGETS[asked.target])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
