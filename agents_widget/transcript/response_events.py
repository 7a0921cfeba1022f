"""Handlers of the Responses API's events: the earliest news of messages, reasoning and tool calls."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple, TypeAlias

from ..redaction import without_keys
from .fields import count_field, exceeds_counting, field, list_field, real_id, shown_by_python, text_field
from .run_reader import OpenResponse, RunReader, ServerError, item_kind_of
from .schema import EntryState
from .writer import ItemKind, OpenEntry

EventHandler: TypeAlias = Callable[[RunReader, Any], None]
"""Reads one event into a run."""

_MAY_BE_CUT = "The server ended its stream without saying that the answer is complete: it may be cut short."


# The response as a whole


def _on_created(run: RunReader, event: Any) -> None:
    """A model request is answered; an earlier one that never ended was given up (a retry)."""
    _give_up(run, "cancelled")
    run.begin_response(field(event, "response"))


def _on_in_progress(run: RunReader, event: Any) -> None:
    """A response goes on; this may be the first event of it, and tell what it has used so far."""
    if run.current_response is None:
        run.begin_response(field(event, "response"))
    _note_usage(run, field(event, "response"))


def _on_completed(run: RunReader, event: Any) -> None:
    """A response ends: what was missed is filled in, tools begin to run, tokens are counted."""
    whole = field(event, "response")
    response = run.ensure_response()
    items = [(kind, item) for item in list_field(whole, "output") if (kind := item_kind_of(item)) is not None]
    by_id = [_call_of_output(run, response, item) for _, item in items]
    # Indexes and ids may be missing or made up, but the order within a kind always holds.
    others = [found for found in response.entries if not any(found is called for called in by_id)]
    for (item_kind, item), called in zip(items, by_id, strict=True):
        open_entry = called or next((found for found in others if found.item_kind == item_kind), None)
        if open_entry is None:
            open_entry = run.begin_entry(item_kind, item, None, response)
        elif called is None:
            others.remove(open_entry)
        _complete(run, open_entry, item)
    _end_response(run, response, whole)
    _tell_cut(run, field(whole, "incomplete_details"))


def _call_of_output(run: RunReader, response: OpenResponse, item: Any) -> OpenEntry | None:
    """Find the entry of a call of the whole response by its call id."""
    called = run.calls.get(real_id(field(item, "call_id")))
    return called if called is not None and called in response.entries else None


def _on_incomplete(run: RunReader, event: Any) -> None:
    """A response was cut short by a limit."""
    _on_completed(run, event)
    if field(field(event, "response"), "incomplete_details") is None:
        _tell_cut(run, {"reason": "unknown"})


def _tell_cut(run: RunReader, details: Any) -> None:
    """Say that an answer was cut short, and by which limit; without one, that nobody knows whether it was."""
    if details is None:
        return
    reason = text_field(details, "reason")
    text = f"The answer was cut short: {reason}." if reason else _MAY_BE_CUT
    run.writer.add_entry("notice", agent=run.agent, parent=run.parent, text=text)


def _on_failed(run: RunReader, event: Any) -> None:
    """The model's server reports an error; the exception that ends the run tells it, else the run's end."""
    source = field(field(event, "response"), "error") or field(event, "error") or event
    said = source if isinstance(source, str) else text_field(source, "message")
    message = said or text_field(source, "code") or "no reason given"
    run.server_error = ServerError(message, text_field(event, "type"))
    _note_usage(run, field(event, "response"))
    _give_up(run, "failed")


def _end_response(run: RunReader, response: OpenResponse, whole: Any) -> None:
    """Close a response's messages, let its tools run, and count its tokens."""
    for open_entry in response.entries:
        run.finish_writing(open_entry)
    request = response.request
    request.model = text_field(whole, "model") or request.model
    _note_usage(run, whole)
    run.note_model(request.model)
    run.end_response(answered=True)


