"""Checks the body of a request as strictly as OpenAI's API does, for Responses and for Chat Completions.

``problems`` gives what the API would answer 400 to; each check stands for an error message of the real API.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_ID_PREFIXES = {"message": "msg_", "reasoning": "rs_", "function_call": "fc_"}
_ROLES = ("user", "system", "developer", "assistant")
_INPUT_PARTS = {"input_text", "input_image", "input_file"}
_OUTPUT_PARTS = {"output_text", "refusal"}
_FIELDS = {
    "message": {"id", "type", "role", "content", "status", "phase"},
    "function_call": {"id", "type", "call_id", "name", "arguments", "status", "namespace"},
    "function_call_output": {"id", "type", "call_id", "output", "status"},
    "reasoning": {"id", "type", "summary", "content", "encrypted_content", "status"},
}


def problems(path: str, body: Any, own_ids: Collection[str] = ()) -> list[str]:
    """What is wrong with a request; ``own_ids`` are those that the server gave itself, in whatever form."""
    if not isinstance(body, dict):
        return [f"the body is no object: {body!r:.80}"]
    found = [f"half a character in {text!r:.60}" for text in _texts(body) if _has_half_character(text)]
    if path.endswith("/chat/completions"):
        return [*found, *_chat_problems(body.get("messages"))]
    given = body.get("input")
    return found if isinstance(given, str) and given else [*found, *_input_problems(given, own_ids)]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def _has_half_character(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


# Responses


def _input_problems(items: Any, own_ids: Collection[str]) -> Iterator[str]:
    if not isinstance(items, list) or not items:
        yield f"input is neither a text nor a list of items: {items!r:.80}"
        return
    for index, item in enumerate(items):
        if not isinstance(item, dict):
            yield f"input[{index}] is no object: {item!r:.80}"
            continue
        kind = item.get("type") or ("message" if "role" in item else None)
        check = _ITEM_CHECKS.get(str(kind))
        found = (
            ["has an unknown type"]
            if check is None
            else [*check(item), *_field_problems(str(kind), item, own_ids)]
        )
        for each in found:
            yield f"input[{index}] {kind} {each}: {item!r:.200}"
    yield from _pairing_problems([item for item in items if isinstance(item, dict)])


def _field_problems(kind: str, item: dict[str, Any], own_ids: Collection[str]) -> Iterator[str]:
    for name in item.keys() - _FIELDS[kind]:
        yield f"has the unknown field {name!r}"
    if "id" in item and not isinstance(item["id"], str):
        yield "has an id that is no text"
    elif "id" in item and item["id"] not in own_ids and not item["id"].startswith(_ID_PREFIXES.get(kind, "")):
        yield f"has an id that does not begin with {_ID_PREFIXES[kind]!r}"
    if "status" in item and item["status"] not in ("completed", "incomplete", "in_progress"):
        yield f"has the status {item['status']!r:.40}"


def _message(item: dict[str, Any]) -> Iterator[str]:
    role, content = item.get("role"), item.get("content")
    if role not in _ROLES:
        yield f"has the role {role!r:.40}"
    if isinstance(content, str):
        if not content:
            yield "has no content"
    elif not isinstance(content, list) or not content:
        yield "has no content"
    else:
        allowed = _OUTPUT_PARTS if role == "assistant" else _INPUT_PARTS
        yield from _part_problems(content, allowed)


def _part_problems(parts: list[Any], allowed: set[str]) -> Iterator[str]:
    for part in parts:
        kind = part.get("type") if isinstance(part, dict) else None
        if kind not in allowed:
            yield f"has a part of type {kind!r:.40}"
        elif kind in ("input_text", "output_text") and not isinstance(part.get("text"), str):
            yield "has a part whose text is none"
        elif not isinstance(part.get("annotations", []), list):
            yield "has a part whose annotations are no list"
        elif kind == "refusal" and not isinstance(part.get("refusal"), str):
            yield "has a refusal that is no text"


def _function_call(item: dict[str, Any]) -> Iterator[str]:
    if not isinstance(item.get("name"), str) or not _NAME.fullmatch(item["name"]):
        yield "has no valid name"
    if not isinstance(item.get("arguments"), str):
        yield "has arguments that are no text"
    yield from _call_id(item)


def _call_id(item: dict[str, Any]) -> Iterator[str]:
    call_id = item.get("call_id")
    if not isinstance(call_id, str) or not 1 <= len(call_id) <= 64:
        yield "has no call_id of 1 to 64 characters"


def _function_call_output(item: dict[str, Any]) -> Iterator[str]:
    output = item.get("output")
    if isinstance(output, list) and output:
        yield from _part_problems(output, _INPUT_PARTS)
    elif not isinstance(output, str):
        yield "has no output"
    yield from _call_id(item)


def _reasoning(item: dict[str, Any]) -> Iterator[str]:
    # Its id may be missing: ``reasoning_item_id_policy="omit"`` exists for that.
    if not isinstance(item.get("encrypted_content"), str | None):
        yield "has encrypted_content that is no text"
    if not isinstance(item.get("summary"), list):
        yield "has no summary"
    else:
        yield from _part_problems(item["summary"], {"summary_text"})


_ITEM_CHECKS = {
    "message": _message,
    "function_call": _function_call,
    "function_call_output": _function_call_output,
    "reasoning": _reasoning,
}


def _pairing_problems(items: list[dict[str, Any]]) -> Iterator[str]:
    open_calls: set[str] = set()
    seen_calls: set[str] = set()
    seen_ids: set[str] = set()
    for index, item in enumerate(items):
        kind, call_id = item.get("type"), str(item.get("call_id"))
        if kind == "function_call":
            if call_id in seen_calls:
                yield f"input[{index}]: a second call {call_id!r}"
            seen_calls.add(call_id)
            open_calls.add(call_id)
        if kind == "function_call_output":
            if call_id not in open_calls:
                yield f"input[{index}]: no tool call found for output {call_id!r}"
            open_calls.discard(call_id)
        if kind == "reasoning" and not _leads_to_more(items[index + 1 :]):
            yield f"input[{index}]: reasoning without its required following item"
        if isinstance(item.get("id"), str):
            if item["id"] in seen_ids:
                yield f"input[{index}]: duplicate item {item['id']!r}"
            seen_ids.add(item["id"])
    for call_id in sorted(open_calls):
        yield f"no tool output found for call {call_id!r}"


def _leads_to_more(following: list[dict[str, Any]]) -> bool:
    """Whether the model's own output follows; more reasoning may come first."""
    for item in following:
        if item.get("type") != "reasoning":
            return item.get("type") == "function_call" or item.get("role") == "assistant"
    return False


