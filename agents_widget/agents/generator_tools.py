"""Generator tools: each value they yield is progress, and the last one is also the result."""

from __future__ import annotations

import asyncio
import numbers
import threading
from collections.abc import AsyncGenerator, Generator
from typing import Any

from .run_internal.tool_threads import call_in_thread
from .tool_context import ToolContext, is_fraction
from .tool_output import is_plain, text_of

MESSAGE_LIMIT = 10_000
"""Characters of a yielded object's text that are reported."""


async def run_async_generator(generator: AsyncGenerator[Any, None], context: ToolContext[Any]) -> Any:
    """Run an async generator to its end and return its result."""
    values = YieldedValues(context)
    try:
        async for value in generator:
            if values.holds_object:
                await asyncio.to_thread(values.report_held)  # its text may take any time
            values.add(value)
    finally:
        await generator.aclose()
    return values.result()


async def run_sync_generator(generator: Generator[Any, None, Any], context: ToolContext[Any]) -> Any:
    """Run a generator to its end in a worker thread; when cancelled it is closed at its next yield."""
    values = YieldedValues(context)
    cancelled = threading.Event()

    def run() -> Any:
        while not cancelled.is_set():
            try:
                value = next(generator)
            except StopIteration as end:
                return values.result(end.value)
            values.add(value)
        generator.close()
        return None

    try:
        return await call_in_thread(run)
    finally:
        cancelled.set()


class YieldedValues:
    """Reports the values of a generator as progress, and keeps the last one for the result.

    A text, a fraction from 0 to 1, or a tuple of a fraction (or None) and a text is reported at once. Any
    other value may be the result: it is held until the next one comes, which makes it progress.
    """

    def __init__(self, context: ToolContext[Any]) -> None:
        self._context = context
        self._latest: Any = None
        self._is_held = False

    def add(self, value: Any) -> None:
        """Take the next yielded value. Raises ``UserError`` if the one before was a fraction out of range."""
        self.report_held()
        self._latest = value
        progress = _as_progress(value)
        if progress is None or not _is_valid(progress[0]):
            self._is_held = True
        else:
            self._context.progress(*progress)

    def result(self, returned: Any = None) -> Any:
        """The result: what the generator returned, or else the last value it yielded."""
        if returned is None:
            return self._latest
        self.report_held()
        return returned

    @property
    def holds_object(self) -> bool:
        """Whether the value that is held has to give its text itself, should the next one come."""
        return self._is_held and not is_plain(self._latest)

    def report_held(self) -> None:
        """Report the value that is held, if there is one: it was not the result."""
        if self._is_held:
            self._is_held = False
            progress = _as_progress(self._latest)
            self._context.progress(*(progress or (None, text_of(self._latest)[:MESSAGE_LIMIT])))


def _as_progress(value: Any) -> tuple[Any, str | None] | None:
    """The fraction and the message of a value that has the form of progress, or None for any other."""
    if isinstance(value, str):
        return None, value
    # A whole number is a count, not a fraction.
    if isinstance(value, numbers.Real) and not isinstance(value, numbers.Integral):
        return value, None
    if isinstance(value, tuple) and len(value) == 2 and isinstance(value[1], str):
        return value if value[0] is None or isinstance(value[0], numbers.Real) else None
    return None


def _is_valid(fraction: Any) -> bool:
    return fraction is None or is_fraction(fraction)
