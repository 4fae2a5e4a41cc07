"""A logistic regression over named features, read from one JSON file that cannot run code."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any, Final

from lipcheck.errors import ModelError

_FAR: Final = 30.0


class LinearModel:
    """Weights by feature and an intercept; ``threshold`` is the probability from which the answer is yes."""

    def __init__(self, weights: Mapping[str, float], intercept: float = 0.0, threshold: float = 0.5) -> None:
        self.weights, self.intercept, self.threshold = weights, intercept, threshold

    @classmethod
    def load(cls, name: str) -> LinearModel:
        """The shipped model ``model/NAME.json``; raises ModelError where it cannot be read."""
        path = files("lipcheck") / "model" / f"{name}.json"
        try:
            row: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            weights = {str(k): float(v) for k, v in row["weights"].items()}
            return cls(weights, float(row["intercept"]), float(row["threshold"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ModelError(
                f"model/{name}.json cannot be read ({type(error).__name__})",
                "reinstall lipcheck, or run: python -m training",
            ) from error

    def probability(self, features: Iterable[str] | Mapping[str, float]) -> float:
        """The probability, 0 to 1, of yes; a feature without a weight adds nothing.

        >>> LinearModel({"a": 2.0}, -1.0).probability(["a"]) > 0.5
        True
        """
        weights = self.weights
        if isinstance(features, Mapping):
            score = self.intercept + sum([weights[name] * value for name, value in features.items() if name in weights])
        else:
            score = self.intercept + sum([weights[name] for name in dict.fromkeys(features) if name in weights])
        return 1.0 / (1.0 + math.exp(-max(-_FAR, min(_FAR, score))))
