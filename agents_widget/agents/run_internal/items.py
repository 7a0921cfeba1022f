"""Making and filtering items: outputs of tool calls, and the model's input without what servers refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from openai.types.responses import ResponseFunctionToolCall

from ..items import ItemHelpers, ToolCallOutputItem, ToolOutcome, TResponseInputItem
from ..models.fake_id import FAKE_RESPONSES_ID

if TYPE_CHECKING:
    from ..agent import Agent

_KEYS = {"function_call": "call_id", "function_call_output": "call_id", "reasoning": "id"}
"""The field that identifies an input item, by its type; items of other types may be alike."""


def output_item(
    agent: Agent[Any],
    call: ResponseFunctionToolCall,
    output: Any,
    outcome: ToolOutcome,
    error: Exception | None = None,
    *,
    as_json: bool = False,
) -> ToolCallOutputItem:
    """The output item of a tool call."""
    raw = ItemHelpers.tool_call_output_item(call, output, as_json=as_json)
    return ToolCallOutputItem(agent=agent, raw_item=raw, output=output, outcome=outcome, error=error)


def drop_orphans(items: list[TResponseInputItem]) -> list[TResponseInputItem]:
    """The items without calls that have no output, outputs that have no call, and reasoning before neither.

    A run that was stopped before its turn was complete leaves such items, and servers refuse them.
    """
    rows = cast("list[dict[str, Any]]", items)
    called = {row.get("call_id") for row in rows if row.get("type") == "function_call"}
    answered = {row.get("call_id") for row in rows if row.get("type") == "function_call_output"}
    kept: list[Any] = []
    for row in reversed(rows):
        kind = row.get("type")
        if kind in ("function_call", "function_call_output") and row.get("call_id") not in called & answered:
            continue
        if kind == "reasoning" and not (kept and _is_the_models(kept[-1])):
            continue
        kept.append(row)
    return kept[::-1]


def deduplicate(items: list[TResponseInputItem]) -> list[TResponseInputItem]:
    """The items with each call, output and reasoning item once: at its first place, in its last form."""
    latest: dict[Any, TResponseInputItem] = {}
    for index, item in enumerate(items):
        row = cast("dict[str, Any]", item)
        kind = row.get("type", "")
        item_id = row.get(_KEYS[kind]) if kind in _KEYS else None
        is_known = item_id not in (None, FAKE_RESPONSES_ID)
        latest[kind, item_id if is_known else index] = item
    return list(latest.values())


def _is_the_models(row: dict[str, Any]) -> bool:
    """Whether the model wrote the item: reasoning leads to more of it, a message or a call."""
    return row.get("role", "assistant") == "assistant" and row.get("type") != "function_call_output"
