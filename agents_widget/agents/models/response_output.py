"""Makes the output and the usage of a response what their classes promise, whatever a server sends."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Collection
from typing import Any

from openai import BaseModel
from openai.types.responses import ResponseOutputRefusal, ResponseOutputText, ResponseUsage
from openai.types.responses.response_reasoning_item import Content, Summary

from ..items import TResponseOutputItem
from .fake_id import FAKE_RESPONSES_ID
from .response_writer import token_count
from .server_errors import unreadable

_TEXT_FIELDS = {"output_text": "text", "refusal": "refusal", "summary_text": "text", "reasoning_text": "text"}
"""The kinds of part, and where each has its text."""
_PART_AT: dict[str, tuple[type[BaseModel], str]] = {
    "message content": (ResponseOutputText, "output_text"),
    "reasoning summary": (Summary, "summary_text"),
    "reasoning content": (Content, "reasoning_text"),
}
"""The class and the type of the parts at a place; in messages, there are refusals, too."""
_USAGE_DETAILS = ("input_tokens_details", "output_tokens_details")
_TYPE = re.compile(r"[a-z][a-z0-9_]{0,63}")
"""What the API takes as the name of a type, also of one that is newer than the client."""


def readable_output(items: Any, earlier_calls: Collection[str] = ()) -> list[TResponseOutputItem]:
    """The output items of a response. Raises ``ModelBehaviorError`` for what is none.

    openai's classes take what a server sends as it is: null for a list or a text, anything for an item.
    ``earlier_calls`` are the ids of the calls before this response: servers may number those of each anew, or
    give one id to all, and then nobody could tell which call an output answers.
    """
    if not isinstance(items, list):
        raise unreadable("a response's output", items)
    readable = [_readable_item(item) for item in items]
    taken = set(earlier_calls)
    for position, item in enumerate(readable):
        if getattr(item, "type", None) != "function_call":
            continue
        if item.call_id in taken:  # a copy: the item that came stands in an event
            item = readable[position] = item.model_copy(update={"call_id": _new_call_id()})
        taken.add(item.call_id)
    return readable


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
            # The API takes no message back that has no part.
            content = _parts(item, "content") or [_text_part("")]
            _fill(item, role="assistant", content=content)
        case "reasoning":
            _fill(item, summary=_parts(item, "summary"))
            if getattr(item, "content", None) is not None:
                _fill(item, content=_parts(item, "content"))
        case "function_call":
            _complete_call(item)
        case str(kind) if _TYPE.fullmatch(kind):
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
        return [_text_part(value)]
    if not isinstance(value, list | None):
        raise unreadable("an output item", item.to_dict(warnings=False))
    parts = [_with_type(part, f"{item.type} {name}") for part in value or ()]
    for part in parts:
        text_field = _TEXT_FIELDS.get(str(getattr(part, "type", None)), "")
        text = getattr(part, text_field, None)
        if not isinstance(part, BaseModel) or not isinstance(text, str | None):
            raise unreadable("an output item", item.to_dict(warnings=False))
        if text_field:
            _fill(part, **{text_field: text or ""})
        if "annotations" in part.model_fields_set and not isinstance(
            getattr(part, "annotations", None), list
        ):
            _fill(part, annotations=[])
    return parts


def _text_part(text: str) -> ResponseOutputText:
    return ResponseOutputText(type="output_text", text=text, annotations=[])


def _with_type(part: Any, place: str) -> Any:
    """A part as it is; one whose type is none, or that of another place, as what stands at such a place."""
    if not isinstance(part, BaseModel) or _may_stand_at(place, getattr(part, "type", None)):
        return part
    fields: dict[str, Any] = part.to_dict(warnings=False)
    part_class, part_type = _PART_AT[place]
    if place == "message content" and "refusal" in fields:
        part_class, part_type = ResponseOutputRefusal, "refusal"
    return part_class.construct(**{**fields, "type": part_type})


def _may_stand_at(place: str, kind: Any) -> bool:
    """Whether the API takes a part of this type back at a place; it may be newer than the client."""
    if not isinstance(kind, str) or not _TYPE.fullmatch(kind):
        return False
    is_refusal = kind == "refusal" and place == "message content"
    return kind not in _TEXT_FIELDS or kind == _PART_AT[place][1] or is_refusal


def _complete_call(item: Any) -> None:
    name, arguments, call_id = (getattr(item, field, None) for field in ("name", "arguments", "call_id"))
    if not isinstance(name, str) or not name or not isinstance(call_id, str | None):
        raise unreadable("a tool call", item.to_dict(warnings=False))
    if not isinstance(arguments, str):
        arguments = "" if arguments is None else json.dumps(arguments, default=repr)
    is_named = call_id and call_id != FAKE_RESPONSES_ID
    _fill(item, arguments=arguments, call_id=call_id if is_named else _new_call_id())


def _new_call_id() -> str:
    return f"call_{uuid.uuid4().hex}"


def _fill(model: BaseModel, **fields: Any) -> None:
    """Set the fields that differ: setting one marks it as sent by the server."""
    for name, value in fields.items():
        if getattr(model, name, None) is not value:
            setattr(model, name, value)
