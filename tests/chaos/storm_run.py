"""One run of a storm: the program, who reads its events, and what is asked of it at which event."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from random import Random
from typing import Any

from controls import Controls
from hostile_program import Program, ProgramMaker
from openai import AsyncOpenAI
from readings import Reading, read_and_close

from agents_widget import Runner, watch
from agents_widget.agents.run_internal.event_log import EventLog

MODES = ("result", "result", "unstreamed", "watched result", "watched agent", "watched agent")
MOST_RUNS = 4
"""Runs that may follow each other in one, by approvals or by going back to a message."""


class StormRun:
    """One run: its program, its readers and controls, and in the end all that the invariants look at."""

    def __init__(self, seed: int, client: AsyncOpenAI, pool: ThreadPoolExecutor) -> None:
        self.name = f"storm-{seed}"
        self.program: Program = ProgramMaker(seed, client, self.name).make()
        self.random = Random(f"storm {seed}")
        self.mode = self.random.choice(MODES)
        self.readings: list[Reading] = []
        self.logs: list[EventLog[Any]] = []
        self.first_kept_log = 0
        """The logs before were forgotten when somebody went back to a message."""
        self.results: list[Any] = []
        self.edited: set[str] = set()
        """The calls whose arguments somebody has changed."""
        self.widget: Any = None
        self.error: BaseException | None = None
        self.problems: list[str] = []
        self._pool = pool
        self._tasks: list[asyncio.Future[Any]] = []
        self.controls = Controls(self.random, pool, self._tasks)

    @property
    def was_stopped(self) -> bool:
        """Whether somebody stopped the run, or may have."""
        return self.controls.was_stopped

    @property
    def happened(self) -> int:
        """A number that grows with everything that happens in the run."""
        events = sum(len(log.events) for log in self.logs) + sum(len(each.events) for each in self.readings)
        requests = sum(plan.count for plan in self.program.plans.values())
        return events + requests + len(self.results) + len(self.controls.used)

    def __str__(self) -> str:
        return f"{self.mode}, {self.program.api}, {self.controls.used}"

    async def play(self) -> None:
        """Run to the end, with everybody."""
        if self.mode == "watched agent":
            budget = self.random.choice([None, None, 1, 30])
            self.widget = watch(self.program.agent, "Hi 👋", budget_tokens=budget, **self._watch_options)
            await self._decide_and_follow()
        elif self.mode == "unstreamed":
            await self._run_unstreamed("Hi 👋")
        else:
            await self._run_and_follow("Hi 👋")
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for log in self.logs[-1:] * 2:
            reading = self._reading("late", log)
            await reading.read(log.read(), None, slow=False)

    @property
    def _watch_options(self) -> dict[str, Any]:
        return {name: value for name, value in self.program.options.items() if name != "error_handlers"}

    async def _run_unstreamed(self, run_input: Any) -> None:
        """Runs without any reader, through their approvals."""
        try:
            result = await Runner.run(self.program.agent, run_input, **self.program.options)
        except Exception as error:
            self.error = error
            return
        self.results.append(result)
        if result.interruptions and len(self.results) < MOST_RUNS:
            await self._run_unstreamed(self._decided(result))

    async def _run_and_follow(self, run_input: Any) -> None:
        """A run of the runner and those that go on from its approvals, in a widget or not."""
        result = Runner.run_streamed(self.program.agent, run_input, **self.program.options)
        if self.mode == "watched result":
            self.widget = watch(result)
            self._add_readers(result.log, result.stream_events)
            await self._decide_and_follow()
            return
        self.results.append(result)
        self.logs.append(result.log)
        self._add_readers(result.log, result.stream_events)
        await self.controls.steer(result.log, result, in_widget=False)
        await result.log.wait()
        self.error = result.run_loop_exception
        if result.interruptions and len(self.results) < MOST_RUNS:
            await self._run_and_follow(self._decided(result))

    def _decided(self, result: Any) -> Any:
        state = result.to_state()
        for item in result.interruptions:
            if self.random.random() < 0.7:
                state.approve(item)
            else:
                state.reject(item)
        return state

    async def _decide_and_follow(self) -> None:
        deciding = asyncio.create_task(self._decide_in_widget())
        try:
            await self._follow_widget()
        finally:
            deciding.cancel()

    async def _follow_widget(self) -> None:
        """Follow a widget until nothing runs in it: something said late begins another run."""
        widget = self.widget
        while True:
            log = widget._controller.log
            self.logs.append(log)
            self._add_readers(log, log.read)
            await self.controls.steer(log, widget, in_widget=True)
            try:
                await widget
            except asyncio.CancelledError:
                raise
            except BaseException as error:
                self.error = error
            else:
                self.error = None
            if widget._controller.log is log and not widget._controller.running and not self._go_back():
                break
        result = widget._controller.adapter.result
        self.results += [] if result is None else [result]

    def _go_back(self) -> bool:
        """Say a message again, or another in its place, in some of the runs; whether another run begins."""
        if self.random.random() < 0.7 or len(self.logs) >= MOST_RUNS:
            return False
        users = [entry.id for entry in self.widget.transcript.entries if entry.kind == "user"]
        if not users:
            return False
        try:
            if self.random.random() < 0.5:
                self.widget.retry()
            else:
                self.widget.edit(self.random.choice(users), "And if not?")
        except (RuntimeError, ValueError):  # no run began with that message, or one is at work again
            return False
        self.controls.used.append("go back")
        self.first_kept_log = len(self.logs)
        return True

    async def _decide_in_widget(self) -> None:
        """Decide what the widget's runs wait for, one after the other."""
        widget = self.widget
        while True:
            if await widget.wait_for("waiting") == "waiting":
                widget.allow(tokens=50, uncounted=True)
            for entry in widget.interruptions:
                # Another thread may have stopped the run meanwhile, and the model's arguments fit nothing.
                with suppress(ValueError, RuntimeError):
                    self._decide(entry.call_id)
            await asyncio.sleep(0.02)

    def _decide(self, call_id: str) -> None:
        chance = self.random.random()
        if chance < 0.2:
            self.widget.approve(call_id, {"word": "edited"})
            self.edited.add(call_id)
        elif chance < 0.7:
            self.widget.approve(call_id, always=chance < 0.3)
        else:
            self.widget.deny(call_id, "No.")

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
                work = self._pool.submit(asyncio.run, read_and_close(reading, stream, leave_after, slow))
                self._tasks.append(asyncio.wrap_future(work))
            else:
                self._tasks.append(asyncio.create_task(reading.read(stream(), leave_after, slow)))
        if self.random.random() < 0.05:
            self.controls.used.append("cancel a reader")
            task = asyncio.create_task(self._reading("cancelled", log).read(stream(), None, slow=False))
            self._tasks.append(task)
            asyncio.get_running_loop().call_later(self.random.choice([0, 0.01]), task.cancel)
