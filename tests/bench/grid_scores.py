"""What it takes to score what has been run: checks for ``bench_grid``."""

from __future__ import annotations

import asyncio
import tempfile
import threading
import time
from typing import Any

from grid_runs import Check, Figures

from agents_widget import called, exact, grid
from agents_widget.agents.run_internal import background

ROWS = 1_000


async def scored_again() -> Figures:
    """Score 1,000 rows of a store by two more scorers, one of which reads the transcript."""
    asked = 0

    async def answer(question: str) -> str:
        nonlocal asked
        asked += 1
        return question

    data = [{"input": f"question {number}", "expected": f"question {number}"} for number in range(ROWS)]
    with tempfile.TemporaryDirectory() as folder:
        made = grid(answer, data, store=folder, scorers=[exact()])
        await _end(made)
        before, began, cpu = asked, time.perf_counter(), time.process_time()
        made.score(called("find"), lambda output: len(output) > 3)
        await _end(made)
        figures = {
            "calls of the agent": float(asked - before),
            "seconds, 2 scorers": time.perf_counter() - began,
            "seconds of CPU": time.process_time() - cpu,
        }
        began = time.perf_counter()
        made.score({"entries": lambda output, expected, run: len(run.transcript.entries)})
        await _end(made)
        figures["seconds, a scorer that reads the transcripts"] = time.perf_counter() - began
    return figures


async def blocking() -> Figures:
    """Score 40 rows by a scorer that blocks for 10 seconds, and look how late the loops are meanwhile."""
    release, asked = threading.Event(), set()

    async def answer(question: str) -> str:
        asked.add(question)
        return question

    def blocks(output: str) -> bool:
        return release.wait(10)

    await _end(grid(answer, ["first"], scorers=[called("find")]))  # what the first imports is not measured
    asked.clear()
    made = grid(answer, [str(number) for number in range(40)], scorers=[called("find")])
    without = await _latest(3)
    await _end(made)
    asked.clear()
    made = grid(answer, [str(number) for number in range(40)], scorers=[blocks, called("find")])
    late = await _latest(3)
    ended = len(asked)
    release.set()
    await _end(made)
    return {
        "rows that ran meanwhile": float(ended),
        "latest look of a loop (ms)": late * 1000,
        "the same without it (ms)": without * 1000,
    }


async def _latest(seconds: float) -> float:
    """Give how late the latest of many looks is, on this loop and on the background loop."""
    there = asyncio.wrap_future(background.submit(_late(seconds)))
    return max(await _late(seconds), await there)


async def _late(seconds: float) -> float:
    late, end = 0.0, time.perf_counter() + seconds
    while (before := time.perf_counter()) < end:
        await asyncio.sleep(0.01)
        late = max(late, time.perf_counter() - before - 0.01)
    return late


async def _end(made: Any) -> None:
    await made._wait()


CHECKS = [
    Check(
        "E5 1,000 stored rows scored again",
        scored_again,
        {"calls of the agent": "0", "seconds, 2 scorers": "at most 2 on an idle machine"},
    ),
    Check(
        "E6 a scorer that blocks 10 seconds",
        blocking,
        {"rows that ran meanwhile": "40", "latest look of a loop (ms)": "at most 100 on an idle machine"},
    ),
]
