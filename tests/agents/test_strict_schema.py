"""Strict schemas: what is refused, where, and at what price."""

import pytest

from agents_widget.agents.exceptions import UserError
from agents_widget.agents.strict_schema import SchemaError, ensure_strict_json_schema


def deep(levels):
    schema = {"type": "string"}
    for _ in range(levels):
        schema = {"type": "array", "items": schema}
    return schema


@pytest.mark.parametrize(
    ("schema", "says"),
    [
        ({"type": "object", "additionalProperties": True}, "keys that are not known beforehand"),
        ({"properties": {"a": {"additionalProperties": {}}}}, r"cannot be strict. \(at properties.a\)"),
        ({"anyOf": [{"type": "object"}]}, "root of a strict schema must be one object, not anyOf"),
        ({"type": ["object", "null"]}, "must be an object and nothing else"),
        ({"properties": {"a": 3}}, r"must be an object, got 3. \(at properties.a\)"),
        ({"properties": {"a": {"$ref": "other.json", "title": "t"}}}, "must point into its own schema"),
        ({"properties": {"a": {"$ref": "#/$defs/A", "title": "t"}}}, r"#/\$defs/A leads to no schema"),
        ({"properties": {"a": {"$ref": "#/$defs/A", "enum": [1]}}}, r"enum cannot stand beside a \$ref"),
        (
            {"properties": {"a": {"allOf": [{"type": "string"}], "type": "null"}}},
            "type says one thing inside allOf",
        ),
        (
            {"properties": {"a": {"$id": "urn:x", "items": {"$ref": "#"}}}},
            r"inside a part that has its own \$id",
        ),
        (deep(200), "nested too deeply"),
        ({"default": deep(5000)}, "nested too deeply"),
        (deep(100), "nested too deeply"),
    ],
)
def test_refusals(schema, says):
    with pytest.raises(UserError, match=says):
        ensure_strict_json_schema({"type": "object", **schema} if "type" not in schema else schema)


@pytest.mark.parametrize("wrong", [[], None, "", (), 7])
def test_a_schema_is_a_dict(wrong):
    with pytest.raises(TypeError, match="must be an object, got"):
        ensure_strict_json_schema(wrong)


def test_the_deepest_schema():
    assert ensure_strict_json_schema(deep(99))["items"]["items"]["type"] == "array"


def holding_itself():
    schema = {"type": "object", "properties": {"list": {"items": []}}}
    schema["properties"]["list"]["anyOf"] = [schema["properties"]]
    return schema


@pytest.mark.parametrize(
    "definitions",
    [
        {"A": {"$ref": "#/$defs/A"}},
        {"A": {"$ref": "#/$defs/B", "title": "t"}, "B": {"$ref": "#/$defs/A", "title": "t"}},
        {"A": {"properties": {"child": {"$ref": "#/$defs/A", "description": "d"}}}},
        {"A": {"items": {"allOf": [{"$ref": "#/$defs/A"}], "description": "d"}}},
        {"A": {"allOf": [{"$ref": "#/$defs/A"}]}},
    ],
)
def test_a_circle_is_called_one(definitions):
    schema = {
        "type": "object",
        "properties": {"a": {"$ref": "#/$defs/A", "title": "t"}},
        "$defs": definitions,
    }
    with pytest.raises(UserError, match=r"circular: #/\$defs/"):
        ensure_strict_json_schema(schema)


def test_a_dict_that_holds_itself_is_called_circular():
    with pytest.raises(UserError, match="circular: a part holds itself"):
        ensure_strict_json_schema(holding_itself())


def test_parts_that_double_are_too_large():
    part = {"type": "string"}
    for _ in range(25):
        part = {"type": "object", "properties": {"a": part, "b": part}}
    with pytest.raises(UserError, match="too large"):
        ensure_strict_json_schema(part)


def test_one_part_in_two_places_is_no_circle():
    part = {"type": "object", "properties": {"x": {"type": "string"}}}
    strict = ensure_strict_json_schema({"type": "object", "properties": {"a": part, "b": part}})
    assert strict["properties"]["a"] == strict["properties"]["b"]


def test_the_place_of_an_error():
    with pytest.raises(SchemaError) as caught:
        ensure_strict_json_schema(
            {
                "type": "object",
                "properties": {"a": {"items": {"type": "object", "additionalProperties": True}}},
            }
        )
    assert caught.value.path == ("properties", "a", "items")


def test_references_that_grow_for_ever_are_stopped():
    """Each definition holds the next one twice: 2 ** 20 schemas, were they all written out."""
    definitions = {
        f"d{i}": {"properties": {k: {"$ref": f"#/$defs/d{i + 1}", "title": "t"} for k in "ab"}}
        for i in range(20)
    }
    schema = {"type": "object", "$defs": {**definitions, "d20": {"type": "string"}}}
    with pytest.raises(UserError, match="too large"):
        ensure_strict_json_schema(schema)


def test_the_result_shares_nothing_with_the_argument():
    schema = {
        "type": "object",
        "properties": {"a": {"$ref": "#/$defs/A", "title": "t"}},
        "$defs": {"A": {"enum": [1]}},
    }
    strict = ensure_strict_json_schema(schema)
    strict["properties"]["a"]["enum"].append(2)
    assert schema["$defs"]["A"] == {"enum": [1]}


def test_making_strict_twice_changes_nothing():
    schema = {"properties": {"a": {"oneOf": [{"type": "object"}, {"type": "null"}]}}}
    once = ensure_strict_json_schema(schema)
    assert ensure_strict_json_schema(once) == once
