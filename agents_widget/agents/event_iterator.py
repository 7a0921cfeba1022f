"""The asynchronous iterator over a run's events, which ``RunResultStreaming.stream_events()`` gives."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Generic, Literal, Protocol, TypeVar

from typing_extensions import Self

from .run_internal.background import running_loop
from .run_internal.event_log import EventLog
from .run_internal.event_readers import EventReader, EventReaders
from .run_internal.steering import Steering

T = TypeVar("T")


class ReadRun(Protocol[T]):
    """A run, as far as those who read its events need it."""

    log: EventLog[T]
    loop: asyncio.AbstractEventLoop
    readers: EventReaders
    steering: Steering

    def cancel(self) -> None:
        """Cancel the run."""

    def was_cancelled_here(self) -> bool:
        """Whether it was this task that called ``cancel()``."""


class EventIterator(AsyncIterator[T], Generic[T]):
    """Iterates over every event of a run, from the first; raises the error that ended the run after the last.

    Cancelling the task that waits for an event cancels the run; leaving the iterator does not.
    """

    # Not an async generator: one that was left is closed by a task of the event loop, and ``asyncio.run``
    # cancels that task when it ends, as it does tasks that wait.

    def __init__(self, run: ReadRun[T]) -> None:
        self._run = run
        self._log = run.log
        self._position = 0
        self._status: Literal["new", "reading", "over"] = "new"
        self._reader: EventReader | None = None
        """Where the run waits for this iterator: on the run's own loop."""
        self._may_be_cancelled_here = False
        """Whether an event was given before the run was cancelled, so that its reader may have done that."""

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> T:
        if self._status == "over":
            raise StopAsyncIteration
        self._acknowledge()
        if self._may_be_cancelled_here and self._run.was_cancelled_here():
            await self.aclose()
            raise StopAsyncIteration
        if await self._has_next():
            event = self._log.events[self._position]
            self._position += 1
            self._may_be_cancelled_here = not self._run.steering.cancelled
            return event
        self._leave()
        if self._log.error is not None:
            raise self._log.error
        raise StopAsyncIteration

    async def aclose(self) -> None:
        """Leave, and wait for the end of the run; cancelling the task that waits cancels the run."""
        if self._status == "over":
            return
        self._leave()  # first: the run would wait for a reader
        try:
            await self._log.wait()
        except asyncio.CancelledError:
            self._run.cancel()
            raise

    async def _has_next(self) -> bool:
        try:
            return await self._log.has_event(self._position)
        except asyncio.CancelledError:
            self._leave()
            self._run.cancel()
            raise

    def _acknowledge(self) -> None:
        if self._status == "new":
            self._status = "reading"
            if running_loop() is self._run.loop:
                self._reader = self._run.readers.join()
        elif self._reader is not None:
            self._reader.acknowledge()

    def _leave(self) -> None:
        self._status = "over"
        if self._reader is not None:
            self._run.readers.leave(self._reader)
            self._reader = None
