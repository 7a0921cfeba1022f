"""What a person decided about tool calls that wait for approval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol


class ApprovalItem(Protocol):
    """The part of a ``ToolApprovalItem`` that a decision needs."""

    agent: Any
    raw_item: Any
    tool_name: str | None


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

    def decide(self, item: ApprovalItem, decision: Decision, *, always: bool = False) -> None:
        """Record a decision for the call of ``item``; ``always`` also for this agent's later calls."""
        name, call_id, asked = describe_call(item)
        decision.asked = asked
        self.calls[name, call_id] = decision
        if always:
            self.standing[_agent_name(item), name] = Decision(decision.approved, decision.message)

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
            "calls": [[*key, asdict(decision)] for key, decision in self.calls.items()],
            "standing": [[*key, asdict(decision)] for key, decision in self.standing.items()],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Approvals:
        """The decisions that ``to_json`` wrote."""

        def read(rows: list[Any]) -> dict[tuple[str, str], Decision]:
            return {(first, second): Decision(**decision) for first, second, decision in rows}

        return cls(calls=read(data["calls"]), standing=read(data["standing"]))


def describe_call(item: ApprovalItem) -> tuple[str, str, str | None]:
    """The tool name, call id and argument text of the call an approval item asks about."""
    raw = item.raw_item
    call = raw if isinstance(raw, Mapping) else vars(raw)
    call_id = call.get("call_id") or call.get("id")
    return item.tool_name or str(call.get("name")), str(call_id), call.get("arguments")


def _agent_name(item: ApprovalItem) -> str:
    return str(getattr(item.agent, "name", ""))
