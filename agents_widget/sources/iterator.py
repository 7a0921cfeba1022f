"""Any iterator of events: a run that somebody else makes."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Generator, Iterable, Iterator
from typing import Any

from .base import Ability, Adapter
from .checks import describe_type

_END = object()


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
            await _close(iterator)
            await _close(self.source)


def _iterate(source: Any) -> AsyncIterator[Any]:
    if isinstance(source, AsyncIterable):
        return aiter(source)
    if isinstance(source, Iterable):
        return _ThreadedIterator(iter(source))
    raise TypeError(f"An IteratorAdapter reads an iterator of events, not {describe_type(source)}.")


class _ThreadedIterator:
    """Reads an ordinary iterator on a thread, so that its waiting does not block the event loop."""

    def __init__(self, iterator: Iterator[Any]) -> None:
        self._iterator = iterator
        self._abandoned = False

    def __aiter__(self) -> AsyncIterator[Any]:
        return self

    async def __anext__(self) -> Any:
        event = await asyncio.to_thread(self._next)
        if event is _END:
            raise StopAsyncIteration
        return event

    def _next(self) -> Any:
        event = next(self._iterator, _END)
        if self._abandoned and isinstance(self._iterator, Generator):
            self._iterator.close()
        return event

    async def aclose(self) -> None:
        """Read no more; a generator that is at work on the thread is closed there when it comes back."""
        self._abandoned = True
        await _close(self._iterator)


async def _close(stream: object) -> None:
    """Close a stream by ``aclose`` or ``close``; one that has neither stays as it is."""
    method = getattr(stream, "aclose", None) or getattr(stream, "close", None)
    if not callable(method):
        return
    try:
        closing = method()
    except ValueError:
        if isinstance(stream, Generator):
            return  # it is at work on a thread, which closes it when it comes back
        raise
    if inspect.isawaitable(closing):
        await closing
