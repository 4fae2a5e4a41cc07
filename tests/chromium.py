"""Finds the browser that the tests of the page and its picture use: the system's own Chromium, never a downloaded one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
MISSING = "no Chromium on this machine: install your system's, or name one with LIPCHECK_CHROMIUM"


def find_chromium() -> str | None:
    """The path of a Chromium, if there is one."""
    return os.environ.get("LIPCHECK_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium; raises RuntimeError where there is none."""
    path = find_chromium()
    if path is None:
        raise RuntimeError(MISSING)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path)
        yield browser
        browser.close()
