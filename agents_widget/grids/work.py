"""The work of a grid on its loop: parts of it begin and end, and something looks at it meanwhile."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import Future
from typing import Any, TypeAlias

from ..agents.run_internal import background
from ..agents.run_internal.event_log import EventLog
from .work_clock import WorkClock

TICK = 0.2
"""Seconds between two looks."""

Work: TypeAlias = "Callable[[], Coroutine[Any, Any, None]]"


class GridWork:
    """Counts what is under way, on any thread; all of it runs on ``loop``.

    ``look`` is called on the loop each 0.2 s while there is any, and once more when the last has ended, after
    ``end``.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        look: Callable[[], None],
        end: Callable[[], Awaitable[None]],
    ) -> None:
        self.loop = loop
        self.clock = WorkClock()
        self.error: BaseException | None = None
        """What ended it early."""
        self.log: EventLog[int] = EventLog()
        """The numbers of rows as they end; closed while there is no work."""
        self.log.close()
        self._look = look
        self._end = end
        self._parts = 0
        self._counting = threading.Lock()
        self._ticker: asyncio.Task[None] | None = None
        self._held: set[Any] = set()

    @property
    def is_under_way(self) -> bool:
        """Whether any part has not ended."""
        return self._parts > 0

    def begin(self, work: Work) -> None:
        """Begin a part of the work. What it raises ends all of it, and is told to who waits."""
        with self._counting:
            if self._parts == 0:
                self.log = EventLog()
                self.error = None
                self.clock.start()
            self._parts += 1
        self.submit(lambda: self._run(work))

    def submit(self, work: Work) -> None:
        """Run a coroutine on the loop, from any thread, and hold it: a loop holds its tasks weakly."""
        task: Future[None] | asyncio.Task[None]
        if background.running_loop() is self.loop:
            task = self.loop.create_task(work())
        else:
            task = asyncio.run_coroutine_threadsafe(work(), self.loop)
        self._held.add(task)
        task.add_done_callback(self._held.discard)

    async def _run(self, work: Work) -> None:
        if self._ticker is None:
            self._ticker = asyncio.create_task(self._tick())
        try:
            await work()
        except Exception as error:  # noqa: BLE001 - told to who waits
            self.error = self.error or error
        finally:
            await self._leave()

    async def _leave(self) -> None:
        with self._counting:
            is_last = self._parts == 1
        if is_last:
            await self._end()
        with self._counting:
            self._parts -= 1
            if self._parts > 0:
                return  # another began meanwhile
            self.clock.stop()
            log = self.log
        if self._ticker is not None:
            self._ticker.cancel()
            self._ticker = None
        self._look()
        log.close(self.error)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK)
            self._look()
