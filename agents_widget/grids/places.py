"""How many rows of a grid run at a time in this process."""

from __future__ import annotations

from collections.abc import Collection

from .turns import Turns


class Places:
    """Lets ``limit`` rows in at a time, first come, first served. All of it on the grid's loop.

    A row that waits for somebody counts no more until it goes on, which it does at once: nobody who has
    decided waits for a place. Until there are fewer than ``limit`` again no other row begins.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._inside: set[int] = set()
        self._waiting: set[int] = set()
        """The rows inside that wait for somebody, as of the last look."""
        self._turns = Turns(self._is_free)

    @property
    def has_queue(self) -> bool:
        """Whether any row waits for a place."""
        return bool(self._turns)

    async def enter(self, number: int) -> None:
        """Wait for a place; ``leave`` gives it back."""
        await self._turns.wait()
        self._inside.add(number)
        self._turns.wake_next()

    def leave(self, number: int) -> None:
        """Give a place back."""
        self._inside.discard(number)
        self._waiting.discard(number)
        self._turns.wake_next()

    def look(self, waiting: Collection[int]) -> None:
        """Note which of the rows inside wait for somebody now."""
        self._waiting = self._inside & set(waiting)
        self._turns.wake_next()

    def _is_free(self) -> bool:
        return len(self._inside) - len(self._waiting) < self._limit
