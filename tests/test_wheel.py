"""The wheel holds all that is read at run time: installed alone, in a clean environment, it answers from any folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

import lipcheck

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("pyproject.toml", "README.md", "LICENSE", "nlp")
MESSAGE = "My left upper lip feels numb for 3-5 seconds, 2-3 times a day."


def run(*command: str | Path, cwd: Path) -> str:
    env = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")}
    result = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, encoding="utf-8", timeout=900)
    assert result.returncode == 0, result.stderr[-3000:]
    return result.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, so that nothing of an earlier build slips in and nothing is left behind."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in SOURCES:
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
            shutil.copytree(ROOT / name, folder / "source" / name, ignore=ignored)
        else:
            (folder / "source").mkdir(exist_ok=True)
            shutil.copy(ROOT / name, folder / "source")
    run(sys.executable, "-m", "build", "--wheel", "--outdir", folder, folder / "source", cwd=folder)
    [built] = folder.glob("*.whl")
    return built


def test_the_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    files = {f"lipcheck/{f.relative_to(ROOT / 'nlp/lipcheck')}" for f in (ROOT / "nlp/lipcheck").rglob("*.*")}
    expected = {f for f in files if "__pycache__" not in f}
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert {n for n in names if ".dist-info/" not in n} == expected
    assert {n.partition("/")[0] for n in names} == {"lipcheck", f"lipcheck-{lipcheck.__version__}.dist-info"}
    assert f"lipcheck-{lipcheck.__version__}.dist-info/licenses/LICENSE" in names


def test_the_wheel_answers_in_a_clean_environment(wheel: Path, tmp_path: Path) -> None:
    environment, elsewhere = tmp_path / "venv", tmp_path / "elsewhere"
    elsewhere.mkdir()
    venv.create(environment, with_pip=True)
    commands = environment / ("Scripts" if os.name == "nt" else "bin")
    run(commands / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel, cwd=elsewhere)
    record = json.loads(run(commands / "lipcheck", "classify", "--json", MESSAGE, cwd=elsewhere))
    assert record == lipcheck.load().analyze(MESSAGE).to_dict()
    assert run(commands / "lipcheck", "--version", cwd=elsewhere) == f"lipcheck {lipcheck.__version__}\n"
    installed = json.loads(run(commands / "python", "-m", "pip", "list", "--format=json", cwd=elsewhere))
    assert {p["name"] for p in installed} & {"scikit-learn", "joblib", "scipy"} == set()
