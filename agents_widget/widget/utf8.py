"""Text that can be sent as UTF-8: a model may write half of a surrogate pair, which UTF-8 cannot hold."""

from __future__ import annotations

from typing import Any


def sendable(data: Any) -> Any:
    """Give JSON data with surrogate pairs joined, and halves that are alone replaced by U+FFFD."""
    if isinstance(data, str):
        return data if data.isascii() or _is_encodable(data) else _repaired(data)
    if isinstance(data, dict):
        return {sendable(key): sendable(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [sendable(value) for value in data]
    return data


def _is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _repaired(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
