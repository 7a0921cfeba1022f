"""Reads the input items of a request: what was asked, which functions ran since, what they gave."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Answered:
    """A function call of the present question and what came back for it."""

    name: str
    arguments: str
    output: str

    @property
    def agent(self) -> str | None:
        """The agent who took over, when the call was a handoff that happened."""
        try:
            value = json.loads(self.output)
        except ValueError:
            return None
        return str(value["assistant"]) if isinstance(value, dict) and set(value) == {"assistant"} else None


class Conversation:
    """What a model must know of its input to answer by rule."""

    def __init__(self, items: str | Sequence[Any]) -> None:
        given: Sequence[Any] = [{"role": "user", "content": items}] if isinstance(items, str) else items
        self._items = [item if isinstance(item, Mapping) else item.model_dump() for item in given]
        asked = [index for index, item in enumerate(self._items) if item.get("role") == "user"]
        self._since = self._items[asked[-1] + 1 :] if asked else self._items
        self.question = item_text(self._items[asked[-1]].get("content")) if asked else ""

    @property
    def ids(self) -> list[str]:
        """The ids of all items that have one."""
        return [str(item["id"]) for item in self._items if item.get("id")]

    @property
    def turns_since_question(self) -> int:
        """How many times a model answered after the last message of the user."""
        return _turns(self._since)

    @property
    def answered(self) -> list[Answered]:
        """The calls since the last message of the user that have an output, in order."""
        outputs = {
            item["call_id"]: item for item in self._since if item.get("type") == "function_call_output"
        }
        calls = [item for item in self._since if item.get("type") == "function_call"]
        return [
            Answered(call["name"], call["arguments"] or "{}", item_text(outputs[call["call_id"]]["output"]))
            for call in calls
            if call["call_id"] in outputs
        ]

    @property
    def ends_with_handoff(self) -> bool:
        """Whether an agent has just taken over."""
        if not self._items or self._items[-1].get("type") != "function_call_output":
            return False
        return any(answered.agent for answered in self.answered[-1:])

    @property
    def messages(self) -> list[tuple[str, str]]:
        """Every message as (role, text), without calls and reasoning."""
        spoken = [
            item for item in self._items if item.get("role") in ("user", "assistant", "system", "developer")
        ]
        return [(str(item["role"]), item_text(item.get("content"))) for item in spoken]


def item_text(content: object) -> str:
    """The text in a message's content or a call's output; what is no text is named in brackets."""
    if isinstance(content, str):
        return content
    if isinstance(content, Sequence):
        return "\n".join(_part_text(part) for part in content)
    return "" if content is None else str(content)


def clipped(text: str, longest: int) -> str:
    """The text in one line of at most ``longest`` characters."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 2]} …"


def _part_text(part: Any) -> str:
    if not isinstance(part, Mapping):
        return str(part)
    text = part.get("text") or part.get("refusal")
    return str(text) if text else f"[{part.get('type', 'content')}]"


def _turns(items: Sequence[Mapping[str, Any]]) -> int:
    """Runs of neighbouring items that a model made."""
    made = [item.get("role") == "assistant" or item.get("type") in _MADE_BY_MODEL for item in items]
    return sum(here and not before for before, here in zip([False, *made], made, strict=False))


_MADE_BY_MODEL = ("function_call", "reasoning")
