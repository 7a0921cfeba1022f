"""What the load bench measures of a process: messages to the pages, lag of a loop, memory, sockets."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import resource
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any

import comm
from comm.base_comm import BaseComm

Figures = dict[str, float]
"""What a scenario found, by what it is; printed in this order."""


class Wire:
    """Takes the place of a notebook's page: counts what the widgets send to it."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.times_of_ours: list[float] = []
        """Without those by which ipywidgets opens a widget and its layout."""
        self.largest = 0
        wire = self

        class CountedComm(BaseComm):
            def publish_msg(self, msg_type: str, data: Any = None, *args: Any, **options: Any) -> None:
                wire.times.append(time.monotonic())
                if msg_type != "comm_open":
                    wire.times_of_ours.append(wire.times[-1])
                wire.largest = max(wire.largest, len(json.dumps(data, default=str)))

        comm.create_comm = lambda *args, **options: CountedComm(*args, **options)

    @staticmethod
    def show(widget: Any) -> Any:
        """Say hello, as the view of a widget does when it is mounted."""
        widget._handle_custom_msg({"type": "hello"}, [])
        return widget


def most_in_a_second(times: list[float]) -> int:
    """The most messages that any second had."""
    first = most = 0
    for last, at in enumerate(times):
        while times[first] < at - 1:
            first += 1
        most = max(most, last - first + 1)
    return most


class Lag:
    """How late an event loop came to its timers, at most, in seconds."""

    def __init__(self) -> None:
        self.max = 0.0
        self.max_cpu = 0.0
        """The most CPU seconds of the process between two looks: on a busy machine the fairer figure."""
        self.max_own_cpu = 0.0
        """The same without full collections of the garbage collector."""
        self.longest_collection = 0.0
        """The most CPU seconds that a full collection took."""

    async def watch(self) -> None:
        """Look again and again, until cancelled."""
        with _full_collections() as collections:
            while True:
                due, cpu, collecting = time.monotonic() + 0.005, time.process_time(), sum(collections)
                await asyncio.sleep(0.005)
                self.max = max(self.max, time.monotonic() - due)
                cpu = time.process_time() - cpu
                self.max_cpu = max(self.max_cpu, cpu)
                self.max_own_cpu = max(self.max_own_cpu, cpu - (sum(collections) - collecting))
                self.longest_collection = max([self.longest_collection, *collections])


@contextmanager
def _full_collections() -> Iterator[list[float]]:
    """Collect the CPU seconds that each full collection of the garbage collector takes."""
    seconds: list[float] = []
    began = 0.0

    def note(phase: str, about: dict[str, int]) -> None:
        nonlocal began
        if about["generation"] == 2 and phase == "start":
            began = time.thread_time()
        elif about["generation"] == 2:
            seconds.append(time.thread_time() - began)

    gc.callbacks.append(note)
    try:
        yield seconds
    finally:
        gc.callbacks.remove(note)


@asynccontextmanager
async def lag_of(loop: asyncio.AbstractEventLoop) -> AsyncIterator[Lag]:
    """Measure a loop, perhaps on another thread, while the body runs."""
    lag = Lag()
    if loop is asyncio.get_running_loop():
        task = asyncio.ensure_future(lag.watch())
        yield lag
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    else:
        future = asyncio.run_coroutine_threadsafe(lag.watch(), loop)
        yield lag
        future.cancel()


def full_collection() -> float:
    """The CPU seconds of a full collection of the garbage collector, now."""
    gc.collect()
    with _full_collections() as collections:
        gc.collect()
    return sum(collections)


def memory() -> float:
    """The megabytes that this process has in use now, garbage collected."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def peak_memory() -> float:
    """The most megabytes that this process had in use so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


def sockets() -> int:
    """How many sockets this process has open."""
    links = []
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            links.append(str(descriptor.readlink()))
    return sum(link.startswith("socket:") for link in links)
