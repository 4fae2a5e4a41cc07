from __future__ import annotations

import io
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console
from test_render import HOSTILE, report

from lipcheck.report import Report
from lipcheck.results import Unread
from lipcheck.summary import SHOWN, Emergency, show_summary, tally
from lipcheck.wording import WHAT_IT_IS_NOT


def records(*given: Report) -> list[dict[str, Any]]:
    return [r.to_dict() for r in given]


BATCH = records(
    report(id="late", received="2026-03-02T09:00:00Z"),
    report(id="untimed", received="lately"),
    report(id="early", received="2026-03-01T09:00:00Z"),
    report(id="d", urgency="doctor", within="today", cause="stroke", red_flags=()),
    Report(id="r", text="thanks"),
)


def shown(given: list[dict[str, Any]], *, width: int = 100, encoding: str = "utf-8", **console: Any) -> str:
    data = io.BytesIO()
    out = io.TextIOWrapper(data, encoding=encoding, errors="replace")
    show_summary(given, Console(file=out, width=width, **{"force_terminal": False, **console}))
    out.flush()
    return data.getvalue().decode(encoding)


def test_a_batch_is_counted_with_its_emergencies_longest_waiting_first() -> None:
    found = tally([*BATCH, Unread(9, "broken JSON")])
    assert found.urgencies == {"emergency": 3, "doctor": 1, "read": 1}
    assert found.causes == {"caffeine": 3, "stroke": 1}
    assert [e.id for e in found.emergencies] == ["early", "late", "untimed"]
    assert found.emergencies[0] == Emergency("early", "2026-03-01T09:00:00Z", ("speech is slurred", "a second reason"))


def test_counts_are_bars_and_emergencies_have_id_and_reason() -> None:
    text = shown(BATCH)
    assert " Emergency     3 ████████████████████ " in text
    assert " See a doctor  1 ███████░░░░░░░░░░░░░ " in text
    assert " Self care     0 ░░░░░░░░░░░░░░░░░░░░" in text
    assert "caffeine 3 ████████████████████" in text
    assert "early" in text
    assert "speech is slurred; a second reason" in text
    assert WHAT_IT_IS_NOT[:40] in text


def test_no_word_of_a_message_is_shown() -> None:
    text = shown(BATCH, width=400)
    for words in ("Coffee", "twice a day", "thanks"):
        assert words not in text


def test_a_batch_without_emergencies_has_no_list_of_them() -> None:
    assert "act now" not in shown(BATCH[3:])


def test_an_empty_batch() -> None:
    assert "Emergency     0" in shown([])


def test_a_long_list_is_cut_and_says_so() -> None:
    text = shown(records(*(report(id=f"m-{n}") for n in range(SHOWN + 3))))
    assert f"m-{SHOWN - 1} " in text
    assert f"m-{SHOWN} " not in text
    assert "and 3 more" in text


@pytest.mark.parametrize("width", [40, 60, 83, 84, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(cell_len(line) for line in shown(BATCH, width=width).splitlines()) <= width


def test_bars_are_ascii_where_the_terminal_is_not_utf8() -> None:
    assert "3 ####################" in shown(BATCH, encoding="ascii")


def test_nothing_in_a_record_steers_the_terminal() -> None:
    text = shown(records(report(id=HOSTILE, received=HOSTILE, reasons=(HOSTILE,))), width=400, force_terminal=True)
    assert "\x1b[2J" not in text
    assert "\x1b]" not in text
    assert "\u202e" not in text
