"""Fifty live views on one page: it stays usable while all of them stream, and each comes to its end."""

from __future__ import annotations

import asyncio

import hang
import pytest
from answers import Answer, Gate, respond, text
from conftest import OpenNotebook
from loopback import LoopbackServer, Request
from notebook_page import NotebookPage
from playwright.async_api import Locator, expect

pytestmark = pytest.mark.alone
IS_IN_SIGHT = """view => {
  const {top, bottom} = view.getBoundingClientRect();
  return top < innerHeight && bottom > 0;
}"""
CELLS, RUNS_IN_A_CELL = 5, 10  # JupyterLab shows 50 outputs of one cell, and a view comes with its page
TYPING = CELLS
CODE = f"""
from agents_widget import Agent, watch
from IPython.display import display
agent = Agent(name="Joker", instructions="Tell jokes.")
display(*(watch(agent, f"Number {{n}}.") for n in range({RUNS_IN_A_CELL})))
"""
PARAGRAPH = "A word **and** another, with `code` in it.\n\n"


class Story:
    """A long answer that begins at one gate, comes for many seconds, and ends at another gate."""

    def __init__(self) -> None:
        self.begin, self.end = Gate(), Gate()

    def __call__(self, request: Request) -> Answer:
        gates = {"response.output_item.added": self.begin, "response.completed": self.end}
        return respond(text(PARAGRAPH * 60 + "The end.", size=12), pace=0.05, gates=gates)


def views(notebook: NotebookPage) -> list[Locator]:
    """All views, in the order of the page."""
    return [notebook.view(cell).nth(n) for cell in range(CELLS) for n in range(RUNS_IN_A_CELL)]


async def start(notebook: NotebookPage) -> list[Locator]:
    """Have all runs begin, and give their views."""
    for cell in range(CELLS):
        await notebook.run(cell)
        await expect(notebook.view(cell)).to_have_count(RUNS_IN_A_CELL)
    return views(notebook)


async def test_fifty_live_views_leave_the_page_usable(
    open_notebook: OpenNotebook, loopback: LoopbackServer
) -> None:
    story = loopback.always = Story()
    notebook = await open_notebook(*[CODE] * CELLS, "")
    first, second, *others = await start(notebook)

    story.begin.open()
    usage = first.get_by_role("tab", name="Usage")
    await usage.click()
    await expect(usage).to_have_attribute("aria-selected", "true")
    await second.locator("[data-action=stop]").click()
    await expect(second).to_have_attribute("data-status", "cancelled")
    await scroll_to(others[-1])
    await notebook.cell(TYPING).locator(".cm-content").click()
    await notebook.page.keyboard.type("print(6 * 7)")
    await notebook.page.keyboard.press("Control+Enter")
    await expect(notebook.output(TYPING)).to_have_text("42")
    for view in (first, *others):
        await expect(view).to_have_attribute("data-status", "running")

    story.end.open()
    for view in (first, *others):
        await expect(view).to_have_attribute("data-status", "done")
    await first.get_by_role("tab", name="Transcript").click()
    await expect_whole([first, *others])


async def scroll_to(view: Locator) -> None:
    """Scroll until a view is in sight: views above it that grow meanwhile push it away again."""

    async def scrolled() -> None:
        while not await view.evaluate(IS_IN_SIGHT):
            await view.scroll_into_view_if_needed()

    await asyncio.wait_for(scrolled(), hang.SECONDS)


async def expect_whole(shown: list[Locator]) -> None:
    """Expect that views show their run to its end, each its own."""
    for number, view in enumerate(shown):
        await expect(view.locator("[data-kind=message]")).to_contain_text("The end.")
        await expect(view).to_have_attribute("data-status", "done")
        question = (number + (1 if number else 0)) % RUNS_IN_A_CELL  # the second one was stopped
        await expect(view.locator("[data-kind=user]")).to_contain_text(f"Number {question}.")


STYLES = """() => [...document.querySelectorAll('style')]
  .filter(style => style.textContent.includes('.agw-place')).length"""


