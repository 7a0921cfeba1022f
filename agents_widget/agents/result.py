"""Results of runs: of one that has ended, and of one that goes on."""

from __future__ import annotations

import asyncio
import copy
import dataclasses
import textwrap
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from .continuation import Continuation
from .exceptions import AgentsException, RunErrorDetails, UserError
from .items import (
    InputItem,
    ItemHelpers,
    ModelResponse,
    RunItem,
    ToolApprovalItem,
    TResponseInputItem,
    input_items,
)
from .run_context import RunContextWrapper
from .run_internal import stdout_capture
from .run_internal.background import call_on, running_loop
from .run_internal.event_log import EventLog
from .run_internal.event_readers import EventReaders
from .run_internal.steering import Steering
from .stream_events import StreamEvent
from .tool_context import ToolContext
from .usage import Usage

if TYPE_CHECKING:
    from ..widget.widget import AgentWidget
    from .agent import Agent
    from .guardrail import InputGuardrailResult, OutputGuardrailResult
    from .run_state import RunState
    from .tool_guardrails import ToolInputGuardrailResult, ToolOutputGuardrailResult

T = TypeVar("T")


@dataclass(frozen=True)
class TurnUsage:
    """The tokens of one turn's model call, and the agent that made it."""

    turn: int
    agent: str
    usage: Usage


@dataclass(frozen=True)
class AgentToolInvocation:
    """The outer tool call that an agent used as a tool answers."""

    tool_name: str
    tool_call_id: str
    tool_arguments: str


@dataclass(kw_only=True, eq=False)
class RunResultBase:
    """The results of a run, so far or in the end."""

    input: str | list[TResponseInputItem]
    """The input of the run; a handoff's input filter may change it."""
    current_agent: Agent[Any]
    context_wrapper: RunContextWrapper[Any]
    max_turns: int | None = 10
    new_items: list[RunItem] = field(default_factory=list)
    raw_responses: list[ModelResponse] = field(default_factory=list)
    final_output: Any = None
    input_guardrail_results: list[InputGuardrailResult] = field(default_factory=list)
    output_guardrail_results: list[OutputGuardrailResult] = field(default_factory=list)
    tool_input_guardrail_results: list[ToolInputGuardrailResult] = field(default_factory=list)
    tool_output_guardrail_results: list[ToolOutputGuardrailResult] = field(default_factory=list)
    interruptions: list[ToolApprovalItem] = field(default_factory=list)
    """Tool calls that wait for approval; the run goes on from ``to_state()`` once they are decided."""
    current_turn: int = 0
    turn_usage: list[TurnUsage] = field(default_factory=list)
    """The usage of each turn, in order."""
    continuation: Continuation = field(default_factory=Continuation, repr=False)
    """The data that the run needs to go on from here, beyond its results."""

    @property
    def last_agent(self) -> Agent[Any]:
        """The agent that ran last."""
        return self.current_agent

    @property
    def last_response_id(self) -> str | None:
        """The id of the last model response."""
        return self.raw_responses[-1].response_id if self.raw_responses else None

    @property
    def agent_tool_invocation(self) -> AgentToolInvocation | None:
        """The outer tool call, when this is the result of an agent used as a tool."""
        context = self.context_wrapper
        if not isinstance(context, ToolContext):
            return None
        return AgentToolInvocation(context.tool_name, context.tool_call_id, context.tool_arguments)

    @property
    def usage_by_agent(self) -> dict[str, Usage]:
        """The usage of each agent, by name."""
        spent: dict[str, Usage] = {}
        for turn in self.turn_usage:
            spent.setdefault(turn.agent, Usage()).add(turn.usage)
        return spent

    def final_output_as(self, cls: type[T], raise_if_incorrect_type: bool = False) -> T:
        """The final output typed as ``cls``; raises ``TypeError`` if asked to check and it is not one."""
        if raise_if_incorrect_type and not isinstance(self.final_output, cls):
            raise TypeError(f"Final output is not of type {cls.__name__}")
        return cast("T", self.final_output)

    def to_input_list(
        self, *, mode: Literal["preserve_all", "normalized"] = "preserve_all"
    ) -> list[TResponseInputItem]:
        """The input and everything new as input items, to go on from in another run.

        ``normalized`` gives the model's input, where a handoff's filter made that differ.
        """
        items = self.continuation.model_items if mode == "normalized" else self.new_items
        return [
            *ItemHelpers.input_to_new_input_list(self.input),
            *input_items(items, reasoning_ids=self.continuation.keep_reasoning_ids),
        ]

    def to_state(self) -> RunState[Any]:
        """The run as a state to decide approvals in, to keep as JSON, and to go on from."""
        from .run_state import RunState  # a state holds a result

        return RunState(RunResult(**self.copied_fields()))

    def copied_fields(self) -> dict[str, Any]:
        """The fields of another result that does not change with this one."""
        values = {each.name: getattr(self, each.name) for each in dataclasses.fields(RunResultBase)}
        copies = {name: copy.copy(value) for name, value in values.items() if name not in _SHARED}
        return {**values, **copies, "continuation": self.continuation.copy()}

    def release_agents(self, *, release_new_items: bool = True) -> None:
        """Does nothing; here for programs that call it. Python frees agents with the result."""

    def error_details(self) -> RunErrorDetails:
        """The results so far, for the ``run_data`` of an error."""
        names = [each.name for each in dataclasses.fields(RunErrorDetails)]
        return RunErrorDetails(**{name: getattr(self, name) for name in names})

    def __str__(self) -> str:
        final = textwrap.indent(str(self.final_output), "    ")
        lines = [
            f"{type(self).__name__}:",
            *self._headlines(),
            f"Final output ({type(self.final_output).__name__}):\n{final}",
            f"{len(self.new_items)} new item(s)",
            f"{len(self.raw_responses)} raw response(s)",
            f"{len(self.input_guardrail_results)} input guardrail result(s)",
            f"{len(self.output_guardrail_results)} output guardrail result(s)",
        ]
        return "\n- ".join(lines) + f"\n(See `{type(self).__name__}` for more details)"

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        """As the last line of a cell: for reading, not the dataclass with all it holds."""
        printer.text(str(self))

    def _headlines(self) -> list[str]:
        return [f'Last agent: Agent(name="{self.current_agent.name}", ...)']


