"""Reading LangChain's messages: objects, or the dicts that a remote graph sends.

https://docs.langchain.com/oss/python/langchain/messages
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ...transcript.fields import count_field, field, list_field, text_field

_AI_TYPES = frozenset({"ai", "AIMessageChunk", "assistant"})
_TOOL_TYPES = frozenset({"tool", "ToolMessageChunk"})
_HUMAN_TYPES = frozenset({"human", "user", "HumanMessageChunk"})
_KNOWN_BLOCKS = frozenset(
    {"text", "thinking", "tool_call", "tool_call_chunk", "tool_use", "input_json_delta"}
)
_IMAGE_SOURCES = ("image_url", "url")


class Tokens(NamedTuple):
    """What a model call has used."""

    input: int = 0
    output: int = 0
    cached: int = 0
    reasoning: int = 0

    def plus(self, other: Tokens) -> Tokens:
        """Add what a later chunk counts: chunks count what came since the one before."""
        return Tokens(*(mine + more for mine, more in zip(self, other, strict=True)))


class Piece(NamedTuple):
    """Some of what a message says."""

    kind: str
    """``text`` or ``reasoning``."""
    text: str
    block: str
    """Tells the blocks of a message apart; "" where it has one of a kind."""


def kind_of(message: Any) -> str:
    """Give ``ai``, ``tool``, ``human``, or "" for what is no message that a reader wants."""
    kind = text_field(message, "type") or text_field(message, "role")
    if kind in _AI_TYPES:
        return "ai"
    if kind in _TOOL_TYPES:
        return "tool"
    return "human" if kind in _HUMAN_TYPES else ""


def is_message(value: Any) -> bool:
    """Whether it is a message: an object of LangChain's, or a dict with a role or a type, and content."""
    if isinstance(value, Mapping):
        return "content" in value and kind_of(value) != ""
    return hasattr(value, "content") and isinstance(getattr(value, "type", None), str)


def messages_in(value: Any) -> Iterator[Any]:
    """Give the messages in a node's update or a state: in a channel of any name, alone or in a list."""
    if is_message(value):
        yield value
    elif isinstance(value, (list, tuple)):
        for each in value:
            if is_message(each) or isinstance(each, (Mapping, tuple)):
                yield from messages_in(each)
    elif isinstance(value, Mapping):
        for each in value.values():
            if is_message(each) or isinstance(each, (list, tuple)):
                yield from messages_in(each)
    elif hasattr(value, "update") and hasattr(value, "goto"):
        yield from messages_in(value.update)  # a Command
    elif fields := getattr(type(value), "model_fields", None) or getattr(value, "__dataclass_fields__", None):
        for name in fields:
            yield from messages_in(getattr(value, name, None))


def pieces_of(message: Any) -> Iterator[Piece]:
    """Give the texts and the reasoning of a message or a chunk, in order.

    ``content`` is looked at first: ``content_blocks``, which knows every provider's blocks, costs 30 us.
    """
    content = field(message, "content")
    extra = field(message, "additional_kwargs")
    if type(content) is str:
        reasoning = text_field(extra, "reasoning_content") if extra else ""
        if reasoning:
            yield Piece("reasoning", reasoning, "")
        if content:
            yield Piece("text", content, "")
        return
    blocks = content if isinstance(content, list) else []
    if not all(_is_known_block(block) for block in blocks):
        blocks = field(message, "content_blocks") or blocks
    for block in blocks:
        yield from _pieces_of_block(block)


def text_of(content: Any) -> str:
    """Give the text of a message's content, which is a text or a list of blocks."""
    if isinstance(content, str):
        return content
    blocks = content if isinstance(content, list) else []
    return "".join(block if isinstance(block, str) else text_field(block, "text") for block in blocks)


def tokens_of(message: Any) -> Tokens | None:
    """Give what a message or a chunk says of its use; None when it says nothing."""
    usage = field(message, "usage_metadata")
    return None if not usage else tokens_of_usage(usage)


def tokens_of_usage(usage: Any) -> Tokens:
    """Read LangChain's ``UsageMetadata``."""
    return Tokens(
        count_field(usage, "input_tokens"),
        count_field(usage, "output_tokens"),
        count_field(field(usage, "input_token_details"), "cache_read"),
        count_field(field(usage, "output_token_details"), "reasoning"),
    )


