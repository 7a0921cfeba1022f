"""Streams of events over a connection: of the Responses API as objects, of other APIs as decoded JSON."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any

import httpx2
from openai import APIError, AsyncStream

from .connection import Connection
from .event_types import fast_event, lenient_event
from .sse import ServerSentEvent, SSEDecoder

_LAST = ("response.completed", "response.failed", "response.incomplete")


async def read_events(
    open_stream: Callable[[], Awaitable[AsyncStream[object]]],
    read: Callable[[ServerSentEvent, httpx2.Response], Any],
    done: object = None,
) -> AsyncGenerator[Any, None]:
    """What ``read`` makes of each event of a stream, up to the last; the line ``[DONE]`` gives ``done``.

    What comes out as None is left out. Raises what the openai client raises. Closing the iterator closes
    the connection at once.
    """
    async with Connection(open_stream) as connection:
        decoder = SSEDecoder()
        async for chunk in connection.chunks:
            for event in decoder.feed(chunk):
                if event.data.startswith(b"[DONE]"):
                    connection.finished = True
                    if done is not None:
                        yield done
                    return
                made = read(event, connection.response)
                if made is not None:
                    connection.finished = last = getattr(made, "type", "") in _LAST
                    yield made
                    if last:  # some servers leave the connection open after it
                        return


async def plain_events(
    create: Callable[..., Awaitable[Any]], arguments: dict[str, Any]
) -> AsyncGenerator[Any, None]:
    """The events of a client that is not openai's own, or was patched, just as it gives them."""
    stream = await create(**arguments)
    try:
        async for event in stream:
            yield event
    finally:
        close = getattr(stream, "close", None) or getattr(stream, "aclose", None)
        if close is not None:
            await close()


def responses_event(event: ServerSentEvent, response: httpx2.Response) -> Any:
    """An event of the Responses API, equal to what the openai client makes of it at several times the cost.

    Raises ``openai.APIError`` if it is an error, ``JSONDecodeError`` if it is no JSON.
    """
    made = fast_event(event)
    if made is None:
        data = decoded_event(event, response)
        # Some servers name the event only outside of its data.
        made = data and lenient_event({"type": event.name.decode("utf-8", "replace"), **data})
    if made is not None and made.type in _LAST:
        made.response._request_id = response.headers.get("x-request-id")
    return made


def decoded_event(event: ServerSentEvent, response: httpx2.Response) -> dict[str, Any] | None:
    """An event's JSON object, None for any other JSON. Raises as ``responses_event``."""
    data = json.loads(event.data.decode())
    if not isinstance(data, dict):
        return None
    error = data.get("error")
    if error:
        said = error.get("message") if isinstance(error, dict) else None
        text = said if isinstance(said, str) and said else "An error occurred during streaming"
        raise APIError(message=text, request=response.request, body=error)
    return data
