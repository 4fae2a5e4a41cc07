"""Six labelled messages and records for five of them, small enough to measure by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest


def finding(symptom: str, site: str | None = None, side: str | None = None, status: str = "present") -> dict[str, Any]:
    return {"symptom": symptom, "site": site, "side": side, "status": status, "experiencer": "patient"}


def labels(identifier: str, text: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": identifier,
        "text": text,
        "scope": "in",
        "patient": {"age_years": None},
        "findings": [],
        "durations": [],
        "frequencies": [],
        "pattern": None,
        "triggers": [],
        "red_flags": [],
        "cause": None,
        "acceptable_causes": [],
        "urgency": None,
        "acceptable_urgencies": [],
    } | changes


GOLD = [
    labels("m1", "I am 30, my left lip goes numb after coffee.", patient={"age_years": 30}, pattern="intermittent",
           findings=[finding("numbness", "lip", "left")], cause="caffeine", urgency="self_care", source="portal"),
    labels("m2", "My speech is slurred since an hour.", findings=[finding("slurred_speech")], red_flags=["speech"],
           cause="stroke", acceptable_causes=["bells_palsy"], urgency="emergency", source="portal"),
    labels("m3", "Prednisone makes my lip cramp.", findings=[finding("cramp", "lip")],
           triggers=[{"trigger": "steroid", "status": "present", "experiencer": "patient"}],
           cause="medication", urgency="doctor", acceptable_urgencies=["self_care"], source="mail"),
    labels("m4", "Please move my appointment.", scope="out", source="portal"),
    labels("m5", "He talks gibberish, quetzal, since noon.", findings=[finding("slurred_speech")], red_flags=["speech"],
           cause="stroke", urgency="emergency", source="mail"),
    labels("m6", "Is a lip twitch common?", scope="out", source="mail"),
]  # fmt: skip


def shares(**probabilities: float) -> dict[str, Any]:
    return {
        "causes": [{"cause": c, "probability": p} for c, p in probabilities.items()],
        "cause": next(iter(probabilities)),
    }


RECORDS = [
    labels("m1", "", findings=[finding("numbness", "lip", "left")], pattern="intermittent", urgency="self_care")
    | shares(caffeine=0.9, stroke=0.1),
    labels("m2", "", findings=[finding("slurred_speech")], red_flags=[{"flag": "speech", "active": True}], urgency="emergency")
    | shares(bells_palsy=0.6, stroke=0.4),
    labels("m3", "", findings=[finding("cramp", "lip", None, "past")], urgency="self_care")
    | shares(caffeine=0.55, medication=0.45),
    labels("m4", "", scope="out"),
    labels("m6", "", findings=[finding("twitching", "lip")], urgency="doctor") | shares(undetermined=1.0),
]  # fmt: skip

# by hand; "symptom+status": m1 and m2 found, m3 and m6 extra, m3 and m5 missed
MEASURES: dict[str, Any] = {
    "messages": 6,
    "symptom+status": {"p": 2 / 4, "r": 2 / 4, "f1": 4 / 8, "n": 4},
    "symptom+site+side": {"p": 2 / 3, "r": 2 / 4, "f1": 4 / 7, "n": 4},
    "site+side": {"p": 1.0, "r": 1.0, "f1": 1.0, "n": 1},
    "denied symptoms": {"p": None, "r": None, "f1": None, "n": 0},
    "durations": {"p": None, "r": None, "f1": None, "n": 0},
    "frequencies": {"p": None, "r": None, "f1": None, "n": 0},
    "triggers": {"p": None, "r": 0.0, "f1": 0.0, "n": 1},
    "red flags": {"p": 1.0, "r": 1 / 2, "f1": 2 / 3, "n": 2},
    "scope recall": 3 / 4,
    "scope specificity": 1 / 2,
    "cause accuracy": 2 / 4,
    "cause macro-F1": (2 / 3 + 0 + 2 / 3) / 3,
    "urgency accuracy": 3 / 4,
    "emergency sensitivity": 1 / 2,
    "emergency specificity": 1.0,
    "age": 4 / 6,
    "pattern": 3 / 4,
    "cause calibration error": (0.1 + 0.4 + 0.55) / 3,
    "cause per class": {
        "caffeine": {"f1": 2 / 3, "n": 1},
        "medication": {"f1": 0.0, "n": 1},
        "stroke": {"f1": 2 / 3, "n": 2},
    },
    "emergencies": 2,
    "missed emergencies": ["m5"],
}


def write(folder: Path, name: str, rows: list[dict[str, Any]]) -> str:
    path = folder / name
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return str(path)


def close(expected: Any) -> Any:
    """The same with every number approximate, at any depth."""
    if isinstance(expected, dict):
        return {k: close(v) for k, v in expected.items()}
    return pytest.approx(expected, abs=1e-12) if isinstance(expected, float) else expected
