"""An append-only log of events that any number of readers follow, each from the first event on."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Generic, TypeVar

T = TypeVar("T")


class _Signal:
    """Wakes waiting tasks, each on its own event loop; sent from any thread."""

    def __init__(self) -> None:
        self.waiting: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    def send(self) -> None:
        """Wake all tasks that wait now."""
        waiting = self.waiting
        self.waiting = []
        try:
            own_loop: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        except RuntimeError:
            own_loop = None
        for loop, woken in waiting:
            if loop is own_loop:
                woken.set()
            else:
                with contextlib.suppress(RuntimeError):  # the loop has ended, and who waited on it
                    loop.call_soon_threadsafe(woken.set)

    async def wait(self, is_over: Callable[[], bool]) -> None:
        """Wait for the signal, unless what it signals is the case already."""
        woken = asyncio.Event()
        waiter = (asyncio.get_running_loop(), woken)
        self.waiting.append(waiter)
        try:
            # Checked after the waiter is in the list, so that no signal falls in between.
            if not is_over():
                await woken.wait()
        finally:
            if waiter in self.waiting:
                self.waiting.remove(waiter)


class EventLog(Generic[T]):
    """Events in order, one writer, any number of readers on any event loops.

    Every reader sees every event from the first, whenever it joins; the end, or the error that ended
    the log, reaches each of them. No reader can slow or stop another one or the writer.
    """

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.events: list[T] = []
        self.times: list[float] = []
        """When each event was appended, by ``time.monotonic``, as ``began`` is."""
        self.closed = False
        self.error: BaseException | None = None
        self._appended = _Signal()
        self._closed = _Signal()

    def append(self, event: T, at: float | None = None) -> None:
        """Add an event, of now or of the moment ``at``, and wake the readers.

        Raises ``RuntimeError`` after the end.
        """
        if self.closed:
            raise RuntimeError("This event log has ended; nothing can be added to it.")
        self.times.append(time.monotonic() if at is None else at)
        self.events.append(event)
        if self._appended.waiting:
            self._appended.send()

    def close(self, error: BaseException | None = None) -> None:
        """End the log, well or by an error; a second call changes nothing."""
        if not self.closed:
            self.error = error  # before the end is seen, which may be on another thread
            self.closed = True
            self._appended.send()
            self._closed.send()

    async def read(self, position: int = 0) -> AsyncIterator[T]:
        """Yield every event, from the first or a later one, to the end; then raise the error, if any."""
        while True:
            # One look at each, and at the end first: the writer may be on another thread.
            ended = self.closed
            end = len(self.events)
            while position < end:
                yield self.events[position]
                position += 1
            if ended:
                break
            await self._appended.wait(partial(self._has_more_than, end))
        if self.error is not None:
            raise self.error

    async def wait(self) -> None:
        """Wait for the end, by an error or not."""
        await self._closed.wait(lambda: self.closed)

    def _has_more_than(self, seen: int) -> bool:
        return self.closed or len(self.events) > seen
