"""A tool's output as the transcript keeps it: the head of its text, its look, and whether it failed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeAlias

from .fields import as_text, field, list_field, text_field
from .schema import EntryState

OUTPUT_LIMIT = 20_000
"""Characters of an output that are kept; beyond them its size is."""
LOG_LIMIT = 20_000
"""Characters of a tool's log that are kept."""
DISPLAY_LIMIT = 2_000_000
"""Characters of one display representation; a larger one is left out."""

Describe: TypeAlias = Callable[[object], "dict[str, str] | None"]
"""Gives a MIME bundle for a Python object, or None when text is all there is. It must not raise."""

_STATES: dict[str, EntryState] = {
    "done": "done",
    "failed": "failed",
    "denied": "denied",
    "timed_out": "failed",
    "cancelled": "cancelled",
}
_DENIED = "Tool execution was not approved."
_FAILURES = (
    "An error occurred while running the tool",
    "An error occurred while parsing tool arguments",
    "Error running tool",
)
_FAILED = re.compile(r"Tool '.{1,200}' (?:timed out after [\d.e+-]+ seconds|not found)\.")
_IMAGE = re.compile(r"data:(image/(?:png|jpeg|gif|webp));base64,([A-Za-z0-9+/=\s]+)")


def output_text(item: Any) -> str:
    """Give an output item's text as the model sees it."""
    raw = field(field(item, "raw_item"), "output")
    if raw is None:
        raw = field(item, "output")
    if isinstance(raw, list):
        return "\n\n".join(text_field(part, "text") or f"[{_kind(part)}]" for part in raw)
    return as_text(raw) if isinstance(raw, (dict, str)) else str(raw)


def head(text: str) -> dict[str, Any]:
    """Give the fields for a text: its head, and its size when that is not all."""
    if len(text) <= OUTPUT_LIMIT:
        return {"output": text}
    return {"output": text[:OUTPUT_LIMIT], "output_size": len(text)}


def display(item: Any, describe: Describe | None) -> dict[str, str] | None:
    """Give the result as a notebook would show it, within limits; None when text is all there is."""
    value = field(item, "output")
    bundle = None if describe is None or value is None else describe(value)
    if bundle is None:
        bundle = _image(list_field(field(item, "raw_item"), "output"))
    kept = {kind: data for kind, data in bundle.items() if len(data) <= DISPLAY_LIMIT}
    return kept or None


def outcome(item: Any, text: str) -> EntryState:
    """Tell how a call ended, as far as its output says."""
    stated = text_field(item, "outcome")
    if stated in _STATES:
        return _STATES[stated]
    if field(item, "error"):
        return "failed"
    if text == _DENIED:
        return "denied"
    return "failed" if text.startswith(_FAILURES) or _FAILED.fullmatch(text) else "done"


def _kind(part: Any) -> str:
    return text_field(part, "type").removeprefix("input_") or "data"


def _image(parts: list[Any]) -> dict[str, str]:
    for part in parts:
        if match := _IMAGE.fullmatch(text_field(part, "image_url")):
            return {match[1]: match[2]}
    return {}
