"""Nesting the history: the conversation before a handoff as summaries for the next agent."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from ..items import ItemHelpers, RunItem, ToolApprovalItem, TResponseInputItem
from .summary import (
    get_conversation_history_wrappers,
    items_of_summary,
    reset_conversation_history_wrappers,
    set_conversation_history_wrappers,
    summary_of,
)

if TYPE_CHECKING:
    from . import HandoffHistoryMapper, HandoffInputData

__all__ = [
    "default_handoff_history_mapper",
    "get_conversation_history_wrappers",
    "nest_handoff_history",
    "reset_conversation_history_wrappers",
    "set_conversation_history_wrappers",
]

_SUMMARIZED = ("function_call", "function_call_output", "reasoning", "program", "program_output")
"""Types of items that are only told of: servers refuse one without the other, or without what follows."""


def nest_handoff_history(
    handoff_input_data: HandoffInputData, *, history_mapper: HandoffHistoryMapper | None = None
) -> HandoffInputData:
    """Put the conversation so far into ``input_history``, summarized; the results keep every item.

    Messages of the turn of the handoff, the user's messages before it and what the model's server ran go on
    as they are, between summaries. ``history_mapper`` makes the history from all items instead; items of
    earlier summaries are among them. Nothing is redacted: arguments and outputs of tools are in the summary.
    """
    data = handoff_input_data
    earlier = _earlier_items(data.input_history)
    items = [_Shown(item, is_new=False) for item in data.pre_handoff_items]
    items += [_Shown(item, is_new=True) for item in data.new_items]
    items = [each for each in items if not isinstance(each.item, ToolApprovalItem)]
    moved: list[RunItem] = []
    if history_mapper is not None:
        history = history_mapper([*earlier, *(each.row for each in items)])
    else:
        history = _summarize(earlier, items)
        moved = [each.item for each in items if each.goes_on]
    return data.clone(
        input_history=tuple(copy.deepcopy(history)),
        pre_handoff_items=(),
        input_items=(),
        moved_items=tuple(moved),
    )


def default_handoff_history_mapper(transcript: list[TResponseInputItem]) -> list[TResponseInputItem]:
    """The conversation as one message, an item to a line."""
    return [summary_of(transcript)]


class _Shown:
    """An item of the run that the next agent is shown, summarized or as it is."""

    def __init__(self, item: RunItem, *, is_new: bool) -> None:
        self.item = item
        self.row = item.to_input_item()
        self.goes_on = _goes_on(cast("dict[str, Any]", self.row), is_new)


def _goes_on(row: dict[str, Any], is_new: bool) -> bool:
    """Whether an item goes on as it is, and not in a summary; ``is_new``: of the turn of the handoff."""
    caller = row.get("caller")
    if isinstance(caller, Mapping) and caller.get("type") == "program":
        return False
    if row.get("role"):
        return is_new or row["role"] != "assistant"
    return row.get("type") not in _SUMMARIZED


def _earlier_items(history: str | tuple[TResponseInputItem, ...]) -> list[TResponseInputItem]:
    """The items of the history, and in place of a summary those that it was made of."""
    given = ItemHelpers.input_to_new_input_list(history if isinstance(history, str) else list(history))
    items: list[TResponseInputItem] = []
    for item in given:
        summarized = items_of_summary(item)
        items += [item] if summarized is None else summarized
    return items


def _summarize(earlier: list[TResponseInputItem], items: list[_Shown]) -> list[TResponseInputItem]:
    """A summary of what comes before each item that goes on, and one of the rest."""
    history: list[TResponseInputItem] = []
    told = list(earlier)
    for each in items:
        if not each.goes_on:
            told.append(each.row)
            continue
        if told or not history:
            history.append(summary_of(told))
            told = []
        history.append(each.row)
    if told or not history:
        history.append(summary_of(told))
    return history
