"""The inbox page in a real browser. Skips where there is no Chromium; ``.ci/run`` installs one."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from chromium import MISSING, chromium, find_chromium
from picture import make
from playwright.sync_api import Browser, Page, expect
from test_page_inbox import HOSTILE
from test_render import report

from lipcheck.page.inbox import Heading, write_inbox
from lipcheck.report import Cause, Finding, Patient, Quote, RedFlag, Report

pytestmark = pytest.mark.skipif(find_chromium() is None, reason=MISSING)

ROOT = Path(__file__).resolve().parent.parent
AXE = ROOT / "tests" / "vendor" / "axe-core" / "axe.min.js"
BUILD = ROOT / "build" / "screenshots"
WIDTHS = (360, 768, 1440)
MADE = datetime(2026, 3, 2, 12, 0)


def causes(first: str) -> tuple[Cause, ...]:
    others = [c.cause for c in report().causes if c.cause != first]
    return tuple(Cause(c, p) for c, p in zip([first, *others], (0.7, 0.2, 0.06, 0.01, 0.01, 0.01, 0.01), strict=True))


def simple(id: str, urgency: str | None, cause: str | None, side: str, text: str, **changes: Any) -> Report:  # noqa: A002
    values: dict[str, Any] = {
        "scope": "in" if cause else "out",
        "findings": (Finding("numbness", Quote(text[:3], 0, 3), site="lip", side=side),) if cause else (),
        "causes": causes(cause) if cause else (),
        "cause": cause,
        "urgency": urgency,
        "within": {"emergency": "now", "doctor": "today", "self_care": "days"}.get(urgency or ""),
    }
    return Report(id=id, text=text, **values | changes)


def inbox() -> list[Report]:
    """Five messages, one of each kind, in no order."""
    speech = RedFlag("speech", True, "speech is slurred or lost", (Quote("lip", 0, 3),))
    return [
        simple("m-10", "self_care", "caffeine", "left", "lip, café", received="2026-03-01T08:00:00Z", extra={"name": "Beta", "phone": "555-0102"}),
        simple("m-9", "doctor", "medication", "right", "lip again", received="2026-03-02T08:00:00Z", extra={"name": "Alpha", "phone": "555-0101"}),
        simple("m-2", None, None, "", "See you on Friday", received="2026-03-01T07:00:00Z"),
        simple("m-1", "emergency", "stroke", "left", "lip and speech", received="2026-03-02T09:00:00Z", red_flags=(speech,), extra={"name": "Delta"}),
        report(id="m-3", received="2026-03-02T07:00:00Z", extra={"name": "Gamma", "phone": "555-0103", "a": "1", "b": "2"}, patient=Patient(19)),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


Opener = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[Opener]:
    """Opens the page of some reports from disk; at the end, nothing was refused, thrown, or asked of the network."""
    troubles: list[str] = []
    contexts = []

    def opener(reports: list[Report] | None = None, *, redact: bool = False, **options: Any) -> Page:
        file = tmp_path / f"inbox{len(contexts)}.html"
        with file.open("wb") as stream:
            records = (r.to_dict() for r in (inbox() if reports is None else reports))
            write_inbox(records, stream, Heading("results.jsonl", MADE, redact))
        context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: troubles.append(message.text))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("dialog", lambda dialog: troubles.append("a dialog"))
        page.on("request", lambda request: request.url == file.as_uri() or troubles.append(request.url))
        page.goto(file.as_uri())
        return page

    yield opener
    for context in contexts:
        context.close()
    assert troubles == []


def ids(page: Page) -> list[str]:
    return page.locator("tbody.message .c-id .one:first-child").all_inner_texts()


def row(page: Page, id: str) -> Any:  # noqa: A002
    return page.locator("tbody.message").filter(has=page.get_by_role("rowheader").get_by_text(id, exact=True))


# --- what she sees first ----------------------------------------------------------------------------------------------


def test_most_urgent_first_then_longest_waiting(open_page: Opener) -> None:
    assert ids(open_page()) == ["m-3", "m-1", "m-9", "m-2", "m-10"]


def test_the_heading_counts_emergencies(open_page: Opener) -> None:
    page = open_page()
    assert page.inner_text("#headline") == "2 emergencies: act now"
    assert page.inner_text("#about") == "5 messages from results.jsonl, received 1 Mar 2026 to 2 Mar 2026."


def test_no_emergency_is_no_promise(open_page: Opener) -> None:
    page = open_page([simple("1", "self_care", "caffeine", "left", "lip")])
    assert page.inner_text("#headline") == "No emergency recognised; that does not mean that there is none"


def test_an_empty_inbox(open_page: Opener) -> None:
    page = open_page([])
    assert page.inner_text("#headline") == "No messages"
    expect(page.locator("#none")).to_be_visible()


def test_a_time_that_cannot_be_read_is_shown_and_told(open_page: Opener) -> None:
    page = open_page(
        [
            simple(str(n), "doctor", "caffeine", "left", "lip", received=r)
            for n, r in enumerate(("lately", "2026-03-01"))
        ]
    )
    assert ids(page) == ["1", "0"]
    assert row(page, "0").locator(".c-received").inner_text() == "lately"
    assert "1 with a time that could not be read" in page.inner_text("#about")


def test_the_columns_of_the_export_are_shown(open_page: Opener) -> None:
    page = open_page()
    assert "Beta · 555-0102" in row(page, "m-10").inner_text()
    wide = open_page(viewport={"width": 1920, "height": 900})
    assert row(wide, "m-10").locator(".c-extra").all_inner_texts() == ["Beta", "555-0102", ""]
    assert wide.get_by_role("columnheader").all_inner_texts()[3:5] == ["Name", "Phone"]


# --- filters, search, order -------------------------------------------------------------------------------------------


def test_urgencies_and_causes_filter_and_count(open_page: Opener) -> None:
    page = open_page()
    emergency, stroke = (
        page.get_by_role("button", name=re.compile("^Emergency")),
        page.get_by_role("button", name="stroke 1"),
    )
    expect(emergency.first).to_have_text(re.compile(r"Emergency\s*2"))
    emergency.first.click()
    assert ids(page) == ["m-3", "m-1"]
    expect(emergency.first).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="medication 0")).to_be_visible()
    stroke.click()
    assert ids(page) == ["m-1"]
    expect(page.get_by_role("status")).to_have_text("1 of 5 messages")
    page.get_by_role("button", name="Clear filters").click()
    assert len(ids(page)) == 5
    expect(emergency.first).to_have_attribute("aria-pressed", "false")


def test_two_urgencies_are_either(open_page: Opener) -> None:
    page = open_page()
    page.locator("[data-value=doctor]").click()
    page.locator("[data-value=read]").click()
    assert ids(page) == ["m-9", "m-2"]


@pytest.mark.parametrize(("flag", "shown"), [("speech", ["m-3", "m-1"]), ("*", ["m-3", "m-1"]), ("high_fever", [])])
def test_flags_filter_where_they_are_active(open_page: Opener, flag: str, shown: list[str]) -> None:
    page = open_page()
    page.get_by_label("Red flag").select_option(flag)
    assert ids(page) == shown


def test_sides_filter(open_page: Opener) -> None:
    page = open_page()
    page.get_by_role("combobox", name="Side", exact=True).select_option("right")
    assert ids(page) == ["m-9"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("friday", ["m-2"]),
        ("CAFE", ["m-10"]),
        ("speech and", ["m-1"]),
        ("555-0101", ["m-9"]),
        ("gamma", ["m-3"]),
        ("<b>", []),
    ],
)
def test_search_reads_texts_ids_and_columns(open_page: Opener, text: str, shown: list[str]) -> None:
    page = open_page()
    page.get_by_role("searchbox").fill(text)
    assert ids(page) == shown
    expect(page.locator("#none")).to_be_visible(visible=not shown)


@pytest.mark.parametrize(
    ("column", "up", "down"),
    [
        ("ID", ["m-1", "m-2", "m-3", "m-9", "m-10"], ["m-10", "m-9", "m-3", "m-2", "m-1"]),
        ("Received", ["m-2", "m-10", "m-3", "m-9", "m-1"], ["m-1", "m-9", "m-3", "m-10", "m-2"]),
        ("Likely cause", ["m-3", "m-10", "m-9", "m-1", "m-2"], ["m-1", "m-9", "m-3", "m-10", "m-2"]),
        ("Urgency", ["m-10", "m-2", "m-9", "m-1", "m-3"], ["m-3", "m-1", "m-9", "m-2", "m-10"]),
    ],
)
def test_a_column_sorts_both_ways(open_page: Opener, column: str, up: list[str], down: list[str]) -> None:
    page = open_page()
    head = page.get_by_role("columnheader", name=column)
    head.get_by_role("button").click()
    assert ids(page) == up
    head.get_by_role("button").click()
    assert ids(page) == down
    expect(head).to_have_attribute("aria-sort", "ascending" if column == "Urgency" else "descending")


def test_every_column_of_the_export_sorts(open_page: Opener) -> None:
    page = open_page()
    page.get_by_label("Sort by").select_option("Name")
    assert ids(page) == ["m-9", "m-10", "m-1", "m-3", "m-2"]
    page.get_by_role("button", name="Reverse").click()
    assert ids(page) == ["m-3", "m-1", "m-10", "m-9", "m-2"]


# --- a message --------------------------------------------------------------------------------------------------------


def test_a_message_opens_to_all_that_is_known_of_it(open_page: Opener) -> None:
    page = open_page()
    row(page, "m-3").locator(".main").click()
    sheet = row(page, "m-3").locator(".sheet")
    assert sheet.locator(".words").inner_text() == report().text
    assert sheet.locator("h3").all_inner_texts() == [
        "Message", "Found", "Known", "Worth asking", "Why", "Likely causes", "Advice for the patient", "Next steps for a clinician",
    ]  # fmt: skip
    text = sheet.inner_text()
    for words in ("Red flag, speech: speech is slurred", "a second reason", "Flag not acted on, high fever: it is over", "caffeine linked: “Coffee”", "71%", "Call the emergency number now.", "An examination in person.", "how long it has lasted", "555-0103", "19 years"):  # fmt: skip
        assert words in text
    row(page, "m-3").locator(".main").click()
    assert row(page, "m-3").locator(".sheet").count() == 0


def test_words_are_marked_by_kind_and_each_mark_has_a_second_cue(open_page: Opener) -> None:
    page = open_page()
    row(page, "m-3").locator(".main").click()
    marks = {m.inner_text(): m for m in row(page, "m-3").locator(".words mark").all()}
    kinds = {words: mark.get_attribute("class") for words, mark in marks.items()}
    assert kinds == {
        "left": "m-place", "lip": "m-place", "numb": "m-symptom", "5 minutes": "m-timing", "twice a day": "m-timing",
        "droop": "m-denied", "cramps": "m-past", "Coffee": "m-trigger", "stroke": "m-not_sure", "slur": "m-flag",
    }  # fmt: skip
    cue = """m => { const s = getComputedStyle(m), b = getComputedStyle(m, "::before");
      return [s.borderBottomStyle, s.textDecorationLine, s.textDecorationStyle, s.fontStyle, s.fontWeight, b.content].join() }"""
    cues = {kinds[words]: mark.evaluate(cue) for words, mark in marks.items()}
    assert len(set(cues.values())) == len(cues)
    assert marks["numb"].get_attribute("title") == "symptom"


def test_everything_opens_and_closes_at_once(open_page: Opener) -> None:
    page = open_page(viewport={"width": 1440, "height": 4000})
    page.get_by_role("button", name="Expand all").click()
    assert page.locator(".sheet").count() == 5
    page.get_by_role("button", name="Collapse all").click()
    assert page.locator(".sheet").count() == 0


def test_a_redacted_page_says_that_the_text_is_left_out(open_page: Opener) -> None:
    page = open_page(redact=True)
    row(page, "m-3").locator(".main").click()
    assert "The text was left out" in row(page, "m-3").inner_text()
    assert "Coffee" not in page.content()


# --- keyboard ---------------------------------------------------------------------------------------------------------


def focused(page: Page) -> str | None:
    return page.evaluate("document.activeElement.closest('.message')?.querySelector('.c-id .one').textContent")


def test_the_list_is_read_by_keyboard_alone(open_page: Opener) -> None:
    page = open_page()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the messages")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    assert focused(page) == "m-3"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("j")
    assert focused(page) == "m-9"
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    assert focused(page) == "m-1"
    expect(page.get_by_role("button", name="Emergency now, message m-1")).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    assert page.locator(".sheet").count() == 0
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("/jk")
    assert page.get_by_role("searchbox").input_value() == "/jk"


def test_the_focus_is_seen(open_page: Opener) -> None:
    page = open_page()
    page.locator("#list").focus()
    page.keyboard.press("ArrowDown")
    outline = "e => getComputedStyle(e).outlineStyle + getComputedStyle(e).outlineWidth"
    assert row(page, "m-3").locator(".main").evaluate(outline) == "solid3px"
    page.get_by_role("searchbox").focus()
    assert page.get_by_role("searchbox").evaluate(outline) == "solid3px"


# --- hostile texts ----------------------------------------------------------------------------------------------------


def test_hostile_texts_are_shown_and_do_nothing(open_page: Opener) -> None:
    texts = [
        HOSTILE,
        "<b onmouseover=alert(1)>x</b>",
        "'\"><svg onload=alert(1)>",
        "javascript:alert(1)",
        "\u202eevil\u2066",
        "a" * 500,
        "{{7*7}}${7*7}",
    ]
    reports = [
        Report(id=t, text=t, received=t, extra={t: t}, reasons=(t,), advice=(t,), missing=(t,), red_flags=(RedFlag(t, True, t),), urgency="emergency", within="now")
        for t in texts
    ]  # fmt: skip
    page = open_page(reports, viewport={"width": 1440, "height": 8000})
    page.get_by_role("button", name="Expand all").click()
    assert (
        page.locator(".message b, .message script, .message img, .message [onload], .message [onmouseover]").count()
        == 0
    )
    for text in (texts[1], texts[2], texts[6]):
        page.get_by_role("searchbox").fill(text)
        assert page.locator(".words").all_inner_texts() == [text]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_policy_refuses_markup_made_of_text_and_foreign_scripts(browser: Browser, tmp_path: Path) -> None:
    stream = io.BytesIO()
    write_inbox([report().to_dict()], stream, Heading("r", MADE))
    text = (
        stream.getvalue()
        .decode()
        .replace("</main>", "</main><script>window.ran = true</script><img src=x onerror='ran = true'>")
    )
    (tmp_path / "p.html").write_text(text, encoding="utf-8")
    page = browser.new_page()
    page.goto((tmp_path / "p.html").as_uri())
    assert page.evaluate("window.ran") is None
    refused = "() => { try { document.body.innerHTML = '<i>'; return false } catch { return true } }"
    assert page.evaluate(refused)
    page.close()


# --- sizes, dark, print, other eyes -----------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_fits_every_width_and_leaves_a_picture(open_page: Opener, width: int, scheme: str) -> None:
    page = open_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    row(page, "m-1").locator(".main").click()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    BUILD.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=BUILD / f"inbox-{width}-{scheme}.png")


def test_a_narrow_page_begins_with_the_messages(open_page: Opener) -> None:
    page = open_page(viewport={"width": 360, "height": 800})
    expect(page.get_by_role("searchbox")).to_be_hidden()
    box = row(page, "m-3").bounding_box()
    assert box is not None
    assert box["y"] < 400
    page.get_by_text("Counts, filters and order").click()
    page.get_by_role("searchbox").fill("friday")
    assert ids(page) == ["m-2"]


def test_dark_is_dark(open_page: Opener) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    assert open_page(color_scheme="dark").evaluate(ground) == "rgb(19, 23, 27)"
    assert open_page(color_scheme="light").evaluate(ground) == "rgb(244, 246, 247)"


def test_print_has_every_row_that_passes_and_no_tools(open_page: Opener) -> None:
    page = open_page(many(300))
    page.locator("[data-value=emergency]").click()
    assert page.locator("tbody.message").count() < 75
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("tbody.message").count() == 75
    expect(page.locator("#tools")).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    assert page.locator("tbody.message").count() < 75
    pages = re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))
    assert len(pages) > 5


AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_accessibility_checker_finds_nothing(open_page: Opener, width: int, scheme: str) -> None:
    page = open_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.get_by_text("How to read this page").click()
    if width == 360:
        page.get_by_text("Counts, filters and order").click()
    page.locator("[data-value=emergency]").click()
    page.get_by_role("button", name="Expand all").click()
    page.mouse.move(0, 0)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate("tags => axe.run(document, {runOnly: tags})", AXE_TAGS)
    BUILD.mkdir(parents=True, exist_ok=True)
    (BUILD / f"axe-{width}-{scheme}.json").write_text(json.dumps(result["violations"], indent=1), encoding="utf-8")
    found = [
        (v["impact"], v["id"], v["nodes"][0]["html"][:200], v["nodes"][0].get("failureSummary"))
        for v in result["violations"]
    ]
    assert found == []
    assert len(result["passes"]) > 20


# --- ten thousand -----------------------------------------------------------------------------------------------------


def many(number: int) -> list[Report]:
    kinds = [("emergency", "stroke"), ("doctor", "medication"), ("self_care", "caffeine"), (None, None)]
    text = "lip and more: " + "I wrote about this before and nobody called me back. " * 12
    start = datetime(2026, 1, 1)
    return [
        simple(f"m-{n}", *kinds[n % 4], ("left", "right")[n % 2], f"{text}{n}", received=(start + timedelta(minutes=n * 7 % number)).isoformat(), extra={"name": f"Sample {n}"})
        for n in range(number)
    ]  # fmt: skip


def time_to_first_use(page: Page) -> float:
    """Milliseconds from asking for the page until its first rows stand and its controls answer."""
    page.reload()
    return float(page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"))


def until(page: Page, condition: str) -> None:
    for _ in range(100):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never came: {condition}")


def test_ten_thousand_messages_are_usable_within_two_seconds(open_page: Opener) -> None:
    """The best of three: what else the machine does at the time is not the page's."""
    page = open_page(many(10_000))
    ready = min(time_to_first_use(page) for _ in range(3))
    assert page.locator("tbody.message").count() < 60
    timed = """text => { const t = performance.now(); const box = document.getElementById("text"); box.value = text;
      box.dispatchEvent(new Event("input")); document.body.offsetHeight; return performance.now() - t }"""
    searched = page.evaluate(timed, "9999")
    assert ids(page) == ["m-9999"]
    again = page.evaluate(timed, "")
    clicked = "() => { const t = performance.now(); document.querySelector('[data-key=id] button').click(); document.body.offsetHeight; return performance.now() - t }"
    ordered = page.evaluate(clicked)
    BUILD.mkdir(parents=True, exist_ok=True)
    figures = {"ready_ms": ready, "first_search_ms": searched, "search_ms": again, "sort_ms": ordered}
    (BUILD / "ten-thousand.json").write_text(json.dumps(figures), encoding="utf-8")
    assert ready < 2000, figures
    assert max(searched, again, ordered) < 1000, figures


