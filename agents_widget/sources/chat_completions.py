"""Raw streams of chat completions, of the ``openai`` client, of ``huggingface_hub``, or of plain dicts."""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterable, Iterator, Mapping
from typing import Any

from ..transcript.fields import as_text, count_field, field, is_a, list_field, plain_text, text_field
from . import events
from .chat_calls import ChatCalls
from .events import RunEvent
from .iterator import IteratorAdapter
from .model_requests import input_of_chat, request_body

_CUT_SHORT = {"length": "max_output_tokens", "content_filter": "content_filter"}
"""The finish reasons of answers that were cut short, and what the Responses API calls them."""
_REASONING = ("reasoning_content", "reasoning")
"""The fields of reasoning: of DeepSeek, vLLM and llama.cpp; of OpenRouter, Ollama and Hugging Face."""
_NO_FIELDS: Mapping[str, Any] = {}


class ChatCompletionsAdapter(IteratorAdapter):
    """The stream of one answer: ``client.chat.completions.create(..., stream=True)``.

    Also what the ``stream()`` helpers give. Of several choices the first is shown. Nobody runs the calls.
    Closing it closes the HTTP response, so that the server stops writing.
    https://platform.openai.com/docs/api-reference/chat-streaming
    """

    begun_calls = frozenset()

    def __init__(self, source: Any) -> None:
        super().__init__(source)
        self._request = request_body(source)
        self.input = input_of_chat(self._request)
        self._has_begun = False
        self._has_ended = False
        self._has_text = False
        self._has_told_choices = False
        self._finish_reason = ""
        self._usage: Any = None
        self._calls = ChatCalls()

    @classmethod
    def matches(cls, source: Any) -> bool:
        """Whether it is iterable, and the answer to a request that has messages."""
        is_stream = isinstance(source, (AsyncIterable, Iterator))
        return is_stream and input_of_chat(request_body(source)) is not None

    @classmethod
    def reads(cls, event: Any) -> bool:
        """Whether it is a chunk, or an event of a ``stream()`` helper that holds one."""
        chunk = _chunk_of(event)
        if chunk.get("object") == "chat.completion.chunk":
            return True
        choices = list_field(chunk, "choices")
        return bool(choices) and field(choices[0], "delta") is not None

    def missing_end(self) -> str:
        """The last chunk of an answer has a finish reason."""
        return "" if self._finish_reason else "no chunk of it had a finish_reason"

    def translate(self, event: Any) -> Iterable[RunEvent]:
        """Read a chunk; other events of the helpers tell the same again."""
        chunk = _chunk_of(event)
        made: list[RunEvent] = []
        if error := chunk.get("error"):
            return [events.model_error(text_field(error, "message") or as_text(error))]
        choices = chunk.get("choices")
        if not isinstance(choices, (list, tuple)):
            return made
        if not self._has_begun:
            self._has_begun = True
            made.append(self._started(chunk))
        if usage := chunk.get("usage"):
            self._usage = usage
        for choice in choices:
            fields = _fields_of(choice)
            if fields.get("index"):
                made += self._further_choice()
            else:
                self._read_choice(fields, made)
        if self._finish_reason and self._usage and not choices:
            made += self.late_events()  # the last chunk of all
        return made

    def late_events(self) -> Iterable[RunEvent]:
        """Say that the model has answered, or what it has used without an end."""
        if self._has_ended or not self._has_begun:
            return
        self._has_ended = True
        tokens = _tokens(self._usage)
        if not self._finish_reason:
            yield events.tokens_so_far(**tokens)
            return
        yield from self._calls.finish()
        yield events.model_call_done("", **tokens)
        if reason := _CUT_SHORT.get(self._finish_reason):
            yield events.notice(f"The answer was cut short: {reason}.")

    def _started(self, chunk: Mapping[str, Any]) -> RunEvent:
        model = text_field(chunk, "model") or text_field(self._request, "model")
        form = text_field(self._request.get("response_format"), "type")
        return events.model_call_started(model, is_json=form in ("json_schema", "json_object"))

    def _further_choice(self) -> Iterator[RunEvent]:
        if not self._has_told_choices:
            self._has_told_choices = True
            yield events.notice("The model gives several answers: the first of them is shown.")

    def _read_choice(self, choice: Mapping[str, Any], made: list[RunEvent]) -> None:
        delta = _fields_of(choice.get("delta"))
        if not delta and not self._has_text:
            delta = _fields_of(choice.get("message"))  # some servers send it whole, at the end
        if reasoning := _text_in(delta, *_REASONING):
            made.append(events.reasoning_delta(reasoning))
        if text := _text_in(delta, "content") or _text_in(delta, "refusal"):
            self._has_text = True
            made.append(events.message_delta(text))
        calls = delta.get("tool_calls") or delta.get("function_call")
        if calls:
            made += self._calls.read(calls)
        if reason := choice.get("finish_reason"):
            self._finish_reason = as_text(reason)


def _chunk_of(event: Any) -> Mapping[str, Any]:
    """Give the fields of a chunk; of a helper's event, those of the chunk that it holds."""
    fields = _fields_of(event)
    return _fields_of(fields.get("chunk")) if fields.get("type") == "chunk" else fields


def _fields_of(source: Any) -> Mapping[str, Any]:
    """Give the fields of an object, with those beyond its class; a pydantic one's attributes cost more."""
    if type(source) is dict:
        return source
    fields: Mapping[str, Any] = getattr(source, "__dict__", None) or _NO_FIELDS
    extra = getattr(source, "__pydantic_extra__", None)
    if extra:
        return {**fields, **extra}
    return source if not fields and is_a(source, dict) else fields


def _text_in(delta: Mapping[str, Any], *names: str) -> str:
    """Give the first text among these fields; some servers send it as a list of parts."""
    for name in names:
        value = delta.get(name)
        if value:
            if is_a(value, str):
                return plain_text(value)
            return "".join(text_field(part, "text") for part in list_field(delta, name))
    return ""


def _tokens(usage: Any) -> dict[str, int]:
    return {
        "input_tokens": count_field(usage, "prompt_tokens"),
        "output_tokens": count_field(usage, "completion_tokens"),
        "cached_tokens": count_field(field(usage, "prompt_tokens_details"), "cached_tokens"),
        "reasoning_tokens": count_field(field(usage, "completion_tokens_details"), "reasoning_tokens"),
    }
