"""The input items of a request, as a model that follows rules needs them: question, calls, outputs."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class FinishedCall:
    """A function call since the last message of the user, and its output."""

    name: str
    arguments: str
    output: str

    @property
    def agent(self) -> str | None:
        """The agent that took over, if the call was a handoff."""
        try:
            value = json.loads(self.output)
        except ValueError:
            return None
        return str(value["assistant"]) if isinstance(value, dict) and set(value) == {"assistant"} else None


class InputHistory:
    """The input items of a request.

    ``question`` is the text of the user's last message, ``finished_calls`` are the calls since then that have
    an output.
    """

    def __init__(self, items: list[Mapping[str, Any]]) -> None:
        self.items = items
        self.question = ""
        self._since_question = items
        for index, item in enumerate(items):
            if item.get("role") == "user":
                self.question = item_text(item.get("content"))
                self._since_question = items[index + 1 :]
        self.finished_calls = _finished_calls(self._since_question)

    @property
    def turns_since_question(self) -> int:
        """How many times a model responded after the last message of the user."""
        # Neighbouring items that a model made are one response.
        groups = itertools.groupby(self._since_question, key=_is_made_by_model)
        return len([made_by_model for made_by_model, _ in groups if made_by_model])

    @property
    def ends_with_handoff(self) -> bool:
        """Whether an agent has just taken over."""
        if not self.items or not self.finished_calls:
            return False
        is_output = self.items[-1].get("type") == "function_call_output"
        return is_output and self.finished_calls[-1].agent is not None


def _finished_calls(items: Sequence[Mapping[str, Any]]) -> list[FinishedCall]:
    outputs = {
        item["call_id"]: item_text(item["output"])
        for item in items
        if item.get("type") == "function_call_output"
    }
    return [
        FinishedCall(item["name"], item["arguments"] or "{}", outputs[item["call_id"]])
        for item in items
        if item.get("type") == "function_call" and item["call_id"] in outputs
    ]


def item_text(content: object) -> str:
    """The text of a message's content or a call's output; parts without text are named in brackets."""
    if isinstance(content, str):
        return content
    if isinstance(content, Sequence):
        return "\n".join(_part_text(part) for part in content)
    return "" if content is None else str(content)


def shorten(text: str, max_length: int) -> str:
    """The text in one line of at most ``max_length`` characters."""
    line = " ".join(text.split())
    return line if len(line) <= max_length else f"{line[: max_length - 2]} …"


def _part_text(part: Any) -> str:
    if not isinstance(part, Mapping):
        return str(part)
    text = part.get("text") or part.get("refusal")
    return str(text) if text else f"[{part.get('type', 'content')}]"


def _is_made_by_model(item: Mapping[str, Any]) -> bool:
    return item.get("role") == "assistant" or item.get("type") in ("function_call", "reasoning")
