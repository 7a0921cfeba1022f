"""The streams between a client and a server, watched for their end."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, TypeAlias

from typing_extensions import Self

Transport: TypeAlias = AbstractAsyncContextManager[tuple[Any, Any]]
"""Gives the stream of the server's messages, and the stream for messages to it."""


@contextlib.asynccontextmanager
async def noting_end(transport: Transport, on_end: Callable[[], None]) -> AsyncIterator[tuple[Any, Any]]:
    """The transport; ``on_end`` is called when the server's messages have ended.

    The client itself tells nobody: it fails the requests that come later, and who gets that error cannot know
    whether the server has got the request.
    """
    async with transport as (read, write):
        yield _NotedStream(read, on_end), write


class _NotedStream:
    """A stream of messages that calls ``on_end`` at its end."""

    def __init__(self, stream: Any, on_end: Callable[[], None]) -> None:
        self._stream = stream
        self._on_end = on_end

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Any:
        try:
            return await self._stream.__anext__()
        except StopAsyncIteration:
            self._on_end()
            raise

    async def __aenter__(self) -> Self:
        await self._stream.__aenter__()
        return self

    async def __aexit__(self, *error: Any) -> Any:
        return await self._stream.__aexit__(*error)
