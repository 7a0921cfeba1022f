"""Raw events of the Responses API: the earliest news of messages, reasoning and tool calls."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeAlias

from .fields import count_field, field, list_field, real_id, text_field
from .run_reader import OpenResponse, RunReader, sort_of
from .schema import EntryState
from .writer import ItemKind, OpenEntry

EventHandler: TypeAlias = Callable[[RunReader, Any], None]


def _created(scope: RunReader, event: Any) -> None:
    """A model call begins; one that never ended was given up (a retry)."""
    _give_up(scope, "cancelled")
    scope.begin_response(field(event, "response"))


def _in_progress(scope: RunReader, event: Any) -> None:
    """A model call goes on; it may be the first that is heard of it."""
    if scope.current is None:
        scope.begin_response(field(event, "response"))


def _item_added(scope: RunReader, event: Any) -> None:
    """An item begins: show it, and the tool's name with it, before any of its text."""
    item, index = field(event, "item"), field(event, "output_index")
    if (sort := sort_of(item)) is None:
        return
    response = scope.answering()
    if sort != "reasoning":
        scope.first_token(response)
    if _known(scope, response, sort, item, index) is None:
        scope.add(sort, item, index, response)


def _item_done(scope: RunReader, event: Any) -> None:
    """An item is whole."""
    item, index = field(event, "item"), field(event, "output_index")
    if (sort := sort_of(item)) is None:
        return
    response = scope.answering()
    part = _known(scope, response, sort, item, index)
    if part is None and index is None and not real_id(field(item, "call_id")):
        part = next(iter(response.unsettled(sort)), None)
    _settle(scope, part or scope.add(sort, item, index, response), item)


def _completed(scope: RunReader, event: Any) -> None:
    """A model call ends: what was missed is filled in, tools begin to run, tokens are counted."""
    answer = field(event, "response")
    response = scope.answering()
    counts: dict[ItemKind, int] = {"message": 0, "reasoning": 0, "tool_call": 0}
    for item in list_field(answer, "output"):
        if (sort := sort_of(item)) is None:
            continue
        same = [part for part in response.parts if part.sort == sort]
        part = scope.calls.get(real_id(field(item, "call_id"))) if sort == "tool_call" else None
        if part not in same:
            # Indexes and ids may be missing or fake, but the order within a kind always holds.
            part = same[counts[sort]] if counts[sort] < len(same) else scope.add(sort, item, None, response)
        counts[sort] += 1
        _settle(scope, part, item)
    _end(scope, response, answer)


def _incomplete(scope: RunReader, event: Any) -> None:
    """A model call was cut short by a limit."""
    _completed(scope, event)
    reason = text_field(field(field(event, "response"), "incomplete_details"), "reason") or "unknown"
    text = f"The answer was cut short: {reason}."
    scope.journal.entry("notice", agent=scope.agent, parent=scope.parent, text=text)


def _failed(scope: RunReader, event: Any) -> None:
    """The model's server reports an error; the run that reads it will say so, or its end will."""
    source = field(field(event, "response"), "error") or event
    message = text_field(source, "message") or text_field(source, "code") or "no reason given"
    scope.trouble = (message, text_field(event, "type"))
    _give_up(scope, "failed")


def _delta(kind: str, sort: ItemKind, section_name: str, scope: RunReader, event: Any) -> None:
    """More of a message, of reasoning or of a call's arguments; a blank line between an item's sections."""
    delta = field(event, "delta")
    if not isinstance(delta, str) or not delta:
        return
    response = scope.answering()
    if response.call.first_token is None:
        scope.first_token(response)
    part = _named(scope, response, sort, event)
    if part.settled:
        return
    section = (kind, field(event, section_name)) if section_name else None
    if section != part.section:
        if part.chunks:
            scope.journal.write(part, "\n\n")
        part.section = section
    scope.journal.write(part, delta)


def _whole(sort: ItemKind, names: tuple[str, str], scope: RunReader, event: Any) -> None:
    """A text is whole; servers that stream no deltas say it here first."""
    part = _named(scope, scope.answering(), sort, event)
    if not part.chunks and not part.settled:
        scope.journal.write(part, text_field(event, names[0]) or text_field(event, names[1]))


