from __future__ import annotations

from training.table import Table

TABLE = Table.of(
    [{"b": 1.0, "a": 2.0}, {"a": 1.0}, {"c": 0.5, "a": 1.0}], ["yes", "no", "yes"], ["anna", "bert", "anna"]
)


def test_features_are_sorted_by_name() -> None:
    assert TABLE.names.tolist() == ["a", "b", "c"]
    assert TABLE.matrix.toarray().tolist() == [[2.0, 1.0, 0.0], [1.0, 0.0, 0.0], [1.0, 0.0, 0.5]]


def test_writers_are_taken_and_left_out_with_their_labels() -> None:
    only, without = TABLE.only(["anna"]), TABLE.without(["anna"])
    assert (only.labels.tolist(), without.labels.tolist()) == (["yes", "yes"], ["no"])
    assert only.matrix.toarray().tolist() == [[2.0, 1.0, 0.0], [1.0, 0.0, 0.5]]
    assert without.writers.tolist() == ["bert"]


def test_rare_features_are_left_out() -> None:
    kept = TABLE.columns(TABLE.seen(2))
    assert (kept.names.tolist(), kept.matrix.toarray().tolist()) == (["a"], [[2.0], [1.0], [1.0]])
