"""Reading events by shape: objects or plain dicts, whole or with gaps, from whatever library they come."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

NESTING_LIMIT = 50
"""How deep events of agents used as tools may lie in each other; a deeper one holds itself, probably."""
LARGEST_COUNT = 2**53
"""Beyond it a page cannot count."""
FAKE_IDS = {"", "__fake_id__", "fake_id"}
"""Ids that servers and adapters fill in when they have none: they identify nothing."""


def field(source: Any, name: str, default: Any = None) -> Any:
    """Give an attribute or a key, or the default where there is none (or it is None, or raises)."""
    try:
        value = source.get(name) if is_a(source, dict) else getattr(source, name, None)
    except Exception:  # noqa: BLE001 - a property, or a dict, of any library
        return default
    return default if value is None else value


def is_a(value: Any, kind: type | tuple[type, ...]) -> bool:
    """Whether a value is of a type; ``isinstance`` believes what its ``__class__`` says, as a mock's does."""
    return issubclass(type(value), kind)


def raw_event(event: Any) -> Any:
    """Give the raw event that a stream event carries; any other event as it is."""
    return field(event, "data") if text_field(event, "type") == "raw_response_event" else event


def raw_type(event: Any) -> str:
    """Give the type of an event; of a stream event that carries a raw event, the raw event's."""
    return text_field(raw_event(event), "type")


def innermost_event(event: Any) -> Any:
    """Give what an event of agents used as tools is about; any other event as it is. None if too deep."""
    for _ in range(NESTING_LIMIT):
        if text_field(event, "type") != "agent_tool_stream_event":
            return event
        event = field(event, "event")
    return None


def text_field(source: Any, name: str) -> str:
    """Give a field that should be text; anything else counts as missing."""
    value = field(source, name)
    return plain_text(value) if is_a(value, str) else ""


def plain_text(text: str) -> str:
    """Give a text as a ``str`` of its own: a subclass, such as an enum's, may be anything but plain."""
    return text if type(text) is str else str.__str__(text)


def count_field(source: Any, name: str) -> int:
    """Give a field that should be a whole number; anything else counts as 0."""
    value = field(source, name)
    count = int.__int__(value) if is_a(value, int) and not is_a(value, bool) else 0
    return count if abs(count) <= LARGEST_COUNT else 0


def exceeds_counting(source: Any, name: str) -> bool:
    """Whether a field is a number that no page can count with, and no server can mean."""
    value = field(source, name)
    return is_a(value, int) and abs(int.__int__(value)) > LARGEST_COUNT


def list_field(source: Any, name: str) -> list[Any]:
    """Give a field that should be a list; anything else counts as empty."""
    value = field(source, name)
    return list(value) if is_a(value, (list, tuple)) else []


def real_id(value: Any) -> str:
    """Give an id that identifies something, or the empty text."""
    text = plain_text(value) if is_a(value, str) else ""
    return "" if text in FAKE_IDS else text


def agent_name(agent: Any) -> str:
    """Name an agent, whether it is an object, a dict or the name itself."""
    return plain_text(agent) if is_a(agent, str) else text_field(agent, "name")


def handoff_targets(agent: Any) -> dict[str, str]:
    """Give the handoff tools that an agent declares, each with the name of the agent it hands over to.

    ``handoffs`` holds handoffs (with ``tool_name``) or agents. A tool for an agent has the SDK's default
    name: https://openai.github.io/openai-agents-python/ref/handoffs (``Handoff.default_tool_name``).
    """
    targets = {}
    for handoff in list_field(agent, "handoffs"):
        if tool_name := text_field(handoff, "tool_name"):
            targets[tool_name] = text_field(handoff, "agent_name")
        elif name := agent_name(handoff):
            targets[_default_handoff_tool(name)] = name
    return targets


def as_text(value: Any) -> str:
    """Give text as it is, nothing for None, and JSON for the rest; what has no JSON as Python shows it."""
    if is_a(value, str):
        return plain_text(value)
    try:
        return "" if value is None else json.dumps(value, ensure_ascii=False, default=_plain)
    except Exception:  # noqa: BLE001 - keys that are no texts, a list that holds itself, a model that raises
        return shown_by_python(value)


def shown_by_python(value: Any) -> str:
    """Give ``str(value)``, or the name of the value's type where that raises."""
    try:
        return plain_text(str(value))
    except BaseException as error:  # noqa: BLE001 - an object of any library, perhaps an error that is told
        return f"<{type_name(value)}, whose text cannot be had: {type_name(error)}>"


def type_name(value: object) -> str:
    """Name a value's class."""
    return class_name(type(value))


def class_name(kind: type) -> str:
    """Name a class, past a ``__name__`` of its metaclass, which may raise."""
    name: str = vars(type)["__name__"].__get__(kind)
    return name


def message_text(item: Any) -> str:
    """Give what a message says, refusals included, a blank line between its parts."""
    content = field(item, "content")
    if is_a(content, str):
        return plain_text(content)
    return _joined(_content_text(part) for part in list_field(item, "content"))


def reasoning_text(item: Any) -> str:
    """Give a reasoning item's summary and its own text, a blank line between the parts."""
    parts = [*list_field(item, "summary"), *list_field(item, "content")]
    return _joined(text_field(part, "text") for part in parts)


def call_arguments(item: Any) -> str:
    """Give the arguments of a call: the JSON text the model wrote, or what a hosted tool was asked for."""
    for name in ("arguments", "input", "action", "queries", "code", "operation"):
        if text := as_text(field(item, name)):
            return text
    return ""


def call_name(item: Any) -> str:
    """Name the tool of a call; a hosted tool is named by the type of its item."""
    name = text_field(item, "name") or text_field(item, "tool_name")
    return name or text_field(item, "type").removesuffix("_call")


def _default_handoff_tool(name: str) -> str:
    return re.sub(r"[^a-zA-Z0-9_]", "_", f"transfer_to_{name}").lower()


def _content_text(part: Any) -> str:
    if is_a(part, str):
        return plain_text(part)
    kind = text_field(part, "type")
    if kind in ("input_image", "input_file", "input_audio"):
        name = text_field(part, "filename")
        return f"[{kind.removeprefix('input_')}{': ' + name if name else ''}]"
    return text_field(part, "text") or text_field(part, "refusal")


def _joined(texts: Iterable[str]) -> str:
    return "\n\n".join(text for text in texts if text)


def _plain(value: Any) -> Any:
    dump = field(value, "model_dump")
    plain = dump(mode="json", exclude_none=True) if callable(dump) else None
    # Of a mock it is another mock, without an end.
    return plain if is_a(plain, (dict, list, str)) else shown_by_python(value)
