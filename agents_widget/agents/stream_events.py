"""The events of a run's stream."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from openai.types.responses import ResponseFunctionToolCall, ResponseStreamEvent

from .items import RunItem, ToolCallOutputItem, ToolOutcome
from .tool_questions import ToolQuestion

if TYPE_CHECKING:
    from .agent import Agent

TResponseStreamEvent: TypeAlias = ResponseStreamEvent

RunItemEventName = Literal[
    "message_output_created",
    "handoff_requested",
    "handoff_occured",  # misspelled in the SDK, and kept: programs compare with it
    "tool_called",
    "tool_search_called",
    "tool_search_output_created",
    "tool_output",
    "reasoning_item_created",
    "mcp_approval_requested",
    "mcp_approval_response",
    "mcp_list_tools",
]


EVENT_NAMES: dict[str, RunItemEventName] = {
    "message_output_item": "message_output_created",
    "reasoning_item": "reasoning_item_created",
    "tool_call_item": "tool_called",
    "tool_call_output_item": "tool_output",
    "handoff_call_item": "handoff_requested",
    "handoff_output_item": "handoff_occured",
    "tool_search_call_item": "tool_search_called",
    "tool_search_output_item": "tool_search_output_created",
    "mcp_list_tools_item": "mcp_list_tools",
    "mcp_approval_request_item": "mcp_approval_requested",
    "mcp_approval_response_item": "mcp_approval_response",
}
"""The name of an item's event, by the item's type."""


@dataclass
class RawResponsesStreamEvent:
    """An event as the model sent it, in OpenAI Responses format."""

    data: TResponseStreamEvent
    type: Literal["raw_response_event"] = "raw_response_event"


@dataclass
class RunItemStreamEvent:
    """An item is complete: a message, a tool call, a tool's output, a handoff."""

    name: RunItemEventName
    item: RunItem
    type: Literal["run_item_stream_event"] = "run_item_stream_event"

    @property
    def outcome(self) -> ToolOutcome | None:
        """How the tool call ended, for a ``tool_output``; None for any other event."""
        return self.item.outcome if isinstance(self.item, ToolCallOutputItem) else None


def event_of(item: RunItem) -> RunItemStreamEvent:
    """The stream event of an item."""
    return RunItemStreamEvent(name=EVENT_NAMES[item.type], item=item)


@dataclass
class AgentUpdatedStreamEvent:
    """Another agent has taken over (the first one too)."""

    new_agent: Agent[Any]
    type: Literal["agent_updated_stream_event"] = "agent_updated_stream_event"


@dataclass
class ToolProgressStreamEvent:
    """Progress of a running tool; never part of the history.

    ``progress`` is a share from 0 to 1, or None when only the message is known.
    """

    call_id: str
    tool_name: str
    progress: float | None = None
    message: str | None = None
    display: dict[str, str] | None = None
    """A picture that the tool displayed, by MIME type."""
    type: Literal["tool_progress_stream_event"] = "tool_progress_stream_event"


@dataclass
class ToolQuestionStreamEvent:
    """A running tool asks a person something, or no longer does; never part of the history."""

    call_id: str
    tool_name: str
    question: ToolQuestion
    """It can be answered on any thread while ``question.is_open``."""
    type: Literal["tool_question_stream_event"] = "tool_question_stream_event"


@dataclass
class AgentToolStreamEvent:
    """An event of an agent that runs as a tool; never part of the outer history.

    ``call_id`` is the outer tool call's. Also what ``as_tool(on_stream=...)`` is called with, where it
    reads as the SDK's mapping too: ``event["event"]``, ``event["agent"]``, ``event["tool_call"]``.
    """

    call_id: str
    event: StreamEvent
    agent: Agent[Any]
    tool_call: ResponseFunctionToolCall | None = None
    type: Literal["agent_tool_stream_event"] = "agent_tool_stream_event"

    def __getitem__(self, name: Literal["event", "agent", "tool_call"]) -> Any:
        return self._as_mapping()[name]

    def get(self, name: str, default: Any = None) -> Any:
        """A value of the SDK's mapping, or the default."""
        return self._as_mapping().get(name, default)

    def _as_mapping(self) -> dict[str, Any]:
        return {"event": self.event, "agent": self.agent, "tool_call": self.tool_call}


StreamEvent: TypeAlias = (
    RawResponsesStreamEvent
    | RunItemStreamEvent
    | AgentUpdatedStreamEvent
    | ToolProgressStreamEvent
    | ToolQuestionStreamEvent
    | AgentToolStreamEvent
)
"""Any event of a run's stream."""
