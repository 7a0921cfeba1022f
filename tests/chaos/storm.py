"""A storm: seeded runs of hostile programs on a faulty server, with readers and controls from everywhere.

Each run is drawn by its seed: the program (``hostile_program``), the faults of its server (``faults``), who
reads its events and from where, and what is asked of it at which event. Half of the runs are in a widget.
When a run has ended, ``invariants`` says what is wrong with it.

    python tests/chaos --seed 7          # one run, with what it is made of
    python tests/chaos --runs 10000      # all seeds from --first on; prints those that fail
"""

from __future__ import annotations

import asyncio
import contextvars
import weakref
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

import hang
import invariants
from fault_server import AnswerPlan, FaultServer
from hostile_tools import ProgramError
from openai import AsyncOpenAI
from page_side import pages
from storm_run import StormRun

from agents_widget import Agent, Runner
from agents_widget.agents import InMemorySession
from agents_widget.agents.run_internal import background

CONCURRENT = 40
"""Runs at the same time, on one loop."""
BEAT_SECONDS = 0.1
_seed: contextvars.ContextVar[int | None] = contextvars.ContextVar("seed", default=None)


def _place(task: asyncio.Task[Any]) -> str:
    """Where a task waits: the innermost coroutines."""
    places: list[str] = []
    waits: Any = task.get_coro()
    while waits is not None:
        frame = getattr(waits, "cr_frame", None) or getattr(waits, "ag_frame", None)
        name = getattr(waits, "__qualname__", type(waits).__name__)
        places.append(f"{name}:{frame.f_lineno}" if frame else name)
        waits = getattr(waits, "cr_await", None) or getattr(waits, "ag_await", None)
    return " > ".join(places[-4:])


