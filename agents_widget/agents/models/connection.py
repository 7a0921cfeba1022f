"""Streams of events over an openai client's connections; they fail as the client itself fails."""

from __future__ import annotations

import asyncio
import json
import ssl
import sys
import threading
import types
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary, ref

import anyio
import httpx2
import openai
from openai import AsyncOpenAI, AsyncStream

from ..model_settings import ModelSettings
from .request_body import request_parts
from .response_events import LAST_EVENTS, event_of_whole, lenient_event
from .sse import ServerSentEvent, SSEDecoder

_OPENAI_SOURCE = str(Path(openai.__file__).parent)
_OPTIONS = {"extra_headers": "headers", "extra_query": "params", "extra_body": "extra_json"}
_DRAIN_SECONDS = 0.1
_NO_SUCH_API = "if this server has chat completions only, call set_default_openai_api('chat_completions')"

_Loop = asyncio.AbstractEventLoop
_homes: WeakKeyDictionary[AsyncOpenAI, ref[_Loop]] = WeakKeyDictionary()
_copies: WeakKeyDictionary[_Loop, WeakKeyDictionary[AsyncOpenAI, AsyncOpenAI]] = WeakKeyDictionary()


def stream_answer(
    client: AsyncOpenAI,
    create: Callable[..., Awaitable[Any]],
    path: str,
    body: dict[str, Any],
    settings: ModelSettings,
    read: Callable[[ServerSentEvent, httpx2.Response], Any],
    done: object = None,
) -> AsyncGenerator[Any, None]:
    """What ``read`` makes of each event of the answer, up to the last; the line ``[DONE]`` gives ``done``.

    What comes out as None is left out. An answer that comes in one piece is a single event. A ``create``
    that is not openai's own is called, and its events come out as they are. Raises what the openai client
    raises. Closing the iterator closes the connection at once.
    """
    body, beside = request_parts(body, settings)
    if not _is_genuine(create):
        return _plain_events(create, {**body, **beside})
    return _read_events(client_here(client), path, body, beside, read, done)


def checked(client: Any) -> Any:
    """The client, if it may be one; raises ``TypeError`` for what is easily mistaken for it."""
    if isinstance(client, str | openai.OpenAI | None):
        raise TypeError(
            f"openai_client must be an AsyncOpenAI client, got {type(client).__name__}: write "
            "AsyncOpenAI(base_url=..., api_key=...), after the model's name."
        )
    return client


def client_here(client: AsyncOpenAI) -> AsyncOpenAI:
    """The client for the running loop: itself on the main thread's first loop, on another one a copy.

    Its pooled connections belong to the loop that opened them: on another one, such as that of a second
    ``asyncio.run`` or of a run in the background, they hang or fail. A copy has connections of its own, so
    that a run in the background leaves the client itself to the cells of a notebook. A client with an http
    client of the user's is never copied: what that does is the user's choice.
    """
    loop = asyncio.get_running_loop()
    if type(getattr(client, "_client", None)).__name__ != "AsyncHttpxClientWrapper":
        return client
    if threading.current_thread() is threading.main_thread() and (
        _homes.setdefault(client, ref(loop))() is loop
    ):
        return client
    copies = _copies.setdefault(loop, WeakKeyDictionary())
    if client not in copies:
        copies[client] = client.copy(http_client=openai.DefaultAsyncHttpx2Client())
    return copies[client]


def _is_genuine(create: object) -> bool:
    """Whether ``create`` is the openai client's own method, so that its request may be sent by ``post``.

    A fake client, a patched method or one wrapped by a tracing library has to be called as it is.
    """
    function = getattr(create, "__func__", None)
    return (
        type(create) is types.MethodType
        and type(function) is types.FunctionType
        and function.__code__.co_filename.startswith(_OPENAI_SOURCE)
    )


async def _plain_events(
    create: Callable[..., Awaitable[Any]], arguments: dict[str, Any]
) -> AsyncGenerator[Any, None]:
    stream = await create(**arguments)
    if not hasattr(stream, "__aiter__"):
        event = event_of_whole(stream.to_dict())
        yield lenient_event(event) if "type" in event else event
        return
    try:
        async for event in stream:
            yield event
    finally:
        close = getattr(stream, "close", None) or getattr(stream, "aclose", None)
        if close is not None:
            await close()


async def _read_events(
    client: AsyncOpenAI,
    path: str,
    body: Mapping[str, Any],
    beside: Mapping[str, Any],
    read: Callable[[ServerSentEvent, httpx2.Response], Any],
    done: object,
) -> AsyncGenerator[Any, None]:
    stream = await _post(client, path, body, beside)
    response, decoder, finished = stream.response, SSEDecoder(), False
    chunks: AsyncGenerator[bytes, None] = response.aiter_bytes()
    try:
        if response.headers.get("content-type", "").startswith("application/json"):
            whole = event_of_whole(json.loads(await response.aread()))
            yield read(ServerSentEvent(b"", json.dumps(whole).encode()), response)
            return
        async for chunk in chunks:
            for event in decoder.feed(chunk):
                if event.data.startswith(b"[DONE]"):
                    finished = True
                    if done is not None:
                        yield done
                    return
                made = read(event, response)
                if made is not None:
                    finished = getattr(made, "type", "") in LAST_EVENTS
                    yield made
                    if finished:  # some servers leave the connection open after it
                        return
    except _transport_errors("TimeoutException") as error:
        raise _say_where(openai.APITimeoutError(request=response.request), error) from error
    except _failures() as error:
        raise _say_where(openai.APIConnectionError(request=response.request), error) from error
    finally:
        if finished:  # read the little that follows: a connection is free only after its body's end
            with anyio.move_on_after(_DRAIN_SECONDS), suppress(*_failures()):
                async for _ in chunks:
                    pass
        await chunks.aclose()
        await stream.close()  # the chunks of the older httpx do not


async def _post(
    client: AsyncOpenAI, path: str, body: Mapping[str, Any], beside: Mapping[str, Any]
) -> AsyncStream[object]:
    """Open a stream by the client's own ``post``: with its auth, retries and errors, without its transform.

    ``create`` walks the whole body with all its unions to find nothing to change in plain JSON, which for a
    long history is nearly all of a turn's time.
    """
    options: Any = {_OPTIONS.get(name, name): value for name, value in beside.items()}
    options["security"] = {"bearer_auth": True}  # as create does: an admin key has no business here
    try:
        stream: AsyncStream[object] = await client.post(
            path, cast_to=object, body=body, options=options, stream=True, stream_cls=AsyncStream[object]
        )
    except openai.APIConnectionError as error:
        _say_where(error, error.__cause__)
        raise
    except openai.NotFoundError as error:
        if "model" not in error.message:  # the address is missing, not the model
            _say_where(error, _NO_SUCH_API if path == "/responses" else None)
        raise
    return stream


def _failures() -> tuple[type[Exception], ...]:
    return (ssl.SSLError, anyio.EndOfStream, *_transport_errors("RequestError"))


def _transport_errors(name: str) -> tuple[type[Exception], ...]:
    """An error of httpx2, and of the older httpx, whose clients the openai client takes too."""
    return tuple(getattr(sys.modules[each], name) for each in ("httpx2", "httpx") if each in sys.modules)


def _say_where(error: openai.APIError, cause: object) -> openai.APIError:
    """The error with the address, and what happened there, in its text."""
    happened = f" ({cause})" if str(cause or "") else ""
    error.message = f"{error.message.rstrip('.')}: {error.request.url}{happened}"
    error.args = (error.message,)
    return error
