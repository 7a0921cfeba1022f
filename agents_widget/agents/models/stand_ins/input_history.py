"""Reads the input items of a request: what was asked, which functions ran since, what they gave."""

from __future__ import annotations

import itertools
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


class InputHistory:
    """What a model must know of its input to answer by rule.

    ``question`` is the last message of the user, ``answered`` the calls since then that have an output.
    """

    def __init__(self, items: list[Mapping[str, Any]]) -> None:
        self.items = items
        asked = [index for index, item in enumerate(self.items) if item.get("role") == "user"]
        self._since = self.items[asked[-1] + 1 :] if asked else self.items
        self.question = item_text(self.items[asked[-1]].get("content")) if asked else ""
        kinds: dict[str, list[Any]] = {"function_call": [], "function_call_output": []}
        for item in self._since:
            kinds.get(item.get("type", ""), []).append(item)
        outputs = {item["call_id"]: item_text(item["output"]) for item in kinds["function_call_output"]}
        self.answered = [
            Answered(call["name"], call["arguments"] or "{}", outputs[call["call_id"]])
            for call in kinds["function_call"]
            if call["call_id"] in outputs
        ]

    @property
    def turns_since_question(self) -> int:
        """How many times a model answered after the last message of the user."""
        # Neighbouring items that a model made are one answer.
        return sum(made for made, _ in itertools.groupby(map(_is_made_by_model, self._since)))

    @property
    def ends_with_handoff(self) -> bool:
        """Whether an agent has just taken over."""
        last = self.items[-1].get("type") if self.items else None
        return last == "function_call_output" and any(each.agent for each in self.answered[-1:])


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


def _is_made_by_model(item: Mapping[str, Any]) -> bool:
    return item.get("role") == "assistant" or item.get("type") in ("function_call", "reasoning")
