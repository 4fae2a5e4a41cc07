from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from lipcheck import vocabulary
from lipcheck.components.clauses import norms_of
from lipcheck.errors import KnowledgeError
from lipcheck.pipeline import build_nlp
from lipcheck.vocabulary import Knowledge, Phrase, _bounded, check_entries, load_knowledge, read_knowledge, read_yaml

KNOWN = load_knowledge()
KINDS = ("symptoms", "sites", "sides", "triggers", "conditions", "false_friends")
FILES = (
    *KINDS,
    "advice",
    "assertion",
    "borderlines",
    "causes",
    "context",
    "experiencer",
    "others",
    "red_flags",
    "spelling",
    "timing",
    "times",
    "ages",
)
GOOD = {"id": "lip", "source": "own", "words": ["lip"]}


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ({"lip": GOOD}, "knowledge/sites.yaml: must be a list of entries"),
        (None, "knowledge/sites.yaml: must be a list of entries"),
        ([GOOD, "lip"], "knowledge/sites.yaml: entry 2: needs an id"),
        ([{"source": "own"}], "knowledge/sites.yaml: entry 1: needs an id"),
        ([{**GOOD, "id": 7}], "knowledge/sites.yaml: entry 1: needs an id"),
        ([{**GOOD, "id": "Upper Lip"}], "knowledge/sites.yaml: entry 1: needs an id"),
        ([{**GOOD, "id": "lip\n"}], "knowledge/sites.yaml: entry 1: needs an id"),
        ([GOOD, GOOD], "knowledge/sites.yaml: lip: id stands twice"),
        ([{"id": "lip", "words": ["lip"]}], "knowledge/sites.yaml: lip: needs a source"),
        ([{**GOOD, "source": " "}], "knowledge/sites.yaml: lip: needs a source"),
        ([{**GOOD, "source": ["own"]}], "knowledge/sites.yaml: lip: needs a source"),
        ([{**GOOD, "colour": "red"}], "knowledge/sites.yaml: lip: unknown field 'colour'"),
        ([{**GOOD, "words": [True]}], "knowledge/sites.yaml: lip: words: True is not a phrase"),
        ([{**GOOD, "words": [911]}], "knowledge/sites.yaml: lip: words: 911 is not a phrase"),
        ([{**GOOD, "words": [""]}], "knowledge/sites.yaml: lip: words: '' is not a phrase"),
        ([{**GOOD, "plural": [None]}], "knowledge/sites.yaml: lip: plural: None is not a phrase"),
    ],
)
def test_a_bad_entry_is_refused_with_file_entry_and_field(rows: Any, told: str) -> None:
    with pytest.raises(KnowledgeError) as raised:
        check_entries("sites", rows, ("words", "plural"))
    assert str(raised.value).startswith(told)


def test_good_entries_come_back_as_they_are() -> None:
    rows = [GOOD, {"id": "chin", "source": "article", "plural": ["chins"]}]
    assert check_entries("sites", rows, ("words", "plural")) == rows


def test_a_missing_file_is_named() -> None:
    with pytest.raises(KnowledgeError, match=r"knowledge/nowhere\.yaml is missing"):
        read_yaml("nowhere")


def test_a_list_of_words_that_is_missing_is_named() -> None:
    with pytest.raises(KnowledgeError, match=r"knowledge/things\.yaml: no list of words has the id 'thing'"):
        vocabulary.word_lists("things")["thing"]


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Loads the knowledge anew with one file's rows replaced."""

    def load(name: str, rows: Any) -> Knowledge:
        monkeypatch.setattr(vocabulary, "read_yaml", lambda n: rows if n == name else read_yaml(n))
        return read_knowledge()

    return load


def test_a_choice_outside_of_braces_is_refused(broken: Any) -> None:
    with pytest.raises(KnowledgeError, match=r"knowledge/sides\.yaml: left: 'lft\|lt' has a \| outside of braces"):
        broken("sides", [{"id": "left", "source": "own", "words": ["lft|lt"]}])


def test_a_symptom_at_an_unknown_site_is_refused(broken: Any) -> None:
    row = {"id": "numbness", "source": "own", "at": {"dead": ["lipp"]}}
    with pytest.raises(KnowledgeError, match=r"knowledge/symptoms\.yaml: numbness: unknown site 'lipp'"):
        broken("symptoms", [row])


