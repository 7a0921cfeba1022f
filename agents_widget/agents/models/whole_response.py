"""A response that came in one piece, as the events of a stream."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from openai.types.responses import Response, ResponseCompletedEvent, ResponseOutputItem, ResponseUsage
from pydantic import Field

from ..items import ModelResponse, TResponseStreamEvent
from ..usage import Usage
from .response_writer import OpenItem, ResponseWriter

# What an item of these types has when it is started.
_STARTED: dict[str, dict[str, Any]] = {
    "message": {"status": "in_progress", "content": []},
    "reasoning": {"status": "in_progress", "summary": []},
    "function_call": {"status": "in_progress", "arguments": ""},
}


class WholeResponseEvent(ResponseCompletedEvent):
    """The last event of a response that came in one piece, with that response.

    A ``ModelResponse`` has more than fits into an event: the count of its requests, for example.
    """

    whole: Any = Field(exclude=True, repr=False)
    """The ``ModelResponse`` as the model gave it; it is no part of the event's JSON."""


def events_of_response(response: ModelResponse) -> Iterator[TResponseStreamEvent]:
    """The events that a server would have streamed, every text in a single delta."""
    writer = ResponseWriter("", response.response_id or "")
    writer.start()
    writer.emit("in_progress", response=writer.response("in_progress"))
    for index, item in enumerate(response.output):
        yield from _item_events(writer, item, index)
    usage = _response_usage(response.usage)
    completed = Response.model_validate(writer.response("completed", output=response.output, usage=usage))
    writer.emit("completed", WholeResponseEvent, response=completed, whole=response)
    yield from writer.take_events()


def _item_events(
    writer: ResponseWriter, item: ResponseOutputItem, index: int
) -> Iterator[TResponseStreamEvent]:
    started = item.model_copy(update=_STARTED[item.type]) if item.type in _STARTED else item
    writer.emit("output_item.added", output_index=index, item=started)
    item_id = item.id or getattr(item, "call_id", None) or ""
    open_item = OpenItem(item.type, item_id, index=index)
    for kind, text, notes in _parts(item):
        yield from writer.part_events(open_item, kind, [text], notes)
    writer.emit("output_item.done", output_index=index, item=item)


def _parts(item: Any) -> Iterator[tuple[str, str, list[Any]]]:
    """The kind, the text and the annotations of each part of an item."""
    if item.type == "function_call":
        yield "arguments", item.arguments, []
    elif item.type in _STARTED:
        for part in (*getattr(item, "summary", ()), *(item.content or ())):
            text = part.refusal if part.type == "refusal" else part.text
            yield part.type, text, getattr(part, "annotations", [])


def _response_usage(usage: Usage) -> ResponseUsage:
    return ResponseUsage(
        input_tokens=usage.input_tokens,
        input_tokens_details=usage.input_tokens_details,
        output_tokens=usage.output_tokens,
        output_tokens_details=usage.output_tokens_details,
        total_tokens=usage.total_tokens,
    )
