"""JSON schemas made strict: the form in which a model is made to keep to a schema."""

from __future__ import annotations

import copy
import json
from typing import Any
from urllib.parse import unquote

from .exceptions import UserError

_MAX_DEPTH = 100
_MAX_NODES = 100_000
_SHOWN = 6
"""Steps of a path that an error shows."""
# These say something about a schema without narrowing what it accepts, so they may stand beside a $ref.
_ANNOTATIONS = frozenset(
    {
        "$anchor",
        "$comment",
        "$defs",
        "$schema",
        "contentEncoding",
        "contentMediaType",
        "contentSchema",
        "default",
        "definitions",
        "deprecated",
        "description",
        "examples",
        "readOnly",
        "title",
        "writeOnly",
    }
)
# What _close_object or _children may have added to the schema around a single allOf.
_EMPTY_OBJECT: dict[str, Any] = {"properties": {}, "required": []}

Schema = dict[str, Any]


class SchemaError(UserError):
    """A schema that cannot be made strict; ``path`` leads to the place, as in ``properties, filters``."""

    def __init__(self, message: str, path: tuple[str, ...]) -> None:
        super().__init__(f"{message} (at {'.'.join(path)})" if path else message)
        self.path = path


class NoSchemaError(SchemaError, TypeError):
    """Something other than a dict stands where a schema has to be."""


def ensure_strict_json_schema(schema: Schema) -> Schema:
    """A strict copy of a JSON schema: every property required, no others allowed.

    Raises ``UserError`` where that would change what the schema accepts: open maps, a ``$ref`` or a
    single ``allOf`` that contradicts what stands beside it, a root that is not one plain object. One that
    is no dict is a ``TypeError``, too.
    """
    if schema == {}:
        return {"type": "object", "properties": {}, "required": [], "additionalProperties": False}
    if isinstance(schema, dict):
        _check_nesting(schema)
    strict: Schema = copy.deepcopy(_Strict(schema).node(schema, ()))
    if isinstance(strict.get("anyOf"), list):
        raise SchemaError("The root of a strict schema must be one object, not anyOf.", ())
    kind = strict.get("type")
    if kind == ["object"]:
        strict["type"] = "object"
    elif isinstance(kind, list) and "object" in kind:
        raise SchemaError(f"The root of a strict schema must be an object and nothing else, not {kind}.", ())
    return strict


def _check_nesting(schema: Any) -> None:
    """Raise ``SchemaError`` for a schema that holds itself, or is nested too deeply to be walked."""
    level: list[tuple[Any, tuple[str, ...], frozenset[int]]] = [(schema, (), frozenset())]
    left = _MAX_NODES
    while level:
        value, path, around = level.pop()
        left -= 1
        if left < 0:
            raise SchemaError("This schema is too large.", path[:_SHOWN])
        if id(value) in around:
            raise SchemaError("This schema is circular: a part holds itself. Use a $ref.", path[:_SHOWN])
        if len(path) >= _MAX_DEPTH:
            raise SchemaError("This schema is nested too deeply; flatten it.", path[:_SHOWN])
        parts = value.items() if isinstance(value, dict) else enumerate(value)
        within = around | {id(value)}
        level += [
            (part, (*path, str(name)), within) for name, part in parts if isinstance(part, (dict, list))
        ]