def _give_up(run: RunReader, state: EntryState) -> None:
    """End the response that is under way, and what it said so far."""
    if response := run.current_response:
        for open_entry in response.entries:
            if run.never_ran(open_entry) and open_entry.is_open:
                run.writer.end_unrun(open_entry)
            else:
                run.writer.close_entry(open_entry, state)
    run.end_response()


def _note_usage(run: RunReader, whole: Any) -> None:
    """Note the tokens that a response has used, if its server tells them."""
    usage = field(whole, "usage")
    if exceeds_counting(usage, "input_tokens") or exceeds_counting(usage, "output_tokens"):
        return  # not counted at all: the other number alone would pass for the whole
    input_tokens, output_tokens = count_field(usage, "input_tokens"), count_field(usage, "output_tokens")
    if input_tokens or output_tokens:
        request = run.ensure_response().request
        request.input_tokens, request.output_tokens = input_tokens, output_tokens
        request.cached_tokens = count_field(field(usage, "input_tokens_details"), "cached_tokens")
        request.reasoning_tokens = count_field(field(usage, "output_tokens_details"), "reasoning_tokens")


# Its items


def _on_item_added(run: RunReader, event: Any) -> None:
    """An item begins: show it, and the tool's name with it, before any of its text."""
    item, index = field(event, "item"), field(event, "output_index")
    item_kind = item_kind_of(item)
    if item_kind is None:
        return
    response = run.ensure_response()
    if item_kind != "reasoning":
        run.writer.set_first_token(response.request)
    if _find_entry(run, response, item_kind, item, index) is None:
        run.begin_entry(item_kind, item, index, response)


def _on_item_done(run: RunReader, event: Any) -> None:
    """An item is whole."""
    item, index = field(event, "item"), field(event, "output_index")
    item_kind = item_kind_of(item)
    if item_kind is None:
        return
    response = run.ensure_response()
    open_entry = _find_entry(run, response, item_kind, item, index)
    if open_entry is None and index is None and not real_id(field(item, "call_id")):
        open_entry = next(iter(response.unfinished(item_kind)), None)
    _complete(run, open_entry or run.begin_entry(item_kind, item, index, response), item)


def _find_entry(
    run: RunReader, response: OpenResponse, item_kind: ItemKind, item: Any, index: Any
) -> OpenEntry | None:
    """Find the entry of an item, in this response or among those whose run item came first."""
    item_id, call_id = real_id(field(item, "id")), real_id(field(item, "call_id"))
    found = response.find(item_kind, index, item_id, call_id)
    if found is not None:
        return found
    for open_entry in run.unmatched:
        if open_entry.item_kind == item_kind and _is_same_item(open_entry, item_id, call_id):
            run.unmatched.remove(open_entry)
            response.entries.append(open_entry)
            open_entry.output_index = index if isinstance(index, int) else None
            run.writer.update(open_entry.entry, turn=response.request.turn)
            return open_entry
    return None


def _is_same_item(open_entry: OpenEntry, item_id: str, call_id: str) -> bool:
    if call_id:
        return open_entry.entry.call_id == call_id
    return item_id != "" and open_entry.item_id == item_id


def _complete(run: RunReader, open_entry: OpenEntry, item: Any) -> None:
    """Bring an entry up to its whole item; only a call that waits for its tool stays open."""
    run.complete_entry(open_entry, item)
    if open_entry.item_kind != "tool_call":
        run.writer.close_entry(open_entry)
    elif open_entry.runs_on_server:
        error = field(item, "error")
        has_failed = error or text_field(item, "status") in ("failed", "incomplete")
        output = text_field(item, "output") or (without_keys(shown_by_python(error)) if error else "")
        run.writer.close_entry(open_entry, "failed" if has_failed else "done", output=output)


# Their texts


