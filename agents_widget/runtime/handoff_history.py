"""Nesting: the next agent reads the conversation so far as one message instead of as its own turns."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from .handoff import HandoffHistoryMapper, HandoffInputData
from .items import ItemHelpers, ToolApprovalItem

if TYPE_CHECKING:
    from .items import TResponseInputItem

_BEFORE = "For context, here is the conversation so far between the user and the previous agent:"
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
    for item in (*data.pre_handoff_items, *data.new_items):
        if not isinstance(item, ToolApprovalItem):
            items.append(item.to_input_item())
    mapped = (history_mapper or default_handoff_history_mapper)(items)
    return data.clone(input_history=tuple(mapped), pre_handoff_items=(), input_items=())


def default_handoff_history_mapper(transcript: list[TResponseInputItem]) -> list[TResponseInputItem]:
    """The conversation as one message, an item to a line."""
    lines: list[str] = []
    for item in transcript:
        row = cast("dict[str, Any]", item)
        earlier = _nested_before(row)
        lines += [_line(row)] if earlier is None else earlier
    numbered = [f"{number}. {line}" for number, line in enumerate(lines, 1)]
    text = "\n".join([_BEFORE, _START, *numbered, _END])
    return [{"role": "assistant", "content": text}]


def _nested_before(row: dict[str, Any]) -> list[str] | None:
    """The lines of a message that an earlier handoff nested, or None for any other item."""
    content = row.get("content")
    if not isinstance(content, str) or not content.startswith(_BEFORE):
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
