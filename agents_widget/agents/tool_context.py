"""The context of one tool call."""

from __future__ import annotations

import numbers
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .approvals import ApprovalDecisions
from .exceptions import UserError
from .run_context import RunContextWrapper, TContext
from .run_internal.steering import Steering
from .stream_events import StreamEvent, ToolProgressStreamEvent, ToolQuestionStreamEvent
from .tool_questions import ToolAnswer, ToolQuestion
from .usage import Usage

if TYPE_CHECKING:
    from openai.types.responses import ResponseFunctionToolCall

    from .agent import Agent
    from .run_config import RunConfig
    from .run_state import RunState


@dataclass(frozen=True)
class OuterRun:
    """The run that calls an agent used as a tool, as far as that agent needs it."""

    steering: Steering
    """That of the outer run: the inner run is paused with it."""
    streamed: bool
    """Whether the outer run's events may be read as they come."""
    nested_state: RunState[Any] | None
    """The state of the inner run, when the call goes on after approvals or a failure."""
    keep_nested_state: Callable[[RunState[Any]], None]
    """Keeps the state of the inner run that begins, which the call may have to go on from."""


class ToolContext(RunContextWrapper[TContext]):
    """The context of one tool call: the call, and a way to report progress."""

    def __init__(
        self,
        context: TContext,
        usage: Usage | None = None,
        tool_name: str | None = None,
        tool_call_id: str | None = None,
        tool_arguments: str | None = None,
        tool_call: ResponseFunctionToolCall | None = None,
        *,
        agent: Agent[Any] | None = None,
        run_config: RunConfig | None = None,
        turn_input: list[Any] | None = None,
        tool_input: Any = None,
        approvals: ApprovalDecisions | None = None,
        emit: Callable[[StreamEvent], None] | None = None,
        outer_run: OuterRun | None = None,
    ) -> None:
        super().__init__(
            context, usage or Usage(), list(turn_input or []), tool_input, approvals or ApprovalDecisions()
        )
        self.tool_name = _required(tool_name, "tool_name")
        self.tool_call_id = _required(tool_call_id, "tool_call_id")
        self.tool_arguments = _required(tool_arguments, "tool_arguments")
        self.tool_call = tool_call
        self.agent = agent
        self.run_config = run_config
        self.emit = emit
        """Adds an event to the run's stream, from any thread; None where a program calls the tool itself."""
        self.outer_run = outer_run
        """The run that the call belongs to; None where a program calls the tool itself."""
        self.failure: Exception | None = None
        """The error that the tool raised, when its error function turned that into a text for the model."""
        self.failure_text: str = ""
        """That text. A tool that returns another value has dealt with the failure, as of a tool it called."""

    @classmethod
    def from_agent_context(
        cls,
        context: RunContextWrapper[TContext],
        tool_call_id: str,
        tool_call: ResponseFunctionToolCall | None = None,
        agent: Agent[Any] | None = None,
        *,
        tool_name: str | None = None,
        tool_arguments: str | None = None,
        run_config: RunConfig | None = None,
        emit: Callable[[StreamEvent], None] | None = None,
        outer_run: OuterRun | None = None,
    ) -> ToolContext[TContext]:
        """The context of one call within a run; usage and approvals are shared with the run's."""
        outer = context if isinstance(context, ToolContext) else None
        if tool_call is not None:
            tool_name = tool_call.name if tool_name is None else tool_name
            tool_arguments = tool_call.arguments if tool_arguments is None else tool_arguments
        return cls(
            context.context,
            context.usage,
            tool_name,
            tool_call_id,
            tool_arguments,
            tool_call,
            agent=agent or (outer.agent if outer else None),
            run_config=run_config or (outer.run_config if outer else None),
            turn_input=context.turn_input,
            tool_input=context.tool_input,
            approvals=context.approvals,
            emit=emit,
            outer_run=outer_run,
        )

    def progress(self, fraction: float | None = None, message: str | None = None) -> None:
        """Report progress, from the tool's worker thread or from the loop.

        ``fraction`` runs from 0 to 1; None means that it is not known. ``message`` is a text for
        the reader. Progress is streamed, and is never sent to the model. Raises ``UserError`` for a
        fraction that is not a number from 0 to 1.
        """
        if fraction is not None and not is_fraction(fraction):
            raise UserError(
                f"Progress is a fraction from 0 to 1, got {fraction!r}. "
                "Write progress(done / total), or progress(message=...) where the share is not known."
            )
        if self.emit is not None:
            event = ToolProgressStreamEvent(
                self.tool_call_id,
                self.tool_name,
                None if fraction is None else float(fraction),
                None if message is None else str(message),
            )
            self.emit(event)

    def show(self, picture: dict[str, str]) -> None:
        """Show a picture in the call's row: base64, or SVG text, by MIME type. The model does not see it."""
        if self.emit is not None:
            self.emit(ToolProgressStreamEvent(self.tool_call_id, self.tool_name, display=picture))

    async def ask(self, question: ToolQuestion) -> ToolAnswer:
        """Ask who watches the run, in the call's row; where nobody does, the answer is ``cancel``."""
        if self.emit is None or self.outer_run is None or not self.outer_run.steering.is_watched:
            return ToolAnswer("cancel")
        self.emit(ToolQuestionStreamEvent(self.tool_call_id, self.tool_name, question))
        try:
            return await question.wait()
        finally:
            self.emit(ToolQuestionStreamEvent(self.tool_call_id, self.tool_name, question))


def is_fraction(value: Any) -> bool:
    """Whether a value is a number from 0 to 1."""
    number: Any = value if isinstance(value, numbers.Real) else None
    return number is not None and not isinstance(number, bool) and bool(0 <= number <= 1)


def _required(value: str | None, name: str) -> str:
    if value is None:
        raise ValueError(f"ToolContext needs {name}.")
    return value
