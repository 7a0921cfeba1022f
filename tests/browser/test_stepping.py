"""Going through a run step by step: the live one, its replay, its slides, and the events that made it."""

from __future__ import annotations

import re

from answers import call, respond, text
from conftest import OpenNotebook
from loopback import LoopbackServer
from playwright.async_api import Locator, expect
from retrying import to_give

LOOK = """
from agents_widget import Agent, Runner, function_tool, watch

@function_tool
def look(place: str) -> str:
    "Look at a place."
    return f"{place} is sunny."

widget = watch(Runner.run_streamed(Agent(name="Looker", tools=[look]), "Which is best?"))
widget.pause()
widget
"""
ENDED = """
from agents_widget import Agent, watch
widget = watch(Agent(name="Looker"), "Tell me.")
await widget
widget
"""


def answer_with_two_calls(loopback: LoopbackServer) -> None:
    calls = [call("look", {"place": place}, f"c{place}") for place in ("Rome", "Oslo")]
    loopback.answer(respond(*calls), text("Both of them."))


async def states(view: Locator) -> list[str | None]:
    rows = await view.locator("[data-kind=tool_call]").all()
    return [await row.get_attribute("data-state") for row in rows]


async def test_the_step_button_lets_a_run_do_one_thing(
    open_notebook: OpenNotebook, loopback: LoopbackServer
) -> None:
    answer_with_two_calls(loopback)
    notebook = await open_notebook(LOOK)
    await notebook.run(0)
    view = notebook.view(0)
    step = view.locator("[data-action=step]")
    await expect(view).to_have_attribute("data-status", "waiting")
    assert loopback.requests == []
    await step.focus()
    for waiting in (2, 1, 0):
        await step.press("Enter")  # the button stays where it is, and keeps the focus
        await expect(view.locator("[data-kind=tool_call][data-state=waiting]")).to_have_count(waiting)
        await expect(view.locator("[data-kind=tool_call][data-state=done]")).to_have_count(2 - waiting)
        await expect(view).to_have_attribute("data-status", "waiting")
        await expect(step).to_be_focused()
    assert len(loopback.requests) == 1
    await view.press("s")
    await expect(view).to_have_attribute("data-status", "done")
    await expect(view.locator("[data-kind=message]")).to_have_text("Both of them.")
    await expect(step).to_have_count(0)


async def test_the_replay_steps_by_entry_and_is_presented(
    open_notebook: OpenNotebook, loopback: LoopbackServer
) -> None:
    answer_with_two_calls(loopback)
    notebook = await open_notebook(LOOK.replace("widget.pause()", "await widget"))
    await notebook.run(0)
    view = notebook.view(0)
    await view.locator("[data-action=replay]").click()
    await view.get_by_label("What a step is").select_option("entry")
    await view.get_by_label("Speed").select_option("8")
    await view.get_by_role("slider").press("Home")
    await expect(view.locator("[data-kind]")).to_have_count(0)
    await view.get_by_role("button", name="One step forward").click()
    await expect(view.locator("[data-kind]")).to_have_count(1)

    await view.locator("[data-action=present-slides]").click()
    slides = view.locator("dialog")
    await expect(slides).to_have_attribute("data-slide", "e1")
    await expect(slides.locator("[data-kind=user]")).to_be_visible()
    size = notebook.page.viewport_size
    assert size is not None
    await to_give(slides.bounding_box, {"x": 0, "y": 0, **size})
    await notebook.page.keyboard.press("End")
    await expect(slides.locator("[data-kind=message]")).to_have_text("Both of them.")
    await notebook.page.keyboard.press("ArrowLeft")
    await expect(slides.locator("[data-tool=look]")).to_have_attribute("data-state", "done")
    await notebook.page.keyboard.press("Home")
    for key in ("Space", "PageDown", "ArrowRight"):
        await notebook.page.keyboard.press(key)
    await expect(slides.locator("[data-kind=message]")).to_have_text("Both of them.")
    await notebook.page.keyboard.press("Escape")
    await expect(slides).to_have_count(0)
    await expect(view).to_have_attribute("data-replaying", "true")
    await view.locator("[data-action=present]").click()
    await expect(view).not_to_have_attribute("data-replaying", "true")

    # The keys work on after a click, although the buttons that were clicked have gone.
    await expect(view.get_by_role("tab", name="Transcript")).to_be_focused()
    await view.locator("[data-action=replay]").click()
    await expect(view.get_by_role("button", name="One step back")).to_be_focused()
    await notebook.page.keyboard.press("b")
    await expect(view.get_by_label("What a step is")).to_have_value("entry")
    await notebook.page.keyboard.press("r")
    await expect(view).not_to_have_attribute("data-replaying", "true")


async def test_events_open_into_each_delta_and_lead_to_what_they_drew(
    open_notebook: OpenNotebook, loopback: LoopbackServer
) -> None:
    loopback.answer(text("abcdefghijkl", size=1))
    notebook = await open_notebook(ENDED)
    await notebook.run(0)
    view = notebook.view(0)
    await view.get_by_role("tab", name="Events").click()
    row = view.locator(".agw-event", has_text="response.output_text.delta").first
    await expect(row).to_contain_text("\u00d712")
    await row.locator(".agw-event-line").first.click()
    parts = row.locator(".agw-event-parts .agw-event")
    await expect(parts).to_have_count(12)
    await parts.nth(3).locator(".agw-event-line").click()
    await expect(parts.nth(3).locator(".agw-event-json")).to_contain_text("delta: d,")

    await row.locator("[data-action=show-entry]").first.click()
    await expect(view.locator("[data-kind=message]")).to_be_visible()
    await view.locator("[data-action=back-to-event]").click()
    await expect(row.locator(".agw-event-line").first).to_be_focused()


async def test_the_events_tab_of_a_replay_has_nothing_of_later(
    open_notebook: OpenNotebook, loopback: LoopbackServer
) -> None:
    loopback.answer(text("abcdefghijkl", size=1))
    notebook = await open_notebook(ENDED, "widget.seek(0)")
    await notebook.run(0)
    view = notebook.view(0)
    await view.get_by_role("tab", name="Events").click()
    await expect(view.locator(".agw-event").first).to_be_visible()
    await notebook.run(1)
    await expect(view).to_have_attribute("data-replaying", "true")
    await expect(view.locator(".agw-event code", has_text="response.completed")).to_have_count(0)
    await expect(view.locator(".agw-event-summary", has_text="l")).to_have_count(0)
    times = view.locator(".agw-event time")
    await expect(times.filter(has_not_text=re.compile(r"^0 ms$"))).to_have_count(0)
    await expect(times.first).to_be_visible()
