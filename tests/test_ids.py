from __future__ import annotations

import pytest

from lipcheck.errors import InputError
from lipcheck.ids import SeenIds, check_key, hash_id


def test_an_id_is_seen_once_a_file() -> None:
    seen = SeenIds()
    given = [("a", "1", 2), ("a", "2", 3), ("b", "1", 2), ("a", "1", 4), ("a", "1", 5), ("a", "\ud800", 6)]
    assert [seen.first_row(*g) for g in given] == [None, None, None, 2, 2, None]
    seen.close()


def test_a_hash_depends_on_key_and_id_and_nothing_else() -> None:
    one, other = b"0" * 16, b"1" * 16
    assert len({hash_id(k, i) for k in (one, other) for i in ("m-1", "m-2")}) == 4


def test_a_key_that_can_be_guessed_is_refused() -> None:
    assert check_key(b"0123456789abcdef\n") == b"0123456789abcdef"
    with pytest.raises(InputError, match="fewer than 16 bytes"):
        check_key(b"secret\n")
