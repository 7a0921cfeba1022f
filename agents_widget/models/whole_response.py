"""The stream of events that tells of a response that came in one piece."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from openai.types.responses import Response, ResponseStreamEvent, ResponseUsage
from pydantic import PrivateAttr

from .response_writer import ResponseWriter

if TYPE_CHECKING:
    from .model import ModelResponse

Step = tuple[str, dict[str, Any]]


class WholeResponse(Response):
    """The response at the end of such a stream; it keeps the answer as the model gave it."""

    _answer: Any = PrivateAttr(None)


def response_events(answer: ModelResponse) -> list[ResponseStreamEvent]:
    """What a server would have streamed, every text in a single delta."""
    writer = ResponseWriter("", answer.response_id or "")
    writer.begin()
    writer.emit("in_progress", response=writer.response("in_progress"))
    for index, item in enumerate(answer.output):
        writer.emit("output_item.added", output_index=index, item=_begun(item))
        item_id = item.id or getattr(item, "call_id", None) or ""
        for name, fields in _inside(item):
            writer.emit(name, output_index=index, item_id=item_id, **fields)
        writer.emit("output_item.done", output_index=index, item=item)
    usage = {name: getattr(answer.usage, name) for name in ResponseUsage.model_fields}
    whole = writer.response("completed", output=answer.output, usage=usage)
    response = WholeResponse.model_validate(whole)
    response._answer = answer
    writer.emit("completed", response=response)
    return writer.told()


def _begun(item: Any) -> Any:
    empty: dict[str, dict[str, Any]] = {
        "message": {"content": []},
        "reasoning": {"summary": []},
        "function_call": {"arguments": ""},
    }
    return (
        item.model_copy(update={**empty[item.type], "status": "in_progress"}) if item.type in empty else item
    )


def _inside(item: Any) -> Iterator[Step]:
    """The events between an item's first and last."""
    if item.type == "message":
        for index, part in enumerate(item.content):
            place = {"content_index": index}
            if part.type == "refusal":
                yield from _part("content_part", part, "refusal", "refusal", place)
            else:
                yield from _part("content_part", part, "text", "output_text", place, logprobs=[])
    elif item.type == "reasoning":
        for index, part in enumerate(item.summary):
            place = {"summary_index": index}
            yield from _part("reasoning_summary_part", part, "text", "reasoning_summary_text", place)
        for index, part in enumerate(item.content or ()):
            yield from _text("reasoning_text", "text", part.text, {"content_index": index})
    elif item.type == "function_call":
        yield from _text("function_call_arguments", "arguments", item.arguments, {})


def _part(
    kind: str, part: Any, field: str, text_kind: str, place: dict[str, Any], **more: Any
) -> Iterator[Step]:
    whole = part.model_dump(exclude_unset=True)
    yield f"{kind}.added", {**place, "part": {**whole, field: ""}}
    yield from _text(text_kind, field, getattr(part, field), {**place, **more})
    yield f"{kind}.done", {**place, "part": whole}


def _text(kind: str, field: str, text: str, place: dict[str, Any]) -> Iterator[Step]:
    yield f"{kind}.delta", {**place, "delta": text}
    yield f"{kind}.done", {**place, field: text}
