"""The options of ``Agent.as_tool``."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from typing_extensions import TypedDict

from .agent_tool_input import StructuredToolInputBuilder, StructuredToolInputResult
from .run_context import IsEnabled
from .tool import NeedsApproval, ToolErrorFunction

if TYPE_CHECKING:
    from .lifecycle import RunHooks
    from .memory.session import Session
    from .result import RunResult, RunResultStreaming
    from .run_config import RunConfig
    from .stream_events import AgentToolStreamEvent

AgentInput: TypeAlias = StructuredToolInputResult


class AgentToolOptions(TypedDict, total=False):
    """The options of ``Agent.as_tool``."""

    custom_output_extractor: Callable[[RunResult | RunResultStreaming], Awaitable[str]] | None
    is_enabled: IsEnabled
    on_stream: Callable[[AgentToolStreamEvent], Awaitable[None] | None] | None
    run_config: RunConfig | dict[str, Any] | None
    max_turns: int | None
    hooks: RunHooks[Any] | None
    previous_response_id: str | None
    conversation_id: str | None
    session: Session | None
    failure_error_function: ToolErrorFunction | None
    needs_approval: NeedsApproval
    parameters: type[Any] | None
    input_builder: StructuredToolInputBuilder | None
    include_input_schema: bool
    on_stream_max_pending_events: int | None
