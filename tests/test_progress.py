from __future__ import annotations

import io
import sys
from collections import Counter

import pytest

from lipcheck import progress
from lipcheck.inputs import Position
from lipcheck.progress import Bar, Log, Quiet, watching
from lipcheck.staging import State


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def at(rows: int, read: int) -> tuple[State, Position]:
    return State(rows=rows, rejected=2, urgencies=Counter(emergency=3)), Position(total=100_000, before=read)


def test_a_log_has_a_line_a_minute(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    now = 1000.0
    monkeypatch.setattr(progress.time, "monotonic", lambda: now)
    log = Log()
    for second in range(125):
        now = 1000.0 + second
        log.update(*at(1000 + second * 100, 10_000 + second * 100))
    assert capsys.readouterr() == (
        "",
        "7,000 rows, 100 a second, 3 emergencies, 2 rejected, about 14 min left\n"
        "13,000 rows, 100 a second, 3 emergencies, 2 rejected, about 13 min left\n",
    )


def test_a_log_of_standard_input_knows_no_end(capsys: pytest.CaptureFixture[str]) -> None:
    log = Log(every_s=0)
    log.update(State(rows=1), Position())
    assert "left" not in capsys.readouterr().err


def test_a_terminal_has_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    with watching(quiet=False) as bar:
        assert isinstance(bar, Bar)
        bar.update(*at(1000, 10_000))
        bar.update(*at(2000, 50_000))
    shown = terminal.getvalue()
    assert "2,000 rows" in shown
    assert "3 emergencies" in shown
    assert "2 rejected" in shown
    assert "50%" in shown


def test_what_is_shown_depends_on_where_it_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert isinstance(watching(quiet=True), Quiet)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert isinstance(watching(quiet=False), Log)
