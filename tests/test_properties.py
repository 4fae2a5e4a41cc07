"""What holds for any text, and what must change nothing or one thing only."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import lipcheck
from lipcheck.analyzer import Analyzer
from lipcheck.evaluation.labelled import Labelled
from lipcheck.schema import record_schema
from lipcheck.triage.alarm import RAISED
from training.dataset import gold_sentences

VALIDATOR = Draft202012Validator(record_schema())
GOLD = {sentence.id: sentence for sentence in gold_sentences()}


@cache
def analyzer() -> Analyzer:
    return lipcheck.load()


@cache
def record(text: str) -> dict[str, Any]:
    return analyzer().analyze(text).to_dict()


# -- any text --------------------------------------------------------------------------------------------------------------

WORDS = (
    "my left right upper lip lips face arm is was not no never maybe if numb numbness twitches swollen weak droops slurred "
    "speech fever 39.5 for 3-5 seconds 2 days ago times a day I take lisinopril coffee 5 cups mother had stroke ? . , : ; - "
    "! yes Numbness: \n \n\n &amp; <br> > r n 😀 é İ ß ﬁ don’t can't && ... 19 years old pregnant"
).split(" ")
ANY = st.text(st.characters(codec=None, exclude_categories=()), max_size=80)
TEXTS = st.one_of(
    ANY,
    st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=3)), max_size=40).map(" ".join),
    st.lists(st.one_of(st.sampled_from(WORDS), ANY), max_size=12).map("".join),
)
FAST = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def quoted(node: Any) -> Iterator[dict[str, Any]]:
    """Every object of a record that has offsets."""
    if isinstance(node, dict):
        if "start" in node:
            yield node
        for value in node.values():
            yield from quoted(value)
    elif isinstance(node, list):
        for value in node:
            yield from quoted(value)


@FAST
@given(TEXTS)
def test_any_text_gives_a_valid_record(text: str) -> None:
    report = analyzer().analyze(text)
    assert [e.message for e in VALIDATOR.iter_errors(report.to_dict())] == []
    assert [e.message for e in VALIDATOR.iter_errors(report.to_dict(redact=True))] == []
    json.dumps(report.to_dict(), allow_nan=False)


@FAST
@given(TEXTS)
def test_every_offset_quotes_exactly(text: str) -> None:
    found = analyzer().analyze(text).to_dict()
    assert found["text"] == text
    assert [q for q in quoted(found) if q["text"] != text[q["start"] : q["end"]] or q["start"] >= q["end"]] == []
    spans = [f[key] for f in found["findings"] for key in ("site_span", "side_span") if f[key]]
    assert [s for s in spans if not 0 <= s[0] < s[1] <= len(text)] == []


@FAST
@given(TEXTS)
def test_the_answer_is_consistent(text: str) -> None:
    found = analyzer().analyze(text).to_dict()
    active = [f for f in found["red_flags"] if f["active"]]
    assert (found["urgency"] == "emergency") is (bool(active) or RAISED in found["reasons"])
    assert (found["scope"] == "in") is (found["cause"] is not None)
    assert found["reasons"] != [] or found["scope"] == "out"
    assert sum(c["probability"] for c in found["causes"]) == pytest.approx(1 if found["causes"] else 0, abs=1e-4)


@settings(max_examples=40, deadline=None)
@given(st.lists(TEXTS, max_size=4))
def test_messages_do_not_touch_each_other(texts: list[str]) -> None:
    alone = [analyzer().analyze(text, id=str(n)).to_dict() for n, text in enumerate(texts, 1)]
    assert [r.to_dict() for r in analyzer().pipe(texts)] == alone


# -- the gold sentences, changed -------------------------------------------------------------------------------------------

SIDED = re.compile(r"\b(?:left|right)\b", re.I)
NO_SIDE = re.compile(r"right (?:now|handed)|left (?:work|in|with)|be left|what's left", re.I)
OTHER_SIDE = {"left": "right", "right": "left"}


def swapped(text: str) -> str:
    return SIDED.sub(lambda m: OTHER_SIDE[m[0].lower()].capitalize() if m[0][0].isupper() else OTHER_SIDE[m[0]], text)


def findings(text: str) -> set[tuple[Any, ...]]:
    return {(f["symptom"], f["site"], f["side"], f["status"], f["experiencer"]) for f in record(text)["findings"]}


def gist(text: str) -> dict[str, Any]:
    """What a record says, without offsets and without the classifier's figures."""
    found = record(text)
    said = ("scope", "patient", "pattern", "onset", "trend", "cause", "urgency", "within", "missing")
    return {key: found[key] for key in said} | {
        "findings": findings(text),
        "durations": {(d["kind"], d["min_s"], d["max_s"]) for d in found["durations"]},
        "frequencies": {(f["min_per_day"], f["max_per_day"]) for f in found["frequencies"]},
        "triggers": {(t["trigger"], t["name"], t["status"], t["experiencer"], t["per_day"]) for t in found["triggers"]},
        "conditions": {(c["condition"], c["status"], c["experiencer"]) for c in found["conditions"]},
        "red_flags": {(f["flag"], f["active"]) for f in found["red_flags"]},
    }


