"""Tools written as generators: all that they yield is progress, but the last value is the result."""

from __future__ import annotations

import asyncio
import contextlib
import numbers
import threading
from collections.abc import AsyncGenerator, Generator
from typing import Any

from ..errors import UserError
from .context import ToolContext

PATIENCE = 0.2
"""Seconds after which a yielded value is taken for progress though nothing came after it yet."""


async def run_async_generator(generator: AsyncGenerator[Any, None], context: ToolContext[Any]) -> Any:
    """Drive an async generator tool to its end and return its result."""
    values = _Yielded(context)
    try:
        async for value in generator:
            values.put(value)
    finally:
        await generator.aclose()
    return values.finish()


async def run_sync_generator(generator: Generator[Any, None, Any], context: ToolContext[Any]) -> Any:
    """Drive a generator tool in a worker thread; when cancelled it is closed at its next yield."""
    values, cancelled = _Yielded(context), threading.Event()

    def drive() -> Any:
        while not cancelled.is_set():
            try:
                values.put(next(generator))
            except StopIteration as end:  # noqa: PERF203
                return values.finish(end.value)
        generator.close()
        return None

    try:
        return await asyncio.to_thread(drive)
    finally:
        cancelled.set()


class _Yielded:
    """The latest value of a generator, held back until it is known not to be the result.

    That is when another value follows, or when the tool is still at work a moment later: progress
    must be seen while it lasts.
    """

    def __init__(self, context: ToolContext[Any]) -> None:
        self._context = context
        self._loop = asyncio.get_running_loop()
        self._lock = threading.Lock()
        self._latest: Any = None
        self._count = 0
        self._held = self._watched = False

    def put(self, value: Any) -> None:
        """Take the next yielded value; the one before it was progress."""
        with self._lock:
            self._show()
            self._latest, self._held, self._count = value, True, self._count + 1
            watch = _as_progress(value) is not None and not self._watched
            self._watched = self._watched or watch
        if watch:
            self._loop.call_soon_threadsafe(self._wait, self._count)

    def finish(self, returned: Any = None) -> Any:
        """The result: what the generator returned, or else the last value it yielded."""
        with self._lock:
            if returned is not None:
                self._show()
            self._held = False
            return self._latest if returned is None else returned

    def _wait(self, count: int) -> None:
        self._loop.call_later(PATIENCE, self._look, count)

    def _look(self, count: int) -> None:
        with self._lock:
            if self._held and self._count != count:
                self._wait(self._count)
                return
            self._watched = False
            # A bad fraction may still turn out to be the result; if not, the next value tells the tool.
            with contextlib.suppress(UserError):
                self._show()

    def _show(self) -> None:
        if self._held:
            self._context.progress(*(_as_progress(self._latest) or (None, str(self._latest))))
            self._held = False


def _as_progress(value: Any) -> tuple[Any, str | None] | None:
    """A fraction, a message or both, or None for a value that looks like a result."""
    if isinstance(value, str):
        return None, value
    if isinstance(value, numbers.Real) and not isinstance(value, numbers.Integral):
        return value, None
    if isinstance(value, tuple) and len(value) == 2 and isinstance(value[1], str):
        return value if value[0] is None or isinstance(value[0], numbers.Real) else None
    return None
