"""Function calls by a small model that was never trained for them: rules say when, a grammar says how."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

from ...model_settings import ModelSettings
from ..interface import ModelCall
from ..openai_chatcompletions import OpenAIChatCompletionsModel, function_tools
from .input_history import InputHistory, item_text, shorten

_MAX_RESULT_LENGTH = 1500  # characters of a tool's output that fit beside the rest
_HANDOFF = re.compile(  # what the descriptions of all handoffs begin with
    r"^Handoff to the .{1,80} agent to handle the request\.\s*"
)
_RESULT_EXAMPLES = (
    ("Question: Is the shop open?\nopening_hours: open until 20:00", "Yes, the shop is open until 20:00."),
    ("Question: What is 3 times 5?\nmultiply: 15", "3 times 5 is 15."),
)
_MAX_STRING_LENGTH = 200  # characters; a weak model would go on to the end of its context
_MAX_ARRAY_LENGTH = 4
_CLASSES = re.compile(r"\[[^\]]*\]|\\d|\\w")
_CALL_START = re.compile(r'\s*\{\s*"name"\s*:\s*"([^"]*)"\s*,\s*"arguments"\s*:\s*')


@dataclass(frozen=True)
class LocalRequest:
    """The call to make in place of the one that the run made."""

    call: ModelCall
    is_function_call: bool
    """Whether a grammar makes the response a function call."""


def local_request(call: ModelCall) -> LocalRequest:
    """The request for a small model: a short prompt, and a grammar where a function must be called."""
    history = InputHistory(call.items)
    functions = functions_to_call(call, history)
    messages = _prompt(call, history, functions)
    schema = _response_schema(call, functions)
    settings = replace(call.model_settings, tool_choice=None, parallel_tool_calls=None)
    if schema is not None:
        grammar = {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema}}
        settings.extra_args = {**(settings.extra_args or {}), "response_format": grammar}
    request = replace(
        call, input=messages, model_settings=settings, tools=[], handoffs=[], output_schema=None
    )
    return LocalRequest(request, is_function_call=bool(functions))


def _prompt(call: ModelCall, history: InputHistory, functions: Sequence[Mapping[str, Any]]) -> Any:
    """The messages to send: the question after some examples, or the conversation if there are no tools."""
    results = [each for each in history.finished_calls if not each.agent]
    if functions:
        # The functions are shown as questions that were answered with them: of all the forms tried, a small
        # model follows this one best.
        examples = [
            (_purpose(each), json.dumps({"name": each["name"], "arguments": {}})) for each in functions
        ]
        messages = [*_example_messages(examples), _message("user", history.question)]
    elif results:
        lines = [f"{each.name}: {shorten(each.output, _MAX_RESULT_LENGTH)}" for each in results]
        question = "\n".join([f"Question: {history.question}", *lines])
        messages = [*_example_messages(_RESULT_EXAMPLES), _message("user", question)]
    else:
        messages = [
            _message(item["role"], item_text(item["content"])) for item in call.items if "role" in item
        ]
    return [message for message in messages if message["content"]]


def _response_schema(call: ModelCall, functions: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """The JSON schema that the response must meet; None for any text."""
    if functions:
        return call_schema(functions)
    schema = call.output_schema
    if schema is None or schema.is_plain_text():
        return None
    bounded_schema: dict[str, Any] = bounded(schema.json_schema())
    return bounded_schema


def functions_to_call(call: ModelCall, history: InputHistory) -> list[Mapping[str, Any]]:
    """The functions of which one must be called now; none if the response is text.

    A model that was never trained to call functions cannot decide it: a message of the user and a handoff
    lead to a call, a tool's output to text. No handoff is made twice for one message.
    """
    choice = call.model_settings.tool_choice
    handoffs = {each.tool_name for each in call.handoffs}
    handoffs_made = {each.name for each in history.finished_calls if each.agent} & handoffs
    functions = [tool["function"] for tool in function_tools(call)]
    functions = [each for each in functions if each["name"] not in handoffs_made]
    if choice == "none":
        return []
    if choice not in (None, "auto", "required"):
        return [each for each in functions if each["name"] == choice]
    if choice == "required" or not history.finished_calls:
        return functions
    if not history.ends_with_handoff:
        return []
    tools = [each for each in functions if each["name"] not in handoffs]
    return tools or functions


def _purpose(function: Mapping[str, Any]) -> str:
    words = function["name"].removeprefix("transfer_to_").replace("_", " ")
    return f"{words}: {_HANDOFF.sub('', function['description'])}"


def _example_messages(examples: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    messages = []
    for question, answer in examples:
        messages += [_message("user", question), _message("assistant", answer)]
    return messages


def _message(role: str, content: str) -> dict[str, str]:
    return {"role": role, "content": content}


def call_schema(functions: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A JSON schema that only a call of one of the functions meets: ``{"name": ..., "arguments": {...}}``."""
    choices = []
    definitions = {}
    for number, function in enumerate(functions):
        prefix = f"f{number}-"  # the definitions of all functions share one schema
        arguments = bounded({"type": "object", "properties": {}, **function["parameters"]}, prefix)
        definitions.update({prefix + name: schema for name, schema in arguments.pop("$defs", {}).items()})
        choice = {
            "type": "object",
            "properties": {"name": {"const": function["name"]}, "arguments": arguments},
            "required": ["name", "arguments"],
            "additionalProperties": False,
        }
        choices.append(choice)
    return {"anyOf": choices, "$defs": definitions}