class Storm:
    """The server, the client and the threads that many runs share; use it as ``async with storm():``."""

    def __init__(self, server: FaultServer, client: AsyncOpenAI, pool: ThreadPoolExecutor) -> None:
        self.server, self.client, self.pool = server, client, pool
        self.complaints: list[str] = []
        """What a loop said of errors that nobody looked at."""
        self._beats: list[int] = []
        self._beating: list[Future[None]] = []
        self._tasks: dict[int | None, weakref.WeakSet[asyncio.Task[Any]]] = defaultdict(weakref.WeakSet)

    def watch_loop(self, loop: asyncio.AbstractEventLoop) -> None:
        """Note every task of a loop by the run that it belongs to, and what is wrong in it."""
        loop.set_task_factory(self._task)
        self._beats.append(0)
        self._beating.append(asyncio.run_coroutine_threadsafe(self._beat(len(self._beats) - 1), loop))
        loop.set_exception_handler(lambda _, context: self._complain(context))

    def stop_beating(self) -> None:
        """Count the turns of the loops no longer."""
        for beating in self._beating:
            beating.cancel()

    def _task(self, loop: asyncio.AbstractEventLoop, coroutine: Any, **options: Any) -> asyncio.Task[Any]:
        task = asyncio.Task(coroutine, loop=loop, **options)
        self._tasks[_seed.get()].add(task)
        return task

    def _complain(self, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, ProgramError) and "client_connected" in str(context):
            return
        self.complaints.append(
            f"{context.get('message')}: {type(error).__name__} {context.get('task')}"[:600]
        )

    async def run(self, seed: int) -> list[str]:
        """Run one seed; gives what is wrong."""
        return await asyncio.create_task(self._run(seed))  # with a context of its own

    async def _run(self, seed: int) -> list[str]:
        _seed.set(seed)
        run = StormRun(seed, self.client, self.pool)
        self.server.plans |= run.program.plans
        try:
            playing = asyncio.create_task(run.play())
            if not await self._ends(run, playing):
                places = self._places(seed)  # before the cancellation, which moves them
                playing.cancel()
                return [f"the run hangs: {run}", *places]
            playing.result()
            await self._go_on(run)
            left = await self._tasks_left(seed)
            return [*run.problems, *(f"a task is left: {task}" for task in left), *invariants.problems(run)]
        except BaseException as error:  # a cancellation too: nobody cancels this task
            return [f"the storm itself failed: {invariants.describe(error)}"]
        finally:
            if run.widget is not None:
                run.widget.close()
            for name in [*run.program.plans, f"{run.name}-next"]:
                self.server.plans.pop(name, None)
            self._tasks.pop(seed, None)

    async def _ends(self, run: StormRun, playing: asyncio.Task[None]) -> bool:
        """Wait until a run has ended, or nothing happens in it any more; whether it has ended."""
        happened, last = -1, list(self._beats)
        while not playing.done():
            await asyncio.wait({playing}, timeout=BEAT_SECONDS)
            if run.happened != happened:
                happened, last = run.happened, list(self._beats)
            # Counted by the loops: on a busy machine they may get no turn for minutes.
            beats = min(now - then for now, then in zip(self._beats, last, strict=True))
            if beats > hang.SECONDS / BEAT_SECONDS:
                return False
        return True

    async def _beat(self, number: int) -> None:
        """Count the turns of a loop, ten a second at most."""
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            self._beats[number] += 1

    async def _go_on(self, run: StormRun) -> None:
        """Begin next runs from what the run has left: its input list, and its session."""
        model = type(run.program.agent.model)(f"{run.name}-next", self.client)
        agent = Agent(name="Next", model=model)
        if run.results:
            await self._next_run(run, agent, "input list", lambda: run.results[-1].to_input_list())
        if (session := run.program.options.get("session")) is not None:
            kept = list(await InMemorySession.get_items(session))
            await self._next_run(run, agent, "session", lambda: kept)

    async def _next_run(self, run: StormRun, agent: Any, what: str, items: Callable[[], list[Any]]) -> None:
        plan = self.server.plans[f"{run.name}-next"] = AnswerPlan([])
        plan.own_ids = {each for given in run.program.plans.values() for each in given.own_ids}
        try:
            await Runner.run(agent, [*items(), {"role": "user", "content": "Go on."}])
        except Exception as error:
            run.problems.append(f"no next run from the {what}: {invariants.describe(error)}")
        run.problems += [f"next run from the {what}: {problem}" for problem in plan.problems]

    async def _tasks_left(self, seed: int) -> list[asyncio.Task[Any]]:
        own = asyncio.current_task()
        for _ in range(1000):
            left = [task for task in list(self._tasks[seed]) if not task.done() and task is not own]
            if not left:
                return []
            await asyncio.sleep(0.01)
        return left

    def _places(self, seed: int) -> list[str]:
        return [_place(task) for task in list(self._tasks[seed]) if not task.done()]


@asynccontextmanager
async def storm() -> AsyncIterator[Storm]:
    """A storm on the running loop and on the background loop."""
    with FaultServer() as server, ThreadPoolExecutor(32, "storm") as pool, pages():
        async with AsyncOpenAI(
            base_url=server.base_url, api_key="sk-test", max_retries=0, timeout=10 * hang.SECONDS
        ) as client:
            weather = Storm(server, client, pool)
            weather.watch_loop(asyncio.get_running_loop())
            weather.watch_loop(background.loop())
            try:
                yield weather
            finally:
                weather.stop_beating()
                for loop in (asyncio.get_running_loop(), background.loop()):
                    loop.set_task_factory(None)
                    loop.set_exception_handler(None)


async def run_all(seeds: Iterable[int], report: Callable[[int, list[str]], None]) -> list[str]:
    """Run the seeds, some at a time; ``report`` is told of each. Gives what the loops complained of."""
    async with storm() as weather:
        slots = asyncio.Semaphore(CONCURRENT)

        async def one(seed: int) -> None:
            async with slots:
                report(seed, await weather.run(seed))

        await asyncio.gather(*(one(seed) for seed in seeds))
        return weather.complaints
