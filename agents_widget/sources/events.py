"""What an adapter says of a run: plain dicts, made by the functions here.

``Adapter.translate`` gives them, in the order of the run: a model call begins, writes reasoning, messages and
tool calls, and ends; tools run and answer; the next model call begins. What a source does not tell is left
out, but for ``model_call_started``, which keeps the messages of two model calls apart.

- Ids are texts of the source's own. A call id joins what is said of one tool call; no other call of the run
  has it. A message or reasoning needs an id only if its model call writes several.
- Text comes as deltas, as a whole, or both: deltas first. What the whole adds or changes is shown.
- To say a thing twice changes nothing, except for deltas.
- What a run leaves open at its end is closed by the widget.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

RunEvent: TypeAlias = dict[str, Any]
"""An event that the transcript's projector reads."""
ToolOutcome: TypeAlias = Literal["done", "failed", "denied", "timed_out", "cancelled"]
"""How a tool call ended."""


# Model calls


def model_call_started(model: str = "", *, is_json: bool = False) -> RunEvent:
    """A model begins to answer, perhaps in JSON. One that did not end was given up, as before a retry."""
    response: dict[str, Any] = {"model": model}
    if is_json:
        response["text"] = {"format": {"type": "json_object"}}
    return {"type": "response.created", "response": response}


def model_call_done(
    model: str = "",
    *,
    input_tokens: int = 0,
    output_tokens: int = 0,
    cached_tokens: int = 0,
    reasoning_tokens: int = 0,
) -> RunEvent:
    """A model has answered, and used these tokens.

    ``cached_tokens`` are among ``input_tokens``, and ``reasoning_tokens`` among ``output_tokens``.
    """
    usage = _usage(input_tokens, output_tokens, cached_tokens, reasoning_tokens)
    return {"type": "response.completed", "response": {"model": model, "output": [], "usage": usage}}


def tokens_so_far(
    *, input_tokens: int = 0, output_tokens: int = 0, cached_tokens: int = 0, reasoning_tokens: int = 0
) -> RunEvent:
    """A model that still answers has used these tokens; they count if its end does not come."""
    usage = _usage(input_tokens, output_tokens, cached_tokens, reasoning_tokens)
    return {"type": "response.in_progress", "response": {"usage": usage}}


def model_error(message: str) -> RunEvent:
    """The model's server reports an error. If nothing follows, the run has failed by it."""
    return {"type": "error", "message": message}


# What a model writes


def message_delta(text: str, id: str = "") -> RunEvent:  # noqa: A002 - the word for it
    """More text of the agent's message, in Markdown."""
    return {"type": "response.output_text.delta", "item_id": id, "delta": text}


def message_done(text: str, id: str = "") -> RunEvent:  # noqa: A002
    """The whole text of the agent's message."""
    content = [{"type": "output_text", "text": text}]
    return _item_done({"id": id, "type": "message", "role": "assistant", "content": content})


def reasoning_delta(text: str, id: str = "") -> RunEvent:  # noqa: A002
    """More text of the model's reasoning."""
    return {"type": "response.reasoning_text.delta", "item_id": id, "delta": text}


def reasoning_done(text: str, id: str = "") -> RunEvent:  # noqa: A002
    """The whole text of the model's reasoning."""
    content = [{"type": "reasoning_text", "text": text}]
    return _item_done({"id": id, "type": "reasoning", "content": content})


# Tools


def tool_call_started(call_id: str, name: str) -> RunEvent:
    """A model begins to write a tool call."""
    item = _function_call(call_id, name, "")
    return {"type": "response.output_item.added", "item": item}


def tool_arguments_delta(call_id: str, text: str) -> RunEvent:
    """More JSON text of a tool call's arguments."""
    return {"type": "response.function_call_arguments.delta", "item_id": call_id, "delta": text}


def call_is_answer(call_id: str) -> RunEvent:
    """A tool call that has begun is the agent's answer: from now on a message in JSON, of the same id."""
    return {"type": "answer_call_stream_event", "call_id": call_id}


def tool_called(call_id: str, name: str, arguments: str | Mapping[str, Any] = "") -> RunEvent:
    """A tool call is whole and its tool runs. Arguments are a mapping, or JSON text; empty: as streamed."""
    text = arguments if isinstance(arguments, str) else json.dumps(dict(arguments), default=str)
    raw = _function_call(call_id, name, text)
    return _item_event("tool_called", {"type": "tool_call_item", "raw_item": raw})


