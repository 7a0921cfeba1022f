"""Ready-made filters for what the next agent is shown after a handoff."""

from __future__ import annotations

from ..handoffs import HandoffInputData, default_handoff_history_mapper, nest_handoff_history
from ..items import InputItem, MessageOutputItem, RunItem

__all__ = ["default_handoff_history_mapper", "nest_handoff_history", "remove_all_tools"]


def remove_all_tools(handoff_input_data: HandoffInputData) -> HandoffInputData:
    """Leave out every tool call and output, and the thoughts around them."""
    data = handoff_input_data
    history = data.input_history
    return data.clone(
        input_history=history if isinstance(history, str) else tuple(i for i in history if "role" in i),
        pre_handoff_items=_said(data.pre_handoff_items),
        new_items=_said(data.new_items),
        input_items=None if data.input_items is None else _said(data.input_items),
    )


def _said(items: tuple[RunItem, ...]) -> tuple[RunItem, ...]:
    return tuple(item for item in items if isinstance(item, MessageOutputItem | InputItem))
