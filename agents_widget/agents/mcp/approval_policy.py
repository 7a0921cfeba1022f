"""Which tools of an MCP server need approval: ``require_approval``, in any of its forms."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Literal, TypeAlias

from typing_extensions import TypedDict

from ..callbacks import maybe_await
from ..exceptions import UserError
from ..run_context import RunContextWrapper
from ..tool import NeedsApproval


class RequireApprovalToolList(TypedDict, total=False):
    """Names of tools."""

    tool_names: list[str]


class RequireApprovalObject(TypedDict, total=False):
    """The tools that always need approval, and those that never do."""

    always: RequireApprovalToolList
    never: RequireApprovalToolList


LocalMCPApprovalCallable: TypeAlias = Callable[[RunContextWrapper[Any], Any, Any], "Awaitable[bool] | bool"]
"""``(run context, agent, tool as the server lists it) -> whether it needs approval``."""
RequireApproval: TypeAlias = (
    'Literal["always", "never"] | bool | RequireApprovalObject | dict[str, Any] '
    "| LocalMCPApprovalCallable | None"
)
ApprovalPolicy: TypeAlias = "bool | dict[str, bool] | LocalMCPApprovalCallable"
_EXPECTED = (
    "It is 'always', 'never', a bool, {'tool': 'always'}, {'always': {'tool_names': [...]}}, "
    "or a function of the run's context, the agent and the tool."
)


def approval_policy(require_approval: Any) -> ApprovalPolicy:
    """Read a ``require_approval``. Raises ``UserError`` for what is none."""
    if require_approval is None:
        return False
    if isinstance(require_approval, dict):
        by_list = {"always", "never"} & {
            name for name, value in require_approval.items() if isinstance(value, dict)
        }
        return _of_lists(require_approval) if by_list else _of_names(require_approval)
    if callable(require_approval):
        policy: LocalMCPApprovalCallable = require_approval
        return policy
    return _switch(require_approval, "require_approval")


def needs_approval(policy: ApprovalPolicy, tool: Any, agent: Any) -> NeedsApproval:
    """The policy for one tool, as a tool's ``needs_approval``."""
    if isinstance(policy, bool):
        return policy
    if isinstance(policy, dict):
        return policy.get(tool.name, False)

    async def ask(context: RunContextWrapper[Any], arguments: dict[str, Any], call_id: str) -> bool:
        return bool(await maybe_await(policy(context, agent, tool)))

    return ask


def _of_names(given: dict[Any, Any]) -> dict[str, bool]:
    return {str(name): _switch(value, f"require_approval[{name!r}]") for name, value in given.items()}


def _of_lists(given: dict[str, Any]) -> dict[str, bool]:
    if unknown := sorted(given.keys() - {"always", "never"}):
        raise UserError(f"Invalid require_approval: unexpected keys {unknown!r}. {_EXPECTED}")
    always, never = (_names(given, which) for which in ("always", "never"))
    if both := sorted({*always} & {*never}):
        raise UserError(f"Invalid require_approval: {both!r} are both in always and in never.")
    return dict.fromkeys(always, True) | dict.fromkeys(never, False)


def _names(given: dict[str, Any], which: str) -> list[str]:
    entry = given.get(which, {})
    names = entry.get("tool_names", []) if isinstance(entry, dict) else None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise UserError(
            f"Invalid require_approval.{which}: expected {{'tool_names': [names]}}, "
            f"got {entry!r}. {_EXPECTED}"
        )
    return names


def _switch(value: Any, where: str) -> bool:
    if isinstance(value, bool):
        return value
    if value not in ("always", "never"):
        raise UserError(f"Invalid require_approval value at {where}: {value!r}. {_EXPECTED}")
    return bool(value == "always")
