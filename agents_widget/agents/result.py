"""Results of runs: of one that has ended, and of one that goes on."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from .event_iterator import EventIterator
from .exceptions import AgentsException, UserError
from .items import InputItem, TResponseInputItem
from .result_base import (
    AgentToolInvocation as AgentToolInvocation,
    RunResultBase as RunResultBase,
    TurnUsage as TurnUsage,
)
from .run_internal import display_capture, stdout_capture
from .run_internal.background import call_on, running_loop
from .run_internal.event_log import EventLog
from .run_internal.event_readers import EventReaders
from .run_internal.steering import Steering
from .stream_events import StreamEvent

if TYPE_CHECKING:
    from ..widget.widget import AgentWidget
    from .run_state import RunState


@dataclass(kw_only=True, eq=False, repr=False)
class RunResult(RunResultBase):
    """The result of a run that has ended, or that waits for approvals."""

    def to_state(self) -> RunState[Any]:
        """The run as a state to decide approvals in, to keep as JSON, and to go on from."""
        from .run_state import RunState  # a state holds a result

        return RunState(self.with_own_pending_input())


@dataclass(kw_only=True, eq=False)
class RunResultStreaming(RunResultBase):
    """A run that goes on: its events, its results so far, and its controls.

    The controls (``cancel``, ``pause``, ``resume``, ``say``) may be called from any thread. Shown as the
    last line of a notebook cell it is a live view of the run.
    """

    log: EventLog[StreamEvent] = field(default_factory=EventLog, repr=False)
    """Every event so far; the run does not wait for those who read ``log.read()``."""
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop, repr=False)
    """The event loop that the run lives on."""
    options: dict[str, Any] = field(default_factory=dict, repr=False)
    """The options of ``Runner.run_streamed`` that it was started with, for a run that goes on from it."""
    is_complete: bool = False
    trace: None = None
    """Always None: nothing is traced."""
    run_loop_task: asyncio.Task[None] | None = field(default=None, repr=False)
    widget: AgentWidget | None = field(default=None, repr=False)
    """Its view in the notebook, once it has been shown or watched."""
    prints_watched: bool = field(default=False, repr=False)
    """Whether what its tools print is reported as their progress."""
    steering: Steering = field(default_factory=Steering, repr=False)
    """The requests to pause and stop; use ``pause``, ``resume`` and ``cancel``, which any thread may call."""
    readers: EventReaders = field(default_factory=EventReaders, repr=False)
    """The readers of ``stream_events()`` on the run's own loop: the next turn waits for them."""
    _cancelled_by: asyncio.Task[Any] | None = field(default=None, init=False, repr=False)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Start the run's work as a task of its own, which goes on to its end without readers too."""
        self.run_loop_task = self.loop.create_task(work)
        self.log.written_on(self.loop, self._end_on_closed_loop)
        _running.add(self.run_loop_task)
        # A callback of the task itself: whatever fails, no reader is left waiting.
        self.run_loop_task.add_done_callback(self._finish)

    def stream_events(self) -> EventIterator[StreamEvent]:
        """Every event of the run, from the first; raises the error that ended the run after the last.

        Any number of readers may each call this, at any time, on any loop. Cancelling the task that waits
        here cancels the run; leaving the ``async for`` does not. A turn begins when those who read on the
        run's own loop have handled the events of the turn before, unless they wait for something else.
        Who calls ``cancel()`` between two events gets no more of them, and goes on when the run has ended.
        Closing the iterator, as ``contextlib.aclosing`` does, waits for the end of the run.
        """
        return EventIterator(self)

    def to_state(self) -> RunState[Any]:
        """The run so far as a state, which does not change with this run."""
        from .run_state import RunState  # a state holds a result

        # What has ended changes no more, and a run that goes on from the state copies it.
        return self.ended().to_state() if self.log.closed else RunState(RunResult(**self.copied_fields()))

    def cancel(self, mode: Literal["immediate", "after_turn"] = "immediate") -> None:
        """Stop the run: at once, closing the model's stream, or when the present turn is done.

        What was completed stays in the result. Readers get the events up to here and then the end; who
        calls this between two events of its own gets no more of them.
        """
        if mode not in ("immediate", "after_turn"):
            raise UserError(f"cancel mode must be 'immediate' or 'after_turn', got {mode!r}.")
        if mode == "after_turn":
            call_on(self.loop, self._stop_after_turn)
        elif not self.steering.cancelled:  # a second cancellation would interrupt the cleaning up
            self.steering.cancelled = True
            self.is_complete = True
            self._cancelled_by = asyncio.current_task() if running_loop() else None
            call_on(self.loop, self._stop_now)

    def pause(self, on_hold: Callable[[str], None] | None = None) -> None:
        """Hold the run before its next tool, handoff or model call.

        ``on_hold`` is called with the id of each call that is held, and with "" for a model call.
        """
        if on_hold is not None:
            self.steering.on_hold = on_hold
        call_on(self.loop, self.steering.pause)

    def step(self, on_hold: Callable[[str], None] | None = None) -> None:
        """Let the run take one step (a tool, a handoff or a model call), and hold it before the next one.

        In a run that is not paused what is under way is the step. ``on_hold`` is as for ``pause``.
        """
        if on_hold is not None:
            self.steering.on_hold = on_hold
        call_on(self.loop, self.steering.step)

    def resume(self) -> None:
        """Let a paused run go on."""
        call_on(self.loop, self.steering.release)

    @property
    def paused(self) -> bool:
        """Whether the run is held, or will be before its next step."""
        return self.steering.paused

    @property
    def begun_calls(self) -> frozenset[str]:
        """The ids of the tool calls whose tools have begun; a call that waits has not."""
        return frozenset(self.steering.begun_calls)

    @property
    def call_errors(self) -> dict[str, BaseException]:
        """What tool calls raised that have no output for it, by call id."""
        return dict(self.steering.call_errors)

    def say(self, text: str) -> None:
        """Add a user message before the next model call; an answer under way is then not the last.

        Raises ``UserError`` when the run has ended.
        """
        if self.is_complete:
            raise UserError(
                "The run has ended. Start another with result.to_input_list() and the new message."
            )
        call_on(self.loop, self._add_pending_input, {"role": "user", "content": text})

    def watch_prints(self) -> None:
        """Report what the tools print as their progress, from their next call on, until the run ends."""
        call_on(self.loop, self._start_capture)

    @property
    def run_loop_exception(self) -> BaseException | None:
        """The error that ended the run, or None."""
        return self.log.error

    def was_cancelled_here(self) -> bool:
        """Whether it was this task that called ``cancel()``."""
        return self._cancelled_by is not None and self._cancelled_by is asyncio.current_task()

    def take_pending_input(self) -> list[InputItem]:
        """The user messages since the last model call, as items; they are no longer pending."""
        pending = self.continuation.pending_input
        self.continuation.pending_input = []
        return [InputItem(agent=self.current_agent, raw_item=item) for item in pending]

    def ended(self) -> RunResult:
        """The result of a run that has ended; it shares all it holds with this one."""
        return RunResult(
            **{each.name: getattr(self, each.name) for each in dataclasses.fields(RunResultBase)}
        )

    def _headlines(self) -> list[str]:
        return [
            f'Current agent: Agent(name="{self.current_agent.name}", ...)',
            f"Current turn: {self.current_turn}",
            f"Max turns: {self.max_turns}",
            f"Is complete: {self.is_complete}",
        ]

    def _stop_now(self) -> None:
        self.steering.release()
        if self.run_loop_task is not None:
            self.run_loop_task.cancel()

    def _stop_after_turn(self) -> None:
        self.steering.release()
        self.steering.stop_after_turn = True

    def _add_pending_input(self, item: TResponseInputItem) -> None:
        self.continuation.pending_input.append(item)

    def _start_capture(self) -> None:
        if not (self.prints_watched or self.log.closed):
            self.prints_watched = self.steering.watched = True
            stdout_capture.start()
            display_capture.start()

    def _end_on_closed_loop(self) -> None:
        """End the run for those who wait for it elsewhere: its task can neither go on nor end."""
        if self.run_loop_task is not None:
            self._end_task(self.run_loop_task)
        self.log.close(None if self.steering.over else AgentsException(_LOOP_CLOSED))

    def _end_task(self, task: asyncio.Task[None]) -> None:
        _running.discard(task)
        if self.prints_watched:
            self.prints_watched = False
            stdout_capture.stop()
            display_capture.stop()
        self.is_complete = True

    def _finish(self, task: asyncio.Task[None]) -> None:
        self._end_task(task)
        if not task.cancelled():
            self.log.close(task.exception())
        elif self.steering.over:
            self.log.close()
        else:
            self.log.close(AgentsException(_CUT_OFF))

    def _ipython_display_(self) -> None:
        from ..widget.show import show

        show(self)

    def _display_(self) -> Any:
        # marimo's question, where a cell of Jupyter asks _ipython_display_.
        from ..widget.show import view_of

        return view_of(self)


_CUT_OFF = (
    "The run was cut off: its task was cancelled, as it is when its event loop shuts down, or its model, a"
    " hook or its session raised CancelledError."
)
_LOOP_CLOSED = (
    "The event loop of this run was closed before the run had ended. Keep the loop open until then: read the "
    "run's events to the end inside of what asyncio.run() runs."
)
_running: set[asyncio.Task[None]] = set()  # an event loop holds its tasks only weakly
