"""An append-only log of events that any number of readers follow, each from the first event on."""

from __future__ import annotations

import asyncio
import threading
import time
from array import array
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from functools import partial
from typing import Generic, TypeVar

from .event_list import EventList

T = TypeVar("T")

CLOSED_LOOP_SECONDS = 1.0
"""How often who waits looks whether the writer's event loop was closed: nothing tells that."""


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
                with suppress(RuntimeError):  # a loop that was closed, with whoever waited there
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
            with suppress(ValueError):  # the signal, which may come from another thread, took it out
                self.waiting.remove(waiter)


class EventLog(Generic[T]):
    """Events in order, one writer, any number of readers on any event loops.

    Every reader sees every event from the first, whenever it joins; the end, or the error that ended
    the log, reaches each of them. No reader can slow or stop another one or the writer.
    """

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.events: EventList[T] = EventList()
        self.times = array("d")
        """When each event was appended, by ``time.monotonic``, as ``began`` is."""
        self.closed = False
        self.error: BaseException | None = None
        self._appended = _Signal()
        self._closed = _Signal()
        self._writer: tuple[asyncio.AbstractEventLoop, Callable[[], None]] | None = None
        self._ending = threading.Lock()

    def written_on(self, loop: asyncio.AbstractEventLoop, end: Callable[[], None]) -> None:
        """Note the event loop of the writer, and how to end the log when that loop was closed before.

        Readers on other loops look for it while they wait, and one of them calls ``end``. Those on the loop
        itself were closed with it.
        """
        self._writer = loop, end

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
            self.events.pack_all()
            self.error = error  # before the end is seen, which may be on another thread
            self.closed = True
            self._writer = None
            self._appended.send()
            self._closed.send()

    async def read(self, position: int = 0) -> AsyncIterator[T]:
        """Yield every event, from the first or a later one, to the end; then raise the error, if any."""
        while await self.has_event(position):
            end = len(self.events)
            while position < end:
                yield self.events[position]
                position += 1
        if self.error is not None:
            raise self.error

    async def has_event(self, position: int) -> bool:
        """Wait for the event at a position; False if the log ends before it."""
        while True:
            # One look at each, and at the end first: the writer may be on another thread.
            ended = self.closed
            if position < len(self.events):
                return True
            if ended:
                return False
            await self._wait(self._appended, partial(self._has_more_than, position))

    async def wait(self) -> None:
        """Wait for the end, by an error or not."""
        await self._wait(self._closed, lambda: self.closed)

    async def _wait(self, signal: _Signal, is_over: Callable[[], bool]) -> None:
        loop = asyncio.get_running_loop()
        writer = self._writer
        if writer is None or writer[0] is loop:
            await signal.wait(is_over)
            return

        timer: asyncio.Handle

        def look() -> None:
            nonlocal timer
            self._end_if_abandoned()
            timer = loop.call_later(CLOSED_LOOP_SECONDS, look)

        timer = loop.call_soon(look)
        try:
            await signal.wait(is_over)
        finally:
            timer.cancel()

    def _end_if_abandoned(self) -> None:
        """End the log if its writer's loop was closed: nothing will be added any more."""
        with self._ending:  # several readers may wait, each on a thread of its own
            writer = self._writer
            if writer is not None and writer[0].is_closed():
                writer[1]()

    def _has_more_than(self, seen: int) -> bool:
        return self.closed or len(self.events) > seen
