"""Invoking a tool within its time limit."""

import asyncio
import contextlib

import pytest

from agents_widget.agents.exceptions import ToolTimeoutError
from agents_widget.agents.run_internal import tool_invocation
from agents_widget.agents.run_internal.tool_invocation import invoke_function_tool
from agents_widget.agents.tool import function_tool
from agents_widget.agents.tool_context import ToolContext


def never():
    @function_tool(timeout=0.01)
    async def tool():
        await asyncio.Event().wait()

    return tool


async def limited(tool):
    ctx = ToolContext(None, tool_name=tool.name, tool_call_id="c1", tool_arguments="{}")
    return await invoke_function_tool(function_tool=tool, context=ctx, arguments=""), ctx


async def test_time_is_over():
    text, ctx = await limited(never())
    assert text == "Tool 'tool' timed out after 0.01 seconds."
    assert isinstance(ctx.failure, ToolTimeoutError)


async def test_time_is_over_and_the_program_says_so():
    tool = never()
    tool.timeout_error_function = lambda ctx, error: (
        f"{error.tool_name} took more than {error.timeout_seconds}"
    )
    assert (await limited(tool))[0] == "tool took more than 0.01"
    tool.timeout_behavior = "raise_exception"
    with pytest.raises(ToolTimeoutError, match="timed out after"):
        await limited(tool)


async def test_within_its_time_a_tool_returns_or_fails_as_ever():
    @function_tool(timeout=60)
    async def tool():
        return 3

    @function_tool(timeout=60, failure_error_function=None)
    async def broken():
        raise TimeoutError("its own")

    assert (await limited(tool))[0] == 3
    with pytest.raises(TimeoutError, match="its own"):
        await limited(broken)


async def test_a_tool_that_will_not_stop_is_left_behind(monkeypatch):
    monkeypatch.setattr(tool_invocation, "CLEANUP_SECONDS", 0.01)
    release = asyncio.Event()

    @function_tool(timeout=0.01)
    async def stubborn():
        while not release.is_set():
            with contextlib.suppress(asyncio.CancelledError):
                await release.wait()

    assert (await limited(stubborn))[0] == "Tool 'stubborn' timed out after 0.01 seconds."
    release.set()


async def test_cancelling_a_limited_call_cancels_the_tool():
    started, ended = asyncio.Event(), asyncio.Event()

    @function_tool(timeout=60)
    async def tool():
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    running = asyncio.ensure_future(limited(tool))
    await started.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    await ended.wait()
