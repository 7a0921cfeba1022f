from __future__ import annotations

import asyncio
import json
from typing import Any

import hang
import pytest
from answers import Gate, call, respond, status, text
from loopback import LoopbackServer
from pydantic import BaseModel
from short_events import short

from agents_widget.agents.agent import Agent
from agents_widget.agents.exceptions import UserError
from agents_widget.agents.items import ModelResponse
from agents_widget.agents.memory import InMemorySession
from agents_widget.agents.models.interface import Model
from agents_widget.agents.run import Runner
from agents_widget.agents.run_context import RunContextWrapper
from agents_widget.agents.run_state import RunState
from agents_widget.agents.stream_events import AgentToolStreamEvent
from agents_widget.agents.tool import function_tool
from agents_widget.agents.tool_context import ToolContext


def outer(model: Model, tool: Any) -> Agent[Any]:
    return Agent(name="Outer", model=model, tools=[tool])


async def test_inner_events_are_in_the_outer_stream(loopback: LoopbackServer, model: Model) -> None:
    heard: list[AgentToolStreamEvent] = []
    inner = Agent(name="Inner", model=model)
    tool = inner.as_tool("ask", "Asks Inner.", on_stream=heard.append)
    loopback.answer(respond(call("ask", {"input": "how?"}, call_id="c1")), text("so"), text("it is so"))
    result = Runner.run_streamed(outer(model, tool), "go")
    events = [event async for event in result.stream_events()]
    wrapped = [event for event in events if event.type == "agent_tool_stream_event"]
    assert wrapped == heard
    assert {(event.call_id, event.agent.name) for event in wrapped} == {("c1", "Inner")}
    inside = [short(event.event) for event in wrapped if event.event.type != "raw_response_event"]
    assert inside == ["agent Inner", "message_output_created message_output_item"]
    assert heard[0]["event"] is heard[0].event
    assert heard[0]["tool_call"].call_id == "c1"
    assert (heard[0].get("agent"), heard[0].get("nothing", 7)) == (inner, 7)
    outside = [short(event) for event in events if event.type == "run_item_stream_event"]
    at = [events.index(e) for e in events if short(e).startswith(("tool_called", "tool_output"))]
    assert at[0] < events.index(wrapped[0]) < events.index(wrapped[-1]) < at[1]
    assert len(outside) == len(result.new_items) == 3
    assert loopback.requests[1].body["input"] == [{"role": "user", "content": "how?"}]
    assert result.new_items[1].output == "so"
    assert result.context_wrapper.usage.requests == 3


async def test_a_tool_has_name_schema_and_options_of_its_own(loopback: LoopbackServer, model: Model) -> None:
    tool = Agent(name="My Helper", model=model).as_tool(None, "Helps.", is_enabled=False)
    assert (tool.name, tool.description, tool.is_enabled) == ("my_helper", "Helps.", False)
    assert tool.params_json_schema["properties"]["input"]["type"] == "string"
    with pytest.raises(TypeError, match=r"has no on_strem\. Did you mean 'on_stream'"):
        Agent(name="A").as_tool("a", "", on_strem=print)  # type: ignore[call-arg]
    with pytest.raises(UserError, match="on_stream"):
        Agent(name="A").as_tool("a", "", on_stream=7)  # type: ignore[arg-type]


async def test_inner_failures_are_told_to_the_outer_model(loopback: LoopbackServer, model: Model) -> None:
    inner = Agent(name="Inner", model=model)
    loopback.answer(respond(call("inner", {"input": "x"})), status(400), text("I see"))
    result = await Runner.run(outer(model, inner.as_tool(None, "")), "go")
    assert result.final_output == "I see"
    assert "error occurred" in result.new_items[1].output
    loopback.answer(respond(call("inner", {"input": "x"})), status(400))
    tool = inner.as_tool(None, "", failure_error_function=None)
    with pytest.raises(UserError, match="Error running tool inner"):
        await Runner.run(outer(model, tool), "go")
    loopback.answer(respond(call("inner", {"what": "x"})), text("I see"))
    assert (await Runner.run(outer(model, inner.as_tool(None, "")), "go")).final_output == "I see"


async def test_a_model_that_cannot_stream_serves_inside_a_run_that_is_awaited(
    loopback: LoopbackServer, model: Model
) -> None:
    class Silent(Model):
        async def get_response(self, *args: Any, **options: Any) -> ModelResponse:
            return await model.get_response(*args, **options)

        def stream_response(self, *args: Any, **options: Any) -> Any:
            raise NotImplementedError

    tool = Agent(name="Inner", model=Silent()).as_tool("ask", "Asks Inner.")
    loopback.answer(respond(call("ask", {"input": "how?"}, call_id="c1")), text("so"), text("it is so"))
    assert (await Runner.run(outer(model, tool), "go")).final_output == "it is so"


async def test_own_max_turns(loopback: LoopbackServer, model: Model) -> None:
    @function_tool
    def again() -> str:
        return "again"

    inner = Agent(name="Inner", model=model, tools=[again])
    loopback.answer(respond(call("inner", {"input": "x"})), respond(call("again")), text("I see"))
    await Runner.run(outer(model, inner.as_tool(None, "", max_turns=1)), "go")
    assert len(loopback.requests) == 3


async def test_a_failing_on_stream_ends_both_runs(loopback: LoopbackServer, model: Model) -> None:
    async def broken(event: Any) -> None:
        if event["event"].type == "raw_response_event":
            raise ValueError("no screen")

    inner = Agent(name="Inner", model=model)
    loopback.answer(respond(call("inner", {"input": "x"})), respond(text("never read"), stall_after=4))
    result = Runner.run_streamed(outer(model, inner.as_tool(None, "", on_stream=broken)), "go")
    with pytest.raises(UserError, match="on_stream of 'Inner' failed: no screen"):
        async for _ in result.stream_events():
            pass
    assert await asyncio.to_thread(loopback.requests[1].closed.wait, hang.SECONDS)


