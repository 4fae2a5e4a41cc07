"""Each in a process of its own: what is imported once stays imported."""

from __future__ import annotations

import subprocess
import sys

import pytest


def _run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


LEAN = "from lipcheck.lean import import_spacy; import_spacy(); import spacy, sys; "


def test_a_lean_spacy_brings_no_command_line() -> None:
    said = _run(
        f"{LEAN} print([m for m in ('spacy.cli', 'requests', 'weasel') if m in sys.modules], spacy.blank('en').lang)"
    )
    assert said == "[] en"


@pytest.mark.parametrize(
    "code", ["import spacy.cli; print(spacy.cli.__name__)", "print('spacy_version' in spacy.info())"]
)
def test_what_was_left_out_can_be_had(code: str) -> None:
    assert _run(LEAN + code) in ("spacy.cli", "True")


def test_a_spacy_that_is_there_is_left_alone() -> None:
    assert _run(f"import spacy; before = spacy.cli; {LEAN} print(spacy.cli is before)") == "True"


def test_a_spacy_that_wants_more_of_its_command_line_is_imported_whole() -> None:
    wants = (
        "import sys, importlib.abc\n"
        "class Wants(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, name, path, target=None):\n"
        "        if name == 'spacy.glossary' and not hasattr(sys.modules.get('spacy.cli'), '__file__'):\n"
        "            raise ImportError('wants all of spacy.cli')\n"
        "sys.meta_path.insert(0, Wants())\n"
        "from lipcheck.lean import import_spacy\n"
        "import_spacy()\n"
        "assert 'spacy.cli' not in sys.modules\n"
        "import lipcheck\n"
        "print(lipcheck.load().analyze('my lip twitches').scope)"
    )
    assert _run(wants) == "in"


def test_classify_answers_with_a_lean_spacy() -> None:
    code = (
        "import sys\n"
        "from typer.testing import CliRunner\n"
        "from lipcheck.cli import app\n"
        "done = CliRunner().invoke(app, ['classify', '--json', 'my left lip twitches'])\n"
        "print(done.exit_code, 'spacy.cli' in sys.modules, '\"twitching\"' in done.output)"
    )
    assert _run(code) == "0 False True"
