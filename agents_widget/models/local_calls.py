"""Function calls of a model that was never taught any: a schema for its answer, and a reader of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_LONGEST_STRING = 200  # characters; a weak model would go on to the end of its context
_LONGEST_ARRAY = 4
_CLASSES = re.compile(r"\[[^\]]*\]|\\d|\\w")
_HEAD = re.compile(r'\s*\{\s*"name"\s*:\s*"([^"]*)"\s*,\s*"arguments"\s*:\s*')


@dataclass(frozen=True)
class Function:
    """A tool or a handoff as the model is told of it."""

    name: str
    description: str
    parameters: Mapping[str, Any]


def call_schema(functions: Sequence[Function]) -> dict[str, Any]:
    """A JSON schema that only a call of one of the functions meets: ``{"name": ..., "arguments": {...}}``."""
    choices, definitions = [], {}
    for number, function in enumerate(functions):
        scope = f"f{number}-"  # the functions' definitions live side by side in one schema
        arguments = bounded({"type": "object", "properties": {}, **function.parameters}, scope)
        definitions.update({scope + name: kind for name, kind in arguments.pop("$defs", {}).items()})
        properties = {"name": {"const": function.name}, "arguments": arguments}
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
    if made.get("type") == "string" and "maxLength" not in made:
        made["maxLength"] = max(_LONGEST_STRING, made.get("minLength", 0))
    if isinstance(pattern := made.get("pattern"), str):
        made["pattern"] = _CLASSES.sub(_plain_class, pattern)
    if made.get("type") == "array" and "maxItems" not in made:
        made["maxItems"] = max(_LONGEST_ARRAY, made.get("minItems", 0))
    return made


def _plain_class(found: re.Match[str]) -> str:
    """Character classes in the only form that llama.cpp takes; others it would ignore with their pattern."""
    text = found[0].replace("\\d", "0-9").replace("\\w", "A-Za-z0-9_")
    return text if text.startswith("[") else f"[{text}]"


class CallReader:
    """Reads a streamed answer to ``call_schema``: first the name, then the arguments as they grow."""

    def __init__(self) -> None:
        self.name: str | None = None
        self._head = ""
        self._depth = 0
        self._in_string = self._escaped = self._ended = False

    def feed(self, text: str) -> str:
        """The next piece of the arguments' JSON text, without white space; empty until ``name`` is known."""
        if self.name is None:
            self._head += text
            found = _HEAD.match(self._head)
            if found is None:
                return ""
            self.name, text = found[1], self._head[found.end() :]
        return "".join(character for character in text if self._belongs(character))

    def _belongs(self, character: str) -> bool:
        if self._ended:
            return False
        if self._in_string:
            self._in_string = self._escaped or character != '"'
            self._escaped = character == "\\" and not self._escaped
            return True
        self._in_string = character == '"'
        self._depth += (character in "{[") - (character in "}]")
        self._ended = self._depth == 0 and character in "}]"
        return not character.isspace()
