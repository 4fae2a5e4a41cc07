from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from lipcheck.evaluation.labelled import Labelled, read_line
from tests.test_labelled import line
from training import dataset, lint
from training.dataset import DATA

IDS = lint.ids_of_page(DATA / "LABELS.md")


def message(**changes: Any) -> Labelled:
    return read_line(line(**changes), "a.jsonl:1")


def problems(**changes: Any) -> list[str]:
    return lint.check(message(**changes), IDS)


def folder(tmp_path: Path, *lines: str) -> Path:
    """A data folder with these lines as the writer a's."""
    (tmp_path / "messages").mkdir()
    shutil.copy(DATA / "LABELS.md", tmp_path)
    (tmp_path / "messages" / "a.jsonl").write_text("\n".join(lines))
    (tmp_path / "version.json").write_text(json.dumps({"date": "2026-01-31", "sha256": dataset.sha256(tmp_path)}))
    return tmp_path


def test_the_projects_own_data_has_no_problem() -> None:
    assert lint.lint() == []


def test_good_data_has_no_problem(tmp_path: Path) -> None:
    assert lint.lint(folder(tmp_path, line())) == []


def test_ids_of_the_page() -> None:
    numbers = {name: len(getattr(IDS, name)) for name in ("symptoms", "sites", "triggers", "conditions", "flags")}
    assert numbers == {"symptoms": 37, "sites": 34, "triggers": 15, "conditions": 24, "flags": 11}


def test_page_and_vocabulary_are_compared() -> None:
    fewer = lint.Ids(IDS.symptoms - {"cramp"}, IDS.sites | {"tail"}, IDS.triggers, IDS.conditions, IDS.flags)
    assert lint.compare_with_vocabulary(fewer) == [
        "vocabulary: symptom cramp is not in LABELS.md",
        "vocabulary: site tail of LABELS.md is missing",
    ]


@pytest.mark.parametrize(
    ("marked", "what"),
    [
        ("<numbness>x</numbness> <itchy>y</itchy>", "unknown symptom itchy"),
        ("<numbness site=nostril>x</numbness>", "unknown site nostril"),
        ("<numbness side=middle>x</numbness>", "unknown side middle"),
        ("<numbness>x</numbness> <pain status=gone>y</pain>", "unknown status gone"),
        ("<numbness>x</numbness> <t:tea>y</t:tea>", "unknown trigger tea"),
        ("<numbness>x</numbness> <c:cold>y</c:cold>", "unknown condition cold"),
    ],
)
def test_unknown_id_in_the_markup(marked: str, what: str) -> None:
    assert problems(marked=marked) == [what]


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"id": "a001"}, "id is not of the form writer-001"),
        ({"cause": "bad_luck"}, "unknown cause bad_luck"),
        ({"acceptable_causes": ["bad_luck"]}, "unknown cause bad_luck"),
        ({"urgency": "soon"}, "unknown urgency soon"),
        ({"pattern": "daily"}, "unknown pattern daily"),
        ({"cause": None}, "scope in with cause null"),
        ({"urgency": None}, "scope in without an urgency"),
        ({"flags": ["speech"]}, "an active flag with urgency doctor"),
        ({"urgency": "emergency"}, "urgency emergency without an active flag"),
        ({"urgency": "emergency", "flags": ["danger"]}, "unknown flag danger"),
        ({"urgency": "emergency", "flags": ["speech", "speech"]}, "a flag stands twice"),
        ({"urgency": "emergency", "flags": ["speech"], "acceptable_urgencies": ["self_care"]}, "an active flag with self_care acceptable"),
        ({"acceptable_causes": ["undetermined"]}, "the cause is among acceptable_causes too"),
        ({"acceptable_urgencies": ["doctor"]}, "the urgency is among acceptable_urgencies too"),
        ({"age": 200}, "age 200"),
        ({"urgency": "self_care", "cause": "medication"}, "self_care with cause medication"),
        ({"urgency": "self_care", "cause": "potassium_deficiency"}, "self_care with cause potassium_deficiency"),
        ({"urgency": "self_care", "cause": "bells_palsy"}, "self_care with cause bells_palsy"),
        ({"urgency": "self_care", "cause": "stroke", "acceptable_causes": []}, "self_care with cause stroke"),
        ({"urgency": "self_care", "age": 11}, "self_care under 12 years"),
        ({"urgency": "self_care", "pattern": "intermittent"}, "self_care though it keeps coming back"),
        ({"urgency": "self_care", "marked": "<weakness site=arm>x</weakness>"}, "self_care with weakness"),
        ({"urgency": "self_care", "marked": "<swelling site=lip>x</swelling>"}, "self_care with swelling of lip"),
        ({"urgency": "self_care", "marked": "<cramp>x</cramp> <c:pregnancy>y</c:pregnancy>"}, "self_care in pregnancy"),
        ({"urgency": "self_care", "marked": "<cramp>x</cramp> <f min=1 max=1>y</f>"}, "self_care though it keeps coming back"),
        (
            {"urgency": "self_care", "marked": "<cramp>x</cramp> <d:course min=345600 max=345600>y</d:course>"},
            "self_care for more than 3 days",
        ),
    ],
)  # fmt: skip
def test_label_against_the_rules(changes: dict[str, Any], what: str) -> None:
    assert problems(**changes) == [what]


