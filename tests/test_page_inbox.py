from __future__ import annotations

import io
import json
import re
from base64 import b64encode
from datetime import datetime
from hashlib import sha256
from typing import Any

import pytest
from test_render import report

from lipcheck.page.inbox import Counts, Heading, asset, script_json, write_inbox
from lipcheck.report import Report
from lipcheck.results import Unread
from lipcheck.wording import WHAT_IT_IS_NOT

HOSTILE = "</script><script>alert(1)</script><!--<img src=x onerror=alert(2)>\u2028\u2029&amp;\ud83d{{ 7*7 }}"
HEADING = Heading("results.jsonl", datetime(2026, 3, 1, 8, 15))


def page(*records: dict[str, Any] | Unread, heading: Heading = HEADING) -> tuple[str, Counts]:
    stream = io.BytesIO()
    counts = write_inbox(records, stream, heading)
    return stream.getvalue().decode(), counts


def block(text: str, name: str) -> Any:
    [found] = re.findall(rf'<script type="application/json" id="{name}">(.*?)</script>', text, re.S)
    return json.loads(found)


def test_every_record_is_a_row() -> None:
    text, counts = page(report(id="1").to_dict(), report(id="2").to_dict())
    assert [r["id"] for r in block(text, "rows")] == ["1", "2"]
    assert counts == Counts(shown=2, unread=0)
    assert "Call the emergency number now." in block(text, "known")["strings"]


def test_lines_that_hold_no_record_are_counted() -> None:
    broken = {**report().to_dict(), "findings": 5}
    text, counts = page(Unread(1, "broken JSON"), broken, report().to_dict())
    assert counts == Counts(shown=1, unread=2)
    assert block(text, "known")["unread"] == 2


def test_a_page_of_nothing() -> None:
    text, counts = page()
    assert (block(text, "rows"), counts) == ([], Counts(0, 0))


def test_the_page_says_what_it_is_and_is_not() -> None:
    text, _ = page()
    assert "<title>Inbox: results.jsonl</title>" in text
    assert "2026-03-01 08:15" in text
    assert WHAT_IT_IS_NOT.replace("'", "&#39;") in text


def test_the_policy_allows_this_script_and_this_style_and_nothing_else() -> None:
    text, _ = page(report().to_dict())
    [policy] = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', text)
    policy = policy.replace("&#39;", "'")
    [script] = re.findall(r"<script>(.*?)</script>", text, re.S)
    [style] = re.findall(r"<style>(.*?)</style>", text, re.S)
    hashes = [b64encode(sha256(part.encode()).digest()).decode() for part in (script, style)]
    assert policy.split("; ") == [
        "default-src 'none'",
        f"script-src 'sha256-{hashes[0]}'",
        f"style-src 'sha256-{hashes[1]}'",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ]


def test_the_page_names_no_other_place() -> None:
    text, _ = page(report().to_dict())
    outside = set(re.findall(r"https?://[^\s\"']+", text)) - {"http://www.w3.org/2000/svg"}  # a name, not a place
    assert outside == set()
    assert re.findall(r'\b(?:src|href)="[^#]', text) == []


def test_a_hostile_message_stays_data() -> None:
    given = Report(
        id=HOSTILE, text=HOSTILE, received=HOSTILE, extra={HOSTILE: HOSTILE}, reasons=(HOSTILE,), advice=(HOSTILE,)
    )
    text, _ = page(given.to_dict())
    plain, _ = page()
    assert text.lower().count("<script") == plain.lower().count("<script")
    assert text.count("<!--") == plain.count("<!--")
    assert "onerror=alert(2)>" not in text
    assert "49" not in json.dumps(block(text, "rows"))
    shown = "".join(block(text, "rows")[0]["text"])
    assert shown == HOSTILE.replace("\u2028", "�").replace("\u2029", "�").replace("\ud83d", "�")


def test_a_hostile_file_name_is_escaped() -> None:
    text, _ = page(heading=Heading("<script>alert(1)</script>.jsonl", HEADING.made))
    assert "<script>alert" not in text


def test_a_redacted_page_holds_no_word_of_a_message() -> None:
    text, _ = page(report().to_dict(), heading=Heading("r", HEADING.made, redact=True))
    for words in ("Coffee", "twice a day", "Dad had"):
        assert words not in text
    assert "Texts left out." in text


@pytest.mark.parametrize("value", ["</script>", "<!--", "\u2028\u2029", "a & b", "'\"\\"])
def test_json_for_a_script_element_reads_back(value: str) -> None:
    text = script_json({value: value})
    assert json.loads(text) == {value: value}
    assert not set("<>&\u2028\u2029") & set(text)


def test_the_script_makes_no_markup_of_text() -> None:
    found = re.findall(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|localStorage", asset("inbox.js")
    )
    assert found == []


@pytest.mark.parametrize("name", ["inbox.js", "inbox.css", "marks.css"])
def test_what_goes_in_as_it_is_cannot_end_its_element(name: str) -> None:
    assert "</s" not in asset(name).lower()
    assert "<!--" not in asset(name)
