"""The readers of a run's events, and waiting until they have handled what there is."""

from __future__ import annotations

import asyncio
import inspect
from weakref import WeakSet

MAX_STEPS = 100
"""Steps that a reader's task may take for one event.

The body of an ``async for`` that takes more waits actively (``while ...: await asyncio.sleep(0)``), perhaps
for the run itself.
"""


class EventReader:
    """A reader of events. It acknowledges an event when it asks for the next one."""

    def __init__(self) -> None:
        self.handled = 0
        """How many events it has acknowledged."""
        self._task = asyncio.current_task()
        self._steps = 0

    def acknowledge(self) -> None:
        """Count the event that was taken last as handled."""
        self.handled += 1
        self._steps = 0
        self._task = asyncio.current_task()

    def will_go_on(self) -> bool:
        """Whether its task goes on by itself with a next step, and does not wait for something else."""
        if self._steps == MAX_STEPS or not self._is_scheduled():
            return False
        self._steps += 1
        return True

    def _is_scheduled(self) -> bool:
        if self._task is None:
            return False
        if self._task.done():
            return True  # it may have read for another task, as that of asyncio.wait_for does
        coroutine = self._task.get_coro()
        if inspect.iscoroutine(coroutine) and coroutine.cr_running:
            return False  # it runs a nested event loop (nest_asyncio), which is the one that calls this
        # Private, but the only way to ask a task what it waits for; anyio reads it, too. None: its next step.
        waits_for: asyncio.Future[object] | None = getattr(self._task, "_fut_waiter", None)
        return waits_for is None or waits_for.done()


class EventReaders:
    """The readers on a run's own event loop."""

    def __init__(self) -> None:
        # Weak: an iterator that was left in the middle takes its reader with it.
        self._readers: WeakSet[EventReader] = WeakSet()

    def join(self) -> EventReader:
        """A new reader, which counts until it leaves or nobody holds it any more."""
        reader = EventReader()
        self._readers.add(reader)
        return reader

    def leave(self, reader: EventReader) -> None:
        """Wait for a reader no longer."""
        self._readers.discard(reader)

    async def caught_up(self, count: int) -> None:
        """Wait until every reader has acknowledged ``count`` events, or waits for something else itself.

        A reader that was woken but has not run yet is waited for, and so is one that lets other tasks run.
        """
        loop = asyncio.get_running_loop()
        all_caught_up = loop.create_future()

        def check() -> None:
            if all_caught_up.done():
                return
            if any(reader.handled < count and reader.will_go_on() for reader in self._readers):
                # Those tasks are scheduled already: each has taken its next step when this is called again.
                loop.call_soon(check)
            else:
                all_caught_up.set_result(None)

        loop.call_soon(check)  # after the first step of a task that was just created to read
        await all_caught_up
