"""Progress that comes after its tool's own output is dropped."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import hang
from short_events import short

from agents_widget.agents.agent import Agent
from agents_widget.agents.run import Runner
from agents_widget.agents.testing import ScriptedModel, function_call
from agents_widget.agents.tool import function_tool
from agents_widget.agents.tool_context import ToolContext


async def test_no_progress_comes_after_the_output() -> None:
    reported, quick_ended = threading.Event(), threading.Event()
    helpers: list[Any] = []

    @function_tool
    def in_a_thread(context: ToolContext[Any]) -> str:
        context.progress(0.5, "in time")
        helpers.append(context)
        return "done"

    @function_tool
    async def in_a_task(context: ToolContext[Any]) -> str:
        context.progress(0.5, "in time")
        helpers.append(context)
        return "done"

    @function_tool
    async def slow() -> str:
        await asyncio.to_thread(quick_ended.wait, hang.SECONDS)
        for context in helpers:
            context.progress(0.9, "late")
        await asyncio.to_thread(_report, helpers, reported)
        return "done"

    tools = [in_a_thread, in_a_task, slow]
    calls = [function_call(tool.name, {}, call_id=tool.name) for tool in tools]
    result = Runner.run_streamed(Agent(name="A", model=ScriptedModel([calls, "the end"]), tools=tools), "go")
    outputs = 0
    async for event in result.stream_events():
        outputs += short(event).startswith("tool_output")
        if outputs == 2:
            quick_ended.set()
    assert reported.is_set()
    messages = [event.message for event in result.log.events if event.type == "tool_progress_stream_event"]
    assert messages == ["in time", "in time"]


def _report(contexts: list[Any], reported: threading.Event) -> None:
    for context in contexts:
        context.progress(1.0, "late, from a thread")
    reported.set()
