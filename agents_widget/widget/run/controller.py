"""One run in a cell: follows it, records it, and passes on what people ask of it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Literal, TypeAlias

from ...agents.run_internal.event_log import EventLog
from ...sources import checks
from ...sources.base import Ability, Adapter, RunOutcome
from ...transcript import failure
from ...transcript.projector import FINAL
from ...transcript.schema import Patch, RunStatus
from ...transcript.tape import Tape
from ..channel import Send, discard, nothing
from .approvals import PendingApprovals
from .budget import Budget, RunBudget
from .event_loop import RunEventLoop
from .pause import RunPause
from .phase import RunPhase
from .recorder import Recorder

logger = logging.getLogger(__name__)

OpenAdapter: TypeAlias = Callable[[], "Adapter | Awaitable[Adapter]"]
"""Gives what is to be followed; called on the run's own loop, where it may start a run."""
StopRequest: TypeAlias = Literal["none", "after_turn", "now"]


class RunController:
    """Follows one run after another, on the run's own loop, and takes requests from any thread.

    A request that a run which has ended does not need (stop, pause, resume) does nothing then; one that would
    get lost raises.

    ``send`` takes the messages for the views, and ``on_settled`` is called when a run has ended or waits for
    somebody. ``loop`` is the run's own, if it has one. A ``tape`` with rows is gone on with. ``began`` is
    when the run began by ``time.monotonic``, if that is past.
    """

    def __init__(
        self,
        *,
        send: Send = discard,
        on_settled: Callable[[], None] = nothing,
        loop: asyncio.AbstractEventLoop | None = None,
        budget: Budget | None = None,
        tape: Tape | None = None,
        began: float | None = None,
    ) -> None:
        self.loop = RunEventLoop(loop)
        self.phase = RunPhase()
        self.adapter = Adapter(None)
        self.error: BaseException | None = None
        """What ended the latest run, when an error did."""
        self.recorder = Recorder(send, tape, began)
        self.channel = self.recorder.channel
        self.settled = partial(self._settle, on_settled)
        self.approvals = PendingApprovals(self.recorder, self.loop.call, self.settled)
        self.budget = RunBudget(budget or Budget(), self.recorder)
        self.run_pause = RunPause(self, self.recorder, self.budget.reached)
        self._messages: list[str] = []
        """What was said while the run waited for approval; it is said when the run goes on."""
        self._stop_request: StopRequest = "none"
        self._task: asyncio.Task[RunOutcome] | None = None
        self.budget.show_limits()

    # From any thread

    def start(self, open_adapter: OpenAdapter) -> None:
        """Begin to follow a run that ``open_adapter`` gives."""
        self._prepare()
        self.loop.call(lambda: self._begin(open_adapter))

    def follow(self, adapter: Adapter) -> None:
        """Begin to follow a run that may be under way, or over: its past is recorded at once."""
        self._use(adapter)
        if adapter.tape is not None:
            return  # a recording, whose channel has it all
        self._prepare()
        past = checks.past_of(adapter)
        if adapter.began is not None:
            self.recorder.begin_past()
            self._open(adapter, time.time() - (time.monotonic() - adapter.began))
            for seconds, event in past.events:
                self.recorder.add_event(event, seconds)
            self.budget.show()
        if past.ended and not adapter.interruptions():
            self._close(adapter.outcome, past.error)
        else:
            self.recorder.end_past()
            self.loop.call(lambda: self._begin(lambda: adapter))

    def attach(self, widget: Any) -> None:
        """Tell the present run which widget shows it."""
        self.adapter.attach(self.log, widget)

    def begin(self) -> None:
        """Start the first run, once there is a widget. Nothing to do for a run that ``follow`` was given."""

    @property
    def log(self) -> EventLog[Any]:
        """The events of the present run, for any number of readers."""
        return self.recorder.log

    @property
    def running(self) -> bool:
        """Whether there is a run that has not ended."""
        return self.phase.current != "idle"

    @property
    def status(self) -> RunStatus:
        """What the run does, with everything recorded so far."""
        self.channel.flush()
        status = self.channel.transcript.status
        return "running" if self.running and status in FINAL else status

    def stop(self, *, after_turn: bool = False) -> None:
        """End the run: at once, or when the model call and tools under way are done."""
        if self.running and not self.loop.is_closed:
            self.loop.call(lambda: self._stop(after_turn))

    def pause(self) -> None:
        """Hold the run before its next model call or tool. Raises ``RuntimeError`` if it cannot be held."""
        if self._is_at_work("pause", "paused"):
            self.loop.call(self._pause)

    def resume(self) -> None:
        """Let a held run go on. Raises ``RuntimeError`` when it waits for a decision or for more budget."""
        if not self._is_at_work("pause", "paused"):
            return
        if waiting := ", ".join(self.approvals.pending):
            raise RuntimeError(f"The run waits for your decision, approve or deny: {waiting}.")
        if spent := self.budget.reached():
            raise RuntimeError(f"{spent} Allow more, or stop the run.")
        self.loop.call(self.run_pause.resume)

    def allow(self, usd: float, tokens: int, *, uncounted: bool = False) -> None:
        """Let the runs spend more, and go on if that was what held the present one."""
        self.budget.allow(usd, tokens, uncounted=uncounted)
        self.loop.call(self.run_pause.budget_raised)

    def say(self, text: str) -> None:
        """Tell the agents something before the next model call. Raises ``RuntimeError`` if that cannot be."""
        if not self._is_at_work("say", "talked to while it works"):
            raise RuntimeError("The run has ended, and the widget cannot go on with it: start another run.")
        if self.approvals.pending:
            self._messages.append(text)
        else:
            self.adapter.say(text)
        self.loop.call(lambda: self.recorder.say(text))

    def retry(self) -> None:
        """Ask again; only a conversation can."""
        raise RuntimeError("This run is not a conversation: it cannot be asked again.")

    def edit(self, entry_id: str, text: str) -> None:
        """Go back to a message; only a conversation can."""
        raise RuntimeError("This run is not a conversation: nothing in it can be said differently.")

    # On the run's loop

    def show_status(self, status: RunStatus, detail: str = "") -> None:
        """Show what the run does, and why; while tool calls wait for approval, they say it."""
        if self.running and not self.approvals.pending:
            self.recorder.show_status(status, detail)

    def show_abilities(self) -> None:
        """Show what can be asked of the run now."""
        abilities = self.run_pause.allowed(self.abilities) if self.running else self.idle_abilities
        self.recorder.set_field("abilities", abilities)

    @property
    def abilities(self) -> list[str]:
        """What can be asked while a run is at work."""
        return list(self.adapter.abilities)

    @property
    def idle_abilities(self) -> list[str]:
        """What can be asked between two runs."""
        return []

    def _is_at_work(self, ability: Ability, done: str) -> bool:
        """Whether a run is at work. Raises ``RuntimeError`` if it is one that lacks the ability."""
        if not self.loop.is_current:
            self.phase.wait_until_known()  # a run that the widget starts begins at once, on its own thread
        if self.running and ability not in self.adapter.abilities:
            raise RuntimeError(
                f"This run cannot be {done}: only one of agents_widget's own Runner can, "
                f"or one whose adapter lists the ability {ability!r}."
            )
        return self.running

    def _prepare(self) -> None:
        self.loop.replace_if_closed()
        self._stop_request = "none"
        self.run_pause.reset()
        self.channel.release_clock()
        self.recorder.open_log()
        self.phase.open()

    def _begin(self, open_adapter: OpenAdapter) -> None:
        self._task = self.loop.create_task(self._run_to_end(open_adapter))
        # Not at the coroutine's own end: one that is cancelled before its first step has none.
        self._task.add_done_callback(self._finish)

    def _finish(self, task: asyncio.Task[RunOutcome]) -> None:
        error = None if task.cancelled() else task.exception()
        if task.cancelled() or error is not None or self._stop_request == "now":
            self._close("cancelled", error)
        else:
            self._close(task.result(), None)

    def _close(self, outcome: RunOutcome, error: BaseException | None) -> None:
        """End the transcript, then the log, then wake who waits, whatever fails on the way."""
        self.error = error
        told = self._try("The end of the run could not be shown", lambda: self._record_end(outcome, error))
        if not told:
            unknown = RuntimeError("What ended the run cannot be shown; the log of agents_widget has more.")
            self._try("Nor could that", lambda: self.recorder.fail(unknown))
            self.recorder.set_field("status", outcome if error is None else "failed")
        self._try("What was spent could not be shown", self.budget.show)
        self.recorder.set_field("abilities", self.idle_abilities)
        self._try("The run's past could not be shown", self.recorder.end_past)
        self.channel.hold_clock()
        self.approvals.pending.clear()
        self.run_pause.reset()
        self.settled()
        log = self.log  # who is woken may begin another run, with another log
        self.phase.end()
        log.close(error)

    def _record_end(self, outcome: RunOutcome, error: BaseException | None) -> None:
        if error is not None:
            self.recorder.fail(error)
        elif outcome == "cancelled":
            self.recorder.cancel()
        else:
            self.recorder.finish()

    def _try(self, problem: str, step: Callable[[], object]) -> bool:
        """Take a step of the end, and give whether it worked. What it raises is logged and shown."""
        try:
            step()
        except BaseException as error:
            with contextlib.suppress(BaseException):  # to log an error takes its text, which may raise, too
                logger.exception("%s.", problem)
            with contextlib.suppress(BaseException):
                self.recorder.notice(f"{problem}: {failure.message(error)}")
            return False
        return True

    def _settle(self, on_settled: Callable[[], None]) -> None:
        self._try("The page in the notebook could not be brought up to date", on_settled)

    async def _run_to_end(self, open_adapter: OpenAdapter) -> RunOutcome:
        """Follow a run. What would end the program, and every other run with it, is its failure."""
        try:
            return await self._run(open_adapter)
        except (SystemExit, KeyboardInterrupt) as error:
            ending = f"{type(error).__name__}({failure.message(error)})"
            raise RuntimeError(f"The run tried to end the program: {ending}") from error

    async def _run(self, open_adapter: OpenAdapter) -> RunOutcome:
        """Follow a run to its end, through its approvals."""
        pump = asyncio.ensure_future(self.channel.pump())
        try:
            adapter = open_adapter()
            if not isinstance(adapter, Adapter):
                adapter = await adapter
            if self.phase.current == "opening":
                self._open(adapter, time.time())
            while True:
                await self._read()
                interruptions = checks.interruptions_of(self.adapter)
                if not interruptions:
                    return checks.outcome_of(self.adapter)
                can_edit = "edit_arguments" in self.adapter.abilities
                decisions = await self.approvals.request(interruptions, can_edit=can_edit)
                self._use(checks.resume_with(self.adapter, decisions))
        finally:
            pump.cancel()

    def _open(self, adapter: Adapter, began: float) -> None:
        """Begin to record a run."""
        self._use(adapter)
        patches = self.recorder.begin([] if adapter.input is None else adapter.input, began)
        self._begun(adapter, patches)
        self.budget.show()
        self.show_abilities()
        self.phase.run()

    def _begun(self, adapter: Adapter, patches: list[Patch]) -> None:
        """Hook for subclasses: a run began, and these patches show its beginning."""

    def _use(self, adapter: Adapter) -> None:
        self.adapter = adapter
        self.recorder.translate_with(checks.translate_of(adapter))
        self.run_pause.use(adapter)

    async def _read(self) -> None:
        """Read the events of the present adapter, up to the run's end or an interruption."""
        self.run_pause.begin()
        while self._messages:
            self.adapter.say(self._messages.pop(0))
        async with contextlib.aclosing(checks.open_events(self.adapter)) as events:
            async for event in events:
                await self.recorder.prepare(event)
                if self.recorder.add_event(event):
                    self.budget.show()
                    self.run_pause.usage_grew()

    def _pause(self) -> None:
        if self.running and self.run_pause.request():
            self.approvals.add_detail("The run pauses after that.")

    def _stop(self, after_turn: bool) -> None:
        if not self.running or self._task is None:
            return
        may_finish_turn = after_turn and self._stop_request != "now"
        self._stop_request = "after_turn" if may_finish_turn else "now"
        was_asked = False
        try:
            was_asked = self.adapter.stop(after_turn=after_turn) and not self.approvals.pending
        finally:  # an adapter whose stop() raises is read no more, either
            if not was_asked:
                self._stop_request = "now"
                self._task.cancel()
        if was_asked and after_turn:
            self.run_pause.reset()  # a run that is held goes on to the end of its turn
            self.show_status("running", "Stopping after this turn.")
            self.show_abilities()
