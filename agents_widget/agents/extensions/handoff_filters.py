"""Ready-made input filters for handoffs."""

from __future__ import annotations

import re

from ..handoffs import HandoffInputData, default_handoff_history_mapper, nest_handoff_history
from ..items import InputItem, MessageOutputItem, RunItem

__all__ = ["default_handoff_history_mapper", "nest_handoff_history", "remove_all_tools"]


_TOOLS = re.compile(r"reasoning$|program|mcp_|tool_search_|.*_call(_output)?$")
"""Types of input items that tell of tools."""


def remove_all_tools(handoff_input_data: HandoffInputData) -> HandoffInputData:
    """Leave out every tool call and output, and all reasoning."""
    data = handoff_input_data
    history = data.input_history
    if not isinstance(history, str):
        history = tuple(item for item in history if not _TOOLS.match(str(item.get("type"))))
    return data.clone(
        input_history=history,
        pre_handoff_items=_messages(data.pre_handoff_items),
        new_items=_messages(data.new_items),
        input_items=None if data.input_items is None else _messages(data.input_items),
    )


def _messages(items: tuple[RunItem, ...]) -> tuple[RunItem, ...]:
    return tuple(item for item in items if isinstance(item, MessageOutputItem | InputItem))
