"""The chunks of a chat completion as the events of a Responses stream."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..exceptions import ModelBehaviorError
from .fake_id import FAKE_RESPONSES_ID
from .response_writer import Item, ResponseWriter, token_usage

_WITHHELD = "The answer was withheld by the server's content filter."


@dataclass
class _Call(Item):
    """A function call, which is opened when its name is known."""

    number: int | None = None  # what the server calls its index, if anything
    early: str = ""  # arguments that came before the name


class ChatEvents(ResponseWriter):
    """One response told by the chunks of a chat completion: ``feed`` each of them, then ``finish``.

    Servers are taken as they are: without usage, ids, indexes or roles, with whole calls in one chunk.
    """

    def __init__(self, model: str) -> None:
        super().__init__(model, FAKE_RESPONSES_ID)
        self._begun = False
        self._usage: Mapping[str, Any] = {}
        self._texts: dict[str, Item] = {}  # the reasoning and the message, once they are opened
        self._calls: list[_Call] = []
        self.finish_reason: str | None = None

    def feed(self, chunk: Mapping[str, Any]) -> list[Any]:
        """The events that a chunk tells of."""
        if not self._begun:
            self._begun = True
            known = {"created_at": chunk.get("created"), "model": chunk.get("model")}
            self.begin(**{name: value for name, value in known.items() if value})
        self._usage = chunk.get("usage") or self._usage
        for choice in chunk.get("choices") or ():
            if not choice.get("index"):  # only the first of several answers
                self.finish_reason = choice.get("finish_reason") or self.finish_reason
                self._take(choice.get("delta") or {}, choice.get("logprobs") or {})
        return self.told()

    def finish(self) -> list[Any]:
        """The events that end the response. Raises ``ModelBehaviorError`` if it was cut before any output."""
        if "message" not in self._texts and not self._calls:
            if self.finish_reason == "length":
                raise ModelBehaviorError(
                    "The model used up its tokens before it said anything. Raise ModelSettings.max_tokens."
                )
            if self.finish_reason == "content_filter":
                self._write("message", "refusal", _WITHHELD)
        if thoughts := self._texts.get("reasoning"):
            self.close_part(thoughts, "summary_text")
            self.close_part(thoughts, "reasoning_text", whole_text=True)
            self.close(thoughts)
        message = self._texts.get("message")
        if message:
            for part in message.parts:
                self.close_part(message, part.kind)
        for call in self._calls:
            if call.index is None:
                self._open_call(call)
            self.close(call)
        if message:
            self.close(message, "incomplete" if self.finish_reason == "length" else "completed")
        usage = token_usage(self._usage) if self._usage else None
        self.emit("completed", response=self.response("completed", usage=usage))
        return self.told()

    def _take(self, delta: Mapping[str, Any], logprobs: Mapping[str, Any]) -> None:
        if delta.get("reasoning_content"):
            self._write("reasoning", "summary_text", delta["reasoning_content"])
        elif isinstance(delta.get("reasoning"), str) and delta["reasoning"]:
            self._write("reasoning", "reasoning_text", delta["reasoning"])
        if text := _text(delta.get("content")):
            self._write("message", "output_text", text, logprobs.get("content"))
        if delta.get("refusal"):
            self._write("message", "refusal", delta["refusal"])
        for note in delta.get("annotations") or ():
            self._annotate(note)
        for call in delta.get("tool_calls") or ():
            self._take_call(call)

    def _write(self, item_kind: str, kind: str, text: str, logprobs: list[Any] | None = None) -> None:
        if item_kind == "message":
            self._end_summary()
        if item_kind not in self._texts:
            status = "in_progress" if item_kind == "message" else None
            self._texts[item_kind] = self.open(Item(item_kind, status=status))
        self.write(self._texts[item_kind], kind, text, logprobs)

    def _end_summary(self) -> None:
        if "reasoning" in self._texts:
            self.close_part(self._texts["reasoning"], "summary_text")

    def _annotate(self, note: Mapping[str, Any]) -> None:
        message = self._texts.get("message")
        part = message and message.open_part("output_text")
        if part and note.get("type") == "url_citation":
            part.annotations.append({"type": "url_citation", **note["url_citation"]})

    def _take_call(self, delta: Mapping[str, Any]) -> None:
        self._end_summary()
        function = delta.get("function") or {}
        call = self._call_of(delta, function.get("name"))
        call.call_id = call.call_id or delta.get("id") or ""
        call.name = call.name or function.get("name") or ""
        arguments = function.get("arguments") or ""
        written = arguments if isinstance(arguments, str) else json.dumps(arguments)
        if call.index is not None:
            if written:
                self.write(call, "arguments", written)
            return
        call.early += written
        if call.name:
            self._open_call(call)

    def _call_of(self, delta: Mapping[str, Any], name: str | None) -> _Call:
        """The call that a piece belongs to: by the server's index, by id, or else the one begun last."""
        number, call_id = delta.get("index"), delta.get("id")
        if number is not None:
            same = [call for call in self._calls if call.number == number]
        else:
            same = [call for call in self._calls if not call_id or call.call_id == call_id]
        # Some servers number every call 0, or none at all: then a name with another id begins a new one.
        another = name and same and (call_id != same[-1].call_id if call_id else number is None)
        if not same or another:
            same = [_Call("function_call", number=number)]
            self._calls += same
        return same[-1]

    def _open_call(self, call: _Call) -> None:
        call.call_id = call.call_id or f"call_{uuid.uuid4().hex}"
        self.open(call)
        if call.early:
            self.write(call, "arguments", call.early)


def _text(content: Any) -> str:
    """The text of a delta's content, which some servers send as a list of parts."""
    if isinstance(content, list):
        return "".join(part.get("text") or "" for part in content if isinstance(part, dict))
    return content or ""
