"""Reads the weights that decide where plain words leave times, rates and pattern open (``nlp/lipcheck/model/timing.json``).

``python -m training`` fits them, one table each for ``times``, ``rates`` and ``pattern``; scikit-learn is not needed to read them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from lipcheck.errors import ModelError

TABLES: Final = ("times", "rates", "pattern")


class TimingModel:
    """A multinomial regression a table: a score a class, the sum of the weights of the features that are there."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        self._tables = tables
        # the same few features stand around most times; they are names of classes, no words of a message
        self._best = lru_cache(maxsize=4096)(self._score)

    def __reduce__(self) -> tuple[type[TimingModel], tuple[Mapping[str, Any]]]:
        # a cache is no part of the model, and cannot be pickled
        return TimingModel, (self._tables,)

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
        return self._best(table, tuple(features))

    def _score(self, table: str, features: tuple[str, ...]) -> str:
        rows = self._tables[table]
        scores = list(rows["intercept"])
        for feature in features:
            weights = rows["weights"].get(feature)
            if weights:
                scores = [a + b for a, b in zip(scores, weights, strict=True)]
        return str(rows["classes"][scores.index(max(scores))])
