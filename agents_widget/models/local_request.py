"""Turns a call into a request that a model without any training for tools can answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import UserError
from .conversation import Conversation
from .local_calls import Function, bounded, call_schema
from .local_prompts import Message, chat_messages, choice_messages, result_messages
from .model import ModelCall


@dataclass(frozen=True)
class LocalRequest:
    """What to send: chat messages, and the JSON schema that a grammar makes the answer keep to."""

    messages: list[Message]
    schema: dict[str, Any] | None
    is_call: bool


def local_request(call: ModelCall) -> LocalRequest:
    """A request for a function call where one is due, else for text or for the agent's output type."""
    conversation = Conversation(call.input)
    question, answered = conversation.question, conversation.answered
    due = functions_due(call, conversation)
    if due:
        messages = choice_messages(call.system_instructions, question, due)
        return LocalRequest(messages, call_schema(due), is_call=True)
    if any(not each.agent for each in answered):
        messages = result_messages(call.system_instructions, question, answered)
    else:
        messages = chat_messages(call.system_instructions, conversation)
    schema = call.output_schema
    wanted = None if schema is None or schema.is_plain_text() else bounded(schema.json_schema())
    return LocalRequest(messages, wanted, is_call=False)


def functions_due(call: ModelCall, conversation: Conversation) -> list[Function]:
    """The functions of which one must be called now; none when the answer is text.

    A model that was never taught to call functions can't decide it: a user's message and a handoff lead to a
    call, a tool's result to text. No handoff is made twice for one message: no tossing to and fro.
    """
    choice = call.model_settings.tool_choice
    handed = {each.name for each in conversation.answered if each.agent}
    tools, moves = _tools(call), [move for move in _moves(call) if move.name not in handed]
    if choice == "none":
        return []
    if choice not in (None, "auto", "required"):
        return [function for function in tools + moves if function.name == choice]
    if choice == "required" or not conversation.answered:
        return tools + moves
    return (tools or moves) if conversation.ends_with_handoff else []


def _tools(call: ModelCall) -> list[Function]:
    hosted = [tool["type"] for tool in call.tools if isinstance(tool, Mapping)]
    if hosted:
        raise UserError(f"LocalModel can call function tools only; {', '.join(hosted)} would run at OpenAI.")
    tools: list[Any] = list(call.tools)
    return [Function(tool.name, tool.description, tool.params_json_schema) for tool in tools]


def _moves(call: ModelCall) -> list[Function]:
    return [Function(move.tool_name, move.tool_description, move.input_json_schema) for move in call.handoffs]
