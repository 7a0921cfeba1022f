"""The input items of a run, which are those of the Responses API, as the messages of a chat completion."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from ..exceptions import UserError
from .chatcmpl_extra_fields import ReplayTarget, merged_fields

Message = dict[str, Any]
_NO_TEXT = "[The tool's output has no text, and chat completions can pass on nothing else.]"


def chat_messages(
    instructions: str | None,
    items: Iterable[Mapping[str, Any]],
    *,
    target: ReplayTarget,
    strict: bool = False,
) -> list[Message]:
    """The messages to send. Raises ``UserError`` for items that chat completions have no form for.

    Reasoning and extra fields go back with the message they came with, if ``target`` wants them.
    ``strict`` refuses tool outputs without text, which otherwise are replaced by a note.
    """
    converter = _MessageConverter(target, strict)
    if instructions:
        converter.add_message("system", instructions)
    for item in items:
        converter.add_item(item)
    return converter.messages


class _MessageConverter:
    """The messages so far. The items of one response become one assistant message."""

    def __init__(self, target: ReplayTarget, strict: bool) -> None:
        self.messages: list[Message] = []
        self._target = target
        self._strict = strict
        self._reasoning_fields: dict[str, Any] = {}
        """The fields that the reasoning at hand gives the message it led to."""
        self._assistant: Message | None = None
        """The assistant message that further items of the same response belong to."""

    def add_message(self, role: str, content: Any, **fields: Any) -> None:
        """Add a message of another role than the assistant's."""
        self._assistant = None
        self._reasoning_fields = {}
        self.messages.append({"role": role, "content": content, **fields})

    def add_item(self, item: Mapping[str, Any]) -> None:
        """Add an input item."""
        kind = item.get("type")
        if kind is None and "role" in item:
            kind = "message"
        match kind:
            case "message" if item["role"] == "assistant":
                self._add_assistant_content(item)
            case "message":
                text_only = item["role"] != "user"
                self.add_message(item["role"], _content(item["content"], text_only=text_only))
            case "function_call":
                self._add_call(item)
            case "function_call_output":
                self.add_message("tool", self._tool_output(item["output"]), tool_call_id=item["call_id"])
            case "reasoning":
                self._reasoning_fields = self._target.message_fields(item)
            case _:
                raise UserError(
                    f"Chat completions cannot be sent an item of type {kind!r}. Leave it out of the input, "
                    f"or use OpenAIResponsesModel. The item: {item}"
                )

    def _add_call(self, item: Mapping[str, Any]) -> None:
        call = {
            "id": item["call_id"],
            "type": "function",
            "function": {"name": item["name"], "arguments": item["arguments"] or "{}"},
        }
        message = self._assistant_message(item)
        message.setdefault("tool_calls", []).append(merged_fields(call, self._target.call_fields(item)))

    def _tool_output(self, output: Any) -> Any:
        content = _content(output, text_only=True)
        if content != []:
            return content
        if self._strict:
            raise UserError("A tool's output has no text, and chat completions can pass on nothing else.")
        return _NO_TEXT

    def _add_assistant_content(self, item: Mapping[str, Any]) -> None:
        content: str | Iterable[Mapping[str, Any]] = item["content"]
        parts = [{"text": content}] if isinstance(content, str) else list(content)
        if self._assistant and self._assistant.get("content") and not self._assistant.get("tool_calls"):
            self._assistant = None  # with calls it goes on: nothing may stand between them and their outputs
        message = self._assistant_message(item)
        text = _joined([{"text": message.get("content")}, *parts], "text")
        if refusal := _joined([message, *parts], "refusal"):
            message["refusal"] = refusal
            if not text:
                message.pop("content", None)
                return
        message["content"] = text

    def _assistant_message(self, item: Mapping[str, Any]) -> Message:
        """The assistant message of the response that an item belongs to; a new one if there is none."""
        if self._assistant is None:
            self._assistant = {"role": "assistant", "content": None}
            self.messages.append(self._assistant)
        self._assistant |= {**self._reasoning_fields, **self._target.message_fields(item)}
        self._reasoning_fields = {}
        return self._assistant


def _joined(parts: Iterable[Mapping[str, Any]], key: str) -> str:
    return "\n".join(part[key] for part in parts if part.get(key))


def _content(content: Any, *, text_only: bool) -> Any:
    """The content of a message: text as it is, parts in the form that chat completions want."""
    if isinstance(content, str):
        return content
    parts = [_content_part(part) for part in content]
    return [part for part in parts if part["type"] == "text" or not text_only]


def _content_part(part: Mapping[str, Any]) -> dict[str, Any]:
    kind = part.get("type")
    if kind in ("input_text", "output_text", "text"):
        return {"type": "text", "text": part["text"]}
    if kind == "input_image" and part.get("image_url"):
        return {"type": "image_url", "image_url": {"url": part["image_url"], "detail": _detail(part)}}
    if kind == "input_file" and (part.get("file_data") or part.get("file_id")):
        source = "file_data" if part.get("file_data") else "file_id"
        file = {name: part[name] for name in (source, "filename") if part.get(name)}
        return {"type": "file", "file": file}
    if kind in ("image_url", "input_audio", "file", "video_url"):
        return dict(part)  # already as chat completions want it
    raise UserError(
        "Chat completions take text, images by URL, audio, and files by their data or id, not: "
        + json.dumps(part, default=str)[:200]
    )


def _detail(image: Mapping[str, Any]) -> str:
    """The detail of an image; "original" is unknown to chat completions."""
    detail = image.get("detail") or "auto"
    return "high" if detail == "original" else detail
