"""Events of a run in short form, for comparing streams."""

from __future__ import annotations

from typing import Any


def short(event: Any) -> str:
    """An event in a word: its kind, and what tells it from others of the kind."""
    if event.type == "raw_response_event":
        return f"raw {event.data.type.removeprefix('response.')}"
    if event.type == "run_item_stream_event":
        return f"{event.name} {event.item.type}"
    if event.type == "agent_updated_stream_event":
        return f"agent {event.new_agent.name}"
    return str(event.type)


async def shorts(result: Any) -> list[str]:
    """All events of a run but the raw ones, in short form."""
    return [short(event) async for event in result.stream_events() if event.type != "raw_response_event"]
