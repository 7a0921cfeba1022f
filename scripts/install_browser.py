"""Find a Chrome or Chromium for the browser tests, or install Debian's where apt may do so."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


def find_browser() -> str | None:
    """Give the path of a Chrome or Chromium: ``$CHROME``, one on the PATH, or macOS's own place."""
    candidates = (os.environ.get("CHROME", ""), *NAMES, MAC)
    return next((path for name in candidates if name and (path := shutil.which(name))), None)


def install_browser() -> None:
    """Install Debian's Chromium by apt, where this user may."""
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]):
            subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)


ABSENT = (
    "The browser tests need Chrome or Chromium: install one (Debian: sudo apt-get install chromium),"
    " or set CHROME to its path."
)


def main() -> None:
    """Print the browser's path, or say in one line what to install and exit with 1."""
    if find_browser() is None:
        install_browser()
    print(f"Browser: {find_browser() or sys.exit(ABSENT)}")


if __name__ == "__main__":
    main()
