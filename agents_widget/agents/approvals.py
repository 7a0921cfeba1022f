"""Approval decisions: what was decided about tool calls that need approval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .items import ToolApprovalItem


@dataclass(frozen=True)
class Decision:
    """The decision about one tool call."""

    approved: bool
    arguments: str | None = None
    """JSON text that replaces the arguments the model wrote; for an approved call."""
    message: str | None = None
    """The tool's output for the model; for a denied call."""
    always: bool = False
    """Whether it also holds for later calls of the tool by the same agent, with their own arguments."""
    asked: str | None = None
    """The arguments that were decided about; other arguments under the same call id are not covered."""


@dataclass
class ApprovalDecisions:
    """The decisions of a run: for single calls, and standing ones for a tool of an agent."""

    calls: dict[tuple[str, str], Decision] = field(default_factory=dict)
    """By tool name and call id."""
    standing: dict[tuple[str, str], Decision] = field(default_factory=dict)
    """By agent name and tool name."""

    def decide(self, item: ToolApprovalItem, decision: Decision) -> None:
        """Record a decision for the call of ``item``."""
        name = str(item.name)
        self.calls[name, str(item.call_id)] = replace(decision, asked=item.arguments)
        if decision.always:
            self.standing[item.agent.name, name] = replace(decision, arguments=None)

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

    def keep_edited(self, tool_name: str, call_id: str, arguments: str) -> None:
        """Let the decision for one call hold for the arguments that it set: the call has been edited so."""
        key = (tool_name, call_id)
        if key in self.calls:
            self.calls[key] = replace(self.calls[key], arguments=None, asked=arguments)

    def settle(self, tool_name: str, call_id: str) -> None:
        """Forget the decision for one call once it has been carried out."""
        self.calls.pop((tool_name, call_id), None)

    def to_json(self) -> dict[str, Any]:
        """The decisions as JSON data."""
        return {"calls": _to_rows(self.calls), "standing": _to_rows(self.standing)}

    @classmethod
    def from_json(cls, data: Mapping[str, list[Any]]) -> ApprovalDecisions:
        """The decisions that ``to_json`` wrote."""
        return cls(_from_rows(data["calls"]), _from_rows(data["standing"]))


def _to_rows(decisions: dict[tuple[str, str], Decision]) -> list[list[Any]]:
    return [[*key, asdict(decision)] for key, decision in decisions.items()]


def _from_rows(rows: list[Any]) -> dict[tuple[str, str], Decision]:
    return {(first, second): Decision(**row) for first, second, row in rows}
