"""Measures lipcheck beside spaCy's bare tokenizer, and beside medspaCy, negspacy and EDS-NLP where they are installed.

make bench                                   everything, into build/bench: a table, and a plot where matplotlib is
python -m benchmarks.speed --quick           the same with few messages
pip install negspacy medspacy edsnlp         what it is compared with, in an environment of its own

All read the same messages in the same run, in turns of a few messages, and their CPU time is told as a ratio to the
tokenizer's in the same turn: median, and the quarters beside it. The others find the vocabulary's symptoms with a matcher and
tell which are denied; that is a part of what lipcheck answers.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import spacy

import lipcheck
from benchmarks.inbox import in_scope, inbox, out_of_scope
from lipcheck.pipeline import build_nlp
from lipcheck.vocabulary import load_knowledge

Reader = Callable[[Sequence[str]], object]
"""Reads some messages, all of them."""

_TURN = 25
_TERMS = 2000
_BARE = "spaCy tokenizer"
_OURS = "lipcheck, one by one"
_LENGTHS = (1_000, 10_000, 100_000, 1_000_000)
_MESSAGE = "Since yesterday my left eyelid twitches. No droop. I drink 5 coffees a day."


def _terms() -> list[str]:
    """Ways to say a symptom, for those that are given a list of terms."""
    words = sorted({p.words for s in load_knowledge().symptoms for p in s.lexicon}, key=lambda w: (w.count(" "), w))
    return words[:_TERMS]


def _bare() -> Reader:
    tokenizer: Any = build_nlp().tokenizer
    return _each(lambda text: tokenizer(text.lower()))


def _each(read: Callable[[str], object]) -> Reader:
    """Reads one message after the other, as most of these do."""
    return lambda texts: [read(text) for text in texts]


def _lipcheck() -> Reader:
    return _each(lipcheck.load().analyze)


def _lipcheck_pipe() -> Reader:
    pipe = lipcheck.load().pipe
    return lambda texts: list(pipe(texts))


def _negspacy() -> Reader:
    from negspacy.negation import Negex  # type: ignore[import-not-found] # noqa: F401 - registers the component

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    ruler: Any = nlp.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
    ruler.add_patterns([{"label": "SYMPTOM", "pattern": term} for term in _terms()])
    nlp.add_pipe("negex")
    return _each(nlp)


def _medspacy() -> Reader:
    import medspacy  # type: ignore[import-not-found]
    from medspacy.ner import TargetRule  # type: ignore[import-not-found]

    nlp = medspacy.load(medspacy_enable=["medspacy_pyrush", "medspacy_target_matcher", "medspacy_context"])
    nlp.get_pipe("medspacy_target_matcher").add([TargetRule(term, "SYMPTOM") for term in _terms()])
    return _each(nlp)


def _edsnlp() -> Reader:
    import edsnlp  # type: ignore[import-not-found]

    nlp = edsnlp.blank("eds")
    nlp.add_pipe("eds.sentences")
    nlp.add_pipe("eds.matcher", config={"terms": {"symptom": _terms()}, "attr": "LOWER"})
    nlp.add_pipe("eds.negation")
    return _each(nlp)


_READERS: Mapping[str, Callable[[], Reader]] = {
    _BARE: _bare,
    _OURS: _lipcheck,
    "lipcheck, as a batch": _lipcheck_pipe,
    "negspacy": _negspacy,
    "medspacy": _medspacy,
    "edsnlp": _edsnlp,
}


def _readers() -> tuple[dict[str, Reader], list[str]]:
    """What can be run here, and what cannot, with the reason."""
    out, left = {}, []
    for name, make in _READERS.items():
        try:
            out[name] = make()
        except ImportError as error:
            left.append(f"{name}: not installed ({error.name or error})")
    return out, left


def _turns(readers: Mapping[str, Reader], texts: Sequence[str]) -> dict[str, list[float]]:
    """CPU seconds of each turn of each reader; all read a turn's messages before the next begins."""
    out: dict[str, list[float]] = {name: [] for name in readers}
    for start in range(0, len(texts), _TURN):
        turn = texts[start : start + _TURN]
        for name, read in readers.items():
            begun = time.process_time()
            read(turn)
            out[name].append(time.process_time() - begun)
    return out


