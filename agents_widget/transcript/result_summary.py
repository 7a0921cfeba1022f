"""What a tool's result is, in a line for its row: ``DataFrame, 28 x 3``, ``50 items``, ``PNG, 640 x 480``."""

from __future__ import annotations

import dataclasses
from collections import deque
from typing import Any

from .fields import is_a
from .image_size import image_summary
from .table_summary import table_summary

SHORT = 60
"""Characters of a text that says it all in a row."""


def result_summary(value: Any, text: str, display: dict[str, str] | None) -> str:
    """Give the line for a result and its text; empty where the text is the better one."""
    if summary := table_summary(value) or image_summary(display or {}):
        return summary
    if len(text) <= SHORT and "\n" not in text:
        return ""
    try:
        return _container(value)
    except Exception:  # noqa: BLE001 - an object of any library, in the middle of a run
        return ""


def _container(value: Any) -> str:
    if is_a(value, (list, tuple, set, frozenset, deque)) and not hasattr(value, "_fields"):
        return _count(len(value), "item")
    if is_a(value, dict):
        return _count(len(value), "field")
    fields = _fields(value)
    return "" if fields is None else f"{type(value).__name__}, {_count(fields, 'field')}"


def _fields(value: Any) -> int | None:
    """How many fields an object has that is all data."""
    kind = type(value)
    if dataclasses.is_dataclass(kind):
        return len(dataclasses.fields(kind))
    for name in ("__pydantic_fields__", "_fields", "__attrs_attrs__"):
        fields = getattr(kind, name, None)
        if isinstance(fields, (dict, tuple)):
            return len(fields)
    return None


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
