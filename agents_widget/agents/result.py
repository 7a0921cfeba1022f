"""A run that goes on: its events, its results so far, and its controls."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from .exceptions import AgentsException, UserError
from .items import InputItem
from .result_base import RunResultBase
from .run_internal import stdout_capture as printing
from .run_internal.background import running_loop
from .run_internal.event_log import EventLog
from .run_internal.event_readers import Reader, caught_up
from .stream_events import StreamEvent

if TYPE_CHECKING:
    from ..widget.widget import AgentWidget


class Steering:
    """The wishes of those who watch a run; its loop looks at them between its steps.

    Everything but ``cancelled`` is touched on the run's own loop only.
    """

    def __init__(self) -> None:
        self.paused = False
        self.cancelled = False
        self.stop_after_turn = False
        self.on_hold: Callable[[str], None] = lambda call_id: None
        """Called with what begins to wait at the gate: a tool call's id, or nothing for a model call."""
        self.outer: Steering | None = None
        """That of the run around this one, when this is an agent used as a tool: it is held with it."""
        self._released = asyncio.Event()

    @property
    def stopping(self) -> bool:
        """Whether no further turn is to begin."""
        return self.cancelled or self.stop_after_turn

    def pause(self) -> None:
        """Hold the run at the next gate."""
        self.paused = True
        self._released.clear()

    def release(self) -> None:
        """Open the gate."""
        self.paused = False
        self._released.set()

    async def gate(self, call_id: str = "") -> None:
        """Wait while the run is paused, before a tool call or (without an id) a model call."""
        if self.outer is not None:
            await self.outer.gate(call_id)
        while self.paused and not self.stopping:
            self.on_hold(call_id)
            await self._released.wait()


