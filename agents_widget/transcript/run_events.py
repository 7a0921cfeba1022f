"""Handlers of a runner's events: what it says of items, agents and tools, before or after raw events."""

from __future__ import annotations

from functools import partial
from typing import Any

from ..redaction import without_keys
from .failure import traceback_text
from .fields import (
    agent_name,
    field,
    innermost_event,
    is_a,
    message_text,
    raw_event,
    real_id,
    text_field,
    type_name,
)
from .form_schema import form_schema
from .response_events import RESPONSE_EVENT_HANDLERS, EventHandler
from .result_summary import result_summary
from .run_reader import RunReader, item_kind_of
from .schema import EntryState
from .tool_outputs import (
    LOG_LIMIT,
    display,
    displayed,
    outcome_state,
    output_head,
    output_text,
    within_message,
)
from .writer import ItemKind, OpenEntry

QUESTION_LIMIT = 2_000
"""Characters of a tool's question to a person."""

NO_FORM = "Its form is too large to be shown here: answer with a JSON object."


def read_event(run: RunReader, event: Any) -> None:
    """Read one event, in any of its shapes; one of an unknown type changes nothing."""
    event = raw_event(event)
    if innermost_event(event) is None:
        return
    handler = _EVENT_HANDLERS.get(text_field(event, "type"))
    if handler is not None:
        handler(run, event)


def is_known_event(event: Any) -> bool:
    """Whether an event is of a type that runs have; one that changes nothing may be."""
    kind = text_field(raw_event(event), "type")
    return kind in _EVENT_HANDLERS or kind.startswith("response.")


def read_input_item(run: RunReader, item: Any) -> None:
    """Read an item of a run's input: what was said and done before it began."""
    kind, role = text_field(item, "type"), text_field(item, "role")
    if role == "user":
        run.writer.add_user_message(message_text(item))
    elif kind == "function_call_output":
        _on_tool_output(run, {"item": {"raw_item": item}})
    elif role == "assistant" or kind in ("function_call", "message", "reasoning"):
        open_entry = run.begin_entry(item_kind_of(item) or "message", item)
        run.complete_entry(open_entry, item)
        run.finish_writing(open_entry)


# Events of the run


def _on_run_item(run: RunReader, event: Any) -> None:
    """An event carries a run item."""
    item = field(event, "item")
    handler = _ITEM_HANDLERS.get(text_field(item, "type"))
    if handler is None:
        return
    if not run.agent:
        run.set_agent(field(item, "agent"))
    run.gives_run_items = run.gives_run_items or handler is _on_whole_call
    handler(run, event)


def _on_agent_updated(run: RunReader, event: Any) -> None:
    """The turn goes to an agent."""
    agent = field(event, "new_agent")
    if agent_name(agent) not in ("", run.agent):
        _end_handoffs(run, agent_name(agent))
    run.set_agent(agent)
    run.gives_run_items = True
    run.mark_idle()


def _end_handoffs(run: RunReader, target: str) -> None:
    """End the handoffs whose output did not come: a runner's filter can leave it out of the events.

    The first one was made, to the agent that goes on: runners take the first of several.
    """
    state: EntryState = "done"
    for open_entry in run.open_entries():
        if open_entry.entry.kind != "handoff":
            continue
        run.start_tool(open_entry)
        if state == "done":
            run.become_handoff(open_entry, open_entry.entry.source or run.agent, target)
        run.writer.close_entry(open_entry, state)
        state = "cancelled"


def _on_answer_call(run: RunReader, event: Any) -> None:
    """A call is the agent's answer, by a tool that only its runner knows."""
    open_entry = run.calls.get(real_id(field(event, "call_id")))
    if open_entry is not None:
        run.become_answer(open_entry)


def _on_tool_progress(run: RunReader, event: Any) -> None:
    """A tool that runs reports how far it has come."""
    open_entry = run.calls.get(real_id(field(event, "call_id")))
    if open_entry is None:
        return
    run.start_tool(open_entry)
    open_entry.was_begun = True
    share = field(event, "progress")
    if isinstance(share, (int, float)) and share == share:  # not NaN
        run.writer.update(open_entry.entry, progress=float(min(max(share, 0), 1)))
    shown = displayed(open_entry.entry.display, field(event, "display"))
    if shown is not None:
        run.writer.update(open_entry.entry, display=within_message(shown))
    line, room = text_field(event, "message"), LOG_LIMIT - len(open_entry.entry.log)
    if line and room > 0:
        run.writer.append_log(open_entry.entry, f"{line}\n"[:room])


