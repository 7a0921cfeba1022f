"""Prints a page to PDF with a browser of this machine, which lays it out as it would on paper."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

SECONDS = 120
"""How long a browser may take."""
COMMANDS = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
    *("microsoft-edge", "msedge", "brave-browser"),
)
PLACES = {
    "darwin": (
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    ),
    "win32": (
        r"C:\Program Files\Google\Chrome\Application\chrome.exe",
        r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
        r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    ),
}
"""Where browsers are that are not on the path, by platform."""
PLAYWRIGHT_FOLDERS = {"darwin": "Library/Caches/ms-playwright", "win32": "AppData/Local/ms-playwright"}
ABSENT = (
    "A PDF is printed by a browser, and none was found. Install Chromium, Chrome or Edge, or run "
    "`pip install playwright && playwright install chromium`. Or save it as report.html, which every "
    "browser prints whole."
)


def print_to_pdf(page: str, path: Path) -> None:
    """Print an HTML page to a file. Raises ``RuntimeError`` without a browser, or when it fails."""
    browser = require_browser()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        source = Path(folder, "report.html")
        source.write_text(page, encoding="utf-8")
        path.unlink(missing_ok=True)  # what is there afterwards is new
        problem = _run(browser, source, path, Path(folder, "profile"))
    if not path.exists():
        raise RuntimeError(f"{browser} printed no PDF: {problem or 'it said nothing'}")


def require_browser() -> str:
    """Give the path of a browser that prints. Raises ``RuntimeError`` saying what to install."""
    browser = find_browser()
    if browser is None:
        raise RuntimeError(ABSENT)
    return browser


def find_browser() -> str | None:
    """Give the path of a browser that prints without a window; None if there is none."""
    found = (shutil.which(command) for command in COMMANDS)
    places = (place for place in PLACES.get(sys.platform, ()) if Path(place).exists())
    return next((path for each in (found, places, _of_playwright()) for path in each if path), None)


def _of_playwright() -> Iterator[str]:
    """Give the browsers that Playwright has installed, the newest first."""
    given = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    default = Path.home() / PLAYWRIGHT_FOLDERS.get(sys.platform, ".cache/ms-playwright")
    root = Path(given) if given else default
    for pattern in ("chromium-*/chrome-*/chrome*", "chromium-*/chrome-*/*.app/Contents/MacOS/*"):
        yield from (str(path) for path in sorted(root.glob(pattern), reverse=True) if _is_program(path))


def _is_program(path: Path) -> bool:
    return path.stem in ("chrome", "Chromium") and path.is_file()


def _run(browser: str, source: Path, path: Path, profile: Path) -> str:
    """Have the browser print; gives what it said last."""
    command = [
        *(browser, "--headless", "--disable-gpu", "--no-first-run", "--no-pdf-header-footer"),
        *(f"--user-data-dir={profile}", f"--print-to-pdf={path.absolute()}", source.as_uri()),
    ]
    if getattr(os, "geteuid", lambda: 1)() == 0:
        command.insert(1, "--no-sandbox")  # Chromium starts for root in no other way; the page has no script
    try:
        done = subprocess.run(  # noqa: S603 - a browser that was found, and files of ours
            command, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return done.stderr.strip()[-500:]
