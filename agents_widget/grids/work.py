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
    ``end``. A program may close the loop under it, as ``asyncio.run`` does at its end: ``cut_off`` is called
    when that is seen, and what begins then runs on the loop of who begins it.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        look: Callable[[], None],
        end: Callable[[], Awaitable[None]],
        cut_off: Callable[[], None],
    ) -> None:
        self.loop = loop
        self.clock = WorkClock()
        self.error: BaseException | None = None
        """What ended it early."""
        self.was_cancelled = False
        """Whether its loop was ended, or closed, under it."""
        self.log: EventLog[int] = EventLog()
        """The numbers of rows as they end; closed while there is no work."""
        self.log.close()
        self._look = look
        self._end = end
        self._cut_off = cut_off
        self._parts = 0
        self._counting = threading.RLock()
        self._ending = asyncio.Lock()
        self._ticker: asyncio.Task[None] | None = None
        self._held: set[Any] = set()

    @property
    def is_under_way(self) -> bool:
        """Whether any part has not ended."""
        return self._parts > 0 and not self.loop.is_closed()

    def begin(self, work: Work) -> None:
        """Begin a part of the work. What it raises ends all of it, and is told to who waits."""
        with self._counting:
            self._replace_closed_loop()
            if self._parts == 0:
                self.log = EventLog()
                self.log.written_on(self.loop, self._replace_closed_loop)
                self.error = None
                self.was_cancelled = False
                self.clock.start()
            self._parts += 1
        self.submit(lambda: self._run(work))

    def submit(self, work: Work) -> None:
        """Run a coroutine on the loop, from any thread, and hold it: a loop holds its tasks weakly."""
        self._replace_closed_loop()
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
            async with self._ending:  # what it needs may be about to be given up
                pass
            await work()
        except asyncio.CancelledError:
            self.was_cancelled = True
            raise
        except Exception as error:  # noqa: BLE001 - told to who waits
            self.error = self.error or error
        finally:
            await self._leave()

    async def _leave(self) -> None:
        with self._counting:
            is_last = self._parts == 1
        if is_last:
            try:
                async with self._ending:
                    await self._end()
            except Exception as error:  # noqa: BLE001 - such as of a cluster that is gone
                self.error = self.error or error
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

    def _replace_closed_loop(self) -> None:
        """Take another loop in the place of one that was closed, and end what was under way there."""
        with self._counting:
            if not self.loop.is_closed():
                return
            was_under_way, self._parts = self._parts > 0, 0
            self.loop = background.running_loop() or background.loop()
            self._ending = asyncio.Lock()
            self._ticker = None
            if was_under_way:
                self.was_cancelled = True
                self.clock.stop()
                self._cut_off()
                self.log.close()

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK)
            self._look()
