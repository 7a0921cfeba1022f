"""Sends a request through an openai client and reads the server-sent events of its response."""

from __future__ import annotations

import json
import types
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
import httpx2
import openai
from openai import AsyncOpenAI, AsyncStream
from openai._streaming import ServerSentEvent

from ..exceptions import UserError
from ..model_settings import ModelSettings
from .openai_clients import serve_every_loop
from .request_body import request_parts
from .response_events import LAST_EVENTS, lenient_event
from .whole_response import event_of_json

_OPENAI_SOURCE = str(Path(openai.__file__).parent)
# The parameters of ``create`` that are not in the body, and what the options of ``post`` call them.
_OPTION_NAMES = {"extra_headers": "headers", "extra_query": "params", "extra_body": "extra_json"}
_DRAIN_SECONDS = 0.1
_MOST_WRAPPERS = 8


@dataclass(frozen=True)
class Endpoint:
    """One streaming endpoint of the API, and how its events are read."""

    path: str
    create: Callable[[AsyncOpenAI], Callable[..., Awaitable[Any]]]
    """Finds the client's own method for the endpoint."""
    parse: Callable[[ServerSentEvent, httpx2.Response], Any]
    """Makes an event of a server-sent event that has data; None leaves it out."""
    done: Any = None
    """The event that stands for the line ``[DONE]``; None leaves it out."""
    hint_if_missing: str | None = None
    """What to do about a server that does not have the path."""


class ServerSentEvents(AsyncStream[ServerSentEvent]):
    """The server-sent events of a response, read by openai's decoder and not parsed yet.

    Only the parsing of openai's own stream is left out: it tries each event on a union of some sixty classes.
    docs/decisions.md ("One parser per event type") has the figures.
    """

    # Both names are openai's internals (the same in 3.50 and 3.57): there is no public way to the events
    # before they are parsed. tests/agents/models/test_event_stream.py fails when they change.
    async def __stream__(self) -> AsyncIterator[ServerSentEvent]:
        async for event in self._iter_events():
            if event.data:  # a server may send an id or a retry time alone
                yield event


def stream_events(
    client: AsyncOpenAI,
    endpoint: Endpoint,
    body: dict[str, Any],
    settings: ModelSettings,
    answered: Callable[[str | None], None] = lambda request_id: None,
) -> AsyncGenerator[Any, None]:
    """The events of the response to a request, up to the last one. ``answered`` gets the request's id.

    A response in one piece is a single event. Raises what the openai client raises. Closing the iterator
    closes the connection at once.

    The request goes out by the client's ``post``, which has its auth, retries and errors. Its ``create``
    would walk the whole body with all its unions to find nothing to change in plain JSON: with a long history
    that is nearly all of a turn's time.
    """
    serve_every_loop(client)
    body, options = request_parts(body, settings)
    create = endpoint.create(client)
    if not _is_original_method(create):
        if "max_retries" in options:
            create = _create_with_retries(client, endpoint, options.pop("max_retries"))
        return _events_of_create(create, {**body, **options}, answered)
    return _events_of_post(client, endpoint, body, options, answered)


def _is_original_method(create: object) -> bool:
    """Whether ``create`` is the openai client's own method, so that ``post`` may stand in for it.

    A fake client, a patched method or one wrapped by a tracing library has to be called as it is.
    """
    function = getattr(create, "__func__", None)
    return (
        type(create) is types.MethodType
        and type(function) is types.FunctionType
        and function.__code__.co_filename.startswith(_OPENAI_SOURCE)
    )


def _create_with_retries(
    client: AsyncOpenAI, endpoint: Endpoint, max_retries: int
) -> Callable[..., Awaitable[Any]]:
    """A wrapped ``create``, which takes no ``max_retries`` itself. Raises ``UserError`` if there is none."""
    with suppress(AttributeError, TypeError):  # a fake client, or a subclass with an __init__ of its own
        create = endpoint.create(client.with_options(max_retries=max_retries))
        if not _is_original_method(create):
            return create
    raise UserError(
        "ModelSettings.retry cannot be passed on to this client, since its create method is not openai's: "
        "set it where the client is made, AsyncOpenAI(max_retries=...)."
    )


