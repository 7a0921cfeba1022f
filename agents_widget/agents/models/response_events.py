"""The events of a Responses API stream as objects of ``openai.types.responses``."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any, get_args

import httpx2
from openai import APIError, BaseModel
from openai._streaming import ServerSentEvent
from openai.types.responses import Response, ResponseOutputItem, ResponseStreamEvent
from pydantic import TypeAdapter, ValidationError

LAST_EVENTS = ("response.completed", "response.failed", "response.incomplete")
_ERROR = re.compile(r'"error"\s*:(?!\s*null)')
_TYPE = re.compile(r'"type"\s*:\s*"([^"\\]*)"')


@functools.cache
def event_classes() -> dict[str, type[BaseModel]]:
    """The class of each event type that the installed openai package knows."""
    # Each event's class would build anew what it holds and finds unbuilt: 0.1 s of the first response.
    for shared in (*get_args(get_args(ResponseOutputItem)[0]), Response):
        shared.model_rebuild()
    classes: tuple[type[BaseModel], ...] = get_args(get_args(ResponseStreamEvent)[0])
    return {get_args(each.model_fields["type"].annotation)[0]: each for each in classes}


def parse_response_event(event: ServerSentEvent, response: httpx2.Response) -> Any:
    """An event of the Responses API, equal to what the openai client makes of it at several times the cost.

    Raises ``openai.APIError`` if it is an error, ``JSONDecodeError`` if it is no JSON.
    """
    parsed = fast_event(event)
    if parsed is None:
        data = parse_json_object(event, response)
        if data is None:
            return None
        # Some servers send the event's type only outside of its data.
        parsed = lenient_event({"type": event.event or "", **data})
    if parsed.type in LAST_EVENTS:
        parsed.response._request_id = response.headers.get("x-request-id")
    return parsed


def parse_json_object(event: ServerSentEvent, response: httpx2.Response) -> dict[str, Any] | None:
    """The JSON object in an event, None for any other JSON. Raises as ``parse_response_event``."""
    data = event.json()
    if not isinstance(data, dict):
        return None
    if error := data.get("error"):
        message = error.get("message") if isinstance(error, dict) else None
        if not isinstance(message, str) or not message:
            message = "An error occurred during streaming"
        raise APIError(message=message, request=response.request, body=error)
    return data


def fast_event(event: ServerSentEvent) -> Any:
    """The event as its type's class, parsed from its JSON in one step; None if it does not fit that class.

    The openai client tries each of some sixty classes on every event. Here the type picks the class.
    """
    kind = event.event
    if kind is None and (found := _TYPE.search(event.data)):  # a wrong guess only costs time
        kind = found[1]
    validate = _json_validator(kind or "")
    if validate is None or ('"error"' in event.data and _ERROR.search(event.data)):
        return None  # an error is raised on the slow way
    try:
        parsed = validate(event.data)
    except ValidationError:
        return None
    if isinstance(getattr(parsed, "delta", None), str):
        _share_field_names(parsed)
    return parsed


def _share_field_names(event: Any) -> None:
    """Have events with the same fields hold one set of their names.

    pydantic makes a set for each model (``model_fields_set``), and that is half of what a delta takes: see
    docs/decisions.md ("A delta takes 0.7 kB").
    """
    names = _shared_set(frozenset(event.model_fields_set))
    object.__setattr__(event, "__pydantic_fields_set__", names)


@functools.lru_cache(maxsize=256)  # a server may invent fields without end
def _shared_set(names: frozenset[str]) -> set[str]:
    return set(names)


def lenient_event(data: dict[str, Any]) -> Any:
    """An event from decoded JSON, whatever it lacks; of an unknown type, a plain ``openai.BaseModel``."""
    event_class = event_classes().get(str(data.get("type")))
    if event_class is None:
        # The client takes the first class it knows, which would be an audio event.
        return BaseModel.construct(**data)
    try:
        return event_class.model_validate(data)
    except ValidationError:
        return event_class.construct(**data)


@functools.lru_cache(maxsize=256)  # a server may invent types without end
def _json_validator(kind: str) -> Callable[[str], Any] | None:
    event_class = event_classes().get(kind)
    return None if event_class is None else TypeAdapter(event_class).validator.validate_json
