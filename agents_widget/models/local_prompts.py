"""What a small model is asked, in words it can follow: short, and with examples before the question."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from .conversation import Answered, Conversation, clipped
from .local_calls import Function

Message = dict[str, str]
_LONGEST_RESULT = 1500  # characters of a tool's result that fit beside the rest
_HANDOFF = re.compile(  # what the descriptions of all handoffs begin with
    r"^Handoff to the .{1,80} agent to handle the request\.\s*"
)
_RESULTS = (
    ("Question: Is the shop open?\nopening_hours: open until 20:00", "Yes, the shop is open until 20:00."),
    ("Question: What is 3 times 5?\nmultiply: 15", "3 times 5 is 15."),
)


def choice_messages(instructions: str | None, question: str, functions: Sequence[Function]) -> list[Message]:
    """Ask for the function that fits the question.

    The functions are shown as questions of this conversation that were answered with them: of all the forms
    tried, a small model follows this one best.
    """
    shown = [(_purpose(each), json.dumps({"name": each.name, "arguments": {}})) for each in functions]
    return [*_system(instructions), *_shown(shown), {"role": "user", "content": question}]


def result_messages(instructions: str | None, question: str, answered: Sequence[Answered]) -> list[Message]:
    """Ask for a sentence that answers the question with what the functions gave."""
    results = [f"{each.name}: {clipped(each.output, _LONGEST_RESULT)}" for each in answered if not each.agent]
    asked = "\n".join([f"Question: {question}", *results])
    return [*_system(instructions), *_shown(_RESULTS), {"role": "user", "content": asked}]


def chat_messages(instructions: str | None, conversation: Conversation) -> list[Message]:
    """The conversation as it was, without calls."""
    spoken = [{"role": role, "content": text} for role, text in conversation.messages if text]
    return [*_system(instructions), *spoken]


def _purpose(function: Function) -> str:
    words = function.name.removeprefix("transfer_to_").replace("_", " ")
    return f"{words}: {_HANDOFF.sub('', function.description)}"


def _system(instructions: str | None) -> list[Message]:
    return [{"role": "system", "content": instructions}] if instructions else []


def _shown(examples: Sequence[tuple[str, str]]) -> list[Message]:
    return [
        {"role": role, "content": content}
        for example in examples
        for role, content in zip(("user", "assistant"), example, strict=True)
    ]
