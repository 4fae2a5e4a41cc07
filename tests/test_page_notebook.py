from __future__ import annotations

import re

import pytest
from test_page_inbox import HOSTILE
from test_render import TEXT, report

from lipcheck.report import Report
from lipcheck.wording import WHAT_IT_IS_NOT


def test_a_report_shows_itself_with_the_words_that_counted() -> None:
    html = report()._repr_html_()
    [words] = re.findall(r'<p class="words">(.*?)</p>', html, re.S)
    assert re.sub(r"<[^>]*>", "", words) == TEXT
    assert '<mark class="m-symptom" title="symptom">numb</mark>' in words
    assert '<mark class="m-denied" title="denied">droop</mark>' in words
    assert '<mark class="m-flag" title="red flag">slur</mark>' in words


def test_a_report_shows_urgency_reasons_causes_and_advice() -> None:
    text = re.sub(r"\s+", " ", re.sub(r"<style>.*?</style>|<[^>]*>", " ", report()._repr_html_(), flags=re.S))
    for words in ("Emergency, now", "Red flag, speech: speech is slurred", "a second reason", "caffeine 71%", "Call the emergency number now.", "how long it has lasted", WHAT_IT_IS_NOT[:20]):  # fmt: skip
        assert words in text
    assert text.count("speech is slurred") == 1
    assert "potassium" not in text


@pytest.mark.parametrize("text", ["", "thanks"])
def test_what_was_not_triaged_says_so(text: str) -> None:
    assert "A person must read this message." in Report(id="1", text=text)._repr_html_()


def test_a_hostile_message_is_escaped() -> None:
    html = Report(id="1", text=HOSTILE, reasons=(HOSTILE,), advice=(HOSTILE,), missing=(HOSTILE,))._repr_html_()
    assert "<script" not in html
    assert "<img" not in html
    assert "<!--" not in html