def _on_tool_question(run: RunReader, event: Any) -> None:
    """A running tool asks a person something, or does so no longer."""
    open_entry = run.calls.get(real_id(field(event, "call_id")))
    if open_entry is None or not open_entry.is_open:
        return
    run.start_tool(open_entry)
    open_entry.was_begun = True
    question, asked = field(event, "question"), None
    schema = field(question, "schema")
    if field(question, "is_open") is True and is_a(schema, dict):
        asked = {"message": text_field(question, "message")[:QUESTION_LIMIT], "schema": form_schema(schema)}
        if asked["schema"] is None:
            asked = {"message": f"{asked['message']}\n{NO_FORM}".strip(), "schema": {}}
    run.writer.update(open_entry.entry, question=asked)
    run.writer.show_questions()


def _on_nested_event(run: RunReader, event: Any) -> None:
    """An event of an agent used as a tool, within the call that it serves."""
    call_id, agent = real_id(field(event, "call_id")), field(event, "agent")
    open_entry = run.calls.get(call_id) or run.begin_call(call_id, agent_name(agent) or "agent")
    run.start_tool(open_entry)
    open_entry.was_begun = True
    nested_run = run.nested_run(open_entry)
    if not nested_run.agent:
        nested_run.set_agent(agent)
    read_event(nested_run, field(event, "event"))


def _on_user_message(run: RunReader, event: Any) -> None:
    """What the user asked."""
    run.writer.add_user_message(text_field(event, "text"))


def _on_branch_event(run: RunReader, event: Any) -> None:
    """An event of a model call beside another: each is read by itself."""
    read_event(run.branch(text_field(event, "branch")), field(event, "event"))


def _on_notice(run: RunReader, event: Any) -> None:
    """Something is said about the run itself."""
    run.writer.add_entry("notice", text=text_field(event, "text"), parent=run.parent)


def _on_answer(run: RunReader, event: Any) -> None:
    """The run answers with what no model wrote as a message."""
    run.writer.add_entry("message", agent=run.agent, text=text_field(event, "text"), parent=run.parent)


# Run items


def _on_whole_item(run: RunReader, event: Any, *, item_kind: ItemKind) -> None:
    """A message or reasoning is whole; a call has its arguments."""
    run.finish_writing(_entry_of_run_item(run, item_kind, field(event, "item")))


def _on_tool_output(run: RunReader, event: Any) -> None:
    """A tool has answered."""
    item = field(event, "item")
    open_entry = _call_of_output(run, item)
    entry, text = open_entry.entry, output_text(item)
    state = _state_of_answered_call(open_entry, outcome_state(item, event, text))
    run.close_nested_run(open_entry)
    run.start_tool(open_entry)
    value, shown = field(item, "output"), display(item, run.writer.describe, text)
    if value is None:  # what the tool displayed is all there is
        shown = shown or entry.display
    summary = result_summary(value, text, shown)
    if entry.display is not None:  # and what it displayed is beside what it returned
        shown = {**entry.display, **(shown or {})}
    # Of a failed call it is the error in words, and not what the tool gives.
    told = without_keys(text) if state == "failed" else text
    run.writer.update(entry, **output_head(told), summary=summary, display=within_message(shown))
    error = field(item, "error")
    if isinstance(error, BaseException):
        run.writer.update(entry, error=type_name(error), traceback=traceback_text(error))
    if open_entry.is_open:
        run.writer.close_entry(open_entry, state)
    else:
        run.writer.update(entry, state=state)
    run.mark_idle()


def _state_of_answered_call(open_entry: OpenEntry, outcome: EntryState) -> EntryState:
    if open_entry.entry.kind == "handoff":
        return "cancelled"  # the runner takes the first of several handoffs and answers the others
    if open_entry.entry.state == "denied":
        return "denied"
    return outcome


def _on_handoff_requested(run: RunReader, event: Any) -> None:
    """A call is a handoff: the entry takes that kind in the same place, unless it has it already."""
    item = field(event, "item")
    open_entry = _entry_of_run_item(run, "tool_call", item)
    run.start_tool(open_entry)
    run.become_handoff(open_entry, source=agent_name(field(item, "agent")) or run.agent)


