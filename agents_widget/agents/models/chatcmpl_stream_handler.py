"""The chunks of a chat completion as the events of a Responses API stream."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..exceptions import ModelBehaviorError
from .chatcmpl_chunk import call_pieces, citations_in, first_choice, logprobs_in, mapping_in, text_in
from .chatcmpl_extra_fields import ExtraFields
from .chatcmpl_tool_calls import ToolCallAssembler
from .fake_id import FAKE_RESPONSES_ID
from .response_writer import OpenItem, ResponseWriter, response_usage
from .server_errors import unreadable
from .server_words import error_text, shown

_WITHHELD = "The answer was withheld by the server's content filter."
_CUT_SHORT = {"length": "max_output_tokens", "content_filter": "content_filter"}
"""The finish reasons of answers that were cut short, and what the Responses API calls them."""
_STOPPED = frozenset({"stop", "eos", "eos_token", "end_turn", "stop_sequence"})
"""The finish reasons of servers whose model ended by itself: then it may have said nothing."""
_MESSAGE_PARTS = {
    "content": "output_text",
    "refusal": "refusal",
    "reasoning_content": "summary_text",
    "reasoning": "reasoning_text",
}
"""The texts of a message, and the kinds of part that they become."""


class ChatStreamHandler:
    """Turns a stream of chunks into one response: ``add_chunk`` for each of them, then ``finish``.

    It is lenient: servers may leave out usage, ids, indexes and roles, or send whole calls in one chunk. What
    belongs to the answer and cannot be read is a ``ModelBehaviorError``; anything else like it is left out.
    ``strict`` raises ``UserError`` for what cannot be passed on: custom tool calls, and further choices.
    ``buffer_calls`` starts calls at the end of the stream only.
    """

    def __init__(self, model: str, *, strict: bool = False, buffer_calls: bool = False) -> None:
        self._strict = strict
        self._extra_fields = ExtraFields(model)
        self._request_id: str | None = None
        self._writer = ResponseWriter(model, FAKE_RESPONSES_ID)
        self._started = False
        self._usage: dict[str, Any] = {}
        self._reasoning: OpenItem | None = None
        self._message: OpenItem | None = None
        self._calls = ToolCallAssembler(
            self._writer, self._extra_fields, strict=strict, buffer_calls=buffer_calls
        )
        self._has_deltas = False
        self.remark: Mapping[str, Any] = {}
        """An object without choices that may say what went wrong: ``{"detail": ...}``."""
        self._last_chunk: Mapping[str, Any] = {}
        self.finish_reason: str | None = None

    @property
    def has_output(self) -> bool:
        """Whether the model has said something, or called a tool."""
        return self._message is not None or bool(self._calls)

    @property
    def is_whole(self) -> bool:
        """Whether the answer may be all of it, as far as can be seen without the server's word."""
        return self.has_output and all(call.is_whole for call in self._calls.calls)

    def answered(self, request_id: str | None) -> None:
        """Note the id of the request that is answered."""
        self._request_id = request_id

    def add_chunk(self, chunk: Mapping[str, Any]) -> list[Any]:
        """The events that a chunk leads to. Raises ``ModelBehaviorError`` if it cannot be read."""
        self._last_chunk = chunk
        if not chunk.get("choices") and error_text(chunk):
            self.remark = chunk
        if not self._started:
            self._start(chunk)
        self._extra_fields.add_chunk(chunk)
        self._add_usage(chunk)
        for choice in first_choice(chunk, strict=self._strict):
            if reason := choice.get("finish_reason"):
                self.finish_reason = str(reason)
            self._add_usage(choice)
            self._add_choice(choice)
        return self._writer.take_events()

    def lost(self) -> list[Any]:
        """The events that tell what a response has used whose end does not come."""
        if not self._usage:
            return []
        usage = response_usage(self._usage)
        self._writer.emit("in_progress", response=self._writer.response("in_progress", usage=usage))
        return self._writer.take_events()

    def finish(self, *, confirmed: bool = True) -> list[Any]:
        """The events that end the response; ``confirmed``: the server has said that it is complete.

        Raises ``ModelBehaviorError`` if there is no answer.
        """
        if not self.has_output:
            self._explain_empty_output()
        self._attach_extra_fields()
        self._finish_reasoning()
        if self._message is not None:
            for part in self._message.parts:
                self._writer.finish_part(self._message, part.kind)
        self._calls.finish()
        if self._message is not None:
            status = "incomplete" if self.finish_reason == "length" else "completed"
            self._writer.finish_item(self._message, status)
        fields: dict[str, Any] = {"usage": response_usage(self._usage) if self._usage else None}
        if not confirmed or self.finish_reason in _CUT_SHORT:
            fields["incomplete_details"] = {"reason": _CUT_SHORT.get(self.finish_reason or "")}
        self._writer.emit("completed", response=self._writer.response("completed", **fields))
        events = self._writer.take_events()
        events[-1].response._request_id = self._request_id
        return events

    def _attach_extra_fields(self) -> None:
        """Give the fields of the whole message to its first item."""
        calls = (call for call in self._calls.calls if call.name)
        for item in (self._reasoning, self._message, *calls):
            if item is not None:
                item.provider_data = self._extra_fields.of_message(item.provider_data)
                return

    def _start(self, chunk: Mapping[str, Any]) -> None:
        self._started = True
        fields: dict[str, Any] = {}
        if isinstance(created := chunk.get("created"), int | float) and created:
            fields["created_at"] = created
        if isinstance(model := chunk.get("model"), str) and model:
            fields["model"] = model
        self._writer.start(**fields)

    def _add_usage(self, source: Mapping[str, Any]) -> None:
        """Note the usage so far, which servers tell in any chunk, in parts, or within a choice."""
        usage = source.get("usage")
        if isinstance(usage, Mapping):
            self._usage |= {name: told for name, told in usage.items() if told}

    def _explain_empty_output(self) -> None:
        if self.finish_reason == "length":
            raise ModelBehaviorError(
                "The model used up its tokens before it said anything. Raise ModelSettings.max_tokens."
            )
        if (self.finish_reason or "").startswith("content_filter"):  # Gemini adds what was found
            self._write_message("refusal", _WITHHELD)
        elif (self.finish_reason or "").lower() not in _STOPPED:
            raise ModelBehaviorError(
                "The model's server ended its stream without an answer, and with the finish reason "
                f"{self.finish_reason!r}. The last it sent: {shown(self._last_chunk)}"
            )

    def _finish_reasoning(self) -> None:
        if self._reasoning is not None:
            self._writer.finish_part(self._reasoning, "summary_text")
            self._writer.finish_part(self._reasoning, "reasoning_text", with_text=True)
            self._writer.finish_item(self._reasoning)

    def _add_choice(self, choice: Mapping[str, Any]) -> None:
        delta, message = mapping_in(choice, "delta"), mapping_in(choice, "message")
        if not delta and not message:
            delta = {"content": choice.get("text")}  # of a text completion
        if any(delta.get(name) for name in (*_MESSAGE_PARTS, "tool_calls")):
            self._has_deltas = True
        self._add_delta(delta, logprobs_in(choice))
        if message:
            self._add_delta(self._missing(message), logprobs_in(choice))

    def _missing(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """What a message adds to the answer so far.

        Some servers send the whole message at the end or in each chunk, some a piece of it where the delta
        belongs.
        """
        if self._has_deltas:
            message = self._extra_fields.without_known(message)
        missing = {**message, "tool_calls": self._missing_calls(message)}
        for name, kind in _MESSAGE_PARTS.items():
            so_far = self._text_of(kind)
            if so_far and isinstance(text := message.get(name), str | list):
                text = text_in(message, name)
                if text.startswith(so_far):
                    missing[name] = text[len(so_far) :]
                elif self._has_deltas:
                    missing[name] = ""
        return missing

    def _missing_calls(self, message: Mapping[str, Any]) -> list[Any]:
        calls = message.get("tool_calls") or []
        if not isinstance(calls, list):
            raise unreadable("tool calls", message)
        are_pieces = any(isinstance(call, Mapping) and "index" in call for call in calls)
        if are_pieces and not self._has_deltas:
            return calls
        known = self._calls.count
        return [
            {"index": index, **call} if isinstance(call, Mapping) else call
            for index, call in enumerate(calls)
            if index >= known
        ]

    def _text_of(self, kind: str) -> str:
        items = [item for item in (self._message, self._reasoning) if item is not None]
        return "".join(part.text for item in items for part in item.parts if part.kind == kind)

    def _add_delta(self, delta: Mapping[str, Any], logprobs: list[Any]) -> None:
        self._extra_fields.add_delta(delta)
        # Servers name their reasoning in two ways; the SDK reads the first one as a summary.
        if isinstance(summary := delta.get("reasoning_content"), str) and summary:
            self._write_reasoning("summary_text", summary, "reasoning_content")
        elif isinstance(reasoning := delta.get("reasoning"), str) and reasoning:
            self._write_reasoning("reasoning_text", reasoning, "reasoning")
        if text := text_in(delta, "content"):
            self._write_message("output_text", text, logprobs)
        if refusal := text_in(delta, "refusal"):
            self._write_message("refusal", refusal)
        for citation in citations_in(delta):
            self._add_citation(citation)
        for piece in call_pieces(delta):
            self._finish_summary()
            self._calls.add(piece)

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

    def _add_citation(self, citation: dict[str, Any]) -> None:
        part = self._message.unfinished_part("output_text") if self._message is not None else None
        if part is not None:
            part.annotations.append(citation)
