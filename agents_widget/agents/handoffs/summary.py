"""The summary of a conversation: its items as one message, an item to a line, and back from that text."""

from __future__ import annotations

import json
import re
from typing import Any, cast

from ..items import ItemHelpers, TResponseInputItem

__all__ = [
    "get_conversation_history_wrappers",
    "items_of_summary",
    "reset_conversation_history_wrappers",
    "set_conversation_history_wrappers",
    "summary_of",
]

# Models have learned what to do with the SDK's words, and summaries that it wrote have to be readable here.
_INTRODUCTION = "For context, here is the conversation so far between the user and the previous agent:"
_INTRODUCTIONS = (_INTRODUCTION, "For context, here is the conversation so far:")
_DEFAULT_WRAPPERS = ("<CONVERSATION HISTORY>", "</CONVERSATION HISTORY>")
_ROLES = ("user", "assistant", "system", "developer")
_NUMBER = re.compile(r"\s*\d+\.\s*")
_SPEAKER = re.compile(r"(.*)\((.*)\)", re.DOTALL)

_wrappers = _DEFAULT_WRAPPERS


def get_conversation_history_wrappers() -> tuple[str, str]:
    """The lines before and after a summary's items."""
    return _wrappers


def set_conversation_history_wrappers(*, start: str | None = None, end: str | None = None) -> None:
    """Set the line before a summary's items, the one after them, or both, for this process."""
    global _wrappers
    _wrappers = (_wrappers[0] if start is None else start, _wrappers[1] if end is None else end)


def reset_conversation_history_wrappers() -> None:
    """Set both lines back to ``<CONVERSATION HISTORY>`` and ``</CONVERSATION HISTORY>``."""
    global _wrappers
    _wrappers = _DEFAULT_WRAPPERS


def summary_of(items: list[TResponseInputItem]) -> TResponseInputItem:
    """The items as one message of the assistant."""
    start, end = _wrappers
    lines = [f"{number}. {_line(cast('dict[str, Any]', item))}" for number, item in enumerate(items, 1)]
    body = lines or ["(no previous turns recorded)"]
    return {"role": "assistant", "content": "\n".join([_INTRODUCTION, start, *body, end])}


def items_of_summary(item: TResponseInputItem) -> list[TResponseInputItem] | None:
    """The items that a summary was made of, or None for any other item."""
    row = cast("dict[str, Any]", item)
    content = row.get("content")
    if row.get("role") != "assistant" or not isinstance(content, str):
        return None
    introduction, _, rest = content.partition("\n")
    start, end = (f"{_wrappers[0]}\n", f"\n{_wrappers[1]}")
    if introduction not in _INTRODUCTIONS or not (rest.startswith(start) and rest.endswith(end)):
        return None
    records = _records(rest[len(start) : -len(end)])
    return [item for item in map(_item, records) if item is not None]


def _line(row: dict[str, Any]) -> str:
    """An item in one line: a message as ``role: text`` where that says all, else JSON."""
    row = {name: value for name, value in row.items() if name != "provider_data"}
    role, content = row.get("role"), row.get("content")
    is_one_line = content is None or (isinstance(content, str) and not re.search(r"[\r\n]", content))
    if isinstance(role, str) and is_one_line:
        return f"{_speaker(row)}: {content or ''}"
    try:
        return json.dumps(row, ensure_ascii=False, default=str)
    except (TypeError, ValueError):  # keys that JSON has not, or a circle
        if isinstance(role, str):
            return f"{_speaker(row)}: {content}"
        return f"{row.pop('type', 'item')}: {row}"


def _speaker(row: dict[str, Any]) -> str:
    name = row.get("name")
    return f"{row['role']} ({name})" if isinstance(name, str) and name else str(row["role"])


def _records(body: str) -> list[str]:
    """The records of a summary's text: a numbered line, and the lines after it that have no number."""
    records: list[str] = []
    for line in body.split("\n"):
        if not line.strip():
            continue
        continues = records and _NUMBER.match(records[-1]) and not _NUMBER.match(line)
        if continues:
            records[-1] += f"\n{line.rstrip()}"
        else:
            records.append(line.strip())
    return records


def _item(record: str) -> TResponseInputItem | None:
    """The item of a record, or None for prose that is none."""
    text = _NUMBER.sub("", record, count=1) if _NUMBER.match(record) else record
    parsed = _json_item(text)
    if parsed is not None:
        return cast("TResponseInputItem", parsed)
    speaker, separator, said = text.partition(":")
    role, name = _role_and_name(speaker.strip())
    if not (role or name) or (not separator and role not in _ROLES):
        return None
    content = said.strip()
    typed = None if role in _ROLES else _json_item(content)
    if typed is not None:
        return cast("TResponseInputItem", {**typed, "type": role})
    named = {"name": name} if name else {}
    return cast("TResponseInputItem", {"role": role or "developer", **named, "content": content})


def _json_item(text: str) -> dict[str, Any] | None:
    try:
        parsed = json.loads(text)
    except ValueError:
        return None
    if not isinstance(parsed, dict):
        return None
    parsed.pop("provider_data", None)
    return cast("dict[str, Any]", ItemHelpers.input_to_new_input_list([cast("Any", parsed)])[0])


def _role_and_name(speaker: str) -> tuple[str, str | None]:
    found = _SPEAKER.fullmatch(speaker)
    name = found[2].strip() if found else ""
    if found is None or not name:
        return speaker, None
    return found[1].strip(), name
