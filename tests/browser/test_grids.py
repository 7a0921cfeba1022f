"""A grid of runs in JupyterLab: rows that come live, open into their run, are steered, and are kept."""

from __future__ import annotations

import re

from conftest import OpenNotebook
from notebook_page import NotebookPage
from playwright.async_api import Locator, expect

SETUP = '''
import asyncio
from agents_widget import Agent, DemoModel, function_tool, grid
from agents_widget.testing import call

gate = asyncio.Event()

@function_tool
async def wait_at_the_gate() -> str:
    """Wait until the test lets it go on."""
    while not gate.is_set():
        await asyncio.sleep(0.01)
    return "open"

@function_tool(needs_approval=True)
def pay(amount: int) -> str:
    """Pay."""
    return f"paid {amount}"

def agent(name, *steps):
    model = DemoModel(list(steps), tokens_per_second=None)
    return Agent(name=name, tools=[wait_at_the_gate, pay], model=model)

async def answers(prompt):
    number = int(prompt.split()[-1])
    if number == 3 and not repaired:
        raise ValueError("The third cannot be answered.")
    return f"Answer {number % 2}"

repaired = []
def even(output, expected):
    return output == expected

cases = [{"prompt": f"Question {n}", "expected": "Answer 0"} for n in range(8)]
'''
TWO_AGENTS = """
async def always_even(prompt):
    return "Answer 0"

g = grid({"odd": answers, "even": always_even}, cases, input="prompt", expected="expected", scorers=[even])
g
"""


def grid_of(notebook: NotebookPage, cell: int = 0) -> Locator:
    """The grid that a cell shows, without the runs that are open in it."""
    return notebook.output(cell).locator(".agw-grid")


def rows(grid: Locator) -> Locator:
    return grid.locator("[data-row]")


async def test_rows_come_to_their_end_with_their_scores(open_notebook: OpenNotebook) -> None:
    notebook = await open_notebook(SETUP, TWO_AGENTS)
    await notebook.run(0, 1)
    grid = grid_of(notebook, 1)
    await expect(grid).to_have_attribute("data-grid", "done")
    await expect(grid.locator(".agw-header")).to_contain_text("16 of 16")
    await expect(grid.locator("[data-headline=odd]")).to_contain_text("50 %")
    await expect(grid.locator("[data-headline=even]")).to_contain_text("100 %")
    await expect(grid.locator("[data-headline=even] .agw-delta")).to_contain_text("+50")
    # What failed comes first, then the lowest scores; the order follows a moment after the last end.
    await expect(rows(grid).first).to_have_attribute("data-row-state", "failed")
    await expect(grid.locator("[data-row][data-row-state=done]")).to_have_count(15)
    await expect(rows(grid).first).to_contain_text("ValueError")
    await expect(grid.get_by_role("status")).to_contain_text("16 of 16 runs have ended, 1 failed")


async def test_filters_search_and_matrix_choose_rows(open_notebook: OpenNotebook) -> None:
    notebook = await open_notebook(SETUP, TWO_AGENTS)
    await notebook.run(0, 1)
    grid = grid_of(notebook, 1)
    await expect(grid).to_have_attribute("data-grid", "done")
    await grid.locator("[data-filter=failed]").click()
    await expect(grid).to_have_attribute("data-rows", "1")
    await grid.locator("[data-filter=differ]").click()
    await expect(grid).to_have_attribute("data-rows", "8")
    await grid.get_by_role("searchbox").fill("question 5 even")
    await expect(grid).to_have_attribute("data-rows", "1")
    await grid.get_by_role("searchbox").press("Escape")
    await grid.locator("[data-filter=all]").click()
    await grid.locator("[data-mode=matrix]").click()
    await expect(grid).to_have_attribute("data-rows", "8")
    await expect(rows(grid).first.locator("[data-action=open-cell]")).to_have_count(2)


async def test_a_row_opens_into_its_run_and_keys_go_through_rows(open_notebook: OpenNotebook) -> None:
    notebook = await open_notebook(SETUP, TWO_AGENTS)
    await notebook.run(0, 1)
    grid = grid_of(notebook, 1)
    await expect(grid).to_have_attribute("data-grid", "done")
    await grid.get_by_role("grid").focus()
    await notebook.page.keyboard.press("j")
    await notebook.page.keyboard.press("j")
    await notebook.page.keyboard.press("Enter")
    opened = grid.locator("[data-row][data-open]")
    await expect(opened).to_have_attribute("aria-rowindex", "3")
    run = grid.locator(".agw:not(.agw-grid)")
    await expect(run).to_have_attribute("data-status", "done")
    await expect(run.locator("[data-kind=message]")).to_contain_text("Answer")
    await run.get_by_role("tab", name="Usage").click()
    await expect(run.get_by_role("tab", name="Usage")).to_have_attribute("aria-selected", "true")
    await grid.get_by_role("grid").focus()
    await notebook.page.keyboard.press("Escape")
    await expect(run).to_have_count(0)


