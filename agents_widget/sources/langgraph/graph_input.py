"""What a graph is asked, as the items of a conversation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...transcript.fields import field
from .langchain_messages import kind_of, text_of

_ROLES = {"human": "user", "user": "user", "ai": "assistant", "assistant": "assistant"}


def input_items(given: Any) -> list[Any] | None:
    """Give the messages of an input, or its text, as items; None where it has none, as of a resumed run."""
    if isinstance(given, str):
        given = {"messages": given}
    messages = given.get("messages") if isinstance(given, Mapping) else None
    if isinstance(messages, str):
        messages = [messages]
    if not isinstance(messages, (list, tuple)):
        return None
    items = [item for message in messages if (item := _item(message)) is not None]
    return items or None


def _item(message: Any) -> dict[str, str] | None:
    if isinstance(message, str):
        return {"role": "user", "content": message}
    if isinstance(message, (list, tuple)) and len(message) == 2:
        role, content = str(message[0]), message[1]
    else:
        role, content = kind_of(message), field(message, "content")
    role = _ROLES.get(role, "")
    text = text_of(content)
    return {"role": role, "content": text} if role and text else None
