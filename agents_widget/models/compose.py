"""Builds the complete stream of events of one response, as the Responses API would send it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from openai.types.responses import (
    Response,
    ResponseFunctionToolCall,
    ResponseOutputItem,
    ResponseOutputMessage,
    ResponseReasoningItem,
    ResponseStreamEvent,
    ResponseUsage,
)
from openai.types.responses.response_usage import InputTokensDetails, OutputTokensDetails

from .event_types import event_classes
from .parts import Call, NewId, Part, Reasoning, Text, pieces, random_id


@dataclass(frozen=True)
class _Words:
    """What the API calls an item of a kind and the events within it."""

    prefix: str
    text: str
    part: str = ""
    part_type: str = ""
    place: str = ""


_WORDS = {
    Text: _Words("msg", "output_text", "content_part", "output_text", "content_index"),
    Reasoning: _Words(
        "rs", "reasoning_summary_text", "reasoning_summary_part", "summary_text", "summary_index"
    ),
    Call: _Words("fc", "function_call_arguments"),
}


class ResponseComposer:
    """One response under construction: every method gives the events that tell of it.

    Call ``begin``, then for each item ``open``, ``write`` as often as needed and ``close``; last ``end``.
    """

    def __init__(self, model: str, *, new_id: NewId = random_id) -> None:
        self.model = model
        self.output: list[ResponseOutputItem] = []
        self.written_pieces = 0
        self._new_id = new_id
        self._id = new_id("resp")
        self._created_at = time.time()
        self._sequence_number = 0
        self._part: Part | None = None
        self._ids = ("", "")
        self._text = ""

    def begin(self) -> Iterator[ResponseStreamEvent]:
        """The response is created."""
        yield self._event("created", response=self._response("in_progress"))
        yield self._event("in_progress", response=self._response("in_progress"))

    def open(self, part: Part) -> Iterator[ResponseStreamEvent]:
        """An item of the part's kind begins, still empty."""
        words = _WORDS[type(part)]
        self._part, self._text = part, ""
        item_id = self._new_id(words.prefix)
        self._ids = (item_id, (part.call_id or self._new_id("call")) if isinstance(part, Call) else "")
        yield self._event("output_item.added", output_index=len(self.output), item=self._item("in_progress"))
        if words.part:
            yield self._inside(f"{words.part}.added", part=self._content(words))

    def write(self, delta: str) -> Iterator[ResponseStreamEvent]:
        """The open item grows."""
        self._text += delta
        self.written_pieces += 1
        yield self._inside(f"{_WORDS[type(self._opened)].text}.delta", delta=delta)

    def close(self, *, status: str = "completed") -> Iterator[ResponseStreamEvent]:
        """The open item is done, or with status ``incomplete`` was cut off."""
        words = _WORDS[type(self._opened)]
        name = "arguments" if isinstance(self._part, Call) else "text"
        yield self._inside(f"{words.text}.done", **{name: self._text})
        if words.part:
            yield self._inside(f"{words.part}.done", part=self._content(words))
        item = self._item(status)
        yield self._event("output_item.done", output_index=len(self.output), item=item)
        self.output.append(item)
        self._part = None

    def end(self, usage: ResponseUsage) -> Iterator[ResponseStreamEvent]:
        """The response is complete."""
        yield self._event("completed", response=self._response("completed", usage))

    @property
    def _opened(self) -> Part:
        if self._part is None:
            raise RuntimeError("No item is open: call open(part) before write() and close().")
        return self._part

    def _inside(self, name: str, **fields: Any) -> ResponseStreamEvent:
        place = _WORDS[type(self._opened)].place
        if place:
            fields[place] = 0
        if name.startswith("output_text"):
            fields["logprobs"] = []
        return self._event(name, item_id=self._ids[0], output_index=len(self.output), **fields)

    def _event(self, name: str, **fields: Any) -> ResponseStreamEvent:
        kind, number = f"response.{name}", self._sequence_number
        self._sequence_number += 1
        make: Any = event_classes()[kind]
        event: ResponseStreamEvent = make(type=kind, sequence_number=number, **fields)
        return event

    def _content(self, words: _Words) -> dict[str, Any]:
        content: dict[str, Any] = {"type": words.part_type, "text": self._text}
        return {**content, "annotations": []} if words.part_type == "output_text" else content

    def _item(self, status: Any) -> ResponseOutputItem:
        part, words, (item_id, call_id) = self._opened, _WORDS[type(self._opened)], self._ids
        content: list[Any] = [] if status == "in_progress" else [self._content(words)]
        if isinstance(part, Text):
            return ResponseOutputMessage(
                id=item_id, type="message", role="assistant", status=status, content=content
            )
        if isinstance(part, Reasoning):
            return ResponseReasoningItem(id=item_id, type="reasoning", summary=content)
        called = {"name": part.name, "call_id": call_id, "arguments": self._text, "status": status}
        return ResponseFunctionToolCall(id=item_id, type="function_call", **called)

    def _response(self, status: Any, usage: ResponseUsage | None = None) -> Response:
        return Response(
            id=self._id,
            object="response",
            created_at=self._created_at,
            model=self.model,
            status=status,
            output=list(self.output),
            usage=usage,
            parallel_tool_calls=True,
            tool_choice="auto",
            tools=[],
        )


def compose(
    parts: Iterable[Part | Exception], *, model: str, input_tokens: int = 0, new_id: NewId = random_id
) -> Iterator[ResponseStreamEvent]:
    """Every event of a response made of these parts, in order; output tokens are counted by the piece.

    An exception among the parts is raised in its place and the item before it stays unfinished, as when a
    connection is lost. As the first part it is raised before any event.
    """
    composer = ResponseComposer(model, new_id=new_id)
    events = composer.begin()
    for part in parts:
        if isinstance(part, Exception):
            raise part
        yield from events
        yield from composer.open(part)
        for piece in pieces(part.content):
            yield from composer.write(piece)
        events = composer.close()
    yield from events
    yield from composer.end(token_usage(input_tokens, composer.written_pieces))


def token_usage(input_tokens: int, output_tokens: int, *, cached_tokens: int = 0) -> ResponseUsage:
    """Usage as the Responses API reports it."""
    return ResponseUsage(
        input_tokens=input_tokens,
        input_tokens_details=InputTokensDetails(cached_tokens=cached_tokens, cache_write_tokens=0),
        output_tokens=output_tokens,
        output_tokens_details=OutputTokensDetails(reasoning_tokens=0),
        total_tokens=input_tokens + output_tokens,
    )