class _Strict:
    """One conversion; it changes nothing of the schema it was given."""

    def __init__(self, root: Schema) -> None:
        self.root = root
        self.left = _MAX_NODES
        self.followed: list[str] = []
        """The references whose targets are being written out."""

    def node(self, given: Any, path: tuple[str, ...], foreign: bool = False) -> Schema:
        """One schema, and everything in it, strict. ``foreign``: inside a part with its own ``$id``."""
        if not isinstance(given, dict):
            raise NoSchemaError(f"A JSON schema must be an object, got {given!r}.", path)
        schema: Schema = dict(given)
        self._count(path)
        closed = schema.get("additionalProperties") is False
        at_root = {"$ref", "allOf"}.issuperset(path)
        foreign = foreign or ("$id" in schema and not at_root)
        if "$ref" in schema and foreign:
            raise SchemaError("A $ref inside a part that has its own $id cannot be followed.", path)
        narrowing = schema.keys() - _ANNOTATIONS - {"$ref"} - ({"$id"} if at_root else set())
        if "$ref" in schema and narrowing:
            raise SchemaError(f"{', '.join(sorted(narrowing))} cannot stand beside a $ref.", path)
        _close_object(schema, path)
        self._children(schema, path, foreign)
        alternatives = schema.get("allOf")
        if isinstance(alternatives, list) and len(alternatives) == 1:
            return self._merge_single_all_of(schema, alternatives[0], path, foreign, closed)
        if schema.get("default", ...) is None:
            del schema["default"]
        if "$ref" in schema and len(schema) > 1:
            # The target takes the place of a reference that has a description or the like beside it.
            reference = schema.pop("$ref")
            target = self._resolve(reference, path)
            self._follow(reference, path)
            written = self.node({**target, **schema}, (*path, "$ref"), foreign)
            self.followed.pop()
            return written
        return schema

    def _follow(self, reference: str, path: tuple[str, ...]) -> None:
        if reference in self.followed:
            raise SchemaError(
                f"This schema is circular: {reference} leads back to itself, beside a description or the "
                "like, where its target has to be written out. Leave out what stands beside that $ref.",
                path[:_SHOWN],
            )
        self.followed.append(reference)

    def _count(self, path: tuple[str, ...]) -> None:
        self.left -= 1
        if self.left < 0:
            raise SchemaError("This schema is too large once its references are written out.", path[:_SHOWN])
        if len(path) > _MAX_DEPTH:
            raise SchemaError("This schema is nested too deeply; flatten it.", path[:_SHOWN])

    def _children(self, schema: Schema, path: tuple[str, ...], foreign: bool) -> None:
        for key in ("$defs", "definitions", "properties"):
            if isinstance(group := schema.get(key), dict):
                schema[key] = {
                    name: self.node(child, (*path, key, name), foreign) for name, child in group.items()
                }
        if isinstance(schema.get("properties"), dict):
            schema["required"] = list(schema["properties"])
        if isinstance(schema.get("items"), dict):
            schema["items"] = self.node(schema["items"], (*path, "items"), foreign)
        if isinstance(schema.get("oneOf"), list):
            # Strict mode has no oneOf; among the alternatives of a discriminated union anyOf is the same.
            others = schema.get("anyOf")
            schema["anyOf"] = [*(others if isinstance(others, list) else []), *schema.pop("oneOf")]
        for key in ("anyOf", "allOf"):
            entries = schema.get(key)
            if isinstance(entries, list) and not (key == "allOf" and len(entries) == 1):
                schema[key] = [
                    self.node(entry, (*path, key, str(index)), foreign) for index, entry in enumerate(entries)
                ]

    def _merge_single_all_of(
        self, schema: Schema, entry: Any, path: tuple[str, ...], foreign: bool, closed: bool
    ) -> Schema:
        del schema["allOf"]
        entry = self.node(entry, (*path, "allOf", "0"), foreign)
        first = len(self.followed)
        while "$ref" in entry:
            self._count(path)
            reference = entry.pop("$ref")
            target = self._resolve(reference, path)
            self._follow(reference, path)
            entry = {**target, **entry}
        if not closed:
            schema.pop("additionalProperties", None)  # ours; the merged object is closed below
        elif not schema.get("properties") and entry.get("properties"):
            raise SchemaError("The properties of an allOf entry are forbidden by the object around it.", path)
        narrowing = (schema.keys() & entry.keys()) - _ANNOTATIONS
        for key in sorted(narrowing):
            is_empty = key in _EMPTY_OBJECT and schema[key] == _EMPTY_OBJECT[key]
            if not is_empty and _text(entry[key]) != _text(schema[key]):
                raise SchemaError(f"{key} says one thing inside allOf and another beside it.", path)
        beside = {key: value for key, value in schema.items() if key not in entry or key in _ANNOTATIONS}
        merged = self.node({**entry, **beside}, (*path, "allOf"), foreign)
        del self.followed[first:]
        return merged

    def _resolve(self, reference: Any, path: tuple[str, ...]) -> Schema:
        if not (isinstance(reference, str) and reference.startswith("#/")):
            raise SchemaError(f"A $ref must point into its own schema (#/...), got {reference!r}.", path)
        place: Any = self.root
        for step in unquote(reference[2:]).split("/"):
            name = step.replace("~1", "/").replace("~0", "~")
            place = place.get(name) if isinstance(place, dict) else None
            if not isinstance(place, dict) or "$id" in place:
                raise SchemaError(f"{reference} leads to no schema of this document.", path)
        target: Schema = place
        return target


def _close_object(schema: Schema, path: tuple[str, ...]) -> None:
    kind = schema.get("type")
    extra = schema.get("additionalProperties", False)
    if kind is None and isinstance(schema.get("properties"), dict):
        kind = schema["type"] = "object"
    is_object = kind == "object" or (isinstance(kind, list) and "object" in kind)
    if extra is not False and (is_object or kind is None):
        raise SchemaError(
            "An object with keys that are not known beforehand (such as dict[str, Any]) cannot be strict.",
            path,
        )
    if is_object:
        schema["additionalProperties"] = False


def _text(value: Any) -> str:
    """A JSON value as text to compare: True is not 1 there."""
    return json.dumps(value, sort_keys=True)
