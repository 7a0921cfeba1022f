"""Example values for a JSON schema: plausible, valid, and the same every time."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

_MAX_OPTIONAL_DEPTH = 4  # levels; beyond, optional and recursive branches are left out
_MAX_DEPTH = 16  # levels; here even a recursion without a way out is ended
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
                target = self._resolve(reference) if depth < _MAX_DEPTH else {}
                flat = {**target, **flat}
                depth += 1
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
        properties = schema.get("properties") or {}
        required = schema.get("required") or ()
        additional = schema.get("additionalProperties")
        if not properties and isinstance(additional, Mapping):
            properties = {"key": additional}
        values = {}
        for name, property_schema in properties.items():
            if depth < (_MAX_DEPTH if name in required else _MAX_OPTIONAL_DEPTH):
                values[name] = self.value(property_schema, name, depth + 1)
        return values

    def _array(self, schema: Mapping[str, Any], name: str, depth: int) -> list[Any]:
        values = [self.value(item, name, depth + 1) for item in schema.get("prefixItems") or ()]
        items = schema.get("items", {})
        if items is False:
            return values
        length = max(schema.get("minItems", 0), 0 if values or depth >= _MAX_OPTIONAL_DEPTH else 1)
        length = min(length, schema.get("maxItems", length))
        item_name = name.removesuffix("s")
        more = range(length - len(values))
        return values + [self.value(items, item_name, depth + 1, index) for index in more]


def _choice(choices: list[Any], depth: int) -> Mapping[str, Any]:
    mappings = [choice for choice in choices if isinstance(choice, Mapping)]
    filled = [choice for choice in mappings if _type(choice) != "null"]
    if depth >= _MAX_OPTIONAL_DEPTH:  # the way out of a recursion: null, or a choice that refers to nothing
        filled = [choice for choice in mappings if "$ref" not in str(choice)] or filled
    return next(iter(filled or mappings), {})


def _type(schema: Mapping[str, Any]) -> str:
    """The schema's type, the first one but null of several; guessed by its keywords if it gives none."""
    kinds = schema.get("type")
    if not kinds:
        return next((kind for keyword, kind in _TYPE_HINTS.items() if keyword in schema), "string")
    if isinstance(kinds, str):
        return kinds
    return next((kind for kind in kinds if kind != "null"), "null")


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
    multiple = schema.get("multipleOf")
    grain = multiple or (1 if integer else 0.001)
    low = max(schema.get("minimum", -math.inf), schema.get("exclusiveMinimum", -math.inf) + grain)
    high = min(schema.get("maximum", math.inf), schema.get("exclusiveMaximum", math.inf) - grain)
    start = 3 if integer else 1.5
    value: float = min(max(start + index, low), high)
    if multiple:
        value = math.ceil(value / multiple) * multiple
        if value > high:
            value -= multiple
    return math.ceil(value) if integer else value


def _string(schema: Mapping[str, Any], name: str, index: int) -> str:
    if pattern := schema.get("pattern"):
        with suppress(re.error):  # a pattern of another language
            return next((guess for guess in _VALUES["patterns"] if re.search(pattern, guess)), "example")
    value = _VALUES["formats"].get(schema.get("format", "")) or _text_for_name(name)
    if index:
        value = f"{value} {index + 1}"
    return value.ljust(schema.get("minLength", 0), ".")[: schema.get("maxLength")]


def _text_for_name(name: str) -> str:
    """A text that suits a property by the last word of its name."""
    words = re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower())
    if not words:
        return "example"
    texts: dict[str, str] = _VALUES["names"]
    return texts.get(words[-1], f"example {' '.join(words)}")