async def test_only_a_window_of_the_rows_is_in_the_page(open_notebook: OpenNotebook) -> None:
    many = 'async def echo(prompt):\n    return prompt\ng = grid(echo, [f"Row {n}" for n in range(1500)])\ng'
    notebook = await open_notebook(SETUP, many)
    await notebook.run(0, 1)
    grid = grid_of(notebook, 1)
    await expect(grid).to_have_attribute("data-grid", "done")
    await expect(grid).to_have_attribute("data-rows", "1500")
    assert await rows(grid).count() < 45
    await grid.get_by_role("grid").evaluate("list => { list.scrollTop = list.scrollHeight }")
    await expect(grid.locator("[data-row][aria-rowindex='1501']")).to_be_visible()
    assert await rows(grid).count() < 45


async def test_failed_rows_are_run_again(open_notebook: OpenNotebook) -> None:
    notebook = await open_notebook(SETUP, TWO_AGENTS)
    await notebook.run(0, 1)
    grid = grid_of(notebook, 1)
    await expect(grid).to_have_attribute("data-grid", "done")
    await notebook.execute("repaired.append(True)")
    await grid.locator("[data-action=retry-failed]").click()
    await expect(grid.locator("[data-action=retry-failed]")).to_have_count(0)
    await expect(grid).to_have_attribute("data-grid", "done")
    await grid.get_by_role("searchbox").fill("question 3 odd")
    await expect(rows(grid)).to_have_count(1)
    await expect(rows(grid)).to_have_attribute("data-row-state", "done")
    await expect(rows(grid)).to_contain_text("attempt 2")


async def test_a_page_that_is_loaded_anew_shows_the_grid(open_notebook: OpenNotebook) -> None:
    notebook = await open_notebook(SETUP, TWO_AGENTS)
    await notebook.run(0, 1)
    await expect(grid_of(notebook, 1)).to_have_attribute("data-grid", "done")
    await notebook.save()
    await notebook.reload()
    grid = grid_of(notebook, 1)
    await expect(grid).to_have_attribute("data-grid", "done")
    await expect(grid.locator(".agw-header")).to_contain_text("16 of 16")
    await grid.locator("[data-action=open-row]").first.click()
    await expect(grid.locator(".agw:not(.agw-grid)")).to_have_attribute(
        "data-status", re.compile("done|failed")
    )


async def test_a_saved_notebook_has_the_grids_page(open_notebook: OpenNotebook) -> None:
    notebook = await open_notebook(SETUP, TWO_AGENTS)
    await notebook.run(0, 1)
    await expect(grid_of(notebook, 1)).to_have_attribute("data-grid", "done")
    page = notebook.output(1).locator(".agw-static")
    await expect(page).to_have_attribute("data-status", "done")
    await expect(page).to_be_hidden()
    saved = await notebook.save()
    html = next(
        "".join(output["data"]["text/html"])
        for output in saved["cells"][1]["outputs"]
        if "agw-static" in "".join(output.get("data", {}).get("text/html", ""))
    )
    assert "The third cannot be answered." in html
    assert html.count("Question") > 16
    assert len(html) < 100_000


async def test_a_grid_whose_kernel_was_restarted_is_unfinished(open_notebook: OpenNotebook) -> None:
    slow = 'grid(agent("Slow", [call("wait_at_the_gate", {})], "Through."), ["one", "two"], store="kept")'
    notebook = await open_notebook(SETUP, slow)
    await notebook.run(0, 1)
    header = grid_of(notebook, 1).locator(".agw-header")
    await expect(header).to_contain_text("2 running")
    await notebook.restart()
    await expect(header.locator(".agw-status-word")).to_have_text("Unfinished")
    await notebook.run(0)
    await notebook.execute("gate.set()")
    await notebook.run(1)
    await expect(grid_of(notebook, 1)).to_have_attribute("data-grid", "done")
