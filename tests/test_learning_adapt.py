from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from lipcheck.learning.adapt import Move, Sample, Samples, choose, cross_validated, fit, learn, parts

KNOWN = frozenset({"a", "b"})
# the model that is there knows nothing; of two classes, "a" tells the first and "b" the second
TELLING = [Sample({"a": 1.0} if n % 2 else {"b": 1.0}, (0.0, 0.0), n % 2) for n in range(20)]
CHANCE = [Sample({"a": 1.0} if n % 4 < 2 else {"b": 1.0}, (0.0, 0.0), n % 2) for n in range(20)]


def fitted(rows: Sequence[Sample], variance: float) -> tuple[Samples, Move]:
    samples = Samples(rows, KNOWN)
    return samples, fit(samples, np.arange(len(rows)), variance)


def first(samples: Samples, move: Move) -> list[float]:
    """The probabilities of the first sample."""
    return [float(p) for p in np.exp(move.log_probabilities(samples, np.array([0]))[0])]


def test_a_short_move_leaves_the_model_as_it_is() -> None:
    sure = [Sample({"a": 1.0}, (3.0, 0.0), 1)] * 5
    assert first(*fitted(sure, 1e-6)) == pytest.approx([0.952574, 0.047426], abs=1e-4)


def test_a_long_move_goes_where_the_messages_are() -> None:
    assert first(*fitted(TELLING, 100.0)) == pytest.approx([0.98, 0.02], abs=0.02)


def test_the_pull_of_the_messages_and_of_the_old_weights_are_equal() -> None:
    """At the optimum, move / variance = observed - expected."""
    samples, move = fitted(TELLING, 0.5)
    expected = np.exp(move.log_probabilities(samples, np.arange(20)))
    pull = np.eye(2)[samples.labels] - expected
    assert move.intercept / 0.5 == pytest.approx(pull.sum(axis=0), abs=1e-4)
    with_a = [n for n, s in enumerate(TELLING) if "a" in s.features]
    assert move.weights[samples.features.index("a")] / 0.5 == pytest.approx(pull[with_a].sum(axis=0), abs=1e-4)


def test_a_heavy_sample_pulls_as_several_light_ones() -> None:
    light = Sample({"a": 1.0}, (0.0, 0.0), 1)
    _, several = fitted([*[light] * 3, Sample({"b": 1.0}, (0.0, 0.0), 0)], 1.0)
    _, heavy = fitted([Sample({"a": 1.0}, (0.0, 0.0), 1, weight=3.0), Sample({"b": 1.0}, (0.0, 0.0), 0)], 1.0)
    assert heavy.weights == pytest.approx(several.weights, abs=1e-4)


def test_a_new_feature_of_fewer_than_three_messages_is_not_learned() -> None:
    rows = [*TELLING, *[Sample({"word=smith": 1.0, "a": 1.0, "word=often": 1.0}, (0.0, 0.0), 1)] * 2]
    samples, move = fitted([*rows, Sample({"word=often": 1.0}, (0.0, 0.0), 0)], 1.0)
    assert [samples.features[n] for n in move.columns] == ["a", "b", "word=often"]


def test_every_sample_is_in_one_part_and_classes_are_spread() -> None:
    samples = Samples(TELLING, KNOWN)
    made = parts(samples, np.arange(20))
    assert sorted(int(n) for part in made for n in part) == list(range(20))
    assert [int(samples.labels[part].sum()) for part in made] == [2, 2, 2, 2, 2]


@pytest.mark.parametrize(("rows", "variance"), [(TELLING, 1.0), (CHANCE, 0.01)], ids=["telling", "chance"])
def test_messages_that_tell_move_the_model_far_and_chance_does_not(rows: list[Sample], variance: float) -> None:
    samples = Samples(rows, KNOWN)
    assert choose(samples, np.arange(20), (0.01, 1.0)) == variance
    assert learn(samples, (0.01, 1.0))[0] == variance


def test_cross_validation_reads_no_message_that_it_answers() -> None:
    """One message against all others: the model that has not read it answers as they do."""
    odd = Sample({"a": 1.0}, (0.0, 0.0), 0)
    rows = [*[Sample({"a": 1.0}, (0.0, 0.0), 1)] * 9, odd]
    others = fit(Samples(rows, KNOWN), np.array([0, 1, 2, 3, 4, 5, 6, 7, 8]), 1.0)
    logs = cross_validated(Samples(rows, KNOWN), (1.0,))
    assert np.exp(logs[9]).argmax() == 1
    assert others.intercept[1] > others.intercept[0]
