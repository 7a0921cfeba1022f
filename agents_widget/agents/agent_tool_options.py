"""The options of ``Agent.as_tool``."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from typing_extensions import TypedDict

from .run_context import IsEnabled
from .tool import NeedsApproval, ToolErrorFunction

if TYPE_CHECKING:
    from .items import TResponseInputItem
    from .lifecycle import RunHooks
    from .memory.session import Session
    from .result import RunResult, RunResultStreaming
    from .run_config import RunConfig
    from .stream_events import AgentToolStreamEvent

AgentInput: TypeAlias = "str | list[TResponseInputItem]"


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
    input_builder: Callable[[dict[str, Any]], AgentInput | Awaitable[AgentInput]] | None
    """Is given the call's ``params``, and their ``json_schema`` if that was asked for."""
    include_input_schema: bool
    on_stream_max_pending_events: int | None