def model_of(message: Any) -> str:
    """Name the model that wrote a message; "" when it does not say."""
    told = field(message, "response_metadata")
    return (text_field(told, "model_name") or text_field(told, "model")) if told else ""


def is_handoff_back(message: Any) -> bool:
    """Whether langgraph-supervisor made it up, to give the turn back: no model wrote it."""
    told = field(message, "response_metadata")
    return bool(told) and bool(field(told, "__is_handoff_back"))


class KnownMessages:
    """Messages that are not to be read again: by their ids, or by their texts while they have none.

    A later state of the graph gives an id to a message that had none when it was read.
    """

    def __init__(self) -> None:
        self._ids: set[str] = set()
        self._without_id: set[tuple[str, str]] = set()

    def __contains__(self, message_id: str) -> bool:
        return message_id in self._ids

    def add(self, message_id: str) -> None:
        """Note a message by its id."""
        self._ids.add(message_id)

    def has(self, message: Any) -> bool:
        """Whether a message is known. One without an id is noted, and counts as new."""
        message_id = text_field(message, "id")
        text = (text_field(message, "tool_call_id"), text_of(field(message, "content")))
        if not message_id:
            self._without_id.add(text)
        elif message_id not in self._ids and text in self._without_id:
            self._without_id.discard(text)
            self._ids.add(message_id)
        return message_id in self._ids


def output_of(message: Any) -> Any:
    """Give a tool message's result: its ``artifact``, which is a Python object, else its content."""
    artifact = field(message, "artifact")
    if artifact is not None:
        return artifact
    content = field(message, "content", "")
    if isinstance(content, list) and all(_is_text(block) for block in content):
        return text_of(content)
    return content


def output_parts_of(message: Any) -> list[dict[str, Any]] | None:
    """Give a tool message's content as parts that a view can show, if there is an image among them."""
    content = field(message, "content")
    parts = [_output_part(block) for block in content] if isinstance(content, list) else []
    return parts if any("image_url" in part for part in parts) else None


def as_json(arguments: Any) -> str:
    """Give a call's arguments as JSON text."""
    return arguments if isinstance(arguments, str) else json.dumps(arguments, default=str, ensure_ascii=False)


def calls_of(message: Any) -> list[Any]:
    """Give the whole tool calls of a message, ``{"name", "args", "id"}``, also with broken arguments."""
    return [*list_field(message, "tool_calls"), *list_field(message, "invalid_tool_calls")]


def _is_known_block(block: Any) -> bool:
    if isinstance(block, str):
        return True
    kind = text_field(block, "type")
    if kind == "reasoning":
        return isinstance(field(block, "reasoning"), str)
    return kind in _KNOWN_BLOCKS


def _pieces_of_block(block: Any) -> Iterator[Piece]:
    if isinstance(block, str):
        yield Piece("text", block, "")
        return
    kind = text_field(block, "type")
    index = field(block, "index")
    name = "" if index is None else str(index)
    if kind == "text" and (text := text_field(block, "text")):
        yield Piece("text", text, name)
    elif kind in ("reasoning", "thinking"):
        text = text_field(block, "reasoning") or text_field(block, "thinking")
        if text:
            yield Piece("reasoning", text, name)


def _is_text(block: Any) -> bool:
    return isinstance(block, str) or text_field(block, "type") == "text"


def _output_part(block: Any) -> dict[str, Any]:
    if isinstance(block, str):
        return {"type": "input_text", "text": block}
    data = text_field(block, "base64") or text_field(block, "data")
    if text_field(block, "type") == "image" and data:
        kind = text_field(block, "mime_type") or "image/png"
        return {"type": "input_image", "image_url": f"data:{kind};base64,{data}"}
    for name in _IMAGE_SOURCES:
        url = text_field(field(block, name), "url") or text_field(block, name)
        if url.startswith("data:image/"):
            return {"type": "input_image", "image_url": url}
    return {"type": "input_text", "text": text_field(block, "text") or f"[{text_field(block, 'type')}]"}
