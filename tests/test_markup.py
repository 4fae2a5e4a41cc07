from __future__ import annotations

import pytest

from lipcheck.evaluation.markup import Marked, MarkupError, parse
from lipcheck.report import Condition, Duration, Finding, Frequency, Quote, Trigger


def test_text_without_tags_is_itself() -> None:
    assert parse("Thanks!\nBye") == Marked("Thanks!\nBye")


def test_finding_has_the_offsets_of_the_text_without_tags() -> None:
    marked = parse("<t:caffeine>tea</t:caffeine>, lip <numbness site=lip side=left status=past>numb</numbness> 🙂")
    assert marked.text == "tea, lip numb 🙂"
    assert marked.findings == (Finding("numbness", Quote("numb", 9, 13), "lip", "left", "past"),)


def test_several_sites_are_several_findings() -> None:
    marked = parse("<tingling site=face+hand side=left+null by=other>fizz</tingling>")
    quote = Quote("fizz", 0, 4)
    assert marked.findings == (
        Finding("tingling", quote, "face", "left", experiencer="other"),
        Finding("tingling", quote, "hand", None, experiencer="other"),
    )


def test_one_side_is_said_of_all_sites() -> None:
    findings = parse("<cramp site=arm+leg side=right>x</cramp>").findings
    assert [(f.site, f.side) for f in findings] == [("arm", "right"), ("leg", "right")]


def test_nested_tags_share_their_words() -> None:
    marked = parse(
        "is it <c:bells_palsy status=hypothetical><paralysis site=face status=hypothetical>Bell's</paralysis></c:bells_palsy>?"
    )
    quote = Quote("Bell's", 6, 12)
    assert marked.text == "is it Bell's?"
    assert marked.findings == (Finding("paralysis", quote, "face", status="hypothetical"),)
    assert marked.conditions == (Condition("bells_palsy", quote, "hypothetical"),)


def test_labels_stand_in_the_order_of_their_opening_tags() -> None:
    marked = parse("<swelling>a <pain>b</pain></swelling>")
    assert [f.symptom for f in marked.findings] == ["swelling", "pain"]


def test_trigger_duration_and_frequency() -> None:
    marked = parse(
        "<t:caffeine per_day=5>Coffee</t:caffeine> <d:episode min=3 max=5>3-5 s</d:episode> <f min=2 max=3>2-3 a day</f>"
    )
    assert marked.triggers == (Trigger("caffeine", "coffee", Quote("Coffee", 0, 6), per_day=5.0),)
    assert marked.durations == (Duration("episode", 3.0, 5.0, Quote("3-5 s", 7, 12)),)
    assert marked.frequencies == (Frequency(2.0, 3.0, Quote("2-3 a day", 13, 22)),)


@pytest.mark.parametrize(
    ("marked", "what"),
    [
        ("a < b", "stray < at character 2"),
        ("a > b", "stray > at character 2"),
        ("<numbness site=lip", "stray < at character 0"),
        ("<numbness>x", "<numbness> is never closed"),
        ("x</numbness>", "</numbness> closes nothing"),
        ("<pain><cramp>x</pain></cramp>", "</pain> stands where </cramp> should"),
        ("<pain></pain>", "<pain> encloses nothing"),
        ("<pain>x</pain site=lip>", "</pain> has attributes"),
        ("<pain colour=red>x</pain>", "<pain> has no attribute colour"),
        ("<pain site=lip site=lip>x</pain>", "<pain> has site twice"),
        ("<pain by=mother>x</pain>", "<pain>: by is patient or other, not mother"),
        ("<pain site=lip+eye side=left+left+left>x</pain>", "<pain>: 2 sites, 3 sides"),
        ("<x:pain>x</x:pain>", "unknown tag <x:pain>"),
        ("<d:week min=1 max=1>x</d:week>", "unknown tag <d:week>"),
        ("<d:course min=1>x</d:course>", "<d:course> needs max="),
        ("<d:course min=one max=1>x</d:course>", "<d:course>: min is no number"),
        ("<d:course min=2 max=1>x</d:course>", "<d:course>: min is above max"),
        ("<f min=nan max=1>x</f>", "<f>: min must be finite and not below 0"),
        ("<f min=-1 max=1>x</f>", "<f>: min must be finite and not below 0"),
        ("<t:caffeine per_day=lots>x</t:caffeine>", "<t:caffeine>: per_day is no number"),
    ],
)
def test_bad_markup_is_refused_with_place_and_reason(marked: str, what: str) -> None:
    with pytest.raises(MarkupError) as raised:
        parse(marked, where="a.jsonl:3: a-003")
    assert str(raised.value) == f"a.jsonl:3: a-003: {what}"
