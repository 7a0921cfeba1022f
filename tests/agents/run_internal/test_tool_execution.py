from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from typing import Any

import hang
import pytest
from answers import call, respond, text
from loopback import LoopbackServer
from short_events import short

from agents_widget.agents.agent import Agent
from agents_widget.agents.exceptions import UserError
from agents_widget.agents.models.interface import Model
from agents_widget.agents.run import Runner
from agents_widget.agents.run_config import RunConfig
from agents_widget.agents.tool import FunctionTool, function_tool
from agents_widget.agents.tool_context import ToolContext


async def events_of(loopback: LoopbackServer, model: Model, tool: Any, *calls: Any) -> list[Any]:
    loopback.answer(respond(*calls), text("done"))
    result = Runner.run_streamed(Agent(name="A", model=model, tools=[tool]), "go")
    return [event async for event in result.stream_events() if event.type != "raw_response_event"]


async def test_progress_comes_between_call_and_output(loopback: LoopbackServer, model: Model) -> None:
    @function_tool
    async def copy(context: ToolContext[Any], pages: int) -> str:
        for page in range(1, pages + 1):
            context.progress(page / pages, f"page {page}")
        return "copied"

    events = await events_of(loopback, model, copy, call("copy", {"pages": 2}, call_id="c1"))
    assert [short(e) for e in events[1:5]] == [
        "tool_called tool_call_item",
        "tool_progress_stream_event",
        "tool_progress_stream_event",
        "tool_output tool_call_output_item",
    ]
    reported = [(e.call_id, e.tool_name, e.progress, e.message) for e in events[2:4]]
    assert reported == [("c1", "copy", 0.5, "page 1"), ("c1", "copy", 1.0, "page 2")]


async def test_progress_from_worker_threads_keeps_its_order(loopback: LoopbackServer, model: Model) -> None:
    where: list[bool] = []

    @function_tool
    def copy(context: ToolContext[Any]) -> str:
        where.append(threading.current_thread() is threading.main_thread())
        for step in range(50):
            context.progress(step / 50)
        return "copied"

    events = await events_of(loopback, model, copy, call("copy"), call("copy"))
    assert where == [False, False]
    outputs = [i for i, e in enumerate(events) if short(e).startswith("tool_output")]
    for call_item in (e.item for e in events if short(e).startswith("tool_called")):
        mine = [(i, e) for i, e in enumerate(events) if getattr(e, "call_id", None) == call_item.call_id]
        assert [e.progress for _, e in mine] == [step / 50 for step in range(50)]
        assert mine[-1][0] < outputs[-1]


async def test_tools_that_are_generators(loopback: LoopbackServer, model: Model) -> None:
    @function_tool
    async def count() -> AsyncIterator[Any]:
        yield 0.5
        yield "ready"

    @function_tool
    def count_sync() -> Iterator[Any]:
        yield 0.5
        yield "ready"

    for tool in (count, count_sync):
        events = await events_of(loopback, model, tool, call(tool.name))
        assert [e.progress for e in events if e.type == "tool_progress_stream_event"] == [0.5, None]
        assert [e.item.output for e in events if short(e).startswith("tool_output")] == ["ready"]


async def test_progress_never_reaches_the_model(loopback: LoopbackServer, model: Model) -> None:
    @function_tool
    def copy(context: ToolContext[Any]) -> str:
        context.progress(0.5, "half")
        return "copied"

    await events_of(loopback, model, copy, call("copy"))
    assert "half" not in str(loopback.requests[1].body)


async def test_a_thread_that_outlives_its_run_is_not_heard(loopback: LoopbackServer, model: Model) -> None:
    stopped, finished = threading.Event(), threading.Event()

    @function_tool
    def stubborn(context: ToolContext[Any]) -> str:
        context.progress(0.1)
        assert stopped.wait(hang.SECONDS)
        context.progress(0.9)
        finished.set()
        return "late"

    loopback.answer(respond(call("stubborn")))
    result = Runner.run_streamed(Agent(name="A", model=model, tools=[stubborn]), "go")
    async for event in result.stream_events():
        if event.type == "tool_progress_stream_event":
            result.cancel()
    stopped.set()
    assert await asyncio.to_thread(finished.wait, hang.SECONDS)
    assert [e.progress for e in result.log.events if e.type == "tool_progress_stream_event"] == [0.1]


async def test_the_first_failure_stops_the_others(loopback: LoopbackServer, model: Model) -> None:
    tidied = asyncio.Event()

    @function_tool
    async def endless() -> str:
        try:
            await asyncio.Event().wait()
        finally:
            tidied.set()
        return "never"

    @function_tool
    async def quick() -> str:
        return "quick"

    @function_tool(failure_error_function=None)
    async def broken() -> str:
        raise OSError("broke")

    loopback.answer(respond(call("endless"), call("quick"), call("broken")))
    agent = Agent(name="A", model=model, tools=[endless, quick, broken])
    with pytest.raises(UserError, match="Error running tool broken: broke") as caught:
        await Runner.run(agent, "go")
    assert tidied.is_set()
    assert isinstance(caught.value.__cause__, OSError)
    assert caught.value.run_data is not None
    outputs = [i.output for i in caught.value.run_data.new_items if i.type == "tool_call_output_item"]
    assert outputs == ["quick"]


async def test_messages_for_the_model_are_worded_by_the_formatter(
    loopback: LoopbackServer, model: Model
) -> None:
    @function_tool
    def broken() -> str:
        raise OSError("broke")

    async def worded(args: Any) -> str | None:
        return f"{args.kind}: {args.error}" if args.error else None

    loopback.answer(respond(call("broken")), text("I see"))
    config = RunConfig(tool_error_formatter=worded)
    result = await Runner.run(Agent(name="A", model=model, tools=[broken]), "go", run_config=config)
    assert result.new_items[1].output == "tool_exception: broke"


async def test_a_tool_made_by_hand_with_declared_output(loopback: LoopbackServer, model: Model) -> None:
    async def invoke(context: ToolContext[Any], arguments: str) -> Any:
        assert (context.tool_name, context.tool_call_id, context.agent.name) == ("look", "c1", "A")
        return {"seen": arguments}

    tool = FunctionTool(
        "look", "Looks.", {"type": "object", "properties": {}}, invoke, output_json_schema={"type": "object"}
    )
    events = await events_of(loopback, model, tool, call("look", call_id="c1"))
    assert events[2].item.output == {"seen": "{}"}
    assert events[2].item.raw_item["output"] == '{"seen":"{}"}'


async def test_needs_approval_that_cannot_read_the_arguments(loopback: LoopbackServer, model: Model) -> None:
    seen: list[Any] = []

    def ask(context: Any, arguments: dict[str, Any], call_id: str) -> bool:
        seen.append(arguments)
        return False

    @function_tool(needs_approval=ask)
    def add(n: int) -> int:
        return n

    loopback.answer(respond(call("add", "{broken")))
    result = await Runner.run(Agent(name="A", model=model, tools=[add]), "go")
    assert seen == []
    assert [item.name for item in result.interruptions] == ["add"]
