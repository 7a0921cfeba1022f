"""Who waits for whom, in the OpenAI Agents SDK and in ours: closed streams, slow handlers, siblings."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import Any

import hang
import pytest
from kits import Names

OURS = Names("agents_widget.agents", "agents_widget.agents.testing")
SDK = Names("agents", "agents.testing")
SDK.set_tracing_disabled(True)
BOTH = [pytest.param(OURS, id="ours"), pytest.param(SDK, id="sdk")]


class SlowTool:
    """A run whose tool waits for a gate."""

    def __init__(self, names: Any) -> None:
        self.gate = asyncio.Event()
        self.begun = asyncio.Event()

        @names.function_tool
        async def slow() -> str:
            self.begun.set()
            await self.gate.wait()
            return "slept"

        steps = [[names.function_call("slow", {}, call_id="c1")], [names.assistant_message("done")]]
        agent = names.Agent(name="A", model=names.ScriptedModel(steps), tools=[slow])
        self.result = names.Runner.run_streamed(agent, "go")

    async def leave(self, how: str) -> None:
        """Leave the stream after the first item, and close it."""
        async with aclosing(self.result.stream_events()) as events:
            async for event in events:
                if event.type == "run_item_stream_event":
                    if how == "raise":
                        raise LookupError
                    if how != "break":
                        self.result.cancel(mode=how)
                    break


@pytest.mark.parametrize(
    ("how", "final"), [("break", "done"), ("raise", "done"), ("after_turn", None), ("immediate", None)]
)
@pytest.mark.parametrize("names", BOTH)
async def test_closing_a_stream_waits_for_the_run(names: Any, how: str, final: str | None) -> None:
    slow = SlowTool(names)
    leaving = asyncio.create_task(slow.leave(how))
    if how != "immediate":
        await asyncio.wait_for(slow.begun.wait(), hang.SECONDS)
        assert not leaving.done()
        slow.gate.set()
    await asyncio.wait_for(asyncio.wait([leaving]), hang.SECONDS)
    assert slow.result.run_loop_task.done()
    assert (slow.result.is_complete, slow.result.final_output) == (True, final)
    assert isinstance(leaving.exception(), LookupError if how == "raise" else type(None))


@pytest.mark.parametrize("names", BOTH)
async def test_cancelling_who_waits_for_a_closed_stream_stops_the_run(names: Any) -> None:
    slow = SlowTool(names)
    leaving = asyncio.create_task(slow.leave("break"))
    await asyncio.wait_for(slow.begun.wait(), hang.SECONDS)
    leaving.cancel()
    await asyncio.wait_for(asyncio.wait([leaving]), hang.SECONDS)
    await asyncio.wait_for(asyncio.wait([slow.result.run_loop_task]), hang.SECONDS)
    assert slow.result.final_output is None


@pytest.mark.parametrize("names", BOTH)
async def test_closing_the_stream_of_a_failed_run_raises_nothing(names: Any) -> None:
    model = names.ScriptedModel([RuntimeError("500")])
    result = names.Runner.run_streamed(names.Agent(name="A", model=model), "go")
    async with aclosing(result.stream_events()) as events:
        async for _ in events:
            break
    assert str(result.run_loop_exception) == "500"


@pytest.mark.parametrize("waits", ["for the end", "actively"])
@pytest.mark.parametrize("names", BOTH)
async def test_a_slow_handler_does_not_hold_up_the_inner_agent(names: Any, waits: str) -> None:
    inner_ended = asyncio.Event()

    class Hooks(names.AgentHooks):  # type: ignore[misc, name-defined]
        async def on_end(self, *args: Any) -> None:
            inner_ended.set()

    heard: list[str] = []

    async def on_stream(event: Any) -> None:
        if waits == "for the end":
            await inner_ended.wait()
        while waits == "actively" and not inner_ended.is_set():
            await asyncio.sleep(0)
        heard.append(event["event"].type)

    steps = [names.function_call("nothing", {}, call_id="i1")], [names.assistant_message("inner")]
    nothing = names.function_tool(name_override="nothing")(lambda: "")
    inner = names.Agent(name="I", model=names.ScriptedModel(steps), tools=[nothing], hooks=Hooks())
    asked = [names.function_call("ask", {"input": "x"}, call_id="o1")], [names.assistant_message("outer")]
    tool = inner.as_tool("ask", "Asks.", on_stream=on_stream)
    outer = names.Agent(name="O", model=names.ScriptedModel(asked), tools=[tool])
    result = await asyncio.wait_for(names.Runner.run(outer, "go"), hang.SECONDS)
    assert result.final_output == "outer"
    assert heard.count("run_item_stream_event") == 3


async def test_a_slow_handler_does_not_hold_up_the_outer_stream() -> None:
    told = asyncio.Event()

    async def on_stream(event: Any) -> None:
        await told.wait()

    inner = OURS.Agent(name="I", model=OURS.ScriptedModel([[OURS.assistant_message("inner")]]))
    asked = [OURS.function_call("ask", {"input": "x"}, call_id="o1")], [OURS.assistant_message("outer")]
    tool = inner.as_tool("ask", "Asks.", on_stream=on_stream)
    outer = OURS.Agent(name="O", model=OURS.ScriptedModel(asked), tools=[tool])
    result = OURS.Runner.run_streamed(outer, "go")

    async def read() -> None:
        async for event in result.stream_events():
            if event.type == "agent_tool_stream_event" and event.event.type == "run_item_stream_event":
                told.set()

    await asyncio.wait_for(read(), hang.SECONDS)
    assert result.final_output == "outer"


@pytest.mark.parametrize("offered", ["tools", "handoffs"])
@pytest.mark.parametrize("names", BOTH)
async def test_a_failing_is_enabled_stops_its_siblings(names: Any, offered: str) -> None:
    log: list[str] = []
    begun = asyncio.Event()

    async def waits(context: Any, agent: Any) -> bool:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            log.append("stopped")
        return True

    async def fails(context: Any, agent: Any) -> bool:
        await begun.wait()
        raise LookupError("no")

    def offer(name: str, is_enabled: Any) -> Any:
        if offered == "handoffs":
            return names.handoff(names.Agent(name=name), is_enabled=is_enabled)
        return names.function_tool(name_override=name, is_enabled=is_enabled)(lambda: "")

    options: Any = {offered: [offer("a", waits), offer("b", fails)]}
    agent = names.Agent(name="A", model=names.ScriptedModel([]), **options)
    with pytest.raises(LookupError):
        await asyncio.wait_for(names.Runner.run(agent, "go"), hang.SECONDS)
    assert log == ["stopped"]


@pytest.mark.parametrize(
    ("recovers", "outcome"), [(True, "done"), (False, "failed")], ids=["recovers", "passes on"]
)
async def test_a_tool_made_by_hand_fails_only_by_what_it_returns(recovers: bool, outcome: str) -> None:
    @OURS.function_tool  # type: ignore[untyped-decorator]
    def flaky() -> str:
        raise ValueError("no")

    async def invoke(context: Any, arguments: str) -> str:
        text: str = await flaky.on_invoke_tool(context, "{}")
        return "found it elsewhere" if recovers else text

    by_hand = OURS.FunctionTool("by_hand", "Tries.", {"type": "object", "properties": {}}, invoke)
    steps = [[OURS.function_call("by_hand", {}, call_id="c1")], [OURS.assistant_message("done")]]
    agent = OURS.Agent(name="A", model=OURS.ScriptedModel(steps), tools=[by_hand])
    result = await OURS.Runner.run(agent, "go")
    assert [item.outcome for item in result.new_items if item.type == "tool_call_output_item"] == [outcome]