def tool_progress(call_id: str, progress: float | None = None, message: str = "") -> RunEvent:
    """A tool that runs reports how far it has come, from 0 to 1, or a line for its log."""
    event = {"type": "tool_progress_stream_event", "call_id": call_id}
    return {**event, "progress": progress, "message": message}


def tool_output(
    call_id: str,
    output: Any,
    *,
    outcome: ToolOutcome = "done",
    error: BaseException | None = None,
    name: str = "",
) -> RunEvent:
    """A tool has answered.

    ``output`` is its Python object, or text: the view draws tables and figures, ``widget.tools`` gives it.
    ``error`` is the exception that the tool raised; its outcome is ``"failed"`` then. ``name`` is needed only
    for a call that nothing was said of before.
    """
    raw = {"type": "function_call_output", "call_id": call_id, "output": _as_text(output)}
    item = {"type": "tool_call_output_item", "raw_item": raw, "output": output, "tool_name": name}
    ended = "failed" if error is not None and outcome == "done" else outcome
    return _item_event("tool_output", {**item, "outcome": ended, "error": error})


def approval_request(
    call_id: str,
    name: str,
    arguments: str | Mapping[str, Any],
    *,
    schema: Mapping[str, Any] | None = None,
    agent: str = "",
) -> RunEvent:
    """A tool call that waits for approval: a value of ``Adapter.interruptions``, not an event.

    With the JSON ``schema`` of its arguments the view offers a form to edit them.
    """
    text = arguments if isinstance(arguments, str) else json.dumps(dict(arguments), default=str)
    tools = [] if schema is None else [{"name": name, "params_json_schema": dict(schema)}]
    return {"raw_item": _function_call(call_id, name, text), "agent": {"name": agent, "tools": tools}}


# Agents


def agent_started(name: str) -> RunEvent:
    """An agent is at work from now on: what follows is its own."""
    return {"type": "agent_updated_stream_event", "new_agent": {"name": name, "output_type": str}}


def handoff(source: str, target: str, call_id: str = "") -> RunEvent:
    """An agent hands over to another one, perhaps by a tool call; ``agent_started`` of the other follows."""
    raw = {"type": "function_call_output", "call_id": call_id, "output": ""}
    agents = {"source_agent": {"name": source}, "target_agent": {"name": target}}
    return _item_event("handoff_occured", {"type": "handoff_output_item", "raw_item": raw, **agents})


def inside_tool(call_id: str, agent: str, event: RunEvent) -> RunEvent:
    """An event of an agent that works inside a tool call. It may be inside one of that agent's, too."""
    return {
        "type": "agent_tool_stream_event",
        "call_id": call_id,
        "agent": {"name": agent, "output_type": str},
        "event": event,
    }


def in_branch(branch: str, event: RunEvent) -> RunEvent:
    """An event of a model call under way beside another of the same run, or of a tool call that it writes.

    ``branch`` is an id of the source's own that tells it from the others; ``agent_started`` says whose it is.
    """
    return {"type": "branch_stream_event", "branch": branch, "event": event}


# About the run


def answer(text: str) -> RunEvent:
    """What a run answers, where that is none of the messages that its models write."""
    return {"type": "answer_stream_event", "text": text}


def user_message(text: str) -> RunEvent:
    """What the user asked, of a run that tells it only now; else it is the adapter's ``input``."""
    return {"type": "user_message_stream_event", "text": text}


def notice(text: str) -> RunEvent:
    """A sentence about the run itself, such as what its events do not tell."""
    return {"type": "notice_stream_event", "text": text}


def _usage(input_tokens: int, output_tokens: int, cached_tokens: int, reasoning_tokens: int) -> RunEvent:
    return {
        "input_tokens": input_tokens,
        "output_tokens": output_tokens,
        "input_tokens_details": {"cached_tokens": cached_tokens},
        "output_tokens_details": {"reasoning_tokens": reasoning_tokens},
    }


def _function_call(call_id: str, name: str, arguments: str) -> RunEvent:
    # The call id is the item's id, too: argument deltas name it.
    item = {"id": call_id, "type": "function_call", "call_id": call_id}
    return {**item, "name": name, "arguments": arguments}


def _item_done(item: RunEvent) -> RunEvent:
    return {"type": "response.output_item.done", "item": item}


def _item_event(name: str, item: RunEvent) -> RunEvent:
    return {"type": "run_item_stream_event", "name": name, "item": item}


def _as_text(output: Any) -> str:
    if isinstance(output, str):
        return output
    try:
        return json.dumps(output, ensure_ascii=False)
    except (TypeError, ValueError):
        return str(output)
