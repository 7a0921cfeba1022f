"""Writes one response item by item, as the events of a Responses API stream."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .fake_id import FAKE_RESPONSES_ID
from .response_events import event_classes


@dataclass(frozen=True)
class PartEvents:
    """The names of the events of one kind of part, after ``response.``."""

    text: str
    """The prefix of the events of its text: ``.delta`` and ``.done``."""
    edges: str | None
    """The prefix of the events of its start and end: ``.added`` and ``.done``; some kinds have none."""
    index_field: str | None
    """The field of these events that holds the part's index in its item."""


PART_EVENTS = {
    "output_text": PartEvents("output_text", "content_part", "content_index"),
    "refusal": PartEvents("refusal", "content_part", "content_index"),
    "summary_text": PartEvents("reasoning_summary_text", "reasoning_summary_part", "summary_index"),
    "reasoning_text": PartEvents("reasoning_text", None, "content_index"),
    "arguments": PartEvents("function_call_arguments", None, None),
}


@dataclass
class OpenPart:
    """A part of an output item while it is written; ``kind`` is a key of ``PART_EVENTS``."""

    kind: str
    index: int
    deltas: list[str] = field(default_factory=list)
    annotations: list[Any] = field(default_factory=list)
    logprobs: list[Any] = field(default_factory=list)
    finished: bool = False

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self.deltas)

    def dump(self) -> dict[str, Any]:
        """The part as the Responses API sends it."""
        if self.kind == "refusal":
            return {"type": "refusal", "refusal": self.text}
        part = {"type": self.kind, "text": self.text}
        if self.kind == "output_text":
            return {**part, "annotations": self.annotations, "logprobs": self.logprobs}
        return part


@dataclass
class OpenItem:
    """An output item while it is written: a ``message``, a ``reasoning`` or a ``function_call``.

    The arguments of a function call are its one part.
    """

    kind: str
    id: str = FAKE_RESPONSES_ID
    status: str | None = None
    name: str = ""
    call_id: str = ""
    index: int | None = None
    """Its place in the response's output; None until it is started."""
    parts: list[OpenPart] = field(default_factory=list)
    provider_data: dict[str, Any] = field(default_factory=dict)
    """What the server sent beyond the API, and which model it was; see ``chatcmpl_extra_fields``."""

    def unfinished_part(self, kind: str) -> OpenPart | None:
        """The part of this kind that is being written."""
        return next((part for part in self.parts if part.kind == kind and not part.finished), None)

    def dump(self) -> dict[str, Any]:
        """The item as the Responses API sends it."""
        item: dict[str, Any] = {"id": self.id, "type": self.kind}
        if self.status is not None:
            item["status"] = self.status
        if self.provider_data:
            item["provider_data"] = self.provider_data
        if self.kind == "message":
            return {**item, "role": "assistant", "content": [part.dump() for part in self.parts]}
        if self.kind == "function_call":
            arguments = "".join(part.text for part in self.parts)
            return {**item, "name": self.name, "call_id": self.call_id, "arguments": arguments}
        item["summary"] = self._dump_parts("summary_text")
        content = self._dump_parts("reasoning_text")
        return {**item, "content": content} if content else item

    def _dump_parts(self, kind: str) -> list[dict[str, Any]]:
        return [part.dump() for part in self.parts if part.kind == kind]


