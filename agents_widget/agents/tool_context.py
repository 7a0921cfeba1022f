"""The context of one tool call."""

from __future__ import annotations

import numbers
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .approvals import ApprovalDecisions
from .exceptions import UserError
from .run_context import RunContextWrapper, TContext
from .stream_events import StreamEvent, ToolProgressStreamEvent
from .usage import Usage

if TYPE_CHECKING:
    from openai.types.responses import ResponseFunctionToolCall

    from .agent import Agent
    from .run_config import RunConfig
    from .run_internal.active_run import ActiveRun


class ToolContext(RunContextWrapper[TContext]):
    """The context of one tool call: what the model asked for, and a way to report progress."""

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
        # The run that the call belongs to, and its stream; there are none where a program calls the tool.
        self._run: ActiveRun | None = None
        self._emit: Callable[[StreamEvent], None] | None = None
        # What the tool raised, when its failure function turned that into text for the model.
        self._failure: Exception | None = None

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
        )

    def progress(self, fraction: float | None = None, message: str | None = None) -> None:
        """Show how far the tool is, from its worker thread or from the loop.

        ``fraction`` runs from 0 to 1; None means that it is not known. ``message`` says what is going
        on. Progress is shown and streamed, and is never sent to the model. Raises ``UserError`` for a
        fraction that is not a number from 0 to 1.
        """
        given: Any = fraction
        is_number = isinstance(given, numbers.Real) and not isinstance(given, bool)
        if given is not None and not (is_number and 0 <= given <= 1):
            raise UserError(
                f"Progress is a fraction from 0 to 1, got {fraction!r}. "
                "Write progress(done / total), or progress(message=...) where the share is not known."
            )
        if self._emit is not None:
            share, said = None if given is None else float(given), None if message is None else str(message)
            self._emit(ToolProgressStreamEvent(self.tool_call_id, self.tool_name, share, said))


def _required(value: str | None, name: str) -> str:
    if value is None:
        raise ValueError(f"ToolContext needs {name}.")
    return value
