"""What a streamed answer costs in a real JupyterLab, beside display(Markdown) and a bare floor.

python tests/bench/bench_notebook.py [--quick] [--only ours]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS), str(TESTS / "browser"), str(TESTS.parent / "scripts")]

import chromium  # noqa: E402
from bench_cells import CASES, COMMON, RESULT  # noqa: E402
from jupyterlab_server import JupyterLabServer  # noqa: E402
from notebook_page import NotebookPage  # noqa: E402
from playwright.async_api import CDPSession, Page, async_playwright  # noqa: E402

SIZES = [(2_000, 200), (10_000, 500), (40_000, 1_000)]
QUICK = [(5_000, 500)]

# Looks at the end of the output on every frame and notes when each marker was first there.
WATCHER = """index => {
  window.seen = {}; window.longTasks = []; window.watching = true;
  new PerformanceObserver(list => list.getEntries().forEach(task => window.longTasks.push(task.duration)))
    .observe({entryTypes: ['longtask']});
  const area = document.querySelectorAll('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell')[index]
    .querySelector('.jp-Cell-outputArea');
  const tail = () => {
    const walker = document.createTreeWalker(area, NodeFilter.SHOW_TEXT);
    let node = area, text = '';
    while (node.lastChild) node = node.lastChild;
    walker.currentNode = node;
    for (let at = node; at && text.length < 1500; at = walker.previousNode()) text = (at.data ?? '') + text;
    return text;
  };
  const look = () => {
    for (const [, mark] of tail().matchAll(/§(\\d+)§/g)) window.seen[mark] ??= Date.now() / 1000;
    if (window.watching) requestAnimationFrame(look);
  };
  look();
}"""


class Traffic:
    """Counts what comes over the page's web sockets."""

    def __init__(self, page: Page) -> None:
        self.frames = self.bytes = 0
        page.on("websocket", lambda socket: socket.on("framereceived", self._count))

    def _count(self, payload: str | bytes) -> None:
        self.frames += 1
        self.bytes += len(payload if isinstance(payload, bytes) else payload.encode())


async def measure(server: JupyterLabServer, page: Page, case: str, tokens: int, rate: int) -> dict[str, Any]:
    """Stream one answer and say what it cost."""
    prepare, stream = CASES[case]
    name = f"{case}-{tokens}.ipynb"
    common = COMMON.format(tokens=tokens, rate=rate)
    server.write_notebook(name, [common + prepare, stream, RESULT])
    traffic = Traffic(page)
    notebook = NotebookPage(server, page, name)
    await notebook.open()
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("Performance.enable")
    await notebook.run(0)
    await page.wait_for_timeout(2_000)  # what the display itself set off is over
    await page.evaluate(WATCHER, 0)
    frames, received, before = traffic.frames, traffic.bytes, await thread_seconds(devtools)
    await notebook.run(1, timeout=patience(tokens, rate))
    await page.wait_for_timeout(300)
    after = await thread_seconds(devtools)
    await page.evaluate("() => { window.watching = false }")
    frames, received = traffic.frames - frames, traffic.bytes - received
    shown = await notebook.output(0).inner_text()
    await notebook.run(2)
    kernel = json.loads(await notebook.output(2).inner_text())
    seen = {int(mark): at for mark, at in (await page.evaluate("() => window.seen")).items()}
    long_tasks = await page.evaluate("() => window.longTasks")
    await notebook.close()
    lags = [(seen[mark] - at) * 1000 for mark, at in kernel["marks"] if mark in seen]
    return {
        "frames": frames,
        "per_second": frames / kernel["seconds"],
        "bytes": received,
        "kernel": kernel["cpu"],
        "page": after - before,
        "long": f"{len(long_tasks)} / {sum(long_tasks) / 1000:.1f} s",
        "lag": percentiles(lags) if lags else "-",
        "complete": case == "idle" or all(word in shown for word in ("First words", "last words")),
    }


def patience(tokens: int, rate: int) -> float:
    """How many seconds an answer is waited for."""
    return tokens / rate * 2 + 30


def percentiles(lags: list[float]) -> str:
    """Half, 95 % and the last of the lags, in milliseconds."""
    cuts = statistics.quantiles(lags, n=20)
    return f"{statistics.median(lags):.0f} / {cuts[18]:.0f} / {lags[-1]:.0f}"


async def thread_seconds(devtools: CDPSession) -> float:
    """How long the page's main thread has worked."""
    metrics = (await devtools.send("Performance.getMetrics"))["metrics"]
    return float(next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration"))


async def bench(sizes: list[tuple[int, int]], cases: list[str]) -> None:
    """Print a table for each size."""
    with tempfile.TemporaryDirectory() as folder:
        server = JupyterLabServer(Path(folder))
        server.start()
        try:
            async with async_playwright() as playwright:
                browser = await chromium.launch(playwright)
                for tokens, rate in sizes:
                    print(f"\n{tokens:,} tokens at {rate:,}/s")
                    print(
                        f"{'case':14}{'messages':>9}{'a second':>9}{'bytes':>12}{'kernel s':>9}{'page s':>8}"
                        f"{'long tasks':>13}{'lag p50 / p95 / last ms':>25}  complete"
                    )
                    for case in cases:
                        page = await browser.new_page(viewport={"width": 1280, "height": 900})
                        try:
                            row = await measure(server, page, case, tokens, rate)
                        except AssertionError:
                            print(f"{case:14} was not done after {patience(tokens, rate):.0f} s")
                            continue
                        finally:
                            await page.close()
                        print(
                            f"{case:14}{row['frames']:9,}{row['per_second']:9.1f}{row['bytes']:12,}"
                            f"{row['kernel']:9.2f}{row['page']:8.2f}{row['long']:>13}{row['lag']:>25}"
                            f"  {'yes' if row['complete'] else 'NO'}",
                            flush=True,
                        )
        finally:
            server.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="5,000 tokens at 500 a second, and no more")
    parser.add_argument("--only", choices=CASES, action="append", help="measure this case alone")
    options = parser.parse_args()
    asyncio.run(bench(QUICK if options.quick else SIZES, options.only or list(CASES)))
