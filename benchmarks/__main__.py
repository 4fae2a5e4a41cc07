"""Measures `lipcheck batch`: messages a second, CPU seconds and peak memory, by size, workers, format in and format out.

On a machine with other work the CPU seconds are what can be compared.

python -m benchmarks                          200,000 messages, and 20,000 to compare memory with
python -m benchmarks --messages 2000          a quick look
python -m benchmarks --whole                  every format end to end, not only read
python -m benchmarks --workers --outputs      the readers alone (no name is none)
python -m benchmarks --spark spark://HOST:PORT  the same Parquet on a cluster
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.exports import EXPORTS
from lipcheck.exports import Message
from lipcheck.inputs import How, Position, expand, read_rows

OUTPUTS = ("jsonl", "csv", "parquet", "sqlite", "fhir")


@dataclass(frozen=True)
class Measured:
    """What a run took: seconds by the clock and of all cores, and the most memory of all its processes at once, in MB."""

    seconds: float
    cpu_s: float
    memory_mb: float


def _tree(root: int) -> Iterator[int]:
    yield root
    try:
        children = Path(f"/proc/{root}/task/{root}/children").read_text().split()
    except OSError:
        return
    for child in children:
        yield from _tree(int(child))


def _memory_kb(pid: int) -> int:
    """The memory that is the process's share, as Linux counts it."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:  # it has just ended
        pass
    return 0


def _children_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(*command: str) -> Measured:
    """Run lipcheck and watch it; raises CalledProcessError where it fails."""
    begun, cpu, peak = time.monotonic(), _children_cpu_s(), 0
    with subprocess.Popen([sys.executable, "-m", "lipcheck.cli", *command], stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            peak = max(peak, sum(map(_memory_kb, _tree(process.pid))))
            time.sleep(0.25)
    if process.returncode not in (0, 1):
        raise subprocess.CalledProcessError(process.returncode, command[0])
    return Measured(time.monotonic() - begun, _children_cpu_s() - cpu, peak / 1024)


def _lines(path: Path) -> int:
    if not path.exists():
        return 0
    with path.open("rb") as stream:
        return sum(1 for _ in stream)


def _batch(source: Path, output: Path, workers: int) -> str:
    found = measure("batch", str(source), "-o", str(output), "--workers", str(workers))
    rejected = _lines(Path(f"{output}.rejects.jsonl"))
    answered = f"{_lines(output):,}" if output.suffix == ".jsonl" else "-"
    rate = f"{_lines(output) / found.seconds:,.0f}" if output.suffix == ".jsonl" else "-"
    return f"{answered} | {rejected:,} | {found.seconds:,.1f} | {found.cpu_s:,.1f} | {rate} | {found.memory_mb:,.0f}"


def _read(source: Path) -> str:
    begun, cpu = time.monotonic(), time.process_time()
    found = rejected = 0
    for _, row in read_rows(expand([str(source)]), How(), Position()):
        found += isinstance(row, Message)
        rejected += not isinstance(row, Message)
    seconds, cpu = time.monotonic() - begun, time.process_time() - cpu
    return f"{found:,} | {rejected:,} | {seconds:,.1f} | {cpu:,.1f} | {found / seconds:,.0f}"


def main() -> None:
    """Print Markdown tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=200_000)
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--outputs", nargs="*", choices=OUTPUTS, default=list(OUTPUTS))
    parser.add_argument("--only", nargs="*", choices=list(EXPORTS), default=list(EXPORTS))
    parser.add_argument("--whole", action="store_true", help="every format end to end")
    parser.add_argument("--spark", help="a Spark master to compare with")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        _run(Path(name), args)


def _run(folder: Path, args: argparse.Namespace) -> None:
    most = max(args.workers, default=1)
    print(
        "| export | workers | messages | rejected | seconds | CPU s | a second | peak MB |\n|---|---|---|---|---|---|---|---|"
    )
    for size in (args.messages // 10, args.messages):
        source = folder / f"jsonl{size}.jsonl"
        EXPORTS["export.jsonl"](source, size)
        for workers in args.workers:
            print(f"| JSON Lines, {size:,} | {workers} | {_batch(source, folder / 'out.jsonl', workers)} |", flush=True)
        if size == args.messages:
            print(
                "\n| output | messages | rejected | seconds | CPU s | a second | peak MB |\n|---|---|---|---|---|---|---|"
            )
            for suffix in args.outputs:
                print(f"| {suffix} | {_batch(source, folder / f'out.{suffix}', most)} |", flush=True)
        source.unlink()
    print("\n| only read | messages | rejected | seconds | CPU s | a second |\n|---|---|---|---|---|---|")
    for name in args.only:
        source = folder / name
        EXPORTS[name](source, args.messages)
        print(f"| {name} | {_read(source)} |", flush=True)
        if args.whole:
            print(f"| {name}, answered | {_batch(source, folder / 'out.jsonl', most)} |", flush=True)
        shutil.rmtree(source) if source.is_dir() else source.unlink()
    if args.spark:
        source, output = folder / "spark.parquet", folder / "spark"
        EXPORTS["export.parquet"](source, args.messages)
        found = measure("batch", str(source), "-o", str(output), "--engine", "spark", "--master", args.spark)
        print(f"\nSpark: {found.seconds:,.1f} seconds, {args.messages / found.seconds:,.0f} a second")
    print(f"\n{os.cpu_count()} cores, Python {sys.version.split()[0]}")


if __name__ == "__main__":
    main()
