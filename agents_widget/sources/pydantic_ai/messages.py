"""The messages of a conversation with pydantic-ai."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import Any

from ...transcript.fields import field, list_field, message_text, text_field

INTERRUPTED = "The tool call was interrupted."
"""What the model is told of a call without a result, as 2.x does itself of a run that was cancelled."""


def responses_in(messages: Iterable[Any]) -> list[Any]:
    """Give the model's responses among messages."""
    return [message for message in messages if field(message, "kind") == "response"]


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
