"""Function calls of a model that was never taught any: a schema for its answer, and a reader of it."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from typing import Any

from .chat_completions import OpenAIChatCompletionsModel
from .settings import ModelSettings

_LONGEST_STRING = 200  # characters; a weak model would go on to the end of its context
_LONGEST_ARRAY = 4
_CLASSES = re.compile(r"\[[^\]]*\]|\\d|\\w")
_HEAD = re.compile(r'\s*\{\s*"name"\s*:\s*"([^"]*)"\s*,\s*"arguments"\s*:\s*')
_TAIL = re.compile(r"\}?\s*\Z")


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
        # What may be the last brace is held back: it ends the call, not its arguments.
        pieces = _TAIL.split(self._text, maxsplit=1)
        said, self._text = pieces[0], self._text[len(pieces[0]) :]
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
