"""A run of our own runtime in a notebook cell, watched while it happens."""

from __future__ import annotations

import asyncio
from typing import Any

import hang
import pytest
from answers import Gate, call, respond, text
from conftest import OpenNotebook
from jupyterlab_server import JupyterLabServer
from loopback import LoopbackServer
from notebook_page import ERRORS
from playwright.async_api import expect

AGENT = """
from agents_widget import Agent, Runner, function_tool, watch
agent = Agent(name="Joker", instructions="Tell jokes.")
"""
RUN = AGENT + 'Runner.run_streamed(agent, "Hello")'
OWNED = AGENT + 'widget = watch(agent, "Hello")\nwidget'


def held(event: str, *parts: Any, **options: Any) -> tuple[Any, Gate]:
    """An answer whose stream waits before an event of a type, and the gate it waits at."""
    gate = Gate()
    return respond(*parts, gates={event: gate}, **options), gate


async def test_text_grows_while_the_run_goes_on(
    open_notebook: OpenNotebook, loopback: LoopbackServer
) -> None:
    answer, gate = held("response.output_text.done", text("Why did the chicken "))
    loopback.answer(answer)
    notebook = await open_notebook(RUN)
    await notebook.run(0)  # the cell has ended, the run has not
    view = notebook.view(0)
    await expect(view.locator("[data-kind=message]")).to_contain_text("Why did the chicken")
    await expect(view.locator("[data-kind=message]")).to_have_attribute("data-state", "streaming")
    await expect(view).to_have_attribute("data-status", "running")
    await expect(view).to_have_attribute("data-agent", "Joker")
    gate.open()
    await expect(view).to_have_attribute("data-status", "done")
    await expect(view.locator("[data-kind=message]")).to_have_attribute("data-state", "done")
    await expect(view.locator("[data-kind=user]")).to_contain_text("Hello")


async def test_a_tool_row_passes_through_its_states(
    open_notebook: OpenNotebook, loopback: LoopbackServer
) -> None:
    first, gate = held("response.function_call_arguments.done", call("find_orders", {"customer": "c_81"}))
    loopback.answer(first, text("Three orders."))
    notebook = await open_notebook(
        AGENT + TOOL + 'Runner.run_streamed(agent, "Look them up.")', "found.set()"
    )
    await notebook.run(0)
    row = notebook.view(0).locator("[data-tool=find_orders]")
    await expect(row).to_have_attribute("data-state", "streaming")
    await expect(row).to_contain_text("c_81")
    gate.open()
    await expect(row).to_have_attribute("data-state", "running")
    await notebook.run(1)
    await expect(row).to_have_attribute("data-state", "done")
    await expect(row).to_contain_text("A-7")
    await expect(notebook.view(0)).to_have_attribute("data-status", "done")


TOOL = """
import threading
found = threading.Event()

@function_tool
def find_orders(customer: str) -> list[str]:
    "Find a customer's orders."
    found.wait()
    return ["A-7", "B-2", "C-1"]

agent.tools.append(find_orders)
"""


async def test_a_handoff_moves_the_lane(open_notebook: OpenNotebook, loopback: LoopbackServer) -> None:
    answer, gate = held("response.output_text.done", text("Done."))
    loopback.answer(call("transfer_to_refunds"), answer)
    notebook = await open_notebook(
        AGENT + 'agent.handoffs.append(Agent(name="Refunds"))\nRunner.run_streamed(agent, "Refund me.")'
    )
    await notebook.run(0)
    view = notebook.view(0)
    handoff = view.locator("[data-kind=handoff]")
    await expect(handoff).to_have_attribute("data-from", "Joker")
    await expect(handoff).to_have_attribute("data-to", "Refunds")
    await expect(view).to_have_attribute("data-agent", "Refunds")
    await expect(view.locator("[data-lane]")).to_have_count(2)
    await expect(view.locator("[data-lane=Refunds]")).to_be_visible()
    gate.open()
    await expect(view.locator("[data-kind=message]")).to_have_attribute("data-agent", "Refunds")