@dataclass(kw_only=True, eq=False)
class RunResultStreaming(RunResultBase):
    """A run that goes on: its events, its results so far, and its controls.

    The controls (``cancel``, ``pause``, ``resume``, ``say``) may be called from any thread. Shown as the
    last line of a notebook cell it is a live view of the run.
    """

    log: EventLog[StreamEvent] = field(default_factory=EventLog, repr=False)
    """Every event so far; ``log.read()`` follows it without a hold on the run."""
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop, repr=False)
    """The event loop that the run lives on."""
    options: dict[str, Any] = field(default_factory=dict, repr=False)
    """The options it was started with, for another run that goes on from it."""
    is_complete: bool = False
    trace: None = None
    """Always None: nothing is traced."""
    run_loop_task: asyncio.Task[None] | None = field(default=None, repr=False)
    widget: AgentWidget | None = field(default=None, repr=False)
    """Its view in the notebook, once it has been shown or watched."""
    prints_watched: bool = field(default=False, repr=False)
    """Whether what its tools print is told of as their progress."""
    _steering: Steering = field(default_factory=Steering, repr=False)
    _abort_reason: Exception | None = field(default=None, repr=False)
    _streamed: bool = field(default=True, repr=False)
    """Whether somebody may watch; else a model may answer in one piece."""
    _readers: list[Reader] = field(default_factory=list, repr=False)
    _cancelled_by: asyncio.Task[Any] | None = field(default=None, repr=False)

    def start(self, drive: Callable[[RunResultStreaming], Any]) -> None:
        """Start the run as a task of its own, which lives until its end whoever looks at it."""
        self.run_loop_task = self.loop.create_task(drive(self))
        _running.add(self.run_loop_task)
        # The end is told from the task's own end: nothing that fails in between leaves a reader waiting.
        self.run_loop_task.add_done_callback(self._end)

    async def stream_events(self) -> AsyncIterator[StreamEvent]:
        """Every event of the run, from the first; raises the error that ended the run after the last.

        Any number of readers may each call this, at any time, on any loop. Cancelling the task that waits
        here cancels the run; leaving the ``async for`` does not. A turn begins when those who read on the
        run's own loop have handled the events of the turn before, unless they wait for something else.
        Who calls ``cancel()`` between two events gets no more of them, and goes on when all is tidied up.
        """
        reader = Reader()
        readers = self._readers if running_loop() is self.loop else []
        readers.append(reader)
        try:
            async for event in self.log.read():
                going_on = not self._steering.cancelled
                yield event
                reader.handled += 1
                if going_on and self._cancelled_by and self._cancelled_by is asyncio.current_task():
                    await self.log.wait()
                    return
        except asyncio.CancelledError:
            self.cancel()
            raise
        finally:
            readers.remove(reader)

    async def handled(self) -> None:
        """Wait until those who read on the run's own loop have handled the events so far."""
        await asyncio.sleep(0)  # a task that was made to read may only begin now
        await caught_up(self._readers, len(self.log.events))

    def cancel(self, mode: Literal["immediate", "after_turn"] = "immediate") -> None:
        """Stop the run: at once, closing the model's stream, or when the present turn is done.

        What was completed stays in the result. Readers get the events up to here and then the end; who
        calls this between two events of its own gets no more of them.
        """
        if mode not in ("immediate", "after_turn"):
            raise UserError(f"cancel mode must be 'immediate' or 'after_turn', got {mode!r}.")
        if mode == "immediate":
            if self._steering.cancelled:
                return  # once more would interrupt the tidying up
            self._steering.cancelled = self.is_complete = True
            self._cancelled_by = asyncio.current_task() if running_loop() else None
        self._on_loop(self._cancel, mode)

    def pause(self, on_hold: Callable[[str], None] | None = None) -> None:
        """Hold the run before its next tool or model call.

        ``on_hold`` is called with the id of each tool call that is held, and with "" for a model call.
        """
        if on_hold is not None:
            self._steering.on_hold = on_hold
        self._on_loop(self._steering.pause)

    def resume(self) -> None:
        """Let a paused run go on."""
        self._on_loop(self._steering.release)

    @property
    def paused(self) -> bool:
        """Whether the run is held, or will be before its next step."""
        return self._steering.paused

    def say(self, text: str) -> None:
        """Tell the model something before its next call; an answer on its way is not the last then.

        Raises ``UserError`` when the run has ended.
        """
        if self.is_complete:
            raise UserError(
                "The run has ended. Start another with result.to_input_list() and the new message."
            )
        self._on_loop(lambda: self._pending_input.append({"role": "user", "content": text}))

    def watch_prints(self) -> None:
        """Tell of what the tools print as their progress, from their next call on, until the run ends."""
        self._on_loop(self._watch_prints)

    @property
    def run_loop_exception(self) -> BaseException | None:
        """The error that ended the run, or None."""
        return self.log.error

    def take_said(self) -> list[InputItem]:
        """What was said since the last model call, as items."""
        said, self._pending_input = self._pending_input, []
        return [InputItem(agent=self.current_agent, raw_item=item) for item in said]

    def abort(self, reason: Exception) -> None:
        """End the run with an error that comes from beside its loop, such as a guardrail's."""
        if self._abort_reason is None and self.run_loop_task is not None and not self.is_complete:
            self._abort_reason = reason
            self.run_loop_task.cancel()

    def _headlines(self) -> list[str]:
        return [
            f'Current agent: Agent(name="{self.current_agent.name}", ...)',
            f"Current turn: {self.current_turn}",
            f"Max turns: {self.max_turns}",
            f"Is complete: {self.is_complete}",
        ]

    def _cancel(self, mode: str) -> None:
        self._steering.release()
        if mode == "after_turn":
            self._steering.stop_after_turn = True
        elif self.run_loop_task is not None:
            self.run_loop_task.cancel()

    def _on_loop(self, action: Callable[..., None], *args: Any) -> None:
        if running_loop() is self.loop:
            action(*args)
        elif not self.loop.is_closed():
            self.loop.call_soon_threadsafe(action, *args)

    def _watch_prints(self) -> None:
        if not (self.prints_watched or self.log.closed):
            self.prints_watched = True
            printing.watch()

    def _end(self, task: asyncio.Task[None]) -> None:
        _running.discard(task)
        if self.prints_watched:
            printing.leave()
        self.is_complete = True
        if not task.cancelled():
            self.log.close(task.exception())
        elif self._steering.cancelled:
            self.log.close()
        else:
            self.log.close(AgentsException("The run was cut off: its event loop is shutting down."))

    def _ipython_display_(self) -> None:
        from ..widget.show import show

        show(self)

    def _display_(self) -> Any:
        # marimo's question, where a cell of Jupyter asks _ipython_display_.
        from ..widget.show import view_of

        return view_of(self)


_running: set[asyncio.Task[None]] = set()  # an event loop holds its tasks only weakly
