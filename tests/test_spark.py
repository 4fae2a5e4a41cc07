"""The records that Spark makes are those of the local run: on a real standalone cluster, of which one worker is killed."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lipcheck.analyzer import load
from lipcheck.batch import Job, run
from lipcheck.errors import InputError, ModelError
from lipcheck.linear import LinearModel
from lipcheck.triage.model import SHIPPED, load_model
from lipcheck.workers import StoppedError


def java() -> int:
    """The version of Java that is there, 0 for none."""
    home = os.environ.get("JAVA_HOME")
    command = str(Path(home) / "bin/java") if home else shutil.which("java")
    if not command:
        return 0
    said = subprocess.run([command, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', said)
    return int(found[1]) if found else 0


pytestmark = pytest.mark.skipif(java() < 17, reason="Spark needs Java 17 or newer, which is not here")

FILES, ROWS = 6, 80
TEXTS = (
    "My left upper lip has been numb for 3-5 seconds, {} times a day",
    "I drink {} coffees a day and my eyelid twitches. No droop.",
    "My speech is slurred since {} o'clock and my face droops",
    "Can I move my appointment to {} o'clock?",
)

# long enough to be put to the net
LONG = "My eyelid twitches since yesterday, at home and at work, and my sister says that it is the weather of this week and no more"


@dataclass
class Cluster:
    """A master and two workers on the loopback address."""

    url: str
    bucket: Path  # viewfs://store/bucket
    workers: list[subprocess.Popen[bytes]]


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port: int = s.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    import pyspark

    folder = tmp_path_factory.mktemp("spark")
    home = Path(pyspark.__file__).parent
    port = free_port()
    os.environ |= {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_HOME": str(home), "PYSPARK_PYTHON": sys.executable}
    # little work a stage, little to compile: it is the records that are tested
    settings = {
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.codegen.wholeStage": "false",
        "spark.ui.enabled": "false",
        # a store that only Hadoop's file systems can read: for Python it is no path
        "spark.hadoop.fs.viewfs.mounttable.store.link./bucket": (folder / "bucket").as_uri(),
    }
    (folder / "bucket").mkdir()
    (folder / "spark-defaults.conf").write_text("".join(f"{k} {v}\n" for k, v in settings.items()))
    os.environ["SPARK_CONF_DIR"] = str(folder)
    log = open(folder / "log", "wb")  # noqa: SIM115 - as long as the cluster

    def start(name: str, *args: str) -> subprocess.Popen[bytes]:
        command = [str(home / "bin/spark-class"), f"org.apache.spark.deploy.{name}", *args, "--host", "127.0.0.1"]
        return subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, start_new_session=True)

    url = f"spark://127.0.0.1:{port}"
    processes = [start("master.Master", "--port", str(port), "--webui-port", str(free_port()))]
    options = ("--cores", "1", "--memory", "1g")
    for n in range(2):
        place = ("--work-dir", str(folder / f"worker{n}"), "--webui-port", str(free_port()))
        processes.append(start("worker.Worker", url, *options, *place))
    for _ in range(600):
        if (folder / "log").read_bytes().count(b"Successfully registered with master") == 2:
            break
        time.sleep(0.1)
    yield Cluster(url, folder / "bucket", processes[1:])
    for process in processes:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    log.close()


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("inbox")
    for n in range(FILES):
        ids = [f"m-{n}-{k}" for k in range(ROWS)]
        texts: list[str | None] = [TEXTS[k % 4].format(k) for k in range(ROWS)]
        ids[7], texts[9] = ids[3], None
        columns: dict[str, Any] = {"id": ids, "text": texts, "sent": ["2026-03-01"] * ROWS, "clinic": [n] * ROWS}
        pq.write_table(pa.table(columns), folder / f"part{n}.parquet")
    return folder


@pytest.fixture(scope="module")
def local(inbox: Path) -> list[dict[str, Any]]:
    out = inbox.parent / "local.parquet"
    run(Job((str(inbox),), str(out), keep=("clinic",)), load)
    return by_id(out)


def by_id(output: Path) -> list[dict[str, Any]]:
    return sorted(pq.read_table(output).to_pylist(), key=lambda r: r["id"])


def rejects(lines: str) -> list[tuple[str, int, str, str]]:
    found = map(json.loads, lines.splitlines())
    return sorted((Path(r["file"]).name, r["row"], r["reason"], r["id"]) for r in found)


def test_the_command_gives_the_local_records_though_a_worker_is_killed(
    cluster: Cluster, inbox: Path, local: list[dict[str, Any]], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-m", "lipcheck.cli", "batch", str(inbox), "-o", str(out), "--keep", "clinic"]
    command += ["--engine", "spark", "--master", cluster.url]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as batch:
        for _ in range(3000):  # until the first part of the output is there
            if list(out.glob("_temporary/*/task_*")) or batch.poll() is not None:
                break
            time.sleep(0.05)
        os.killpg(cluster.workers[0].pid, signal.SIGKILL)
        _, err = batch.communicate(timeout=300)
    good = FILES * (ROWS - 2)
    assert batch.returncode == 1, err.decode()
    assert f"{good:,} messages: " in err.decode()
    assert by_id(out) == local
    told = "".join(p.read_text() for p in Path(f"{out}.rejects").glob("*.json"))
    assert rejects(told) == rejects(Path(f"{inbox.parent}/local.parquet.rejects.jsonl").read_text())


def test_a_frame_becomes_records(
    cluster: Cluster, inbox: Path, local: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pyspark.sql import SparkSession

    from lipcheck.spark import classify_frame

    spark = SparkSession.builder.master(cluster.url).getOrCreate()
    try:
        df = spark.read.parquet(str(inbox / "part0.parquet"))
        found = classify_frame(df, "text", "id", received="sent", keep=["clinic"])
        rows = [row.asDict(recursive=True) for row in found.collect()]
        with pytest.raises(InputError, match="no column 'nope'; columns: id, text, sent, clinic"):
            classify_frame(df, text="nope")
        hidden = classify_frame(df.limit(1), redact=True).collect()[0]
        shutil.copytree(SHIPPED, tmp_path / "own")
        (tmp_path / "own/alarm.json").write_bytes(LinearModel({}, 9.0).to_json())
        monkeypatch.chdir(tmp_path)  # the workers stand elsewhere
        alone = df.limit(1).selectExpr("id", f"'{LONG}' AS text")
        raised = classify_frame(alone, model="own").collect()[0].asDict(recursive=True)
        with pytest.raises(ModelError, match="nowhere: no such folder"):
            classify_frame(df, model="nowhere")
    finally:
        spark.stop()
    errors = [row["error"] for row in rows if row["error"]]
    assert errors == ["the text is null"]
    wanted = {r["id"]: r for r in local}
    whole = {r["id"]: {k: v for k, v in r.items() if k != "error"} for r in rows if r["error"] is None}
    assert whole == {i: wanted[i] for i in whole if i != "m-0-3"} | {"m-0-3": whole["m-0-3"]}
    assert len(whole) == ROWS - 2
    assert hidden["text"] is None
    assert (raised["urgency"], raised["versions"]["model"]) == ("emergency", load_model(tmp_path / "own").version)


def test_input_and_output_may_be_in_a_store(cluster: Cluster, inbox: Path, local: list[dict[str, Any]]) -> None:
    from lipcheck.spark import run as run_on_spark

    shutil.copytree(inbox, cluster.bucket / "inbox")
    job = Job(("viewfs://store/bucket/inbox",), "viewfs://store/bucket/answers/", keep=("clinic",))
    summary = run_on_spark(job, None, cluster.url)
    assert (summary.messages, summary.rejected) == (FILES * (ROWS - 2), FILES * 2)
    assert by_id(cluster.bucket / "answers") == local
    told = "".join(p.read_text() for p in (cluster.bucket / "answers.rejects").glob("*.json"))
    assert {json.loads(line)["file"].rpartition("/")[0] for line in told.splitlines()} == set(job.inputs)
    assert rejects(told) == rejects(Path(f"{inbox.parent}/local.parquet.rejects.jsonl").read_text())


def in_store(name: str) -> str:
    return name if "://" in name else f"viewfs://store/bucket/{name}"


@pytest.mark.parametrize(
    ("given", "output", "what"),
    [
        ("inbox", "taken", "viewfs://store/bucket/taken: exists already"),
        ("inbox", "refused", "viewfs://store/bucket/refused.rejects: exists already"),
        ("none", "new", "viewfs://store/bucket/none: Spark cannot read it (PATH_NOT_FOUND)"),
        ("s3a://bucket/inbox", "new", "s3a://bucket/inbox: Spark cannot reach it (ClassNotFoundException)"),
        ("inbox", "s3a://bucket/new", "s3a://bucket/new: Spark cannot reach it (ClassNotFoundException)"),
    ],
    ids=["output", "rejects", "no input", "unknown store of input", "unknown store of output"],
)
def test_a_store_that_cannot_be_used_is_told(given: str, output: str, what: str, cluster: Cluster, inbox: Path) -> None:
    from lipcheck.spark import run as run_on_spark

    for folder in ("taken", "refused.rejects", "inbox"):
        (cluster.bucket / folder).mkdir(exist_ok=True)
    shutil.copy(inbox / "part0.parquet", cluster.bucket / "inbox")
    job = Job((in_store(given),), in_store(output))
    with pytest.raises(InputError) as raised:
        run_on_spark(job, None, "local[1]")
    assert str(raised.value) == what


def test_a_master_that_is_none_is_told(cluster: Cluster) -> None:
    from lipcheck.spark import run as run_on_spark

    with pytest.raises(StoppedError, match=r"^stopped: Spark gave up \(SparkException\)$"):
        run_on_spark(Job(("viewfs://store/bucket/inbox",), "viewfs://store/bucket/new"), None, "nowhere")


@pytest.mark.parametrize(
    ("options", "what"),
    [
        (["--strict"], "--strict and --resume are for the local engine"),
        (["--to", "csv"], "--engine spark writes Parquet"),
        (["--format", "csv"], "--engine spark reads Parquet"),
    ],
)
def test_what_spark_does_not_do_is_told(options: list[str], what: str, inbox: Path) -> None:
    command = [sys.executable, "-m", "lipcheck.cli", "batch", str(inbox), "-o", "out", "--engine", "spark", *options]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (result.returncode, result.stderr.splitlines()[0]) == (2, f"lipcheck: {what}")
