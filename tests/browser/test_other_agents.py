"""Runs of other frameworks' agents, approved in their view with other arguments."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from conftest import OpenNotebook
from notebook_page import NotebookPage
from playwright.async_api import Locator, expect
from scenes import SCENES

REFUNDED = "print(widget.tools['refund'].value, await widget is not None)"


@pytest_asyncio.fixture(loop_scope="session", params=["pydantic-ai", "langgraph"])
async def waiting(request: pytest.FixtureRequest, open_notebook: OpenNotebook) -> AsyncIterator[NotebookPage]:
    """A notebook whose run, a scene of the gallery, waits for approval of its call of ``refund``."""
    [scene] = [scene for scene in SCENES if scene.name == request.param]
    notebook = await open_notebook(f"widget = {scene.code}\nwidget", REFUNDED)
    await notebook.execute(scene.setup)
    await notebook.run(0)
    yield notebook


def row(view: Locator, tool: str) -> Locator:
    """The row of a tool's only call."""
    return view.locator(f"[data-kind=tool_call][data-tool={tool}]")


async def test_approving_with_other_arguments(waiting: NotebookPage) -> None:
    view = waiting.view(0)
    await expect(view).to_have_attribute("data-status", "waiting")
    await expect(row(view, "find_orders")).to_have_attribute("data-state", "done")
    await expect(row(view, "refund")).to_have_attribute("data-state", "awaiting_approval")
    await view.locator("[data-action=edit]").click()
    await view.get_by_label("amount").fill("40.5")
    await view.locator("[data-action=approve-edited]").click()
    await expect(view).to_have_attribute("data-status", "done")
    await expect(row(view, "refund")).to_have_count(1)
    await expect(row(view, "refund")).to_have_attribute("data-state", "done")
    await expect(row(view, "refund")).to_contain_text("40.5")
    await expect(view.locator("[data-kind=message]").last).to_contain_text("on its way")
    await waiting.run(1)
    await expect(waiting.output(1)).to_contain_text("refunded 40.50 for A-7 True")


async def test_denying_with_a_reason(waiting: NotebookPage) -> None:
    view = waiting.view(0)
    await view.locator(".agw-approval input").fill("It is not ours.")
    await view.locator("[data-action=deny]").click()
    await expect(view).to_have_attribute("data-status", "done")
    await expect(row(view, "refund")).to_have_attribute("data-state", "denied")
    await expect(row(view, "refund")).to_contain_text("It is not ours.")


async def test_stopping_while_it_waits(waiting: NotebookPage) -> None:
    view = waiting.view(0)
    await expect(row(view, "refund")).to_have_attribute("data-state", "awaiting_approval")
    await view.locator("[data-action=stop]").click()
    await expect(view).to_have_attribute("data-status", "cancelled")
    await expect(view.locator("[data-action=approve]")).to_have_count(0)
