"""Results of this package's Runner and of the OpenAI Agents SDK's."""

from __future__ import annotations

import asyncio
import time

import agents
import answers
import pytest
from loopback import LoopbackServer
from openai import BadRequestError, OpenAIError
from watched import joker, said, sdk_agent

from agents_widget import (
    Runner,
    function_tool,
)
from agents_widget.widget.watch import watch


async def test_a_result_of_the_openai_agents_sdk(loopback: LoopbackServer) -> None:
    @agents.function_tool
    def how_many() -> dict[str, int]:
        return {"jokes": 3}

    loopback.answer(answers.call("how_many"), answers.text("Three."))
    result = agents.Runner.run_streamed(sdk_agent(loopback, tools=[how_many]), "How many?")
    widget = watch(result)
    assert await widget is result
    assert [entry.kind for entry in widget.transcript.entries] == ["user", "tool_call", "message"]
    assert widget.tools["how_many"].value == {"jokes": 3}
    assert widget.usage["requests"] == 2


async def test_a_program_of_the_sdk_keeps_its_own_loop_over_the_events(loopback: LoopbackServer) -> None:
    loopback.answer(answers.text("Hello there"))
    result = agents.Runner.run_streamed(sdk_agent(loopback), "Hi")
    widget = watch(result)
    mine = [event async for event in result.stream_events()]
    assert [event async for event in widget] == mine
    assert len(mine) > 8
    assert said(widget)[-1] == ("message", "Hello there")


async def test_approving_for_the_sdk(loopback: LoopbackServer) -> None:
    refunds = []

    @agents.function_tool(needs_approval=True)
    def refund(order: str) -> str:
        refunds.append(order)
        return "refunded"

    loopback.answer(
        answers.respond(
            answers.call("refund", {"order": "A"}, "c1"), answers.call("refund", {"order": "B"}, "c2")
        ),
        answers.text("Done."),
    )
    widget = watch(agents.Runner.run_streamed(sdk_agent(loopback, tools=[refund]), "Refund both"))
    waiting = await widget.wait_for_approval()
    assert [(entry.call_id, entry.schema is not None) for entry in waiting] == [("c1", True), ("c2", True)]
    assert widget.transcript.status == "waiting"
    with pytest.raises(ValueError, match="Arguments cannot be edited in this run"):
        widget.approve("c1", {"order": "C"})
    with pytest.raises(ValueError, match=r"No tool call 'c9' waits for approval. Waiting: c1, c2."):
        widget.approve("c9")
    with pytest.raises(ValueError, match=r"Several tool calls wait for approval: c1, c2. Say which."):
        widget.approve()
    widget.approve(waiting[0])
    await widget._until(lambda: len(widget.interruptions) == 1)
    widget.deny(message="B is not ours.")
    result = await widget
    assert result.final_output == "Done."
    assert refunds == ["A"]
    states = {entry.call_id: entry.state for entry in widget.transcript.entries if entry.kind == "tool_call"}
    assert states == {"c1": "done", "c2": "denied"}
    assert "B is not ours." in str(loopback.requests[1].body)
    with pytest.raises(ValueError, match=r"No tool call waits for approval. Waiting: none."):
        widget.deny()


async def test_a_result_of_ours(loopback: LoopbackServer) -> None:
    loopback.answer(answers.text("Hello there"))
    result = Runner.run_streamed(joker(loopback), "Hi")
    widget = watch(result)
    assert result.widget is widget
    mine = [event async for event in result.stream_events()]
    assert await widget is result
    assert [event async for event in widget] == mine
    assert said(widget) == [("user", "Hi"), ("message", "Hello there")]


async def test_a_result_of_ours_that_has_ended_is_there_at_once_with_its_times(
    loopback: LoopbackServer,
) -> None:
    @function_tool
    async def slow() -> str:
        await asyncio.sleep(0.2)
        return "slept"

    loopback.answer(answers.call("slow"), answers.text("Done."))
    began = time.monotonic()
    result = Runner.run_streamed(joker(loopback, tools=[slow]), "Hi")
    mine = [event async for event in result.stream_events()]
    await asyncio.sleep(0.2)
    widget = watch(result)
    assert widget.result() is result
    assert widget.transcript.status == "done"
    assert [event async for event in widget] == mine
    tool = next(entry for entry in widget.transcript.entries if entry.kind == "tool_call")
    assert tool.ended is not None
    assert tool.ended - tool.started >= 190
    assert widget.transcript.ended is not None
    assert (
        tool.ended
        <= widget.transcript.ended
        <= widget.tape.duration
        <= (time.monotonic() - began) * 1000 - 190
    )
    assert len(widget.tape.rows) >= 2


async def test_a_result_of_ours_that_failed_before_it_was_watched(loopback: LoopbackServer) -> None:
    loopback.answer(answers.status(400, {"error": {"message": "no such model"}}))
    result = Runner.run_streamed(joker(loopback), "Hi")
    with pytest.raises(BadRequestError):
        async for _ in result.stream_events():
            pass
    widget = watch(result)
    assert widget.transcript.status == "failed"
    assert "no such model" in widget.transcript.entries[-1].text
    with pytest.raises(BadRequestError):
        await widget


async def test_without_a_key_the_sdks_run_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_ADMIN_KEY"):
        monkeypatch.delenv(name, raising=False)
    for source in (agents.Agent(name="Ada"), agents.Runner.run_streamed(agents.Agent(name="Ada"), "Hello")):
        widget = watch(source, "Hello" if isinstance(source, agents.Agent) else None)
        with pytest.raises(OpenAIError):
            await widget
        hint = widget.transcript.entries[-1].hint
        assert "Set OPENAI_API_KEY" in hint
        assert "model=DemoModel()" in hint
        assert "LocalModel()" in hint
