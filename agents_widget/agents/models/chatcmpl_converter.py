"""A run's history, kept as Responses API items, as the messages of a chat completion."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from ..exceptions import UserError

Message = dict[str, Any]
_NO_TEXT = "[The tool's output has no text, and chat completions can pass on nothing else.]"


def chat_messages(
    instructions: str | None, items: Iterable[Mapping[str, Any]], *, replay_reasoning: bool
) -> list[Message]:
    """The messages to send. Raises ``UserError`` for items that chat completions have no form for.

    Reasoning is left out, unless ``replay_reasoning``: then it goes back with the message it led to.
    """
    conversation = _Conversation(replay_reasoning)
    if instructions:
        conversation.put("system", instructions)
    for item in items:
        conversation.add(item)
    return conversation.messages


class _Conversation:
    """Messages under construction: the items of one answer become one assistant message."""

    def __init__(self, replay_reasoning: bool) -> None:
        self.messages: list[Message] = []
        self._replay_reasoning = replay_reasoning
        self._reasoning = ""
        self._answer: Message | None = None  # the assistant message that further items belong to

    def put(self, role: str, content: Any, **more: Any) -> None:
        self._answer = None
        self.messages.append({"role": role, "content": content, **more})

    def add(self, item: Mapping[str, Any]) -> None:
        match item.get("type") or ("message" if "role" in item else None):
            case "message" if item["role"] == "assistant":
                self._add_answer(item["content"])
            case "message":
                self.put(item["role"], _content(item["content"], only_text=item["role"] != "user"))
            case "function_call":
                function = {"name": item["name"], "arguments": item["arguments"] or "{}"}
                call = {"id": item["call_id"], "type": "function", "function": function}
                self._open_answer().setdefault("tool_calls", []).append(call)
            case "function_call_output":
                output = _content(item["output"], only_text=True)
                self.put("tool", _NO_TEXT if output == [] else output, tool_call_id=item["call_id"])
            case "reasoning":
                if self._replay_reasoning:
                    parts = [*(item.get("summary") or ()), *(item.get("content") or ())]
                    self._reasoning = _joined(parts, "text")
            case kind:
                raise UserError(
                    f"Chat completions cannot be sent an item of type {kind!r}. Leave it out of the input, "
                    f"or use OpenAIResponsesModel. The item: {item}"
                )

    def _add_answer(self, content: str | Iterable[Mapping[str, Any]]) -> None:
        if self._answer and self._answer.get("content"):
            self._answer = None
        answer = self._open_answer()
        if isinstance(content, str):
            answer["content"] = content
            return
        answer["content"] = _joined(content, "text")
        if refusal := _joined(content, "refusal"):
            answer["refusal"] = refusal
            if not answer["content"]:
                del answer["content"]

    def _open_answer(self) -> Message:
        if self._answer is None:
            self._answer = {"role": "assistant", "content": None}
            self.messages.append(self._answer)
        if self._reasoning:
            self._answer["reasoning_content"], self._reasoning = self._reasoning, ""
        return self._answer


def _joined(parts: Iterable[Mapping[str, Any]], key: str) -> str:
    return "\n".join(part[key] for part in parts if part.get(key))


def _content(content: Any, *, only_text: bool) -> Any:
    """The content of a message: text as it is, parts in the form that chat completions want."""
    if isinstance(content, str):
        return content
    return [made for made in map(_part, content) if made["type"] == "text" or not only_text]


def _part(part: Mapping[str, Any]) -> dict[str, Any]:
    kind = part.get("type")
    if kind in ("input_text", "output_text", "text"):
        return {"type": "text", "text": part["text"]}
    if kind == "input_image" and part.get("image_url"):
        # Chat completions know no detail beyond "high".
        detail = part.get("detail") or "auto"
        image = {"url": part["image_url"], "detail": "high" if detail == "original" else detail}
        return {"type": "image_url", "image_url": image}
    if kind == "input_file" and (part.get("file_data") or part.get("file_id")):
        known = ("file_data" if part.get("file_data") else "file_id", "filename")
        return {"type": "file", "file": {name: part[name] for name in known if part.get(name)}}
    if kind in ("image_url", "input_audio", "file", "video_url"):
        return dict(part)  # already as chat completions want it
    raise UserError(
        "Chat completions take text, images by URL, audio, and files by their data or id, not: "
        + json.dumps(part, default=str)[:200]
    )