async def test_stop_ends_run_and_request(open_notebook: OpenNotebook, loopback: LoopbackServer) -> None:
    answer, gate = held("response.output_text.done", text("Once upon a time"))
    loopback.answer(answer)
    notebook = await open_notebook(RUN)
    await notebook.run(0)
    view = notebook.view(0)
    await expect(view.locator("[data-kind=message]")).to_contain_text("Once upon")
    await view.locator("[data-action=stop]").click()
    await expect(view).to_have_attribute("data-status", "cancelled")
    assert await asyncio.to_thread(loopback.requests[0].closed.wait, hang.SECONDS)
    await expect(view.locator("[data-kind=message]")).to_contain_text("Once upon a time")
    gate.open()


async def test_stop_works_while_the_cell_awaits_the_run(
    open_notebook: OpenNotebook, loopback: LoopbackServer
) -> None:
    answer, gate = held("response.output_text.done", text("Once upon a time"))
    loopback.answer(answer)
    notebook = await open_notebook(
        AGENT
        + 'widget = watch(Runner.run_streamed(agent, "Hello"))\ndisplay(widget)\n'
        + "(await widget).final_output is None"
    )
    await notebook.start(0)
    view = notebook.view(0)
    await expect(view.locator("[data-kind=message]")).to_contain_text("Once upon")
    await view.locator("[data-action=stop]").click()
    await notebook.ended(0)
    await expect(notebook.output(0)).to_contain_text("True")
    gate.open()


# A cell that keeps the kernel's own thread until the test writes a file beside the notebook.
BUSY = """
import os, time
while not os.path.exists("enough"):
    time.sleep(0.01)
os.remove("enough")
"""


async def test_the_run_goes_on_while_another_cell_computes(
    open_notebook: OpenNotebook, loopback: LoopbackServer, jupyterlab: JupyterLabServer
) -> None:
    answer, gate = held("response.output_text.delta", text("Once upon a time"))
    loopback.answer(answer)
    notebook = await open_notebook(OWNED, BUSY)
    await notebook.run(0)
    await notebook.start(1)
    view = notebook.view(0)
    await asyncio.to_thread(gate.reached.wait, hang.SECONDS)
    gate.open()
    await expect(view.locator("[data-kind=message]")).to_contain_text("Once upon a time")
    await expect(view).to_have_attribute("data-status", "done")
    await expect(notebook.cell(1).locator(".jp-InputPrompt")).to_have_text("[*]:")
    (jupyterlab.root / "enough").touch()
    await notebook.ended(1)


async def test_a_run_can_be_stopped_while_another_cell_computes(
    open_notebook: OpenNotebook, loopback: LoopbackServer, jupyterlab: JupyterLabServer
) -> None:
    first, told = held("response.output_text.done", text("Once upon a time"))
    loopback.answer(first)
    notebook = await open_notebook(OWNED, BUSY)
    await notebook.run(0)
    view = notebook.view(0)
    await expect(view.locator("[data-kind=message]")).to_contain_text("Once upon a time")
    await notebook.start(1)
    await expect(notebook.cell(1).locator(".jp-InputPrompt")).to_have_text("[*]:")
    await view.locator("[data-action=stop]").click()
    await expect(view).to_have_attribute("data-status", "cancelled")
    await expect(notebook.cell(1).locator(".jp-InputPrompt")).to_have_text("[*]:")
    (jupyterlab.root / "enough").touch()
    await notebook.ended(1)
    told.open()


async def test_a_reload_in_mid_run_shows_everything_and_goes_on(
    open_notebook: OpenNotebook, loopback: LoopbackServer
) -> None:
    first, gate = held("response.completed", text("Once upon a time, "), call("how_long"))
    second, last = held("response.output_text.done", text("the end."))
    loopback.answer(first, second)
    notebook = await open_notebook(
        AGENT
        + """
@function_tool
def how_long() -> int:
    "Tell how long it takes."
    return 3
agent.tools.append(how_long)
widget = watch(agent, "A story.")
widget
"""
    )
    await notebook.run(0)
    await expect(notebook.view(0).locator("[data-kind=message]")).to_contain_text("Once upon a time,")
    await notebook.save()
    await notebook.reload()
    view = notebook.view(0)
    await expect(view.locator("[data-kind=user]")).to_contain_text("A story.")
    await expect(view.locator("[data-kind=message]")).to_contain_text("Once upon a time,")
    await expect(view).to_have_attribute("data-status", "running")
    gate.open()
    await expect(view.locator("[data-tool=how_long]")).to_have_attribute("data-state", "done")
    await expect(view.locator("[data-kind=message]").nth(1)).to_contain_text("the end.")
    last.open()
    await expect(view).to_have_attribute("data-status", "done")


