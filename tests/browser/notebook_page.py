"""A notebook open in JupyterLab, driven as a person would: run cells, look, click, save, reload."""

from __future__ import annotations

import re
from typing import Any

import hang
from jupyterlab_server import JupyterLabServer
from playwright.async_api import Locator, Page, expect

OPENED = """async name => {
  const app = window.jupyterapp;
  await app.restored;
  const panel = await app.commands.execute('docmanager:open',
    {path: name, factory: 'Notebook', kernel: {name: 'python3'}});
  await panel.context.ready;
  await panel.sessionContext.ready;
  await panel.sessionContext.session.kernel.info;
  app.shell.activateById(panel.id);
}"""
ERRORS = "[data-mime-type='application/vnd.jupyter.stderr'], .jp-RenderedText[data-mime-type*=error]"
NUMBERED = re.compile(r"\[\d+\]:")
ACTIVE = "window.jupyterapp.shell.currentWidget"


class NotebookPage:
    """One notebook in the browser. Cells are counted from 0."""

    def __init__(self, server: JupyterLabServer, page: Page, name: str) -> None:
        self.server, self.page, self.name = server, page, name

    async def open(self) -> None:
        """Open the notebook and wait for its kernel."""
        if self.page.url.startswith(self.server.url):
            await self.page.evaluate(OPENED, self.name)
        else:
            await self.reload()

    async def reload(self) -> None:
        """Load the page anew, as F5 would, with this notebook open."""
        await self.load()
        await self.page.evaluate(OPENED, self.name)

    async def load(self) -> None:
        """Load the page anew, with nothing open."""
        # Not by the notebook's own address: JupyterLab would open it a second time, at a time of its own.
        await self.page.goto(f"{self.server.url}/lab?reset")
        await self.page.wait_for_function("() => window.jupyterapp !== undefined", timeout=hang.MILLISECONDS)

    async def close(self) -> None:
        """Close the notebook's tab, end its kernel."""
        await self.page.evaluate(f"async () => {{ {ACTIVE}.context.model.dirty = false; {ACTIVE}.close(); }}")
        for session in self.server.api("GET", "sessions"):
            if session["path"] == self.name:
                self.server.api("DELETE", f"sessions/{session['id']}")

    def cell(self, index: int) -> Locator:
        """The cell, its input and its outputs."""
        return self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook > * .jp-Cell").nth(index)

    def output(self, index: int) -> Locator:
        """The outputs of a cell."""
        return self.cell(index).locator(".jp-Cell-outputArea")

    def view(self, index: int) -> Locator:
        """The widget that a cell shows."""
        return self.output(index).locator(".agw")

    async def execute(self, code: str) -> None:
        """Run code in the kernel without a cell."""
        await self.page.evaluate(
            f"""async code => {{
              const kernel = {ACTIVE}.sessionContext.session.kernel;
              const reply = (await kernel.requestExecute({{code, silent: true}}).done).content;
              if (reply.status !== 'ok') throw new Error(reply.evalue);
            }}""",
            code,
        )

    async def start(self, index: int) -> None:
        """Run a cell without waiting for its end."""
        await self.page.evaluate(
            f"""index => {{
              const notebook = {ACTIVE}.content;
              notebook.activeCellIndex = index;
              notebook.deselectAll();
              window.jupyterapp.commands.execute('notebook:run-cell');
            }}""",
            index,
        )

    async def run(self, *indexes: int, timeout: float = hang.SECONDS) -> None:
        """Run cells and wait for the end of each; fails when one raises."""
        for index in indexes:
            await self.start(index)
            await self.ended(index, timeout)
            errors = self.output(index).locator(ERRORS)
            assert await errors.count() == 0, await errors.all_inner_texts()

    async def ended(self, index: int, timeout: float = hang.SECONDS) -> None:
        """Wait until the kernel has done with a cell."""
        prompt = self.cell(index).locator(".jp-InputPrompt")
        await expect(prompt).to_have_text(NUMBERED, timeout=timeout * 1000)

    async def clear(self, index: int) -> None:
        """Take a cell's outputs away."""
        await self.page.evaluate(f"index => {ACTIVE}.content.widgets[index].model.clearExecution()", index)

    async def interrupt(self) -> None:
        """Interrupt the kernel, as the toolbar's button does."""
        await self.page.evaluate(f"() => {ACTIVE}.sessionContext.session.kernel.interrupt()")

    async def restart(self) -> None:
        """Restart the kernel, as the toolbar's button does."""
        await self.page.evaluate(f"() => {ACTIVE}.sessionContext.session.kernel.restart()")

    async def save(self) -> dict[str, Any]:
        """Save the notebook and give the document that is now on disk."""
        await self.page.evaluate(f"() => {ACTIVE}.context.save()")
        return self.server.read_notebook(self.name)

    def end_kernel(self) -> None:
        """Take the kernel away, as a closed laptop or a stopped server would."""
        for session in self.server.api("GET", "sessions"):
            if session["path"] == self.name:
                self.server.api("DELETE", f"sessions/{session['id']}")
