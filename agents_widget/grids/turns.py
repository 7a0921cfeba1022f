"""Waiting for what so many may have at a time: first come, first served."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable


class Turns:
    """Those who wait, on one event loop, until ``is_free`` says that there is something for the next."""

    def __init__(self, is_free: Callable[[], bool]) -> None:
        self._is_free = is_free
        self._queue: deque[asyncio.Future[None]] = deque()

    def __bool__(self) -> bool:
        return bool(self._queue)

    async def wait(self) -> None:
        """Wait for a turn. Who has it takes something at once, and then calls ``wake_next``."""
        while not self._is_free():
            turn = asyncio.get_running_loop().create_future()
            self._queue.append(turn)
            try:
                await turn
            except asyncio.CancelledError:
                if turn.done() and not turn.cancelled():
                    self.wake_next()  # its turn is another's
                raise

    def wake_next(self) -> None:
        """Give the next a turn, if something is free."""
        while self._queue and self._is_free():
            turn = self._queue.popleft()
            if not turn.done():
                turn.set_result(None)
                return
