"""The stream of events that tells of a response that came in one piece."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from openai.types.responses import Response, ResponseStreamEvent, ResponseUsage
from pydantic import PrivateAttr

from .response_writer import Item, ResponseWriter

if TYPE_CHECKING:
    from .model import ModelResponse

_EMPTY: dict[str, dict[str, Any]] = {
    "message": {"status": "in_progress", "content": []},
    "reasoning": {"status": "in_progress", "summary": []},
    "function_call": {"status": "in_progress", "arguments": ""},
}


class WholeResponse(Response):
    """The response at the end of such a stream; it keeps the answer as the model gave it."""

    _answer: Any = PrivateAttr(None)


def response_events(answer: ModelResponse) -> Iterator[ResponseStreamEvent]:
    """What a server would have streamed, every text in a single delta."""
    writer = ResponseWriter("", answer.response_id or "")
    writer.begin()
    writer.emit("in_progress", response=writer.response("in_progress"))
    for index, item in enumerate(answer.output):
        begun = item.model_copy(update=_EMPTY[item.type]) if item.type in _EMPTY else item
        writer.emit("output_item.added", output_index=index, item=begun)
        item_id = item.id or getattr(item, "call_id", None) or ""
        place = Item(item.type, item_id, index=index)
        for kind, text, notes in _parts(item):
            yield from writer.part_events(place, kind, [text], notes)
        writer.emit("output_item.done", output_index=index, item=item)
    usage = {name: getattr(answer.usage, name) for name in ResponseUsage.model_fields}
    whole = WholeResponse.model_validate(writer.response("completed", output=answer.output, usage=usage))
    whole._answer = answer
    writer.emit("completed", response=whole)
    yield from writer.told()


def _parts(item: Any) -> Iterator[tuple[str, str, list[Any]]]:
    """The kind, the text and the annotations of each part of an item."""
    if item.type == "function_call":
        yield "arguments", item.arguments, []
    elif item.type in _EMPTY:
        for part in (*(getattr(item, "summary", ())), *(item.content or ())):
            text = part.refusal if part.type == "refusal" else part.text
            yield part.type, text, getattr(part, "annotations", [])
