"""The Responses API's events as objects of ``openai.types.responses``, made the fast way when they fit."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any, get_args

from openai import BaseModel
from openai.types.responses import Response, ResponseOutputItem, ResponseStreamEvent
from pydantic import TypeAdapter, ValidationError

from .sse import ServerSentEvent

_ERROR = re.compile(rb'"error"\s*:(?!\s*null)')
_TYPE = re.compile(rb'"type"\s*:\s*"([^"\\]*)"')


@functools.cache
def event_classes() -> dict[str, type[BaseModel]]:
    """The class of each event type that the installed openai package knows."""
    # Each event's class would build anew what it holds and finds unbuilt: 0.1 s of the first answer.
    for shared in (*get_args(get_args(ResponseOutputItem)[0]), Response):
        shared.model_rebuild()
    classes: tuple[type[BaseModel], ...] = get_args(get_args(ResponseStreamEvent)[0])
    return {get_args(each.model_fields["type"].annotation)[0]: each for each in classes}


def fast_event(event: ServerSentEvent) -> Any:
    """The event as its type's class, read from the JSON bytes at once; None if it does not fit that class.

    The openai client tries each of some sixty classes on every event. Here the type picks the class.
    """
    read = _reader_named(event.name or _type_inside(event.data))
    if read is None or (b'"error"' in event.data and _ERROR.search(event.data)):
        return None  # the client raises what holds an error
    try:
        return read(event.data)
    except ValidationError:
        return None


def lenient_event(data: dict[str, Any]) -> Any:
    """An event from decoded JSON, whatever it lacks; of an unknown type, a plain ``openai.BaseModel``."""
    cls = event_classes().get(str(data.get("type")))
    if cls is None:
        # The client takes the first class it knows, which would be an audio event.
        return BaseModel.construct(**data)
    try:
        return cls.model_validate(data)
    except ValidationError:
        return cls.construct(**data)


@functools.lru_cache(maxsize=256)  # a server may invent names without end
def _reader_named(name: bytes) -> Callable[[bytes], Any] | None:
    cls = event_classes().get(name.decode("utf-8", "replace"))
    return TypeAdapter(cls).validator.validate_json if cls else None


def _type_inside(data: bytes) -> bytes:
    """The type that an event without a name tells first; a wrong guess only costs time."""
    found = _TYPE.search(data)
    return found[1] if found else b""
