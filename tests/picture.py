"""Makes the inbox page of the sample export, and the README's picture of it: ``make inbox``."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from chromium import chromium
from playwright.sync_api import Browser

import lipcheck
from lipcheck.page.inbox import Heading, write_inbox

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "data" / "sample_inbox.csv"
MADE = datetime(2026, 3, 2, 11, 45)  # shortly after the last of the sample's messages


def records() -> Iterator[dict[str, Any]]:
    """The sample's records, with its columns of name, phone and clinic."""
    analyzer = lipcheck.load()
    with SAMPLE.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            extra = {column: row[column] for column in ("name", "phone", "clinic")}
            report = analyzer.analyze(row["message"], id=row["message_id"], received=row["received"], extra=extra)
            yield report.to_dict()


def make(browser: Browser, page: Path, picture: Path) -> None:
    """Write the page, and a picture of it with one message opened."""
    page.parent.mkdir(parents=True, exist_ok=True)
    with page.open("wb") as stream:
        write_inbox(records(), stream, Heading(SAMPLE.name, MADE))
    view = browser.new_page(viewport={"width": 1280, "height": 1000})
    view.goto(page.resolve().as_uri())
    view.locator(".toggle").nth(2).click()
    view.mouse.move(0, 0)
    view.screenshot(path=picture)
    view.close()


if __name__ == "__main__":
    with chromium() as found:
        make(found, ROOT / "build" / "inbox.html", ROOT / "docs" / "inbox.png")
