"""Lets one openai client be used on several event loops, though its connections belong to a single one."""

from __future__ import annotations

import asyncio
import copy
import functools
import os
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, TypeAlias
from weakref import WeakKeyDictionary, finalize, ref

import httpx2
import openai

Loop: TypeAlias = asyncio.AbstractEventLoop
# Either httpx2's or httpx's, which openai takes, too: they have the same names.
HttpClient: TypeAlias = httpx2.AsyncClient

_home_loops: WeakKeyDictionary[HttpClient, ref[Loop]] = WeakKeyDictionary()
# Each loop's own: by what they read of the environment, or by the id of the one they are a copy of.
_http_clients: WeakKeyDictionary[Loop, dict[object, HttpClient]] = WeakKeyDictionary()
_CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR")
_POOL_STATE = ("_connections", "_requests", "_optional_thread_lock")


def require_async_client(client: Any) -> Any:
    """The client. Raises ``TypeError`` for what is easily mistaken for one."""
    kind = f"the class {client.__name__}" if isinstance(client, type) else type(client).__name__
    if isinstance(client, str | bytes | int | float | openai.OpenAI | type | None):
        raise TypeError(
            f"openai_client must be an AsyncOpenAI client, got {kind}: write "
            "AsyncOpenAI(base_url=..., api_key=...), after the model's name."
        )
    return client


def serve_every_loop(client: Any) -> None:
    """Have a client send from any event loop, over connections of that loop.

    Pooled connections belong to the loop that opened them: on another one, such as that of a second
    ``asyncio.run`` or of a run in the background, they hang or fail. The client itself is not copied: a
    subclass, attributes set on it, patched methods and wrappers of tracing libraries stay what they are.
    Only the http client in it, which all of them send by, is told to choose among connections.
    """
    http_client: Any = getattr(client, "_client", None)  # openai gives no public way to it
    if not hasattr(http_client, "_transport") or "send" in vars(http_client):
        return
    vars(http_client)["send"] = functools.partial(_send, ref(http_client))
    vars(http_client)["aclose"] = functools.partial(_close, ref(http_client))


async def _send(own: ref[HttpClient], request: httpx2.Request, **options: Any) -> httpx2.Response:
    """Send a request by the http client that has the running loop's connections."""
    http_client = _alive(own)
    copies = _http_clients.setdefault(asyncio.get_running_loop(), {})
    was_copied = id(http_client) in copies
    sender = _http_client_here(http_client)
    if id(http_client) in copies and not was_copied:
        await _close_idle_connections_here()
    return await type(sender).send(sender, request, **options)


async def _close(own: ref[HttpClient]) -> None:
    """Close the http client, and its copies on their own loops."""
    http_client = own()
    if http_client is None:
        return  # openai's client calls this as it is collected, and its connections with it
    await type(http_client).aclose(http_client)
    for loop in list(_http_clients):
        _close_copy(ref(loop), id(http_client))


def _alive(own: ref[HttpClient]) -> HttpClient:
    http_client = own()
    if http_client is None:
        raise RuntimeError("The http client of this openai client is gone: keep the openai client.")
    return http_client


def _http_client_here(http_client: HttpClient) -> HttpClient:
    """The http client itself on its home loop; elsewhere one like it that belongs to the running loop."""
    loop = asyncio.get_running_loop()
    if http_client.is_closed or _is_at_home(http_client, loop):
        return http_client
    if is_openai_default(http_client):
        return _shared_here(loop)
    here = _http_clients.setdefault(loop, {})
    if id(http_client) not in here:
        here[id(http_client)] = _with_own_connections(http_client)
        finalize(http_client, _close_copy, ref(loop), id(http_client)).atexit = False
    return here[id(http_client)]


def _is_at_home(http_client: HttpClient, loop: Loop) -> bool:
    """Whether this is the loop that the http client itself serves: the main thread's first that asks.

    A run in the background leaves the client itself to the cells of a notebook.
    """
    if threading.current_thread() is not threading.main_thread():
        return False
    return _home_loops.setdefault(http_client, ref(loop))() is loop


