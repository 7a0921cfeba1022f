"""An append-only log of events that any number of readers follow, each from the first event on."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Generic, TypeVar

T = TypeVar("T")


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
        self._waiting: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    def append(self, event: T) -> None:
        """Add an event and wake the readers. Raises ``RuntimeError`` after the end."""
        if self.closed:
            raise RuntimeError("This event log has ended; nothing can be added to it.")
        self.times.append(time.monotonic())
        self.events.append(event)
        if self._waiting:
            self._wake()

    def close(self, error: BaseException | None = None) -> None:
        """End the log, well or by an error; a second call changes nothing."""
        if not self.closed:
            self.error, self.closed = error, True
            self._wake()

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
            await self._news(end)
        if self.error is not None:
            raise self.error

    async def wait(self) -> None:
        """Wait for the end, whether well or by an error."""
        while not self.closed:
            await self._news(len(self.events))

    async def _news(self, seen: int) -> None:
        """Wait until there is more than ``seen`` events, or the end."""
        bell = asyncio.Event()
        ticket = (asyncio.get_running_loop(), bell)
        self._waiting.append(ticket)
        try:
            # Looked at after the ticket is in the list, so that nothing falls in between.
            if not self.closed and len(self.events) == seen:
                await bell.wait()
        finally:
            if ticket in self._waiting:
                self._waiting.remove(ticket)

    def _wake(self) -> None:
        waiting, self._waiting = self._waiting, []
        try:
            here: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        except RuntimeError:
            here = None
        for loop, bell in waiting:
            if loop is here:
                bell.set()
            elif not loop.is_closed():
                loop.call_soon_threadsafe(bell.set)
