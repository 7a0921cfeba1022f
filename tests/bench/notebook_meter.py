"""Measures what a cell costs a real JupyterLab: messages, bytes, CPU of both sides, long tasks, lag."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import json
import statistics
from typing import Any

from jupyterlab_server import JupyterLabServer
from notebook_page import ACTIVE, NotebookPage
from playwright.async_api import Browser, Page

# Notes the first frame in which each marker of the text is on the page. It looks only when the output
# has changed, so that it makes no frames of its own, and counts what looking takes.
WATCHER = """() => {
  const watch = window.watch = {seen: {}, longTasks: [], shift: 0, spent: 0};
  const noteTasks = entries => entries.forEach(task => watch.longTasks.push(task.duration));
  const tasks = new PerformanceObserver(list => noteTasks(list.getEntries()));
  tasks.observe({entryTypes: ['longtask']});
  const noteShifts = entries => entries.forEach(moved => { watch.shift += moved.value; });
  const shifts = new PerformanceObserver(list => noteShifts(list.getEntries()));
  shifts.observe({entryTypes: ['layout-shift']});
  const output = document.querySelector('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell-outputArea');
  const area = output.querySelector('.agw') ?? output;  // below that, unseen: the saved notebook's page
  const tail = () => {
    const walker = document.createTreeWalker(area, NodeFilter.SHOW_TEXT);
    let node = area, text = '';
    while (node.lastChild) node = node.lastChild;
    walker.currentNode = node;
    for (let at = node; at && text.length < 1500; at = walker.previousNode()) text = (at.data ?? '') + text;
    return text;
  };
  const changes = new MutationObserver(() => {
    const began = performance.now();
    const marks = [...tail().matchAll(/§(\\d+)§/g)].map(found => found[1]);
    const fresh = marks.filter(mark => !(mark in watch.seen));
    const note = () => fresh.forEach(mark => { watch.seen[mark] ??= Date.now() / 1000; });
    if (fresh.length) requestAnimationFrame(note);
    watch.spent += performance.now() - began;
  });
  changes.observe(area, {childList: true, characterData: true, subtree: true});
  watch.end = () => {
    changes.disconnect();
    noteTasks(tasks.takeRecords()); tasks.disconnect();
    noteShifts(shifts.takeRecords()); shifts.disconnect();
    return watch;
  };
}"""
RUN = f"""async index => {{
  const notebook = {ACTIVE}.content;
  notebook.activeCellIndex = index;
  notebook.deselectAll();
  await window.jupyterapp.commands.execute('notebook:run-cell');
}}"""


class NotDoneError(Exception):
    """A cell that had not ended when it should long have."""


@dataclasses.dataclass
class Figures:
    """What one cell cost."""

    messages: int
    bytes: int
    seconds: float
    kernel: float
    """CPU seconds of the kernel's process."""
    page: float
    """Seconds that the page's main thread worked."""
    script: float
    layout: float
    """Of these: in JavaScript, and in style and layout."""
    long_tasks: list[float]
    """Milliseconds each."""
    lags: list[float]
    """Milliseconds from the model's token to the first frame that has it."""
    shift: float
    """Cumulative layout shift."""
    watcher: float
    """Seconds of the page's main thread that finding the lags took."""
    text: str
    """What the output says in the end."""

    @property
    def a_second(self) -> float:
        """Messages a second."""
        return self.messages / self.seconds

    def lag(self, quantile: float) -> float:
        """Give a quantile of the lags, in milliseconds."""
        return statistics.quantiles(self.lags, n=100)[round(quantile * 100) - 1]


class Meter:
    """One page of JupyterLab in which cells are measured, one after the other."""

    def __init__(self, server: JupyterLabServer, browser: Browser) -> None:
        self._server, self._browser = server, browser
        self._page: Page | None = None
        self._numbers = 0
        self._messages = self._bytes = 0

    async def measure(self, prepare: str, stream: str, result: str, patience: float) -> Figures:
        """Run ``prepare``, then measure ``stream``; ``result`` prints the kernel's own figures as JSON.

        Raises ``NotDoneError`` when ``stream`` takes longer than ``patience`` seconds.
        """
        page = await self._ready_page()
        self._numbers += 1
        notebook = NotebookPage(self._server, page, f"bench-{self._numbers}.ipynb")
        self._server.write_notebook(notebook.name, [prepare, stream, result])
        await notebook.open()
        try:
            return await asyncio.wait_for(self._measured(page, notebook), patience)
        except (TimeoutError, asyncio.TimeoutError):
            notebook.end_kernel()
            await self._abandon_page()
            raise NotDoneError from None

    async def _measured(self, page: Page, notebook: NotebookPage) -> Figures:
        devtools = await page.context.new_cdp_session(page)
        # CPU time, not time on the clock: what else the machine does is not counted.
        await devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
        await page.evaluate(RUN, 0)
        await devtools.send("HeapProfiler.collectGarbage")
        await page.wait_for_timeout(2_000)  # what the display itself set off is over
        await page.evaluate(WATCHER)
        messages, received, before = self._messages, self._bytes, await _metrics(devtools)
        await page.evaluate(RUN, 1)
        await page.wait_for_timeout(300)
        after = await _metrics(devtools)
        messages, received = self._messages - messages, self._bytes - received
        watch = await page.evaluate("() => watch.end()")
        shown = await notebook.output(0).text_content() or ""  # also of what is out of sight
        await notebook.run(2)
        kernel = json.loads(await notebook.output(2).inner_text())
        await devtools.detach()
        await notebook.close()
        spent = {name: after[name] - before[name] for name in after}
        seen = {int(mark): at for mark, at in watch["seen"].items()}
        return Figures(
            messages,
            received,
            kernel["seconds"],
            kernel["cpu"],
            spent["TaskDuration"],
            spent["ScriptDuration"],
            spent["LayoutDuration"] + spent["RecalcStyleDuration"],
            watch["longTasks"],
            [(seen[mark] - at) * 1000 for mark, at in kernel["marks"] if mark in seen],
            watch["shift"],
            watch["spent"] / 1000,
            shown,
        )

    async def _ready_page(self) -> Page:
        if self._page is None:
            self._page = await self._browser.new_page(viewport={"width": 1280, "height": 900})
            self._page.set_default_timeout(60_000)
            self._page.on("websocket", lambda socket: socket.on("framereceived", self._count))
            await NotebookPage(self._server, self._page, "").load()
        return self._page

    async def _abandon_page(self) -> None:
        page, self._page = self._page, None
        assert page is not None
        # It still works off what came, so closing may take long; the next one is a process of its own.
        with contextlib.suppress(TimeoutError, asyncio.TimeoutError):
            await asyncio.wait_for(page.close(), 30)

    def _count(self, payload: str | bytes) -> None:
        self._messages += 1
        self._bytes += len(payload if isinstance(payload, bytes) else payload.encode())


async def _metrics(devtools: Any) -> dict[str, float]:
    metrics = (await devtools.send("Performance.getMetrics"))["metrics"]
    return {metric["name"]: metric["value"] for metric in metrics if metric["name"].endswith("Duration")}
