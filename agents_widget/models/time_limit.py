"""A limit on the time that a model's whole answer may take."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TypeVar

from ..errors import ModelTimeoutError

T = TypeVar("T")


def within(seconds: float | None, stream: AsyncGenerator[T, None]) -> AsyncGenerator[T, None]:
    """The stream, at most ``seconds`` from its beginning to its end; None is no limit, and costs nothing.

    Raises ``ModelTimeoutError`` when they are over; the stream is then closed.
    """
    return stream if seconds is None else _limited(seconds, stream)


async def _limited(seconds: float, stream: AsyncGenerator[T, None]) -> AsyncGenerator[T, None]:
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    async with aclosing(stream):
        while True:
            try:
                event = await asyncio.wait_for(anext(stream), end - loop.time())
            except StopAsyncIteration:
                return
            except asyncio.TimeoutError:
                raise ModelTimeoutError(seconds) from None
            yield event
