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
import threading
import weakref
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any, Literal

import hang
import invariants
from fault_server import AnswerPlan, FaultServer
from hostile_program import Program, ProgramError, ProgramMaker
from openai import AsyncOpenAI
from page_side import pages

from agents_widget import Agent, Runner, watch
from agents_widget.agents import InMemorySession
from agents_widget.agents.run_internal import background
from agents_widget.agents.run_internal.event_log import EventLog

CONCURRENT = 40
"""Runs at the same time, on one loop."""
Ending = Literal["reading", "whole", "left", "cancelled", "failed"]
_seed: contextvars.ContextVar[int | None] = contextvars.ContextVar("seed", default=None)


@dataclass
class Reading:
    """What one reader got."""

    name: str
    log: EventLog[Any]
    events: list[Any] = field(default_factory=list)
    ending: Ending = "reading"
    error: BaseException | None = None

    async def read(self, stream: AsyncIterator[Any], leave_after: int | None, slow: bool) -> None:
        """Read to the end, or leave after some events."""
        try:
            async for event in stream:
                self.events.append(event)
                if leave_after is not None and len(self.events) >= leave_after:
                    self.ending = "left"
                    return
                if slow:
                    await asyncio.sleep(0)
            self.ending = "whole"
        except asyncio.CancelledError:
            self.ending = "cancelled"
            raise
        except BaseException as error:
            self.ending, self.error = "failed", error


class StormRun:
    """One run: its program, its readers and controls, and in the end all that the invariants look at."""

    def __init__(self, seed: int, client: AsyncOpenAI, pool: ThreadPoolExecutor) -> None:
        self.name = f"storm-{seed}"
        self.program: Program = ProgramMaker(seed, client, self.name).make()
        self.random = Random(f"storm {seed}")
        self.mode = self.random.choice(["result", "result", "watched result", "watched agent"])
        self.readings: list[Reading] = []
        self.logs: list[EventLog[Any]] = []
        self.controls: list[str] = []
        self.results: list[Any] = []
        self.widget: Any = None
        self.error: BaseException | None = None
        self.problems: list[str] = []
        self._pool = pool
        self._tasks: list[asyncio.Future[Any]] = []

    @property
    def was_stopped(self) -> bool:
        """Whether somebody stopped the run, or may have."""
        return bool({"stop", "stop after turn", "cancel", "cancel a reader"} & set(self.controls))

    async def play(self) -> None:
        """Run to the end, with everybody."""
        if self.mode == "watched agent":
            self.widget = watch(self.program.agent, "Hi 👋", **self.program.options)
            self._tasks.append(asyncio.ensure_future(self._decide_in_widget()))
            await self._follow_widget()
        else:
            await self._run_and_follow("Hi 👋")
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for late in range(2):
            reading = self._reading(f"late {late}", self.logs[-1])
            await reading.read(reading.log.read(), None, slow=False)

    async def _run_and_follow(self, run_input: Any) -> None:
        """A run of the runner and those that go on from its approvals, in a widget or not."""
        result = Runner.run_streamed(self.program.agent, run_input, **self.program.options)
        if self.mode == "watched result":
            self.widget = watch(result)
            self._tasks.append(asyncio.ensure_future(self._decide_in_widget()))
            self._add_readers(result.log, result.stream_events)
            await self._follow_widget()
            return
        self.results.append(result)
        self.logs.append(result.log)
        self._add_readers(result.log, result.stream_events)
        await self._steer(result.log, result)
        await result.log.wait()
        self.error = result.run_loop_exception
        if result.interruptions and len(self.results) < 4:
            await self._run_and_follow(self._decided(result))

    def _decided(self, result: Any) -> Any:
        state = result.to_state()
        for item in result.interruptions:
            if self.random.random() < 0.7:
                state.approve(item)
            else:
                state.reject(item)
        return state

    async def _follow_widget(self) -> None:
        """Follow a widget until nothing runs in it: something said late begins another run."""
        widget = self.widget
        while True:
            log = widget._controller.log
            self.logs.append(log)
            self._add_readers(log, log.read)
            await self._steer(log, widget)
            try:
                await widget
            except asyncio.CancelledError:
                raise
            except BaseException as error:
                self.error = error
            else:
                self.error = None
            if widget._controller.log is log and not widget._controller.running:
                break
        result = widget._controller.adapter.result
        self.results += [] if result is None else [result]

    async def _decide_in_widget(self) -> None:
        while pending := await self.widget.wait_for_approval():
            for entry in pending:
                # Another thread may have stopped the run meanwhile.
                with suppress(ValueError, RuntimeError):
                    if self.random.random() < 0.7:
                        self.widget.approve(entry.call_id)
                    else:
                        self.widget.deny(entry.call_id, "No.")
            await asyncio.sleep(0.02)

    # Readers

    def _reading(self, name: str, log: EventLog[Any]) -> Reading:
        self.readings.append(Reading(name, log))
        return self.readings[-1]

    def _add_readers(self, log: EventLog[Any], stream: Callable[[], AsyncIterator[Any]]) -> None:
        for number in range(self.random.randint(0, 4)):
            leave_after = self.random.choice([None, None, 1, 3, 10])
            slow, elsewhere = self.random.random() < 0.3, self.random.random() < 0.4
            reading = self._reading(f"{number} leaves {leave_after} elsewhere {elsewhere}", log)
            if elsewhere:
                work = self._pool.submit(asyncio.run, _read_and_close(reading, stream, leave_after, slow))
                self._tasks.append(asyncio.wrap_future(work))
            else:
                self._tasks.append(asyncio.create_task(reading.read(stream(), leave_after, slow)))
        if self.random.random() < 0.05:
            self.controls.append("cancel a reader")
            task = asyncio.create_task(self._reading("cancelled", log).read(stream(), None, slow=False))
            self._tasks.append(task)
            asyncio.get_running_loop().call_later(self.random.choice([0, 0.01]), task.cancel)

    # Controls

    async def _steer(self, log: EventLog[Any], controlled: Any) -> None:
        """Read the events, and do something at some of them, here or on another thread."""
        moments = {
            self.random.choice([1, 2, 5, 10, 20, 40]) for _ in range(self.random.choice([0, 0, 1, 2, 3]))
        }
        count = 0
        with suppress(Exception):  # the error of the run, which every reader gets
            async for _ in log.read():
                count += 1
                if count in moments:
                    self._control(controlled)

    def _control(self, controlled: Any) -> None:
        action = self.random.choice(["stop", "stop after turn", "pause", "pause", "say", "say"])
        self.controls.append(action)
        act = getattr(self, "_" + action.replace(" ", "_"))
        if self.random.random() < 0.5:
            self._tasks.append(asyncio.wrap_future(self._pool.submit(act, controlled)))
        else:
            self._tasks.append(asyncio.ensure_future(_soon(act, controlled)))

    def _stop(self, controlled: Any) -> None:
        controlled.stop() if controlled is self.widget else controlled.cancel()

    def _stop_after_turn(self, controlled: Any) -> None:
        if controlled is self.widget:
            controlled.stop(after_turn=True)
        else:
            controlled.cancel(mode="after_turn")

    def _pause(self, controlled: Any) -> None:
        controlled.pause()
        self._resume_later(controlled)

    def _resume(self, controlled: Any) -> None:
        try:
            controlled.resume()
        except RuntimeError:  # it waits for a decision first
            self._resume_later(controlled)

    def _resume_later(self, controlled: Any) -> None:
        resume = threading.Timer(0.01, self._resume, (controlled,))
        resume.name = "storm-resume"
        resume.start()

    def _say(self, controlled: Any) -> None:
        from agents_widget.agents import UserError

        with suppress(UserError, RuntimeError):  # the run has ended
            controlled.say("And now?")


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


