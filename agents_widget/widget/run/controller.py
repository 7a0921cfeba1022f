"""One run in a cell: follows it, records it, and passes on what people ask of it."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, TypeAlias

from ...agents.run_internal import time_slice
from ...agents.run_internal.event_log import EventLog
from ...error_text import ask_ahead
from ...sources import checks
from ...sources.base import Ability, Adapter, RunEndedError, RunOutcome
from ...transcript import failure
from ...transcript.kept_run import Lineage
from ...transcript.projector import FINAL
from ...transcript.schema import Patch, RunStatus
from ...transcript.tape import Tape
from ..channel import Send, discard, nothing
from ..fork.trunk import NOT_KEPT, Trunk
from .approvals import PendingApprovals
from .budget import Budget, RunBudget
from .ending import RunEnding
from .event_loop import CLOSED, STANDS_STILL, RunEventLoop
from .pause import RunPause
from .phase import RunPhase
from .recorder import Recorder
from .stop import RunStop

OpenAdapter: TypeAlias = Callable[[], "Adapter | Awaitable[Adapter]"]
"""Gives what is to be followed; called on the run's own loop, where it may start a run."""


ANNOTATION_LIMIT = 10_000
"""Characters of a note."""


class RunController:
    """Follows one run after another, on the run's own loop, and takes requests from any thread.

    A request that a run which has ended does not need (stop, pause, resume) does nothing then; one that would
    get lost raises.

    ``send`` takes the messages for the views, and ``on_settled`` is called when a run has ended or waits for
    somebody. ``loop`` is the run's own, if it has one. A ``tape`` with rows is gone on with. ``began`` is
    when the run began by ``time.monotonic``, if that is past. A run that is ``unseen`` sends nothing, and
    costs no pump, until ``show``.
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
        unseen: bool = False,
    ) -> None:
        self.loop = RunEventLoop(loop)
        self.phase = RunPhase()
        self.adapter = Adapter(None)
        self._has_adapter = False
        """Whether that is the present run's, of which it is known what it can do."""
        self.error: BaseException | None = None
        """What ended the latest run, when an error did."""
        self.recorder = Recorder(send, tape, began, unseen=unseen)
        self.channel = self.recorder.channel
        self.ending = RunEnding(self.recorder)
        if began is None:
            self.channel.hold_clock()  # it starts with the first run
        self._on_settled = on_settled
        self.approvals = PendingApprovals(self.recorder, self.loop.call, self.show_abilities, self.settled)
        self.budget = RunBudget(budget or Budget(), self.recorder)
        self.run_pause = RunPause(self, self.recorder, self.budget.reached)
        self._messages: list[str] = []
        """What was said while the run waited for approval; it is said when the run goes on."""
        self._when_begun: list[Callable[[], None]] = []
        """What was asked of a run on its own loop before it had begun; it is done then."""
        self.run_stop = RunStop()
        self._closing = threading.Lock()
        self._task: asyncio.Task[RunOutcome] | None = None
        self._pump: asyncio.Task[None] | None = None
        self.budget.show_limits()

    # From any thread

    def start(self, open_adapter: OpenAdapter) -> None:
        """Begin to follow a run that ``open_adapter`` gives."""
        self._prepare()
        self._has_adapter = False
        self.loop.call(lambda: self._begin(open_adapter))
        self.loop.give_way()

    def follow(self, adapter: Adapter) -> None:
        """Begin to follow a run that may be under way, or over: its past is recorded at once."""
        self._use(adapter)
        if adapter.tape is not None:
            return  # a recording, whose channel has it all
        self._prepare()
        past = checks.past_of(adapter)
        if adapter.began is not None:
            self.recorder.prepare_past(event for _, event in past.events)
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

    def show(self, send: Send, on_settled: Callable[[], None]) -> None:
        """Let views see a run that was unseen, from now on; a snapshot has what came before."""
        self._on_settled = on_settled
        self.recorder.show(send)
        if self.running:
            self.loop.call(self._begin_to_pump)

    def settled(self) -> None:
        """Tell that a run has ended, or waits for somebody."""
        self.ending.attempt("The page in the notebook could not be brought up to date", self._on_settled)

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

    def check_can_end(self) -> None:
        """End a run whose loop was closed under it. Raises ``RuntimeError`` if the loop stands still."""
        self.end_on_closed_loop()
        if self.running and self.loop.stands_still:
            raise RuntimeError(STANDS_STILL)

    def end_on_closed_loop(self, *, stopped: bool = False) -> None:
        """End a run whose loop was closed under it; unless somebody stopped it, by an error."""
        if self.running and self.loop.is_closed:
            with self._closing:  # several threads may wait for the run
                if self.running:
                    self._close("cancelled", None if stopped else RuntimeError(CLOSED))

    def stop(self, *, after_turn: bool = False) -> None:
        """End the run: at once, or when the model call and tools under way are done."""
        self.end_on_closed_loop(stopped=True)
        if self.running:
            self.loop.call(lambda: self._stop(after_turn))

    def pause(self) -> None:
        """Hold the run before its next step. Raises ``RuntimeError`` if it cannot be held."""
        if not self._is_postponed(self.pause) and self._is_at_work("pause", "paused"):
            self.loop.call(self._pause)

    def step(self) -> None:
        """Let the run take one step and hold again. Raises ``RuntimeError`` as ``resume`` does."""
        if not self._is_postponed(self.step) and self._is_at_work("step", "stepped through"):
            self._check_may_go_on()
            self.loop.call(self._step)

    def resume(self) -> None:
        """Let a held run go on. Raises ``RuntimeError`` when it waits for a decision or for more budget."""
        if not self._is_postponed(self.resume) and self._is_at_work("pause", "paused"):
            self._check_may_go_on()
            self.loop.call(self.run_pause.resume)

    def allow(self, usd: float, tokens: int, *, uncounted: bool = False) -> None:
        """Let the runs spend more, and go on if that was what held the present one."""
        self.budget.allow(usd, tokens, uncounted=uncounted)
        self.recorder.flush()  # between runs nothing else sends what had to wait
        if self.running:
            self.loop.call(self.run_pause.budget_raised)

    def say(self, text: str) -> None:
        """Tell the agents something before the next model call. Raises ``RuntimeError`` if that cannot be."""
        if self._is_postponed(partial(self.say, text)):
            return
        if not self._is_at_work("say", "talked to while it works"):
            raise RunEndedError("The run has ended, and the widget cannot go on with it: start another run.")
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

    def branch(self, entry_id: str, to: int) -> None:
        """Show another branch; only a conversation has them."""
        raise RuntimeError("This run is not a conversation: it has no branches.")

    @property
    def tape(self) -> Tape:
        """The recording so far."""
        self.channel.flush()
        return self.channel.tape

    def trunk(self) -> Trunk:
        """Give what another run can be forked from. Raises ``ValueError`` where there is nothing."""
        kept = self.tape.read_run()
        if kept is None:
            raise ValueError(NOT_KEPT)
        return Trunk(kept, self.channel.copy_transcript())

    @property
    def lineage(self) -> Lineage | None:
        """What the run was forked from."""
        kept = self.channel.tape.read_run()
        return None if kept is None else kept.lineage

    def annotate(self, entry_id: str, text: str) -> None:
        """Write a note at an entry, or take it away. Raises ``LookupError`` or ``ValueError``."""
        if len(text) > ANNOTATION_LIMIT:
            raise ValueError(
                f"A note has {ANNOTATION_LIMIT:,} characters at most; this one has {len(text):,}."
            )
        self.recorder.annotate(entry_id, text)
        if not self.running:
            self.settled()  # nothing that comes later would bring the saved page up to date

    # On the run's loop

    def show_status(self, status: RunStatus, detail: str = "") -> None:
        """Show what the run does, and why; while tool calls wait for approval, they say it."""
        if self.running and not self.approvals.pending:
            self.recorder.show_status(status, detail)

    def show_abilities(self) -> None:
        """Show what can be asked of the run now."""
        abilities = self.run_pause.allowed(self.abilities) if self.running else self.idle_abilities
        if self.approvals.pending:  # as ``_check_may_go_on``
            abilities = [ability for ability in abilities if ability not in ("step", "resume")]
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
        self.end_on_closed_loop()
        if not self.loop.is_current:
            self.phase.wait_until_known()  # a run that the widget starts begins at once, on its own thread
        if self.running and ability not in self.adapter.abilities:
            raise RuntimeError(
                f"This run cannot be {done}: only one of agents_widget's own Runner can, "
                f"or one whose adapter lists the ability {ability!r}."
            )
        return self.running

    def _is_postponed(self, request: Callable[[], None]) -> bool:
        """Whether the run is yet to begin, on the caller's own loop; it is asked when it has begun."""
        if self._has_adapter or not self.running or not self.loop.is_current:
            return False
        self._when_begun.append(request)
        return True

    def _check_may_go_on(self) -> None:
        """Raise ``RuntimeError`` when the run waits for a decision or for more budget."""
        if waiting := ", ".join(self.approvals.undecided):
            raise RuntimeError(f"The run waits for your decision, approve or deny: {waiting}.")
        if spent := self.budget.reached():
            raise RuntimeError(f"{spent} Allow more, or stop the run.")

    def _prepare(self) -> None:
        self.loop.replace_if_closed()
        self.run_stop.reset()
        self.run_pause.reset()
        self._when_begun.clear()
        self.channel.release_clock()
        self.recorder.open_log()
        self.log.written_on(self.loop.loop, self.end_on_closed_loop)
        self.phase.open()

    def _begin(self, open_adapter: OpenAdapter) -> None:
        self._task = self.loop.create_task(self._run_to_end(open_adapter))
        # Not at the coroutine's own end: one that is cancelled before its first step has none.
        self._task.add_done_callback(self._finish)

    def _finish(self, task: asyncio.Task[RunOutcome]) -> None:
        error = None if task.cancelled() else task.exception()
        if task.cancelled() or error is not None or self.run_stop.state == "now":
            self._close("cancelled", error)
        else:
            self._close(task.result(), None)

    def _close(self, outcome: RunOutcome, error: BaseException | None) -> None:
        """End the transcript, then the log, then wake who waits, whatever fails on the way."""
        self.error = error
        self._end_pump()
        self.ending.show(self.adapter, outcome, error)
        self.ending.attempt("What was spent could not be shown", self.budget.show)
        self.recorder.set_field("abilities", self.idle_abilities)
        self.ending.attempt("The run's past could not be shown", self.recorder.end_past)
        self.channel.hold_clock()
        self.approvals.pending.clear()
        self.settled()
        log = self.log  # who is woken may begin another run, with another log
        self.phase.end()
        log.close(error)

    def _begin_to_pump(self) -> None:
        if self.running and self.channel.seen and self._pump is None:
            self._pump = self.loop.create_task(self.channel.pump())

    def _end_pump(self) -> None:
        pump, self._pump = self._pump, None
        if pump is not None:
            with contextlib.suppress(RuntimeError):  # the run's loop was closed, and the pump with it
                pump.cancel()

    async def _run_to_end(self, open_adapter: OpenAdapter) -> RunOutcome:
        """Follow a run. What would end the program, and every other run with it, is its failure."""
        try:
            return await self._run(open_adapter)
        except (SystemExit, KeyboardInterrupt) as error:
            raise RuntimeError(f"The run tried to end the program: {failure.named(error)}") from error
        except Exception as error:
            await ask_ahead(error)  # its text is shown at the end, where the loop cannot wait for it
            raise

    async def _run(self, open_adapter: OpenAdapter) -> RunOutcome:
        """Follow a run to its end, through its approvals."""
        self._begin_to_pump()
        await time_slice.make_room()
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

    def _open(self, adapter: Adapter, began: float) -> None:
        """Begin to record a run."""
        self._use(adapter)
        patches = self.recorder.begin([] if adapter.input is None else adapter.input, began)
        self._begun(adapter, patches)
        self.budget.show()
        self.show_abilities()
        self.phase.run()
        requests, self._when_begun = self._when_begun, []
        for request in requests:
            self._ask_late(request)

    def _ask_late(self, request: Callable[[], None]) -> None:
        try:
            request()
        except RuntimeError as error:  # who asked would have seen it, had the run begun by then
            self.recorder.notice(str(error))

    def _begun(self, adapter: Adapter, patches: list[Patch]) -> None:
        """Hook for subclasses: a run began, and these patches show its beginning."""

    def _use(self, adapter: Adapter) -> None:
        self.adapter, self._has_adapter = adapter, True
        self.recorder.translate_with(checks.translate_of(adapter))
        self.run_pause.use(adapter)

    async def _read(self) -> None:
        """Read the events of the present adapter, up to the run's end or an interruption."""
        self.run_pause.begin()
        while self._messages:
            self.adapter.say(self._messages.pop(0))
        try:
            async with contextlib.aclosing(checks.open_events(self.adapter)) as events:
                async for event in events:
                    happened = self.adapter.event_time
                    await self.recorder.prepare(event)
                    if self.recorder.add_event(event, happened=happened):
                        self.budget.show()
                        self.run_pause.usage_grew()
        finally:
            self.ending.attempt("Not all of the run could be shown", self._add_late_events)

    def _add_late_events(self) -> None:
        for event in self.adapter.late_events():
            self.recorder.add_late(event)

    def _pause(self) -> None:
        if self.running and self.run_pause.request():
            self.approvals.add_detail("The run pauses after that.")

    def _step(self) -> None:
        if self.running:
            self.run_pause.step()

    def _stop(self, after_turn: bool) -> None:
        if not self.running or self._task is None:
            return
        waits = bool(self.approvals.pending)
        if self.run_stop.request(self.adapter, self._task, after_turn=after_turn, waits_for_approval=waits):
            self.run_pause.reset()  # a run that is held goes on to the end of its turn
            self.show_status("running", "Stopping after this turn.")
            self.show_abilities()
