"""Function calls of a small model that was never taught any: a rule says when, a grammar keeps them valid."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from ...model_settings import ModelSettings
from ..interface import ModelCall
from ..openai_chatcompletions import OpenAIChatCompletionsModel, function_tools
from .input_history import InputHistory, clipped, item_text

_LONGEST_RESULT = 1500  # characters of a tool's result that fit beside the rest
_HANDOFF = re.compile(  # what the descriptions of all handoffs begin with
    r"^Handoff to the .{1,80} agent to handle the request\.\s*"
)
_RESULTS = (
    ("Question: Is the shop open?\nopening_hours: open until 20:00", "Yes, the shop is open until 20:00."),
    ("Question: What is 3 times 5?\nmultiply: 15", "3 times 5 is 15."),
)
_LONGEST_STRING = 200  # characters; a weak model would go on to the end of its context
_LONGEST_ARRAY = 4
_CLASSES = re.compile(r"\[[^\]]*\]|\\d|\\w")
_HEAD = re.compile(r'\s*\{\s*"name"\s*:\s*"([^"]*)"\s*,\s*"arguments"\s*:\s*')


def local_request(call: ModelCall) -> tuple[ModelCall, bool]:
    """What to ask in place of the call, and whether the answer will be a function call by grammar."""
    conversation = InputHistory(call.items)
    due, schema = functions_due(call, conversation), call.output_schema
    results = [each for each in conversation.answered if not each.agent]
    form = None if schema is None or schema.is_plain_text() else bounded(schema.json_schema())
    if due:
        # The functions are shown as questions that were answered with them: of all the forms tried, a small
        # model follows this one best.
        shown = [(_purpose(each), json.dumps({"name": each["name"], "arguments": {}})) for each in due]
        said, form = [*_examples(shown), ("user", conversation.question)], call_schema(due)
    elif results:
        gave = [f"{each.name}: {clipped(each.output, _LONGEST_RESULT)}" for each in results]
        asked = "\n".join([f"Question: {conversation.question}", *gave])
        said = [*_examples(_RESULTS), ("user", asked)]
    else:
        said = [(item["role"], item_text(item["content"])) for item in call.items if "role" in item]
    messages: Any = [{"role": role, "content": text} for role, text in said if text]
    settings = replace(call.model_settings, tool_choice=None, parallel_tool_calls=None)
    if form is not None:
        grammar = {"type": "json_schema", "json_schema": {"name": "answer", "schema": form}}
        settings.extra_args = {**(settings.extra_args or {}), "response_format": grammar}
    call = replace(call, input=messages, model_settings=settings, tools=[], handoffs=[], output_schema=None)
    return call, bool(due)


def functions_due(call: ModelCall, conversation: InputHistory) -> list[Mapping[str, Any]]:
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


def _examples(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [said for asked, answer in pairs for said in (("user", asked), ("assistant", answer))]


def call_schema(functions: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A JSON schema that only a call of one of the functions meets: ``{"name": ..., "arguments": {...}}``."""
    choices, definitions = [], {}
    for number, function in enumerate(functions):
        scope = f"f{number}-"  # the functions' definitions live side by side in one schema
        arguments = bounded({"type": "object", "properties": {}, **function["parameters"]}, scope)
        definitions.update({scope + name: kind for name, kind in arguments.pop("$defs", {}).items()})
        properties = {"name": {"const": function["name"]}, "arguments": arguments}
        closed = {"required": list(properties), "additionalProperties": False}
        choices.append({"type": "object", "properties": properties, **closed})
    return {"anyOf": choices, "$defs": definitions}


def bounded(schema: Any, scope: str = "") -> Any:
    """The schema with an end to every text and list, for a grammar; its references moved to ``scope``."""
    if isinstance(schema, list):
        return [bounded(item, scope) for item in schema]
    if not isinstance(schema, Mapping):
        return schema
    made = {key: bounded(value, scope) for key, value in schema.items()}
    if isinstance(reference := made.get("$ref"), str):
        made["$ref"] = reference.replace("#/$defs/", f"#/$defs/{scope}")
    if made.get("type") == "string":
        made.setdefault("maxLength", max(_LONGEST_STRING, made.get("minLength", 0)))
    if made.get("type") == "array":
        made.setdefault("maxItems", max(_LONGEST_ARRAY, made.get("minItems", 0)))
    if isinstance(pattern := made.get("pattern"), str):
        made["pattern"] = _CLASSES.sub(_plain_class, pattern)
    return made


def _plain_class(found: re.Match[str]) -> str:
    """Character classes in the only form that llama.cpp takes; others it would ignore with their pattern."""
    text = found[0].replace("\\d", "0-9").replace("\\w", "A-Za-z0-9_")
    return text if text.startswith("[") else f"[{text}]"


class CallReader:
    """Reads a streamed answer to ``call_schema``: first the name, then the arguments as they grow."""

    def __init__(self) -> None:
        self.name: str | None = None
        self._text = ""

    def feed(self, text: str) -> str:
        """The next piece of the arguments' JSON text; empty until ``name`` is known."""
        self._text += text
        if self.name is None:
            found = _HEAD.match(self._text)
            if found is None:
                return ""
            self.name, self._text = found[1], self._text[found.end() :]
        # A brace that may be the last is held back: it ends the call, not its arguments.
        said = self._text.rstrip().removesuffix("}")
        self._text = self._text[len(said) :]
        return said


class CallsByGrammar(OpenAIChatCompletionsModel):
    """A model whose answer keeps to ``call_schema``, told as the call that it means."""

    async def _chunks(self, body: dict[str, Any], settings: ModelSettings) -> AsyncGenerator[Any, None]:
        reader = CallReader()
        async with aclosing(super()._chunks(body, settings)) as chunks:
            async for chunk in chunks:
                for choice in chunk.get("choices") or ():
                    arguments = reader.feed(choice["delta"].get("content") or "")
                    call = {"index": 0, "function": {"name": reader.name, "arguments": arguments}}
                    choice["delta"] = {"tool_calls": [call]} if reader.name else {}
                yield chunk