def bounded(schema: Any, prefix: str = "") -> Any:
    """The schema with a limit on every text and list, for a grammar. References get the ``prefix``."""
    if isinstance(schema, list):
        return [bounded(item, prefix) for item in schema]
    if not isinstance(schema, Mapping):
        return schema
    limited = {key: bounded(value, prefix) for key, value in schema.items()}
    if isinstance(reference := limited.get("$ref"), str):
        limited["$ref"] = reference.replace("#/$defs/", f"#/$defs/{prefix}")
    if limited.get("type") == "string":
        limited.setdefault("maxLength", max(_MAX_STRING_LENGTH, limited.get("minLength", 0)))
    if limited.get("type") == "array":
        limited.setdefault("maxItems", max(_MAX_ARRAY_LENGTH, limited.get("minItems", 0)))
    if isinstance(pattern := limited.get("pattern"), str):
        limited["pattern"] = _CLASSES.sub(_plain_class, pattern)
    return limited


def _plain_class(found: re.Match[str]) -> str:
    """A character class in the form that llama.cpp takes; it ignores patterns with other forms."""
    text = found[0].replace("\\d", "0-9").replace("\\w", "A-Za-z0-9_")
    return text if text.startswith("[") else f"[{text}]"


class CallReader:
    """Reads a streamed response to ``call_schema``: first the name, then the arguments as they grow."""

    def __init__(self) -> None:
        self.name: str | None = None
        self._unread = ""

    def feed(self, text: str) -> str:
        """The next piece of the arguments' JSON text; empty until ``name`` is known."""
        self._unread += text
        if self.name is None:
            start = _CALL_START.match(self._unread)
            if start is None:
                return ""
            self.name = start[1]
            self._unread = self._unread[start.end() :]
        # A brace that may be the last is held back: it ends the call, not its arguments.
        arguments = self._unread.rstrip().removesuffix("}")
        self._unread = self._unread[len(arguments) :]
        return arguments


class CallsByGrammar(OpenAIChatCompletionsModel):
    """A model whose text keeps to ``call_schema``; its chunks are changed into those of a function call."""

    async def _chunks(
        self, body: dict[str, Any], settings: ModelSettings, answered: Callable[[str | None], None]
    ) -> AsyncGenerator[Any, None]:
        reader = CallReader()
        async with aclosing(super()._chunks(body, settings, answered)) as chunks:
            async for chunk in chunks:
                for choice in chunk.get("choices") or ():
                    arguments = reader.feed(choice["delta"].get("content") or "")
                    call = {"index": 0, "function": {"name": reader.name, "arguments": arguments}}
                    choice["delta"] = {"tool_calls": [call]} if reader.name else {}
                yield chunk
