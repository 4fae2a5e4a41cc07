"""Messages past one machine: the same records, made by Spark's workers; needs pyspark (``lipcheck[spark]``) and Java 17.

Each Python worker loads the pipeline once; texts come to it, and records leave it, as Arrow batches. Nothing is
collected to the driver but counts.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from lipcheck.batch import CHUNK, MAX_TEXT, Job, Summary, duplicate, hashed, too_long
from lipcheck.errors import InputError
from lipcheck.exports import Columns, Message, Reject, Source, optional, table_columns
from lipcheck.exports.parquet import as_row, record_type
from lipcheck.triage.model import load_model
from lipcheck.workers import Row, StoppedError, answered, load_analyzer

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

    from lipcheck.analyzer import Analyzer

ERROR = "error"
_PART = "8m"  # of Parquet a task: some ten thousand messages, for which Spark's own 128 MB would be hours
_FILE, _ROW, _FIRST = "__file", "__row", "__first"


@lru_cache(maxsize=1)
def _analyzer(model: str | None) -> Analyzer:
    return load_analyzer(model)


def _type(kind: Any) -> str:
    """An Arrow type as Spark's SQL writes it."""
    import pyarrow as pa

    if pa.types.is_struct(kind):
        return f"struct<{', '.join(f'`{f.name}`: {_type(f.type)}' for f in kind)}>"
    if pa.types.is_list(kind):
        return f"array<{_type(kind.value_type)}>"
    return {"string": "string", "int64": "bigint", "double": "double", "bool": "boolean"}[str(kind)]


def _schema() -> Any:
    import pyarrow as pa

    return (
        record_type()
        .append(pa.field(ERROR, pa.string()))
        .append(pa.field(_FILE, pa.string()))
        .append(pa.field(_ROW, pa.int64()))
    )


def _answer(
    batches: Iterator[pa.RecordBatch], *, columns: Columns, model: str | None, redact: bool, key: bytes | None
) -> Iterator[pa.RecordBatch]:
    """Runs in Spark's Python workers: rows in, records out."""
    import pyarrow as pa

    schema = _schema()
    for batch in batches:
        for start in range(0, batch.num_rows, CHUNK):
            rows = [_row(r, columns, key) for r in batch.slice(start, CHUNK).to_pylist()]
            found = answered(_analyzer(model), rows, lambda record, _: as_row(record), redact=redact)
            out = [
                {"id": r.id, ERROR: r.reason, _FILE: file, _ROW: given.row}
                if isinstance(r, Reject)
                else r | {_FILE: file, _ROW: given.row}
                for (file, given), r in zip(rows, found, strict=True)
            ]
            yield pa.RecordBatch.from_pylist(out, schema=schema)


def _row(row: dict[str, Any], columns: Columns, key: bytes | None) -> Row:
    file, number = row.get(_FILE) or "", row.get(_ROW) or 0
    found = columns.message(row, number, Source(file))
    if isinstance(found, Message):
        if (first := row.get(_FIRST)) is not None:
            found = Reject(file, number, duplicate(first), found.id)
        elif len(found.text) > MAX_TEXT:
            found = Reject(file, number, too_long(found.text), found.id)
    return file, found if key is None else hashed(found, key)


def classify_frame(
    df: DataFrame,
    text: str = "text",
    id: str = "id",  # noqa: A002 - the record's name for it
    *,
    received: str | None = None,
    keep: Sequence[str] = (),
    model: str | None = None,
    redact: bool = False,
) -> DataFrame:
    """The record of each row, as columns; ``error`` is null but for a row that could not be answered.

    ``model`` is a folder that every worker can read. Raises InputError where a column is not there.
    """
    missing = [name for name in (text, id, *([received] if received else []), *keep) if name not in df.columns]
    if missing:
        raise InputError(f"no column {missing[0]!r}; columns: {', '.join(df.columns)}")
    columns = Columns(text, id, received, tuple(keep))
    return _classified(df, columns, model, redact=redact, key=None).drop(_FILE, _ROW)


def _classified(df: DataFrame, columns: Columns, model: str | None, *, redact: bool, key: bytes | None) -> DataFrame:
    for module in ("pyarrow", "pandas"):  # Spark itself asks for the second one
        optional(module, "spark", "lipcheck.spark")
    if model is not None:  # a refused one is told here in one line, not by every worker
        load_model(model)
        model = os.path.abspath(model)  # workers may stand in another folder
    wanted = dict.fromkeys((columns.text, columns.id, columns.received, *columns.keep, _FILE, _ROW, _FIRST))
    names = [f"`{name}`" for name in wanted if name in df.columns]
    answer = partial(_answer, columns=columns, model=model, redact=redact, key=key)
    ddl = ", ".join(f"`{f.name}` {_type(f.type)}" for f in _schema())
    return df.select(*names).mapInArrow(answer, ddl)


def _session(master: str | None) -> SparkSession:
    sql = optional("pyspark.sql", "spark", "--engine spark")
    builder = sql.SparkSession.builder.appName("lipcheck").config("spark.ui.showConsoleProgress", "false")
    builder = builder.config("spark.sql.files.maxPartitionBytes", _PART)
    session: SparkSession = (builder.master(master) if master else builder).getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def _check(job: Job) -> None:
    if job.strict or job.resume:
        raise InputError("--strict and --resume are for the local engine", "Spark tries failed tasks again by itself")
    if job.output == "-" or (job.output_format or "parquet") != "parquet":
        raise InputError("--engine spark writes Parquet", "name a folder with -o")
    if job.input_format not in (None, "parquet"):
        raise InputError("--engine spark reads Parquet", "turn the export into Parquet first")