def test_the_end_of_ten_thousand_is_reached_and_opened(open_page: Opener) -> None:
    page = open_page(many(10_000))
    page.keyboard.press("End")
    expect(row(page, "m-9998")).to_be_visible()
    page.get_by_role("button", name="Expand all").click()
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight / 2)")
    until(page, "document.querySelector('.message').getBoundingClientRect().top < innerHeight")
    assert 0 < page.locator(".sheet").count() < 60
    page.keyboard.press("End")
    until(page, "document.getElementById('below').getBoundingClientRect().top <= innerHeight")
    expect(row(page, "m-9998")).to_be_visible()


def test_the_focus_comes_back_after_its_row_was_scrolled_away(open_page: Opener) -> None:
    page = open_page(many(1000))
    page.locator("#list").focus()
    page.keyboard.press("ArrowDown")
    first = focused(page)
    page.evaluate("scrollTo(0, 20000)")
    until(page, "document.activeElement === document.body")
    page.keyboard.press("ArrowDown")
    assert focused(page) not in (None, first)
    box = page.locator("tbody.message").filter(has=page.locator(".toggle:focus")).bounding_box()
    assert box is not None
    assert 0 < box["y"] < 900


def test_the_picture_of_the_readme_can_be_made_again(browser: Browser, tmp_path: Path) -> None:
    make(browser, tmp_path / "inbox.html", tmp_path / "inbox.png")
    assert (tmp_path / "inbox.png").read_bytes().startswith(b"\x89PNG")
    assert 0 < (ROOT / "docs" / "inbox.png").stat().st_size < 300_000
