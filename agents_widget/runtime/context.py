"""What tools, hooks and guardrails are told about their run, and what was decided about its tool calls."""

from __future__ import annotations

import numbers
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeAlias

from typing_extensions import TypeVar

from ..errors import UserError
from ..models.usage import Usage
from .events import StreamEvent, ToolProgressStreamEvent

if TYPE_CHECKING:
    from openai.types.responses import ResponseFunctionToolCall

    from .active_run import ActiveRun
    from .agent import Agent, AgentBase
    from .items import ToolApprovalItem
    from .run_config import RunConfig

TContext = TypeVar("TContext", default=Any)
IsEnabled: TypeAlias = "bool | Callable[[RunContextWrapper[Any], AgentBase[Any]], bool | Awaitable[bool]]"


@dataclass
class Decision:
    """One answer: yes or no, with a message for the model (no) or edited arguments (yes)."""

    approved: bool
    message: str | None = None
    arguments: str | None = None
    """JSON text that replaces the arguments the model wrote."""
    asked: str | None = None
    """The arguments that were asked about; other arguments under the same call id are not covered."""


@dataclass
class Approvals:
    """Decisions for single calls, and standing ones for a tool of an agent."""

    calls: dict[tuple[str, str], Decision] = field(default_factory=dict)
    standing: dict[tuple[str, str], Decision] = field(default_factory=dict)

    def decide(self, item: ToolApprovalItem, decision: Decision, *, always: bool = False) -> None:
        """Record a decision for the call of ``item``; ``always`` also for this agent's later calls."""
        name, decision.asked = str(item.name), item.arguments
        self.calls[name, str(item.call_id)] = decision
        if always:
            self.standing[item.agent.name, name] = Decision(decision.approved, decision.message)

    def find(
        self, tool_name: str, call_id: str, *, agent_name: str | None = None, arguments: str | None = None
    ) -> Decision | None:
        """The decision for a call, or None: the call's own first, then a standing one.

        Without ``agent_name`` the standing decisions of every agent count. With ``arguments`` a
        decision about the same call id but other arguments does not: some servers repeat their ids.
        """
        own = self.calls.get((tool_name, call_id))
        if own is not None and (arguments is None or own.asked is None or own.asked == arguments):
            return own
        for (agent, name), decision in self.standing.items():
            if name == tool_name and agent_name in (None, agent):
                return decision
        return None

    def settle(self, tool_name: str, call_id: str) -> None:
        """Forget the decision for one call once it has been carried out."""
        self.calls.pop((tool_name, call_id), None)

    def to_json(self) -> dict[str, Any]:
        """The decisions as JSON data."""
        return {
            name: [[*key, asdict(decision)] for key, decision in kept.items()]
            for name, kept in vars(self).items()
        }

    @classmethod
    def from_json(cls, data: Mapping[str, list[Any]]) -> Approvals:
        """The decisions that ``to_json`` wrote."""
        return cls(
            **{
                name: {(one, other): Decision(**row) for one, other, row in rows}
                for name, rows in data.items()
            }
        )


@dataclass(eq=False)
class RunContextWrapper(Generic[TContext]):
    """Your own context object and the run's usage so far. It never reaches the model."""

    context: TContext
    """What you passed as ``context=`` to ``Runner.run``, or None."""
    usage: Usage = field(default_factory=Usage)
    """Tokens so far; it grows when a model response is complete, not while it streams."""
    turn_input: list[Any] = field(default_factory=list)
    """The input items of the present turn."""
    tool_input: Any = None
    """The structured input of the present run, if it is an agent used as a tool."""
    approvals: Approvals = field(default_factory=Approvals, repr=False)
    """What was decided about tool calls, shared by every context of the run."""

    def approve_tool(
        self, approval_item: ToolApprovalItem, always_approve: bool = False, *, arguments: str | None = None
    ) -> None:
        """Let a waiting call run; with ``arguments`` (JSON text) in place of what the model wrote.

        ``always_approve`` also lets later calls of this tool by this agent run, as the model writes them.
        """
        self.approvals.decide(approval_item, Decision(True, arguments=arguments), always=always_approve)

    def reject_tool(
        self,
        approval_item: ToolApprovalItem,
        always_reject: bool = False,
        rejection_message: str | None = None,
    ) -> None:
        """Refuse a waiting call; the model gets ``rejection_message`` as the tool's output."""
        decision = Decision(False, message=rejection_message)
        self.approvals.decide(approval_item, decision, always=always_reject)

    def is_tool_approved(self, tool_name: str, call_id: str) -> bool | None:
        """True or False as decided, None while undecided."""
        decision = self.approvals.find(tool_name, call_id)
        return None if decision is None else decision.approved

    def get_approval_status(
        self, tool_name: str, call_id: str, *, existing_pending: ToolApprovalItem | None = None
    ) -> bool | None:
        """As ``is_tool_approved``; with the item that waits, what was decided for its agent and arguments."""
        if existing_pending is None:
            return self.is_tool_approved(tool_name, call_id)
        asked, agent = existing_pending.arguments, existing_pending.agent
        decision = self.approvals.find(tool_name, call_id, agent_name=agent.name, arguments=asked)
        return None if decision is None else decision.approved

    def get_rejection_message(self, tool_name: str, call_id: str) -> str | None:
        """The message given with a refusal, or None."""
        decision = self.approvals.find(tool_name, call_id)
        return None if decision is None or decision.approved else decision.message


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
        approvals: Approvals | None = None,
    ) -> None:
        super().__init__(
            context, usage or Usage(), list(turn_input or []), tool_input, approvals or Approvals()
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
