"""The features of all rows as one sparse matrix, made once: every model that learns from some of the writers shares it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction import DictVectorizer


@dataclass(frozen=True, slots=True)
class Table:
    """Rows by features: the features' names, a sparse matrix of floats (rows, names), and each row's label and writer."""

    names: NDArray[Any]
    matrix: Any
    labels: NDArray[Any]
    writers: NDArray[Any]

    @classmethod
    def of(cls, features: Sequence[Mapping[str, float]], labels: Sequence[Any], writers: Sequence[str]) -> Table:
        """The table of rows given by their features by name; names are sorted."""
        vectorizer = DictVectorizer()
        matrix = vectorizer.fit_transform(features)
        return cls(np.array(vectorizer.feature_names_), matrix, np.array(labels), np.array(writers))

    def only(self, writers: Collection[str]) -> Table:
        """The rows of some writers."""
        return self._rows(np.isin(self.writers, list(writers)))

    def without(self, writers: Collection[str]) -> Table:
        """The rows of all other writers."""
        return self._rows(~np.isin(self.writers, list(writers)))

    def seen(self, least: int) -> NDArray[np.bool_]:
        """For each feature, whether at least so many rows have it."""
        seen: NDArray[np.bool_] = self.matrix.getnnz(axis=0) >= least
        return seen

    def columns(self, kept: NDArray[np.bool_]) -> Table:
        """The features of a mask."""
        return replace(self, names=self.names[kept], matrix=self.matrix[:, kept])

    def _rows(self, kept: NDArray[np.bool_]) -> Table:
        return replace(self, matrix=self.matrix[kept], labels=self.labels[kept], writers=self.writers[kept])