def _on_handoff_made(run: RunReader, event: Any) -> None:
    """A handoff is made."""
    item = field(event, "item")
    open_entry = _call_of_output(run, item)
    source = agent_name(field(item, "source_agent")) or open_entry.entry.source or run.agent
    run.start_tool(open_entry)
    run.become_handoff(open_entry, source, target=agent_name(field(item, "target_agent")))
    run.writer.close_entry(open_entry)
    run.mark_idle()


# Which entry a run item speaks of


def _entry_of_run_item(run: RunReader, item_kind: ItemKind, item: Any) -> OpenEntry:
    """Find the entry that a run item speaks of, or begin it, and bring it up to the whole item."""
    raw_item = field(item, "raw_item")
    open_entry = _call_with_id(run, raw_item) if item_kind == "tool_call" else None
    if open_entry is None and run.response is not None:
        open_entry = _entry_without_run_item(run, item_kind, raw_item)
    if open_entry is None:
        open_entry = run.begin_entry(item_kind, raw_item)
        if run.response is not None:
            run.writer.update(open_entry.entry, turn=run.turn)
        run.unmatched.append(open_entry)
    open_entry.has_run_item = True
    run.complete_entry(open_entry, raw_item)
    return open_entry


def _call_with_id(run: RunReader, raw_item: Any) -> OpenEntry | None:
    """Find a call by its id; one that has ended was another call, unless it is of this response."""
    open_entry = run.calls.get(real_id(field(raw_item, "call_id")))
    if open_entry is None or open_entry.is_open:
        return open_entry
    is_of_this_response = run.response is not None and open_entry in run.response.entries
    return open_entry if is_of_this_response else None


def _entry_without_run_item(run: RunReader, item_kind: ItemKind, raw_item: Any) -> OpenEntry | None:
    """Find the entry of the last response by its item's id, else the first that has no run item yet."""
    entries = run.response.entries if run.response else []
    candidates = [found for found in entries if found.item_kind == item_kind and not found.has_run_item]
    if item_kind == "tool_call" and real_id(field(raw_item, "call_id")):
        candidates = [found for found in candidates if not found.entry.call_id]
    item_id = real_id(field(raw_item, "id"))
    for found in candidates:
        if item_id and found.item_id == item_id:
            return found
    return candidates[0] if candidates else None


def _call_of_output(run: RunReader, item: Any) -> OpenEntry:
    """Find the call that an output answers; without an id the first that waits, without any a new entry."""
    call_id = real_id(field(field(item, "raw_item"), "call_id")) or real_id(field(item, "call_id"))
    open_calls = (found for found in run.open_entries() if found.item_kind == "tool_call")
    found = run.calls.get(call_id) if call_id else next(open_calls, None)
    name = text_field(item, "tool_name") or text_field(field(item, "tool_origin"), "name") or "tool"
    return found or run.begin_call(call_id, name)


_on_whole_message = partial(_on_whole_item, item_kind="message")
_on_whole_reasoning = partial(_on_whole_item, item_kind="reasoning")
_on_whole_call = partial(_on_whole_item, item_kind="tool_call")

_ITEM_HANDLERS: dict[str, EventHandler] = {
    "message_output_item": _on_whole_message,
    "reasoning_item": _on_whole_reasoning,
    "tool_call_item": _on_whole_call,
    "tool_search_call_item": _on_whole_call,
    "mcp_approval_request_item": _on_whole_call,
    "tool_call_output_item": _on_tool_output,
    "handoff_call_item": _on_handoff_requested,
    "handoff_output_item": _on_handoff_made,
}
"""By the type of the run item."""

_EVENT_HANDLERS: dict[str, EventHandler] = {
    **RESPONSE_EVENT_HANDLERS,
    "run_item_stream_event": _on_run_item,
    "agent_updated_stream_event": _on_agent_updated,
    "tool_progress_stream_event": _on_tool_progress,
    "tool_question_stream_event": _on_tool_question,
    "agent_tool_stream_event": _on_nested_event,
    "answer_call_stream_event": _on_answer_call,
    "branch_stream_event": _on_branch_event,
    "notice_stream_event": _on_notice,
    "answer_stream_event": _on_answer,
    "user_message_stream_event": _on_user_message,
}
"""By the type of the event."""
