"""What was decided about tool calls that need approval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .items import ToolApprovalItem


@dataclass
class Decision:
    """One answer: yes or no, with a message for the model (no) or edited arguments (yes)."""

    approved: bool
    message: str | None = None
    arguments: str | None = None
    """JSON text that replaces the arguments the model wrote."""
    asked: str | None = None
    """The arguments that were asked about; other arguments under the same call id are not covered."""
    always: bool = False
    """Whether it also holds for later calls of the tool by the same agent."""


@dataclass
class ApprovalDecisions:
    """Decisions for single calls, and standing ones for a tool of an agent."""

    calls: dict[tuple[str, str], Decision] = field(default_factory=dict)
    standing: dict[tuple[str, str], Decision] = field(default_factory=dict)

    def decide(self, item: ToolApprovalItem, decision: Decision) -> None:
        """Record a decision for the call of ``item``; one for always, for later calls too."""
        name = str(item.name)
        self.calls[name, str(item.call_id)] = replace(decision, asked=item.arguments)
        if decision.always:
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
    def from_json(cls, data: Mapping[str, list[Any]]) -> ApprovalDecisions:
        """The decisions that ``to_json`` wrote."""
        return cls(
            **{
                name: {(one, other): Decision(**row) for one, other, row in rows}
                for name, rows in data.items()
            }
        )
