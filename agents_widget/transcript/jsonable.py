"""Any object as plain JSON data, for a reader to look at: bounded, and never an error."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

from .fields import agent_name

SIZE_LIMIT = 200_000
"""Characters of everything together, about."""
TEXT_LIMIT = 20_000
"""Characters of one text."""
DEPTH_LIMIT = 12


def jsonable(value: Any) -> Any:
    """Give models, dataclasses and containers by their members, agents by name, the rest by ``repr``.

    Long texts and deep things are cut; when all together is too much, what is left over is left out.
    """
    return _Reading().read(value)


class _Reading:
    def __init__(self) -> None:
        self._room = SIZE_LIMIT

    def read(self, value: Any, depth: int = 0) -> Any:
        self._room -= 4
        if value is None or isinstance(value, (bool, int)):
            return value
        if isinstance(value, float):
            return value if math.isfinite(value) else str(value)
        if isinstance(value, str):
            return self._text(value)
        if depth >= DEPTH_LIMIT:
            return f"<{type(value).__name__}>"
        try:
            members = _members(value)
            return self._text(repr(value)) if members is None else self._all(members, depth + 1)
        except Exception as error:  # noqa: BLE001 - an event may hold any object of any library
            return f"<{type(value).__name__}: {type(error).__name__}>"

    def _text(self, text: str) -> str:
        shown = text[: min(TEXT_LIMIT, max(self._room, 0))]
        self._room -= len(shown)
        return text if shown == text else f"{shown}... ({len(text):,} characters)"

    def _all(self, members: dict[Any, Any] | list[Any] | tuple[Any, ...], depth: int) -> Any:
        named = isinstance(members, dict)
        pairs: list[tuple[str, Any]] = []
        for name, member in members.items() if isinstance(members, dict) else enumerate(members):
            if self._room <= 0:
                more = f"{len(members) - len(pairs):,} more"
                pairs.append(("...", more if named else f"... {more}"))
                break
            pairs.append((self._text(str(name)) if named else "", self.read(member, depth)))
        return dict(pairs) if named else [member for _, member in pairs]


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