_SHARED = ("current_agent", "context_wrapper", "final_output")
"""Fields that a copy of a result shares with it."""


@dataclass(kw_only=True, eq=False, repr=False)
class RunResult(RunResultBase):
    """The result of a run that has ended, or that waits for approvals."""

    def to_state(self) -> RunState[Any]:
        """The run as a state to decide approvals in, to keep as JSON, and to go on from."""
        from .run_state import RunState  # a state holds a result

        return RunState(self)


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
        _running.add(self.run_loop_task)
        # A callback of the task itself: whatever fails, no reader is left waiting.
        self.run_loop_task.add_done_callback(self._finish)

    async def stream_events(self) -> AsyncIterator[StreamEvent]:
        """Every event of the run, from the first; raises the error that ended the run after the last.

        Any number of readers may each call this, at any time, on any loop. Cancelling the task that waits
        here cancels the run; leaving the ``async for`` does not. A turn begins when those who read on the
        run's own loop have handled the events of the turn before, unless they wait for something else.
        Who calls ``cancel()`` between two events gets no more of them, and goes on when the run has ended.
        """
        readers = self.readers if running_loop() is self.loop else EventReaders()
        with readers.joined() as reader:
            try:
                async for event in self.log.read():
                    was_cancelled = self.steering.cancelled
                    yield event
                    reader.acknowledge()
                    if not was_cancelled and self._was_cancelled_here():
                        await self.log.wait()
                        return
            except asyncio.CancelledError:
                self.cancel()
                raise

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
            self.steering.cancelled = self.is_complete = True
            self._cancelled_by = asyncio.current_task() if running_loop() else None
            call_on(self.loop, self._stop_now)

    def pause(self, on_hold: Callable[[str], None] | None = None) -> None:
        """Hold the run before its next tool or model call.

        ``on_hold`` is called with the id of each tool call that is held, and with "" for a model call.
        """
        if on_hold is not None:
            self.steering.on_hold = on_hold
        call_on(self.loop, self.steering.pause)

    def resume(self) -> None:
        """Let a paused run go on."""
        call_on(self.loop, self.steering.release)

    @property
    def paused(self) -> bool:
        """Whether the run is held, or will be before its next step."""
        return self.steering.paused

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

    def take_pending_input(self) -> list[InputItem]:
        """The user messages since the last model call, as items; they are no longer pending."""
        pending, self.continuation.pending_input = self.continuation.pending_input, []
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

    def _was_cancelled_here(self) -> bool:
        """Whether it was this task that called ``cancel()``."""
        return self._cancelled_by is not None and self._cancelled_by is asyncio.current_task()

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
            self.prints_watched = True
            stdout_capture.start()

    def _finish(self, task: asyncio.Task[None]) -> None:
        _running.discard(task)
        if self.prints_watched:
            stdout_capture.stop()
        self.is_complete = True
        if not task.cancelled():
            self.log.close(task.exception())
        elif self.steering.cancelled:
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