def _spread(values: Sequence[float]) -> str:
    """Median and quarters: ``1.35 (1.31 to 1.40)``."""
    low, middle, high = statistics.quantiles(values, n=4)
    return f"{middle:.2f} ({low:.2f} to {high:.2f})"


def _ratios(seconds: Sequence[float], base: Sequence[float]) -> list[float]:
    return [a / b for a, b in zip(seconds, base, strict=True)]


def compare(number: int) -> Iterator[str]:
    """The ratio to the bare tokenizer, on messages met for the first time and met before."""
    readers, left = _readers()
    yield "| messages | who | ms a message | times the tokenizer |\n|---|---|---|---|"
    kinds = {"in scope": list(in_scope(number)), "inbox, nine in ten of other matters": inbox(number)}
    for read in readers.values():
        read([*in_scope(50), *out_of_scope(50)])
    for kind, texts in kinds.items():
        for met in ("met for the first time", "met before"):
            found = _turns(readers, texts)
            for name, seconds in found.items():
                ms = 1000 * statistics.median(seconds) / _TURN
                yield f"| {kind}, {met} | {name} | {ms:.3f} | {_spread(_ratios(seconds, found[_BARE]))} |"
    yield from (f"\n{one}" for one in left)


def lengths(longest: int) -> Iterator[tuple[int, float, float]]:
    """Characters, and milliseconds a thousand characters: of the tokenizer, of lipcheck."""
    text = "\n".join(in_scope(3000))
    text *= 1 + longest // len(text)
    bare, read = _bare(), _lipcheck()
    for warmed in (bare, read):
        warmed([*out_of_scope(50)])
    for length in (n for n in _LENGTHS if n <= longest):
        found = _turns({_BARE: bare, _OURS: read}, [text[:length]])
        yield length, found[_BARE][0] * 1e6 / length, found[_OURS][0] * 1e6 / length


def starts(times: int) -> Iterator[str]:
    """One-shot commands against ``import spacy``, in turns: CPU and wall time, with the bytecode kept as Python keeps it unless told not to."""
    commands = {
        "import spacy": ["-c", "import spacy"],
        "lipcheck classify": ["-m", "lipcheck.cli", "classify", _MESSAGE],
        "lipcheck --help": ["-m", "lipcheck.cli", "--help"],
    }
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for command in commands.values():  # the first start writes bytecode and tables
        subprocess.run([sys.executable, *command], stdout=subprocess.DEVNULL, check=True, env=env)
    cpu: dict[str, list[float]] = {name: [] for name in commands}
    wall: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(times):
        for name, command in commands.items():
            before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
            subprocess.run([sys.executable, *command], stdout=subprocess.DEVNULL, check=True, env=env)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            wall[name].append(time.monotonic() - begun)
            cpu[name].append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    yield "| command | CPU seconds | times import spacy, CPU | times import spacy, wall |\n|---|---|---|---|"
    for name in commands:
        told = (_spread(_ratios(t[name], t["import spacy"])) for t in (cpu, wall))
        yield f"| {name} | {statistics.median(cpu[name]):.2f} | {' | '.join(told)} |"


def workers(number: int) -> Iterator[str]:
    """A batch by two processes against one."""
    from benchmarks.__main__ import measure
    from benchmarks.exports import EXPORTS

    with tempfile.TemporaryDirectory() as name:
        source = Path(name) / "export.jsonl"
        EXPORTS["export.jsonl"](source, number)
        seconds = [
            measure("batch", str(source), "-o", f"{name}/{n}.jsonl", "--workers", str(n)).seconds for n in (1, 2)
        ]
    yield f"`lipcheck batch`, {number:,} messages: {seconds[0]:.1f} s with one worker, {seconds[1]:.1f} s with two ({seconds[0] / seconds[1]:.2f} times)."


