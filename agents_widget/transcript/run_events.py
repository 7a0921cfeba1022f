"""Events of every kind: what the runner says of items, agents and tools, before or after raw events."""

from __future__ import annotations

from functools import partial
from typing import Any

from .failure import trace
from .fields import agent_name, field, message_text, real_id, text_field
from .response_events import READERS as OF_RAW_EVENTS, EventHandler
from .run_reader import RunReader, sort_of
from .tool_outputs import LOG_LIMIT, display, head, outcome, output_text
from .writer import ItemKind, OpenEntry


def read(scope: RunReader, event: Any) -> None:
    """Read one event, in any of its shapes; one of another kind changes nothing."""
    if (kind := field(event, "type")) == "raw_response_event":
        event = field(event, "data")
        kind = field(event, "type")
    reader = _READERS.get(kind) if isinstance(kind, str) else None
    if reader is not None:
        reader(scope, event)


def history(scope: RunReader, item: Any) -> None:
    """Read an item of a run's input: what was said and done before it began."""
    kind, role = text_field(item, "type"), text_field(item, "role")
    if role == "user":
        scope.journal.entry("user", text=message_text(item))
        scope.journal.said.clear()
    elif kind == "function_call_output":
        _answered(scope, {"raw_item": item})
    elif role == "assistant" or kind in ("function_call", "message", "reasoning"):
        part = scope.add(sort_of(item) or "message", item)
        scope.settle(part, item)
        scope.deliver(part)


def _whole(sort: ItemKind, scope: RunReader, item: Any) -> None:
    """A message or reasoning is whole; a call has its arguments."""
    scope.deliver(_claim(scope, sort, item))


def _handoff_called(scope: RunReader, item: Any) -> None:
    """A call turns out to be a handoff: the entry takes its new kind in the same place."""
    part = _claim(scope, "tool_call", item)
    _as_handoff(scope, part, source=agent_name(field(item, "agent")) or scope.agent)


def _handed_over(scope: RunReader, item: Any) -> None:
    """A handoff is made."""
    part = _answering(scope, item)
    source = agent_name(field(item, "source_agent")) or part.entry.source or scope.agent
    _as_handoff(scope, part, source, agent_name(field(item, "target_agent")) or part.entry.target)
    scope.journal.close(part)
    scope.ready()


def _answered(scope: RunReader, item: Any) -> None:
    """A tool has answered."""
    part = _answering(scope, item)
    entry, text = part.entry, output_text(item)
    state = outcome(item, text)
    if entry.kind == "handoff":
        state = "cancelled"  # the runner takes the first of several handoffs and answers the others
    elif entry.state == "denied":
        state = "denied"
    if part.scope is not None:
        part.scope.close()
    scope.run(part)
    error = field(item, "error")
    scope.journal.change(entry, **head(text), display=display(item, scope.journal.describe))
    if isinstance(error, BaseException):
        scope.journal.change(entry, error=type(error).__name__, traceback=trace(error))
    if part.open:
        scope.journal.close(part, state)
    else:
        scope.journal.change(entry, state=state)
    scope.ready()


def _progress(scope: RunReader, event: Any) -> None:
    """A tool that runs reports how far it has come."""
    part = scope.calls.get(real_id(field(event, "call_id")))
    if part is None:
        return
    scope.run(part)
    share = field(event, "progress")
    if isinstance(share, (int, float)):
        scope.journal.change(part.entry, progress=min(max(float(share), 0.0), 1.0))
    line, room = text_field(event, "message"), LOG_LIMIT - len(part.entry.log)
    if line and room > 0:
        scope.journal.lengthen(part.entry, "log", f"{line}\n"[:room])


def _item(scope: RunReader, event: Any) -> None:
    """An event carries a run item."""
    item = field(event, "item")
    reader = _OF_ITEMS.get(text_field(item, "type"))
    if reader is None:
        return
    if not scope.agent:
        scope.enter(field(item, "agent"))
    reader(scope, item)


def _agent(scope: RunReader, event: Any) -> None:
    """The turn goes to an agent."""
    scope.enter(field(event, "new_agent"))
    scope.ready()


def _nested(scope: RunReader, event: Any) -> None:
    """An event of an agent used as a tool, within the call that it serves."""
    call_id, agent = real_id(field(event, "call_id")), field(event, "agent")
    part = scope.calls.get(call_id) or scope.add_call(call_id, agent_name(agent) or "agent")
    scope.run(part)
    if part.scope is None:
        part.scope = RunReader(scope.journal, part.entry.id)
    if not part.scope.agent:
        part.scope.enter(agent)
    read(part.scope, field(event, "event"))


def _claim(scope: RunReader, sort: ItemKind, item: Any) -> OpenEntry:
    """Find the part that a run item speaks of, or add it, and bring it up to the whole item."""
    raw = field(item, "raw_item")
    part = _call_part(scope, raw) if sort == "tool_call" else None
    if part is None and scope.response is not None:
        free = [part for part in scope.response.parts if part.sort == sort and not part.claimed]
        if sort == "tool_call" and real_id(field(raw, "call_id")):
            free = [part for part in free if not part.entry.call_id]
        item_id = real_id(field(raw, "id"))
        part = next((part for part in free if part.item_id == item_id != ""), free[0] if free else None)
    if part is None:
        part = scope.add(sort, raw, None)
        if scope.response is not None:
            scope.journal.change(part.entry, turn=scope.turn)
        scope.early.append(part)
    part.claimed = True
    scope.settle(part, raw)
    return part


def _call_part(scope: RunReader, raw: Any) -> OpenEntry | None:
    """Find a call by its id; one that has ended was another call, unless it is of this response."""
    part = scope.calls.get(real_id(field(raw, "call_id")))
    if part is None or part.open:
        return part
    here = scope.response is not None and part in scope.response.parts
    return part if here else None


def _answering(scope: RunReader, item: Any) -> OpenEntry:
    """Find the call that an output answers; without an id the first that waits, without any a new entry."""
    raw = field(item, "raw_item")
    call_id = real_id(field(raw, "call_id")) or real_id(field(item, "call_id"))
    open_calls = (part for part in scope.open_parts() if part.sort == "tool_call")
    part = scope.calls.get(call_id) if call_id else next(open_calls, None)
    name = text_field(item, "tool_name") or text_field(field(item, "tool_origin"), "name") or "tool"
    return part or scope.add_call(call_id, name)


def _as_handoff(scope: RunReader, part: OpenEntry, source: str, target: str = "") -> None:
    entry, journal = part.entry, scope.journal
    scope.run(part)
    if entry.kind == "handoff":
        journal.change(entry, source=source, target=target)
        return
    entry.kind, entry.source, entry.target = "handoff", source, target
    entry.arguments = "".join(part.chunks)
    journal.put("entries", entry)


_OF_ITEMS: dict[str, EventHandler] = {
    "message_output_item": partial(_whole, "message"),
    "reasoning_item": partial(_whole, "reasoning"),
    "tool_call_item": partial(_whole, "tool_call"),
    "tool_search_call_item": partial(_whole, "tool_call"),
    "mcp_approval_request_item": partial(_whole, "tool_call"),
    "tool_call_output_item": _answered,
    "handoff_call_item": _handoff_called,
    "handoff_output_item": _handed_over,
}

_READERS: dict[str, EventHandler] = {
    **OF_RAW_EVENTS,
    "run_item_stream_event": _item,
    "agent_updated_stream_event": _agent,
    "tool_progress_stream_event": _progress,
    "agent_tool_stream_event": _nested,
}
