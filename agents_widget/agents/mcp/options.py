"""What every kind of MCP server takes by keyword, and the times that it is given."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from typing_extensions import TypedDict

from ..tool_errors import ToolErrorFunction
from ..tool_guardrails import ToolInputGuardrail, ToolOutputGuardrail
from .approval_policy import RequireApproval
from .server import MCPToolMetaResolver
from .tool_filter import ToolFilter

CONNECT_SECONDS = 30.0
"""Time for a server to start and answer: ``npx`` and ``uvx`` may have to download it first."""
REQUEST_SECONDS = 60.0
"""Time for one request."""


class MCPServerOptions(TypedDict, total=False):
    """What every kind of server takes by keyword; ``MCPServer`` and docs/mcp.md say what each means."""

    tool_filter: ToolFilter
    use_structured_content: bool
    max_retry_attempts: int
    retry_backoff_seconds_base: float
    retry_backoff_seconds_max: float | None
    message_handler: Callable[[Any], Awaitable[None]] | None
    require_approval: RequireApproval
    failure_error_function: ToolErrorFunction | None
    tool_meta_resolver: MCPToolMetaResolver | None
    tool_input_guardrails: list[ToolInputGuardrail[Any]] | None
    tool_output_guardrails: list[ToolOutputGuardrail[Any]] | None
    max_list_pages: int | None
    connect_timeout_seconds: float | None
