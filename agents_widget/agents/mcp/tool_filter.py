"""Which of a server's tools an agent is offered."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

from typing_extensions import TypedDict

from ..callbacks import maybe_await
from ..exceptions import UserError
from ..run_context import RunContextWrapper

logger = logging.getLogger(__name__)


@dataclass
class ToolFilterContext:
    """What a filter function is told beside the tool."""

    run_context: RunContextWrapper[Any]
    agent: Any
    """The agent that asks for the tools."""
    server_name: str


class ToolFilterStatic(TypedDict, total=False):
    """The names of the tools that are offered, and of those that are not."""

    allowed_tool_names: list[str]
    blocked_tool_names: list[str]


ToolFilterCallable: TypeAlias = Callable[[ToolFilterContext, Any], "Awaitable[bool] | bool"]
"""``(context, tool as the server lists it) -> whether it is offered``; if it raises, the tool is left out."""
ToolFilter: TypeAlias = "ToolFilterCallable | ToolFilterStatic | None"


def create_static_tool_filter(
    allowed_tool_names: list[str] | None = None, blocked_tool_names: list[str] | None = None
) -> ToolFilterStatic | None:
    """A filter by names; None if neither list is given."""
    given: dict[str, Any] = {
        "allowed_tool_names": allowed_tool_names,
        "blocked_tool_names": blocked_tool_names,
    }
    names = {which: listed for which, listed in given.items() if listed is not None}
    return cast("ToolFilterStatic", names) if names else None


async def filtered(
    tools: list[Any],
    tool_filter: ToolFilter,
    server_name: str,
    run_context: RunContextWrapper[Any] | None,
    agent: Any,
) -> list[Any]:
    """The tools that pass. Raises ``UserError`` for a filter function outside of a run."""
    if tool_filter is None:
        return tools
    if isinstance(tool_filter, dict):
        allowed, blocked = tool_filter.get("allowed_tool_names"), tool_filter.get("blocked_tool_names", [])
        return [
            tool for tool in tools if (allowed is None or tool.name in allowed) and tool.name not in blocked
        ]
    if run_context is None or agent is None:
        raise UserError(
            "run_context and agent are required for dynamic tool filtering: "
            "call list_tools(run_context, agent)."
        )
    context = ToolFilterContext(run_context, agent, server_name)
    return [tool for tool in tools if await _passes(tool_filter, context, tool)]


async def _passes(tool_filter: ToolFilterCallable, context: ToolFilterContext, tool: Any) -> bool:
    try:
        # A copy: what a filter does to it must not change what the server listed.
        return bool(await maybe_await(tool_filter(context, tool.model_copy(deep=True))))
    except Exception:
        logger.exception(
            "The filter of MCP server %s failed on tool %s, which is left out", context.server_name, tool.name
        )
        return False
