from __future__ import annotations

import numpy as np
import pytest

from lipcheck.learning.adapt import Sample, choose, cross_validated, fit, parts

KNOWN = frozenset({"a", "b"})
# the model that is there knows nothing; of two classes, "a" tells the first and "b" the second
TELLING = [Sample({"a": 1.0} if n % 2 else {"b": 1.0}, (0.0, 0.0), n % 2) for n in range(20)]
CHANCE = [Sample({"a": 1.0} if n % 4 < 2 else {"b": 1.0}, (0.0, 0.0), n % 2) for n in range(20)]


def test_a_short_move_leaves_the_model_as_it_is() -> None:
    sure = [Sample({"a": 1.0}, (3.0, 0.0), 1)] * 5
    logs = fit(sure, 1e-6, KNOWN).log_probabilities(sure[:1])
    assert np.exp(logs[0]) == pytest.approx([0.952574, 0.047426], abs=1e-4)


def test_a_long_move_goes_where_the_messages_are() -> None:
    logs = fit(TELLING, 100.0, KNOWN).log_probabilities([Sample({"a": 1.0}, (0.0, 0.0), 1)])
    assert np.exp(logs[0][1]) > 0.95


def test_the_move_has_no_slope_left() -> None:
    """At the optimum the pull of the messages and that of the prior are equal: move / variance = observed - expected."""
    move = fit(TELLING, 0.5, KNOWN)
    expected = np.exp(move.log_probabilities(TELLING))
    right = np.eye(2)[[s.label for s in TELLING]]
    pull = (right - expected).sum(axis=0)
    assert move.intercept / 0.5 == pytest.approx(pull, abs=1e-4)
    with_a = [n for n, s in enumerate(TELLING) if "a" in s.features]
    assert move.weights[move.features.index("a")] / 0.5 == pytest.approx(
        (right - expected)[with_a].sum(axis=0), abs=1e-4
    )


def test_a_new_feature_of_fewer_than_three_messages_is_not_learned() -> None:
    rows = [*TELLING, *[Sample({"word=smith": 1.0, "a": 1.0, "word=often": 1.0}, (0.0, 0.0), 1)] * 2]
    rows += [Sample({"word=often": 1.0}, (0.0, 0.0), 0)]
    assert fit(rows, 1.0, KNOWN).features == ("a", "b", "word=often")


def test_every_sample_is_in_one_part_and_classes_are_spread() -> None:
    made = parts(TELLING)
    assert sorted(n for part in made for n in part) == list(range(20))
    assert [sum(TELLING[n].label for n in part) for part in made] == [2, 2, 2, 2, 2]


def test_messages_that_tell_move_the_model_far_and_chance_does_not() -> None:
    assert (choose(TELLING, KNOWN, (0.01, 1.0)), choose(CHANCE, KNOWN, (0.01, 1.0))) == (1.0, 0.01)


def test_cross_validation_reads_no_message_that_it_answers() -> None:
    """One message against all others: the model that has not read it answers as they do."""
    odd = Sample({"a": 1.0}, (0.0, 0.0), 0)
    rows = [*[Sample({"a": 1.0}, (0.0, 0.0), 1)] * 9, odd]
    logs = cross_validated(rows, KNOWN, (1.0,))
    assert np.exp(logs[9][0]) < 0.2