async def test_cancelling_the_outer_run_stops_the_inner_one(loopback: LoopbackServer, model: Model) -> None:
    loopback.answer(respond(call("inner", {"input": "x"})), respond(text("never ends"), stall_after=5))
    result = Runner.run_streamed(outer(model, Agent(name="Inner", model=model).as_tool(None, "")), "go")
    async for event in result.stream_events():
        if event.type == "agent_tool_stream_event" and event.event.type == "raw_response_event":
            result.cancel()
    assert await asyncio.to_thread(loopback.requests[1].closed.wait, hang.SECONDS)


async def test_pausing_the_outer_run_holds_the_inner_one(loopback: LoopbackServer, model: Model) -> None:
    ran: list[str] = []

    @function_tool
    def look() -> str:
        ran.append("look")
        return "a bird"

    gate = Gate()
    inner = Agent(name="Inner", model=model, tools=[look])
    loopback.answer(
        respond(call("inner", {"input": "x"})),
        respond(call("look"), gates={3: gate}),
        text("ok"),
        text("done"),
    )
    result = Runner.run_streamed(outer(model, inner.as_tool(None, "")), "go")
    assert await asyncio.to_thread(gate.reached.wait, hang.SECONDS)
    result.pause()
    gate.open()
    async for event in result.log.read():
        if event.type == "agent_tool_stream_event" and short(event.event).startswith("tool_called"):
            break
    for _ in range(5):
        await asyncio.sleep(0)
    assert ran == []
    result.resume()
    await result.log.wait()
    assert (ran, result.final_output) == (["look"], "done")


class Trip(BaseModel):
    city: str
    days: int


async def test_structured_parameters(loopback: LoopbackServer, model: Model) -> None:
    seen: list[Any] = []

    def instructions(context: RunContextWrapper[Any], agent: Agent[Any]) -> str:
        seen.append(context.tool_input)
        return ""

    inner = Agent(name="Inner", model=model, instructions=instructions)
    arguments = {"city": "Oslo", "days": 2}
    tool = inner.as_tool("plan", "", parameters=Trip, include_input_schema=True)
    assert set(tool.params_json_schema["properties"]) == {"city", "days"}
    loopback.answer(respond(call("plan", arguments)), text("ok"), text("done"))
    await Runner.run(outer(model, tool), "go")
    content = loopback.requests[1].body["input"][0]["content"]
    assert json.dumps(arguments, indent=2) in content
    assert '"properties"' in content
    assert seen == [arguments]

    async def build(options: Any) -> str:
        return f"{options['params']['days']} days in {options['params']['city']}"

    loopback.answer(respond(call("plan", arguments)), text("ok"), text("done"))
    await Runner.run(outer(model, inner.as_tool("plan", "", parameters=Trip, input_builder=build)), "go")
    assert loopback.requests[4].body["input"][0]["content"] == "2 days in Oslo"


async def test_an_empty_answer_gives_the_latest_text(loopback: LoopbackServer, model: Model) -> None:
    @function_tool
    def look() -> str:
        return "a bird"

    inner = Agent(name="Inner", model=model, tools=[look])
    loopback.answer(respond(call("inner", {"input": "x"})), respond(call("look")), respond(), text("done"))
    result = await Runner.run(outer(model, inner.as_tool(None, "")), "go")
    assert result.new_items[1].output == "a bird"


async def test_a_session_of_its_own(loopback: LoopbackServer, model: Model) -> None:
    session = InMemorySession("inner")
    tool = Agent(name="Inner", model=model).as_tool(None, "", session=session)
    loopback.answer(respond(call("inner", {"input": "x"})), text("ok"), text("done"))
    await Runner.run(outer(model, tool), "go")
    assert [item["role"] for item in await session.get_items()] == ["user", "assistant"]


async def test_approvals_inside_survive_json(loopback: LoopbackServer, model: Model) -> None:
    @function_tool(needs_approval=True)
    def pay(amount: int) -> str:
        return f"paid {amount}"

    inner = Agent(name="Inner", model=model, tools=[pay])
    agent = outer(model, inner.as_tool(None, "", needs_approval=True))
    loopback.answer(respond(call("inner", {"input": "pay"}, call_id="c1")))
    result = await Runner.run(agent, "go")
    state = result.to_state()
    assert [item.name for item in result.interruptions] == ["inner"]
    state.approve(result.interruptions[0])
    loopback.answer(respond(call("pay", {"amount": 3}, call_id="c2")))
    result = await Runner.run(agent, state)
    assert [(item.name, item.agent.name) for item in result.interruptions] == [("pay", "Inner")]
    state = await RunState.from_string(agent, result.to_state().to_string())
    state.approve(state.get_interruptions()[0])
    loopback.answer(text("inner done"), text("outer done"))
    result = await Runner.run(agent, state)
    assert result.final_output == "outer done"
    assert [item.output for item in result.new_items if item.type == "tool_call_output_item"] == [
        "inner done"
    ]
    assert len(loopback.requests) == 4


async def test_a_tool_called_by_hand(loopback: LoopbackServer, model: Model) -> None:
    tool = Agent(name="Inner", model=model).as_tool(None, "")
    loopback.answer(text("hello"))
    context = ToolContext(None, tool_name="inner", tool_call_id="c1", tool_arguments="{}")
    assert await tool.on_invoke_tool(context, '{"input": "hi"}') == "hello"
