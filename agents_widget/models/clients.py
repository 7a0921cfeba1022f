"""One openai client, usable on several event loops."""

from __future__ import annotations

import asyncio
from weakref import WeakKeyDictionary, ref

from openai import AsyncOpenAI, DefaultAsyncHttpx2Client

_Loop = asyncio.AbstractEventLoop

_homes: WeakKeyDictionary[AsyncOpenAI, ref[_Loop]] = WeakKeyDictionary()
_copies: WeakKeyDictionary[_Loop, WeakKeyDictionary[AsyncOpenAI, AsyncOpenAI]] = WeakKeyDictionary()


def client_here(client: AsyncOpenAI) -> AsyncOpenAI:
    """The client for the running loop: itself on the first loop that uses it, on another one a copy.

    Its pooled connections belong to the loop that opened them: on another one, such as that of a second
    ``asyncio.run`` or of a run in the background, they hang or fail. A copy has connections of its own. A
    client with an http client of the user's is never copied: what that does is the user's choice.
    """
    loop = asyncio.get_running_loop()
    if not _has_own_connections(client):
        return client
    if _homes.setdefault(client, ref(loop))() is loop:
        return client
    copies = _copies.setdefault(loop, WeakKeyDictionary())
    if client not in copies:
        copies[client] = client.copy(http_client=DefaultAsyncHttpx2Client())
    return copies[client]


def _has_own_connections(client: AsyncOpenAI) -> bool:
    """Whether the http client is the one that openai made for it, and not one it was given."""
    return type(getattr(client, "_client", None)).__name__ == "AsyncHttpxClientWrapper"
