"""Sends a request through an openai client and reads the server-sent events of its response."""

from __future__ import annotations

import json
import types
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
import httpx2
import openai
from openai import APIError, AsyncOpenAI
from openai._streaming import ServerSentEvent

from ..exceptions import ModelBehaviorError, UserError
from ..model_settings import ModelSettings
from ..run_internal.model_gate import MODEL_GATE
from .openai_clients import serve_every_loop
from .request_body import request_parts
from .response_events import LAST_EVENTS
from .server_sent_events import ServerSentEvents
from .server_words import error_text, shown, web_page_title

_OPENAI_SOURCE = str(Path(openai.__file__).parent)
# The parameters of ``create`` that are not in the body, and what the options of ``post`` call them.
_OPTION_NAMES = {"extra_headers": "headers", "extra_query": "params", "extra_body": "extra_json"}
_DRAIN_SECONDS = 0.1
_MOST_WRAPPERS = 8
_CHECK_BASE_URL = "check base_url: most end in /v1"

Create = Callable[..., Awaitable[Any]]
"""A client's method that sends a request."""
Answered = Callable[[str | None], None]
"""Gets the id of the request that is answered."""


@dataclass(frozen=True)
class Endpoint:
    """One streaming endpoint of the API, and how its events are read."""

    path: str
    create: Callable[[AsyncOpenAI], Create]
    """Finds the client's own method for the endpoint."""
    parse: Callable[[ServerSentEvent, httpx2.Response], Any]
    """Makes an event of a server-sent event that has data; None leaves it out."""
    accept: Callable[[Any, httpx2.Request], Any]
    """Makes an event of what a client's own ``create`` gave: an event, or a response in one piece."""
    done: Any = None
    """The event that stands for the line ``[DONE]``; None leaves it out."""
    hint_if_missing: str | None = None
    """What to do about a server that does not have the path."""


def stream_events(
    client: AsyncOpenAI,
    endpoint: Endpoint,
    body: dict[str, Any],
    settings: ModelSettings,
    answered: Answered = lambda request_id: None,
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
        return _events_of_create(client, endpoint, create, {**body, **options}, answered)
    gate = MODEL_GATE.get()
    if gate is not None and gate.has_retries:
        options["max_retries"] = 0  # else it would not hear of a refusal
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


def _create_with_retries(client: AsyncOpenAI, endpoint: Endpoint, max_retries: int) -> Create:
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
    client: AsyncOpenAI, endpoint: Endpoint, create: Create, arguments: dict[str, Any], answered: Answered
) -> AsyncGenerator[Any, None]:
    """The events of a ``create`` that is not openai's own, as they come."""
    stream = await create(**arguments)
    request_id = _request_id(stream)
    answered(request_id)
    response: Any = getattr(stream, "response", None)
    request: httpx2.Request = getattr(response, "request", None) or _request(client, endpoint)
    if not hasattr(stream, "__aiter__"):
        yield _with_request_id(endpoint.accept(stream, request), request_id)
        return
    any_event = False
    try:
        async for event in stream:
            any_event = True
            yield _with_request_id(endpoint.accept(event, request), request_id)
        if not any_event:
            raise ModelBehaviorError(f"The server sent an empty response: POST {request.url}")
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        # The client's own stream raises what its reader of JSON does.
        raise APIError(f"The server sent an event that is not JSON: {error}", request, body=None) from error
    finally:
        close = getattr(stream, "close", None) or getattr(stream, "aclose", None)
        if close is not None:
            await close()


def _request(client: AsyncOpenAI, endpoint: Endpoint) -> httpx2.Request:
    """The request for an error's sake, where the client does not show its own."""
    base_url = str(getattr(client, "base_url", "http://unknown")).rstrip("/")
    return httpx2.Request("POST", base_url + endpoint.path)


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
    answered: Answered,
) -> AsyncGenerator[Any, None]:
    stream = await _post(client, endpoint, body, options)
    answered(stream.response.headers.get("x-request-id"))
    finished, any_event, left_out = False, False, ""
    try:
        async for sent in stream:
            if sent.data.startswith("[DONE]"):
                finished = True
                break
            event = endpoint.parse(sent, stream.response)
            if event is None:
                left_out = sent.data
                continue
            any_event = True
            finished = getattr(event, "type", "") in LAST_EVENTS
            yield event
            if finished:  # some servers leave the connection open after it
                return
        if not any_event:
            raise stream.unreadable(left_out)
        if finished and endpoint.done is not None:
            yield endpoint.done
    except openai.APIConnectionError as error:
        if not isinstance(error, openai.APITimeoutError):
            error.message = "The connection was lost in the middle of the response"
        _add_to_message(error, error.request.url, error.__cause__)
        raise
    finally:
        if finished:
            await _drain(stream)
        await stream.close()


async def _drain(stream: ServerSentEvents) -> None:
    """Read the little that follows the last event: a connection is free only after its body's end."""
    with anyio.move_on_after(_DRAIN_SECONDS), suppress(APIError):
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
    except httpx2.HTTPError as error:  # the client reads the body of an error's status as it comes
        raise _lost_answer(error) from error
    except openai.APIStatusError as error:
        title = web_page_title(error.body) if isinstance(error.body, str) else None
        if title is not None:
            error.message = f"Error code: {error.status_code}, with a web page, {title!r}"
            _add_to_message(error, error.request.url, _CHECK_BASE_URL)
            raise
        _add_words(error)
        if isinstance(error, openai.NotFoundError) and "model" not in error.message:
            _add_to_message(error, error.request.url, endpoint.hint_if_missing)  # the path is missing
        raise


def _lost_answer(error: httpx2.HTTPError) -> openai.APIConnectionError:
    """The openai client's error for a connection that was lost, or was silent, in an error's body."""
    if isinstance(error, httpx2.TimeoutException):
        lost: openai.APIConnectionError = openai.APITimeoutError(error.request)
    else:
        text = "The connection was lost in the middle of the server's error"
        lost = openai.APIConnectionError(message=text, request=error.request)
    _add_to_message(lost, error.request.url, error)
    return lost


def _add_words(error: openai.APIStatusError) -> None:
    """Add the server's words to the error's text; the client finds them in one shape of JSON only."""
    words = shown(error_text(error.body))
    if words not in error.message:
        error.message += f" - {words}"
        error.args = (error.message,)


def _add_to_message(error: openai.APIError, url: object, detail: object) -> None:
    """Add the address to the error's text, and what happened there."""
    error.message = f"{error.message.rstrip('.')}: {url}"
    if detail is not None and str(detail):
        error.message += f" ({detail})"
    error.args = (error.message,)