async def test_views_come_back_when_the_page_is_loaded_anew(
    open_notebook: OpenNotebook, loopback: LoopbackServer
) -> None:
    """JupyterLab asks for the state of all widgets in one message, and waits four seconds for it."""
    loopback.always = lambda request: respond(text(PARAGRAPH * 60 + "The end.", size=400))
    notebook = await open_notebook(*[CODE] * CELLS)
    shown = await start(notebook)
    for view in shown:
        await expect(view).to_have_attribute("data-status", "done")
    await notebook.save()
    sizes = sizes_of_messages(notebook)
    await notebook.reload()
    for number, view in enumerate(shown):
        await expect(view).to_have_attribute("data-status", "done")
        await expect(view.locator("[data-kind=user]")).to_contain_text(f"Number {number % RUNS_IN_A_CELL}.")
        await expect(view.locator("[data-kind=message]")).to_contain_text("The end.")
    assert max(sizes) < 1_500_000
    assert await notebook.page.evaluate(STYLES) == 1


def sizes_of_messages(notebook: NotebookPage) -> list[int]:
    """Note the sizes of the messages that the page gets from now on."""
    sizes = [0]

    def note(payload: str | bytes) -> None:
        sizes.append(len(payload))

    notebook.page.on("websocket", lambda socket: socket.on("framereceived", note))
    return sizes


# Keeps the page busy for longer than anywidget waits, just when a view begins to load.
STALL = """() => {
  const real = URL.createObjectURL;
  window.stalls = 0;
  URL.createObjectURL = blob => {
    const url = real.call(URL, blob);
    if (window.stalls++ === 3) for (const end = performance.now() + 2600; performance.now() < end;);
    return url;
  };
}"""


async def test_views_of_a_busy_page_hear_python_although_they_came_late(
    open_notebook: OpenNotebook, loopback: LoopbackServer
) -> None:
    loopback.always = lambda request: respond(text("The end."))
    notebook = await open_notebook(CODE)
    await notebook.page.evaluate(STALL)
    await notebook.run(0)
    await expect(notebook.view(0)).to_have_count(RUNS_IN_A_CELL)
    for view in await notebook.view(0).all():
        await expect(view).to_have_attribute("data-status", "done")
        await expect(view.locator("[data-kind=message]")).to_contain_text("The end.")
    assert await notebook.page.evaluate("window.stalls") > 3
    await notebook.reload()  # as other tests find it


# JupyterLab looks for a model each 100 ms, for two seconds: on a busy page it may look once only.
LATE_LOOKS = """() => {
  const real = window.setTimeout;
  window.late = 0;
  window.setTimeout = (handler, delay, ...rest) => {
    if (delay === 100) window.late += 1;
    return real(handler, delay === 100 ? 2200 : delay, ...rest);
  };
}"""


async def test_views_that_jupyterlab_gives_up_on_a_busy_page_come_back(
    open_notebook: OpenNotebook, loopback: LoopbackServer
) -> None:
    loopback.always = lambda request: respond(text("The end."))
    in_a_box = "from ipywidgets import HBox\nHBox([watch(agent, 'In a box.')])"
    notebook = await open_notebook(CODE, in_a_box)
    await notebook.run(0, 1)
    await notebook.save()
    await notebook.load()
    await notebook.page.evaluate(LATE_LOOKS)
    await notebook.open()
    await expect(notebook.view(0)).to_have_count(RUNS_IN_A_CELL)
    await expect(notebook.view(1)).to_have_count(1)
    for view in (*await notebook.view(0).all(), notebook.view(1)):
        await expect(view).to_have_attribute("data-status", "done")
        await expect(view.locator("[data-kind=message]")).to_contain_text("The end.")
    await expect(notebook.page.locator(".jp-OutputArea-output.jupyter-widgets")).to_have_count(0)
    assert await notebook.page.evaluate("late") > 0
    await notebook.reload()  # as other tests find it
