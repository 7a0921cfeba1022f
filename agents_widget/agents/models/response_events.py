"""The events of a Responses API stream as objects of ``openai.types.responses``."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Mapping
from typing import Any, get_args

import httpx2
from openai import APIError, BaseModel
from openai._streaming import ServerSentEvent
from openai.types.responses import Response, ResponseOutputItem, ResponseStreamEvent
from pydantic import TypeAdapter, ValidationError

from ..exceptions import ModelBehaviorError
from .server_errors import reported_error, server_error, unreadable
from .server_words import error_text, shown

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

    None for JSON that is no object. Raises ``openai.APIError`` if it is an error or no JSON, and
    ``ModelBehaviorError`` if it is the last event and has no response.
    """
    parsed = fast_event(event)
    if parsed is None:
        data = parse_json(event, response)
        if isinstance(data, dict):
            # Some servers send the event's type only outside of its data.
            data = {"type": event.event or "", **data}
        if not _is_error_event(data):
            raise_server_error(data, response.request, event_name=event.event)
        if not isinstance(data, dict):
            return None
        _refuse_other_objects(data, response.request)
        parsed = lenient_event(_with_type(data))
    if parsed.type in LAST_EVENTS:
        _require_response(parsed)
        parsed.response._request_id = response.headers.get("x-request-id")
    return parsed


def accept_response_event(event: Any, request: httpx2.Request) -> Any:
    """An event, or a whole response, of a client's own ``create``. Raises as ``parse_response_event``."""
    if str(getattr(event, "type", None)) not in event_classes():
        data = plain_object(event)
        raise_server_error(data, request)
        if (typed := _with_type(data)) is not data:
            event = lenient_event(typed)
    if getattr(event, "type", None) in LAST_EVENTS:
        _require_response(event)
    return event


def plain_object(value: Any) -> dict[str, Any]:
    """An object of a client as a dict. Raises ``ModelBehaviorError`` for what is none."""
    if isinstance(value, Mapping):
        return dict(value)
    if hasattr(value, "to_dict"):
        quiet: dict[str, Any] = {"warnings": False} if isinstance(value, BaseModel) else {}
        data: dict[str, Any] = value.to_dict(**quiet)
        return data
    if hasattr(value, "__dict__"):
        return dict(vars(value))
    raise unreadable("a response", value)


def parse_json(event: ServerSentEvent, response: httpx2.Response) -> Any:
    """The JSON in an event. Raises ``openai.APIError`` if it is none."""
    try:
        return json.loads(event.data)
    except (ValueError, RecursionError) as error:
        if event.event == "error":
            raise reported_error(event.data, response.request) from None
        text = f"The server sent an event that is not JSON ({error}): {shown(event.data)}"
        raise APIError(text, response.request, body=event.data) from error


def raise_server_error(data: Any, request: httpx2.Request, *, event_name: str | None = None) -> None:
    """Raise ``openai.APIError`` if decoded JSON, or the name of its event, says that it is an error."""
    error = server_error(data, request)
    if error is None and event_name == "error":
        error = reported_error(data, request)
    if error is not None:
        raise error


def _is_error_event(data: Any) -> bool:
    """Whether JSON is the API's own event of a failure, which is an event like others."""
    return isinstance(data, dict) and data["type"] == "error" and not data.get("error")


def _refuse_other_objects(data: dict[str, Any], request: httpx2.Request) -> None:
    """Raise for JSON of another kind: a chat completion, or words without any field of an event."""
    if data["type"]:
        return
    if "choices" in data:
        raise ModelBehaviorError(
            "The server answered a request to the Responses API with a chat completion. Use "
            f"OpenAIChatCompletionsModel. It sent: {shown(data)}"
        )
    if error_text(data):
        raise reported_error(data, request)


def _with_type(data: dict[str, Any]) -> dict[str, Any]:
    """The JSON of an event as it is, and that of a response in one piece as its last event."""
    if data.get("object") != "response" or data.get("type"):
        return data
    kind = f"response.{data.get('status') or 'completed'}"
    return {"type": kind, "sequence_number": 0, "response": data}


def _require_response(event: Any) -> None:
    if not isinstance(event.response, Response):
        raise unreadable(f"an event {event.type!r}", plain_object(event))


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
    docs/decisions.md ("A delta of a while ago is kept packed").
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
