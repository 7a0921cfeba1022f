"""What a tool has answered over AG-UI: text, JSON in a text, or parts with pictures."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .. import events
from ..events import RunEvent, ToolOutcome

_OUTCOMES: dict[str, ToolOutcome] = {
    "failed": "failed",
    "retried": "failed",
    "denied": "denied",
    "interrupted": "cancelled",
}
"""How a tool call of pydantic-ai ended, by what its server calls it."""


def tool_output(call_id: str, content: Any, *, outcome: ToolOutcome = "done", name: str = "") -> RunEvent:
    """Give the event for a result. A JSON object or list in its text becomes the Python value."""
    if isinstance(content, str):
        return events.tool_output(call_id, _value(content), outcome=outcome, name=name)
    parts = [_part(part) for part in content or ()]
    event = events.tool_output(call_id, None, outcome=outcome, name=name)
    event["item"]["raw_item"]["output"] = parts
    texts = [part["text"] for part in parts if "text" in part]
    event["item"]["output"] = None if len(texts) < len(parts) else _value("\n\n".join(texts))
    return event


def outcome_beside(encrypted: Any) -> ToolOutcome | None:
    """Read how a call ended from what pydantic-ai's server sends after a result that is no success.

    AG-UI's results have no place for it. In the value, which is plain JSON, it is at ``pydantic_ai.outcome``:
    ``tool_kind_encrypted_value`` in ``pydantic_ai/ui/ag_ui/_utils.py`` of pydantic-ai 2.68.
    """
    try:
        said = json.loads(encrypted)["pydantic_ai"]["outcome"]
    except (ValueError, LookupError, TypeError):
        return None
    return _OUTCOMES.get(said)


def _value(text: str) -> Any:
    if text[:1] not in ("{", "["):
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _part(part: Mapping[str, Any]) -> dict[str, Any]:
    """Give a part as the Responses API has it, whose pictures the view knows."""
    kind, source = part.get("type"), part.get("source") or {}
    if kind == "text":
        return {"type": "input_text", "text": str(part.get("text", ""))}
    if kind == "image" and source.get("type") == "data":
        url = f"data:{source.get('mimeType')};base64,{source.get('value')}"
        return {"type": "input_image", "image_url": url}
    return {"type": f"input_{kind}"}