def test_a_symptom_that_implies_an_unknown_site_is_refused(broken: Any) -> None:
    row = {"id": "numbness", "source": "own", "implies": {"dead lip": "lipp"}}
    with pytest.raises(KnowledgeError, match=r"knowledge/symptoms\.yaml: numbness: unknown site 'lipp'"):
        broken("symptoms", [row])


def test_a_complaint_at_an_unknown_site_is_refused(broken: Any) -> None:
    row = {"id": "itching", "source": "own", "complaint": ["lipp", None]}
    with pytest.raises(KnowledgeError, match=r"knowledge/symptoms\.yaml: itching: complaint: unknown site 'lipp'"):
        broken("symptoms", [row])


def test_a_code_at_an_unknown_region_is_refused(broken: Any) -> None:
    row = {"id": "weakness", "source": "own", "code_at": {"lips": "R29.810"}}
    with pytest.raises(KnowledgeError, match=r"knowledge/symptoms\.yaml: weakness: code_at: unknown region 'lips'"):
        broken("symptoms", [row])


def test_the_kinds_of_phrases_are_kept_apart(broken: Any) -> None:
    row = {
        "id": "numbness",
        "source": "own",
        "words": ["numb", "dead lip"],
        "sited": ["asleep"],
        "at": {"gone": ["lip", "chin"]},
        "implies": {"dead lip": "lip"},
        "denies": ["feels normal"],
    }
    assert set(broken("symptoms", [row]).symptoms[0].lexicon) == {
        Phrase("numb"),
        Phrase("asleep", sites=("*",)),
        Phrase("gone", sites=("lip", "chin")),
        Phrase("dead lip", implies="lip"),
        Phrase("feels normal", denies=True),
    }


def test_what_implies_its_site_wins_where_choices_say_the_same(broken: Any) -> None:
    row = {
        "id": "weakness",
        "source": "own",
        "sited": ["not grip {mug|pen}"],
        "implies": {"not {grip|hold} pen": "hand"},
    }
    assert set(broken("symptoms", [row]).symptoms[0].lexicon) == {
        Phrase("not grip mug", sites=("*",)),
        Phrase("not grip pen", implies="hand"),
        Phrase("not hold pen", implies="hand"),
    }


@pytest.mark.parametrize("name", FILES)
def test_every_entry_has_a_source_and_an_id_of_its_own(name: str) -> None:
    rows = read_yaml(name)
    fields = {field for row in rows for field in row}
    assert check_entries(name, rows, fields) == rows


@pytest.mark.parametrize("kind", KINDS)
def test_every_entry_has_words(kind: str) -> None:
    assert [e.id for e in getattr(KNOWN, kind) if not e.phrases] == []


@pytest.mark.parametrize(
    "name", sorted(p.stem for p in (Path(vocabulary.__file__).parent / "knowledge").glob("*.yaml"))
)
def test_no_list_says_a_thing_twice(name: str) -> None:
    lists = [(row["id"], field, v) for row in read_yaml(name) for field, v in row.items() if isinstance(v, list)]
    words = [(id_, field, [w for w in v if isinstance(w, str)]) for id_, field, v in lists]
    assert [(id_, field, w) for id_, field, ws in words for w, n in Counter(ws).items() if n > 1] == []


def test_entries_are_found_by_id() -> None:
    assert KNOWN.by_id("symptoms")["numbness"].code == "R20.0"


def test_every_symptom_phrase_is_found_as_that_symptom() -> None:
    nlp = build_nlp()
    matcher = nlp.get_pipe("lipcheck_mentions")
    normalise = nlp.get_pipe("lipcheck_normalise")
    lost = []
    for entry in KNOWN.symptoms:
        for words in entry.phrases:
            doc = normalise(nlp.make_doc(words.lower()))
            found = {phrase for start, end, phrase in matcher._phrases.find(norms_of(doc)) if end - start == len(doc)}
            told = [concept for phrase in found for concept in matcher._concepts(matcher._phrases.numbers(phrase))]
            labels = {label for group, label, _ in told if group == "symptoms"}
            if entry.id not in labels:
                lost.append((entry.id, words))
    assert lost == []


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("numb", "numbness, a numb lip", (12, 16)),
        ("(?:my|her) lip", "dummy lip, my lip", (11, 17)),
        ("(?:my) lip|ear", "hear, my lip", (1, 4)),  # the boundary is the first alternative's alone
        (r"\d days?", "x3 days", (1, 7)),
    ],
)
def test_where_a_pattern_of_a_context_list_begins(words: str, text: str, found: tuple[int, int]) -> None:
    match = re.search(_bounded(words), text)
    assert match is not None
    assert match.span() == found
