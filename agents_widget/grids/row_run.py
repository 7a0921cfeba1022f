"""Runs one row of a grid to its end: the same on this machine and on a worker of a cluster."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from ..agents.run_internal.model_gate import MODEL_GATE
from ..sources.base import RunEndedError
from ..sources.detect import find_runner
from ..transcript import failure
from ..transcript.fields import type_name
from ..transcript.tape import Tape
from ..widget.channel import Message, Send
from ..widget.final_output import final_output
from ..widget.run.budget import Budget
from ..widget.run.controller import RunController
from ..widget.run.conversation import Conversation
from .executor import RowEnd, RowJob, RowSettings
from .row_gate import RowGate
from .row_output import output_data
from .row_status import STATES, Pace, read_status, tools_of
from .rows import RowResult, RowStatus
from .store import run_name
from .transient import is_transient, seconds_to_wait


class RowTimeoutError(Exception):
    """A run took longer than the grid's ``timeout``, of an agent whose model calls cannot be timed."""


class RowConversation(Conversation):
    """The run of a row: begun once, whoever comes to see it, and not gone on with when it has ended."""

    @property
    def abilities(self) -> list[str]:
        """What can be asked while the run is at work: no next run can follow it."""
        return list(self.adapter.abilities)

    @property
    def idle_abilities(self) -> list[str]:
        """What can be asked when it has ended: nothing."""
        return []

    def begin(self) -> None:
        """Begin the run; nothing to do for a widget that opens it later."""
        if not self.channel.tape.rows and not self.running:
            super().begin()

    def say(self, text: str) -> None:
        """Tell the agents something. Raises ``RunEndedError`` when the run has ended."""
        if not self.running:
            raise RunEndedError("This row of the grid has ended: ask it again with g[...].retry().")
        super().say(text)