def test_two_days_of_an_everyday_trigger_may_come_back() -> None:
    marked = (
        "<twitching site=eyelid>x</twitching> <d:course min=172800 max=172800>y</d:course> <t:caffeine>z</t:caffeine>"
    )
    assert problems(urgency="self_care", cause="caffeine", pattern="intermittent", marked=marked) == []


OUT: dict[str, Any] = {"scope": "out", "cause": None, "acceptable_causes": [], "urgency": None}


@pytest.mark.parametrize(
    ("marked", "scope"),
    [
        ("<numbness site=leg>x</numbness>", "in"),
        ("<numbness status=past>x</numbness>", "in"),
        ("<numbness status=uncertain>x</numbness>", "in"),
        ("<numbness status=absent>x</numbness>", "out"),
        ("<numbness status=hypothetical>x</numbness>", "out"),
        ("<numbness by=other>x</numbness>", "out"),
        ("<pain site=lip>x</pain>", "out"),
        ("<swelling>x</swelling>", "in"),
        ("<swelling site=gum>x</swelling>", "in"),
        ("<swelling site=leg>x</swelling>", "out"),
        ("<itching site=eyelid>x</itching>", "in"),
        ("<itching site=arm>x</itching>", "out"),
        ("<itching>x</itching>", "out"),
        ("hello", "out"),
    ],
)
def test_scope_follows_the_complaint_symptoms(marked: str, scope: str) -> None:
    right: dict[str, Any] = {"marked": marked}
    wrong = right | OUT
    if scope == "out":
        right, wrong = wrong, right
    assert problems(**right) == []
    assert problems(**wrong) == [
        f"scope is {'out' if scope == 'in' else 'in'}, by its complaint symptoms it is {scope}"
    ]


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"cause": "stroke"}, "scope out with cause stroke"),
        ({"urgency": "doctor"}, "scope out with urgency doctor"),
    ],
)
def test_out_of_scope_has_no_cause_and_no_urgency(changes: dict[str, Any], what: str) -> None:
    assert problems(**(OUT | {"marked": "hello"} | changes)) == [what]


def test_out_of_scope_with_a_flag_is_an_emergency() -> None:
    assert (
        problems(
            **(OUT | {"marked": "<confusion>x</confusion>", "urgency": "emergency", "flags": ["confusion_or_collapse"]})
        )
        == []
    )


def test_line_that_cannot_be_read_is_a_problem_beside_the_others(tmp_path: Path) -> None:
    found = lint.lint(folder(tmp_path, "{", line(age=200), line(id="a-002", marked="a < b")))
    assert found == [
        "a.jsonl:1: no JSON (JSONDecodeError)",
        "a.jsonl:3: a-002: stray < at character 2",
        "a.jsonl:2: a-001: age 200",
    ]


def test_message_in_another_writers_file(tmp_path: Path) -> None:
    assert lint.lint(folder(tmp_path, line(id="b-001"))) == ["a.jsonl:1: b-001: stands in a.jsonl"]


def test_repeated_id(tmp_path: Path) -> None:
    found = lint.lint(folder(tmp_path, line(), line(marked="quite another <cramp>thing</cramp>")))
    assert found == ["id a-001 stands 2 times"]


def test_texts_nearly_told_twice_are_found() -> None:
    first = message(marked="since yesterday my lower lip feels <numbness site=lower_lip>numb</numbness> and cold")
    second = message(
        id="b-001", marked="Since yesterday my upper lip feels <numbness site=upper_lip>numb</numbness> and cold!"
    )
    third = message(id="c-001", marked="my eyelid <twitching site=eyelid>jumps</twitching> whenever I read")
    assert lint.alike([first, second, third]) == ["a.jsonl:1: a-001: nearly the text of a.jsonl:1: b-001"]


def test_changed_messages_want_a_new_date(tmp_path: Path) -> None:
    data = folder(tmp_path, line())
    (data / "messages" / "a.jsonl").write_text(line(age=41))
    expected = (
        f"version.json: the training messages have changed: set date to the day and sha256 to {dataset.sha256(data)}"
    )
    assert lint.lint(data) == [expected]


def test_missing_page_is_the_one_problem(tmp_path: Path) -> None:
    assert lint.lint(tmp_path) == [f"{tmp_path / 'LABELS.md'}: cannot be read (FileNotFoundError)"]


def test_page_with_a_lost_section_is_a_problem(tmp_path: Path) -> None:
    page = tmp_path / "LABELS.md"
    page.write_text((DATA / "LABELS.md").read_text(encoding="utf-8").replace("## 5. Triggers (exposures)", "## 5."))
    assert lint.lint(tmp_path) == ["LABELS.md: nothing between '## 5. Triggers (exposures)' and '. Each has'"]


def test_data_cards_counts_are_the_measured_ones() -> None:
    assert lint.counts() in (DATA / "README.md").read_text(encoding="utf-8")


def test_messages_of_triage_are_read_and_told_once(tmp_path: Path) -> None:
    data = folder(tmp_path, line())
    (data / "triage").mkdir()
    (data / "triage" / "z.yaml").write_text(
        'emergency: ["I can not lift my left arm"]\ncalm: ["i can not lift my left arm!"]'
    )
    assert lint.lint(data) == ["z.yaml: calm 1: nearly the text of z.yaml: emergency 1"]
    (data / "triage" / "z.yaml").write_text("calm: []")
    assert lint.lint(data) == ["z.yaml: does not hold just the lists emergency and calm"]
