"""Reads the weights that decide where plain words leave times, rates and pattern open (``nlp/lipcheck/model/timing.json``).

``python -m training`` fits them, one table each for ``times``, ``rates`` and ``pattern``; scikit-learn is not needed to read them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any, Final

from lipcheck.errors import ModelError

TABLES: Final = ("times", "rates", "pattern")


class TimingModel:
    """A multinomial regression a table: a score a class, the sum of the weights of the features that are there."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        self._tables = tables

    @classmethod
    def load(cls) -> TimingModel:
        """The shipped weights; raises ModelError where they cannot be read."""
        try:
            tables = json.loads((files("lipcheck") / "model" / "timing.json").read_text(encoding="utf-8"))
            for name in TABLES:
                width = len(tables[name]["classes"])
                rows = [tables[name]["intercept"], *tables[name]["weights"].values()]
                if any(len(row) != width or not all(isinstance(x, (int, float)) for x in row) for row in rows):
                    raise ValueError(name)
            return cls(tables)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ModelError(
                f"model/timing.json cannot be read ({type(error).__name__})",
                "reinstall lipcheck, or run: python -m training",
            ) from error

    def best(self, table: str, features: Iterable[str]) -> str:
        """The class with the highest score; the first of equals."""
        rows = self._tables[table]
        told = [rows["intercept"], *(w for f in features if (w := rows["weights"].get(f)))]
        scores = [sum(column) for column in zip(*told, strict=True)]
        return str(rows["classes"][scores.index(max(scores))])
