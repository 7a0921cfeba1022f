"""Any object as plain JSON data, for a reader to look at: bounded, and never an error."""

from __future__ import annotations

import dataclasses
import math
from itertools import islice
from typing import Any

from .fields import agent_name

TEXT_LIMIT = 20_000
"""Characters of one text."""
WIDTH_LIMIT = 500
"""Members of one list or object."""
DEPTH_LIMIT = 12


def jsonable(value: Any, text_limit: int = TEXT_LIMIT, depth: int = 0) -> Any:
    """Give models, dataclasses and containers by their members, agents by name, the rest by repr."""
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, str):
        return value if len(value) <= text_limit else f"{value[:text_limit]}... ({len(value):,} characters)"
    if depth >= DEPTH_LIMIT:
        return f"<{type(value).__name__}>"
    try:
        members = _members(value)
        if isinstance(members, dict):
            some = islice(members.items(), WIDTH_LIMIT)
            return {str(name)[:200]: jsonable(member, text_limit, depth + 1) for name, member in some}
        if members is not None:
            return [jsonable(member, text_limit, depth + 1) for member in islice(members, WIDTH_LIMIT)]
        return jsonable(repr(value), text_limit, depth)
    except Exception as error:  # noqa: BLE001 - an event may hold any object of any library
        return f"<{type(value).__name__}: {type(error).__name__}>"


def _members(value: Any) -> dict[Any, Any] | list[Any] | tuple[Any, ...] | None:
    if isinstance(value, (dict, list, tuple)):
        return value
    if hasattr(value, "instructions") and agent_name(value):
        return {"agent": agent_name(value)}
    if isinstance(fields := getattr(type(value), "__pydantic_fields__", None), dict):
        sent = {name: getattr(value, name) for name in fields if name in value.model_fields_set}
        return sent | (value.model_extra or {})
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {item.name: getattr(value, item.name) for item in dataclasses.fields(value)}
    return None
