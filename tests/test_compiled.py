from __future__ import annotations

import json
import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

import lipcheck
from lipcheck import compiled as module
from lipcheck.compiled import compiled, compiled_pages
from lipcheck.components import cues, mentions, normalise, spelling
from lipcheck.pipeline import build_nlp
from lipcheck.vocabulary import load_knowledge, read_knowledge, read_yaml

KNOWLEDGE = Path(lipcheck.__file__).resolve().parent / "knowledge"


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Two empty folders to keep tables in, instead of the usual ones."""
    out = [tmp_path / "beside", tmp_path / "cache"]
    monkeypatch.setattr(module, "_folders", lambda: iter(out))
    return out


@pytest.mark.parametrize("name", sorted(f.stem for f in KNOWLEDGE.glob("*.yaml")))
def test_what_is_kept_of_a_file_equals_the_file(name: str) -> None:
    assert read_yaml(name) == yaml.safe_load((KNOWLEDGE / f"{name}.yaml").read_text(encoding="utf-8"))


def test_what_is_kept_of_the_concepts_equals_the_files() -> None:
    assert load_knowledge() == read_knowledge()


def test_what_is_kept_of_the_phrases_equals_what_the_files_give(folders: list[Path]) -> None:
    build_nlp()  # makes all anew, and keeps it
    nlp = build_nlp()
    for name, tables in (("mentions", mentions._tables), ("cues", cues._tables)):
        table, pages = compiled_pages(name, lambda: pytest.fail("it is made anew"), *normalise.split_by(nlp))
        anew, pages_anew = tables(nlp)
        assert table == json.loads(json.dumps(anew))
        assert {group: dict(texts) for group, texts in pages.items()} == pages_anew


def test_what_is_kept_of_spelling_equals_what_the_files_give() -> None:
    assert normalise.spellings() == normalise._spellings()
    assert compiled("words", spelling._words) == spelling._words()


def test_a_table_is_made_once_and_read_back(folders: list[Path]) -> None:
    made: list[int] = []

    def make() -> Any:
        made.append(1)
        return {"a": ("b", "ü")}

    assert [compiled("t", make), compiled("t", make)] == [{"a": ["b", "ü"]}] * 2
    assert made == [1]
    assert [f.name for f in folders[0].iterdir()] == ["lipcheck.t.table"]
    assert not folders[1].exists()


def test_a_table_made_of_something_else_is_made_anew(folders: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    assert compiled("t", lambda: [1], "one") == [1]
    assert compiled("t", lambda: [2], "two") == [2]
    assert compiled("t", lambda: [3], "tw", "o") == [3]
    monkeypatch.setattr(module, "_sources", lambda: b"other files")
    assert compiled("t", lambda: [4], "tw", "o") == [4]


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: content[:-1],
        lambda content: content.replace(b"[1", b"[7"),
        lambda content: b"\x80\x04]." + content,
        lambda content: content.partition(b"\n")[2],
        lambda content: content.replace(b" ", b" " + b"9" * 5000, 1),
    ],
)
def test_a_damaged_table_is_made_anew(folders: list[Path], damage: Any) -> None:
    compiled("t", lambda: [1, 2])
    file = folders[0] / "lipcheck.t.table"
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    assert compiled("t", lambda: [1, 2]) == [1, 2]
    assert file.read_bytes() == whole


@pytest.fixture
def paged(folders: list[Path]) -> tuple[Path, Any]:
    """A kept file of a table and its pages, and what makes them."""

    def make() -> Any:
        return [1], {"a": {"x": "first", "y": "zweite Seite: ü"}, "b": {"x": ""}}

    compiled_pages("p", make)
    return folders[0] / "lipcheck.p.table", make


def _all(kept: tuple[Any, Any]) -> Any:
    table, pages = kept
    return table, {group: dict(texts) for group, texts in pages.items()}


def test_pages_are_read_back(paged: tuple[Path, Any]) -> None:
    _, make = paged
    kept = compiled_pages("p", lambda: pytest.fail("it is made anew"))
    assert _all(kept) == make()
    assert _all(pickle.loads(pickle.dumps(kept))) == make()
    assert {group: len(texts) for group, texts in kept[1].items()} == {"a": 2, "b": 1}
    with pytest.raises(KeyError):
        kept[1]["a"]["z"]


def test_a_damaged_page_is_made_anew_and_kept_anew(paged: tuple[Path, Any]) -> None:
    file, make = paged
    whole = file.read_bytes()
    file.write_bytes(whole.replace(b"zweite", b"zweit\xff"))
    assert _all(compiled_pages("p", make)) == make()
    assert file.read_bytes() == whole


def test_pages_are_there_where_nothing_can_be_written(folders: list[Path]) -> None:
    for folder in folders:
        folder.write_text("a file where the folder should be", encoding="utf-8")
    assert _all(compiled_pages("p", lambda: ((1,), {"a": {"x": "ü"}}))) == ([1], {"a": {"x": "ü"}})


def test_where_the_first_folder_cannot_be_written_the_next_is(folders: list[Path]) -> None:
    folders[0].write_text("a file where the folder should be", encoding="utf-8")
    assert compiled("t", lambda: [1]) == [1]
    assert compiled("t", lambda: [2]) == [1]
    assert [f.name for f in folders[1].iterdir()] == ["lipcheck.t.table"]


def test_where_nothing_can_be_written_all_is_made_anew(folders: list[Path]) -> None:
    for folder in folders:
        folder.write_text("a file where the folder should be", encoding="utf-8")
    assert [compiled("t", lambda: [1]), compiled("t", lambda: [2])] == [[1], [2]]


def test_an_edited_file_takes_effect_at_the_next_start(tmp_path: Path) -> None:
    shutil.copytree(KNOWLEDGE.parent, tmp_path / "lipcheck", ignore=shutil.ignore_patterns("__pycache__"))
    program = "import lipcheck; print([f.symptom for f in lipcheck.load().analyze('my lip wobblefizzes').findings])"
    env = os.environ | {"PYTHONPATH": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}

    def start() -> str:
        run = subprocess.run(
            [sys.executable, "-c", program], env=env, cwd=tmp_path, capture_output=True, text=True, check=True
        )
        return run.stdout

    assert start() == "[]\n"
    symptoms = tmp_path / "lipcheck/knowledge/symptoms.yaml"
    words = symptoms.read_text(encoding="utf-8")
    symptoms.write_text(words.replace("    berkedut, ", "    berkedut, wobblefizzes, ", 1), encoding="utf-8")
    assert start() == "['twitching']\n"
