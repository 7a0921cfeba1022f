"""The contexts that tools, hooks and guardrails are given."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeAlias

from typing_extensions import TypeVar

from .approvals import ApprovalDecisions, Decision
from .usage import Usage

if TYPE_CHECKING:
    from .agent import AgentBase
    from .items import ToolApprovalItem

TContext = TypeVar("TContext", default=Any)
IsEnabled: TypeAlias = "bool | Callable[[RunContextWrapper[Any], AgentBase[Any]], bool | Awaitable[bool]]"


@dataclass(eq=False)
class RunContextWrapper(Generic[TContext]):
    """Your own context object and the run's usage so far. It never reaches the model."""

    context: TContext
    """Your object: what you passed as ``context=`` to ``Runner.run``, or None."""
    usage: Usage = field(default_factory=Usage)
    """Tokens so far; it grows when a model response is complete, not while it streams."""
    turn_input: list[Any] = field(default_factory=list)
    """The input items of the present turn."""
    tool_input: Any = None
    """The structured input of the present run, if it is an agent used as a tool."""
    approvals: ApprovalDecisions = field(default_factory=ApprovalDecisions, repr=False)
    """The decisions about tool calls, shared by every context of the run."""

    def approve_tool(
        self, approval_item: ToolApprovalItem, always_approve: bool = False, *, arguments: str | None = None
    ) -> None:
        """Let a waiting call run; with ``arguments`` (JSON text) in place of what the model wrote.

        ``always_approve`` also lets later calls of this tool by this agent run, as the model writes them.
        """
        self.approvals.decide(approval_item, Decision(True, arguments=arguments, always=always_approve))

    def reject_tool(
        self,
        approval_item: ToolApprovalItem,
        always_reject: bool = False,
        rejection_message: str | None = None,
    ) -> None:
        """Refuse a waiting call; the model gets ``rejection_message`` as the tool's output."""
        self.approvals.decide(approval_item, Decision(False, message=rejection_message, always=always_reject))

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
        decision = self.approvals.find(
            tool_name,
            call_id,
            agent_name=existing_pending.agent.name,
            arguments=existing_pending.arguments,
        )
        return None if decision is None else decision.approved

    def get_rejection_message(self, tool_name: str, call_id: str) -> str | None:
        """The message given with a refusal, or None."""
        decision = self.approvals.find(tool_name, call_id)
        return None if decision is None or decision.approved else decision.message


class AgentHookContext(RunContextWrapper[TContext]):
    """The context that start and end hooks get; ``turn_input`` is the input of the turn that begins."""
