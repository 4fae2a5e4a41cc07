from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from lipcheck.errors import InputError, ModelError
from training.dataset import training_messages
from training.gate import GOLD, MESSAGES, Floor, Floors, Measured, faults, read_floors, read_found, replace

FLOORS = Floors([Floor(MESSAGES, "cause accuracy", 0.8, "people read it")])


def measured(accuracy: float, *missed: str) -> Measured:
    return Measured({MESSAGES: {"cause accuracy": accuracy}}, frozenset("abc") - {*missed}, frozenset(missed))


@pytest.mark.parametrize(
    ("new", "before", "expected"),
    [
        (measured(0.8), "abc", []),
        (measured(0.79), "", ["training messages: cause accuracy 0.790 is below the floor 0.800 (people read it)"]),
        (measured(float("nan")), "", ["training messages: cause accuracy nan is below the floor 0.800 (people read it)"]),
        (Measured({}), "", ["training messages: cause accuracy nan is below the floor 0.800 (people read it)"]),
        (measured(0.9, "a"), "", []),
        (measured(0.9, "a"), "bc", []),
        (measured(0.9, "a"), "ac", ["misses emergencies that the model before it found: a"]),
        (measured(0.9, "c", "a"), "abc", ["misses emergencies that the model before it found: a, c"]),
        # d is no emergency any more
        (measured(0.9), "abcd", []),
    ],
)  # fmt: skip
def test_what_speaks_against_a_model(new: Measured, before: str, expected: list[str]) -> None:
    assert faults(new, frozenset(before), FLOORS) == expected


def test_a_waived_emergency_may_be_missed() -> None:
    floors = Floors(FLOORS.floors, {"a": "its label is in doubt"})
    assert faults(measured(0.9, "a", "b"), frozenset("abc"), floors) == [
        "misses emergencies that the model before it found: b"
    ]


class Folder:
    """A model's folder, where building writes, and a record of the emergencies found before."""

    def __init__(self, path: Path, before: str = "[]") -> None:
        self.path, self.record = path / "model", path / "found.json"
        self.path.mkdir()
        (self.path / "weights").write_text("old")
        self.record.write_text(before)

    def build(self) -> str:
        (self.path / "weights").write_text("new")
        (self.path / "more").write_text("new")
        return "what was read"

    def replace(self, measures: Measured) -> Measured:
        def measure(read: str) -> Measured:
            assert read == "what was read"
            return measures

        return replace(self.path, self.build, measure, FLOORS, self.record)

    @property
    def content(self) -> dict[str, str]:
        return {p.name: p.read_text() for p in sorted(self.path.iterdir())}


OLD, NEW = {"weights": "old"}, {"more": "new", "weights": "new"}


def test_a_good_model_replaces_the_one_in_place_and_what_it_finds_is_written_down(tmp_path: Path) -> None:
    folder = Folder(tmp_path, '["a"]')
    assert folder.replace(measured(0.85, "b")) == measured(0.85, "b")
    assert folder.content == NEW
    assert read_found(folder.record) == {"a", "c"}


def test_a_broken_floor_refuses_and_the_old_one_stays(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    with pytest.raises(
        ModelError, match=r"refused: training messages: cause accuracy 0\.700 is below the floor 0\.800"
    ):
        folder.replace(measured(0.7))
    assert (folder.content, read_found(folder.record)) == (OLD, frozenset())


def test_a_lost_emergency_refuses_and_the_old_one_stays(tmp_path: Path) -> None:
    folder = Folder(tmp_path, '["b"]')
    with pytest.raises(ModelError, match="misses emergencies that the model before it found: b"):
        folder.replace(measured(0.95, "b"))
    assert (folder.content, read_found(folder.record)) == (OLD, {"b"})


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
def test_whatever_goes_wrong_the_old_one_stays(error: type[BaseException], tmp_path: Path) -> None:
    folder = Folder(tmp_path)

    def measure(read: str) -> Measured:
        raise error

    with pytest.raises(error):
        replace(folder.path, folder.build, measure, FLOORS, folder.record)
    assert folder.content == OLD


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("[", "found.json: no list of the emergencies found before (JSONDecodeError)"),
        (None, "found.json: no list of the emergencies found before (FileNotFoundError)"),
        ('{"a": 1}', "found.json: is no list of ids"),
        ("[1]", "found.json: is no list of ids"),
    ],
)
def test_without_a_record_nothing_is_built(content: str | None, what: str, tmp_path: Path) -> None:
    folder = Folder(tmp_path, content or "")
    if content is None:
        folder.record.unlink()
    with pytest.raises(InputError) as raised:
        folder.replace(measured(0.9))
    assert str(raised.value).removeprefix(f"{tmp_path}/") == what
    assert folder.content == OLD


def test_the_record_is_of_emergencies_that_the_project_has() -> None:
    urgent = {m.id for m in training_messages() if m.labels and m.labels.urgency == "emergency"}
    assert read_found() <= urgent
    assert len(read_found()) > 0.9 * len(urgent)


def test_the_projects_floors_are_read_and_speak_of_two_sets() -> None:
    assert {GOLD, MESSAGES} <= {f.set for f in read_floors().floors}


ROW: dict[str, Any] = {"set": GOLD, "measure": "triggers", "floor": 0.5, "why": "because"}


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("{", "floors.json: no floors and waived emergencies (JSONDecodeError)"),
        ({"floors": []}, "floors.json: no floors and waived emergencies (KeyError)"),
        ({"floors": [], "waived": [{"id": "a"}]}, "floors.json: no floors and waived emergencies (KeyError)"),
        ({"floors": [{}], "waived": []}, "floors.json: floor 1: has not just set, measure, floor and why"),
        ({"floors": [ROW, ROW | {"set": "x"}], "waived": []}, "floors.json: floor 2: no set of that name"),
        ({"floors": [ROW | {"measure": "x"}], "waived": []}, "floors.json: floor 1: no measure of that name"),
        ({"floors": [ROW | {"floor": 1.1}], "waived": []}, "floors.json: floor 1: floor is no number from 0 to 1"),
        ({"floors": [ROW | {"why": " "}], "waived": []}, "floors.json: floor 1: says no why"),
    ],
)
def test_floors_that_cannot_be_checked_are_refused(content: Any, what: str, tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    with pytest.raises(InputError) as raised:
        read_floors(path)
    assert str(raised.value).removeprefix(f"{tmp_path}/") == what
