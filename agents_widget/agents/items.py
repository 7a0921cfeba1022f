"""The items a run is made of: messages, reasoning, tool calls and outputs, handoffs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeAlias, TypeVar, cast

from openai.types.responses import (
    ResponseFunctionToolCall,
    ResponseInputItemParam,
    ResponseOutputItem,
    ResponseOutputMessage,
    ResponseOutputRefusal,
    ResponseOutputText,
    ResponseReasoningItem,
    ResponseStreamEvent,
)
from pydantic import BaseModel

from .not_here import absent_names
from .tool_output import output_for_model
from .usage import Usage

if TYPE_CHECKING:
    from .agent import Agent
else:
    __getattr__ = absent_names(__name__)

TResponseInputItem: TypeAlias = ResponseInputItemParam
TResponseOutputItem: TypeAlias = ResponseOutputItem
TResponseStreamEvent: TypeAlias = ResponseStreamEvent

TRaw = TypeVar("TRaw")
ToolOutcome = Literal["done", "failed", "denied", "timed_out", "cancelled"]
"""How a tool call ended.

- ``done``: the tool returned. An output guardrail that replaces its output does not change that.
- ``failed``: the tool raised, or there is no such tool.
- ``denied``: the tool did not run: a person or an input guardrail refused, or it was a second handoff.
- ``timed_out``: the tool ran longer than its ``timeout``.
- ``cancelled``: the tool cancelled itself.
"""


@dataclass
class ModelResponse:
    """The response of a model to one request."""

    output: list[TResponseOutputItem]
    usage: Usage
    response_id: str | None
    request_id: str | None = None
    raw_usage: dict[str, Any] | None = None

    def to_input_items(self) -> list[TResponseInputItem]:
        """The output as input items of a later request."""
        # exclude_unset: the API refuses null for fields that the model did not send.
        dumped: list[Any] = [item.model_dump(exclude_unset=True, warnings=False) for item in self.output]
        return dumped


@dataclass
class RunItemBase(Generic[TRaw]):
    """An item of a run, with the agent that made it."""

    agent: Agent[Any]
    raw_item: TRaw
    """As the model sent it (an openai object), or as the model is sent it (a dict)."""

    def to_input_item(self) -> TResponseInputItem:
        """The item as an input item of the next model call."""
        row = cast("dict[str, Any]", _as_input(self.raw_item))
        if not _has_input_status(row):
            row = {name: value for name, value in row.items() if name != "status"}
        return cast("TResponseInputItem", row)

    @property
    def call_id(self) -> str | None:
        """The id that ties a tool call to its output, where the item has one."""
        return cast("str | None", _field(self.raw_item, "call_id"))


@dataclass
class InputItem(RunItemBase[TResponseInputItem]):
    """A message of the user that was added while the run went on."""

    type: Literal["input_item"] = "input_item"


@dataclass
class MessageOutputItem(RunItemBase[ResponseOutputMessage]):
    """A message of the model."""

    type: Literal["message_output_item"] = "message_output_item"


@dataclass
class ReasoningItem(RunItemBase[ResponseReasoningItem]):
    """The model's reasoning."""

    type: Literal["reasoning_item"] = "reasoning_item"


@dataclass
class HandoffCallItem(RunItemBase[ResponseFunctionToolCall]):
    """A handoff call: the model asks for another agent."""

    type: Literal["handoff_call_item"] = "handoff_call_item"


@dataclass
class HandoffOutputItem(RunItemBase[TResponseInputItem]):
    """A handoff's output: another agent has taken over."""

    source_agent: Agent[Any]
    target_agent: Agent[Any]
    type: Literal["handoff_output_item"] = "handoff_output_item"


@dataclass
class ToolCallItem(RunItemBase[Any]):
    """A tool call: of one of ours, or of a tool that the model's provider runs."""

    type: Literal["tool_call_item"] = "tool_call_item"
    description: str | None = None
    title: str | None = None

    @property
    def tool_name(self) -> str | None:
        """The tool's name; None for a call without one, that the provider runs."""
        return cast("str | None", _field(self.raw_item, "name"))

    @property
    def call_id(self) -> str | None:
        """The id that ties the call to its output, or its own where the provider runs it."""
        return super().call_id or cast("str | None", _field(self.raw_item, "id"))


@dataclass
class ToolCallOutputItem(RunItemBase[Any]):
    """A tool's output: ``output`` is the Python value, ``raw_item["output"]`` what the model reads."""

    output: Any
    type: Literal["tool_call_output_item"] = "tool_call_output_item"
    outcome: ToolOutcome = "done"
    """How the call ended. The loop sets it; the text of an output does not tell."""
    error: Exception | None = field(default=None, repr=False, compare=False)
    """The error that the tool raised, when it failed and the run goes on."""


@dataclass
class HostedItem(RunItemBase[Any]):
    """An item of a tool that the model's provider runs (MCP, tool search); its type is the raw item's."""

    type: str = ""


