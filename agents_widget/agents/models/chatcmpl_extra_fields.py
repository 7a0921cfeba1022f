"""Fields of chat completions that only some servers have, such as thought signatures: kept, and sent back.

An item of the run holds them in ``provider_data``, as in the OpenAI Agents SDK: with the ``model`` that wrote
them, so that they go back to that model alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx2

from .reasoning_content_replay import (
    ReasoningContentReplayContext,
    ReasoningContentSource,
    ShouldReplayReasoningContent,
    default_should_replay_reasoning_content,
)

_CALL_FIELDS = {"id", "index", "type", "function", "custom"}
_FUNCTION_FIELDS = {"name", "arguments"}
"""The fields of a tool call in the API; all others go back with the call."""
_MESSAGE_FIELDS = ("extra_content", "provider_specific_fields", "reasoning_details", "thinking_blocks")
"""The fields beyond the API that go back with a message. Servers send more, and may refuse those."""
_BLOCK_TEXTS = ("text", "summary", "thinking")
# These answer 400 to a field that they do not know, even to one that they sent (groq: `reasoning`).
_STRICT_HOSTS = ("api.openai.com", ".openai.azure.com", "api.groq.com", "api.mistral.ai")
# The SDK's names, so that a session can be gone on from with either package.
_REASONING_FIELD = "_chat_completions_reasoning_field"
_THOUGHT_SIGNATURE = "thought_signature"


class ExtraFields:
    """Collects the extra fields of one response from its deltas."""

    def __init__(self, model: str) -> None:
        self._origin: dict[str, Any] = {"model": model}
        self._message: dict[str, Any] = {}

    def add_chunk(self, chunk: Mapping[str, Any]) -> None:
        """Note the id that the server gave the response."""
        if chunk.get("id"):
            self._origin["response_id"] = chunk["id"]

    def add_delta(self, delta: Mapping[str, Any]) -> None:
        """Add the extra fields of a delta of the message."""
        fields = {name: delta[name] for name in _MESSAGE_FIELDS if delta.get(name)}
        google = _google_fields(fields)
        if "thought" in google:  # it tells of the delta's text, not of the message
            rest = {name: value for name, value in google.items() if name != "thought"}
            fields["extra_content"] = {**fields["extra_content"], "google": rest}
        self._message = merged_fields(self._message, fields)

    def without_known(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """A whole message without the extra fields that its deltas have had already."""
        return {name: value for name, value in message.items() if name not in self._message}

    def of_reasoning(self, field: str) -> dict[str, Any]:
        """The ``provider_data`` of a reasoning item whose text came in this field."""
        return {**self._origin, _REASONING_FIELD: field} if field == "reasoning" else dict(self._origin)

    def of_message(self, provider_data: Mapping[str, Any]) -> dict[str, Any]:
        """The ``provider_data`` of the item that stands for the whole message: its first one."""
        if not self._message:
            return dict(provider_data)
        return {**self._origin, **provider_data, "message_fields": self._message}

    def of_call(self, provider_data: Mapping[str, Any], delta: Mapping[str, Any]) -> dict[str, Any]:
        """The ``provider_data`` of a call, with the extra fields of one more of its deltas."""
        function = delta.get("function") or {}
        known = _CALL_FIELDS if function else _CALL_FIELDS | _FUNCTION_FIELDS  # some have no object for them
        fields = {name: value for name, value in delta.items() if name not in known and value}
        if of_function := {name: value for name, value in function.items() if name not in _FUNCTION_FIELDS}:
            fields["function"] = of_function
        if not fields:
            return dict(provider_data)
        fields = merged_fields(provider_data.get("call_fields") or {}, fields)
        merged = {**self._origin, **provider_data, "call_fields": fields}
        if signature := _thought_signature(fields):
            merged[_THOUGHT_SIGNATURE] = signature
        return merged


@dataclass(frozen=True)
class ReplayTarget:
    """The model and server of a request, which decide what of earlier responses goes back."""

    model: str
    base_url: str | None = None
    should_replay_reasoning_content: ShouldReplayReasoningContent | None = None

    def message_fields(self, item: Mapping[str, Any]) -> dict[str, Any]:
        """The extra fields of the message that an output item belongs to."""
        data = item.get("provider_data") or {}
        fields: dict[str, Any] = {}
        if item.get("type") == "reasoning":
            fields = self._reasoning_fields(item, data)
        if self._wrote(data):
            fields.update(data.get("message_fields") or {})
        return fields

    def call_fields(self, call: Mapping[str, Any]) -> dict[str, Any]:
        """The extra fields of a function call."""
        data = call.get("provider_data") or {}
        fields = dict(data.get("call_fields") or {}) if self._wrote(data) else {}
        signature = data.get(_THOUGHT_SIGNATURE)
        if signature and not fields and "gemini" in self.model.lower() and not self._is_strict():
            # Of another Gemini, or of a session that the SDK wrote.
            return {"extra_content": {"google": {_THOUGHT_SIGNATURE: signature}}}
        return fields

    def _reasoning_fields(self, item: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
        fields = {}
        summary = _joined_texts(item.get("summary"))
        if summary and self._wants_reasoning_content(item, data):
            fields["reasoning_content"] = summary
        content = _joined_texts(item.get("content"))
        if content and data.get(_REASONING_FIELD) == "reasoning" and self._wrote(data):
            fields["reasoning"] = content
        return fields

    def _wants_reasoning_content(self, item: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
        source = ReasoningContentSource(item, data.get("model") or None, data)
        base_url = None if self.base_url is None else self.base_url.rstrip("/")
        decide = self.should_replay_reasoning_content
        if decide is not None:
            return decide(ReasoningContentReplayContext(self.model, base_url, source))
        if self._is_strict():
            return False
        return default_should_replay_reasoning_content(
            ReasoningContentReplayContext(self.model, base_url, source)
        )

    def _wrote(self, data: Mapping[str, Any]) -> bool:
        """Whether this model wrote the item, at a server that takes back what it sent."""
        return data.get("model") == self.model and not self._is_strict()

    def _is_strict(self) -> bool:
        host = httpx2.URL(self.base_url or "").host
        return any(host == strict or (strict[0] == "." and host.endswith(strict)) for strict in _STRICT_HOSTS)


def merged_fields(current: Mapping[str, Any], added: Mapping[str, Any]) -> dict[str, Any]:
    """Fields with those of a later delta: objects and lists grow, of other values the later one counts."""
    merged = dict(current)
    for name, value in added.items():
        known = merged.get(name)
        if isinstance(known, Mapping) and isinstance(value, Mapping):
            merged[name] = merged_fields(known, value)
        elif isinstance(value, list):
            merged[name] = _with_blocks(known if isinstance(known, list) else [], value)
        elif value or not known:
            merged[name] = value
    return merged


def _with_blocks(blocks: list[Any], added: list[Any]) -> list[Any]:
    """Blocks of reasoning with those of a later delta, which may go on with the text of earlier blocks."""
    grown = list(blocks)
    for position, block in enumerate(added):
        index = _continued_block(blocks, block, is_first=position == 0)
        if index is None:
            grown.append(block)
            continue
        known = {name: value for name, value in block.items() if value is not None}
        texts = {name: (grown[index].get(name) or "") + (block[name] or "") for name in _texts_in(block)}
        grown[index] = {**grown[index], **known, **texts}
    return grown


def _continued_block(blocks: list[Any], block: Any, *, is_first: bool) -> int | None:
    """The index of the block that this is a further piece of: by the block's own index, or else the last."""
    if not isinstance(block, Mapping) or not (_texts_in(block) or "signature" in block):
        return None
    count = len(blocks)
    if block.get("index") is None and not is_first:
        return None
    first = count - 1 if block.get("index") is None else 0
    for index in range(count - 1, max(first, 0) - 1, -1):
        if _is_open(blocks[index]) and all(
            blocks[index].get(key) == block.get(key) for key in ("type", "index")
        ):
            return index
    return None


def _is_open(block: Any) -> bool:
    """Whether a block may have further pieces. A signature ends it."""
    return isinstance(block, Mapping) and not block.get("signature")


def _texts_in(block: Mapping[str, Any]) -> list[str]:
    return [name for name in _BLOCK_TEXTS if isinstance(block.get(name), str)]


def _google_fields(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """What Google says in ``extra_content``; empty if it says nothing."""
    extra = fields.get("extra_content")
    google = extra.get("google") if isinstance(extra, Mapping) else None
    return google if isinstance(google, Mapping) else {}


def _thought_signature(fields: Mapping[str, Any]) -> str | None:
    """The thought signature of a Gemini call, as Google or as LiteLLM sends it."""
    for holder in (_google_fields(fields), fields.get("provider_specific_fields")):
        signature = holder.get(_THOUGHT_SIGNATURE) if isinstance(holder, Mapping) else None
        if isinstance(signature, str):
            return signature
    return None


def _joined_texts(parts: Any) -> str:
    return "\n".join(part["text"] for part in parts or () if part.get("text"))
