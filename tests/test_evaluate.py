from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from lipcheck.cli import app
from tests.evaluation_fixture import GOLD, MEASURES, RECORDS, close, labels, write


def run(*args: str) -> Result:
    return CliRunner().invoke(app, ["evaluate", *args], env={"COLUMNS": "100"}, prog_name="lipcheck")


@pytest.fixture
def gold(tmp_path: Path) -> str:
    return write(tmp_path, "gold.jsonl", GOLD)


@pytest.fixture
def records(tmp_path: Path) -> str:
    return write(tmp_path, "records.jsonl", RECORDS)


@pytest.fixture
def result(gold: str, records: str) -> dict[str, Any]:
    done = run(gold, "--predictions", records, "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_measures_are_those_computed_by_hand(result: dict[str, Any]) -> None:
    assert result["scores"] == close(MEASURES)
    assert (result["messages"], result["without a record"]) == (6, 1)


def test_every_measure_has_an_interval_around_it(result: dict[str, Any]) -> None:
    low, high = result["intervals"]["scope recall"]
    assert (low, high) == (0.25, 1.0)
    assert result["intervals"]["durations"] == [None, None]


def test_confusion_of_causes_counts_an_accepted_answer_as_the_golds(result: dict[str, Any]) -> None:
    found = result["confusion"]["cause"]
    table = {
        (g, a): n
        for g, row in zip(found["gold"], found["counts"], strict=True)
        for a, n in zip(found["answered"], row, strict=True)
        if n
    }
    assert table == {
        ("caffeine", "caffeine"): 1,
        ("medication", "caffeine"): 1,
        ("stroke", "stroke"): 1,
        ("stroke", "none"): 1,
    }


def test_confusion_of_urgencies_takes_every_message(result: dict[str, Any]) -> None:
    found = result["confusion"]["urgency"]
    assert found["gold"] == found["answered"] == ["emergency", "doctor", "self_care", "none"]
    assert found["counts"] == [[1, 0, 0, 1], [0, 1, 0, 0], [0, 0, 1, 0], [0, 1, 0, 1]]


def test_calibration_is_of_the_messages_with_probabilities(result: dict[str, Any]) -> None:
    found = result["calibration"]
    assert found["messages"] == 3
    assert [(b["low"], b["messages"], b["right"]) for b in found["bins"]] == [
        (0.5, 1, 0.0),
        (0.6, 1, 1.0),
        (0.9, 1, 1.0),
    ]
    assert found["expected calibration error"] == pytest.approx(0.35)
    assert found["Brier score"] == pytest.approx((0.02 + 0.72 + 0.605) / 3)


def test_missed_emergencies_have_id_and_answer_and_no_text(result: dict[str, Any]) -> None:
    assert result["emergencies"]["missed"] == [{"id": "m5", "answered": "none"}]
    share = result["emergencies"]["sensitivity"]
    assert (share["hits"], share["n"], round(share["low"], 3), round(share["high"], 3)) == (1, 2, 0.095, 0.905)


def test_slices_are_measured_alone(result: dict[str, Any]) -> None:
    mail = result["slices"]["source"]["mail"]
    assert (mail["messages"], mail["measures"]["cause accuracy"], mail["emergency sensitivity"]["hits"]) == (3, 0.0, 0)
    assert list(result["slices"]) == ["age group", "misspelt or unknown words", "source"]


def test_table_for_people(gold: str, records: str) -> None:
    done = run(gold, "--predictions", records)
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert "measure value 95 % n major words" in lines
    assert "scope recall 0.750 0.250-1.000 4 1.000 0.750" in lines
    assert "emergency specificity 1.000 0.510-1.000 4 0.000 1.000" in lines
    assert "missed 1 of 2:" in lines
    assert "m5 answered none" in lines
    assert "Brier score 0.448 (0 is best, 2 the worst)" in lines


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_no_word_of_a_message_is_shown_unless_wanted(form: list[str], gold: str, records: str) -> None:
    assert "quetzal" not in run(gold, "--predictions", records, *form).output
    assert "quetzal" in run(gold, "--predictions", records, "--show-text", *form).stdout


def test_none_missed_is_told_with_number_and_interval(tmp_path: Path) -> None:
    rows = [labels(str(n), "", urgency="emergency", cause="stroke") for n in range(12)]
    files = [write(tmp_path, name, rows) for name in ("gold.jsonl", "records.jsonl")]
    out = " ".join(run(files[0], "--predictions", files[1]).stdout.split())
    assert "none missed of 12; with so many, the true sensitivity may be as low as 0.758" in out


def test_no_emergency_is_told_as_such(tmp_path: Path, records: str) -> None:
    out = run(write(tmp_path, "gold.jsonl", GOLD[:1]), "--predictions", records).stdout
    assert "no emergency among the labels: nothing is said about finding them" in out


def test_messages_are_answered_beside_baselines(gold: str, tmp_path: Path) -> None:
    train = write(tmp_path, "train.jsonl", [row | {"id": f"t{n}-{row['id']}"} for n in range(2) for row in GOLD])
    found = json.loads(run(gold, "--train", train, "--json").stdout)
    assert list(found["baselines"]) == ["rules", "model", "major", "words", "tfidf"]
    assert found["baselines"]["words"]["measures"]["emergency sensitivity"] == 0.5
    assert found["baselines"]["major"]["measures"]["scope recall"] == 1.0
    assert "urgency accuracy" not in found["baselines"]["model"]["measures"]
    assert found["notes"] == []
    points = found["threshold curve"]["points"]
    assert [p["sensitivity"] for p in points] == sorted(p["sensitivity"] for p in points)
    assert points[-1]["alarms in 100 messages"] == 100


def test_records_have_the_baselines_that_need_no_analysis(gold: str, records: str) -> None:
    found = json.loads(run(gold, "--predictions", records, "--json").stdout)
    assert list(found["baselines"]) == ["major", "words"]
    assert found["threshold curve"] is None
    assert found["notes"][1].startswith("rules and models alone, and the threshold curve, are left out")


def test_without_messages_to_learn_from_a_note_says_how(gold: str) -> None:
    out = " ".join(run(gold).stdout.split())
    assert "TF-IDF with logistic regression is left out: it needs labelled messages to learn from (--train FILE)" in out


def test_plots_are_written(gold: str, tmp_path: Path) -> None:
    done = run(gold, "--json", "--plots", str(tmp_path / "plots"))
    names = ["confusion_cause.png", "confusion_urgency.png", "emergencies.png", "reliability.png"]
    assert sorted(p.name for p in (tmp_path / "plots").iterdir()) == names
    assert [Path(line).name for line in sorted(done.stderr.splitlines())] == names
    assert (tmp_path / "plots/reliability.png").read_bytes().startswith(b"\x89PNG")


def test_plots_without_matplotlib_say_what_to_install(
    gold: str, records: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    done = run(gold, "--predictions", records, "--plots", str(tmp_path / "plots"))
    assert (done.exit_code, done.stderr.splitlines()) == (
        2,
        ["lipcheck: --plots needs matplotlib", "hint: pip install 'lipcheck[plots]'"],
    )


@pytest.mark.parametrize(
    ("args", "what"),
    [
        (["absent.jsonl"], "absent.jsonl: no such file"),
        (["GOLD", "--predictions", "RECORDS", "--model", "x"], "--predictions and --model given"),
        (["GOLD", "--train", "GOLD"], "message m1 is both in GOLD and in --train"),
        (["UNTEXTED"], "message u has no text to analyse"),
    ],
)
def test_wrong_use_is_one_line(args: list[str], what: str, gold: str, records: str, tmp_path: Path) -> None:
    files = {"GOLD": gold, "RECORDS": records}
    files["UNTEXTED"] = write(tmp_path, "untexted.jsonl", [{"id": "u", "scope": "out"}])
    done = run(*(files.get(a, a) for a in args))
    assert (done.exit_code, done.stdout, done.stderr.splitlines()[0]) == (2, "", f"lipcheck: {what}")


def test_nothing_heavy_is_imported_where_it_is_not_used(gold: str) -> None:
    code = (
        "import sys; from typer.testing import CliRunner; from lipcheck.cli import app; "
        "assert CliRunner().invoke(app, sys.argv[1:]).exit_code == 0; "
        "print(sorted({'sklearn', 'matplotlib', 'pandas', 'scipy'} & sys.modules.keys()))"
    )
    for arguments in (["--help"], ["evaluate", gold]):
        done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
        assert done.stdout == "[]\n"
