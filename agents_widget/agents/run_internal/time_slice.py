"""The time slice of an event loop's round, and the queue of those who have more to do than fits into it.

Events that have arrived are read without waiting. Hundreds of runs that each work off what they have would
hold up everything else on their loop, such as a click on Stop, for seconds. Only who reads a model's stream
asks: who follows the run's log has no more to do than was written, and a pause counts on its being quick.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from weakref import WeakKeyDictionary

SECONDS = 0.004
"""What all tasks together may take in a round; then each waits for its turn after the event at hand."""
ADMITTED = 4
"""How many of those that wait have their turn in one round: each reads one event at least."""


class _Slices:
    """The slices of one loop's rounds."""

    def __init__(self) -> None:
        self._ends: float | None = None
        """When the slice of the present round is used up; None before anybody has asked."""
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._is_due = False
        """Whether ``_begin_round`` is called in the next round."""

    def is_over(self) -> bool:
        if self._ends is None:
            self._ends = time.perf_counter() + SECONDS
            self._call_in_next_round()
            return False
        return time.perf_counter() >= self._ends

    async def turn(self) -> None:
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        self._call_in_next_round()
        await turn

    def _begin_round(self) -> None:
        self._ends, self._is_due = None, False
        admitted = 0
        while self._waiting and admitted < ADMITTED:
            turn = self._waiting.popleft()
            if not turn.done():  # its task was cancelled
                turn.set_result(None)
                admitted += 1
        if self._waiting:
            self._call_in_next_round()

    def _call_in_next_round(self) -> None:
        if not self._is_due:
            self._is_due = True
            asyncio.get_running_loop().call_soon(self._begin_round)


_slices: WeakKeyDictionary[asyncio.AbstractEventLoop, _Slices] = WeakKeyDictionary()


def is_over() -> bool:
    """Whether this round of the running loop has used up its slice: ``await make_room()`` then."""
    return _of_running_loop().is_over()


async def make_room() -> None:
    """Let others go on if the slice is used up: wait for a round with room, first come, first served."""
    slices = _of_running_loop()
    if slices.is_over():
        await slices.turn()


def _of_running_loop() -> _Slices:
    loop = asyncio.get_running_loop()
    slices = _slices.get(loop)
    if slices is None:
        slices = _slices[loop] = _Slices()
    return slices
