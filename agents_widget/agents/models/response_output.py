"""Makes the output and the usage of a response what their classes promise, whatever a server sends."""

from __future__ import annotations

import json
import uuid
from typing import Any

from openai import BaseModel
from openai.types.responses import ResponseOutputText, ResponseUsage

from ..items import TResponseOutputItem
from .response_writer import token_count
from .server_errors import unreadable

_TEXT_FIELDS = {"output_text": "text", "refusal": "refusal", "summary_text": "text", "reasoning_text": "text"}
"""The kinds of part, and where each has its text."""
_USAGE_DETAILS = ("input_tokens_details", "output_tokens_details")


def readable_output(items: Any) -> list[TResponseOutputItem]:
    """The output items of a response. Raises ``ModelBehaviorError`` for what is none.

    openai's classes take what a server sends as it is: null for a list or a text, anything for an item.
    """
    if not isinstance(items, list):
        raise unreadable("a response's output", items)
    return [_readable_item(item) for item in items]


def make_counts_whole(usage: ResponseUsage | None) -> None:
    """Make the counts of tokens whole numbers, where a server sends a text or null."""
    for counts in (usage, *(getattr(usage, name, None) for name in _USAGE_DETAILS)):
        if not isinstance(counts, BaseModel):
            continue
        for name, info in type(counts).model_fields.items():
            value = getattr(counts, name, None)
            if name.endswith("tokens") and info.is_required() and not isinstance(value, int):
                setattr(counts, name, token_count(value))


def _readable_item(item: Any) -> Any:
    if not isinstance(item, BaseModel):
        raise unreadable("an output item", item)
    match getattr(item, "type", None):
        case "message":
            _fill(item, content=_parts(item, "content"))
        case "reasoning":
            _fill(item, summary=_parts(item, "summary"))
            if getattr(item, "content", None) is not None:
                _fill(item, content=_parts(item, "content"))
        case "function_call":
            _complete_call(item)
        case str():
            if not _is_of_its_class(item):
                fields: dict[str, Any] = item.to_dict(warnings=False)
                return BaseModel.construct(**fields)
        case _:
            raise unreadable("an output item", item.to_dict(warnings=False))
    return item


def _is_of_its_class(item: BaseModel) -> bool:
    """Whether an item's class has its type: the client takes a message for a type that it does not know."""
    annotation = type(item).model_fields.get("type")
    return annotation is None or getattr(item, "type", None) in getattr(annotation.annotation, "__args__", ())


def _parts(item: Any, name: str) -> list[Any]:
    """The parts of a message or of reasoning."""
    value = getattr(item, name, None)
    if isinstance(value, str) and item.type == "message":
        return [ResponseOutputText(type="output_text", text=value, annotations=[])]
    if not isinstance(value, list | None):
        raise unreadable("an output item", item.to_dict(warnings=False))
    for part in value or ():
        text_field = _TEXT_FIELDS.get(str(getattr(part, "type", None)), "")
        text = getattr(part, text_field, None)
        if not isinstance(part, BaseModel) or not isinstance(text, str | None):
            raise unreadable("an output item", item.to_dict(warnings=False))
        if text_field:
            _fill(part, **{text_field: text or ""})
    return value or []


def _complete_call(item: Any) -> None:
    name, arguments, call_id = (getattr(item, field, None) for field in ("name", "arguments", "call_id"))
    if not isinstance(name, str) or not name or not isinstance(call_id, str | None):
        raise unreadable("a tool call", item.to_dict(warnings=False))
    if not isinstance(arguments, str):
        arguments = "" if arguments is None else json.dumps(arguments, default=repr)
    _fill(item, arguments=arguments, call_id=call_id or f"call_{uuid.uuid4().hex}")


def _fill(model: BaseModel, **fields: Any) -> None:
    """Set the fields that differ: setting one marks it as sent by the server."""
    for name, value in fields.items():
        if getattr(model, name, None) is not value:
            setattr(model, name, value)
