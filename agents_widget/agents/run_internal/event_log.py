"""An append-only log of events that any number of readers follow, each from the first event on."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Generic, TypeVar

T = TypeVar("T")


class _Bell:
    """Wakes those who wait for one thing, each on a loop of its own; rung from any thread."""

    def __init__(self) -> None:
        self.waiting: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    def ring(self) -> None:
        """Wake all who wait now."""
        waiting, self.waiting = self.waiting, []
        try:
            here: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        except RuntimeError:
            here = None
        for loop, woken in waiting:
            if loop is here:
                woken.set()
            elif not loop.is_closed():
                loop.call_soon_threadsafe(woken.set)

    async def wait(self, over: Callable[[], bool]) -> None:
        """Wait until it is rung, unless what it would tell is so already."""
        ticket = (asyncio.get_running_loop(), asyncio.Event())
        self.waiting.append(ticket)
        try:
            # Looked at after the ticket is in the list, so that nothing falls in between.
            if not over():
                await ticket[1].wait()
        finally:
            if ticket in self.waiting:
                self.waiting.remove(ticket)


class EventLog(Generic[T]):
    """Events in order, one writer, any number of readers on any event loops.

    Every reader sees every event from the first, whenever it joins; the end, or the error that ended
    the log, reaches each of them. Nothing a reader does is felt by another one or by the writer.
    """

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.events: list[T] = []
        self.times: list[float] = []
        """When each event came, by the clock that ``began`` is of (``time.monotonic``)."""
        self.closed = False
        self.error: BaseException | None = None
        self._news = _Bell()
        self._end = _Bell()

    def append(self, event: T, at: float | None = None) -> None:
        """Add an event, of now or of the moment ``at``, and wake the readers.

        Raises ``RuntimeError`` after the end.
        """
        if self.closed:
            raise RuntimeError("This event log has ended; nothing can be added to it.")
        self.times.append(time.monotonic() if at is None else at)
        self.events.append(event)
        if self._news.waiting:
            self._news.ring()

    def close(self, error: BaseException | None = None) -> None:
        """End the log, well or by an error; a second call changes nothing."""
        if not self.closed:
            self.error, self.closed = error, True
            self._news.ring()
            self._end.ring()

    async def read(self, position: int = 0) -> AsyncIterator[T]:
        """Yield every event, from the first or a later one, to the end; then raise the error, if any."""
        while True:
            # One look at the length: the writer may be on another thread.
            ended, end = self.closed, len(self.events)
            while position < end:
                yield self.events[position]
                position += 1
            if ended:
                break
            await self._news.wait(partial(self._beyond, end))
        if self.error is not None:
            raise self.error

    async def wait(self) -> None:
        """Wait for the end, whether well or by an error; the events on the way wake nobody here."""
        await self._end.wait(lambda: self.closed)

    def _beyond(self, seen: int) -> bool:
        return self.closed or len(self.events) > seen
