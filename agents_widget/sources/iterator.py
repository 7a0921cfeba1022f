"""Any iterator of events: a run that somebody else makes."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Iterable, Iterator
from typing import Any

from .base import Ability, Adapter


class IteratorAdapter(Adapter):
    """Events out of an iterator, asynchronous or not.

    Subclass it for the stream of another framework, and define ``translate``.
    """

    abilities: tuple[Ability, ...] = ("stop",)

    @classmethod
    def matches(cls, source: Any) -> bool:
        """Whether it is an iterator, or a list of events."""
        return isinstance(source, (AsyncIterable, Iterator, list, tuple))

    async def events(self) -> AsyncGenerator[Any, None]:
        """Read the iterator, and close it at the end, so that its maker sees that nobody reads on."""
        iterator = _iterate(self.source)
        try:
            async for event in iterator:
                yield event
        finally:
            await close(iterator)
            await close(self.source)


def _iterate(source: AsyncIterable[Any] | Iterable[Any]) -> AsyncIterator[Any]:
    return aiter(source) if isinstance(source, AsyncIterable) else _read_in_thread(iter(source))


async def _read_in_thread(iterator: Iterator[Any]) -> AsyncIterator[Any]:
    """Read an ordinary iterator on a thread, so that its waiting does not block the event loop."""
    end = object()
    while (event := await asyncio.to_thread(next, iterator, end)) is not end:
        yield event


async def close(stream: object) -> None:
    """Close a stream by ``aclose`` or ``close``; one that has neither stays as it is."""
    method = getattr(stream, "aclose", None) or getattr(stream, "close", None)
    if callable(method) and inspect.isawaitable(closing := method()):
        await closing
