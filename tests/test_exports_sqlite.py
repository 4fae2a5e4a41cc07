from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from test_render import report

from lipcheck.exports.sqlite import TABLES, build
from lipcheck.report import Report


def written(path: Path, *reports: Report, redact: bool = False) -> sqlite3.Connection:
    build((r.to_dict(redact=redact) for r in reports), path)
    return sqlite3.connect(path)


def query(database: sqlite3.Connection, sql: str) -> list[Any]:
    return database.execute(sql).fetchall()


def test_every_part_of_a_record_is_a_row_of_its_table(tmp_path: Path) -> None:
    database = written(tmp_path / "out.db", Report("0", "none"), report())
    record = report().to_dict()
    assert query(database, "SELECT message, id, text, urgency FROM messages") == [
        (1, "0", "none", None),
        (2, record["id"], record["text"], record["urgency"]),
    ]
    counted = {table: query(database, f"SELECT count(*), min(message) FROM {table}")[0] for table in TABLES}
    assert counted == {t: (len(record[k]), 2 if record[k] else None) for t, (k, _) in TABLES.items()}
    [found] = query(database, "SELECT symptom, site, side, start, code FROM findings LIMIT 1")
    assert found == tuple(record["findings"][0][k] for k in ("symptom", "site", "side", "start", "code"))


def test_every_table_is_indexed_and_sound(tmp_path: Path) -> None:
    database = written(tmp_path / "out.db", report())
    indexed = {row[0] for row in query(database, "SELECT tbl_name FROM sqlite_master WHERE type = 'index'")}
    assert indexed == {"messages", *TABLES}
    assert query(database, "PRAGMA integrity_check") == [("ok",)]
    assert query(database, "PRAGMA foreign_key_check") == []


def test_redacted_records_and_lone_surrogates_are_rows_too(tmp_path: Path) -> None:
    assert query(written(tmp_path / "a.db", report(), redact=True), "SELECT text FROM messages") == [(None,)]
    assert query(written(tmp_path / "b.db", Report("1", "a\ud83d")), "SELECT text FROM messages") == [("a?",)]
