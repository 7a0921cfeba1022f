"""The Responses API's events as objects of ``openai.types.responses``, made the fast way when they fit."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable
from typing import Any, get_args

import httpx2
from openai import APIError, BaseModel
from openai.types.responses import Response, ResponseOutputItem, ResponseStreamEvent
from pydantic import TypeAdapter, ValidationError

from .sse import ServerSentEvent

LAST_EVENTS = ("response.completed", "response.failed", "response.incomplete")
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


def responses_event(event: ServerSentEvent, response: httpx2.Response) -> Any:
    """An event of the Responses API, equal to what the openai client makes of it at several times the cost.

    Raises ``openai.APIError`` if it is an error, ``JSONDecodeError`` if it is no JSON.
    """
    made = fast_event(event)
    if made is None:
        data = decoded_event(event, response)
        # Some servers name the event only outside of its data.
        made = data and lenient_event({"type": event.name.decode("utf-8", "replace"), **data})
    if made is not None and made.type in LAST_EVENTS:
        made.response._request_id = response.headers.get("x-request-id")
    return made


def decoded_event(event: ServerSentEvent, response: httpx2.Response) -> dict[str, Any] | None:
    """An event's JSON object, None for any other JSON. Raises as ``responses_event``."""
    data = json.loads(event.data.decode())
    if not isinstance(data, dict):
        return None
    if error := data.get("error"):
        said = error.get("message") if isinstance(error, dict) else None
        text = said if isinstance(said, str) and said else "An error occurred during streaming"
        raise APIError(message=text, request=response.request, body=error)
    return data


def event_of_whole(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer in one piece, of a server that does not stream, as the one event that says the same."""
    if answer.get("object") == "response":
        kind = f"response.{answer.get('status') or 'completed'}"
        return {"type": kind, "sequence_number": 0, "response": answer}
    choices: list[dict[str, Any]] = []
    for choice in answer.get("choices") or ():
        said = choice.get("message") or {}
        calls = [{"index": index, **call} for index, call in enumerate(said.get("tool_calls") or ())]
        choices.append({**choice, "delta": {**said, "tool_calls": calls or None}})
    return {**answer, "choices": choices}


def fast_event(event: ServerSentEvent) -> Any:
    """The event as its type's class, read from the JSON bytes at once; None if it does not fit that class.

    The openai client tries each of some sixty classes on every event. Here the type picks the class.
    """
    name = event.name
    if not name and (found := _TYPE.search(event.data)):  # a wrong guess only costs time
        name = found[1]
    read = _reader_named(name)
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