def _named(scope: RunReader, response: OpenResponse, sort: ItemKind, event: Any) -> OpenEntry:
    """Give the part an event speaks of; nearly always it is the last one."""
    index, item_id = field(event, "output_index"), real_id(field(event, "item_id"))
    last = response.parts[-1] if response.parts else None
    if last is not None and last.sort == sort and index is not None and last.index == index:
        return last
    part = response.find(sort, index, item_id)
    if part is None and index is None:
        part = next(reversed(response.unsettled(sort)), None)
    return part or scope.add(sort, {"id": item_id}, index, response)


def _known(
    scope: RunReader, response: OpenResponse, sort: ItemKind, item: Any, index: Any
) -> OpenEntry | None:
    """Find the part of an item, among those of this response or those whose run item came first."""
    item_id, call_id = real_id(field(item, "id")), real_id(field(item, "call_id"))
    part = response.find(sort, index, item_id, call_id)
    if part is not None:
        return part
    for early in scope.early:
        if early.sort == sort and (
            early.entry.call_id == call_id if call_id else early.item_id == item_id != ""
        ):
            scope.early.remove(early)
            response.parts.append(early)
            early.index = index if isinstance(index, int) else None
            scope.journal.change(early.entry, turn=response.call.turn)
            return early
    return None


def _settle(scope: RunReader, part: OpenEntry, item: Any) -> None:
    """Bring a part up to its whole item; only a call that waits for its tool stays open."""
    scope.settle(part, item)
    if part.sort != "tool_call":
        scope.journal.close(part)
    elif part.hosted:
        error = field(item, "error")
        bad = error or text_field(item, "status") in ("failed", "incomplete")
        output = text_field(item, "output") or (str(error) if error else "")
        scope.journal.close(part, "failed" if bad else "done", output=output)


def _end(scope: RunReader, response: OpenResponse, answer: Any) -> None:
    """Close what a response said, let its tools run, and count its tokens."""
    for part in response.parts:
        scope.deliver(part)
    call, usage = response.call, field(answer, "usage")
    call.model = text_field(answer, "model") or call.model
    call.input_tokens = count_field(usage, "input_tokens")
    call.output_tokens = count_field(usage, "output_tokens")
    call.cached_tokens = count_field(field(usage, "input_tokens_details"), "cached_tokens")
    call.reasoning_tokens = count_field(field(usage, "output_tokens_details"), "reasoning_tokens")
    if call.model and scope.parent is None:
        scope.journal.fact("model", call.model)
    scope.end_call()
    scope.journal.count(call)


def _give_up(scope: RunReader, state: EntryState) -> None:
    """End the model call that is under way, and what it said so far."""
    for part in scope.current.parts if scope.current else ():
        scope.journal.close(part, state)
    scope.end_call()


_DELTAS: dict[str, tuple[ItemKind, str]] = {
    "response.output_text.delta": ("message", "content_index"),
    "response.refusal.delta": ("message", "content_index"),
    "response.reasoning_summary_text.delta": ("reasoning", "summary_index"),
    "response.reasoning_summary.delta": ("reasoning", "summary_index"),
    "response.reasoning_text.delta": ("reasoning", "content_index"),
    "response.reasoning.delta": ("reasoning", "content_index"),
    "response.function_call_arguments.delta": ("tool_call", ""),
    "response.custom_tool_call_input.delta": ("tool_call", ""),
    "response.mcp_call_arguments.delta": ("tool_call", ""),
    "response.code_interpreter_call_code.delta": ("tool_call", ""),
}
"""What grows, and the field that counts its sections."""
_WHOLE_TEXT = partial(_whole, "message", ("text", "refusal"))
_WHOLE_CALL = partial(_whole, "tool_call", ("arguments", "input"))

READERS: dict[str, EventHandler] = {
    **{kind: partial(_delta, kind, *of) for kind, of in _DELTAS.items()},
    "response.created": _created,
    "response.in_progress": _in_progress,
    "response.queued": _in_progress,
    "response.output_item.added": _item_added,
    "response.output_item.done": _item_done,
    "response.output_text.done": _WHOLE_TEXT,
    "response.refusal.done": _WHOLE_TEXT,
    "response.function_call_arguments.done": _WHOLE_CALL,
    "response.custom_tool_call_input.done": _WHOLE_CALL,
    "response.mcp_call_arguments.done": _WHOLE_CALL,
    "response.completed": _completed,
    "response.incomplete": _incomplete,
    "response.failed": _failed,
    "error": _failed,
}
