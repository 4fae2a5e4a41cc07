from __future__ import annotations

import pytest

from tests.test_crossfit import MESSAGES
from training.compare import KINDS, Kind, Result, compare, table_of


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_learns_a_sign_of_each_cause(kind: Kind) -> None:
    [found] = compare(MESSAGES, [Kind(kind.name, kind.make, kind.grid[-1:])])
    assert (found.accuracy, found.macro_f1) == (1.0, 1.0)
    assert 0 <= found.brier < 1
    assert found.fit_s > 0


def test_the_table_is_markdown() -> None:
    assert table_of([Result("x", 0.5, (0.4, 0.6), 0.5, 0.1, 0.7, 1.234, 0.5)]).splitlines()[2] == (
        "| x | 0.500 (0.400-0.600) | 0.500 | 0.100 | 0.700 | 1.23 | 0.50 |"
    )
