"""Checks that are repeated until they pass: of figures, and of what no single locator tells.

What one locator tells is for Playwright's own ``expect``, which waits, too.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import hang

T = TypeVar("T")
INTERVAL_SECONDS = 0.05


async def to_pass(check: Callable[[], Awaitable[None]]) -> None:
    """Repeat a check until it raises no ``AssertionError``, as Playwright's ``toPass`` does elsewhere."""
    deadline = time.monotonic() + hang.SECONDS
    while True:
        try:
            return await check()
        except AssertionError:
            if time.monotonic() > deadline:
                raise
        await asyncio.sleep(INTERVAL_SECONDS)


async def to_give(read: Callable[[], Awaitable[T]], wanted: T) -> None:
    """Wait until what is read is what is wanted."""

    async def check() -> None:
        given = await read()
        assert given == wanted, f"It gives {given!r}, not {wanted!r}."

    await to_pass(check)