@dataclass
class ToolApprovalItem(RunItemBase[Any]):
    """A tool call that waits for a person to approve it."""

    tool_name: str | None = None
    type: Literal["tool_approval_item"] = "tool_approval_item"

    @property
    def name(self) -> str | None:
        """The tool's name."""
        return self.tool_name or cast("str | None", _field(self.raw_item, "name"))

    @property
    def arguments(self) -> str | None:
        """The arguments the model wrote, as JSON text."""
        return cast("str | None", _field(self.raw_item, "arguments"))


RunItem: TypeAlias = (
    InputItem
    | MessageOutputItem
    | ReasoningItem
    | HandoffCallItem
    | HandoffOutputItem
    | ToolCallItem
    | ToolCallOutputItem
    | HostedItem
    | ToolApprovalItem
)
"""Any item of a run."""


_INPUT_STATUSES = ("in_progress", "completed", "incomplete")
"""The statuses of messages, reasoning and function calls; hosted tools have more."""
_OUTPUT_ONLY = ("created_by", "_agents_tool_description", "_agents_tool_title")
"""Fields that no server takes as input: one is a server's own, two the SDK keeps in its sessions."""


def _as_input(raw: Any) -> TResponseInputItem:
    """An item as a dict: fields the model did not send must not come back to it as null."""
    row = raw.model_dump(exclude_unset=True, warnings=False) if isinstance(raw, BaseModel) else raw
    if any(name in row for name in _OUTPUT_ONLY):
        row = {name: value for name, value in row.items() if name not in _OUTPUT_ONLY}
    return cast("TResponseInputItem", row)


def _has_input_status(row: dict[str, Any]) -> bool:
    """Whether an item has no status, or one that it may have as input: some servers send null or any word."""
    status = row.get("status", "completed")
    if row.get("type") in ("message", "reasoning", "function_call"):
        return status in _INPUT_STATUSES
    return status is not None


def _field(raw: Any, name: str) -> Any:
    return raw.get(name) if isinstance(raw, dict) else getattr(raw, name, None)


def _parts(message: TResponseOutputItem) -> list[ResponseOutputText | ResponseOutputRefusal]:
    return message.content if isinstance(message, ResponseOutputMessage) else []


class ItemHelpers:
    """Read the text of messages and items."""

    @classmethod
    def extract_last_content(cls, message: TResponseOutputItem) -> str:
        """The last text or refusal of a message; empty for anything else."""
        parts = _parts(message)[-1:]
        return "".join((p.refusal if isinstance(p, ResponseOutputRefusal) else p.text) or "" for p in parts)

    @classmethod
    def extract_last_text(cls, message: TResponseOutputItem) -> str | None:
        """The last text of a message, or None if it ends with something else."""
        return next((p.text for p in _parts(message)[-1:] if isinstance(p, ResponseOutputText)), None)

    @classmethod
    def extract_text(cls, message: TResponseOutputItem) -> str | None:
        """All text of a message, or None if it has none."""
        return "".join(p.text or "" for p in _parts(message) if isinstance(p, ResponseOutputText)) or None

    @classmethod
    def extract_refusal(cls, message: TResponseOutputItem) -> str | None:
        """All refusals of a message as text, or None if it has none."""
        refused = (p.refusal or "" for p in _parts(message) if isinstance(p, ResponseOutputRefusal))
        return "".join(refused) or None

    @classmethod
    def input_to_new_input_list(cls, input: str | list[TResponseInputItem]) -> list[TResponseInputItem]:
        """Input as a new list of input items; a string becomes a user message."""
        if isinstance(input, str):
            return [{"content": input, "role": "user"}]
        # Users hand over openai objects as they came; the model is sent dicts.
        return [_as_input(item) for item in input]

    @classmethod
    def text_message_outputs(cls, items: Iterable[RunItem]) -> str:
        """The text of all messages among the items."""
        return "".join(cls.text_message_output(item) for item in items if isinstance(item, MessageOutputItem))

    @classmethod
    def text_message_output(cls, message: MessageOutputItem) -> str:
        """The text of one message item."""
        return cls.extract_text(message.raw_item) or ""

    @classmethod
    def tool_call_output_item(
        cls, tool_call: ResponseFunctionToolCall, output: Any, *, as_json: bool = False
    ) -> dict[str, Any]:
        """The dict that gives a tool's output back to the model."""
        return {
            "call_id": tool_call.call_id,
            "output": output_for_model(output, as_json=as_json),
            "type": "function_call_output",
        }


def input_items(items: Iterable[RunItem], *, reasoning_ids: bool = True) -> list[TResponseInputItem]:
    """Run items as input items; reasoning items with their ids or without.

    An approval that is waited for is not part of the model's input.
    """
    rows: list[Any] = [item.to_input_item() for item in items if not isinstance(item, ToolApprovalItem)]
    return rows if reasoning_ids else without_reasoning_ids(rows)


def without_reasoning_ids(items: Iterable[Any]) -> list[TResponseInputItem]:
    """The input items, reasoning items without their ids."""
    return [_without_id(item) if item.get("type") == "reasoning" else item for item in items]


def _without_id(item: dict[str, Any]) -> Any:
    return {name: value for name, value in item.items() if name != "id"}