async def _events_of_create(
    create: Callable[..., Awaitable[Any]],
    arguments: dict[str, Any],
    answered: Callable[[str | None], None],
) -> AsyncGenerator[Any, None]:
    """The events of a ``create`` that is not openai's own, as they come."""
    stream = await create(**arguments)
    request_id = _request_id(stream)
    answered(request_id)
    if not hasattr(stream, "__aiter__"):
        event = event_of_json(stream.to_dict())
        event = lenient_event(event) if "type" in event else event
        yield _with_request_id(event, request_id)
        return
    try:
        async for event in stream:
            yield _with_request_id(event, request_id)
    finally:
        close = getattr(stream, "close", None) or getattr(stream, "aclose", None)
        if close is not None:
            await close()


def _request_id(answer: Any) -> str | None:
    """The id of the request in an answer of ``create``, which a tracing library may have wrapped again."""
    if isinstance(own := getattr(answer, "_request_id", None), str):
        return own
    for _ in range(_MOST_WRAPPERS):
        headers = getattr(answer, "headers", None)
        if isinstance(headers, Mapping):
            return headers.get("x-request-id")
        answer = getattr(answer, "response", None)
    return None


def _with_request_id(event: Any, request_id: str | None) -> Any:
    """An event, whose response gets the request's id if it is the last one."""
    if getattr(event, "type", None) in LAST_EVENTS and request_id is not None:
        event.response._request_id = request_id
    return event


async def _events_of_post(
    client: AsyncOpenAI,
    endpoint: Endpoint,
    body: Mapping[str, Any],
    options: Mapping[str, Any],
    answered: Callable[[str | None], None],
) -> AsyncGenerator[Any, None]:
    stream = await _post(client, endpoint, body, options)
    response = stream.response
    answered(response.headers.get("x-request-id"))
    finished = False
    try:
        if response.headers.get("content-type", "").startswith("application/json"):
            event = event_of_json(json.loads(await _read_body(response)))
            yield endpoint.parse(ServerSentEvent(data=json.dumps(event)), response)
            return
        async for sent in stream:
            if sent.data.startswith("[DONE]"):
                finished = True
                if endpoint.done is not None:
                    yield endpoint.done
                return
            event = endpoint.parse(sent, response)
            if event is not None:
                finished = getattr(event, "type", "") in LAST_EVENTS
                yield event
                if finished:  # some servers leave the connection open after it
                    return
    except openai.APIConnectionError as error:
        _add_to_message(error, error.request.url, error.__cause__)
        raise
    finally:
        if finished:
            await _drain(stream)
        await stream.close()


async def _read_body(response: httpx2.Response) -> bytes:
    """The whole body. Raises what the openai client raises."""
    try:
        return await response.aread()
    except httpx2.TimeoutException as error:
        raise openai.APITimeoutError(request=response.request) from error
    except httpx2.RequestError as error:
        raise openai.APIConnectionError(request=response.request) from error


async def _drain(stream: ServerSentEvents) -> None:
    """Read the little that follows the last event: a connection is free only after its body's end."""
    with anyio.move_on_after(_DRAIN_SECONDS), suppress(openai.APIConnectionError, UnicodeDecodeError):
        async for _ in stream:
            pass


async def _post(
    client: AsyncOpenAI, endpoint: Endpoint, body: Mapping[str, Any], options: Mapping[str, Any]
) -> ServerSentEvents:
    post_options: Any = {_OPTION_NAMES.get(name, name): value for name, value in options.items()}
    post_options["security"] = {"bearer_auth": True}  # as ``create`` does: never an admin key
    try:
        return await client.post(
            endpoint.path,
            cast_to=object,
            body=body,
            options=post_options,
            stream=True,
            stream_cls=ServerSentEvents,
        )
    except openai.APIConnectionError as error:
        _add_to_message(error, error.request.url, error.__cause__)
        raise
    except openai.NotFoundError as error:
        if "model" not in error.message:  # the path is missing, not the model
            _add_to_message(error, error.request.url, endpoint.hint_if_missing)
        raise


def _add_to_message(error: openai.APIError, url: object, detail: object) -> None:
    """Add the address to the error's text, and what happened there."""
    error.message = f"{error.message.rstrip('.')}: {url}"
    if detail is not None and str(detail):
        error.message += f" ({detail})"
    error.args = (error.message,)
