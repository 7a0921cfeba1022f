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

from .models.fake_id import FAKE_RESPONSES_ID
from .tool_output import output_for_model
from .usage import Usage

if TYPE_CHECKING:
    from .agent import Agent

TResponseInputItem: TypeAlias = ResponseInputItemParam
TResponseOutputItem: TypeAlias = ResponseOutputItem
TResponseStreamEvent: TypeAlias = ResponseStreamEvent

TRaw = TypeVar("TRaw")


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
        dumped: list[Any] = [item.model_dump(exclude_unset=True) for item in self.output]
        return dumped


@dataclass
class RunItemBase(Generic[TRaw]):
    """One thing that happened in a run, with the agent that did it."""

    agent: Agent[Any]
    raw_item: TRaw
    """As the model sent it (an openai object), or as the model is sent it (a dict)."""

    def to_input_item(self) -> TResponseInputItem:
        """The item as the model is shown it in the next turn."""
        return _as_input(self.raw_item)

    @property
    def call_id(self) -> str | None:
        """The id that ties a tool call to its output, where the item has one."""
        return cast("str | None", _field(self.raw_item, "call_id"))


@dataclass
class InputItem(RunItemBase[TResponseInputItem]):
    """Something the user said while the run was going on."""

    type: Literal["input_item"] = "input_item"


@dataclass
class MessageOutputItem(RunItemBase[ResponseOutputMessage]):
    """A message of the model."""

    type: Literal["message_output_item"] = "message_output_item"


@dataclass
class ReasoningItem(RunItemBase[ResponseReasoningItem]):
    """What the model thought."""

    type: Literal["reasoning_item"] = "reasoning_item"


@dataclass
class HandoffCallItem(RunItemBase[ResponseFunctionToolCall]):
    """The model asks for another agent."""

    type: Literal["handoff_call_item"] = "handoff_call_item"


@dataclass
class HandoffOutputItem(RunItemBase[TResponseInputItem]):
    """Another agent has taken over."""

    source_agent: Agent[Any]
    target_agent: Agent[Any]
    type: Literal["handoff_output_item"] = "handoff_output_item"


@dataclass
class ToolCallItem(RunItemBase[Any]):
    """The model calls a tool (one of ours, or one its provider runs)."""

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
    """What a tool returned: ``output`` is the Python value, ``raw_item["output"]`` what the model reads.

    ``error`` is what the tool raised, when it failed and the run goes on.
    """

    output: Any
    type: Literal["tool_call_output_item"] = "tool_call_output_item"
    error: Exception | None = field(default=None, repr=False, compare=False)


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


def _as_input(raw: Any) -> TResponseInputItem:
    """An item as a dict: fields the model did not send must not come back to it as null."""
    dumped = raw.model_dump(exclude_unset=True) if isinstance(raw, BaseModel) else raw
    return cast("TResponseInputItem", dumped)


def _field(raw: Any, name: str) -> Any:
    return raw.get(name) if isinstance(raw, dict) else getattr(raw, name, None)


def _parts(message: TResponseOutputItem) -> list[ResponseOutputText | ResponseOutputRefusal]:
    return message.content if isinstance(message, ResponseOutputMessage) else []


class ItemHelpers:
    """Get at the text of messages and items."""

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
        """What the model said when it refused, or None if it did not."""
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


def output_item(
    agent: Agent[Any],
    call: ResponseFunctionToolCall,
    output: Any,
    error: Exception | None = None,
    *,
    as_json: bool = False,
) -> ToolCallOutputItem:
    """The item that answers a call."""
    raw = ItemHelpers.tool_call_output_item(call, output, as_json=as_json)
    return ToolCallOutputItem(agent=agent, raw_item=raw, output=output, error=error)


def input_items(items: Iterable[RunItem], *, thought_ids: bool = True) -> list[TResponseInputItem]:
    """Run items as input items, thoughts with their ids or without.

    An approval that is waited for is nothing the model is shown.
    """
    rows: list[Any] = [item.to_input_item() for item in items if not isinstance(item, ToolApprovalItem)]
    return rows if thought_ids else without_thought_ids(rows)


def without_thought_ids(rows: Iterable[Any]) -> list[TResponseInputItem]:
    """The input items, thoughts without their ids."""
    bare = (
        {name: value for name, value in row.items() if name != "id" or row.get("type") != "reasoning"}
        for row in rows
    )
    return cast("list[TResponseInputItem]", list(bare))


def without_orphans(items: list[TResponseInputItem]) -> list[TResponseInputItem]:
    """The items without calls that have no output, outputs that have no call, and thoughts that led nowhere.

    A run that was stopped before its turn was whole leaves such items, and servers refuse them.
    """
    rows = cast("list[dict[str, Any]]", items)
    called = {row.get("call_id") for row in rows if row.get("type") == "function_call"}
    answered = {row.get("call_id") for row in rows if row.get("type") == "function_call_output"}
    kept: list[Any] = []
    for row in reversed(rows):
        kind = row.get("type")
        if kind in ("function_call", "function_call_output") and row.get("call_id") not in called & answered:
            continue
        if kind == "reasoning" and not (kept and _is_the_models(kept[-1])):
            continue
        kept.append(row)
    return kept[::-1]


def without_repeats(items: list[TResponseInputItem]) -> list[TResponseInputItem]:
    """The items, each call, output and thought once: where it came first, as it came last."""
    kinds = {"function_call": "call_id", "function_call_output": "call_id", "reasoning": "id"}
    latest: dict[Any, TResponseInputItem] = {}
    for index, item in enumerate(items):
        row = cast("dict[str, Any]", item)
        known = row.get(kinds.get(row.get("type", ""), ""))
        latest[row.get("type"), index if known in (None, FAKE_RESPONSES_ID) else known] = item
    return list(latest.values())


def _is_the_models(row: dict[str, Any]) -> bool:
    """Whether the model wrote the item: a thought leads to another one, a message or a call."""
    return row.get("role", "assistant") == "assistant" and row.get("type") != "function_call_output"
