"""What a complete model response asks for, sorted out: items to show, tools to run, handoffs to make."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, cast

from openai.types.responses import ResponseFunctionToolCall, ResponseOutputMessage, ResponseReasoningItem

from ..errors import ModelBehaviorError
from .events import EVENT_NAMES
from .items import HandoffCallItem, HostedItem, MessageOutputItem, ReasoningItem, RunItem, ToolCallItem

if TYPE_CHECKING:
    from .agent import Agent
    from .handoff import Handoff
    from .tool import Tool


@dataclass
class ToolCall:
    """A call of one of the agent's tools, still to be carried out."""

    tool: Tool
    item: ToolCallItem

    @property
    def raw(self) -> ResponseFunctionToolCall:
        """The call as the model wrote it."""
        return cast("ResponseFunctionToolCall", self.item.raw_item)


@dataclass
class SortedResponse:
    """A response by what is to be done with it."""

    items: list[RunItem] = field(default_factory=list)
    calls: list[ToolCall] = field(default_factory=list)
    handoffs: list[tuple[Handoff[Any, Any], ResponseFunctionToolCall]] = field(default_factory=list)
    unknown: list[ResponseFunctionToolCall] = field(default_factory=list)

    @property
    def used_tools(self) -> bool:
        """Whether the model used any tool or handoff, or its provider a tool of its own."""
        return any(isinstance(item, (ToolCallItem, HandoffCallItem)) for item in self.items)

    @property
    def nothing_to_run(self) -> bool:
        """Whether a message may be the final output."""
        return not (self.calls or self.handoffs or self.unknown)


def sort_response(
    agent: Agent[Any],
    tools: Sequence[Tool],
    handoffs: Sequence[Handoff[Any, Any]],
    output: Iterable[Any],
    not_found: Literal["raise_error", "return_error_to_model"] = "raise_error",
) -> SortedResponse:
    """Sort a response's output. Raises ``ModelBehaviorError`` for a tool that the agent does not have."""
    offered: dict[str, Any] = {tool.name: tool for tool in tools}
    offered |= {handoff.tool_name: handoff for handoff in handoffs}
    found = SortedResponse()
    for raw in output:
        if not isinstance(raw, ResponseFunctionToolCall):
            found.items.append(_item(agent, raw))
            continue
        offer = offered.get(raw.name)
        if offer is None:
            if not_found == "raise_error":
                raise ModelBehaviorError(f"Tool {raw.name} not found in agent {agent.name}")
            found.unknown.append(raw)
            found.items.append(ToolCallItem(agent=agent, raw_item=raw))
        elif hasattr(offer, "on_invoke_handoff"):
            found.handoffs.append((offer, raw))
            found.items.append(HandoffCallItem(agent=agent, raw_item=raw))
        else:
            call = ToolCallItem(agent=agent, raw_item=raw, description=offer.description)
            found.calls.append(ToolCall(offer, call))
            found.items.append(call)
    return found


def kept_of_unfinished(agent: Agent[Any], done: Iterable[Any]) -> list[RunItem]:
    """The finished messages and thoughts of a response that was stopped; its calls were never run."""
    return [
        _item(agent, raw) for raw in done if isinstance(raw, (ResponseOutputMessage, ResponseReasoningItem))
    ]


def _item(agent: Agent[Any], raw: Any) -> RunItem:
    if isinstance(raw, ResponseOutputMessage):
        return MessageOutputItem(agent=agent, raw_item=raw)
    if isinstance(raw, ResponseReasoningItem):
        return ReasoningItem(agent=agent, raw_item=raw)
    kind = f"{raw.type}_item"
    if kind in EVENT_NAMES:
        return HostedItem(agent=agent, raw_item=raw, type=kind)
    return ToolCallItem(agent=agent, raw_item=raw)
