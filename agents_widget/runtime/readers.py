"""Who handles a run's events, one after another, and how far each of them is."""

from __future__ import annotations

import asyncio
from typing import Any


class Reader:
    """One who takes events; what it took last is handled when it asks for the next."""

    def __init__(self, readers: list[Reader]) -> None:
        self.handled = 0
        self.moved = asyncio.Event()
        self._readers = readers
        self._task: asyncio.Task[Any] | None = None
        readers.append(self)

    def take(self) -> None:
        """An event is about to be given out."""
        task = asyncio.current_task()
        if task is not None and task is not self._task:
            self._task = task
            task.add_done_callback(self._left_in)

    def ask(self) -> None:
        """The reader is back for more."""
        self.handled += 1
        self.moved.set()

    def leave(self) -> None:
        """Nobody waits for this reader any more."""
        if self in self._readers:
            self._readers.remove(self)
        self.moved.set()

    def _left_in(self, task: asyncio.Task[Any]) -> None:
        # Task.exception() would keep asyncio from telling of an error that nobody looks at.
        if task is self._task and (task.cancelled() or getattr(task, "_exception", None) is not None):
            self.leave()


async def caught_up(readers: list[Reader], count: int) -> None:
    """Wait until each of the readers has handled ``count`` events or has gone."""
    for reader in tuple(readers):
        while reader in readers and reader.handled < count:
            reader.moved.clear()
            await reader.moved.wait()
