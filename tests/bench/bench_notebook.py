"""What a streamed answer costs in a real JupyterLab, beside display(Markdown) and a bare floor; and how
soon a cell's first frame and first token are on the page.

python tests/bench/bench_notebook.py [--quick] [--only ours]
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS), str(TESTS / "browser"), str(TESTS.parent / "scripts")]

import chromium  # noqa: E402
import first_paint  # noqa: E402
from bench_cells import CASES, COMMON, RESULT, TORTURE  # noqa: E402
from jupyterlab_server import JupyterLabServer  # noqa: E402
from notebook_meter import Figures, Meter, NotDoneError  # noqa: E402
from playwright.async_api import Browser, async_playwright  # noqa: E402

SIZES = [(2_000, 200), (10_000, 500), (40_000, 1_000)]
QUICK = [(5_000, 500)]
WARM_UP = (400, 200)

HEAD = (
    f"{'case':14}{'messages':>9}{'a second':>9}{'bytes':>12}{'kernel s':>9}{'page s':>8}{'script':>8}"
    f"{'layout':>8}{'long tasks':>12}{'lag p50 / p95 / last ms':>25}{'watcher s':>10}  complete"
)


def patience(tokens: int, rate: int) -> float:
    """How many seconds an answer is waited for."""
    return tokens / rate * 2 + 20


async def measure(meter: Meter, case: str, tokens: int, rate: int) -> Figures | None:
    """Stream one answer; None when it was not done in time."""
    prepare, stream = CASES[case]
    try:
        return await meter.measure(
            COMMON.format(tokens=tokens, rate=rate) + prepare, stream, RESULT, patience(tokens, rate)
        )
    except NotDoneError:
        return None


def line(case: str, got: Figures) -> str:
    """One line of the table."""
    whole = case == "idle" or all(word in got.text for word in ("First words", "last words"))
    lag = f"{got.lag(0.5):.0f} / {got.lag(0.95):.0f} / {got.lags[-1]:.0f}" if got.lags else "-"
    long_tasks = f"{len(got.long_tasks)} / {sum(got.long_tasks) / 1000:.1f} s"
    return (
        f"{case:14}{got.messages:9,}{got.a_second:9.1f}{got.bytes:12,}{got.kernel:9.2f}{got.page:8.2f}"
        f"{got.script:8.2f}{got.layout:8.2f}{long_tasks:>12}{lag:>25}{got.watcher:10.2f}"
        f"  {'yes' if whole else 'NO'}"
    )


def verdict(ours: Figures, floor: Figures, idle: Figures) -> list[str]:
    """How ours stands to the floor, and which targets are met."""
    targets = [
        ("bytes / floor's", ours.bytes / floor.bytes, 1.15),
        ("messages a second", ours.a_second, 31),
        ("kernel above idle / floor's", (ours.kernel - idle.kernel) / (floor.kernel - idle.kernel), 1.5),
        ("page / floor's", ours.page / floor.page, 1.5),
        ("page above idle / floor's", (ours.page - idle.page) / (floor.page - idle.page), 1.5),
        ("long tasks", len(ours.long_tasks), 0),
        ("lag p50 ms", ours.lag(0.5), 40),
        ("lag p95 ms", ours.lag(0.95), 65),
    ]
    return [judged(target) for target in targets]


def judged(target: tuple[str, float, float]) -> str:
    """One target, and whether it is met."""
    name, value, limit = target
    return f"  {name:30}{value:8.2f}  at most {limit:<6g}{'met' if value <= limit else 'MISSED'}"


async def bench(sizes: list[tuple[int, int]], cases: list[str]) -> None:
    """Print a table for each size, and what it says of the targets."""
    async with async_playwright() as playwright:
        browser = await chromium.launch(playwright)
        with jupyterlab() as server:
            print(f"\nFirst paint\n{first_paint.HEAD}", flush=True)
            await compare_first_paint(server, browser, [case for case in cases if case in first_paint.CASES])
            meter = Meter(server, browser)
            for case in cases:
                await measure(meter, case, *WARM_UP)
            for tokens, rate in sizes:
                await compare(meter, cases, tokens, rate)
            if "ours" in cases:
                await torture(meter)


@contextmanager
def jupyterlab() -> Iterator[JupyterLabServer]:
    """A server of its own, ended at the end."""
    with tempfile.TemporaryDirectory() as folder:
        server = JupyterLabServer(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()


async def compare_first_paint(server: JupyterLabServer, browser: Browser, cases: list[str]) -> None:
    """Print how soon each case shows something, and what that says of the targets."""
    for case in cases:
        got = await first_paint.measure(server, browser, case)
        print(got.line(case), flush=True)
        if case == "ours":
            targets = [
                ("first frame ms", statistics.median(got.frames), 150),
                ("first token ms", statistics.median(got.tokens), 50),
            ]
            print(*map(judged, targets), sep="\n", flush=True)


async def torture(meter: Meter) -> None:
    """Print what a long conversation costs that has everything in it."""
    got = await meter.measure(*TORTURE, patience=200)
    print(
        f"\nThe torture run: {got.seconds:.0f} s, {got.messages:,} messages ({got.a_second:.1f} a second), "
        f"{got.bytes:,} bytes, kernel {got.kernel:.1f} s, page {got.page:.1f} s"
    )
    targets = [("layout shift", got.shift, 0.1), ("longest task ms", max(got.long_tasks, default=0), 100)]
    print(*map(judged, targets), sep="\n", flush=True)


async def compare(meter: Meter, cases: list[str], tokens: int, rate: int) -> None:
    """Print the table of one size."""
    print(f"\n{tokens:,} tokens at {rate:,}/s\n{HEAD}", flush=True)
    rows: dict[str, Figures] = {}
    for case in cases:
        if got := await measure(meter, case, tokens, rate):
            rows[case] = got
            print(line(case, got), flush=True)
        else:
            print(f"{case:14} not done after {patience(tokens, rate):.0f} s", flush=True)
    if rows.keys() >= {"ours", "floor", "idle"}:
        print(*verdict(rows["ours"], rows["floor"], rows["idle"]), sep="\n", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="5,000 tokens at 500 a second, and no more")
    parser.add_argument("--only", choices=CASES, action="append", help="measure this case alone")
    options = parser.parse_args()
    asyncio.run(bench(QUICK if options.quick else SIZES, options.only or list(CASES)))
