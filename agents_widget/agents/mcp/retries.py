"""Trying a request again, after longer and longer waits."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from ..exceptions import UserError

T = TypeVar("T")


@dataclass(frozen=True)
class Retries:
    """How often a failed request is sent again (-1: for ever), and the seconds before that, which double."""

    attempts: int = 0
    backoff_seconds: float = 1.0
    longest_seconds: float | None = None

    async def run(self, request: Callable[[], Awaitable[T]]) -> T:
        """The result of the first request that does not fail; a ``UserError`` is raised at once."""
        done = 0
        while True:
            try:
                return await request()
            except UserError:
                raise
            except Exception:
                if self.attempts != -1 and done >= self.attempts:
                    raise
            longest = math.inf if self.longest_seconds is None else self.longest_seconds
            await asyncio.sleep(min(self.backoff_seconds * 2.0 ** min(done, 60), longest))
            done += 1