# Chat Completions


def _chat_problems(messages: Any) -> Iterator[str]:
    if not isinstance(messages, list) or not messages:
        yield f"messages is no list of messages: {messages!r:.80}"
        return
    waiting: list[str] = []  # the tool calls that the next messages have to answer
    for index, message in enumerate(messages):
        place = f"messages[{index}]"
        role = message.get("role") if isinstance(message, dict) else None
        if role == "tool":
            if message.get("tool_call_id") not in waiting:
                yield f"{place}: a tool message that answers no preceding call: {message!r:.120}"
            else:
                waiting.remove(message["tool_call_id"])
        elif waiting:
            yield f"{place}: tool_calls {waiting} were not answered"
            waiting = []
        for each in _chat_message(role, message):
            yield f"{place} {each}: {message!r:.200}"
        if role == "assistant":
            waiting = [str(call.get("id")) for call in message.get("tool_calls") or ()]
            if len(set(waiting)) < len(waiting):
                yield f"{place}: duplicate ids of tool calls {waiting}"
    if waiting:
        yield f"tool_calls {waiting} were not answered"


def _chat_message(role: Any, message: Any) -> Iterator[str]:
    if role not in (*_ROLES, "tool"):
        yield f"has the role {role!r:.40}"
        return
    content = message.get("content")
    if role == "assistant":
        if not content and not message.get("tool_calls") and not message.get("refusal"):
            yield "has neither content nor tool_calls"
        if "tool_calls" in message:
            yield from _tool_calls(message["tool_calls"])
    elif not isinstance(content, (str, list)) or (content in ("", []) and role != "tool"):
        yield "has no content"
    if content is not None and not isinstance(content, (str, list)):
        yield "has content that is neither text nor parts"


def _tool_calls(calls: Any) -> Iterator[str]:
    if not isinstance(calls, list) or not calls:
        yield "has an empty list of tool_calls"
        return
    for call in calls:
        function = call.get("function") or {}
        if not isinstance(call.get("id"), str) or not call["id"]:
            yield "has a call without an id"
        if not isinstance(function.get("name"), str) or not _NAME.fullmatch(function["name"]):
            yield "has a call without a valid name"
        if not isinstance(function.get("arguments"), str):
            yield "has a call whose arguments are no text"
