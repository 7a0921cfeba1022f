"""What two hundred runs leave behind: after the first ones, nothing more."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections import Counter
from pathlib import Path

import pytest
from storm import Storm, storm

from agents_widget.agents.run_internal import background

RUNS = 50
ROUNDS = 4
SYSTEM = ("tasks", "threads", "descriptors")
DESCRIPTORS = Path("/proc/self/fd") if Path("/proc/self/fd").exists() else Path("/dev/fd")


@pytest.mark.processes
@pytest.mark.filterwarnings("default")
def test_runs_leave_no_objects_tasks_sockets_or_threads() -> None:
    """The same fifty runs four times: what the last rounds leave is what the first ones left."""
    first, *_, before, last = asyncio.run(_rounds())
    for what in SYSTEM:  # connections that are kept for a next request come and go
        assert last[what] < first[what] + RUNS, what
    grown = {name: last[name] - before[name] for name in last if last[name] - before[name] > RUNS // 10}
    assert {name: more for name, more in grown.items() if name not in SYSTEM} == {}


async def _rounds() -> list[Counter[str]]:
    left: list[Counter[str]] = []
    async with storm() as weather:
        for _ in range(ROUNDS):
            await asyncio.gather(*(weather.run(seed) for seed in range(RUNS)))
            left.append(await _what_is_left(weather))
    return left


async def _what_is_left(weather: Storm) -> Counter[str]:
    """Counts of what is alive once everything that is ending has ended."""
    weather.server.requests.clear()
    for _ in range(2):  # not at once: a collection during another does nothing
        await asyncio.to_thread(gc.collect)
    counts = Counter(type(each).__name__ for each in gc.get_objects() if _is_ours(each))
    counts["tasks"] = sum(len(asyncio.all_tasks(loop)) for loop in _loops())
    counts["threads"] = threading.active_count()
    counts["descriptors"] = sum(1 for _ in DESCRIPTORS.iterdir())
    return counts


def _is_ours(each: object) -> bool:
    return type(each).__module__.partition(".")[0] == "agents_widget"


def _loops() -> list[asyncio.AbstractEventLoop]:
    return [asyncio.get_running_loop(), background.loop()]
