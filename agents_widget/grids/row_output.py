"""What a run answered, as JSON data: a line of the store, and what scorers read."""

from __future__ import annotations

import math
from typing import Any

from pydantic_core import to_jsonable_python

from ..transcript.fields import type_name
from ..transcript.jsonable import jsonable


def output_data(value: Any) -> Any:
    """Give a value as JSON data: models and dataclasses by their fields, other objects by their class."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    try:
        return _finite(to_jsonable_python(value, bytes_mode="base64", fallback=_named))
    except Exception:  # noqa: BLE001 - an agent may answer with any object of any library, or one with itself
        return jsonable(value)


def _named(value: Any) -> str:
    return f"<{type_name(value)}>"


def _finite(data: Any) -> Any:
    """Write numbers that JSON has not as texts."""
    if isinstance(data, float) and not math.isfinite(data):
        return str(data)
    if isinstance(data, dict):
        return {name: _finite(each) for name, each in data.items()}
    return [_finite(each) for each in data] if isinstance(data, list) else data
