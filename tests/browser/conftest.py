"""One JupyterLab and one browser for all browser tests; each test has a notebook of its own."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import chromium
import hang
import pytest
import pytest_asyncio
from jupyterlab_server import JupyterLabServer
from loopback import LoopbackServer
from notebook_page import NotebookPage
from outside import Outside
from playwright.async_api import Browser, Page, async_playwright, expect

HERE = Path(__file__).parent
expect.set_options(timeout=hang.MILLISECONDS)

OpenNotebook = Callable[..., Awaitable[NotebookPage]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test here is a browser test, on the one loop that the browser's connection lives on."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(scope="session")
def jupyterlab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JupyterLabServer]:
    chromium.browser_path()  # before anything is started: its absence is said in one line
    server = JupyterLabServer(tmp_path_factory.mktemp("jupyterlab"))
    server.start()
    yield server
    server.stop()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def outside() -> AsyncIterator[Outside]:
    """What the browser reaches in place of every other host."""
    async with Outside() as outside:
        yield outside


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(outside: Outside) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await chromium.launch(playwright, outside.flag)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def page(browser: Browser) -> Page:
    """The page that has JupyterLab open."""
    page = await browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(hang.MILLISECONDS)
    return page


@pytest_asyncio.fixture(loop_scope="session")
async def open_notebook(
    jupyterlab: JupyterLabServer, page: Page, loopback: LoopbackServer, request: pytest.FixtureRequest
) -> AsyncIterator[OpenNotebook]:
    """Open a notebook of code cells, or a notebook file, whose kernel talks to ``loopback``."""
    opened: list[NotebookPage] = []
    numbers = itertools.count()

    async def opens(*cells: str, file: Path | None = None) -> NotebookPage:
        name = f"{request.node.name}-{next(numbers)}.ipynb"
        if file is None:
            jupyterlab.write_notebook(name, list(cells))
        else:
            (jupyterlab.root / name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
        notebook = NotebookPage(jupyterlab, page, name)
        opened.append(notebook)
        await notebook.open()
        await notebook.execute(SETUP.format(base_url=loopback.base_url))
        return notebook

    yield opens
    for notebook in opened:
        await notebook.close()
    await asyncio.sleep(0)


SETUP = """
import os
os.environ["OPENAI_BASE_URL"], os.environ["OPENAI_API_KEY"] = {base_url!r}, "sk-test"
"""
