"""Making and filtering items: outputs of tool calls, and the model's input without what servers refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from openai.types.responses import ResponseFunctionToolCall

from ..items import ItemHelpers, ToolCallOutputItem, ToolOutcome, TResponseInputItem
from ..models.fake_id import FAKE_RESPONSES_ID

if TYPE_CHECKING:
    from ..agent import Agent

_FOLLOWED = frozenset(
    f"{tool}_call"
    for tool in ("function", "custom_tool", "computer", "shell", "local_shell", "apply_patch", "tool_search")
) | {"program", "mcp_approval_request", "reasoning"}
"""Types of items that others have to follow: repeated, they keep their first place."""


def output_item(
    agent: Agent[Any],
    call: ResponseFunctionToolCall,
    output: Any,
    outcome: ToolOutcome,
    error: Exception | None = None,
    *,
    as_json: bool = False,
    for_model: Any = None,
) -> ToolCallOutputItem:
    """The output item of a tool call; the model gets the ``output``, or what is given ``for_model``."""
    told = output if for_model is None else for_model
    raw = ItemHelpers.tool_call_output_item(call, told, as_json=as_json)
    return ToolCallOutputItem(agent=agent, raw_item=raw, output=output, outcome=outcome, error=error)


def drop_orphans(items: list[TResponseInputItem]) -> list[TResponseInputItem]:
    """The items without calls that have no output, outputs that have no call, and reasoning before neither.

    A run that was stopped before its turn was complete leaves such items, and servers refuse them.
    """
    rows = cast("list[dict[str, Any]]", items)
    called = {row.get("call_id") for row in rows if row.get("type") == "function_call"}
    answered = {row.get("call_id") for row in rows if row.get("type") == "function_call_output"}
    kept: list[Any] = []
    follows_a_thought = False  # whether the next kept item is one that reasoning led to
    for row in reversed(rows):
        kind = row.get("type")
        if kind == "reasoning":
            if follows_a_thought:
                kept.append(row)
            continue
        is_orphan = (
            kind in ("function_call", "function_call_output") and row.get("call_id") not in called & answered
        )
        follows_a_thought = not is_orphan and _is_the_models(row)
        if not is_orphan:
            kept.append(row)
    return kept[::-1]


def drop_open_thoughts(items: list[TResponseInputItem]) -> list[TResponseInputItem]:
    """The items without reasoning that the model did not go on from, which servers refuse.

    A response that ends with reasoning leaves such items, and so does a filter that cuts a history.
    """
    kept: list[Any] = []
    for row in reversed(cast("list[dict[str, Any]]", items)):
        if row.get("type") != "reasoning" or (kept and _is_the_models(kept[-1])):
            kept.append(row)
    return kept[::-1]


def deduplicate(items: list[TResponseInputItem]) -> list[TResponseInputItem]:
    """The items with each that has an id once, in its last form; messages may be said again.

    Calls and reasoning stay at their first place, before what has to follow them, others at their last.
    """
    rows = cast("list[dict[str, Any]]", items)
    identities = [_identity(row) or index for index, row in enumerate(rows)]
    latest = dict(zip(identities, items, strict=True))
    places: dict[Any, int] = {}
    for index, (identity, row) in enumerate(zip(identities, rows, strict=True)):
        if identity not in places or row.get("type") not in _FOLLOWED:
            places[identity] = index
    return [latest[identity] for index, identity in enumerate(identities) if places[identity] == index]


def _identity(row: dict[str, Any]) -> tuple[Any, ...] | None:
    """What tells that two input items are one, or None for items that may repeat."""
    kind = row.get("type")
    if "role" in row or kind == "message":
        return None
    for name in ("call_id", "id", "approval_request_id"):
        if isinstance(row.get(name), str) and row[name] != FAKE_RESPONSES_ID:
            return kind, name, row[name]
    return None


def _is_the_models(row: dict[str, Any]) -> bool:
    """Whether the model wrote the item: reasoning leads to more of it, a message or a call."""
    return row.get("role", "assistant") == "assistant" and row.get("type") != "function_call_output"
