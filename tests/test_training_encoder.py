from __future__ import annotations

import numpy as np

from lipcheck.components.status import SHORTEST, Place
from lipcheck.encoder import Encoder
from tests.test_encoder import NAMES, small
from training import dataset
from training.alarm import Example
from training.encoder import LEAST, UNREAD, settings, with_mentions
from training.tense import Mention


def told(*, emergency: bool, flagged: bool, labelled: bool) -> Example:
    return Example("qb", {}, emergency=emergency, flagged=flagged, labelled=labelled)


def test_the_settings_tell_what_net_and_encoder_add_to_the_rules() -> None:
    rows = [
        (told(emergency=True, flagged=True, labelled=True), -9.0, -9.0),
        (told(emergency=True, flagged=False, labelled=True), 0.0, 2.0),
        (told(emergency=False, flagged=False, labelled=True), 0.0, 0.5),
        (told(emergency=True, flagged=False, labelled=False), 0.5, 0.5),
        (told(emergency=True, flagged=False, labelled=False), 1.0, 1.0),
        (told(emergency=False, flagged=False, labelled=False), 0.5, 1.5),
        (told(emergency=False, flagged=True, labelled=False), 0.0, 0.0),
        (told(emergency=False, flagged=False, labelled=False), -9.0, -9.0),
        (told(emergency=False, flagged=False, labelled=False), 0.0, 0.0),
    ]
    out = settings([r for r, *_ in rows], [net for _, net, _ in rows], [both for *_, both in rows], 1.0, b"weights")
    assert out["least"] == LEAST
    assert out["scores"] == {
        "labelled: messages for sensitivity": 2,
        "labelled: sensitivity by the rules": 0.5,
        "labelled: sensitivity with the net": 0.5,
        "labelled: sensitivity with net and encoder": 1.0,
        "labelled: messages for specificity": 1,
        "labelled: specificity by the rules": 1.0,
        "labelled: specificity with the net": 1.0,
        "labelled: specificity with net and encoder": 1.0,
        "triaged: messages for sensitivity": 2,
        "triaged: sensitivity by the rules": 0.0,
        "triaged: sensitivity with the net": 0.5,
        "triaged: sensitivity with net and encoder": 0.5,
        "triaged: messages for specificity": 4,
        "triaged: specificity by the rules": 0.75,
        "triaged: specificity with the net": 0.75,
        "triaged: specificity with net and encoder": 0.5,
    }


def test_the_writers_left_unread_are_there_and_not_held_out() -> None:
    messages, triaged = dataset.training_messages(), dataset.net_messages()
    assert {m.writer for m in messages} | {t.writer for t in triaged} > UNREAD
    assert UNREAD.isdisjoint(m.writer for m in dataset.held_out_messages())


def words_with(word: str) -> tuple[str, ...]:
    return ("my", "lip", word, ".", *["a"] * SHORTEST)


def mention(writer: str, word: str, *, over: bool) -> Mention:
    return Mention(writer, (f"word={word}",), over, Place(words_with(word), (1, 2), (0, 4)))


def test_what_is_over_is_learned_from_the_writers_read_and_measured_by_the_others() -> None:
    read = [mention(w, word, over=word == "twitch") for w in "abcdef" for word in ("twitch", "left", "left", "3") * 3]
    unread = [mention("qb", "twitch", over=True), mention("qb", "left", over=False), mention("rb", "left", over=True)]
    apart = Mention("qb", ("word=twitch",), over=True)  # in a greeting: the encoder is not given it
    content, scores = with_mentions(small(), NAMES, [*read, *unread, apart])
    encoder = Encoder.of_npz(content)
    told = {word: encoder.over(words_with(word), (1, 2), (0, 4)) for word in ("twitch", "left", "3")}
    assert told["twitch"] > 0 > told["left"]
    assert told["3"] < 0
    assert scores["mentions"] == 4
    # of so few the tense model takes none for over; the encoder mends the one that it is given
    assert scores["mentions: past or present by the tense model"] == 1 / 4
    assert scores["mentions: past or present with encoder"] == 2 / 4
    again, _ = with_mentions(small() | {"over": np.zeros(5), "over intercept": np.zeros(1)}, NAMES, [*read, *unread])
    assert again == content
