"""What a grid of one machine costs, and what becomes of it under load: checks for ``bench_grid``."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import tempfile
import threading
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from answers import Gate, respond, status, text as said
from loopback import LoopbackServer

from agents_widget import Agent, AsyncOpenAI, OpenAIResponsesModel, function_tool, grid
from agents_widget.agents.models.interface import BuiltInModel, ModelCall
from agents_widget.testing import ScriptedModel, call, text

Figures = dict[str, float]


@dataclass(frozen=True)
class Check:
    """Something to be measured: figures by their names, and limits of some of them in words."""

    title: str
    run: Callable[[], Coroutine[Any, Any, Figures] | Figures]
    limits: dict[str, str] = field(default_factory=dict)


class Paced(BuiltInModel):
    """A model that calls a tool and then answers, 112 events in all, so many seconds apart."""

    def __init__(self, seconds: float) -> None:
        self.model = "paced"
        self.seconds = seconds

    async def stream_call(self, given: ModelCall) -> Any:
        """Stream a turn, whichever it is."""
        has_output = any(item.get("type") == "function_call_output" for item in given.items)
        turn = text("word " * 90) if has_output else call("look", {"what": "everything there is"})
        async for event in ScriptedModel([turn]).stream_call(given):
            if self.seconds:
                await asyncio.sleep(self.seconds)
            yield event


@function_tool
def look(what: str) -> str:
    """Look at something."""
    return f"seen {what}"


class Page:
    """Takes the place of the notebook's page: counts what the grid's view is sent."""

    def __init__(self) -> None:
        import comm
        from comm.base_comm import BaseComm

        self.times: list[float] = []
        self.sizes: list[int] = []
        page = self

        class CountedComm(BaseComm):
            def publish_msg(self, msg_type: str, data: Any = None, *args: Any, **options: Any) -> None:
                page.times.append(time.monotonic())
                page.sizes.append(len(json.dumps(data, default=str)))

        comm.create_comm = lambda *args, **options: CountedComm(*args, **options)


def memory() -> float:
    """Give the megabytes that this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def cpu() -> float:
    """Give the CPU seconds of this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def thousand_rows(seconds: float) -> Figures:
    """Run 1,000 rows, 64 at a time, with a view and a store."""
    page = Page()
    agent = Agent(name="a", tools=[look], model=Paced(seconds))
    with tempfile.TemporaryDirectory() as folder:
        await grid(agent, ["warm up"], store=f"{folder}/warm")
        before, began, used = memory(), time.monotonic(), cpu()
        made = grid(agent, [str(n) for n in range(1000)], max_concurrency=64, store=f"{folder}/store")
        made._handle_custom_msg({"type": "hello"}, [])
        await made
        spent, took = cpu() - used, time.monotonic() - began
        right = sum(row.state == "done" and row.output == "word " * 90 for row in made)
        await asyncio.sleep(0.5)  # the view's last message
        sent = [(at, size) for at, size in zip(page.times, page.sizes, strict=True) if at > began + 1]
        return {
            "rows right": right,
            "messages a second": len(sent) / max(took - 1, 1),
            "kB a second": sum(size for _, size in sent) / 1000 / max(took - 1, 1),
            "biggest message, kB": max((size for _, size in sent), default=0) / 1000,
            "CPU ms a run": 1000 * spent / 1000,
            "memory, MiB more": memory() - before,
            "wall seconds": took,
        }


class Bucket:
    """A server that takes so many requests in each second, and refuses others for a second."""

    def __init__(self, per_second: int) -> None:
        self._per_second = per_second
        self._taken: list[float] = []
        self._lock = threading.Lock()
        self.asked = self.refused = 0

    def __call__(self, request: Any) -> Any:
        """Take a request, or refuse it."""
        now = time.monotonic()
        self.asked += 1
        self._taken = [moment for moment in self._taken if moment > now - 1]
        if len(self._taken) >= self._per_second:
            self.refused += 1
            return status(429, headers={"retry-after": "1", "retry-after-ms": "1000"}, retry=True)
        self._taken.append(now)
        return respond(said("fine"))


async def limited_server(rate: float | str | None) -> Figures:
    """Run 200 rows, 64 at a time, against a server of 20 requests a second."""
    with LoopbackServer() as server:
        server.always = bucket = Bucket(20)
        client = AsyncOpenAI(base_url=server.base_url, api_key="sk-test")
        agent = Agent(name="a", model=OpenAIResponsesModel("small", client))
        began = time.monotonic()
        made = await grid(agent, [str(n) for n in range(200)], max_concurrency=64, rate=rate)
        return {
            "failed": sum(row.state == "failed" for row in made),
            "refused, %": 100 * bucket.refused / bucket.asked,
            "wall seconds": time.monotonic() - began,
        }


async def stopped() -> Figures:
    """Stop 64 rows in the middle of their answers, and wait until the server sees each connection closed."""
    with LoopbackServer() as server:
        server.always = respond(said("some words of an answer"), gates={4: Gate()})
        client = AsyncOpenAI(base_url=server.base_url, api_key="sk-test")
        agent = Agent(name="a", model=OpenAIResponsesModel("small", client))
        made = grid(agent, [str(n) for n in range(100)], max_concurrency=64)
        await asyncio.to_thread(server.wait_for_request, 64)
        await asyncio.sleep(1)
        began = time.monotonic()
        made.stop()
        await made
        rows = time.monotonic() - began
        for request in server.requests:
            await asyncio.to_thread(request.closed.wait, 30)
        return {"seconds to all rows stopped": rows, "seconds to all closed": time.monotonic() - began}


async def slow_tools() -> Figures:
    """Run 64 rows that each call a sync tool of half a second."""

    @function_tool
    def wait() -> str:
        """Wait."""
        time.sleep(0.5)
        return "waited"

    class Waiting(Paced):
        async def stream_call(self, given: ModelCall) -> Any:
            has_output = any(item.get("type") == "function_call_output" for item in given.items)
            turn = text("done") if has_output else call("wait", {})
            async for event in ScriptedModel([turn]).stream_call(given):
                yield event

    agent = Agent(name="a", tools=[wait], model=Waiting(0))
    began = time.monotonic()
    await grid(agent, [str(n) for n in range(64)], max_concurrency=64)
    return {"seconds": time.monotonic() - began}


COSTS = {
    "rows right": "1,000",
    "messages a second": "at most 6",
    "kB a second": "at most 100",
    "memory, MiB more": "at most 60",
}
SERVED = {"failed": "0", "refused, %": "at most 5", "wall seconds": "at most 12"}
CHECKS = [
    Check(
        "1,000 rows in a burst, 64 at a time",
        lambda: thousand_rows(0),
        COSTS | {"CPU ms a run": "at most 12"},
    ),
    Check(
        "1,000 rows of 10 ms between events, 64 at a time",
        lambda: thousand_rows(0.01),
        COSTS | {"CPU ms a run": "at most 20"},
    ),
    Check("a server of 20 requests a second, rate=1,080", lambda: limited_server(1080), SERVED),
    Check('a server of 20 requests a second, rate="auto"', lambda: limited_server("auto"), {"failed": "0"}),
    Check("a server of 20 requests a second, no rate", lambda: limited_server(None)),
    Check("64 rows stopped", stopped, {"seconds to all closed": "at most 0.5"}),
    Check("64 rows with a sync tool of 0.5 s", slow_tools, {"seconds": "at most 1.5"}),
]
