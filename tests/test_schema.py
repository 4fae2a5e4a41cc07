from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from test_render import report

import lipcheck
from lipcheck.report import Patient, Report
from lipcheck.schema import CAUSES, FLAGS, record_schema

VERSIONS = {"lipcheck": "0.1.0", "model": "stub"}
LABELS = Path(__file__).parents[1] / "data" / "LABELS.md"
MESSAGES = [
    "For the last 2 days my left upper lip cramps and goes numb for 3-5 seconds, 2-3 times a day. I'm 19.",
    "My face droops on the left and my speech is slurred since this morning!!",
    "I drink 5 coffees a day and my eyelid twitches. No numbness, no fever. My dad had a stroke.",
    "New lip balm yesterday, now my lips are swollen and itchy; I take lisinopril. Had Bell's palsy in 2019.",
    "Can I move my appointment to Friday?",
    "Mein Auge zuckt seit gestern",
    "",
    " \n\t ",
    "😀😀😀",
    "lip \ud83d numb \x00\x1b[31m",
    "numb " * 5000,
]


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    return Draft202012Validator(record_schema())


@pytest.fixture(scope="module")
def analyzer() -> lipcheck.Analyzer:
    return lipcheck.load()


def faults(validator: Draft202012Validator, record: dict[str, Any]) -> list[str]:
    return [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in validator.iter_errors(record)]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(record_schema())


@pytest.mark.parametrize("redact", [False, True])
@pytest.mark.parametrize("text", MESSAGES, ids=lambda t: ascii(t[:20]))
def test_every_record_is_valid(
    text: str, redact: bool, validator: Draft202012Validator, analyzer: lipcheck.Analyzer
) -> None:
    assert faults(validator, analyzer.analyze(text).to_dict(redact=redact)) == []


@pytest.mark.parametrize("redact", [False, True])
def test_a_full_record_is_valid(redact: bool, validator: Draft202012Validator) -> None:
    full = report(versions=VERSIONS, extra={"any": [1]}, patient=Patient(19.0, "female", False), received="2026-03-01")
    assert faults(validator, full.to_dict(redact=redact)) == []


def test_an_empty_record_is_valid(validator: Draft202012Validator) -> None:
    assert faults(validator, Report(id="1", text="", versions=VERSIONS).to_dict()) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("surprise",), 1),
        (("findings", 0, "surprise"), 1),
        (("findings", 0, "symptom"), "numbnes"),
        (("findings", 0, "side"), "up"),
        (("findings", 0, "start"), -1),
        (("findings", 0, "site_span"), [1]),
        (("findings", 0, "site_span"), [1, 2, 3]),
        (("findings", 0, "code"), "numb"),
        (("durations", 0, "min_s"), None),
        (("frequencies", 0, "max_per_day"), "2"),
        (("triggers", 0, "trigger"), "coffee"),
        (("triggers", 0, "status"), "maybe"),
        (("conditions", 0, "condition"), "caffeine"),
        (("red_flags", 0, "flag"), "fever"),
        (("causes", 0, "probability"), 1.5),
        (("causes",), []),
        (("cause",), None),
        (("urgency",), "soon"),
        (("urgency",), None),
        (("within",), "days"),
        (("scope",), "out"),
        (("patient", "age_years"), "19"),
        (("versions",), {}),
        (("id",), 1),
    ],
    ids=lambda x: "/".join(map(str, x)) if isinstance(x, tuple) else repr(x),
)
def test_a_wrong_value_is_found(path: tuple[str | int, ...], value: object, validator: Draft202012Validator) -> None:
    record: Any = report(versions=VERSIONS).to_dict()
    at = record
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    assert faults(validator, record) != []


@pytest.mark.parametrize("name", sorted(set(Report(id="1", text="").to_dict()) - {"text"}))
def test_only_the_text_may_be_left_out(name: str, validator: Draft202012Validator) -> None:
    record = report(versions=VERSIONS).to_dict()
    del record[name]
    assert faults(validator, record) != []


def section(title: str, end: str) -> str:
    return LABELS.read_text("utf-8").split(title)[1].split(end)[0]


def test_causes_and_flags_are_those_of_the_labels() -> None:
    text = section("## 7.", "## 8.")
    assert sorted(re.findall(r"^  - `(\w+)`: ", text.split("**urgency**")[0], re.M)) == sorted(CAUSES)
    flags = section("## 6. Red flags", "Each flag says why")
    assert sorted(re.findall(r"`(\w+)`", flags)) == sorted(FLAGS)


def test_ids_are_those_of_the_labels() -> None:
    items = record_schema()["properties"]

    def ids(kind: str, field: str) -> set[str | None]:
        return set(items[kind]["items"]["properties"][field]["enum"]) - {None}

    assert ids("findings", "site") == set(section("Sites: ", ".\n").split())
    assert ids("findings", "side") == {"left", "right", "both", "one"}
    triggers = re.sub(r"\([^)]*\)", "", section("## 5. Triggers (exposures)\n", ". Each has status"))
    assert ids("triggers", "trigger") == {t.strip() for t in triggers.split("·")}
    assert ids("conditions", "condition") == set(section("**conditions**: ", ".\n").split())
