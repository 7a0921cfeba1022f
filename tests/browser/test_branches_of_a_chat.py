"""Branches in the view: the way before a retry is one click away."""

from __future__ import annotations

from answers import text
from conftest import OpenNotebook
from loopback import LoopbackServer
from playwright.async_api import expect

ASK = """
from agents_widget import Agent, watch
widget = watch(Agent(name="Teller"), "Tell me.")
widget
"""


async def test_the_answer_before_a_retry_is_one_click_away(
    open_notebook: OpenNotebook, loopback: LoopbackServer
) -> None:
    loopback.answer(text("First."), text("Second."))
    notebook = await open_notebook(ASK)
    await notebook.run(0)
    view = notebook.view(0)
    message = view.locator("[data-kind=message]")
    await expect(message).to_have_text("First.")
    await view.locator("[data-action=retry]").click()
    await expect(message).to_have_text("Second.")
    branches = view.locator("[data-branch]")
    await expect(branches).to_have_text("2 of 2")
    await view.locator("[data-action=previous-branch]").click()
    await expect(message).to_have_text("First.")
    await expect(branches).to_have_attribute("data-branch", "1")
    await view.locator("[data-action=next-branch]").click()
    await expect(message).to_have_text("Second.")
