from __future__ import annotations

import csv
import io

from lipcheck.exports.csv import COLUMNS
from lipcheck.exports.tsv import FORMAT
from lipcheck.report import Report


def test_a_record_is_one_row_with_tabs() -> None:
    assert FORMAT.lines is not None
    out = FORMAT.lines.head + FORMAT.lines.encode(Report("=1", "one\ttwo\nthree, four").to_dict())
    [row] = csv.DictReader(io.StringIO(out.decode(), newline=""), dialect="excel-tab")
    assert list(row) == list(COLUMNS)
    assert (row["id"], row["text"]) == ("'=1", "one\ttwo\nthree, four")
