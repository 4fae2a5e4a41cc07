from __future__ import annotations

import io
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from lipcheck.highlight import visible
from lipcheck.render import highlighted, show
from lipcheck.report import Cause, Condition, Duration, Evidence, Finding, Frequency, Quote, RedFlag, Report, Trigger
from lipcheck.wording import WHAT_IT_IS_NOT

TEXT = "My left lip is numb for 5 minutes twice a day, no droop, cramps last year. Coffee. Dad had a stroke. I slur."
CAUSES = (
    "caffeine",
    "undetermined",
    "bells_palsy",
    "stroke",
    "medication",
    "allergic_reaction",
    "potassium_deficiency",
)


def quote(words: str) -> Quote:
    start = TEXT.index(words)
    return Quote(words, start, start + len(words))


def place(words: str) -> tuple[int, int]:
    return quote(words).start, quote(words).end


def report(**changes: Any) -> Report:
    values: dict[str, Any] = {
        "id": "1",
        "text": TEXT,
        "scope": "in",
        "findings": (
            Finding(
                "numbness", quote("numb"), site="lip", side="left", site_span=place("lip"), side_span=place("left")
            ),
            Finding("facial_droop", quote("droop"), status="absent"),
            Finding("cramp", quote("cramps"), status="past"),
            Finding("slurred_speech", quote("slur")),
        ),
        "durations": (Duration("episode", 300, 300, quote("5 minutes")),),
        "frequencies": (Frequency(2, 2, quote("twice a day")),),
        "triggers": (Trigger("caffeine", "coffee", quote("Coffee")),),
        "conditions": (Condition("stroke", quote("stroke"), experiencer="other"),),
        "red_flags": (
            RedFlag("high_fever", False, "it is over"),
            RedFlag("speech", True, "speech is slurred", (quote("slur"),)),
        ),
        "causes": tuple(
            Cause(c, p, (Evidence("caffeine_linked", quote("Coffee")),) if c == "caffeine" else ())
            for c, p in zip(CAUSES, (0.71, 0.2, 0.05, 0.01, 0.01, 0.01, 0.01), strict=True)
        ),
        "cause": "caffeine",
        "urgency": "emergency",
        "within": "now",
        "reasons": ("speech is slurred", "a second reason"),
        "advice": ("Call the emergency number now.",),
        "next_steps": ("An examination in person.",),
        "missing": ("how long it has lasted",),
    }
    return Report(**values | changes)


def shown(given: Report, *, width: int = 80, redact: bool = False, **console: Any) -> str:
    out = io.StringIO()
    show(given, Console(file=out, width=width, **{"force_terminal": False, **console}), redact=redact)
    return out.getvalue()


def test_the_parts_come_in_the_order_of_their_weight() -> None:
    heads = [
        "EMERGENCY: now",
        "Why",
        "Message",
        "Likely causes",
        "Advice",
        "Next steps for a clinician",
        "Worth asking",
        WHAT_IT_IS_NOT[:40],
    ]
    text = shown(report())
    places = [text.index(head) for head in heads]
    assert places == sorted(places)
    assert places[0] == 1


@pytest.mark.parametrize(
    ("urgency", "within", "words"),
    [
        ("emergency", "now", "EMERGENCY: now"),
        ("doctor", "today", "SEE A DOCTOR: today"),
        ("self_care", "days", "SELF CARE: within days"),
        (None, None, "NOT TRIAGED: a person must read this message"),
    ],
)
def test_urgency_is_a_word_and_a_colour(urgency: str | None, within: str | None, words: str) -> None:
    given = report(urgency=urgency, within=within)
    assert shown(given).splitlines()[0].strip() == words
    assert shown(given, force_terminal=True, color_system="standard").startswith("\x1b[1;")


def test_words_that_counted_are_signed_where_there_are_no_styles() -> None:
    assert highlighted(report(), signs=True).plain == (
        "My [_left_] [_lip_] is [numb] for [@5 minutes@] [@twice a day@], no [-droop-], [<cramps<] last year. "
        "[+Coffee+]. Dad had a [?stroke?]. I [!slur!]."
    )


def test_every_kind_of_words_has_a_style_of_its_own() -> None:
    text = highlighted(report(), signs=False)
    styles = {text.plain[s.start : s.end]: str(s.style) for s in text.spans}
    assert text.plain == TEXT
    kinds = [styles[w] for w in ("numb", "lip", "5 minutes", "Coffee", "slur", "droop", "cramps", "stroke")]
    assert len(set(kinds)) == len(kinds)
    assert "strike" in styles["droop"]
    assert "italic" in styles["cramps"]


@pytest.mark.parametrize("console", [{}, {"force_terminal": True, "color_system": "standard", "no_color": True}])
def test_without_colour_signs_stand_in(console: dict[str, Any]) -> None:
    text = shown(report(), width=200, **console)
    assert "[-" in text
    assert "\x1b[3" not in text.replace("\x1b[3m", "")  # no colour codes, italics aside


def test_a_pipe_gets_no_escape_sequences() -> None:
    assert "\x1b" not in shown(report())


def test_causes_are_bars_with_what_speaks_for_them() -> None:
    text = shown(report())
    assert "caffeine     █████████████████████░░░░░░░░░  71%" in text
    assert "caffeine_linked: “Coffee”" in text
    assert "Bell's palsy" in text
    assert "potassium" not in text


def test_bars_are_ascii_where_the_terminal_is_not_utf8() -> None:
    data = io.BytesIO()
    out = io.TextIOWrapper(data, encoding="ascii", errors="replace")
    show(report(), Console(file=out, width=80))
    out.flush()
    assert b"caffeine     #####################.........  71%" in data.getvalue()


def test_a_reason_that_a_flag_already_gives_is_not_told_twice() -> None:
    text = shown(report())
    assert text.count("speech is slurred") == 1
    assert "a second reason" in text
    assert "inactive flag, high fever: it is over" in text


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(cell_len(line) for line in shown(report(), width=width).splitlines()) <= width


def test_redacted_answers_quote_nothing() -> None:
    text = shown(report(), redact=True)
    assert "Coffee" not in text
    assert "Message" not in text
    assert "EMERGENCY" in text


@pytest.mark.parametrize("text", ["", "  \n"])
def test_a_blank_message_is_answered(text: str) -> None:
    answer = shown(Report(id="1", text=text))
    assert "NOT TRIAGED" in answer
    assert "Message" not in answer


HOSTILE = "lip\x1b[2J\x1b]0;owned\x07 \x9b31m numb\r\x08\x7f\u202eevil\u2066 [bold]x[/bold] :smile: \ud83d"


@pytest.mark.parametrize("console", [{}, {"force_terminal": True, "color_system": "truecolor"}])
def test_nothing_in_a_message_steers_the_terminal(console: dict[str, Any]) -> None:
    given = report(
        text=HOSTILE, findings=(), reasons=(HOSTILE,), advice=(HOSTILE,), red_flags=(RedFlag("speech", True, HOSTILE),)
    )
    text = shown(given, width=400, **console)
    assert not set("\x07\x9b\r\x08\x7f\u202e\u2066\ud83d") & set(text)
    assert "\x1b[2J" not in text
    assert "\x1b]" not in text
    assert "[bold]x[/bold] :smile:" in text


def test_offsets_hold_after_controls_were_made_visible() -> None:
    given = Report(id="1", text="\x1b\x07lip\u202e numb", findings=(Finding("numbness", Quote("numb", 7, 11)),))
    assert highlighted(given, signs=True).plain == "␛␇lip� [numb]"
    assert len(visible(HOSTILE)) == len(HOSTILE)
