"""Results of runs that have ended: of this package's ``Runner.run`` and of the OpenAI Agents SDK's."""

from __future__ import annotations

from typing import Any

import agents as sdk
import pytest
from answers import call, text
from loopback import LoopbackServer

import agents_widget as ours
from agents_widget import watch
from agents_widget.transcript.export.html import to_html
from agents_widget.transcript.export.markdown import to_markdown

PACKAGES = pytest.mark.parametrize("package", [ours, sdk], ids=["ours", "sdk"])


def order_agent(package: Any, client: Any, **options: Any) -> Any:
    """An agent of either package that looks up orders."""

    def find_orders(customer: str) -> str:
        """Find a customer's orders."""
        return f"A-7 of {customer}"

    tool = package.function_tool(find_orders, **options)
    model = package.OpenAIResponsesModel(model="test-model", openai_client=client)
    return package.Agent(name="Clerk", tools=[tool], model=model)


@PACKAGES
async def test_an_ended_run_is_shown_with_its_turns(
    package: Any, loopback: LoopbackServer, client: Any
) -> None:
    loopback.answer(call("find_orders", {"customer": "c_81"}), text("One order."))
    result = await package.Runner.run(order_agent(package, client), "Look.")
    widget = watch(result)
    shown = [(entry.kind, entry.state, entry.agent) for entry in widget.transcript.entries]
    assert shown == [("user", "done", ""), ("tool_call", "done", "Clerk"), ("message", "done", "Clerk")]
    tool_call, answer = widget.transcript.entries[1:]
    assert (tool_call.tool, tool_call.output, answer.text) == ("find_orders", "A-7 of c_81", "One order.")
    assert (tool_call.turn, answer.turn) == (1, 2)
    assert widget.usage["requests"] == 2
    assert widget.usage["input_tokens"] == result.context_wrapper.usage.input_tokens
    assert (widget.status, widget.final_output, widget.error) == ("done", "One order.", None)
    assert await widget is result
    times = [row.t for row in widget.tape.rows]
    assert times == sorted(times)
    # Nobody knows when it was: all stands at 0, and no time is told.
    assert {entry.started for entry in widget.transcript.entries} == {widget.transcript.ended} == {0}
    assert " ms" not in to_markdown(widget.transcript) + to_html(widget.transcript)


@PACKAGES
async def test_a_streamed_run_that_was_read_before(
    package: Any, loopback: LoopbackServer, client: Any
) -> None:
    loopback.answer(text("Hello."))
    result = package.Runner.run_streamed(order_agent(package, client), "Hi")
    async for _ in result.stream_events():
        pass
    widget = watch(result)
    await widget
    assert [entry.text for entry in widget.transcript.entries] == ["Hi", "Hello."]


@PACKAGES
async def test_an_approval_goes_on_from_an_ended_run(
    package: Any, loopback: LoopbackServer, client: Any
) -> None:
    loopback.answer(call("find_orders", {"customer": "c_81"}), text("One order."))
    agent = order_agent(package, client, needs_approval=True)
    widget = watch(await package.Runner.run(agent, "Look."))
    [waiting] = await widget.wait_for_approval()
    assert waiting.tool == "find_orders"
    widget.approve()
    assert (await widget).final_output == "One order."
    assert widget.transcript.entries[-1].text == "One order."


async def test_a_follow_up_goes_on_from_an_ended_run(loopback: LoopbackServer, client: Any) -> None:
    loopback.answer(text("Hello."), text("Again."))
    widget = watch(await ours.Runner.run(order_agent(ours, client), "Hi"))
    await widget.ask("And?")
    assert [entry.text for entry in widget.transcript.entries] == ["Hi", "Hello.", "And?", "Again."]
    assert [item["content"] for item in loopback.requests[-1].body["input"]][::2] == ["Hi", "And?"]


async def test_handoffs_of_an_ended_run(loopback: LoopbackServer, client: Any) -> None:
    refunds = order_agent(ours, client)
    refunds.name = "Refunds"
    triage = ours.Agent(name="Triage", handoffs=[refunds], model=refunds.model)
    loopback.answer(call("transfer_to_refunds", {}), text("Refunded."))
    widget = watch(await ours.Runner.run(triage, "My money!"))
    _, handoff, answer = widget.transcript.entries
    assert (handoff.kind, handoff.source, handoff.target) == ("handoff", "Triage", "Refunds")
    assert (answer.agent, [lane.name for lane in widget.transcript.lanes]) == (
        "Refunds",
        ["Triage", "Refunds"],
    )


async def test_a_list_of_items_asks_for_their_result(loopback: LoopbackServer, client: Any) -> None:
    loopback.answer(text("Hello."))
    result = await ours.Runner.run(order_agent(ours, client), "Hi")
    for items in (result.new_items, result.to_input_list()):
        with pytest.raises(TypeError, match="give watch\\(\\) the result that has them"):
            watch(items)