def ids(keep: Any) -> list[str]:
    return [name for name, sentence in GOLD.items() if keep(sentence)]


def sided(sentence: Labelled) -> bool:
    return bool(SIDED.search(sentence.text)) and not NO_SIDE.search(sentence.text)


def capital(sentence: Labelled) -> bool:
    return sentence.text.isascii()


@pytest.mark.parametrize("name", ids(sided))
def test_left_and_right_swap_cleanly(name: str) -> None:
    text = GOLD[name].text
    mirrored = {(s, site, OTHER_SIDE.get(side, side), *rest) for s, site, side, *rest in findings(text)}
    assert findings(swapped(text)) == mirrored
    assert gist(swapped(text)) == gist(text) | {"findings": mirrored}


@pytest.mark.parametrize("name", ids(capital))
def test_capitals_change_nothing(name: str) -> None:
    text = GOLD[name].text
    plain, loud = (analyzer().analyze(t).to_dict(redact=True) for t in (text, text.upper()))
    assert loud == plain


def test_a_text_that_breaks_off_is_read() -> None:
    texts = [sentence.text.rsplit(" ", n)[0] for sentence in GOLD.values() for n in (1, 2)]
    texts += ["I have no fever, a droop or", "He denies weakness, a rash or", "Fever:", "no fever, a"]
    assert len(list(analyzer().pipe(texts))) == len(texts)


def wide(text: str) -> str:
    return re.sub(r"(?<=\S) (?=\S)", "  ", text)


def test_doubled_spaces_change_nothing() -> None:
    assert [name for name, sentence in GOLD.items() if gist(wide(sentence.text)) != gist(sentence.text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "my face  has dropped on one  side",
        "I can't  breathe, my lip is swollen",
        "my upper  lip is numb",
        "My lip is numb.  My speech is slurred.",
        "my lip is numb \t and my speech is slurred",
    ],
)
def test_a_second_space_hides_nothing(text: str) -> None:
    assert gist(text) == gist(re.sub(r"\s+", " ", text))


# a line that ends in a colon opens a list, wherever it was broken
LONG = [
    name
    for name, sentence in GOLD.items()
    if len(sentence.text) > 66 and "\n" not in sentence.text and ":\n" not in textwrap.fill(sentence.text, 66)
]


def test_wrapped_lines_change_nothing() -> None:
    assert [name for name in LONG if gist(textwrap.fill(GOLD[name].text, 66)) != gist(GOLD[name].text)] == []


@pytest.mark.parametrize("name", GOLD)
def test_a_greeting_at_the_end_changes_nothing(name: str) -> None:
    text = GOLD[name].text
    assert gist(f"{text}\n\nBest wishes,\nAnn") == gist(text)


@pytest.mark.parametrize("name", GOLD)
def test_a_greeting_at_the_start_changes_nothing(name: str) -> None:
    text = GOLD[name].text
    assert gist(f"Good morning,\n\n{text}") == gist(text)
