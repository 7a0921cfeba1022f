"""The event loop that a run lives on, and the way to it from other threads."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from ...agents.run_internal import background

T = TypeVar("T")

GIVES_WAY_SECONDS = 0.000_05
"""Enough for another thread to take Python's global lock; it has it for 5 ms then, if it needs it so long."""

CLOSED = (
    "The event loop of this run was closed before the run had ended. Keep the loop open until then: "
    "`await widget` where the run was started, for example inside of what asyncio.run() runs."
)
STANDS_STILL = (
    "The event loop of this run does not run any more, so the run cannot end. `await widget` where the run "
    "was started, or let watch(agent, prompt) start it, which has a loop of its own."
)


class RunEventLoop:
    """The loop of a run: its own if that is running, else the caller's, else the background loop."""

    def __init__(self, own: asyncio.AbstractEventLoop | None = None) -> None:
        if own is not None and own.is_running():
            self._loop = own
        else:
            self._loop = background.running_loop() or background.loop()

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The event loop itself."""
        return self._loop

    @property
    def is_current(self) -> bool:
        """Whether the caller is on this loop."""
        return background.running_loop() is self._loop

    @property
    def is_closed(self) -> bool:
        """Whether the loop has ended, so that nothing runs on it any more."""
        return self._loop.is_closed()

    @property
    def stands_still(self) -> bool:
        """Whether nothing runs on the loop at the moment."""
        return not background.is_at_work(self._loop)

    def create_task(self, coroutine: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Run a coroutine on this loop, which the caller is on."""
        return self._loop.create_task(coroutine)

    def call(self, action: Callable[[], object]) -> None:
        """Call a function on this loop: now, if the caller is on it. Raises ``RuntimeError`` if closed."""
        if self.is_current:
            action()
        elif self.is_closed:
            raise RuntimeError(CLOSED)
        else:
            self._loop.call_soon_threadsafe(action)

    def give_way(self) -> None:
        """Let the thread of this loop go on before the caller's does more.

        A thread that begins run after run gives up Python's global lock only when it is asked to, after 5 ms.
        The loop's thread gives it up with each socket that it opens, reads or writes, and would wait for it
        anew: a quarter of a second for what takes it 20 ms. docs/decisions.md has the figures.
        """
        if not self.is_current:
            time.sleep(GIVES_WAY_SECONDS)

    def run(self, coroutine: Coroutine[Any, Any, T]) -> asyncio.Task[T] | None:
        """Run a coroutine on this loop, and wait for its end; on the loop itself it is a task to wait for."""
        if self.is_current:
            return self.create_task(coroutine)
        asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()
        return None

    async def calls_handled(self) -> None:
        """Wait until every function given to ``call`` so far was called."""
        if not self.is_current and background.is_at_work(self._loop):
            await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(asyncio.sleep(0), self._loop))

    def replace_if_closed(self) -> None:
        """Go on on the background loop, if this one has ended."""
        if self._loop.is_closed():
            self._loop = background.loop()
