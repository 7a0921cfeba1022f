"""The stream as it came, for those who look at it."""

from __future__ import annotations

from answers import respond, text
from conftest import OpenNotebook
from loopback import LoopbackServer
from playwright.async_api import expect

OWNED = """
from agents_widget import Agent, watch
widget = watch(Agent(name="Joker"), "Hello")
widget
"""


async def test_an_event_of_an_unknown_type_is_listed_and_changes_nothing_else(
    open_notebook: OpenNotebook, loopback: LoopbackServer
) -> None:
    answer = respond(text("Hello there"))
    answer.events.insert(3, {"type": "response.telepathy.delta", "thought": "hm"})
    loopback.answer(answer)
    notebook = await open_notebook(OWNED)
    await notebook.run(0)
    view = notebook.view(0)
    await expect(view).to_have_attribute("data-status", "done")
    await expect(view.locator("[data-kind=message]")).to_have_text("Hello there")
    await view.get_by_role("tab", name="Events").click()
    panel = view.get_by_role("tabpanel")
    await expect(panel).to_contain_text("response.telepathy.delta")
    await expect(panel).to_contain_text("response.output_text.delta")
    await expect(panel).to_contain_text("message_output_created")
