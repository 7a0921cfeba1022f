"""The model's input at each turn: what a filter leaves, without what servers refuse."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from answers import call, reasoning, respond, text
from loopback import LoopbackServer

from agents_widget.agents.agent import Agent
from agents_widget.agents.models.interface import Model
from agents_widget.agents.run import Runner
from agents_widget.agents.run_config import RunConfig
from agents_widget.agents.tool import function_tool


@function_tool
def look() -> str:
    """Look."""
    return "seen"


def kinds(loopback: LoopbackServer, request: int = -1) -> list[str]:
    return [item.get("type") or item["role"] for item in loopback.requests[request].body["input"]]


async def test_a_response_may_end_with_reasoning(loopback: LoopbackServer, model: Model) -> None:
    """Found by the storm (tests/chaos)."""
    loopback.answer(respond(call("look"), reasoning("hm")), text("done"))
    result = await Runner.run(Agent(name="A", model=model, tools=[look]), "go")
    assert kinds(loopback) == ["user", "function_call", "function_call_output"]
    assert "reasoning_item" in [item.type for item in result.new_items]


@pytest.mark.parametrize("without", ["function_call", "message"])
async def test_a_filter_may_leave_reasoning_alone(
    loopback: LoopbackServer, model: Model, without: str
) -> None:
    def cut(data: Any) -> Any:
        gone = (without, "function_call_output")
        left = [item for item in data.model_data.input if item.get("type") not in gone]
        return dataclasses.replace(data.model_data, input=left)

    loopback.answer(respond(reasoning("hm"), text("Looking."), reasoning("so"), call("look")), text("done"))
    config = RunConfig(call_model_input_filter=cut)
    await Runner.run(Agent(name="A", model=model, tools=[look]), "go", run_config=config)
    left = {"function_call": ["reasoning", "message"], "message": ["reasoning", "reasoning", "function_call"]}
    assert kinds(loopback) == ["user", *left[without]]


async def test_a_handoffs_filter_may_leave_reasoning_alone(loopback: LoopbackServer, model: Model) -> None:
    def thoughts_only(data: Any) -> Any:
        return data.clone(new_items=tuple(item for item in data.new_items if item.type == "reasoning_item"))

    loopback.answer(respond(reasoning("hm"), call("transfer_to_b")), text("done"))
    agent = Agent(name="A", model=model, handoffs=[Agent(name="B", model=model)])
    config = RunConfig(handoff_input_filter=thoughts_only)
    await Runner.run(agent, "go", run_config=config)
    assert kinds(loopback) == ["user"]


async def test_a_conversation_on_the_server_is_sent_what_comes_after_its_reasoning(
    loopback: LoopbackServer, model: Model
) -> None:
    loopback.answer(respond(call("look"), reasoning("hm")), text("done"))
    await Runner.run(Agent(name="A", model=model, tools=[look]), "go", auto_previous_response_id=True)
    assert kinds(loopback) == ["function_call_output"]


@function_tool
def echo(word: str) -> str:
    """Say a word."""
    return word


async def test_calls_of_one_id_each_get_their_own_output(loopback: LoopbackServer, model: Model) -> None:
    """Found by the storm: servers give one id to the calls of a response, or begin anew with each."""
    words = [call("echo", {"word": word}, call_id="call_1") for word in ("one", "two", "three")]
    loopback.answer(respond(*words[:2]), respond(words[2]), text("done"))
    result = await Runner.run(Agent(name="A", model=model, tools=[echo]), "go")
    for rows in (loopback.requests[-1].body["input"], result.to_input_list()):
        called = {row["call_id"]: row["arguments"] for row in rows if row.get("type") == "function_call"}
        outputs = {row["call_id"]: row["output"] for row in rows if row.get("type") == "function_call_output"}
        assert [*outputs.values()] == ["one", "two", "three"]
        assert called == {call_id: f'{{"word": "{word}"}}' for call_id, word in outputs.items()}