async def _soon(act: Callable[[Any], None], controlled: Any) -> None:
    act(controlled)


async def _read_and_close(
    reading: Reading, stream: Callable[[], AsyncIterator[Any]], leave_after: int | None, slow: bool
) -> None:
    events: Any = stream()
    if Random(reading.name).random() < 0.5:
        await reading.read(events, leave_after, slow)  # and leave the rest to asyncio.run
    else:
        async with aclosing(events):
            await reading.read(events, leave_after, slow)


class Storm:
    """The server, the client and the threads that many runs share; use it as ``async with storm():``."""

    def __init__(self, server: FaultServer, client: AsyncOpenAI, pool: ThreadPoolExecutor) -> None:
        self.server, self.client, self.pool = server, client, pool
        self.complaints: list[str] = []
        """What a loop said of errors that nobody looked at."""
        self._tasks: dict[int | None, weakref.WeakSet[asyncio.Task[Any]]] = defaultdict(weakref.WeakSet)

    def watch_loop(self, loop: asyncio.AbstractEventLoop) -> None:
        """Note every task of a loop by the run that it belongs to, and what is wrong in it."""
        loop.set_task_factory(self._task)
        loop.set_exception_handler(lambda _, context: self._complain(context))

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
            await asyncio.wait_for(run.play(), hang.SECONDS)
            await self._go_on(run)
            left = await self._tasks_left(seed)
            return [*run.problems, *(f"a task is left: {task}" for task in left), *invariants.problems(run)]
        except asyncio.TimeoutError:
            return [f"the run hangs: {run.mode} {run.controls} {self._names(seed)}"]
        except BaseException as error:  # a cancellation too: nobody cancels this task
            return [f"the storm itself failed: {invariants.describe(error)}"]
        finally:
            if run.widget is not None:
                run.widget.close()
            for name in [*run.program.plans, f"{run.name}-next"]:
                self.server.plans.pop(name, None)
            self._tasks.pop(seed, None)

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

    def _names(self, seed: int) -> list[str]:
        return [_place(task) for task in list(self._tasks[seed]) if not task.done()]


@asynccontextmanager
async def storm() -> AsyncIterator[Storm]:
    """A storm on the running loop and on the background loop."""
    with FaultServer() as server, ThreadPoolExecutor(32, "storm") as pool, pages():
        async with AsyncOpenAI(base_url=server.base_url, api_key="sk-test", max_retries=0) as client:
            weather = Storm(server, client, pool)
            weather.watch_loop(asyncio.get_running_loop())
            weather.watch_loop(background.loop())
            try:
                yield weather
            finally:
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
