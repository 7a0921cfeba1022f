"""The chunks of a chat completion as the events of a Responses API stream."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..exceptions import ModelBehaviorError, UserError
from .chatcmpl_extra_fields import ExtraFields
from .fake_id import FAKE_RESPONSES_ID
from .response_writer import OpenItem, ResponseWriter, response_usage

_WITHHELD = "The answer was withheld by the server's content filter."


@dataclass
class OpenCall(OpenItem):
    """A function call while it is written; it is started when its name is known."""

    server_index: int | None = None
    """The index by which the server refers to the call, if it gives one."""
    buffered_arguments: str = ""
    """Arguments that came before the name."""


class ChatStreamHandler:
    """Turns a stream of chunks into one response: ``add_chunk`` for each of them, then ``finish``.

    It is lenient: servers may leave out usage, ids, indexes and roles, or send whole calls in one chunk.
    ``strict`` raises ``UserError`` for what cannot be passed on: custom tool calls, and further choices.
    ``buffer_calls`` starts calls at the end of the stream only.
    """

    def __init__(self, model: str, *, strict: bool = False, buffer_calls: bool = False) -> None:
        self._strict = strict
        self._buffer_calls = buffer_calls
        self._extra_fields = ExtraFields(model)
        self._custom_calls: set[int | None] = set()
        self._request_id: str | None = None
        self._writer = ResponseWriter(model, FAKE_RESPONSES_ID)
        self._started = False
        self._usage: dict[str, Any] = {}
        self._reasoning: OpenItem | None = None
        self._message: OpenItem | None = None
        self._calls: list[OpenCall] = []
        self.finish_reason: str | None = None

    def answered(self, request_id: str | None) -> None:
        """Note the id of the request that is answered."""
        self._request_id = request_id

    def add_chunk(self, chunk: Mapping[str, Any]) -> list[Any]:
        """The events that a chunk leads to."""
        if not self._started:
            self._started = True
            known = {"created_at": chunk.get("created"), "model": chunk.get("model")}
            self._writer.start(**{name: value for name, value in known.items() if value})
        self._extra_fields.add_chunk(chunk)
        self._note_usage(chunk.get("usage"))
        for choice in chunk.get("choices") or ():
            self._note_usage(choice.get("usage"))
            if not choice.get("index"):  # a request for several choices: only the first one counts
                self.finish_reason = choice.get("finish_reason") or self.finish_reason
                self._add_delta(choice.get("delta") or {}, choice.get("logprobs") or {})
            elif self._strict:
                raise UserError("Of several choices of a chat completion only the first one can be used.")
        return self._writer.take_events()

    def _note_usage(self, usage: Any) -> None:
        """Note the usage so far, which servers tell in any chunk, in parts, or within a choice."""
        if isinstance(usage, Mapping):
            self._usage |= {name: told for name, told in usage.items() if told}

    def lost(self) -> list[Any]:
        """The events that tell what a response has used whose end does not come."""
        if not self._usage:
            return []
        usage = response_usage(self._usage)
        self._writer.emit("in_progress", response=self._writer.response("in_progress", usage=usage))
        return self._writer.take_events()

    def finish(self) -> list[Any]:
        """The events that end the response. Raises ``ModelBehaviorError`` if it was cut before any output."""
        if self._message is None and not self._calls:
            self._explain_empty_output()
        self._attach_extra_fields()
        self._finish_reasoning()
        if self._message is not None:
            for part in self._message.parts:
                self._writer.finish_part(self._message, part.kind)
        for call in self._calls:
            if call.index is None:
                self._start_call(call)
            self._writer.finish_item(call)
        if self._message is not None:
            status = "incomplete" if self.finish_reason == "length" else "completed"
            self._writer.finish_item(self._message, status)
        usage = response_usage(self._usage) if self._usage else None
        self._writer.emit("completed", response=self._writer.response("completed", usage=usage))
        events = self._writer.take_events()
        events[-1].response._request_id = self._request_id
        return events

    def _attach_extra_fields(self) -> None:
        """Give the fields of the whole message to its first item."""
        for item in (self._reasoning, self._message, *self._calls):
            if item is not None:
                item.provider_data = self._extra_fields.of_message(item.provider_data)
                return

    def _explain_empty_output(self) -> None:
        if self.finish_reason == "length":
            raise ModelBehaviorError(
                "The model used up its tokens before it said anything. Raise ModelSettings.max_tokens."
            )
        if self.finish_reason == "content_filter":
            self._write_message("refusal", _WITHHELD)

    def _finish_reasoning(self) -> None:
        if self._reasoning is not None:
            self._writer.finish_part(self._reasoning, "summary_text")
            self._writer.finish_part(self._reasoning, "reasoning_text", with_text=True)
            self._writer.finish_item(self._reasoning)

    def _add_delta(self, delta: Mapping[str, Any], logprobs: Mapping[str, Any]) -> None:
        self._extra_fields.add_delta(delta)
        # Servers name their reasoning in two ways; the SDK reads the first one as a summary.
        if delta.get("reasoning_content"):
            self._write_reasoning("summary_text", delta["reasoning_content"], "reasoning_content")
        elif isinstance(delta.get("reasoning"), str) and delta["reasoning"]:
            self._write_reasoning("reasoning_text", delta["reasoning"], "reasoning")
        if text := _text(delta.get("content")):
            self._write_message("output_text", text, logprobs.get("content"))
        if delta.get("refusal"):
            self._write_message("refusal", delta["refusal"])
        for annotation in delta.get("annotations") or ():
            self._add_annotation(annotation)
        for call in delta.get("tool_calls") or ():
            self._add_call_delta(call)

    def _write_reasoning(self, kind: str, text: str, field: str) -> None:
        if self._reasoning is None:
            origin = self._extra_fields.of_reasoning(field)
            self._reasoning = self._writer.start_item(OpenItem("reasoning", provider_data=origin))
        self._writer.write(self._reasoning, kind, text)

    def _write_message(self, kind: str, text: str, logprobs: list[Any] | None = None) -> None:
        self._finish_summary()
        if self._message is None:
            self._message = self._writer.start_item(OpenItem("message", status="in_progress"))
        self._writer.write(self._message, kind, text, logprobs)

    def _finish_summary(self) -> None:
        if self._reasoning is not None:
            self._writer.finish_part(self._reasoning, "summary_text")

    def _add_annotation(self, annotation: Mapping[str, Any]) -> None:
        part = self._message.unfinished_part("output_text") if self._message is not None else None
        if part is not None and annotation.get("type") == "url_citation":
            part.annotations.append({"type": "url_citation", **annotation["url_citation"]})

    def _add_call_delta(self, delta: Mapping[str, Any]) -> None:
        self._finish_summary()
        if self._is_custom(delta):
            return
        function = delta.get("function") or {}
        call = self._call_of(delta, function.get("name"))
        call.call_id = call.call_id or delta.get("id") or ""
        call.name = call.name or function.get("name") or ""
        call.provider_data = self._extra_fields.of_call(call.provider_data, delta)
        arguments = function.get("arguments") or ""
        if not isinstance(arguments, str):
            arguments = json.dumps(arguments)
        if call.index is not None:
            if arguments:
                self._writer.write(call, "arguments", arguments)
            return
        call.buffered_arguments += arguments
        if call.name and not self._buffer_calls:
            self._start_call(call)

    def _is_custom(self, delta: Mapping[str, Any]) -> bool:
        """Whether a delta is of a custom tool call, to be left out. ``strict`` raises ``UserError``."""
        if delta.get("type") == "custom":
            if self._strict:
                raise UserError("Custom tool calls of chat completions are not supported.")
            self._custom_calls.add(delta.get("index"))
            return True
        return not delta.get("type") and delta.get("index") in self._custom_calls

    def _call_of(self, delta: Mapping[str, Any], name: str | None) -> OpenCall:
        """The call that a delta belongs to: by the server's index, by its id, or else the latest one."""
        server_index, call_id = delta.get("index"), delta.get("id")
        if server_index is not None:
            matching = [call for call in self._calls if call.server_index == server_index]
        else:
            matching = [call for call in self._calls if not call_id or call.call_id == call_id]
        if matching and not _starts_another_call(matching[-1], server_index, call_id, name):
            return matching[-1]
        self._calls.append(OpenCall("function_call", server_index=server_index))
        return self._calls[-1]

    def _start_call(self, call: OpenCall) -> None:
        call.call_id = call.call_id or f"call_{uuid.uuid4().hex}"
        self._writer.start_item(call)
        if call.buffered_arguments:
            self._writer.write(call, "arguments", call.buffered_arguments)


def _starts_another_call(
    latest: OpenCall, server_index: int | None, call_id: str | None, name: str | None
) -> bool:
    """Whether a delta starts a new call although it matches an earlier one.

    Some servers number every call 0, or none at all. There, a name starts a new call: with an id, if that is
    another one; without an id, if there is no index either.
    """
    if not name:
        return False
    if call_id:
        return call_id != latest.call_id
    return server_index is None


def _text(content: Any) -> str:
    """The text of a delta's content, which some servers send as a list of parts."""
    if isinstance(content, list):
        return "".join(part.get("text") or "" for part in content if isinstance(part, dict))
    return content or ""
