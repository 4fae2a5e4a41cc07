"""A SQLite database: one table of messages, one each of findings, causes, flags and so on, with indexes."""

from __future__ import annotations

import errno
import json
import os
import sqlite3
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from lipcheck.exports import Format

_GROUP = 10_000  # records a transaction
_QUOTE = "text TEXT, start INTEGER, end INTEGER"
_MESSAGES = """CREATE TABLE messages (
  message INTEGER PRIMARY KEY, id TEXT NOT NULL, received TEXT, text TEXT, extra TEXT NOT NULL, scope TEXT NOT NULL,
  age_years REAL, sex TEXT, pregnant INTEGER, forehead_moves INTEGER, eye_closes INTEGER, pattern TEXT, onset TEXT, trend TEXT, cause TEXT, urgency TEXT, within TEXT,
  reasons TEXT NOT NULL, advice TEXT NOT NULL, next_steps TEXT NOT NULL, missing TEXT NOT NULL, lipcheck TEXT, model TEXT)"""
# Table: the record's key that it holds, and its columns beside `message`; those of JSON hold lists.
TABLES = {
    "findings": (
        "findings",
        "symptom TEXT, site TEXT, side TEXT, status TEXT, experiencer TEXT, "
        f"{_QUOTE}, site_span TEXT, side_span TEXT, cue TEXT, severity TEXT, code TEXT",
    ),
    "durations": ("durations", f"kind TEXT, min_s REAL, max_s REAL, {_QUOTE}"),
    "frequencies": ("frequencies", f"min_per_day REAL, max_per_day REAL, {_QUOTE}"),
    "triggers": (
        "triggers",
        f"trigger TEXT, name TEXT, status TEXT, experiencer TEXT, per_day REAL, mg_per_day TEXT, {_QUOTE}",
    ),
    "conditions": ("conditions", f"condition TEXT, status TEXT, experiencer TEXT, {_QUOTE}"),
    "flags": ("red_flags", "flag TEXT, active INTEGER, why TEXT, evidence TEXT"),
    "causes": ("causes", "cause TEXT, probability REAL, evidence TEXT"),
}
_INDEXES = (
    "messages (id)", "messages (urgency)", "findings (message)", "findings (symptom, status)", "findings (site)",
    "durations (message)", "frequencies (message)", "triggers (message)", "triggers (trigger)", "conditions (message)",
    "conditions (condition)", "flags (message)", "flags (flag, active)", "causes (message)", "causes (cause)",
)  # fmt: skip


def _names(columns: str) -> list[str]:
    return [column.split()[0] for column in columns.split(", ")]


def _value(value: Any) -> Any:
    if isinstance(value, list | dict):
        return json.dumps(value)
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value


def _message(number: int, r: Mapping[str, Any]) -> tuple[Any, ...]:
    patient, versions = r["patient"], r["versions"]
    row = (
        number, r["id"], r["received"], r.get("text"), r["extra"], r["scope"],
        patient["age_years"], patient["sex"], patient["pregnant"], patient["forehead_moves"], patient["eye_closes"], r["pattern"], r["onset"], r["trend"],
        r["cause"], r["urgency"], r["within"], r["reasons"], r["advice"], r["next_steps"], r["missing"],
        versions.get("lipcheck"), versions.get("model"),
    )  # fmt: skip
    return tuple(map(_value, row))


def build(records: Iterator[Mapping[str, Any]], path: Path) -> None:
    """Write all records to an empty file; ``message`` numbers them in the order of the input and joins the tables."""
    database = sqlite3.connect(path, isolation_level=None)
    try:
        # the file takes its name only when whole, so that a journal of its own would be of no use
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        database.execute(_MESSAGES)
        inserts = {}
        for table, (key, columns) in TABLES.items():
            database.execute(f"CREATE TABLE {table} (message INTEGER NOT NULL REFERENCES messages, {columns})")
            names = _names(columns)
            inserts[f"INSERT INTO {table} VALUES (?{', ?' * len(names)})"] = (key, names)
        numbered = enumerate(records, 1)
        while group := list(islice(numbered, _GROUP)):
            database.execute("BEGIN")
            rows = [_message(number, record) for number, record in group]
            database.executemany(f"INSERT INTO messages VALUES (?{', ?' * (len(rows[0]) - 1)})", rows)
            for insert, (key, names) in inserts.items():
                found = ((number, *(_value(x.get(n)) for n in names)) for number, record in group for x in record[key])
                database.executemany(insert, found)
            database.execute("COMMIT")
        for number, index in enumerate(_INDEXES, 1):
            database.execute(f"CREATE INDEX index_{number} ON {index}")
    except sqlite3.OperationalError as e:
        code = errno.ENOSPC if e.sqlite_errorcode == sqlite3.SQLITE_FULL else errno.EIO
        raise OSError(code, os.strerror(code)) from e
    finally:
        database.close()


FORMAT = Format("sqlite", (".sqlite", ".sqlite3", ".db"), build=build)
