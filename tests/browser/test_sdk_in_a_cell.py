"""The real OpenAI Agents SDK in a notebook cell: its own result, shown by ours."""

from __future__ import annotations

from answers import call, text
from conftest import OpenNotebook
from loopback import LoopbackServer
from playwright.async_api import expect

SETUP = """
import agents
from agents_widget import watch
agents.set_tracing_disabled(True)

@agents.function_tool
def how_many_jokes() -> int:
    return 3

spanish = agents.Agent(name="Spanish")
agent = agents.Agent(name="Joker", tools=[how_many_jokes], handoffs=[spanish])
"""


async def test_its_streamed_result(open_notebook: OpenNotebook, loopback: LoopbackServer) -> None:
    loopback.answer(call("how_many_jokes"), call("transfer_to_spanish"), text("Uno, dos, tres."))
    notebook = await open_notebook(SETUP + 'watch(agents.Runner.run_streamed(agent, "Hola"))')
    await notebook.run(0)
    view = notebook.view(0)
    await expect(view).to_have_attribute("data-status", "done")
    await expect(view.locator("[data-tool=how_many_jokes]")).to_have_attribute("data-state", "done")
    await expect(view.locator("[data-kind=handoff]")).to_contain_text("Spanish")
    await expect(view.locator("[data-kind=message]")).to_contain_text("Uno, dos, tres.")
    await expect(view.locator("[data-kind=message]")).to_have_attribute("data-agent", "Spanish")


async def test_its_own_loop_goes_on_beside_the_view(
    open_notebook: OpenNotebook, loopback: LoopbackServer
) -> None:
    loopback.answer(text("Uno, dos, tres."))
    notebook = await open_notebook(
        SETUP
        + 'result = agents.Runner.run_streamed(agent, "Hola")\n'
        + "display(watch(result))\n"
        + "async for event in result.stream_events():\n"
        + "    if event.type == 'run_item_stream_event':\n"
        + "        print(event.name)\n"
        + "print(result.final_output)"
    )
    await notebook.run(0)
    await expect(notebook.output(0)).to_contain_text("message_output_created")
    await expect(notebook.output(0).locator(".jp-OutputArea-child").last).to_contain_text("Uno, dos, tres.")
    await expect(notebook.view(0)).to_have_attribute("data-status", "done")


async def test_an_agent_that_ran_in_a_cell_talks_in_a_chat(
    open_notebook: OpenNotebook, loopback: LoopbackServer
) -> None:
    """Its client belongs to the cell's loop by then: the chat's runs have to live there, too."""
    loopback.answer(text("Uno."), text("Dos."), text("Tres."))
    notebook = await open_notebook(
        SETUP + 'await agents.Runner.run(agent, "Hola")',
        "from agents_widget import Chat\nchat = Chat(agent)\nchat",
        "(await agents.Runner.run(agent, 'Otra vez')).final_output",
    )
    await notebook.run(0, 1)
    view = notebook.view(1)
    await view.locator("textarea").fill("Hola otra vez")
    await view.locator("[data-action=send]").click()
    await expect(view.locator("[data-kind=message]")).to_contain_text("Dos.")
    await expect(view).to_have_attribute("data-status", "done")
    await notebook.run(2)
    await expect(notebook.output(2)).to_contain_text("Tres.")
