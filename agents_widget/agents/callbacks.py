"""Calling functions of the program, which may be sync or async, and checking what they return."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Iterable
from typing import TypeVar, cast

from .exceptions import UserError

T = TypeVar("T")


async def maybe_await(value: T | Awaitable[T]) -> T:
    """The value that a function returned, awaited if the function is async."""
    return await cast("Awaitable[T]", value) if inspect.isawaitable(value) else value


async def await_all(awaitables: Iterable[Awaitable[T]]) -> list[T]:
    """The results of awaitables that run at the same time.

    The first failure cancels the others, and is raised when they have ended.
    """
    tasks = [asyncio.ensure_future(each) for each in awaitables]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def maybe_await_as(expected: type[T], value: T | Awaitable[T], what: str) -> T:
    """As ``maybe_await``. Raises ``UserError``, which names ``what``, if the value is not ``expected``."""
    value = await maybe_await(value)
    if not isinstance(value, expected):
        raise UserError(f"{what} must return {expected.__name__}, got {type(value).__name__}.")
    return value
