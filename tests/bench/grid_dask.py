"""What a grid on a cluster of two worker processes costs its kernel: checks for ``bench_grid``."""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from answers import Gate, respond, text as said
from distributed import Client, LocalCluster
from grid_runs import Check, Figures, Paced, look, memory
from loopback import LoopbackServer

from agents_widget import Agent, AsyncOpenAI, Cassette, OpenAIResponsesModel, grid, includes
from agents_widget.grids import dask_worker

ROWS = 1000
AT_ONCE = 200
SILENT_ROWS = 40
STOPPED_ROWS = 64


@contextmanager
def two_workers() -> Iterator[Client]:
    """A cluster as a notebook starts one."""
    with (
        LocalCluster(n_workers=2, threads_per_worker=2, dashboard_address=":0") as cluster,
        Client(cluster) as client,
    ):
        yield client


class Messages:
    """Counts what the workers send to the kernel."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.bytes = 0
        read = dask_worker.read_news

        def counted(message: bytes) -> Any:
            self.times.append(time.monotonic())
            self.bytes += len(message)
            return read(message)

        dask_worker.read_news = counted

    def longest_silence(self, begin: float, end: float) -> float:
        """Give the longest time in which nothing came."""
        times = [begin, *[each for each in self.times if begin < each < end], end]
        return max(after - before for before, after in itertools.pairwise(times))


async def rows_of_a_cluster() -> Figures:
    """D7: the same rows and scores as on one machine, from one cassette."""
    inputs = [{"prompt": f"question {number}", "answer": "word"} for number in range(ROWS)]
    options: dict[str, Any] = {"input": "prompt", "expected": "answer", "scorers": [includes()]}
    with tempfile.TemporaryDirectory() as folder, two_workers() as client:
        path = Path(folder) / "cassette.jsonl"
        await grid(agent(Cassette(path, model=Paced(0))), inputs, **options)
        here = grid(agent(Cassette(path, speed=0, mode="replay")), inputs, **options)
        await here
        messages, before, begin = Messages(), memory(), time.monotonic()
        there = grid(
            agent(Cassette(path, speed=0, mode="replay")),
            inputs,
            client=client,
            max_concurrency=AT_ONCE,
            **options,
        )
        submitted = time.monotonic() - begin
        await there
        seconds = time.monotonic() - begin
        same = sum(_facts(one) == _facts(other) for one, other in zip(here.rows, there.rows, strict=True))
        return {
            "rows with the result and score of one machine": same,
            "seconds until grid() is back": submitted,
            "seconds in all": seconds,
            "messages a second": len(messages.times) / seconds,
            "kB a message": messages.bytes / 1000 / max(1, len(messages.times)),
            "MiB more in the kernel": memory() - before,
        }


def agent(model: Any) -> Agent:
    """An agent of one tool."""
    return Agent(name="A", model=model, tools=[look])


def _facts(row: Any) -> tuple[Any, ...]:
    return row.state, row.output, row.usage, {name: each.value for name, each in row.scores.items()}


async def stopped_on_a_cluster() -> Figures:
    """D5: stop rows of both workers in the middle of their answers, until the server sees each closed."""
    with LoopbackServer() as server, two_workers() as client:
        server.always = respond(said("some words of an answer"), gates={4: Gate()})
        model = OpenAIResponsesModel("small", AsyncOpenAI(base_url=server.base_url, api_key="none"))
        made = grid(
            Agent(name="A", model=model),
            [f"q{number}" for number in range(100)],
            client=client,
            max_concurrency=STOPPED_ROWS,
        )
        await asyncio.to_thread(server.wait_for_request, STOPPED_ROWS)
        await asyncio.sleep(1)
        began = time.monotonic()
        made.stop()
        for request in server.requests:
            await asyncio.to_thread(request.closed.wait, 30)
        closed = time.monotonic() - began
        await made
        return {"seconds to all closed": closed, "seconds to all rows stopped": time.monotonic() - began}


class LoopLag:
    """How late a look of the client's loop is at most, each 10 ms: what the machine itself costs."""

    def __init__(self, client: Client) -> None:
        self.most = 0.0
        self._looking = asyncio.run_coroutine_threadsafe(self._look(), client.loop.asyncio_loop)

    async def _look(self) -> None:
        while True:
            before = time.monotonic()
            await asyncio.sleep(0.01)
            self.most = max(self.most, time.monotonic() - before - 0.01)

    def stop(self) -> float:
        """Look no more, and give the latest."""
        self._looking.cancel()
        return self.most


async def a_worker_dies() -> Figures:
    """D8: SIGKILL to a worker in the middle of its rows."""
    with two_workers() as client:
        shown = grid(agent(Paced(0.05)), [f"q{number}" for number in range(SILENT_ROWS)], client=client)
        messages = Messages()
        while sum(row.state == "running" for row in shown.rows) < SILENT_ROWS // 2:
            await asyncio.sleep(0.05)
        pids = await asyncio.to_thread(client.run, os.getpid)
        lag, killed = LoopLag(client), time.monotonic()
        os.kill(next(iter(pids.values())), signal.SIGKILL)
        await shown
        ended = time.monotonic()
        return {
            "rows that are done": sum(row.state == "done" for row in shown.rows),
            "rows with a second attempt": sum(len(row.attempts) == 1 for row in shown.rows),
            "longest silence after the kill, in seconds": messages.longest_silence(killed, ended),
            "the client's loop was late by at most, in seconds": lag.stop(),
        }


CHECKS = [
    Check(
        f"D5 {STOPPED_ROWS} rows on two workers stopped",
        stopped_on_a_cluster,
        {"seconds to all closed": "<= 0.5"},
    ),
    Check(
        f"D7 {ROWS:,} rows on two workers, {AT_ONCE} at once",
        rows_of_a_cluster,
        {
            "rows with the result and score of one machine": f"= {ROWS:,}",
            "seconds until grid() is back": "<= 0.5",
            "messages a second": "<= 10",
            "MiB more in the kernel": "<= 100",
        },
    ),
    Check(
        f"D8 a worker is killed in the middle of {SILENT_ROWS} rows",
        a_worker_dies,
        {
            "rows that are done": f"= {SILENT_ROWS}",
            "longest silence after the kill, in seconds": "<= 2",
        },
    ),
]
