"""Chromium for the browser tests: where it is, and how it is started."""

from __future__ import annotations

from install_browser import ABSENT, find_browser
from playwright.async_api import Browser, Playwright

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


def browser_path() -> str:
    """Give the path of the browser. Raises ``RuntimeError`` saying what to install."""
    path = find_browser()
    if path is None:
        raise RuntimeError(ABSENT)
    return path


async def launch(playwright: Playwright, *flags: str) -> Browser:
    """Start a headless browser."""
    return await playwright.chromium.launch(executable_path=browser_path(), args=[*FLAGS, *flags])
