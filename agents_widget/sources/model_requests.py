"""What a model was asked: read from the request that a raw stream is the answer of."""

from __future__ import annotations

import functools
import inspect
import json
from collections.abc import Iterator, Mapping
from typing import Any

from ..transcript.fields import as_text, field, list_field, text_field
from .generator_frames import arguments_of
from .http_response import response_of


def request_body(source: Any) -> Mapping[str, Any]:
    """Give the body of the request that a stream answers; empty where that cannot be seen.

    The managers of the ``openai`` client's ``stream()`` helpers hold the call that they make.
    """
    if (arguments := _arguments_of_manager(source)) is not None:
        return arguments
    content = field(field(response_of(source), "request"), "content")
    try:
        body = json.loads(content) if isinstance(content, (bytes, str)) else None
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _arguments_of_manager(source: Any) -> Mapping[str, Any] | None:
    """Give the keyword arguments of the call that a context manager of ``stream()`` makes when entered."""
    for name, held in (field(source, "__dict__") or {}).items():
        if name.endswith("__api_request"):
            if isinstance(held, functools.partial):
                return held.keywords
            return arguments_of(held) if inspect.iscoroutine(held) else {}
    return None


def input_of_responses(body: Mapping[str, Any]) -> str | list[Any] | None:
    """Give the input of a request to the Responses API."""
    asked = body.get("input")
    return asked if isinstance(asked, (str, list)) else None


def input_of_chat(body: Mapping[str, Any]) -> list[Any] | None:
    """Give the messages of a Chat Completions request as input items; None if it has none.

    https://platform.openai.com/docs/api-reference/chat/create
    """
    messages = body.get("messages")
    if not isinstance(messages, (list, tuple)):
        return None
    return [item for message in messages for item in _items_of(message)]


def _items_of(message: Any) -> Iterator[dict[str, Any]]:
    role, content = text_field(message, "role"), field(message, "content")
    if role == "tool":
        call_id = text_field(message, "tool_call_id")
        yield {"type": "function_call_output", "call_id": call_id, "output": _text_of(content)}
    elif role in ("user", "assistant"):
        if content:
            yield {"type": "message", "role": role, "content": _parts_of(content)}
        for call in list_field(message, "tool_calls"):
            function = field(call, "function")
            yield {
                "type": "function_call",
                "call_id": text_field(call, "id"),
                "name": text_field(function, "name"),
                "arguments": as_text(field(function, "arguments")),
            }


def _parts_of(content: Any) -> Any:
    """Give the parts of a message by the names that they have in the Responses API."""
    if not isinstance(content, list):
        return content
    return [_part_of(part) for part in content]


def _part_of(part: Any) -> Any:
    kind = text_field(part, "type")
    if kind in ("image_url", "input_audio", "file"):
        name = text_field(field(part, "file"), "filename")
        return {"type": f"input_{kind.removeprefix('input_').removesuffix('_url')}", "filename": name}
    return part


def _text_of(content: Any) -> str:
    if isinstance(content, list):
        return "".join(text_field(part, "text") for part in content)
    return as_text(content)
