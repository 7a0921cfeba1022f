"""What many runs cost, and how right their figures are: each beside its limit.

Each check runs in a process of its own. ``--only`` takes a part of a title.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import inspect
import json
import subprocess
import sys
from pathlib import Path

from bench_setup import machine

sys.path.append(str(Path(__file__).parents[1]))  # for tests/loopback.py
MODULES = (
    "grid_runs",
    "grid_intervals",
    "grid_cassettes",
    "grid_scores",
    "grid_forks",
    "grid_comparisons",
    "grid_page",
    "grid_dask",
)
"""Each has a list ``CHECKS``."""


def run_here(module: str, title: str) -> None:
    """Run one check, and print its figures as JSON."""
    check = next(each for each in importlib.import_module(module).CHECKS if each.title == title)
    figures = check.run()
    print(json.dumps(asyncio.run(figures) if inspect.iscoroutine(figures) else figures))


def main() -> None:
    """Run the checks, and print a line for each figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="")
    parser.add_argument("--here", nargs=2, metavar=("MODULE", "TITLE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        run_here(*options.here)
        return
    print(machine())
    for module in MODULES:
        for check in importlib.import_module(module).CHECKS:
            if options.only.lower() in check.title.lower():
                _print(module, check.title, check.limits)


def _print(module: str, title: str, limits: dict[str, str]) -> None:
    command = [sys.executable, __file__, "--here", module, title]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parent)
    print(f"\n{title}")
    if ended.returncode:
        print(f"  failed: {ended.stderr[-2000:]}")
        return
    for name, value in json.loads(ended.stdout.splitlines()[-1]).items():
        shown = f"{value:,.3g}" if isinstance(value, float) and value < 1000 else f"{value:,.0f}"
        print(f"  {name:<56}{shown:>12}   {limits.get(name, '')}")


if __name__ == "__main__":
    main()
