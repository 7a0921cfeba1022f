"""Run items: what the runner says of calls, outputs, handoffs and messages, before or after raw events."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from .failure import trace
from .fields import agent_name, field, message_text, real_id, text_field
from .journal import Part, Sort
from .outputs import LOG_LIMIT, Describe, display, head, outcome, output_text
from .scope import Scope
from .transcript import Entry

Reader: TypeAlias = Callable[[Scope, Any], None]


def message(scope: Scope, item: Any) -> None:
    """A message is whole."""
    scope.journal.close(_claim(scope, "message", item))


def reasoning(scope: Scope, item: Any) -> None:
    """A reasoning item is whole."""
    scope.journal.close(_claim(scope, "reasoning", item))


def tool_call(scope: Scope, item: Any) -> None:
    """A call has its arguments and goes to its tool."""
    part = _claim(scope, "tool_call", item)
    if part.hosted:
        scope.journal.close(part)
    else:
        scope.run(part)


def handoff_call(scope: Scope, item: Any) -> None:
    """A call turns out to be a handoff: the entry takes its new kind in the same place."""
    part = _claim(scope, "tool_call", item)
    _as_handoff(scope, part, source=agent_name(field(item, "agent")) or scope.agent)


def handoff_output(scope: Scope, item: Any) -> None:
    """A handoff is made."""
    part = _answered(scope, item)
    _as_handoff(
        scope,
        part,
        source=agent_name(field(item, "source_agent")) or part.entry.source or scope.agent,
        target=agent_name(field(item, "target_agent")) or part.entry.target,
    )
    scope.journal.close(part)
    scope.ready()


def tool_output(scope: Scope, item: Any, describe: Describe | None = None) -> None:
    """A tool has answered."""
    part = _answered(scope, item)
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
    scope.journal.change(entry, **head(text), display=display(item, describe))
    if isinstance(error, BaseException):
        scope.journal.change(entry, error=type(error).__name__, traceback=trace(error))
    if part.open:
        scope.journal.close(part, state)
    else:
        scope.journal.change(entry, state=state)
    scope.ready()


def progress(scope: Scope, event: Any) -> None:
    """A tool that runs reports how far it has come."""
    part = scope.calls.get(real_id(field(event, "call_id")))
    if part is None:
        return
    scope.run(part)
    share = field(event, "progress")
    if isinstance(share, (int, float)):
        scope.journal.change(part.entry, progress=min(max(float(share), 0.0), 1.0))
    if line := text_field(event, "message"):
        _log(scope, part.entry, line)


def read(scope: Scope, event: Any, describe: Describe | None) -> None:
    """Read the event that carries a run item."""
    item = field(event, "item")
    name = text_field(event, "name") or _NAMES.get(text_field(item, "type"), "")
    if name not in READERS:
        return
    if not scope.agent:
        scope.enter(field(item, "agent"))
    if name == "tool_output":
        tool_output(scope, item, describe)
    else:
        READERS[name](scope, item)


def history(scope: Scope, item: Any) -> None:
    """Read an item of a run's input: what was said and done before it began."""
    kind, role = text_field(item, "type"), text_field(item, "role")
    if role == "user":
        scope.journal.entry("user", text=message_text(item))
        scope.journal.said.clear()
    elif kind == "function_call_output":
        tool_output(scope, {"raw_item": item})
    elif kind == "function_call":
        part = scope.add("tool_call", item)
        scope.settle(part, item)
        scope.run(part)
    elif role == "assistant" or kind in ("message", "reasoning"):
        part = scope.add("reasoning" if kind == "reasoning" else "message", item)
        scope.settle(part, item)
        scope.journal.close(part)


def _claim(scope: Scope, sort: Sort, item: Any) -> Part:
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


def _call_part(scope: Scope, raw: Any) -> Part | None:
    """Find a call by its id; one that has ended was another call, unless it is of this response."""
    part = scope.calls.get(real_id(field(raw, "call_id")))
    if part is None or part.open:
        return part
    here = scope.response is not None and part in scope.response.parts
    return part if here else None


def _answered(scope: Scope, item: Any) -> Part:
    """Find the call that an output answers; without an id the first that waits, without any a new entry."""
    raw = field(item, "raw_item")
    call_id = real_id(field(raw, "call_id")) or real_id(field(item, "call_id"))
    part = scope.calls.get(call_id)
    if part is None and not call_id:
        part = next(iter(scope.tools()), None)
    return part or scope.add(
        "tool_call", {"call_id": call_id, "type": "function_call", "name": _tool_name(item)}
    )


def _tool_name(item: Any) -> str:
    return text_field(item, "tool_name") or text_field(field(item, "tool_origin"), "name") or "tool"


def _as_handoff(scope: Scope, part: Part, source: str, target: str = "") -> None:
    entry, journal = part.entry, scope.journal
    scope.run(part)
    if entry.kind == "handoff":
        journal.change(entry, source=source, target=target)
        return
    entry.kind, entry.source, entry.target = "handoff", source, target
    entry.arguments = "".join(part.chunks)
    journal.put("entries", entry)


def _log(scope: Scope, entry: Entry, line: str) -> None:
    room = LOG_LIMIT - len(entry.log)
    if room > 0:
        scope.journal.lengthen(entry, "log", f"{line}\n"[:room])


READERS: dict[str, Reader] = {
    "message_output_created": message,
    "reasoning_item_created": reasoning,
    "tool_called": tool_call,
    "tool_search_called": tool_call,
    "mcp_approval_requested": tool_call,
    "tool_output": tool_output,
    "handoff_requested": handoff_call,
    "handoff_occured": handoff_output,
    "handoff_occurred": handoff_output,
}

_NAMES = {
    "message_output_item": "message_output_created",
    "reasoning_item": "reasoning_item_created",
    "tool_call_item": "tool_called",
    "tool_call_output_item": "tool_output",
    "handoff_call_item": "handoff_requested",
    "handoff_output_item": "handoff_occured",
}
