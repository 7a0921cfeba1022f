"""What is wrong with the arguments of a tool call by the tool's JSON schema, in words for a person."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

Schema: TypeAlias = Mapping[str, Any]

_SHOWN = 60
"""Characters of a value that a problem shows."""
_MAX_DEPTH = 50
"""How deep values are looked into: a ``$ref`` may lead back to itself."""
_KINDS: Mapping[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "integer": lambda value: (
        not isinstance(value, bool) and isinstance(value, int | float) and value % 1 == 0
    ),
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "null": lambda value: value is None,
}
_ARTICLES = {"integer": "an integer", "object": "an object", "array": "an array", "null": "null"}
_LIMITS: Mapping[str, tuple[Callable[[Any], bool], Callable[[Any, Any], bool], str]] = {
    "minimum": (_KINDS["number"], lambda value, limit: value >= limit, "{} or more"),
    "maximum": (_KINDS["number"], lambda value, limit: value <= limit, "{} or less"),
    "exclusiveMinimum": (_KINDS["number"], lambda value, limit: value > limit, "more than {}"),
    "exclusiveMaximum": (_KINDS["number"], lambda value, limit: value < limit, "less than {}"),
    "minLength": (_KINDS["string"], lambda value, limit: len(value) >= limit, "{} characters or more"),
    "maxLength": (_KINDS["string"], lambda value, limit: len(value) <= limit, "{} characters or fewer"),
    "minItems": (_KINDS["array"], lambda value, limit: len(value) >= limit, "{} items or more"),
    "maxItems": (_KINDS["array"], lambda value, limit: len(value) <= limit, "{} items or fewer"),
}
"""By keyword: the values that it limits, whether one keeps it, and what it expects."""


def new_problems(schema: Schema, arguments: Mapping[str, Any], written: str) -> list[str]:
    """Say what is wrong with edited arguments: each field, what was given, and what was expected.

    What is as wrong in ``written``, the JSON text that the model wrote, was not the person's doing and may
    stay. So may a name that is missing if it has a default or may be null: a strict schema requires all.
    """
    try:
        before = json.loads(written)
    except (ValueError, RecursionError):
        before = None
    known = problems(schema, before) if isinstance(before, dict) else []
    return [problem for problem in problems(schema, arguments) if problem not in known]


def problems(schema: Schema, arguments: Mapping[str, Any]) -> list[str]:
    """Say what is wrong with arguments. A schema that cannot be read has nothing against any."""
    try:
        return list(dict.fromkeys(_Check(schema).of(schema, arguments, "")))
    except (AttributeError, LookupError, OverflowError, TypeError, ValueError):
        return []


class _Check:
    """One check of a value; ``root`` is the whole schema, which a ``$ref`` points into.

    Keywords that are not read here (``pattern``, ``format``, ``not``, ``if`` ...) are left to the tool.
    """

    def __init__(self, root: Schema) -> None:
        self._root = root

    def of(self, schema: Any, value: Any, place: str, depth: int = 0) -> list[str]:
        """Say what is wrong with a value; ``place`` leads to it, as in ``orders[0].name``."""
        if not isinstance(schema, Mapping) or depth > _MAX_DEPTH:
            return []
        found = [] if "$ref" not in schema else self.of(self._target(schema["$ref"]), value, place, depth + 1)
        for part in schema.get("allOf", ()):
            found += self.of(part, value, place, depth + 1)
        for keyword in ("anyOf", "oneOf"):
            if keyword in schema:
                found += self._choice(schema[keyword], value, place, depth + 1)
        if _misses_kind(schema, value):
            return [*found, _problem(place, self._expected(schema), value)]
        found += [_problem(place, expected, value) for expected in _broken_limits(schema, value)]
        if isinstance(value, dict):
            found += self._members(schema, value, place, depth + 1)
        if isinstance(value, list):
            found += self._items(schema, value, place, depth + 1)
        return found

    def _members(self, schema: Schema, value: dict[str, Any], place: str, depth: int) -> Iterable[str]:
        properties = schema.get("properties", {})
        for name in schema.get("required", ()):
            described = properties.get(name, {})
            if name not in value and not self._may_be_missing(described):
                yield f"{_member(place, name)} is missing: expected {self._expected(described)}."
        # Names that a pattern allows are not looked into.
        others = True if "patternProperties" in schema else schema.get("additionalProperties", True)
        for name, member in value.items():
            if name in properties:
                yield from self.of(properties[name], member, _member(place, name), depth)
            elif others is False:
                owner = place or "The tool"
                yield f"{owner} takes {', '.join(properties) or 'no arguments'}, not {name}."
            else:
                yield from self.of(others, member, _member(place, name), depth)

    def _items(self, schema: Schema, value: list[Any], place: str, depth: int) -> Iterable[str]:
        first = schema.get("prefixItems", [])
        for index, item in enumerate(value):
            described = first[index] if index < len(first) else schema.get("items")
            yield from self.of(described, item, f"{place}[{index}]", depth)

    def _choice(self, branches: list[Any], value: Any, place: str, depth: int) -> list[str]:
        """Of several schemas one has to fit; say what those that are for such values have against it."""
        found = [self.of(branch, value, place, depth) for branch in branches]
        if not all(found):
            return []
        pairs = list(zip(found, branches, strict=True))
        of_kind = [each for each, branch in pairs if self._is_for(branch, value)]
        of_tag = [each for each, branch in pairs if self._is_tagged(branch, value)]
        if len(of_kind) == 1 or len(of_tag) == 1:
            return of_kind[0] if len(of_kind) == 1 else of_tag[0]
        if of_kind:
            return [" Or: ".join(dict.fromkeys(map(" ".join, of_kind)))]
        expected = dict.fromkeys(self._expected(branch) for branch in branches)
        return [_problem(place, " or ".join(expected), value)]

    def _is_for(self, schema: Any, value: Any) -> bool:
        resolved = self._resolved(schema)
        return isinstance(resolved, Mapping) and "type" in resolved and not _misses_kind(resolved, value)

    def _is_tagged(self, schema: Any, value: Any) -> bool:
        """Whether an object has the constants that a schema names, which tell such schemas apart."""
        properties = self._resolved(schema).get("properties", {})
        tags = {name: each for name, each in properties.items() if "const" in each}
        return (
            bool(tags)
            and isinstance(value, dict)
            and not any(name not in value or _misses_kind(each, value[name]) for name, each in tags.items())
        )

    def _may_be_missing(self, schema: Any) -> bool:
        resolved = self._resolved(schema)
        has_kind = not resolved.keys().isdisjoint({"type", "anyOf", "oneOf", "enum", "const"})
        return "default" in resolved or (has_kind and not self.of(resolved, None, ""))

    def _expected(self, schema: Any) -> str:
        """Say what a schema expects, as in ``an integer or null``."""
        schema = self._resolved(schema)
        if "const" in schema:
            return _shown(schema["const"])
        if "enum" in schema:
            return f"one of {', '.join(map(_shown, schema['enum']))}"
        choices = schema.get("anyOf") or schema.get("oneOf")
        if choices:
            return " or ".join(dict.fromkeys(map(self._expected, choices)))
        kinds = _kinds(schema)
        return " or ".join(_ARTICLES.get(kind, f"a {kind}") for kind in kinds) or "a value"

    def _resolved(self, schema: Any) -> Any:
        for _ in range(_MAX_DEPTH):
            if not isinstance(schema, Mapping) or "$ref" not in schema:
                break
            schema = {**self._target(schema["$ref"]), **{k: v for k, v in schema.items() if k != "$ref"}}
        return schema if isinstance(schema, Mapping) else {}

    def _target(self, reference: str) -> Any:
        """Give what a reference inside the schema points at; nothing is loaded from elsewhere."""
        if not reference.startswith("#"):
            return {}
        target: Any = self._root
        for step in reference.removeprefix("#").split("/")[1:]:
            name = step.replace("~1", "/").replace("~0", "~")
            target = target[int(name)] if isinstance(target, list) else target[name]
        return target


def _kinds(schema: Schema) -> list[str]:
    kinds = schema.get("type", [])
    return [kinds] if isinstance(kinds, str) else list(kinds)


def _misses_kind(schema: Schema, value: Any) -> bool:
    """Whether a value is not of the type, or none of the values, that a schema names."""
    kinds = [_KINDS[kind] for kind in _kinds(schema)]
    if kinds and not any(is_kind(value) for is_kind in kinds):
        return True
    allowed = [schema["const"]] if "const" in schema else schema.get("enum")
    return allowed is not None and not any(_is_same(value, each) for each in allowed)


def _is_same(value: Any, other: Any) -> bool:
    return isinstance(value, bool) == isinstance(other, bool) and bool(value == other)


def _broken_limits(schema: Schema, value: Any) -> Iterable[str]:
    for keyword, (is_limited, keeps, expected) in _LIMITS.items():
        if keyword in schema and is_limited(value) and not keeps(value, schema[keyword]):
            yield expected.format(schema[keyword])


def _problem(place: str, expected: str, value: Any) -> str:
    return f"{place or 'The arguments'}: expected {expected}, got {_shown(value)}."


def _member(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
