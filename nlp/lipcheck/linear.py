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
        self._kinds: dict[str, dict[str, float]] = {}

    @classmethod
    def load(cls, name: str) -> LinearModel:
        """The shipped model ``model/NAME.json``; raises ModelError where it cannot be read."""
        path = files("lipcheck") / "model" / f"{name}.json"
        try:
            return cls.of_json(path.read_bytes())
        except (OSError, ValueError) as error:
            raise ModelError(
                f"model/{name}.json cannot be read ({type(error).__name__})",
                "reinstall lipcheck, or run: python -m training",
            ) from error

    @classmethod
    def of_json(cls, content: bytes) -> LinearModel:
        """The model in the content of its file; raises ValueError where that is none, or holds a number that is not finite."""
        try:
            row: dict[str, Any] = json.loads(content)
            weights = row["weights"]
            if {*map(type, weights.values())} != {float}:
                weights = {k: float(v) for k, v in weights.items()}
            intercept, threshold = float(row["intercept"]), float(row["threshold"])
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
            raise ValueError("not a linear model") from error
        if not all(map(math.isfinite, (*weights.values(), intercept, threshold))):
            raise ValueError("not all numbers are finite")
        return cls(weights, intercept, threshold)

    def to_json(self) -> bytes:
        """The content of its file; the same model gives the same bytes.

        >>> LinearModel.of_json(LinearModel({"a": 2.0}).to_json()).weights
        {'a': 2.0}
        """
        content = {"threshold": self.threshold, "intercept": self.intercept, "weights": dict(self.weights)}
        return (json.dumps(content, indent=0, sort_keys=True, ensure_ascii=False) + "\n").encode()

    def probability(self, features: Iterable[str] | Mapping[str, float]) -> float:
        """The probability, 0 to 1, of yes; a feature without a weight adds nothing.

        >>> LinearModel({"a": 2.0}, -1.0).probability(["a"]) > 0.5
        True
        """
        return self.at(self.score(features))

    def score(self, features: Iterable[str] | Mapping[str, float]) -> float:
        """What features add to the log-odds, the intercept aside."""
        weights = self.weights
        if isinstance(features, Mapping):
            return sum([weights[name] * value for name, value in features.items() if name in weights])
        return sum([weights[name] for name in dict.fromkeys(features) if name in weights])

    def of_kind(self, kind: str) -> dict[str, float]:
        """The weights of the features of a kind by what they are of, so that no name is put together for a word without weight.

        >>> LinearModel({"word=lip": 2.0, "pair=my lip": 1.0}).of_kind("word")
        {'lip': 2.0}
        """
        if kind not in self._kinds:
            begins = f"{kind}="
            self._kinds[kind] = {
                name[len(begins) :]: weight for name, weight in self.weights.items() if name.startswith(begins)
            }
        return self._kinds[kind]

    def at(self, score: float) -> float:
        """The probability at a score; scores of parts may be added."""
        return at(self.odds(score))

    def odds(self, score: float) -> float:
        """The log-odds at a score."""
        return self.intercept + score


def at(odds: float) -> float:
    """The probability, 0 to 1, at log-odds.

    >>> at(0.0)
    0.5
    """
    return 1.0 / (1.0 + math.exp(-max(-_FAR, min(_FAR, odds))))


def odds_of(probability: float) -> float:
    """The log-odds of a probability, within bounds where it is 0 or 1.

    >>> odds_of(0.5)
    0.0
    """
    kept = min(max(probability, 1e-13), 1 - 1e-13)
    return max(-_FAR, min(_FAR, math.log(kept / (1 - kept))))