async def test_a_reload_shows_all_of_a_run_that_is_too_large_for_one_message(
    open_notebook: OpenNotebook,
) -> None:
    notebook = await open_notebook(
        """
from agents_widget import watch

async def events():
    arguments = f'"{"word " * 600_000}"'
    call = {"type": "function_call", "name": "look", "call_id": "c", "arguments": arguments}
    yield {"type": "response.output_item.done", "output_index": 0, "item": call}
    yield {"type": "response.output_text.delta", "item_id": "m", "output_index": 1, "delta": "the end."}

widget = watch(events())
widget
"""
    )
    await notebook.run(0)
    await expect(notebook.view(0).locator("[data-kind=message]")).to_contain_text("the end.")
    await notebook.save()
    await notebook.reload()
    view = notebook.view(0)
    await expect(view.locator("[data-kind=message]")).to_contain_text("the end.")
    await expect(view.locator("[data-tool=look]")).to_be_visible()
    await expect(view.locator("[data-kind=notice]")).to_have_count(0)


async def test_two_views_of_one_run_show_the_same(
    open_notebook: OpenNotebook, loopback: LoopbackServer
) -> None:
    answer, gate = held("response.output_text.done", text("Once upon a time"))
    loopback.answer(answer)
    notebook = await open_notebook(OWNED, "widget")
    await notebook.run(0)
    await expect(notebook.view(0).locator("[data-kind=message]")).to_contain_text("Once upon a time")
    await notebook.run(1)
    await expect(notebook.view(1).locator("[data-kind=message]")).to_contain_text("Once upon a time")
    gate.open()
    for index in (0, 1):
        await expect(notebook.view(index)).to_have_attribute("data-status", "done")
        await expect(notebook.output(index).locator(".agw-static")).to_be_hidden()


async def test_an_error_is_shown_with_what_came_before_it(
    open_notebook: OpenNotebook, loopback: LoopbackServer
) -> None:
    loopback.answer(respond(text("Once upon a time"), drop_after=7))
    notebook = await open_notebook(RUN)
    await notebook.run(0)
    view = notebook.view(0)
    await expect(view).to_have_attribute("data-status", "failed")
    await expect(view.locator("[data-kind=error]")).to_be_visible()
    await expect(view.locator("[data-kind=message]")).to_contain_text("Once")
    assert await notebook.output(0).locator(ERRORS).count() == 0


WAITS = {
    "await on the cell's own loop": 'widget = watch(Runner.run_streamed(agent, "Hello"))\n'
    "display(widget)\nawait widget",
    "await for the background": 'widget = watch(agent, "Hello")\ndisplay(widget)\nawait widget',
    "result() for the background": 'widget = watch(agent, "Hello")\ndisplay(widget)\nwidget.result()',
}


@pytest.mark.parametrize("wait", WAITS.values(), ids=WAITS.keys())
async def test_interrupting_the_cell_that_waits_for_a_silent_model_stops_the_run(
    open_notebook: OpenNotebook, loopback: LoopbackServer, wait: str
) -> None:
    answer, gate = held("response.output_text.done", text("Once upon a time"))
    loopback.answer(answer)
    notebook = await open_notebook(AGENT + wait)
    await notebook.start(0)
    view = notebook.view(0)
    await expect(view.locator("[data-kind=message]")).to_contain_text("Once upon a time")
    await notebook.interrupt()
    await expect(view).to_have_attribute("data-status", "cancelled")
    await notebook.ended(0)
    assert await asyncio.to_thread(loopback.requests[0].closed.wait, hang.SECONDS)
    gate.open()
