"""The output items of a chat completion while they grow."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .request import PLACEHOLDER_ID


@dataclass
class Part:
    """A part of an item: ``output_text``, ``refusal``, ``summary_text`` or ``reasoning_text``."""

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
        notes = (
            {"annotations": self.annotations, "logprobs": self.logprobs} if self.kind == "output_text" else {}
        )
        return {"type": self.kind, "text": text, **notes}


@dataclass
class TextItem:
    """A message, or the reasoning before it."""

    kind: str  # message or reasoning
    index: int
    parts: list[Part] = field(default_factory=list)

    def open_part(self, kind: str) -> Part | None:
        """The part of this kind that is being written."""
        return next((part for part in self.parts if part.kind == kind and not part.closed), None)

    def new_part(self, kind: str) -> Part:
        """Begin a part. A reasoning item numbers its summaries and its texts apart."""
        same = [part for part in self.parts if self.kind == "message" or part.kind == kind]
        self.parts.append(Part(kind, len(same)))
        return self.parts[-1]

    def dump(self, status: str = "completed") -> dict[str, Any]:
        """The item as the Responses API sends it."""
        item: dict[str, Any] = {"id": PLACEHOLDER_ID, "type": self.kind}
        if self.kind == "message":
            content = [part.dump() for part in self.parts]
            return {**item, "role": "assistant", "status": status, "content": content}
        item["summary"] = [part.dump() for part in self.parts if part.kind == "summary_text"]
        texts = [part.dump() for part in self.parts if part.kind == "reasoning_text"]
        return {**item, "content": texts} if texts else item


@dataclass
class CallItem:
    """A function call. It has no index in the output before its name is known."""

    number: int | None  # what the server calls its index, if anything
    index: int | None = None
    name: str = ""
    call_id: str = ""
    pieces: list[str] = field(default_factory=list)

    def dump(self, arguments: str | None = None) -> dict[str, Any]:
        """The item as the Responses API sends it."""
        written = "".join(self.pieces) if arguments is None else arguments
        return {
            "id": PLACEHOLDER_ID,
            "type": "function_call",
            "call_id": self.call_id,
            "name": self.name,
            "arguments": written,
        }
