"""What a run answered, as scorers and judges read it: as text, as a number, as JSON data."""

from __future__ import annotations

import json
import re
from typing import Any

_NUMBER = re.compile(
    r"(?<![\w.])[-+\u2212]?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+|(?=\.\d))(?:\.\d+)?(?:[eE][-+]?\d+)?"
)
_HEAD = 80


def text_of(value: Any) -> str:
    """Give an output as text: a text as it is, data as JSON."""
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(plain(value), ensure_ascii=False, default=str)


def last_number(value: Any) -> float | None:
    """Give a number as it is, or the last one in a text: 1,234.5 is one, and 50% is 50."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return float(value)
    found = _NUMBER.findall(text_of(value))
    return float(found[-1].replace(",", "").replace("\u2212", "-")) if found else None


def plain(value: Any) -> Any:
    """Give a value as JSON data, so that a model equals its dict, and a tuple a list."""
    if isinstance(value, (str, int, float, type(None))):
        return value
    from pydantic_core import to_jsonable_python

    return to_jsonable_python(value, fallback=str)


def shown(value: Any) -> str:
    """Give a value as the reason of a score quotes it."""
    return repr(head(value if isinstance(value, str) else text_of(value)))


def head(text: str) -> str:
    """Give the beginning of a text."""
    return text if len(text) <= _HEAD else f"{text[: _HEAD - 1]}\u2026"
