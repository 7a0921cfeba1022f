"""A run's history, kept as Responses API items, as the messages of a chat completion."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..errors import UserError

Message = dict[str, Any]


def chat_messages(
    instructions: str | None,
    input: str | Sequence[Any],
    *,
    replay_reasoning: bool = False,
) -> list[Message]:
    """The messages to send. Raises ``UserError`` for items that chat completions have no form for.

    Reasoning is left out, unless ``replay_reasoning``: then it goes back with the message it led to.
    """
    conversation = _Conversation(replay_reasoning)
    if instructions:
        conversation.messages.append({"role": "system", "content": instructions})
    for item in [{"role": "user", "content": input}] if isinstance(input, str) else input:
        conversation.add(item if isinstance(item, Mapping) else _dumped(item))
    return conversation.messages


class _Conversation:
    """Messages under construction: the items of one answer become one assistant message."""

    def __init__(self, replay_reasoning: bool) -> None:
        self.messages: list[Message] = []
        self._replay_reasoning = replay_reasoning
        self._reasoning = ""
        self._answer: Message | None = None  # the assistant message that further items belong to

    def add(self, item: Mapping[str, Any]) -> None:
        kind = item.get("type") or ("message" if "role" in item else None)
        if kind == "message":
            self._add_message(item)
        elif kind == "function_call":
            self._add_call(item)
        elif kind == "function_call_output":
            self._add_output(item)
        elif kind == "reasoning":
            self._add_reasoning(item)
        else:
            raise UserError(
                f"Chat completions cannot be sent an item of type {kind!r}. Leave it out of the input, "
                f"or use OpenAIResponsesModel. The item: {item}"
            )

    def _add_message(self, item: Mapping[str, Any]) -> None:
        role, content = item["role"], item["content"]
        if role != "assistant":
            self._answer = None
            converted = _parts(content) if role == "user" else _texts(content)
            self.messages.append({"role": role, "content": converted})
            return
        answer = self._open_answer(new=bool(self._answer and self._answer.get("content")))
        refusals = (
            [] if isinstance(content, str) else [p["refusal"] for p in content if p["type"] == "refusal"]
        )
        answer["content"] = _plain(content)
        if refusals:
            answer["refusal"] = "\n".join(refusals)
            if not answer["content"]:
                del answer["content"]

    def _add_call(self, item: Mapping[str, Any]) -> None:
        function = {"name": item["name"], "arguments": item["arguments"] or "{}"}
        call = {"id": item["call_id"], "type": "function", "function": function}
        self._open_answer().setdefault("tool_calls", []).append(call)

    def _add_output(self, item: Mapping[str, Any]) -> None:
        self._answer = None
        output = item["output"]
        if not isinstance(output, str):
            texts = [part for part in _parts(output) if part["type"] == "text"]
            output = (
                texts or "[The tool's output has no text, and chat completions can pass on nothing else.]"
            )
        self.messages.append({"role": "tool", "tool_call_id": item["call_id"], "content": output})

    def _add_reasoning(self, item: Mapping[str, Any]) -> None:
        if self._replay_reasoning:
            parts = [*(item.get("summary") or ()), *(item.get("content") or ())]
            self._reasoning = "\n".join(part["text"] for part in parts if part.get("text"))

    def _open_answer(self, new: bool = False) -> Message:
        if self._answer is None or new:
            self._answer = {"role": "assistant", "content": None}
            self.messages.append(self._answer)
        if self._reasoning:
            self._answer["reasoning_content"], self._reasoning = self._reasoning, ""
        return self._answer


def _dumped(item: Any) -> Mapping[str, Any]:
    """An item given as one of openai's objects."""
    dumped: Mapping[str, Any] = item.model_dump(exclude_unset=True)
    return dumped


def _plain(content: str | Iterable[Mapping[str, Any]]) -> str:
    """All the text of a message's content."""
    return content if isinstance(content, str) else "\n".join(p["text"] for p in content if "text" in p)


def _texts(content: str | Iterable[Mapping[str, Any]]) -> Any:
    """Content of which only text may be sent."""
    return content if isinstance(content, str) else [p for p in _parts(content) if p["type"] == "text"]


def _parts(content: Any) -> Any:
    """The content of a message: text as it is, parts in the form that chat completions want."""
    return content if isinstance(content, str) else [_part(part) for part in content]


def _part(part: Mapping[str, Any]) -> dict[str, Any]:
    kind = part.get("type")
    if kind in ("input_text", "output_text", "text"):
        return {"type": "text", "text": part["text"]}
    if kind == "input_image" and part.get("image_url"):
        # Chat completions know no detail beyond "high".
        detail = part.get("detail") or "auto"
        return {
            "type": "image_url",
            "image_url": {"url": part["image_url"], "detail": "high" if detail == "original" else detail},
        }
    if kind == "input_file" and (part.get("file_data") or part.get("file_id")):
        known = ("file_data", "filename") if part.get("file_data") else ("file_id", "filename")
        return {"type": "file", "file": {name: part[name] for name in known if part.get(name)}}
    if kind in ("image_url", "input_audio", "file", "video_url"):
        return dict(part)  # already as chat completions want it
    raise UserError(
        "Chat completions take text, images by URL, audio, and files by their data or id, not: "
        + json.dumps(part, default=str)[:200]
    )
