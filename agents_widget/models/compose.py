"""Builds the complete stream of events of one response, as the Responses API would send it."""

from __future__ import annotations

import functools
import time
from collections.abc import Iterable, Iterator
from typing import Any, get_args

from openai.types.responses import (
    Response,
    ResponseCompletedEvent,
    ResponseContentPartAddedEvent,
    ResponseContentPartDoneEvent,
    ResponseCreatedEvent,
    ResponseFunctionCallArgumentsDeltaEvent,
    ResponseFunctionCallArgumentsDoneEvent,
    ResponseFunctionToolCall,
    ResponseInProgressEvent,
    ResponseOutputItem,
    ResponseOutputItemAddedEvent,
    ResponseOutputItemDoneEvent,
    ResponseOutputMessage,
    ResponseOutputText,
    ResponseReasoningItem,
    ResponseReasoningSummaryPartAddedEvent,
    ResponseReasoningSummaryPartDoneEvent,
    ResponseReasoningSummaryTextDeltaEvent,
    ResponseReasoningSummaryTextDoneEvent,
    ResponseStreamEvent,
    ResponseTextDeltaEvent,
    ResponseTextDoneEvent,
    ResponseUsage,
)
from openai.types.responses.response_usage import InputTokensDetails, OutputTokensDetails

from .parts import Call, NewId, Part, Reasoning, Text, pieces, random_id

_Step = tuple[Any, dict[str, Any]]  # an event's class, and its fields that only the item knows


class _Message:
    """A message with one text content part."""

    def __init__(self, part: Text, new_id: NewId) -> None:
        self.id = new_id("msg")

    def item(self, text: str, status: Any) -> ResponseOutputMessage:
        content = [] if status == "in_progress" else [self._text(text)]
        return ResponseOutputMessage(
            id=self.id, type="message", role="assistant", status=status, content=list(content)
        )

    def opened(self) -> list[_Step]:
        return [(ResponseContentPartAddedEvent, {"content_index": 0, "part": self._text("")})]

    def written(self, delta: str) -> _Step:
        return ResponseTextDeltaEvent, {"content_index": 0, "delta": delta, "logprobs": []}

    def closed(self, text: str) -> list[_Step]:
        return [
            (ResponseTextDoneEvent, {"content_index": 0, "text": text, "logprobs": []}),
            (ResponseContentPartDoneEvent, {"content_index": 0, "part": self._text(text)}),
        ]

    def _text(self, text: str) -> ResponseOutputText:
        return ResponseOutputText(type="output_text", text=text, annotations=[])


class _Thought:
    """A reasoning item with one summary part."""

    def __init__(self, part: Reasoning, new_id: NewId) -> None:
        self.id = new_id("rs")

    def item(self, text: str, status: Any) -> ResponseReasoningItem:
        summary = [] if status == "in_progress" else [self._summary(text)]
        fields = {"id": self.id, "type": "reasoning", "summary": summary}
        return ResponseReasoningItem.model_validate(fields)

    def opened(self) -> list[_Step]:
        return [(ResponseReasoningSummaryPartAddedEvent, {"summary_index": 0, "part": self._summary("")})]

    def written(self, delta: str) -> _Step:
        return ResponseReasoningSummaryTextDeltaEvent, {"summary_index": 0, "delta": delta}

    def closed(self, text: str) -> list[_Step]:
        return [
            (ResponseReasoningSummaryTextDoneEvent, {"summary_index": 0, "text": text}),
            (ResponseReasoningSummaryPartDoneEvent, {"summary_index": 0, "part": self._summary(text)}),
        ]

    def _summary(self, text: str) -> dict[str, str]:
        return {"type": "summary_text", "text": text}


