"""What a run costs: CPU time of this process by event and by tool call, beside the client and the SDK.

The server is another process. The contenders take turns in every round; the figures are medians.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import statistics
import time
from dataclasses import dataclass

from bench_server import CALLS_PER_TURN
from bench_setup import machine, server
from contenders import CONTENDERS
from openai import AsyncOpenAI

BARE, *_, OURS = NAMES = list(CONTENDERS)


@dataclass
class Case:
    """So many runs at once of one kind; the cost is told by ``units`` of it."""

    title: str
    model: str
    units: int
    unit: str
    target: float  # of the bare client's cost
    runs: int = 1


# Openai's own decoder of server-sent events is a fifth of an event's cost: see docs/decisions.md.
CASES = [
    Case("20,000 deltas in one run", "deltas-20000", 20_000, "event", 0.36),
    Case("200 runs at once, 100 deltas each", "deltas-100", 200 * 100, "event", 0.58, runs=200),
    Case(f"50 turns with {CALLS_PER_TURN} tools", "tools-50", 50 * CALLS_PER_TURN, "tool call", 0.10),
]
LONG = Case(f"100 turns with {CALLS_PER_TURN} tools", "tools-100", 100 * CALLS_PER_TURN, "tool call", 2.5)


async def cpu_seconds(address: str, name: str, case: Case) -> float:
    """The CPU time of a case, with a client of its own that is already connected."""
    async with AsyncOpenAI(base_url=address, api_key="sk-test", max_retries=0, timeout=600) as client:
        warm_up = CONTENDERS[name](client, "deltas-1")
        await asyncio.gather(*(warm_up() for _ in range(case.runs)))
        run = CONTENDERS[name](client, case.model)
        gc.collect()
        began = time.process_time()
        await asyncio.gather(*(run() for _ in range(case.runs)))
        return time.process_time() - began


def report(case: Case, seconds: dict[str, list[float]]) -> None:
    """Print one case."""
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    print(f"\n{case.title}")
    for name, median in medians.items():
        spread = f"{min(seconds[name]):.2f}-{max(seconds[name]):.2f} s"
        cost = f"{median / case.units * 1e6:9.1f} us per {case.unit}"
        print(f"  {name:<14}{median:7.2f} s ({spread}){cost}{median / medians[BARE]:8.2f} x")
    ratio = medians[OURS] / medians[BARE]
    print(f"  target {case.target:.2f} x: {'met' if ratio <= case.target else 'MISSED'}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    print(machine(), f"\nCPU time of the client's process, median of {rounds} rounds", flush=True)
    with server() as address:
        for case in CASES:
            seconds: dict[str, list[float]] = {name: [] for name in NAMES}
            for _ in range(rounds):
                for name in NAMES:
                    seconds[name].append(asyncio.run(cpu_seconds(address, name, case)))
            report(case, seconds)
        pairs = [
            [asyncio.run(cpu_seconds(address, OURS, each)) for each in (case, LONG)] for _ in range(rounds)
        ]
    ratio = statistics.median(longer / shorter for shorter, longer in pairs)
    print(f"\n{LONG.title}\n  {OURS:<14}{ratio:.2f} x {case.title}, median of pairs")
    print(f"  target {LONG.target:.2f} x: {'met' if ratio <= LONG.target else 'MISSED'}")


if __name__ == "__main__":
    main()
