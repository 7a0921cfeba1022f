"""What is left of views within layouts, when a notebook is opened again and its kernel is gone."""

from __future__ import annotations

import pytest
from conftest import OpenNotebook
from playwright.async_api import expect

SETUP = """
import ipywidgets as W
from IPython.display import display
from agents_widget import Agent, DemoModel, Runner, runs, stop_all, watch
def run(name, text):
    model = DemoModel([text], tokens_per_second=None)
    return watch(Agent(name=name, model=model), "Go on.")
"""
PAGES = ":scope > * > .jp-OutputArea-output > .agw-static[data-status=done]"
TWO = "run('Ada', 'what Ada said'), run('Bob', 'what Bob said')"


@pytest.mark.parametrize(
    "cells",
    [
        [f"W.HBox([{TWO}])"],
        [f"display(W.VBox([W.Label('above'), W.HBox([{TWO}])]))"],
        [f"W.Tab([{TWO}], titles=['Ada', 'Bob'])"],
        [f"W.Accordion([{TWO}], selected_index=0)"],
        [f"out = W.Output()\nwith out: display({TWO})\nout"],
        [f"out = W.Output()\nwith out: display({TWO})\nW.VBox([out])"],
        [f"out = W.Output()\nwith out: display(W.HBox([{TWO}]))\nout"],
        ["out = W.Output()\nout", f"with out: display({TWO})"],
        ["box = W.VBox()\nbox", f"box.children = [{TWO}]"],
    ],
)
async def test_views_in_a_layout_leave_their_pages(open_notebook: OpenNotebook, cells: list[str]) -> None:
    notebook = await open_notebook(*cells)
    await notebook.execute(SETUP)
    for index in range(len(cells)):
        await notebook.run(index)
    views = notebook.output(0).locator(".agw")
    await expect(views).to_have_count(2)
    for view in await views.all():
        await expect(view).to_have_attribute("data-status", "done")
    await expect(notebook.output(0).locator(PAGES)).to_have_count(2)
    for page in await notebook.output(0).locator(".agw-static").all():
        await expect(page).to_be_hidden()
    await notebook.save()
    notebook.end_kernel()
    await notebook.reload()
    for said in ("what Ada said", "what Bob said"):
        await expect(notebook.output(0).get_by_text(said).first).to_be_visible()
    await expect(notebook.output(0).get_by_text("model not found")).to_be_hidden()


ADA, BOB = "run('Ada', 'what Ada said')", "run('Bob', 'what Bob said')"


@pytest.mark.parametrize(
    ("shown", "changed", "back"),
    [
        (f"box = W.VBox([{ADA}])\nada = box.children\nbox", f"box.children = [{BOB}]", "box.children = ada"),
        (
            f"inner = W.HBox([{ADA}])\nada = inner.children\nW.VBox([inner])",
            f"inner.children = [W.Label('x'), {BOB}]",
            "inner.children = ada",
        ),
        (
            f"out = W.Output()\nada = {ADA}\nwith out: display(ada)\nout",
            f"out.clear_output()\nwith out: display({BOB})",
            "out.clear_output()\nwith out: display(ada)",
        ),
    ],
    ids=["box", "nested", "output"],
)
async def test_a_view_that_a_layout_gave_up_leaves_no_page(
    open_notebook: OpenNotebook, shown: str, changed: str, back: str
) -> None:
    notebook = await open_notebook(shown, changed, back)
    await notebook.execute(SETUP)
    await notebook.run(0)
    ada, bob = (
        notebook.output(0).locator(".agw").get_by_text(f"what {name} said") for name in ("Ada", "Bob")
    )
    await expect(ada).to_be_visible()
    for cell, here, gone in ((1, bob, "what Ada said"), (2, ada, "what Bob said")):
        await notebook.run(cell)
        await expect(here).to_be_visible()
        await expect(notebook.output(0).locator(".agw-static").get_by_text(gone)).to_have_count(0)
    await expect(notebook.output(0).locator(PAGES).filter(has_text="what Ada said")).to_have_count(1)


async def test_a_view_that_is_shown_by_itself_keeps_its_page(open_notebook: OpenNotebook) -> None:
    notebook = await open_notebook(f"ada = {ADA}\nada", "box = W.VBox([ada])\nbox", "box.children = []")
    await notebook.execute(SETUP)
    await notebook.run(0, 1, 2)
    await expect(notebook.output(0).locator(PAGES).filter(has_text="what Ada said")).to_have_count(1)


async def test_a_layout_without_views_is_shown_as_ever(open_notebook: OpenNotebook) -> None:
    notebook = await open_notebook("run('Ada', 'Hi').close()\nW.HBox([W.Label('only this')])")
    await notebook.execute(SETUP)
    await notebook.run(0)
    await expect(notebook.output(0).get_by_text("only this")).to_be_visible()
    [output] = (await notebook.save())["cells"][0]["outputs"]
    assert output["output_type"] == "execute_result"


@pytest.mark.parametrize(
    "code",
    [
        "r = await run('Ada', 'what Ada said')",
        "r = run('Ada', 'what Ada said').result()",
        "w = run('Ada', 'what Ada said')\nr = await w\nw",
        "w = run('Ada', 'what Ada said')\nr = await w\nr",
        "w = run('Ada', 'what Ada said')\nbox = W.HBox([w])\nr = await w\nbox",
    ],
)
async def test_a_cell_that_awaits_a_view_shows_it_once(open_notebook: OpenNotebook, code: str) -> None:
    notebook = await open_notebook(code)
    await notebook.execute(SETUP)
    await notebook.run(0)
    await expect(notebook.view(0)).to_have_count(1)
    await expect(notebook.view(0)).to_have_attribute("data-status", "done")
    await expect(notebook.view(0).locator("[data-kind=message]")).to_have_text("what Ada said")


AT_WORK = """
import threading
gate = threading.Event()
def wait() -> str:
    "Wait."
    gate.wait()
from agents_widget import function_tool
from agents_widget.agents.testing import call
model = DemoModel([[call("wait")], "Done."])
w = watch(Agent(name="Ada", tools=[function_tool(wait)], model=model), "Go on.")
w
"""


# The view tells of the end a moment before the run has ended.
ENDED = """
import asyncio, contextlib
gate.set()
with contextlib.suppress(asyncio.CancelledError): await w
assert runs() == stop_all() == []
"""


async def test_the_run_of_a_deleted_cell_is_found_and_stopped(open_notebook: OpenNotebook) -> None:
    cells = [
        AT_WORK,
        "[found] = runs()\nassert found.cell == 2, found.cell\nprint(found)\nfound",
        "stop_all()",
    ]
    notebook = await open_notebook("pass", *cells)
    await notebook.execute(SETUP)
    await notebook.run(0, 1)
    await notebook.clear(1)
    await notebook.run(2)
    await expect(notebook.output(2).get_by_text("<AgentWidget running in cell 2")).to_be_visible()
    await expect(notebook.view(2)).to_have_attribute("data-status", "running")
    await notebook.run(3)
    await expect(notebook.view(2)).to_have_attribute("data-status", "cancelled")
    await notebook.execute(ENDED)
