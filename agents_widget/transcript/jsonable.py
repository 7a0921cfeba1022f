"""Any object as plain JSON data, for a reader to look at: bounded, and never an error."""

from __future__ import annotations

import dataclasses
import datetime
import math
import numbers
import sys
from collections import deque
from typing import Any

from .fields import agent_name, is_a, plain_text
from .table_summary import table_summary

SIZE_LIMIT = 200_000
"""Characters of everything together, about."""
TEXT_LIMIT = 20_000
"""Characters of one text."""
DEPTH_LIMIT = 12
_QUICK = (BaseException, numbers.Number, datetime.date, datetime.time, datetime.timedelta)
"""Classes whose ``repr`` is short and quick, in subclasses of other libraries too."""
INTEGER_LIMIT = 10_000
"""Bits of an integer: Python refuses to write one of more than 4,300 digits."""


def jsonable(value: Any) -> Any:
    """Give models, dataclasses and containers by their members, agents by name, tables by their size.

    Python's own values, numbers and errors are given by ``repr``, which of other objects may take seconds:
    those are named by their class. Long texts and deep things are cut; when all together is too much, what
    is left over is left out.
    """
    return _BoundedReader().read(value)


class _BoundedReader:
    def __init__(self) -> None:
        self._room = SIZE_LIMIT

    def read(self, value: Any, depth: int = 0) -> Any:
        self._room -= 4
        if value is None or is_a(value, bool):
            return value
        if is_a(value, int):
            bits = value.bit_length()
            self._room -= bits // 3  # about its digits
            return value if bits <= INTEGER_LIMIT else f"<{type(value).__name__}>"
        if is_a(value, float):
            return value if math.isfinite(value) else str(value)
        if is_a(value, str):
            return self._text(plain_text(value))
        if depth >= DEPTH_LIMIT:
            return f"<{type(value).__name__}>"
        try:
            return self._object(value, depth)
        except Exception as error:  # noqa: BLE001 - an event may hold any object of any library
            return f"<{type(value).__name__}: {type(error).__name__}>"

    def _text(self, text: str) -> str:
        shown = text[: min(TEXT_LIMIT, max(self._room, 0))]
        self._room -= len(shown)
        return text if shown == text else f"{shown}... ({len(text):,} characters)"

    def _object(self, value: Any, depth: int) -> Any:
        members = _members(value)
        if members is None:
            return self._text(_shown(value))
        if isinstance(members, dict):
            return self._dict(members, depth + 1)
        return self._list(members, depth + 1)

    def _dict(self, members: dict[Any, Any], depth: int) -> dict[str, Any]:
        read: dict[str, Any] = {}
        for number, (name, member) in enumerate(members.items()):
            if self._room <= 0:
                return read | {"...": f"{len(members) - number:,} more"}
            key = self._text(str(name))
            read[key] = self.read(member, depth)
        return read

    def _list(self, members: list[Any] | tuple[Any, ...], depth: int) -> list[Any]:
        read: list[Any] = []
        for number, member in enumerate(members):
            if self._room <= 0:
                return [*read, f"... {len(members) - number:,} more"]
            read.append(self.read(member, depth))
        return read


def _shown(value: Any) -> str:
    kind = type(value)
    if kind.__module__.partition(".")[0] in sys.stdlib_module_names or isinstance(value, _QUICK):
        return repr(value)
    return table_summary(value) or f"<{kind.__module__}.{kind.__qualname__}>"


def _members(value: Any) -> dict[Any, Any] | list[Any] | tuple[Any, ...] | None:
    if is_a(value, (dict, list, tuple)):
        return value  # type: ignore[no-any-return]
    if is_a(value, (set, frozenset, deque)):
        return list(value)
    if hasattr(value, "instructions") and agent_name(value):
        return {"agent": agent_name(value)}
    if isinstance(fields := getattr(type(value), "__pydantic_fields__", None), dict):
        sent = {name: getattr(value, name) for name in fields if name in value.model_fields_set}
        return sent | (value.model_extra or {})
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {item.name: getattr(value, item.name) for item in dataclasses.fields(value)}
    return None