class ResponseWriter:
    """One response under construction. Each method adds events, which ``take_events`` hands over."""

    def __init__(self, model: str, response_id: str) -> None:
        self._items: list[OpenItem] = []
        self._fields = {
            "id": response_id,
            "object": "response",
            "created_at": time.time(),
            "model": model,
            "parallel_tool_calls": True,
            "tool_choice": "auto",
            "tools": [],
        }
        self._events: list[Any] = []
        self._sequence_number = 0

    def start(self, **fields: Any) -> None:
        """Start the response, with the fields that are known by now."""
        self._fields.update(fields)
        self.emit("created", response=self.response("in_progress"))

    def take_events(self) -> list[Any]:
        """The events since the last call."""
        events = self._events
        self._events = []
        return events

    def emit(self, name: str, event_class: Any = None, **fields: Any) -> None:
        """Add the event whose type is ``response.`` and the name, of openai's class or a subclass of that."""
        kind = f"response.{name}"
        if event_class is None:
            event_class = event_classes()[kind]
        self._events.append(event_class(type=kind, sequence_number=self._sequence_number, **fields))
        self._sequence_number += 1

    def response(self, status: str, **fields: Any) -> dict[str, Any]:
        """The response as far as it is written, as the Responses API sends it."""
        output = [item.dump() for item in self._items]
        return {**self._fields, "output": output, "status": status, **fields}

    def start_item(self, item: OpenItem) -> OpenItem:
        """Start an item."""
        item.index = len(self._items)
        self.emit("output_item.added", output_index=item.index, item=item.dump())
        self._items.append(item)
        return item

    def start_part(self, item: OpenItem, kind: str) -> OpenPart:
        """Start a part of an item. A reasoning item counts its summaries and its texts apart."""
        siblings = [part for part in item.parts if item.kind == "message" or part.kind == kind]
        part = OpenPart(kind, len(siblings))
        item.parts.append(part)
        self._emit_edge(item, part, "added")
        return part

    def write(self, item: OpenItem, kind: str, delta: str, logprobs: list[Any] | None = None) -> None:
        """Add text to the item's unfinished part of this kind, or to a new one."""
        part = item.unfinished_part(kind) or self.start_part(item, kind)
        part.deltas.append(delta)
        fields: dict[str, Any] = {"delta": delta}
        if kind == "output_text":
            part.logprobs += logprobs or ()
            fields["logprobs"] = logprobs or []
        self._emit_for_part(item, part, f"{PART_EVENTS[kind].text}.delta", fields)

    def part_events(
        self, item: OpenItem, kind: str, deltas: Iterable[str], annotations: Iterable[Any] = ()
    ) -> Iterator[Any]:
        """The events of a whole part, from its start to its end."""
        part = self.start_part(item, kind)
        part.annotations += annotations
        yield from self.take_events()
        for delta in deltas:
            self.write(item, kind, delta)
            yield from self.take_events()
        self.finish_part(item, kind, with_text=True)

    def finish_part(self, item: OpenItem, kind: str, *, with_text: bool = False) -> None:
        """End the item's unfinished part of this kind, if there is one.

        ``with_text`` adds the event that has the whole text.
        """
        part = item.unfinished_part(kind)
        if part is None:
            return
        part.finished = True
        if with_text:
            self._emit_text(item, part)
        self._emit_edge(item, part, "done")

    def finish_item(self, item: OpenItem, status: str = "completed") -> None:
        """End an item; one without a status keeps none."""
        if item.status is not None:
            item.status = status
        self.emit("output_item.done", output_index=item.index, item=item.dump())

    def _emit_text(self, item: OpenItem, part: OpenPart) -> None:
        name = part.kind if part.kind in ("refusal", "arguments") else "text"
        fields: dict[str, Any] = {name: part.text}
        if part.kind == "output_text":
            fields["logprobs"] = part.logprobs
        self._emit_for_part(item, part, f"{PART_EVENTS[part.kind].text}.done", fields)

    def _emit_edge(self, item: OpenItem, part: OpenPart, edge: str) -> None:
        prefix = PART_EVENTS[part.kind].edges
        if prefix is not None:
            self._emit_for_part(item, part, f"{prefix}.{edge}", {"part": part.dump()})

    def _emit_for_part(self, item: OpenItem, part: OpenPart, name: str, fields: dict[str, Any]) -> None:
        index_field = PART_EVENTS[part.kind].index_field
        if index_field is not None:
            fields[index_field] = part.index
        self.emit(name, item_id=item.id, output_index=item.index, **fields)


def response_usage(usage: Mapping[str, Any]) -> dict[str, Any]:
    """The ``usage`` of the Responses API from that of a chat completion, which may lack fields."""
    input_tokens = token_count(usage.get("prompt_tokens"))
    output_tokens = token_count(usage.get("completion_tokens"))
    cached = _detail(usage, "prompt_tokens_details", "cached_tokens")
    reasoning = _detail(usage, "completion_tokens_details", "reasoning_tokens")
    return {
        "input_tokens": input_tokens,
        "input_tokens_details": {"cached_tokens": cached, "cache_write_tokens": 0},
        "output_tokens": output_tokens,
        "output_tokens_details": {"reasoning_tokens": reasoning},
        "total_tokens": token_count(usage.get("total_tokens")) or input_tokens + output_tokens,
    }


def token_count(value: Any) -> int:
    """A count of tokens as a server sent it; 0 for what is none."""
    try:
        return max(0, int(value))
    except (TypeError, ValueError, OverflowError):
        return 0


def _detail(usage: Mapping[str, Any], group: str, name: str) -> int:
    details = usage.get(group)
    return token_count(details.get(name)) if isinstance(details, Mapping) else 0
