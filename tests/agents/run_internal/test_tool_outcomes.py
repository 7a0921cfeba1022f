"""How a tool call ended is a field of its output item and of the event, whatever the text says."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from agents_widget import Agent, RunConfig, Runner, RunState, ToolContext, function_tool
from agents_widget.agents import (
    MessageOutputItem,
    RunItemStreamEvent,
    ToolCallOutputItem,
    ToolGuardrailFunctionOutput,
    tool_input_guardrail,
    tool_output_guardrail,
)
from agents_widget.agents.testing import ScriptedModel, call, handoff, text


@tool_input_guardrail
def refuse(data: Any) -> ToolGuardrailFunctionOutput:
    return ToolGuardrailFunctionOutput.reject_content("Not today.")


@tool_output_guardrail
def replace(data: Any) -> ToolGuardrailFunctionOutput:
    return ToolGuardrailFunctionOutput.reject_content("Hidden.")


@function_tool
def returns() -> str:
    return "Tool execution was not approved."


@function_tool
def raises() -> str:
    raise LookupError("not there")


@function_tool(failure_error_function=lambda context, error: "It is fine.")
def explains() -> str:
    raise LookupError("not there")


@function_tool
async def recovers(context: ToolContext[Any]) -> str:
    text_of_failure = await raises.on_invoke_tool(context, "")
    return f"instead of: {text_of_failure}"


@function_tool(timeout=0.01)
async def hangs() -> str:
    await asyncio.Event().wait()
    return "never"


@function_tool
async def cancels() -> str:
    raise asyncio.CancelledError


@function_tool(tool_input_guardrails=[refuse])
def refused() -> str:
    return "never"


@function_tool(tool_output_guardrails=[replace])
def replaced() -> str:
    return "secret"


@function_tool(needs_approval=True)
def asks() -> str:
    return "approved"


OUTCOMES = {
    "returns": "done",
    "raises": "failed",
    "explains": "failed",
    "recovers": "done",
    "hangs": "timed_out",
    "cancels": "cancelled",
    "refused": "denied",
    "replaced": "done",
    "missing": "failed",
    "inner": "failed",
}


async def test_every_outcome_is_a_field_of_the_item_and_of_the_event() -> None:
    inner = Agent(name="inner", model=ScriptedModel([LookupError("no model")]))
    tools = [
        returns,
        raises,
        explains,
        recovers,
        hangs,
        cancels,
        refused,
        replaced,
        inner.as_tool("inner", "Fails."),
    ]
    arguments = {"inner": {"input": "go"}}
    model = ScriptedModel(
        [[call(name, arguments.get(name, {}), call_id=name) for name in OUTCOMES], text("end")]
    )
    config = RunConfig(tool_not_found_behavior="return_error_to_model")
    result = Runner.run_streamed(Agent(name="A", model=model, tools=[*tools]), "go", run_config=config)
    of_events: dict[Any, Any] = {}
    async for event in result.stream_events():
        if isinstance(event, RunItemStreamEvent) and event.name == "tool_output":
            of_events[event.item.call_id] = event.outcome
        elif isinstance(event, RunItemStreamEvent):
            assert event.outcome is None
    of_items = {item.call_id: item.outcome for item in outputs(result.new_items)}
    assert of_events == of_items == OUTCOMES
    errors = {item.call_id for item in outputs(result.new_items) if item.error is not None}
    assert errors == {"raises", "explains", "hangs", "cancels", "inner"}


@pytest.mark.parametrize(("approved", "outcome"), [(True, "done"), (False, "denied")])
async def test_a_decision(approved: bool, outcome: str) -> None:
    model = ScriptedModel([call("asks", {}, call_id="c1"), text("end")])
    agent = Agent(name="A", model=model, tools=[asks])
    state = (await Runner.run(agent, "go")).to_state()
    if approved:
        state.approve(state.get_interruptions()[0])
    else:
        state.reject(state.get_interruptions()[0], rejection_message="All went well.")
    result = await Runner.run(agent, state)
    assert [item.outcome for item in outputs(result.new_items)] == [outcome]


async def test_an_ignored_handoff_was_denied() -> None:
    other = Agent(name="Other", model=ScriptedModel([text("end")]))
    model = ScriptedModel([[handoff(other), handoff(other)]])
    result = await Runner.run(Agent(name="A", model=model, handoffs=[other]), "go")
    assert [item.outcome for item in outputs(result.new_items)] == ["denied"]


async def test_a_state_keeps_outcomes_and_reads_those_from_before_there_were_any() -> None:
    agent = Agent(
        name="A", model=ScriptedModel([[call("raises", {}), call("asks", {})]]), tools=[raises, asks]
    )
    data = (await Runner.run(agent, "go")).to_state().to_json()
    again = await RunState.from_json(agent, data)
    assert [item.outcome for item in outputs(again.result.new_items)] == ["failed"]
    for row in data["new_items"]:
        row.pop("outcome", None)
    old = await RunState.from_json(agent, data)
    assert [item.outcome for item in outputs(old.result.new_items)] == ["done"]


async def test_a_tool_that_a_program_calls_itself_notes_its_failure() -> None:
    context: ToolContext[Any] = ToolContext(None, tool_name="t", tool_call_id="c", tool_arguments="")
    await raises.on_invoke_tool(context, "")
    assert isinstance(context.failure, LookupError)


def outputs(items: list[Any]) -> list[ToolCallOutputItem]:
    assert not all(isinstance(item, MessageOutputItem) for item in items)
    return [item for item in items if isinstance(item, ToolCallOutputItem)]
