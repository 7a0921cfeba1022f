"""Stream events as plain dicts: what a model sends, what a runner says."""

from __future__ import annotations

import json
from typing import Any

Step = dict[str, Any]
Event = dict[str, Any]


# What a model sends


def raw(kind: str, **fields: Any) -> Event:
    return {"type": "raw_response_event", "data": {"type": kind, **fields}}


def pieces(text: str, size: int = 7) -> list[str]:
    return [text[i : i + size] for i in range(0, len(text), size)]


def message(text: str, item_id: str = "msg_1") -> Event:
    return {
        "id": item_id,
        "type": "message",
        "role": "assistant",
        "content": [{"type": "output_text", "text": text}],
    }


def reasoning_item(text: str, item_id: str = "rs_1") -> Event:
    return {"id": item_id, "type": "reasoning", "summary": [{"type": "summary_text", "text": text}]}


def call(name: str, arguments: str = "{}", call_id: str = "call_1", item_id: str = "fc_1") -> Event:
    return {"id": item_id, "type": "function_call", "name": name, "arguments": arguments, "call_id": call_id}


USAGE = {
    "input_tokens": 20,
    "output_tokens": 9,
    "total_tokens": 29,
    "input_tokens_details": {"cached_tokens": 4},
}


def response(*items: Event, model: str = "test-model", usage: Any = USAGE, **more: Any) -> Event:
    return {"id": "resp_1", "model": model, "output": list(items), "usage": usage, **more}


def item_events(item: Event, index: int) -> list[Event]:
    """An output item in the order of the Responses API."""
    at = {"output_index": index, "item_id": item["id"]}
    empty = {"message": {"content": []}, "reasoning": {"summary": []}, "function_call": {"arguments": ""}}
    added = raw("response.output_item.added", output_index=index, item={**item, **empty[item["type"]]})
    if item["type"] == "message":
        kind, text = "response.output_text.delta", item["content"][0]["text"]
        at["content_index"] = 0
    elif item["type"] == "reasoning":
        kind, text = "response.reasoning_summary_text.delta", item["summary"][0]["text"]
        at["summary_index"] = 0
    else:
        kind, text = "response.function_call_arguments.delta", item["arguments"]
    deltas = [raw(kind, **at, delta=piece) for piece in pieces(text)]
    return [added, *deltas, raw("response.output_item.done", output_index=index, item=item)]


def answer(*items: Event, **more: Any) -> list[Event]:
    """A whole answer of a model."""
    whole = response(*items, **more)
    begun = {**whole, "output": [], "usage": None}
    events = [raw("response.created", response=begun), raw("response.in_progress", response=begun)]
    for index, item in enumerate(items):
        events += item_events(item, index)
    return [*events, raw("response.completed", response=whole)]


# What a runner says


def agent(name: str, *handoffs: Event) -> Event:
    """The turn goes to an agent, which declares the handoffs that it may make."""
    declared = {"handoffs": list(handoffs)} if handoffs else {}
    return {"type": "agent_updated_stream_event", "new_agent": {"name": name, **declared}}


def run_item(name: str, kind: str, raw_item: Event, by: str = "Ada", **fields: Any) -> Event:
    item = {"type": kind, "agent": {"name": by}, "raw_item": raw_item, **fields}
    return {"type": "run_item_stream_event", "name": name, "item": item}


def called(item: Event, by: str = "Ada") -> Event:
    return run_item("tool_called", "tool_call_item", item, by)


def output(text: str, call_id: str = "call_1", by: str = "Ada", **fields: Any) -> Event:
    result = {"type": "function_call_output", "call_id": call_id, "output": text}
    return run_item("tool_output", "tool_call_output_item", result, by, output=text, **fields)


def message_created(item: Event, by: str = "Ada") -> Event:
    return run_item("message_output_created", "message_output_item", item, by)


def handed_over(item: Event, source: str, target: str) -> list[Event]:
    result = {
        "type": "function_call_output",
        "call_id": item["call_id"],
        "output": json.dumps({"assistant": target}),
    }
    agents = {"source_agent": {"name": source}, "target_agent": {"name": target}}
    return [
        run_item("handoff_requested", "handoff_call_item", item, source),
        run_item("handoff_occured", "handoff_output_item", result, source, **agents),
        agent(target),
    ]


def nested_events(call_id: str, name: str, *events: Event) -> list[Event]:
    return [
        {"type": "agent_tool_stream_event", "call_id": call_id, "agent": {"name": name}, "event": event}
        for event in events
    ]


def progress(call_id: str, share: float | None, message: str | None) -> Event:
    return {
        "type": "tool_progress_stream_event",
        "call_id": call_id,
        "tool_name": "scan",
        "progress": share,
        "message": message,
    }


def steps(*events: Event | Step, ask: str = "Hello", end: Step | None = None) -> list[Step]:
    """A run from the user's text to its end, 10 ms from event to event."""
    run: list[Step] = [{"do": "begin", "input": ask}]
    run += [event if "do" in event else {"event": event} for event in events]
    run.append(end or {"do": "finish"})
    return [{"t": 10 * number, **step} for number, step in enumerate(run)]
