"""The messages of a conversation with pydantic-ai."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import Any

from ...transcript.fields import field, is_a, list_field, message_text, text_field
from ..events import ToolOutcome

INTERRUPTED = "The tool call was interrupted."
"""What the model is told of a call without a result, as 2.x does itself of a run that was cancelled."""


_OUTCOMES: dict[str, ToolOutcome] = {
    "success": "done",
    "retried": "failed",
    "failed": "failed",
    "denied": "denied",
    "interrupted": "cancelled",
}
"""By the ``outcome`` of a ``ToolReturnPart``."""


def responses_in(messages: Iterable[Any]) -> list[Any]:
    """Give the model's responses among messages."""
    return [message for message in messages if field(message, "kind") == "response"]


def is_interrupted(response: Any) -> bool:
    """Whether the model was stopped while it answered."""
    return text_field(response, "state") == "interrupted"


def with_results(messages: Sequence[Any]) -> list[Any]:
    """Give messages that a next one may follow: the calls of the last response need results for that."""
    last = list_field(messages[-1], "parts") if messages else []
    calls = [part for part in last if text_field(part, "part_kind") == "tool-call"]
    if not calls:
        return list(messages)
    kinds = sys.modules["pydantic_ai.messages"]
    results = [kinds.ToolReturnPart(each.tool_name, INTERRUPTED, each.tool_call_id) for each in calls]
    return [*messages, kinds.ModelRequest(parts=results)]


def is_message(item: Any) -> bool:
    """Whether it is a ``ModelMessage``, or an input item such as ``{"role": "user", "content": "Hi"}``."""
    return field(item, "kind") in ("request", "response") or field(item, "role") is not None


def message_of(item: Any) -> Any:
    """Give an item as a ``ModelMessage``; of an input item the text counts."""
    if field(item, "kind") in ("request", "response"):
        return item
    kinds = sys.modules["pydantic_ai.messages"]
    text = message_text(item)
    if text_field(item, "role") == "assistant":
        return kinds.ModelResponse(parts=[kinds.TextPart(text)])
    return kinds.ModelRequest(parts=[kinds.UserPromptPart(text)])


def outcome_of(part: Any) -> ToolOutcome:
    """Say how a call ended. 1.x tells one that the model is to try again by another part."""
    if text_field(part, "part_kind") == "retry-prompt":
        return "failed"
    return _OUTCOMES.get(text_field(part, "outcome"), "done")


def content_of(part: Any) -> Any:
    """Give what a tool gave, as the Python object that it is; of a retry what the model is told."""
    content = field(part, "content")
    is_retry = text_field(part, "part_kind") == "retry-prompt"
    if is_retry and not is_a(content, str) and callable(told := field(part, "model_response")):
        return told()
    return content
