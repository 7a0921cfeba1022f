"""The time slice of an event loop's round: who has much at hand lets the loop's other tasks go on.

Events that have arrived are read without waiting. Hundreds of runs that each work off what they have would
hold up everything else on their loop, such as a click on Stop, for seconds. Only who reads a model's stream
asks: who follows the run's log has no more to do than was written, and a pause counts on its being quick.
"""

from __future__ import annotations

import asyncio
import time
from weakref import WeakKeyDictionary

SECONDS = 0.005
"""What all tasks together may take before each goes on with one event at a time."""

_ends: WeakKeyDictionary[asyncio.AbstractEventLoop, float] = WeakKeyDictionary()
"""When the slice of a loop's present round is used up."""


def is_over() -> bool:
    """Whether this round of the running loop has used up its slice: ``await asyncio.sleep(0)`` then."""
    loop = asyncio.get_running_loop()
    ends = _ends.get(loop)
    if ends is None:
        _ends[loop] = time.perf_counter() + SECONDS
        loop.call_soon(_ends.pop, loop, None)  # it is called in the next round
        return False
    return time.perf_counter() >= ends
