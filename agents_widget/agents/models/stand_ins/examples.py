"""Example values for a JSON schema: plausible, valid and the same every time."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

_DEEPEST = 4  # levels; beyond, optional and recursive branches are left out
_END = 16  # levels; here even a recursion without a way out is ended
# Values by a string's format, by the last word of a property's name, and guesses for a pattern.
_VALUES = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
_TYPE_HINTS = {"properties": "object", "additionalProperties": "object", "items": "array"}


def example(schema: Mapping[str, Any] | bool, name: str = "") -> Any:
    """A value that the JSON schema allows; ``name`` (of a property) makes it more lifelike.

    Examples, defaults and the first of several choices are taken from the schema itself. A ``pattern``
    is met when one of a few common texts meets it.
    """
    return _Examples(schema if isinstance(schema, Mapping) else {}).value(schema, name, 0)


class _Examples:
    def __init__(self, root: Mapping[str, Any]) -> None:
        self._root = root

    def value(self, schema: object, name: str, depth: int, index: int = 0) -> Any:
        """The example for a part of the schema; ``index`` tells siblings of one array apart."""
        if not isinstance(schema, Mapping):
            return "example"
        schema, depth = self._flat(schema, depth)
        choices = schema.get("examples") or schema.get("enum")
        if isinstance(choices, list) and choices:
            return choices[index % len(choices)]
        for keyword in ("const", "example", "default"):
            if schema.get(keyword) is not None:
                return schema[keyword]
        match _type(schema):
            case "object":
                return self._object(schema, depth)
            case "array":
                return self._array(schema, name, depth)
            case "integer" | "number" as kind:
                return _number(schema, integer=kind == "integer", index=index)
            case "boolean":
                return True
            case "null":
                return None
        return _string(schema, name, index)

    def _flat(self, schema: Mapping[str, Any], depth: int) -> tuple[dict[str, Any], int]:
        """The schema with references followed, its parts merged and one of its choices taken."""
        flat = dict(schema)
        while True:
            if isinstance(reference := flat.pop("$ref", None), str):
                flat, depth = {**(self._resolve(reference) if depth < _END else {}), **flat}, depth + 1
            elif parts := flat.pop("allOf", None):
                flat = _merged(flat, *parts)
            elif choices := flat.pop("anyOf", None) or flat.pop("oneOf", None):
                flat = _merged(flat, _choice(choices, depth))
            else:
                return flat, depth

    def _resolve(self, reference: str) -> Mapping[str, Any]:
        node: Any = self._root
        for step in filter(None, reference.removeprefix("#").split("/")):
            step = step.replace("~1", "/").replace("~0", "~")
            node = node.get(step) if isinstance(node, Mapping) else None
        return node if isinstance(node, Mapping) else {}

    def _object(self, schema: Mapping[str, Any], depth: int) -> dict[str, Any]:
        properties, required = schema.get("properties") or {}, schema.get("required") or ()
        extra = schema.get("additionalProperties")
        if not properties and isinstance(extra, Mapping):
            properties = {"key": extra}
        shown = [name for name in properties if depth < (_END if name in required else _DEEPEST)]
        return {name: self.value(properties[name], name, depth + 1) for name in shown}

    def _array(self, schema: Mapping[str, Any], name: str, depth: int) -> list[Any]:
        first = [self.value(item, name, depth + 1) for item in schema.get("prefixItems") or ()]
        wanted = max(schema.get("minItems", 0), 0 if first or depth >= _DEEPEST else 1)
        items = schema.get("items", {})
        more = range(min(wanted, schema.get("maxItems", wanted)) - len(first) if items is not False else 0)
        return first + [self.value(items, name.removesuffix("s"), depth + 1, index) for index in more]


def _choice(choices: list[Any], depth: int) -> Mapping[str, Any]:
    mappings = [choice for choice in choices if isinstance(choice, Mapping)]
    filled = [choice for choice in mappings if _type(choice) != "null"]
    if depth >= _DEEPEST:  # the way out of a recursion: null, or a choice that refers to nothing
        filled = [choice for choice in mappings if "$ref" not in str(choice)] or filled
    return next(iter(filled or mappings), {})


def _type(schema: Mapping[str, Any]) -> str:
    kinds = schema.get("type") or next((_TYPE_HINTS[key] for key in _TYPE_HINTS if key in schema), "string")
    return kinds if isinstance(kinds, str) else next((kind for kind in kinds if kind != "null"), "null")


def _merged(*schemas: Mapping[str, Any]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for schema in schemas:
        properties = {**merged.get("properties", {}), **schema.get("properties", {})}
        required = [*merged.get("required", []), *schema.get("required", [])]
        merged.update(schema)
        if properties:
            merged.update(properties=properties, required=required)
    return merged


def _number(schema: Mapping[str, Any], *, integer: bool, index: int) -> int | float:
    step = schema.get("multipleOf")
    grain = step or (1 if integer else 0.001)
    low = max(schema.get("minimum", -math.inf), schema.get("exclusiveMinimum", -math.inf) + grain)
    high = min(schema.get("maximum", math.inf), schema.get("exclusiveMaximum", math.inf) - grain)
    value: float = min(max((3 if integer else 1.5) + index, low), high)
    if step:
        value = math.ceil(value / step) * step
        value = value - step if value > high else value
    return math.ceil(value) if integer else value


def _string(schema: Mapping[str, Any], name: str, index: int) -> str:
    if pattern := schema.get("pattern"):
        with suppress(re.error):  # a pattern of another language
            return next((guess for guess in _VALUES["patterns"] if re.search(pattern, guess)), "example")
    made = _VALUES["formats"].get(schema.get("format", "")) or _named(name)
    made = f"{made} {index + 1}" if index else made
    return made.ljust(schema.get("minLength", 0), ".")[: schema.get("maxLength")]


def _named(name: str) -> str:
    words = re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower())
    return _VALUES["names"].get(words[-1], f"example {' '.join(words)}") if words else "example"
