"""What heavy loads cost the widget: messages, lag, memory; beside the SDK, unwatched, where it can.

Each load runs in a process of its own, and the model's server in another. ``--only`` takes a part of a
title; ``--rounds`` repeats, and the medians are printed.
"""

from __future__ import annotations

import argparse
import asyncio
import inspect
import json
import statistics
import subprocess
import sys
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any

import load_scenarios as scenarios
from bench_setup import machine, server
from load_meter import Figures


@dataclass
class Load:
    """One load: what is measured, and what has to hold of it."""

    title: str
    run: Callable[[str], Coroutine[Any, Any, Figures]]
    target: str = ""


def _many(runs: int) -> list[Load]:
    at_most = "at most 400 messages a second, 100 ms of lag, all complete"
    return [
        Load(
            f"{runs} watched runs, background loop",
            partial(scenarios.many_on_the_background_loop, runs=runs),
            at_most,
        ),
        Load(
            f"{runs} watched runs, the caller's loop",
            partial(scenarios.many_on_the_callers_loop, runs=runs),
            at_most,
        ),
        Load(f"{runs} runs of the SDK", partial(scenarios.many_of_the_sdk, runs=runs)),
    ]


LOADS = [
    *_many(50),
    *_many(200),
    Load("200 cells with a client each", scenarios.cells, "sockets and tasks stay level"),
    Load("200 cells, each widget closed", scenarios.closed_cells, "memory, sockets and tasks stay level"),
    Load("200 cells of the SDK, results kept", scenarios.cells_of_the_sdk),
    Load("200 clients of openai, kept", scenarios.clients_alone),
    Load("100,000 tokens", partial(scenarios.watched, model="deltas-100000"), "1.2 of the SDK's memory"),
    Load("100,000 tokens by the SDK", partial(scenarios.by_the_sdk, model="deltas-100000")),
    Load("250 turns, 1,000 calls", partial(scenarios.watched, model="tools-250")),
    Load("1,000 turns, 4,000 calls", partial(scenarios.watched, model="tools-1000")),
    Load("100 readers of 5,000 deltas", scenarios.readers, "all see the same"),
    Load("a delta of 20 MB", scenarios.large_delta, "no message above 2 MB"),
    Load("arguments of 20 MB", scenarios.large_item, "no message above 2 MB"),
    *(
        Load(f"a result: {kind}", partial(scenarios.result, kind=kind), "no message above 2 MB")
        for kind in scenarios.RESULTS
    ),
    Load("a result: 100 MB, by the SDK", scenarios.result_of_the_sdk),
    Load("10,000 progress reports, four times", scenarios.progress),
    Load("100,000 printed lines", scenarios.prints),
]


def measured(load: Load, address: str) -> Figures | str:
    """The figures of a load, or how its process ended."""
    command = [sys.executable, __file__, "--child", load.title, address]
    process = subprocess.run(command, capture_output=True, text=True, timeout=900)
    if process.returncode:
        return process.stderr[-2000:]
    figures: Figures = json.loads(process.stdout.splitlines()[-1])
    return figures


def report(load: Load, rounds: list[Figures | str]) -> None:
    """Print one load."""
    print(f"\n{load.title}" + (f"  (target: {load.target})" if load.target else ""))
    if failure := next((each for each in rounds if isinstance(each, str)), None):
        print(f"  FAILED: {failure}", flush=True)
        return
    figures = [each for each in rounds if not isinstance(each, str)]
    medians = {name: statistics.median(each[name] for each in figures) for name in figures[0]}
    print("  " + ", ".join(f"{name} {value:,.4g}" for name, value in medians.items()), flush=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=inspect.cleandoc(__doc__ or ""))
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--only", default="")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        title, address = options.child
        load = next(each for each in LOADS if each.title == title)
        print("\n" + json.dumps(asyncio.run(load.run(address))))
        return
    print(machine())
    with server() as address:
        for load in LOADS:
            if options.only in load.title:
                report(load, [measured(load, address) for _ in range(options.rounds)])


if __name__ == "__main__":
    main()
