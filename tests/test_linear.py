from __future__ import annotations

import math

import pytest

from lipcheck.errors import ModelError
from lipcheck.linear import LinearModel


def test_the_probability_is_the_logistic_of_the_weighted_sum() -> None:
    model = LinearModel({"a": 2.0, "b": -1.0}, 0.5)
    assert model.probability({"a": 1.5, "b": 1.0, "unknown": 9.0}) == pytest.approx(1 / (1 + math.exp(-2.5)))
    assert model.probability(["a"]) == pytest.approx(1 / (1 + math.exp(-2.5)))


def test_far_sums_stay_finite() -> None:
    assert LinearModel({"a": 1e308}, 0.0).probability({"a": 1.0}) < 1.0
    assert LinearModel({"a": -1e308}, 0.0).probability({"a": 1.0}) > 0.0


def test_a_model_that_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(ModelError, match=r"model/nothing\.json"):
        LinearModel.load("nothing")