class RowRun:
    """A row that runs on the running event loop."""

    def __init__(self, job: RowJob, agent: Any, settings: RowSettings, gate: RowGate | None = None) -> None:
        self.job = job
        self.gate = gate or RowGate(timeout=settings.timeout, retries=settings.retries)
        runner = find_runner(agent)
        takes = frozenset() if runner is None else runner.takes
        self._agent = agent
        self._is_own = runner is not None and runner.can_pause(agent)
        self._retries = settings.retries
        self._timeout = None if self._is_own else settings.timeout
        self._pace = Pace()
        self._has_prices = bool(settings.prices)
        self._budget = Budget(prices=settings.prices)
        self._began = time.time()
        self._started = time.monotonic()
        self._error: BaseException | None = None
        self._views: dict[Send, Callable[[], None]] = {}
        self.controller = RowConversation(
            agent=agent,
            prompt=job.plan.input,
            options={name: value for name, value in settings.options.items() if name in takes},
            loop=asyncio.get_running_loop(),
            budget=self._budget,
            run_id=run_name(RowResult(job.plan, "queued", attempt=self.attempt)),
            unseen=True,
        )

    @property
    def attempt(self) -> int:
        """The number of this try, from 1."""
        return len(self.job.attempts) + 1

    def status(self) -> RowStatus:
        """Give how the row stands, on any thread."""
        channel = self.controller.channel
        with channel.exclusive():
            channel.flush()
            transcript = channel.transcript
            status = read_status(transcript, self._pace.read(channel.tape), self.attempt)
            if self._has_prices:
                status.uncounted = self._budget.problem(transcript.usage, transcript.calls)
        if self.controller.running and status.state not in ("running", "waiting"):
            status.state = "running"
        status.waited = self.gate.waited
        status.seconds = max(0.0, time.monotonic() - self._started - self.gate.waited)
        if self.gate.held:
            status.doing = self.gate.held
            status.is_held = self.gate.needs_somebody
            status.state = "waiting" if status.is_held else status.state
        return status

    @property
    def waits_for_somebody(self) -> bool:
        """Whether it goes on only when somebody decides: about this row, not about the grid's budget."""
        return self.controller.status == "waiting"

    def tape(self) -> Tape:
        """Give the recording so far."""
        self.controller.channel.flush()
        return self.controller.channel.tape

    def open(self, send: Send, on_settled: Callable[[], None]) -> RunController:
        """Give the run's controller for an ``AgentWidget``, which shows and steers it from now on."""
        self._views[send] = on_settled
        self.controller.show(self._send, self._settled)
        return self.controller

    def close(self, send: Send) -> None:
        """Send no more to a view."""
        self._views.pop(send, None)

    def _send(self, message: Message) -> None:
        for send in list(self._views):
            send(message)

    def _settled(self) -> None:
        for on_settled in list(self._views.values()):
            on_settled()

    def stop(self) -> None:
        """Stop the run, from any thread."""
        self.controller.stop()

    def seconds_to_next_try(self) -> float | None:
        """Give how long to wait for another try of a run that nothing has come of; None: it gets none.

        The model calls of this package's agents are tried again by themselves.
        """
        error = self.controller.error
        nothing_came = not self.controller.log.events
        if self._is_own or error is None or not nothing_came or not is_transient(error):
            return None
        return seconds_to_wait(error, self.attempt) if self.attempt <= self._retries else None

    async def run(self) -> RowEnd:
        """Run the row to its end. Stopped by cancelling, too; whatever fails is its result."""
        token = MODEL_GATE.set(self.gate)
        try:
            if not self._is_own:
                await self.gate.begin_row(self._agent)
            self._started = time.monotonic() - self.gate.waited
            self.controller.begin()
            await self._wait()
        finally:
            MODEL_GATE.reset(token)
        return self._end()

    async def _wait(self) -> None:
        log = self.controller.log
        ended = asyncio.ensure_future(log.wait())
        try:
            done, _ = await asyncio.wait({ended}, timeout=self._timeout)
            if not done:
                self._error = RowTimeoutError(f"The run took longer than timeout={self._timeout:g} seconds.")
                self.controller.stop()
                await ended
        except asyncio.CancelledError:
            self.controller.stop()
            await asyncio.wait({ended})
        finally:
            ended.cancel()

    def _end(self) -> RowEnd:
        controller = self.controller
        status = self.status()
        transcript, tape = controller.channel.transcript, controller.tape
        error = controller.error or self._error
        result = RowResult(
            plan=self.job.plan,
            state="failed" if error is not None else STATES[transcript.status],
            output=output_data(final_output(controller.adapter.result, transcript)),
            error="" if error is None else failure.message(error),
            error_type="" if error is None else type_name(error),
            attempt=self.attempt,
            attempts=list(self.job.attempts),
            began=self._began,
            seconds=round(status.seconds, 4),
            waited=round(status.waited, 4),
            usage=status.usage,
            cost=status.cost,
            uncounted=status.uncounted,
            turns=status.turn,
            tools=tools_of(transcript),
            pace=status.pace,
        )
        tape.began = transcript.began
        return RowEnd(result, tape.to_jsonl())


async def run_row(job: RowJob, agent: Any, settings: RowSettings) -> RowEnd:
    """Run one row alone to its end, on the running loop; raises nothing of the run."""
    try:
        row = RowRun(job, agent, settings)
    except Exception as error:  # noqa: BLE001 - such as an input that its framework cannot take
        return failed_end(job, error)
    return await row.run()


def failed_end(job: RowJob, error: BaseException) -> RowEnd:
    """Give the end of a row that could not begin."""
    result = RowResult(
        plan=job.plan,
        state="failed",
        error=failure.message(error),
        error_type=type_name(error),
        attempt=len(job.attempts) + 1,
        attempts=list(job.attempts),
        began=time.time(),
    )
    return RowEnd(result, "")


def cancelled_end(job: RowJob) -> RowEnd:
    """Give the end of a row that was stopped before it began."""
    return RowEnd(
        RowResult(job.plan, "cancelled", attempt=len(job.attempts) + 1, attempts=list(job.attempts)), ""
    )