def rejects_folder(output: str) -> str:
    """Where the rejects of an output go: a folder beside it, whether or not its name ends in a slash.

    >>> rejects_folder("s3a://bucket/answers/")
    's3a://bucket/answers.rejects'
    """
    return f"{output.rstrip('/')}.rejects"


def _cause(error: Any) -> str:
    """The class of what failed in Java; its words may hold those of a message."""
    found = error.java_exception
    while (deeper := found.getCause()) is not None:
        found = deeper
    return str(found.getClass().getSimpleName())


@contextmanager
def _reaching(where: str) -> Iterator[None]:
    """Whatever keeps Spark from a path is told as an InputError that names it."""
    errors, java = optional("pyspark.errors", "spark", "--engine spark"), optional("py4j.protocol", "spark", "Spark")
    try:
        yield
    except errors.AnalysisException as e:
        raise InputError(f"{where}: Spark cannot read it ({e.getCondition() or type(e).__name__})") from None
    except java.Py4JJavaError as e:
        raise InputError(
            f"{where}: Spark cannot reach it ({_cause(e)})",
            "for an object store, Spark needs its package (hadoop-aws for s3a://), its address and keys",
        ) from None


def _check_free(spark: Any, folder: str) -> None:
    """Raise InputError where the folder exists; Spark itself would say so of the rejects only after all the work."""
    with _reaching(folder):
        path = spark._jvm.org.apache.hadoop.fs.Path(folder)
        there = path.getFileSystem(spark._jsparkSession.sessionState().newHadoopConf()).exists(path)
    if there:
        raise InputError(f"{folder}: exists already", "name another folder with -o, or remove this one")


def run(job: Job, model: str | None, master: str | None) -> Summary:
    """Answer Parquet files or folders, which may be in an object store; OUTPUT is a folder of Parquet, OUTPUT.rejects one of JSON lines.

    Raises InputError for what cannot be read or written, StoppedError where Spark gives up.
    """
    _check(job)
    errors, java = optional("pyspark.errors", "spark", "--engine spark"), optional("py4j.protocol", "spark", "Spark")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    try:
        with _session(master) as spark:
            return _run(spark, job, model)
    except errors.PySparkException as e:
        raise StoppedError(f"stopped: Spark gave up ({type(e).__name__})", "its own log says more") from e
    except java.Py4JJavaError as e:  # what PySpark has no error of its own for: lost workers, a full store, no master
        raise StoppedError(f"stopped: Spark gave up ({_cause(e)})", "its own log says more") from e


def _run(spark: SparkSession, job: Job, model: str | None) -> Summary:
    from pyspark.sql import functions as f
    from pyspark.storagelevel import StorageLevel

    for folder in (job.output, rejects_folder(job.output)):
        _check_free(spark, folder)
    inputs = ", ".join(job.inputs)
    with _reaching(inputs):
        df = spark.read.parquet(*job.inputs)
    source = Source(inputs, job.id_column, job.text_column, job.keep)
    columns = table_columns(tuple(df.columns), source, typed=True)
    placed = df.select("*", f.col("_metadata.file_path").alias(_FILE), (f.col("_metadata.row_index") + 1).alias(_ROW))
    if columns.id is not None:
        placed = _with_duplicates(placed, columns.id)
    found = _classified(placed, columns, model, redact=job.redact, key=job.hash_key).persist(StorageLevel.DISK_ONLY)
    try:
        whole = f.col(ERROR).isNull()
        found.filter(whole).drop(ERROR, _FILE, _ROW).write.parquet(job.output)
        rejects = found.filter(~whole).select(
            f.col(_FILE).alias("file"), f.col(_ROW).alias("row"), f.col(ERROR).alias("reason"), "id"
        )
        counts = found.groupBy(whole.alias("whole"), "urgency").count().collect()
        rejected = sum(row["count"] for row in counts if not row["whole"])
        if rejected:
            rejects.write.json(rejects_folder(job.output))
    finally:
        found.unpersist()
    urgencies: Counter[str | None] = Counter({r["urgency"]: r["count"] for r in counts if r["whole"]})
    return Summary(sum(urgencies.values()), rejected, urgencies)


def _with_duplicates(df: DataFrame, id_column: str) -> DataFrame:
    """The rows, with the first row of their id where they are a later one; only ids are moved between machines for it."""
    from pyspark.sql import functions as f

    keys = df.select(f.col(f"`{id_column}`").alias("__id"), f.col(_FILE).alias("__in"), _ROW)
    several = (
        keys.where("__id is not null")
        .groupBy("__id", "__in")
        .agg(f.min(_ROW).alias("__min"), f.count("*").alias("__n"))
        .where("__n > 1")
    )
    same = (f.col(f"`{id_column}`") == f.col("__id")) & (f.col(_FILE) == f.col("__in"))
    first = f.when(f.col(_ROW) > f.col("__min"), f.col("__min")).alias(_FIRST)
    return df.join(f.broadcast(several), same, "left").select(*(f"`{c}`" for c in df.columns), first)
