"""What of a model call a cassette goes by: the request in plain data, its key, and how two of them differ."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pydantic_core import to_jsonable_python

from ....redaction import without_keys
from ..interface import ModelCall

Request = dict[str, Any]

_NO_MATTER = frozenset(
    {"extra_headers", "include_usage", "metadata", "preserve_raw_usage", "prompt_cache_options"}
    | {"prompt_cache_retention", "retry", "store", "timeout"}
)
"""Settings that do not change what a model says."""
_ID_FIELDS = ("call_id", "approval_request_id")


class Difference(NamedTuple):
    """The first place where two requests differ, and what each has there."""

    place: str
    recorded: Any
    asked: Any


def describe(call: ModelCall) -> Request:
    """Give what a model is asked, as JSON data without the ids that differ from run to run."""
    schema = call.output_schema
    settings = {
        name: value
        for name, value in vars(call.model_settings).items()
        if value is not None and name not in _NO_MATTER
    }
    request = {
        "instructions": call.system_instructions,
        "items": _without_ids(call.items),
        "tools": [_tool(tool) for tool in call.tools],
        "handoffs": [
            _described(each.tool_name, each.tool_description, each.input_json_schema)
            for each in call.handoffs
        ],
        "output": None if schema is None or schema.is_plain_text() else schema.json_schema(),
        "settings": settings,
        "prompt": call.prompt,
        "previous_response_id": call.previous_response_id,
        "conversation_id": call.conversation_id,
    }
    plain: Request = to_jsonable_python({key: value for key, value in request.items() if value}, fallback=str)
    return plain


def key_of(request: Request) -> str:
    """Give the key that requests of the same content have."""
    text = json.dumps(request, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def redacted(value: Any) -> Any:
    """Give JSON data with what looks like a key hidden in each of its texts."""
    if isinstance(value, str):
        return without_keys(value)
    if isinstance(value, dict):
        return {name: redacted(each) for name, each in value.items()}
    return [redacted(each) for each in value] if isinstance(value, list) else value


def first_difference(recorded: Request, asked: Request) -> Difference | None:
    """Give the first place where two requests differ: in the items, then in what else is asked."""
    for part in ("items", "instructions", "tools", "handoffs", "output", "settings"):
        if (found := _compare(recorded.get(part), asked.get(part), part)) is not None:
            return found
    return _compare(recorded, asked, "request")


def likeness(recorded: Request, asked: Request) -> tuple[int, int, int]:
    """Give how alike two requests are: by the items that they begin with, their parts, and their lengths."""
    items = zip(recorded.get("items", ()), asked.get("items", ()), strict=False)
    shared = 0
    for one, other in items:
        if one != other:
            break
        shared += 1
    parts = recorded.keys() | asked.keys()
    longer = len(recorded.get("items", ())) - len(asked.get("items", ()))
    return shared, sum(recorded.get(part) == asked.get(part) for part in parts), -abs(longer)


def _tool(tool: Any) -> Any:
    if isinstance(tool, Mapping):
        return dict(tool)
    return _described(tool.name, tool.description, tool.params_json_schema)


def _described(name: str, description: str, schema: Any) -> Request:
    return {"name": name, "description": description, "schema": schema}


def _without_ids(items: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Give items without their ids; those that tie a call to its output count up, for some are random."""
    numbers: dict[str, str] = {}
    found = []
    for item in items:
        plain = {name: value for name, value in item.items() if name != "id"}
        for name in _ID_FIELDS:
            if isinstance(value := plain.get(name), str):
                plain[name] = numbers.setdefault(value, f"call {len(numbers) + 1}")
        found.append(plain)
    return found


def _compare(recorded: Any, asked: Any, place: str) -> Difference | None:
    if recorded == asked:
        return None
    # What is not there at all differs in what the other has.
    if recorded is None and asked and isinstance(asked, (dict, list)):
        recorded = type(asked)()
    elif asked is None and recorded and isinstance(recorded, (dict, list)):
        asked = type(recorded)()
    if isinstance(recorded, dict) and isinstance(asked, dict):
        pairs: Iterator[tuple[str, Any, Any]] = (
            (f"{place}.{name}", recorded.get(name), asked.get(name))
            for name in dict.fromkeys([*recorded, *asked])
        )
    elif isinstance(recorded, list) and isinstance(asked, list):
        longest = max(len(recorded), len(asked))
        pairs = ((f"{place}[{at}]", _at(recorded, at), _at(asked, at)) for at in range(longest))
    else:
        return Difference(place, recorded, asked)
    found = (_compare(one, other, inner) for inner, one, other in pairs)
    return next((each for each in found if each is not None), Difference(place, recorded, asked))


def _at(values: list[Any], at: int) -> Any:
    return values[at] if at < len(values) else None
