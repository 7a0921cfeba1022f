"""Writes one response: its items grow, and every step is told as an event of the Responses API."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from openai.types.responses import Response, ResponseStreamEvent, ResponseUsage
from pydantic import PrivateAttr

from .fake_id import FAKE_RESPONSES_ID
from .response_events import event_classes

if TYPE_CHECKING:
    from ..items import ModelResponse

# By the kind of a part: the events of its edges and of its text, and the name of its place in the item.
_PARTS = {
    "output_text": ("content_part", "output_text", "content_index"),
    "refusal": ("content_part", "refusal", "content_index"),
    "summary_text": ("reasoning_summary_part", "reasoning_summary_text", "summary_index"),
    "reasoning_text": (None, "reasoning_text", "content_index"),
    "arguments": (None, "function_call_arguments", None),
}

_EMPTY: dict[str, dict[str, Any]] = {
    "message": {"status": "in_progress", "content": []},
    "reasoning": {"status": "in_progress", "summary": []},
    "function_call": {"status": "in_progress", "arguments": ""},
}


@dataclass
class Part:
    """A part of an item while it grows; its kind is one of ``_PARTS``."""

    kind: str
    index: int
    pieces: list[str] = field(default_factory=list)
    annotations: list[Any] = field(default_factory=list)
    logprobs: list[Any] = field(default_factory=list)
    closed: bool = False

    def dump(self) -> dict[str, Any]:
        """The part as the Responses API sends it."""
        text = "".join(self.pieces)
        if self.kind == "refusal":
            return {"type": "refusal", "refusal": text}
        part = {"type": self.kind, "text": text}
        if self.kind == "output_text":
            return {**part, "annotations": self.annotations, "logprobs": self.logprobs}
        return part


@dataclass
class Item:
    """A ``message``, ``reasoning`` or ``function_call``, whose arguments are its one part, while it grows."""

    kind: str
    id: str = FAKE_RESPONSES_ID
    status: str | None = None
    name: str = ""
    call_id: str = ""
    index: int | None = None  # none before it is opened
    parts: list[Part] = field(default_factory=list)

    def open_part(self, kind: str) -> Part | None:
        """The part of this kind that is being written."""
        return next((part for part in self.parts if part.kind == kind and not part.closed), None)

    def dump(self) -> dict[str, Any]:
        """The item as the Responses API sends it."""
        item: dict[str, Any] = {"id": self.id, "type": self.kind}
        if self.status is not None:
            item["status"] = self.status
        if self.kind == "message":
            return {**item, "role": "assistant", "content": [part.dump() for part in self.parts]}
        if self.kind == "function_call":
            arguments = "".join(piece for part in self.parts for piece in part.pieces)
            return {**item, "name": self.name, "call_id": self.call_id, "arguments": arguments}
        item["summary"] = [part.dump() for part in self.parts if part.kind == "summary_text"]
        texts = [part.dump() for part in self.parts if part.kind == "reasoning_text"]
        return {**item, "content": texts} if texts else item


class ResponseWriter:
    """One response under construction: ``told`` gives the events since it was last called."""

    def __init__(self, model: str, response_id: str) -> None:
        self._items: list[Item] = []
        self._head = {
            "id": response_id,
            "object": "response",
            "created_at": time.time(),
            "model": model,
            "parallel_tool_calls": True,
            "tool_choice": "auto",
            "tools": [],
        }
        self._events: list[Any] = []
        self._sequence = 0

    def begin(self, **known: Any) -> None:
        """Begin the response, with what is known of it by now."""
        self._head.update(known)
        self.emit("created", response=self.response("in_progress"))

    def told(self) -> list[Any]:
        """The events since the last time."""
        told, self._events = self._events, []
        return told

    def emit(self, name: str, **fields: Any) -> None:
        """Tell of ``response.`` and the name."""
        kind = f"response.{name}"
        event: Any = event_classes()[kind]
        self._events.append(event(type=kind, sequence_number=self._sequence, **fields))
        self._sequence += 1

    def response(self, status: str, **fields: Any) -> dict[str, Any]:
        """The response as far as it is written."""
        return {**self._head, "output": [item.dump() for item in self._items], "status": status, **fields}

    def open(self, item: Item) -> Item:
        """Begin an item."""
        item.index = len(self._items)
        self.emit("output_item.added", output_index=item.index, item=item.dump())
        self._items.append(item)
        return item

    def open_part(self, item: Item, kind: str) -> Part:
        """Begin a part of an item. A reasoning item numbers its summaries and its texts apart."""
        same = [part for part in item.parts if item.kind == "message" or part.kind == kind]
        part = Part(kind, len(same))
        item.parts.append(part)
        self._emit_edge(item, part, "added")
        return part

    def write(self, item: Item, kind: str, text: str, logprobs: list[Any] | None = None) -> None:
        """Add to the item's open part of this kind, or to a new one."""
        part = item.open_part(kind) or self.open_part(item, kind)
        part.pieces.append(text)
        more = {}
        if kind == "output_text":
            part.logprobs += logprobs or ()
            more["logprobs"] = logprobs or []
        self._emit_in(item, part, f"{_PARTS[kind][1]}.delta", delta=text, **more)

    def part_events(
        self, item: Item, kind: str, pieces: Iterable[str], annotations: Iterable[Any] = ()
    ) -> Iterator[Any]:
        """A part from its beginning to its end, told piece by piece."""
        part = self.open_part(item, kind)
        part.annotations += annotations
        yield from self.told()
        for piece in pieces:
            self.write(item, kind, piece)
            yield from self.told()
        self.close_part(item, kind, whole_text=True)

    def close_part(self, item: Item, kind: str, *, whole_text: bool = False) -> None:
        """End the item's open part of this kind, if there is one, perhaps by its whole text."""
        part = item.open_part(kind)
        if part is None:
            return
        part.closed = True
        if whole_text:
            key = kind if kind in ("refusal", "arguments") else "text"
            more = {"logprobs": part.logprobs} if kind == "output_text" else {}
            self._emit_in(item, part, f"{_PARTS[kind][1]}.done", **{key: "".join(part.pieces)}, **more)
        self._emit_edge(item, part, "done")

    def close(self, item: Item, status: str = "completed") -> None:
        """End an item."""
        item.status = item.status and status
        self.emit("output_item.done", output_index=item.index, item=item.dump())

    def _emit_edge(self, item: Item, part: Part, edge: str) -> None:
        if prefix := _PARTS[part.kind][0]:
            self._emit_in(item, part, f"{prefix}.{edge}", part=part.dump())

    def _emit_in(self, item: Item, where: Part, name: str, **fields: Any) -> None:
        if place := _PARTS[where.kind][2]:
            fields[place] = where.index
        self.emit(name, item_id=item.id, output_index=item.index, **fields)


def token_usage(usage: Mapping[str, Any]) -> dict[str, Any]:
    """Usage as the Responses API reports it, from what chat completions call ``usage``, or a part of that."""
    read, written = usage.get("prompt_tokens") or 0, usage.get("completion_tokens") or 0
    cached = (usage.get("prompt_tokens_details") or {}).get("cached_tokens") or 0
    reasoned = (usage.get("completion_tokens_details") or {}).get("reasoning_tokens") or 0
    return {
        "input_tokens": read,
        "input_tokens_details": {"cached_tokens": cached, "cache_write_tokens": 0},
        "output_tokens": written,
        "output_tokens_details": {"reasoning_tokens": reasoned},
        "total_tokens": usage.get("total_tokens") or read + written,
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
