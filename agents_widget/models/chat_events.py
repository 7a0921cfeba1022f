"""The chunks of a chat completion as the events of a Responses stream."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Mapping
from typing import Any

from ..errors import ModelBehaviorError
from .chat_items import CallItem, Part, TextItem
from .event_types import event_classes
from .request import PLACEHOLDER_ID

# By the kind of a part: what its first and last events are called, its deltas, and its place in the item.
_PARTS = {
    "output_text": ("response.content_part", "response.output_text.delta", "content_index"),
    "refusal": ("response.content_part", "response.refusal.delta", "content_index"),
    "summary_text": (
        "response.reasoning_summary_part",
        "response.reasoning_summary_text.delta",
        "summary_index",
    ),
    "reasoning_text": (None, "response.reasoning_text.delta", "content_index"),
}
_WITHHELD = "The answer was withheld by the server's content filter."


class ChatEvents:
    """One response told by the chunks of a chat completion: ``feed`` each of them, then ``finish``.

    Servers are taken as they are: without usage, ids, indexes or roles, with whole calls in one chunk.
    """

    def __init__(self, model: str) -> None:
        self._model = model
        self._response: dict[str, Any] = {}
        self._usage: Mapping[str, Any] | None = None
        self._items: list[TextItem | CallItem] = []
        self._texts: dict[str, TextItem] = {}
        self._calls: list[CallItem] = []
        self._events: list[Any] = []
        self._sequence = 0
        self.finish_reason: str | None = None

    def feed(self, chunk: Mapping[str, Any]) -> list[Any]:
        """The events that a chunk tells of."""
        if not self._response:
            self._begin(chunk)
        self._usage = chunk.get("usage") or self._usage
        for choice in chunk.get("choices") or ():
            if not choice.get("index"):  # only the first of several answers
                self.finish_reason = choice.get("finish_reason") or self.finish_reason
                self._take(choice.get("delta") or {}, choice.get("logprobs") or {})
        return self._told()

    def finish(self) -> list[Any]:
        """The events that end the response. Raises ``ModelBehaviorError`` if it was cut before any output."""
        if "message" not in self._texts and not self._calls:
            if self.finish_reason == "length":
                raise ModelBehaviorError(
                    "The model used up its tokens before it said anything. Raise ModelSettings.max_tokens."
                )
            if self.finish_reason == "content_filter":
                self._write("message", "refusal", _WITHHELD)
        self._end_reasoning()
        message = self._texts.get("message")
        if message:
            for part in message.parts:
                self._close(message, part)
        for call in self._calls:
            self._open_call(call)
            self._emit("response.output_item.done", output_index=call.index, item=call.dump())
        if message:
            self._emit("response.output_item.done", output_index=message.index, item=message.dump())
        output = [item.dump() for item in self._items]
        final = {"output": output, "status": "completed", "usage": _responses_usage(self._usage)}
        self._emit("response.completed", response={**self._response, **final})
        return self._told()

    def _begin(self, chunk: Mapping[str, Any]) -> None:
        self._response = {
            "id": chunk.get("id") or PLACEHOLDER_ID,
            "object": "response",
            "created_at": chunk.get("created") or time.time(),
            "model": chunk.get("model") or self._model,
            "output": [],
            "parallel_tool_calls": True,
            "status": "in_progress",
            "tool_choice": "auto",
            "tools": [],
        }
        self._emit("response.created", response=self._response)

    def _take(self, delta: Mapping[str, Any], logprobs: Mapping[str, Any]) -> None:
        if delta.get("reasoning_content"):
            self._write("reasoning", "summary_text", delta["reasoning_content"])
        elif isinstance(delta.get("reasoning"), str) and delta["reasoning"]:
            self._write("reasoning", "reasoning_text", delta["reasoning"])
        if text := _text(delta.get("content")):
            self._write("message", "output_text", text, logprobs.get("content") or [])
        if delta.get("refusal"):
            self._write("message", "refusal", delta["refusal"])
        if delta.get("annotations"):
            self._annotate(delta["annotations"])
        for call in delta.get("tool_calls") or ():
            self._take_call(call)

    def _write(self, item_kind: str, kind: str, text: str, logprobs: list[Any] | None = None) -> None:
        if item_kind == "message":
            self._end_summary()
        item = self._texts.get(item_kind) or self._new_text(item_kind)
        prefix, delta, place = _PARTS[kind]
        part = item.open_part(kind)
        if part is None:
            part = item.new_part(kind)
            if prefix:
                self._emit_in(item, f"{prefix}.added", **{place: part.index}, part=part.dump())
        part.pieces.append(text)
        part.logprobs += logprobs or ()
        more = {"logprobs": logprobs or []} if kind == "output_text" else {}
        self._emit_in(item, delta, **{place: part.index}, delta=text, **more)

    def _new_text(self, kind: str) -> TextItem:
        item = self._texts[kind] = TextItem(kind, len(self._items))
        self._items.append(item)
        self._emit("response.output_item.added", output_index=item.index, item=item.dump("in_progress"))
        return item

    def _close(self, item: TextItem, part: Part) -> None:
        prefix, _, place = _PARTS[part.kind]
        if prefix and not part.closed:
            self._emit_in(item, f"{prefix}.done", **{place: part.index}, part=part.dump())
        part.closed = True

    def _end_summary(self) -> None:
        thoughts = self._texts.get("reasoning")
        summary = thoughts and thoughts.open_part("summary_text")
        if thoughts and summary:
            self._close(thoughts, summary)

    def _end_reasoning(self) -> None:
        self._end_summary()
        if thoughts := self._texts.get("reasoning"):
            if text := thoughts.open_part("reasoning_text"):
                written = "".join(text.pieces)
                self._emit_in(
                    thoughts, "response.reasoning_text.done", content_index=text.index, text=written
                )
            self._emit("response.output_item.done", output_index=thoughts.index, item=thoughts.dump())

    def _annotate(self, annotations: list[Mapping[str, Any]]) -> None:
        part = self._texts["message"].open_part("output_text") if "message" in self._texts else None
        for each in annotations:
            if part and each.get("type") == "url_citation":
                part.annotations.append({"type": "url_citation", **each["url_citation"]})

    def _take_call(self, delta: Mapping[str, Any]) -> None:
        self._end_summary()
        function = delta.get("function") or {}
        call = self._call_of(delta, function.get("name"))
        call.call_id = call.call_id or delta.get("id") or ""
        call.name = call.name or function.get("name") or ""
        arguments = function.get("arguments")
        written = arguments if isinstance(arguments, str) else json.dumps(arguments) if arguments else ""
        call.pieces += [written] if written else []
        if call.index is None and call.name:
            self._open_call(call)
        elif call.index is not None and written:
            self._emit_arguments(call, written)

    def _call_of(self, delta: Mapping[str, Any], name: str | None) -> CallItem:
        """The call that a piece belongs to: by the server's index, by id, or else the one begun last."""
        number, call_id = delta.get("index"), delta.get("id")
        if number is not None:
            same = [call for call in self._calls if call.number == number]
        else:
            same = [call for call in self._calls if not call_id or call.call_id == call_id]
        # Some servers number every call 0, or none at all: then a name with another id begins a new one.
        another = name and same and (call_id != same[-1].call_id if call_id else number is None)
        if not same or another:
            same = [CallItem(number)]
            self._calls += same
        return same[-1]

    def _open_call(self, call: CallItem) -> None:
        if call.index is not None:
            return
        call.index = len(self._items)
        call.call_id = call.call_id or f"call_{uuid.uuid4().hex}"
        self._items.append(call)
        self._emit("response.output_item.added", output_index=call.index, item=call.dump(arguments=""))
        if call.pieces:
            self._emit_arguments(call, "".join(call.pieces))

    def _emit_arguments(self, call: CallItem, written: str) -> None:
        self._emit_in(call, "response.function_call_arguments.delta", delta=written)

    def _emit_in(self, item: TextItem | CallItem, kind: str, **fields: Any) -> None:
        self._emit(kind, item_id=PLACEHOLDER_ID, output_index=item.index, **fields)

    def _emit(self, kind: str, **fields: Any) -> None:
        event: Any = event_classes()[kind]
        self._events.append(event(type=kind, sequence_number=self._sequence, **fields))
        self._sequence += 1

    def _told(self) -> list[Any]:
        told, self._events = self._events, []
        return told


def _text(content: Any) -> str:
    """The text of a delta's content, which some servers send as a list of parts."""
    if isinstance(content, list):
        return "".join(part.get("text") or "" for part in content if isinstance(part, dict))
    return content or ""


def _responses_usage(usage: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if usage is None:
        return None
    read, written = usage.get("prompt_tokens") or 0, usage.get("completion_tokens") or 0
    of_read = usage.get("prompt_tokens_details") or {}
    of_written = usage.get("completion_tokens_details") or {}
    return {
        "input_tokens": read,
        "input_tokens_details": {
            "cached_tokens": of_read.get("cached_tokens") or 0,
            "cache_write_tokens": of_read.get("cache_write_tokens") or 0,
        },
        "output_tokens": written,
        "output_tokens_details": {"reasoning_tokens": of_written.get("reasoning_tokens") or 0},
        "total_tokens": usage.get("total_tokens") or read + written,
    }
