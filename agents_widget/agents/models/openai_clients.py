"""Which openai client sends a request: the user's own, or a copy of it that belongs to the running loop."""

from __future__ import annotations

import asyncio
import threading
from typing import Any
from weakref import WeakKeyDictionary, ref

import openai
from openai import AsyncOpenAI

Loop = asyncio.AbstractEventLoop

_home_loops: WeakKeyDictionary[AsyncOpenAI, ref[Loop]] = WeakKeyDictionary()
_copies: WeakKeyDictionary[Loop, WeakKeyDictionary[AsyncOpenAI, AsyncOpenAI]] = WeakKeyDictionary()


def require_async_client(client: Any) -> Any:
    """The client. Raises ``TypeError`` for what is easily mistaken for one."""
    if isinstance(client, str | openai.OpenAI | None):
        raise TypeError(
            f"openai_client must be an AsyncOpenAI client, got {type(client).__name__}: write "
            "AsyncOpenAI(base_url=..., api_key=...), after the model's name."
        )
    return client


def client_for_running_loop(client: AsyncOpenAI) -> AsyncOpenAI:
    """The client itself on the main thread's first event loop, and a copy of it on any other loop.

    The pooled connections of a client belong to the loop that opened them: on another one, such as that of a
    second ``asyncio.run`` or of a run in the background, they hang or fail. A copy has its own connections,
    so that a run in the background leaves the client itself to the cells of a notebook. A client with an http
    client of the user's is never copied: which loop that serves is the user's choice.
    """
    loop = asyncio.get_running_loop()
    if not _has_default_http_client(client) or _is_at_home(client, loop):
        return client
    copies = _copies.setdefault(loop, WeakKeyDictionary())
    if client not in copies:
        copies[client] = client.copy(http_client=openai.DefaultAsyncHttpx2Client())
    return copies[client]


def _has_default_http_client(client: AsyncOpenAI) -> bool:
    # openai gives no public way to ask this; the wrapper's class is private, too.
    return type(getattr(client, "_client", None)).__name__ == "AsyncHttpxClientWrapper"


def _is_at_home(client: AsyncOpenAI, loop: Loop) -> bool:
    """Whether this is the loop that the client itself serves: the first one that asks on the main thread."""
    if threading.current_thread() is not threading.main_thread():
        return False
    return _home_loops.setdefault(client, ref(loop))() is loop
