"""A view shows no more than its run has, and what it shows has room: in JupyterLab, wide and narrow."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio
from conftest import OpenNotebook
from notebook_page import NotebookPage
from playwright.async_api import Locator, expect

RUN = """
from agents_widget import Agent, DemoModel, function_tool, watch
from agents_widget.agents.testing import call

@function_tool
def look() -> str:
    "Look around."
    return "Something long enough to be cut in its row. " * 20

@function_tool
def fail() -> str:
    "Fail."
    raise ValueError("no such file: complaints.csv")

@function_tool(needs_approval=True)
def refund(order: str, note: str = "") -> str:
    "Refund an order."
    return f"refunded {order}"

refunds = [call("refund", {"order": f"A-{i}"}) for i in range(4)]
script = [[call("look"), call("fail")], ["I ask for four refunds.", *refunds], "Done."]
model = DemoModel(script, tokens_per_second=None)
widget = watch(Agent(name="Clerk", tools=[look, fail, refund], model=model), "Refund all.")
widget
"""
KEY = """
from agents_widget import Agent, watch
import os
del os.environ["OPENAI_API_KEY"], os.environ["OPENAI_BASE_URL"]
watch(Agent(name="Clerk"), "Hello")
"""
CUT = """view => [...view.querySelectorAll('*')].filter(each => {
  const {overflowX, textOverflow} = getComputedStyle(each);
  const isCut = each.checkVisibility() && overflowX === 'hidden' && each.scrollWidth > each.clientWidth + 1;
  return isCut && textOverflow !== 'ellipsis' && !each.closest('.agw-unseen') && each.clientWidth > 1;
}).map(each => `${each.className}: ${each.textContent.slice(0, 40)}`)"""
COVERED = """view => {
  const [tabs, replay] = ['[role=tab]', '[data-action=replay]'].map(name =>
    [...view.querySelectorAll(name)].map(each => each.getBoundingClientRect()));
  return tabs.some(tab => replay.some(({left, right, top, bottom}) =>
    left < tab.right - 1 && right > tab.left + 1 && top < tab.bottom - 1 && bottom > tab.top + 1));
}"""


@pytest_asyncio.fixture(loop_scope="session")
async def notebook(open_notebook: OpenNotebook) -> AsyncIterator[NotebookPage]:
    """A run of one agent that waits for four approvals."""
    notebook = await open_notebook(RUN)
    await notebook.run(0)
    await notebook.view(0).locator("[data-action=approve-all]").wait_for()
    yield notebook


async def set_width(view: Locator, width: int) -> None:
    await view.evaluate("(view, width) => { view.parentElement.style.width = `${width}px` }", width)


async def test_one_agent_has_no_lanes_and_empty_arguments_no_column(notebook: NotebookPage) -> None:
    view = notebook.view(0)
    await expect(view.locator(".agw-rail")).to_be_hidden()
    first, second = view.locator("[role=table], table").nth(0), view.locator("[role=table], table").nth(1)
    await expect(first.get_by_text("Arguments", exact=True)).to_have_count(0)
    await expect(second.get_by_text("Arguments", exact=True)).to_have_count(1)
    await expect(view.locator("[data-action=stop]")).to_have_count(1)


async def test_what_is_cut_has_an_ellipsis_and_the_replay_covers_no_tab(notebook: NotebookPage) -> None:
    view = notebook.view(0)
    for width in (320, 480, 760, 1100):
        await set_width(view, width)
        await expect(view.locator("[data-action=replay]")).to_be_visible()
        assert await view.evaluate(CUT) == [], width
        assert not await view.evaluate(COVERED), width


async def test_optional_arguments_have_no_star_and_escape_closes_the_form(notebook: NotebookPage) -> None:
    view = notebook.view(0)
    await view.locator("[data-action=edit]").first.click()
    fields = view.locator(".agw-field")
    await expect(fields).to_have_count(2)
    await expect(fields.nth(0).locator(".agw-required")).to_have_count(1)
    await expect(fields.nth(1).locator(".agw-required")).to_have_count(0)
    await fields.nth(0).locator("input").press("Escape")
    await expect(fields).to_have_count(0)


async def test_all_are_approved_at_once(notebook: NotebookPage) -> None:
    view = notebook.view(0)
    await view.locator("[data-action=approve-all]").click()
    await expect(view).to_have_attribute("data-status", "done")
    await expect(view.locator("[data-tool=refund][data-state=done]")).to_have_count(4)


async def test_an_errors_code_can_be_copied_and_is_said_once(open_notebook: OpenNotebook) -> None:
    notebook = await open_notebook(KEY)
    await notebook.run(0)
    view = notebook.view(0)
    error = view.locator("[data-kind=error]")
    code = error.locator(".agw-code").first
    await expect(code).to_contain_text("DemoModel()")
    await expect(code.locator(".agw-copy")).to_be_visible()
    said = view.get_by_text("OPENAI_API_KEY is not set").filter(visible=True)  # the traceback is folded
    await expect(said).to_have_count(1)
