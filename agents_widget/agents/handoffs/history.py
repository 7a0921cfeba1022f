"""Nesting the history: the conversation before a handoff as one message for the next agent."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from ..items import ItemHelpers, TResponseInputItem, input_items

if TYPE_CHECKING:
    from . import HandoffHistoryMapper, HandoffInputData

__all__ = ["default_handoff_history_mapper", "nest_handoff_history"]

_INTRODUCTION = "For context, here is the conversation so far between the user and the previous agent:"
_START, _END = "<CONVERSATION HISTORY>", "</CONVERSATION HISTORY>"


def nest_handoff_history(
    handoff_input_data: HandoffInputData, *, history_mapper: HandoffHistoryMapper | None = None
) -> HandoffInputData:
    """Put the conversation so far into one message for the next agent; the results keep every item.

    ``history_mapper`` makes the messages from the conversation's items, in place of the default one.
    Nothing is redacted: arguments and outputs of tools are in the message.
    """
    data = handoff_input_data
    history = data.input_history
    items = ItemHelpers.input_to_new_input_list(history if isinstance(history, str) else list(history))
    items += input_items((*data.pre_handoff_items, *data.new_items))
    mapped = (history_mapper or default_handoff_history_mapper)(items)
    return data.clone(input_history=tuple(mapped), pre_handoff_items=(), input_items=())


def default_handoff_history_mapper(transcript: list[TResponseInputItem]) -> list[TResponseInputItem]:
    """The conversation as one message, an item to a line."""
    lines: list[str] = []
    for item in transcript:
        row = cast("dict[str, Any]", item)
        nested = _lines_of_nested(row)
        if nested is None:
            lines.append(_line(row))
        else:
            lines += nested
    numbered = [f"{number}. {line}" for number, line in enumerate(lines, 1)]
    text = "\n".join([_INTRODUCTION, _START, *numbered, _END])
    return [{"role": "assistant", "content": text}]


def _lines_of_nested(row: dict[str, Any]) -> list[str] | None:
    """The lines of a message that an earlier handoff made, or None for any other item."""
    content = row.get("content")
    if not isinstance(content, str) or not content.startswith(_INTRODUCTION):
        return None
    return [line.split(". ", 1)[-1] for line in content.splitlines()[2:-1]]


def _line(row: dict[str, Any]) -> str:
    if "role" not in row:
        return json.dumps({key: value for key, value in row.items() if key != "id"}, ensure_ascii=False)
    content = row.get("content")
    if isinstance(content, list):
        content = "".join(
            str(part.get("text") or part.get("refusal") or f"[{part.get('type')}]") for part in content
        )
    return f"{row['role']}: " + str(content).replace("\n", "\\n")