def _on_delta(
    event_type: str, item_kind: ItemKind, section_field: str | None, run: RunReader, event: Any
) -> None:
    """More of a message, of reasoning or of a call's arguments; a blank line between an item's sections.

    Nearly all events are deltas, so this is written to cost little.
    """
    delta = field(event, "delta")
    if type(delta) is not str:
        delta = text_field(event, "delta")
    if not delta:
        return
    response = run.ensure_response()
    if response.request.first_token is None:
        run.writer.set_first_token(response.request)
    open_entry = _entry_of_event(run, response, item_kind, event)
    if open_entry.is_whole:
        return
    section = (event_type, field(event, section_field)) if section_field else None
    if section != open_entry.section:
        if open_entry.chunks:
            run.writer.append_text(open_entry, "\n\n")
        open_entry.section = section
    run.writer.append_text(open_entry, delta)


def _on_whole_text(run: RunReader, event: Any, *, item_kind: ItemKind, text_fields: tuple[str, str]) -> None:
    """A text is whole; servers that stream no deltas say it here first."""
    open_entry = _entry_of_event(run, run.ensure_response(), item_kind, event)
    if not open_entry.chunks and not open_entry.is_whole:
        text = text_field(event, text_fields[0]) or text_field(event, text_fields[1])
        run.writer.append_text(open_entry, text)


def _entry_of_event(run: RunReader, response: OpenResponse, item_kind: ItemKind, event: Any) -> OpenEntry:
    """Give the entry that an event speaks of; nearly always it is the last one."""
    index, item_id = field(event, "output_index"), real_id(field(event, "item_id"))
    last = response.entries[-1] if response.entries else None
    if last is not None and last.item_kind == item_kind and index is not None and last.output_index == index:
        return last
    found = response.find(item_kind, index, item_id)
    if found is None and index is None:
        # Two texts that have an id each are two, though they come at the same time: of sub-agents.
        is_text = item_kind != "tool_call" and item_id != ""
        unfinished = reversed(response.unfinished(item_kind))
        found = next((each for each in unfinished if not (is_text and each.item_id)), None)
    return found or run.begin_entry(item_kind, {"id": item_id}, index, response)


class _Delta(NamedTuple):
    """What an event's delta lengthens."""

    item_kind: ItemKind
    section_field: str | None = None
    """The field that counts the item's sections."""


_DELTAS = {
    "response.output_text.delta": _Delta("message", "content_index"),
    "response.refusal.delta": _Delta("message", "content_index"),
    "response.reasoning_summary_text.delta": _Delta("reasoning", "summary_index"),
    "response.reasoning_summary.delta": _Delta("reasoning", "summary_index"),
    "response.reasoning_text.delta": _Delta("reasoning", "content_index"),
    "response.reasoning.delta": _Delta("reasoning", "content_index"),
    "response.function_call_arguments.delta": _Delta("tool_call"),
    "response.custom_tool_call_input.delta": _Delta("tool_call"),
    "response.mcp_call_arguments.delta": _Delta("tool_call"),
    "response.code_interpreter_call_code.delta": _Delta("tool_call"),
}
_DELTA_HANDLERS: dict[str, EventHandler] = {
    event_type: partial(_on_delta, event_type, delta.item_kind, delta.section_field)
    for event_type, delta in _DELTAS.items()
}
_on_text_done = partial(_on_whole_text, item_kind="message", text_fields=("text", "refusal"))
_on_arguments_done = partial(_on_whole_text, item_kind="tool_call", text_fields=("arguments", "input"))

RESPONSE_EVENT_HANDLERS: dict[str, EventHandler] = {
    **_DELTA_HANDLERS,
    "response.created": _on_created,
    "response.in_progress": _on_in_progress,
    "response.queued": _on_in_progress,
    "response.output_item.added": _on_item_added,
    "response.output_item.done": _on_item_done,
    "response.output_text.done": _on_text_done,
    "response.refusal.done": _on_text_done,
    "response.function_call_arguments.done": _on_arguments_done,
    "response.custom_tool_call_input.done": _on_arguments_done,
    "response.mcp_call_arguments.done": _on_arguments_done,
    "response.completed": _on_completed,
    "response.incomplete": _on_incomplete,
    "response.failed": _on_failed,
    "error": _on_failed,
}
