"""Invoking a function tool within its time limit."""

from __future__ import annotations

import asyncio
from typing import Any

from ..exceptions import ToolTimeoutError
from ..run_context import RunContextWrapper
from ..tool import FunctionTool
from ..tool_context import ToolContext
from ..tool_errors import explain_failure

CLEANUP_SECONDS = 1.0
"""Time that a cancelled tool or guardrail gets to clean up, before the run goes on without it."""


async def invoke_function_tool(
    *, function_tool: FunctionTool, context: ToolContext[Any], arguments: str
) -> Any:
    """A tool's output within its time limit, or the text for the model in place of it."""
    if function_tool.timeout_seconds is None:
        return await function_tool.on_invoke_tool(context, arguments)
    task = asyncio.ensure_future(function_tool.on_invoke_tool(context, arguments))
    try:
        done, _ = await asyncio.wait({task}, timeout=function_tool.timeout_seconds)
        if done:
            return task.result()
        task.cancel()
        await asyncio.wait({task}, timeout=CLEANUP_SECONDS)
    finally:
        task.cancel()
        task.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
    return await _timed_out(function_tool, context)


async def _timed_out(tool: FunctionTool, context: ToolContext[Any]) -> str:
    error = ToolTimeoutError(tool_name=tool.name, timeout_seconds=tool.timeout_seconds or 0)
    if tool.timeout_behavior == "raise_exception":
        raise error
    return await explain_failure(context, error, tool.timeout_error_function or _timeout_text)


def _timeout_text(context: RunContextWrapper[Any], error: Exception) -> str:
    return str(error)
