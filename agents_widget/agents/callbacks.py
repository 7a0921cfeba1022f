"""Asking functions of the program, which may be sync or async, and checking what they answer."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable
from typing import TypeVar, cast

from .exceptions import UserError

T = TypeVar("T")


async def answer(given: T | Awaitable[T]) -> T:
    """What a function gave, awaited if it is async."""
    return await cast("Awaitable[T]", given) if inspect.isawaitable(given) else given


async def answer_of_type(kind: type[T], given: T | Awaitable[T], what: str) -> T:
    """What a function gave, awaited if it is async. Raises ``UserError`` if that is no ``kind``."""
    given = await answer(given)
    if not isinstance(given, kind):
        raise UserError(f"{what} must return {kind.__name__}, got {type(given).__name__}.")
    return given
