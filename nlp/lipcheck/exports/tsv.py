"""Tab-separated values: read as CSV is, which finds the tabs; written as CSV is, with tabs."""

from __future__ import annotations

from lipcheck.exports import Format
from lipcheck.exports.csv import TAB, read

FORMAT = Format("tsv", (".tsv", ".tab"), read, lines=TAB)
