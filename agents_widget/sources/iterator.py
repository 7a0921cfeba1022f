"""Any iterator of events: a run that somebody else makes."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Generator, Iterable
from typing import Any

from .base import Ability, Adapter
from .checks import describe_type
from .http_response import hang_up, response_of

WRITE_ADAPTER = (
    "To show anything else, write an adapter: a subclass of agents_widget.sources.IteratorAdapter whose "
    "translate() says what each event means, for watch(source, adapter=...). See docs/adapters.md."
)
_END = object()


class StreamCutOffError(ConnectionError):
    """A stream ended, and the end that belongs to it did not come: the answer is not whole.

    ``missing`` says what did not come, such as "no chunk of it had a finish_reason".
    """

    def __init__(self, missing: str) -> None:
        super().__init__(f"The stream was cut off: {missing}.")


class IteratorAdapter(Adapter):
    """Events out of an iterator, asynchronous or not.

    Subclass it for the stream of another framework, and define ``translate``.
    """

    abilities: tuple[Ability, ...] = ("stop",)

    @classmethod
    def reads(cls, event: Any) -> bool:
        """Whether an event is of the framework that this adapter reads, told by its shape.

        Asked of the events of an iterator that says nothing of itself. Default: never.
        """
        return False

    def missing_end(self) -> str:
        """Say what did not come of the end that belongs to a stream, such as "no ResultMessage came".

        Asked when the stream has ended; the run has failed then. Default: "", for streams that just end.
        """
        return ""

    async def events(self) -> AsyncGenerator[Any, None]:
        """Read the iterator, and close it at the end, so that its maker sees that nobody reads on.

        Raises ``StreamCutOffError`` for a stream that ends without its end.
        """
        iterator = iterate(self.source)
        try:
            async for event in iterator:
                yield event
        finally:
            await close_stream(iterator)
            await close_stream(self.source)
        if missing := self.missing_end():
            raise StreamCutOffError(missing)


def iterate(source: Any) -> AsyncIterator[Any]:
    """Read an iterator, asynchronous or not. Raises ``TypeError`` for what is none."""
    if isinstance(source, AsyncIterable):
        return aiter(source)
    if isinstance(source, Iterable):
        return _ThreadedIterator(source)
    raise TypeError(f"An IteratorAdapter reads an iterator of events, not {describe_type(source)}.")


class _ThreadedIterator:
    """Reads an ordinary iterator on a thread, so that its waiting does not block the event loop."""

    def __init__(self, source: Iterable[Any]) -> None:
        self._response = response_of(source)
        self._iterator = iter(source)
        self._is_reading = False
        self._abandoned = False

    def __aiter__(self) -> AsyncIterator[Any]:
        return self

    async def __anext__(self) -> Any:
        event = await asyncio.to_thread(self._next)
        if event is _END:
            raise StopAsyncIteration
        return event

    def _next(self) -> Any:
        self._is_reading = True
        try:
            event = next(self._iterator, _END)
        finally:
            self._is_reading = False
        if self._abandoned and isinstance(self._iterator, Generator):
            with contextlib.suppress(RuntimeError):  # as in ``close_stream``
                self._iterator.close()
        return event

    async def aclose(self) -> None:
        """Read no more.

        A generator that is at work on the thread is closed there when it comes back. One that waits for a
        server comes back at once, since the connection is ended.
        """
        self._abandoned = True
        if self._is_reading:
            hang_up(self._response)
        await close_stream(self._iterator)


async def close_stream(stream: object) -> None:
    """Close a stream by ``aclose`` or ``close``; one that has neither stays as it is."""
    method = getattr(stream, "aclose", None) or getattr(stream, "close", None)
    if not callable(method):
        return
    try:
        closing = method()
    except (ValueError, RuntimeError):
        if isinstance(stream, Generator):
            # It is at work on a thread, which closes it when it comes back; or it tells something more as it
            # is closed, and waits there for good.
            return
        raise
    if inspect.isawaitable(closing):
        await closing
