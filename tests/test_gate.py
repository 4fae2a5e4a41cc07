from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from lipcheck.errors import InputError, ModelError
from training.gate import GOLD, MESSAGES, Floor, Floors, Measured, faults, read_floors, replace

FLOORS = Floors([Floor(MESSAGES, "cause accuracy", 0.8, "people read it")])


def measured(accuracy: float, *missed: str, emergencies: str = "abc") -> Measured:
    return Measured({MESSAGES: {"cause accuracy": accuracy}}, frozenset(emergencies), frozenset(missed))


@pytest.mark.parametrize(
    ("new", "old", "expected"),
    [
        (measured(0.8), None, []),
        (measured(0.79), None, ["training messages: cause accuracy 0.790 is below the floor 0.800 (people read it)"]),
        (measured(float("nan")), None, ["training messages: cause accuracy nan is below the floor 0.800 (people read it)"]),
        (Measured({}), None, ["training messages: cause accuracy nan is below the floor 0.800 (people read it)"]),
        (measured(0.9, "a"), None, []),
        (measured(0.9, "a"), measured(0.9, "a"), []),
        (measured(0.9, "a"), measured(0.9, "b"), ["misses emergencies that the model in place finds: a"]),
        (measured(0.9, "c", "a"), measured(0.9), ["misses emergencies that the model in place finds: a, c"]),
        (measured(0.9, "d", emergencies="abcd"), measured(0.9), []),
    ],
)  # fmt: skip
def test_what_speaks_against_a_model(new: Measured, old: Measured | None, expected: list[str]) -> None:
    assert faults(new, old, FLOORS) == expected


def test_a_waived_emergency_may_be_missed() -> None:
    floors = Floors(FLOORS.floors, {"a": "its label is in doubt"})
    assert faults(measured(0.9, "a", "b"), measured(0.9), floors) == [
        "misses emergencies that the model in place finds: b"
    ]


class Folder:
    """A model's folder, where building writes, and measures that come one after the other."""

    def __init__(self, path: Path, *measures: Measured | Exception) -> None:
        self.path, self._measures = path, list(measures)
        (path / "weights").write_text("old")

    def build(self) -> None:
        (self.path / "weights").write_text("new")
        (self.path / "more").write_text("new")

    def measure(self) -> Measured:
        given = self._measures.pop(0)
        if isinstance(given, Exception):
            raise given
        return given

    def replace(self) -> Measured:
        return replace(self.path, self.build, self.measure, FLOORS)

    @property
    def content(self) -> dict[str, str]:
        return {p.name: p.read_text() for p in sorted(self.path.iterdir())}


OLD, NEW = {"weights": "old"}, {"more": "new", "weights": "new"}


def test_a_good_model_replaces_the_one_in_place(tmp_path: Path) -> None:
    folder = Folder(tmp_path, measured(0.9), measured(0.85))
    assert folder.replace() == measured(0.85)
    assert folder.content == NEW


def test_a_broken_floor_refuses_and_the_old_one_stays(tmp_path: Path) -> None:
    folder = Folder(tmp_path, measured(0.9), measured(0.7))
    with pytest.raises(
        ModelError, match=r"refused: training messages: cause accuracy 0\.700 is below the floor 0\.800"
    ):
        folder.replace()
    assert folder.content == OLD


def test_a_lost_emergency_refuses_and_the_old_one_stays(tmp_path: Path) -> None:
    folder = Folder(tmp_path, measured(0.9), measured(0.95, "b"))
    with pytest.raises(ModelError, match="misses emergencies that the model in place finds: b"):
        folder.replace()
    assert folder.content == OLD


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
def test_whatever_goes_wrong_the_old_one_stays(error: type[BaseException], tmp_path: Path) -> None:
    folder = Folder(tmp_path, measured(0.9))

    def build() -> None:
        folder.build()
        raise error

    with pytest.raises(error):
        replace(tmp_path, build, folder.measure, FLOORS)
    assert folder.content == OLD


def test_without_a_model_in_place_the_floors_decide(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = Folder(tmp_path, ModelError("it is damaged"), measured(0.9, "a"))
    folder.replace()
    assert folder.content == NEW
    assert capsys.readouterr().err == "no model in place to compare with, the floors alone decide: it is damaged\n"


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