class _FunctionCall:
    """A function call."""

    def __init__(self, part: Call, new_id: NewId) -> None:
        self.id = new_id("fc")
        self.name = part.name
        self.call_id = part.call_id or new_id("call")

    def item(self, text: str, status: Any) -> ResponseFunctionToolCall:
        return ResponseFunctionToolCall(
            id=self.id,
            type="function_call",
            name=self.name,
            call_id=self.call_id,
            arguments=text,
            status=status,
        )

    def opened(self) -> list[_Step]:
        return []

    def written(self, delta: str) -> _Step:
        return ResponseFunctionCallArgumentsDeltaEvent, {"delta": delta}

    def closed(self, text: str) -> list[_Step]:
        return [(ResponseFunctionCallArgumentsDoneEvent, {"arguments": text})]


_Open = _Message | _Thought | _FunctionCall


@functools.cache
def _event_type(cls: Any) -> str:
    """The one value that an event class allows for its ``type``."""
    value: str = get_args(cls.model_fields["type"].annotation)[0]
    return value


class ResponseComposer:
    """One response under construction: every method gives the events that tell of it.

    Call ``begin``, then for each item ``open``, ``write`` as often as needed and ``close``; last ``end``.
    """

    def __init__(self, model: str, *, new_id: NewId = random_id) -> None:
        self.model = model
        self.output: list[ResponseOutputItem] = []
        self.written_pieces = 0
        self._id = new_id("resp")
        self._created_at = float(int(time.time()))
        self._new_id = new_id
        self._sequence_number = 0
        self._item: _Open | None = None
        self._text = ""

    def begin(self) -> Iterator[ResponseStreamEvent]:
        """The response is created."""
        yield self._event(ResponseCreatedEvent, response=self._response("in_progress"))
        yield self._event(ResponseInProgressEvent, response=self._response("in_progress"))

    def open(self, part: Part) -> Iterator[ResponseStreamEvent]:
        """An item of the part's kind begins, still empty."""
        kinds: dict[type, Any] = {Text: _Message, Reasoning: _Thought, Call: _FunctionCall}
        self._item, self._text = kinds[type(part)](part, self._new_id), ""
        yield self._at_index(ResponseOutputItemAddedEvent, item=self._item.item("", "in_progress"))
        yield from (self._item_event(cls, **fields) for cls, fields in self._item.opened())

    def write(self, delta: str) -> Iterator[ResponseStreamEvent]:
        """The open item grows."""
        self._text += delta
        self.written_pieces += 1
        cls, fields = self._opened.written(delta)
        yield self._item_event(cls, **fields)

    def close(self, *, status: str = "completed") -> Iterator[ResponseStreamEvent]:
        """The open item is done, or with status ``incomplete`` was cut off."""
        item = self._opened.item(self._text, status)
        yield from (self._item_event(cls, **fields) for cls, fields in self._opened.closed(self._text))
        yield self._at_index(ResponseOutputItemDoneEvent, item=item)
        self.output.append(item)
        self._item = None

    def end(self, usage: ResponseUsage) -> Iterator[ResponseStreamEvent]:
        """The response is complete."""
        yield self._event(ResponseCompletedEvent, response=self._response("completed", usage))

    @property
    def _opened(self) -> _Open:
        if self._item is None:
            raise RuntimeError("No item is open: call open(part) before write() and close().")
        return self._item

    def _item_event(self, cls: Any, **fields: Any) -> ResponseStreamEvent:
        return self._at_index(cls, item_id=self._opened.id, **fields)

    def _at_index(self, cls: Any, **fields: Any) -> ResponseStreamEvent:
        return self._event(cls, output_index=len(self.output), **fields)

    def _event(self, cls: Any, **fields: Any) -> ResponseStreamEvent:
        number, self._sequence_number = self._sequence_number, self._sequence_number + 1
        event: ResponseStreamEvent = cls(type=_event_type(cls), sequence_number=number, **fields)
        return event

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

    An exception among the parts is raised in its place, as when a connection is lost: the item before it stays
    unfinished. As the first part it is raised before any event.
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