def shares(number: int) -> Iterator[str]:
    """Which part of the time each stage takes."""
    yield "Of messages met before:\n\n| stage | in scope | of other matters |\n|---|---|---|"
    found = [_stages(texts) for texts in (list(in_scope(number)), list(out_of_scope(number)))]
    for stage in found[0]:
        yield f"| {stage} | {' | '.join(f'{100 * f[stage] / sum(f.values()):.0f} %' for f in found)} |"


def _stages(texts: Sequence[str]) -> dict[str, float]:
    analyzer = lipcheck.load()
    nlp = analyzer.nlp
    for text in texts[:50]:
        analyzer.analyze(text)
    out = {"tokenizer": 0.0} | dict.fromkeys(nlp.pipe_names, 0.0) | {"cleaning, triage and report": 0.0}
    for text in texts:
        analyzer.analyze(text)  # so that no stage is charged for words that are met for the first time
        begun = time.perf_counter()
        analyzer.analyze(text)
        whole = time.perf_counter() - begun
        begun = time.perf_counter()
        doc = nlp.make_doc(text.lower())
        out["tokenizer"] += (told := time.perf_counter() - begun)
        for name, component in nlp.pipeline:
            begun = time.perf_counter()
            doc = component(doc)
            out[name] += (spent := time.perf_counter() - begun)
            told += spent
        out["cleaning, triage and report"] += max(0.0, whole - told)
    return out


def _plot(path: Path, rows: Sequence[tuple[int, float, float]]) -> bool:
    """Draw time by length; False where matplotlib is missing."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        return False
    figure = Figure(figsize=(6, 4), layout="constrained")
    axes = figure.subplots()
    axes.loglog([r[0] for r in rows], [r[2] for r in rows], marker="o", label="lipcheck")
    axes.loglog([r[0] for r in rows], [r[1] for r in rows], marker="s", label=_BARE)
    axes.set_xlabel("characters of a message")
    axes.set_ylabel("ms of CPU a 1000 characters")
    axes.set_title("Time grows with length alone")
    axes.legend()
    figure.savefig(path, metadata={"Date": None})
    return True


def _version(name: str) -> str:
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return f"{name} -"


def _machine() -> str:
    model = next(
        (line.partition(":")[2].strip() for line in _cpuinfo() if line.startswith("model name")), "unknown CPU"
    )
    names = ", ".join(map(_version, ("lipcheck", "spacy", "negspacy", "medspacy", "edsnlp")))
    return f"{datetime.now(UTC):%Y-%m-%d}, {model}, Python {platform.python_version()}, {names}"


def _cpuinfo() -> list[str]:
    try:
        return Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


def main() -> None:
    """Print the tables, and write them and the plot into a folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, default=Path("build/bench"))
    parser.add_argument("--quick", action="store_true", help="few messages, few starts")
    args = parser.parse_args()
    number, times, batch = (200, 3, 400) if args.quick else (1000, 10, 4000)
    args.output.mkdir(parents=True, exist_ok=True)
    rows = list(lengths(100_000 if args.quick else 1_000_000))
    lines = [_machine(), "\n## A message\n", *compare(number), "\n## Length\n"]
    lines += ["| characters | tokenizer, ms a 1000 | lipcheck, ms a 1000 |\n|---|---|---|"]
    lines += [f"| {n:,} | {bare:.2f} | {ours:.2f} |" for n, bare, ours in rows]
    lines += ["\n## Start\n", *starts(times), "\n## Two workers\n", *workers(batch), "\n## Where the time goes\n"]
    lines += shares(number // 2)
    if not _plot(args.output / "length.svg", rows):
        lines += ["\nno plot: pip install 'lipcheck[plots]'"]
    text = "\n".join(lines)
    print(text)
    (args.output / "speed.md").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
