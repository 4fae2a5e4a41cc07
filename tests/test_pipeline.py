from __future__ import annotations

import subprocess
import sys
from functools import cache
from importlib.metadata import entry_points

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from lipcheck.pipeline import PIPES, build_nlp

NAMES = [name for name, _ in PIPES]
OFFERED = "lipcheck_display"  # for those who add it
TEXT = "no numbness, my left upper lip twitches for 3 seconds, i drink 5 coffees a day"


def test_the_components_stand_in_order() -> None:
    assert build_nlp().pipe_names == NAMES


def test_spacy_finds_no_problem() -> None:
    problems = build_nlp().analyze_pipes()["problems"]
    assert {name: found for name, found in problems.items() if found} == {}


def test_every_factory_is_an_entry_point() -> None:
    found = {e.name: e for e in entry_points(group="spacy_factories") if e.name.startswith("lipcheck_")}
    if not found:
        pytest.skip("lipcheck is not installed, so it has no entry points")
    assert sorted(found) == sorted([*NAMES, OFFERED])
    assert [name for name in found if not callable(found[name].load())] == []


def test_spacy_finds_the_factories_without_an_import_of_ours() -> None:
    if not [e for e in entry_points(group="spacy_factories") if e.name in NAMES]:
        pytest.skip("lipcheck is not installed, so it has no entry points")
    code = f"import spacy; nlp = spacy.blank('en'); [nlp.add_pipe(name) for name in {NAMES!r}]"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")


@cache
def alone(name: str) -> Language:
    nlp = spacy.blank("en")
    nlp.add_pipe(name)
    return nlp


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", ["", " ", TEXT, "😀"])
def test_each_component_alone_is_usable(name: str, text: str) -> None:
    assert alone(name)(text).text == text


def test_a_full_pipeline_sets_all_that_is_promised() -> None:
    doc = build_nlp()(TEXT)
    assert {f.symptom for f in doc._.findings} == {"numbness", "twitching"}
    assert [(d.min_s, d.max_s) for d in doc._.timing.durations] == [(3, 3)]
    assert [t.trigger for t in doc._.triggers] == ["caffeine"]
    assert [s._.assertion.status for s in doc.spans["symptoms"]] == ["absent", "present"]


def test_a_document_without_a_mention_has_none() -> None:
    doc = build_nlp()("can i move my appointment?")
    assert (doc._.findings, doc._.triggers, doc._.timing.durations) == ((), (), ())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("my lip.it tingles", ["my", "lip", ".", "it", "tingles"]),
        ("lip numb.no pain", ["lip", "numb", ".", "no", "pain"]),
        ("lip/chin numb", ["lip", "/", "chin", "numb"]),
        ("numb...lip", ["numb", "...", "lip"]),
        ("it is 3.5 cm", ["it", "is", "3.5", "cm"]),
    ],
)
def test_words_without_a_space_between(text: str, words: list[str]) -> None:
    assert [t.text for t in build_nlp().make_doc(text)] == words


def test_a_long_message_is_read() -> None:
    assert isinstance(build_nlp()("word " * 250_000), Doc)


def test_two_pipelines_share_nothing() -> None:
    one, other = build_nlp(), build_nlp()
    assert one.vocab is not other.vocab
    assert [f.symptom for f in one("numb lip")._.findings] == [f.symptom for f in other("numb lip")._.findings]
