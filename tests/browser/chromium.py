"""Chromium for the browser tests: where it is, and how it is started."""

from __future__ import annotations

import shutil

from playwright.async_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A page that is not looked at must stream as one that is.
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
]


def find_browser() -> str:
    """Give the path of the browser. Raises ``RuntimeError`` saying what to install."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    raise RuntimeError(
        f"The browser tests need Chromium or Chrome on the PATH as one of: {', '.join(NAMES)}."
    )


async def launch(playwright: Playwright) -> Browser:
    """Start a headless browser."""
    return await playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
