from __future__ import annotations

from training import dataset
from training.alarm import Example
from training.encoder import LEAST, UNREAD, settings


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
