"""A story of long ago is told by its date and its end; whatever is new in it or beside it is no part of it."""

from __future__ import annotations

import pytest

from lipcheck.triage.timeline import is_of_long_ago


@pytest.mark.parametrize(
    "text",
    [
        "in 2016 i could not talk for a day. it all came back.",
        "i took it in 2018. week 2 i could not talk. everything went back to normal.",
        "i was in a crash in 2018. then i could not talk. i am fine now.",
        "i could not talk. that was in 2016. i recovered.",
        "i used to lose my words as a teenager, i could not talk. last time was 2009.",
        "i could not talk. i was 24 then, 2016.",
        "in 2016 i could not talk. not once since.",
    ],
)
def test_a_story_with_its_date_and_its_end_is_of_long_ago(text: str) -> None:
    assert is_of_long_ago(text, text.index("could not talk"))


@pytest.mark.parametrize(
    "text",
    [
        "i could not talk. it all came back.",
        "in 2016 i could not talk.",
        "my hip was done in 2016. i could not talk. i am fine now.",
        "i took it in 2018. i had no trouble since. i could not talk.",
        "in 2016 i had it and this morning i could not talk. it all came back.",
        "i could not talk, last time was 2016.",
        "i could not talk. i had a stroke in 2016 and recovered.",
        "i could not talk. that was in 2016. it is back, and i recovered again.",
        "",
    ],
)
def test_what_is_new_undated_or_of_another_matter_is_not(text: str) -> None:
    assert not is_of_long_ago(text, max(0, text.find("could not talk")))


def test_what_is_told_of_now_is_not_of_long_ago_by_the_dates_around_it() -> None:
    text = "in 2016 it began and i am weak. it all went away."
    assert is_of_long_ago(text, text.index("weak"))
    assert not is_of_long_ago(text, text.index("weak"), untensed=True)
