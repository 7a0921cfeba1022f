"""What to ask a small model that was never taught to call functions, in words that it can follow."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from .chat_completions import function_tools
from .conversation import Conversation, clipped, item_text
from .local_grammar import bounded, call_schema
from .model import ModelCall

_LONGEST_RESULT = 1500  # characters of a tool's result that fit beside the rest
_HANDOFF = re.compile(  # what the descriptions of all handoffs begin with
    r"^Handoff to the .{1,80} agent to handle the request\.\s*"
)
_RESULTS = (
    ("Question: Is the shop open?\nopening_hours: open until 20:00", "Yes, the shop is open until 20:00."),
    ("Question: What is 3 times 5?\nmultiply: 15", "3 times 5 is 15."),
)


def local_request(call: ModelCall) -> tuple[ModelCall, bool]:
    """What to ask in place of the call, and whether the answer will be a function call by grammar."""
    conversation = Conversation(call.items)
    due, schema = functions_due(call, conversation), call.output_schema
    results = [each for each in conversation.answered if not each.agent]
    form = None if schema is None or schema.is_plain_text() else bounded(schema.json_schema())
    if due:
        # The functions are shown as questions that were answered with them: of all the forms tried, a small
        # model follows this one best.
        shown = [(_purpose(each), json.dumps({"name": each["name"], "arguments": {}})) for each in due]
        messages, form = [*_examples(shown), _message("user", conversation.question)], call_schema(due)
    elif results:
        gave = [f"{each.name}: {clipped(each.output, _LONGEST_RESULT)}" for each in results]
        asked = "\n".join([f"Question: {conversation.question}", *gave])
        messages = [*_examples(_RESULTS), _message("user", asked)]
    else:
        spoken = [item for item in conversation.items if "role" in item and item_text(item["content"])]
        messages = [_message(item["role"], item_text(item["content"])) for item in spoken]
    settings = replace(call.model_settings, tool_choice=None, parallel_tool_calls=None)
    if form is not None:
        grammar = {"type": "json_schema", "json_schema": {"name": "answer", "schema": form}}
        settings.extra_args = {**(settings.extra_args or {}), "response_format": grammar}
    asked_call = replace(
        call, input=messages, model_settings=settings, tools=[], handoffs=[], output_schema=None
    )
    return asked_call, bool(due)


def functions_due(call: ModelCall, conversation: Conversation) -> list[Mapping[str, Any]]:
    """The functions of which one must be called now; none when the answer is text.

    A model that was never taught to call functions can't decide it: a user's message and a handoff lead to a
    call, a tool's result to text. No handoff is made twice for one message: no tossing to and fro.
    """
    choice = call.model_settings.tool_choice
    handed = {each.name for each in conversation.answered if each.agent}
    moves = {move.tool_name for move in call.handoffs}
    functions = [tool["function"] for tool in function_tools(call)]
    functions = [each for each in functions if each["name"] not in moves & handed]
    if choice == "none":
        return []
    if choice not in (None, "auto", "required"):
        return [each for each in functions if each["name"] == choice]
    if choice == "required" or not conversation.answered:
        return functions
    tools = [each for each in functions if each["name"] not in moves]
    return (tools or functions) if conversation.ends_with_handoff else []


def _purpose(function: Mapping[str, Any]) -> str:
    words = function["name"].removeprefix("transfer_to_").replace("_", " ")
    return f"{words}: {_HANDOFF.sub('', function['description'])}"


def _examples(pairs: Sequence[tuple[str, str]]) -> list[Any]:
    return [
        message for asked, said in pairs for message in (_message("user", asked), _message("assistant", said))
    ]


def _message(role: str, content: str) -> Any:
    return {"role": role, "content": content}