def is_openai_default(http_client: HttpClient) -> bool:
    """Whether openai made the http client, and nobody has hooked into it since."""
    # The wrapper's class is private, and there is no public way to ask.
    is_wrapper = type(http_client).__name__ == "AsyncHttpxClientWrapper"
    return is_wrapper and not any(http_client.event_hooks.values())


def _shared_here(loop: Loop) -> HttpClient:
    """The one http client of a loop for all openai clients that have openai's default.

    Requests come with their address, headers and time limits, so that they can share connections: a notebook
    that makes a client in every cell would otherwise keep a socket for each of them.
    """
    here = _http_clients.setdefault(loop, {})
    # What an http client reads of the environment when it is made.
    environment = (*sorted(urllib.request.getproxies().items()), *map(os.environ.get, _CERTIFICATES))
    if environment not in here:
        no_cookies = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
        here[environment] = openai.DefaultAsyncHttpx2Client(cookies=no_cookies)
    return here[environment]


def _with_own_connections(http_client: HttpClient) -> HttpClient:
    """A copy of a user's http client that shares its hooks, auth, cookies and options, but no connections."""
    copied = copy.copy(http_client)
    for name in ("send", "aclose"):
        del vars(copied)[name]
    own: Any = copied
    own._transport = _unconnected(own._transport)
    own._mounts = {pattern: _unconnected(transport) for pattern, transport in own._mounts.items()}
    return copied


def _unconnected(part: Any) -> Any:
    """A copy of a transport, or of a transport around others, whose connection pool is empty.

    No public method copies a transport with its options (proxy, certificates, limits). One without a pool,
    such as a mock, is shared. tests/agents/models/test_openai_clients.py fails if the pool's fields change.
    """
    fields = getattr(part, "__dict__", {})
    if all(name in fields for name in _POOL_STATE):
        pool = copy.copy(part)
        lock = type(pool._optional_thread_lock)()
        pool._connections, pool._requests, pool._optional_thread_lock = [], [], lock
        return pool
    inner = {name: _unconnected(value) for name, value in fields.items() if _is_transport(value)}
    changed = {name: value for name, value in inner.items() if value is not fields[name]}
    if not changed:
        return part
    copied = copy.copy(part)
    vars(copied).update(changed)
    return copied


async def _close_idle_connections_here() -> None:
    """Close the connections of the running loop's copies on which nothing is under way.

    Done when another copy is made, so that a notebook with an http client in every cell keeps those of the
    last one only. A pool goes on after it: its next request connects anew.
    """
    copies = _http_clients[asyncio.get_running_loop()]
    parts = [
        part
        for key, copied in list(copies.items())
        if isinstance(key, int)  # a copy, and not one of the loop's own
        for part in (copied._transport, *copied._mounts.values())
    ]
    for pool in [pool for part in parts for pool in _pools(part)]:
        if not pool._requests:  # asked just before: others go on while a pool is closed
            with suppress(Exception):
                await pool.aclose()


def _pools(part: Any) -> Iterator[Any]:
    """The connection pools of a transport, or of the transports inside of it."""
    fields = getattr(part, "__dict__", {})
    if all(name in fields for name in _POOL_STATE):
        yield part
        return
    for value in fields.values():
        if _is_transport(value):
            yield from _pools(value)


def _is_transport(value: object) -> bool:
    return hasattr(value, "handle_async_request")


def _close_copy(loop: ref[Loop], original: int) -> None:
    """Close the copy of an http client, on the loop that its connections belong to."""
    there = loop()
    copied = None if there is None else _http_clients.get(there, {}).pop(original, None)
    if there is not None and copied is not None and there.is_running():
        asyncio.run_coroutine_threadsafe(copied.aclose(), there)
