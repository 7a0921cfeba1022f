"""Text that a kernel can send: a model may write half a character, which no UTF-8 can hold."""

from __future__ import annotations

from typing import Any


def sendable(data: Any) -> Any:
    """Give JSON data with the halves of a character joined, and those that stand alone as U+FFFD."""
    if isinstance(data, str):
        return data if data.isascii() or _is_whole(data) else _mended(data)
    if isinstance(data, dict):
        return {sendable(key): sendable(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [sendable(value) for value in data]
    return data


def _is_whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _mended(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
