"""What a grid's view costs a page: many rows, of which some change five times a second."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS / "browser"), str(TESTS), str(TESTS.parent / "scripts")]

import chromium  # noqa: E402 - the path to it is set above
from grid_runs import Check, Figures  # noqa: E402
from playwright.async_api import CDPSession, Page, async_playwright  # noqa: E402

from agents_widget import grid  # noqa: E402
from agents_widget.grids.messages import STATES  # noqa: E402
from agents_widget.grids.open_rows import OpenRow  # noqa: E402
from agents_widget.grids.widget import Grid  # noqa: E402
from agents_widget.utf8 import sendable  # noqa: E402
from agents_widget.widget.assets import GRID, alone, stylesheet  # noqa: E402

SECONDS = 5
CHANGING = 64
MOUNT = """async ({source, style, state}) => {
  document.head.append(Object.assign(document.createElement('style'), {textContent: style}));
  const listeners = [];
  const model = {
    get: name => state[name],
    send: content => window.toPython?.(JSON.stringify(content)),
    on: (event, listener) => { if (event === 'msg:custom') listeners.push(listener) },
    off: () => {},
  };
  window.fromPython = message => listeners.forEach(listener => listener(message));
  const url = URL.createObjectURL(new Blob([source], {type: 'text/javascript'}));
  const widget = await (await import(url)).default();
  widget.initialize({model});
  const place = document.createElement('div');
  document.body.append(place);
  widget.render({model, el: place});
  window.longTasks = 0;
  new PerformanceObserver(list => { longTasks += list.getEntries().length }).observe({type: 'longtask'});
}"""
CHANGE = """async ({seconds, changing, total, running, facts}) => {
  longTasks = 0;
  const end = performance.now() + seconds * 1000;
  let seq = Number(document.querySelector('.agw-grid').dataset.seq);
  for (let tick = 0; performance.now() < end; tick++) {
    const rows = Array.from({length: changing}, (_, at) => [
      Math.floor(at * total / changing), running, 1, tick * 200, 0, 2, 100 + tick, 0.001,
      `words as they come ${tick}`, '', 0, [3, 5, 8, tick % 9],
    ]);
    fromPython({type: 'grid', seq: ++seq, rows, facts});
    await new Promise(resolve => setTimeout(resolve, 200));
  }
}"""
OPENED = """async () => {
  const began = performance.now();
  document.querySelector('[data-action=open-row]').click();
  while (!document.querySelector('.agw-grid .agw:not(.agw-grid) [data-kind=message]'))
    await new Promise(resolve => requestAnimationFrame(resolve));
  return performance.now() - began;
}"""


async def echo(question: str) -> str:
    """Answer at once."""
    return f"An answer to {question}, with a few words more."


async def ended_grid(rows: int) -> Grid:
    """Give a grid of so many rows that have ended."""
    return await grid(echo, [f"Question number {number} of them" for number in range(rows)])


async def page_with(page: Page, made: Grid) -> None:
    """Show a grid, whole, in a page; what the page asks is answered."""
    await page.set_viewport_size({"width": 960, "height": 900})
    made.send = lambda content, buffers=None: answers.append(sendable(content))  # type: ignore[method-assign]
    answers: list[Any] = []

    async def receive(content: str) -> None:
        made._commands.receive(json.loads(content))
        for message in answers[:]:
            answers.remove(message)
            await page.evaluate("message => fromPython(message)", message)

    await page.expose_function("toPython", receive)
    state = sendable(made.get_state(("snapshot", "run", "language")))
    style = stylesheet() + stylesheet(GRID)
    await page.evaluate(MOUNT, {"source": alone(GRID)["_esm"], "style": style, "state": state})
    await page.wait_for_function(f"document.querySelector('.agw-grid')?.dataset.rows === '{len(made)}'")


async def task_seconds(session: CDPSession) -> float:
    """Give the seconds that the page's main thread has been at work."""
    metrics = (await session.send("Performance.getMetrics"))["metrics"]
    return next(float(each["value"]) for each in metrics if each["name"] == "TaskDuration")


def changing(rows: int) -> Any:
    """Make the check of a grid of so many rows."""

    async def measure() -> Figures:
        made = await ended_grid(rows)
        async with async_playwright() as playwright:
            browser = await chromium.launch(playwright)
            page = await browser.new_page()
            session = await page.context.new_cdp_session(page)
            # Of the thread itself, whatever else the machine has to do.
            await session.send("Performance.enable", {"timeDomain": "threadTicks"})
            await page_with(page, made)
            before = await task_seconds(session)
            change = {
                "seconds": SECONDS,
                "changing": CHANGING,
                "total": rows,
                "running": STATES.index("running"),
                # Of a grid that is over each change would be the last news, and be put into order at once.
                "facts": {**made.get_state("snapshot")["snapshot"]["facts"], "status": "running"},
            }
            await page.evaluate(CHANGE, change)
            spent = await task_seconds(session) - before
            figures = {
                "main thread, ms in 5 s": spent * 1000,
                "nodes of the view": await page.evaluate("document.querySelectorAll('.agw-grid *').length"),
                "long tasks": await page.evaluate("longTasks"),
            }
            await browser.close()
        return figures

    return measure


async def opening() -> Figures:
    """Measure how long it takes to open a row: in the kernel, and until its answer is in the page."""
    made = await ended_grid(50)
    kernel = []
    for number in range(50):
        began = time.perf_counter()
        row = OpenRow(number, made._source, lambda message: None, str)
        row.receive({"type": "resync"})
        kernel.append(time.perf_counter() - began)
        row.close()
    async with async_playwright() as playwright:
        browser = await chromium.launch(playwright)
        page = await browser.new_page()
        await page_with(page, made)
        await page.evaluate(OPENED)  # the first brings what all of them need
        await page.evaluate("document.querySelector('[data-action=open-row]').click()")
        in_page = await page.evaluate(OPENED)
        await browser.close()
    return {"kernel, ms a row (median)": sorted(kernel)[25] * 1000, "page, ms": in_page}


LIMITS = {"main thread, ms in 5 s": "<= 200", "nodes of the view": "<= 2000", "long tasks": "0"}
CHECKS = [
    Check("D2 a page of 1,000 rows, 64 changing", changing(1_000), LIMITS),
    Check("D2 a page of 5,000 rows, 64 changing", changing(5_000), LIMITS),
    Check("D2 a row is opened", opening, {"kernel, ms a row (median)": "<= 15", "page, ms": "<= 100"}),
]

if __name__ == "__main__":
    for check in CHECKS:
        figures = check.run()
        print(check.title, asyncio.run(figures) if asyncio.iscoroutine(figures) else figures)
