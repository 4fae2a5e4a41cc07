from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lipcheck.components import timing_model
from lipcheck.components.timing_model import TABLES, TimingModel
from lipcheck.errors import ModelError

TABLE = {"classes": ["none", "rate"], "intercept": [0.5, 0.0], "weights": {"near": [0.0, 1.0]}}


def test_the_highest_sum_of_weights_decides() -> None:
    model = TimingModel(dict.fromkeys(TABLES, TABLE))
    assert model.best("rates", ["near", "unknown"]) == "rate"
    assert model.best("rates", ["unknown"]) == "none"


def test_the_shipped_weights_are_read() -> None:
    assert TimingModel.load().best("rates", []) in ("none", "rate")


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"times": {"classes": ["a"], "intercept": [0, 1], "weights": {}}}']
)
def test_weights_that_cannot_be_read_are_refused(content: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "timing.json").write_text(content, encoding="utf-8")
    folder: Any = lambda name: tmp_path  # noqa: E731 - a stand-in of one line
    monkeypatch.setattr(timing_model, "files", folder)
    with pytest.raises(ModelError, match=r"model/timing\.json cannot be read"):
        TimingModel.load()
