"""What is wrong with a tool call's arguments, in words; whether anything is, compared with jsonschema."""

from __future__ import annotations

import json
from typing import Any, Literal

import pytest
from hypothesis import given, settings, strategies as st
from jsonschema import Draft202012Validator
from pydantic import BaseModel

from agents_widget import function_tool
from agents_widget.agents.argument_problems import new_problems, problems


class Line(BaseModel):
    sku: str
    count: int = 1
    inside: Line | None = None


@function_tool
def order(
    name: str,
    amount: int,
    price: float,
    kind: Literal["new", "old"],
    note: str | None,
    lines: list[Line],
    gift: bool = False,
) -> str:
    return name


SCHEMA = order.params_json_schema
GOOD: dict[str, Any] = {
    "name": "Ada",
    "amount": 3,
    "price": 1,
    "kind": "new",
    "note": None,
    "lines": [{"sku": "A", "count": 2, "inside": {"sku": "B", "count": 1, "inside": None}}],
    "gift": True,
}


def test_what_may_be_left_out() -> None:
    required = {name: value for name, value in GOOD.items() if name not in ("note", "gift")}
    assert problems(SCHEMA, GOOD) == []
    assert problems(SCHEMA, required) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"amount": "ten"}, 'amount: expected an integer, got "ten".'),
        ({"amount": 1.5}, "amount: expected an integer, got 1.5."),
        ({"amount": True}, "amount: expected an integer, got true."),
        ({"amount": None}, "amount: expected an integer, got null."),
        ({"price": "1"}, 'price: expected a number, got "1".'),
        ({"kind": "odd"}, 'kind: expected one of "new", "old", got "odd".'),
        ({"note": 7}, "note: expected a string or null, got 7."),
        ({"lines": {}}, "lines: expected an array, got {}."),
        ({"lines": [{"sku": 1}]}, "lines[0].sku: expected a string, got 1."),
        ({"lines": [{}]}, "lines[0].sku is missing: expected a string."),
        ({"lines": [{"sku": "A", "x": 1}]}, "lines[0] takes sku, count, inside, not x."),
        (
            {"lines": [{"sku": "A", "inside": {"sku": 2}}]},
            "lines[0].inside.sku: expected a string, got 2.",
        ),
        ({"nam": 1}, "The tool takes name, amount, price, kind, note, lines, gift, not nam."),
        ({"name": ["x" * 100]}, f'name: expected a string, got ["{"x" * 58}....'),
    ],
)
def test_the_field_what_was_given_and_what_was_expected(change: dict[str, Any], says: str) -> None:
    assert problems(SCHEMA, {**GOOD, **change}) == [says]
    assert new_problems(SCHEMA, {**GOOD, **change}, json.dumps(GOOD)) == [says]
    # What the model itself wrote may stay, beside an edit of another field.
    assert new_problems(SCHEMA, {**GOOD, **change, "gift": False}, json.dumps({**GOOD, **change})) == []


CAT = {
    "type": "object",
    "properties": {"kind": {"const": "cat"}, "lives": {"type": "integer"}},
    "required": ["kind", "lives"],
}
DOG = {
    "type": "object",
    "properties": {"kind": {"const": "dog"}, "name": {"type": "string"}},
    "required": ["kind", "name"],
}


@pytest.mark.parametrize(
    ("choices", "value", "says"),
    [
        ([CAT, DOG], {"kind": "dog"}, "x.name is missing: expected a string."),
        ([CAT, DOG], {"kind": "cat", "lives": "9"}, 'x.lives: expected an integer, got "9".'),
        (
            [CAT, DOG],
            {"kind": "cow", "lives": 1, "name": "A"},
            'x.kind: expected "cat", got "cow". Or: x.kind: expected "dog", got "cow".',
        ),
        ([CAT, DOG, {"type": "null"}], 5, "x: expected an object or null, got 5."),
        (
            [{"minimum": 5, "type": "integer"}, {"type": "number", "minimum": 5}],
            1,
            "x: expected 5 or more, got 1.",
        ),
    ],
)
@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
def test_what_the_fitting_one_of_several_expects(
    keyword: str, choices: list[Any], value: Any, says: str
) -> None:
    assert problems({"properties": {"x": {keyword: choices}}}, {"x": value}) == [says]


def test_a_missing_argument() -> None:
    without = {name: value for name, value in GOOD.items() if name != "amount"}
    assert problems(SCHEMA, without) == ["amount is missing: expected an integer."]
    assert new_problems(SCHEMA, {**without, "name": "B"}, json.dumps(without)) == []
    for written in ("", "[1]", "{", "[" * 100_000):
        assert new_problems(SCHEMA, without, written) == ["amount is missing: expected an integer."]


@pytest.mark.parametrize(
    ("schema", "value", "says"),
    [
        ({"minimum": 1}, 0, "x: expected 1 or more, got 0."),
        ({"maximum": 1}, 2, "x: expected 1 or less, got 2."),
        ({"exclusiveMinimum": 1}, 1, "x: expected more than 1, got 1."),
        ({"exclusiveMaximum": 1}, 1, "x: expected less than 1, got 1."),
        ({"minLength": 2}, "a", 'x: expected 2 characters or more, got "a".'),
        ({"maxLength": 0}, "a", 'x: expected 0 characters or fewer, got "a".'),
        ({"minItems": 1}, [], "x: expected 1 items or more, got []."),
        ({"const": 1}, True, "x: expected 1, got true."),
        ({"type": ["integer", "null"]}, "a", 'x: expected an integer or null, got "a".'),
        (
            {"anyOf": [{"type": "integer"}, {"enum": ["a"]}]},
            "b",
            'x: expected an integer or one of "a", got "b".',
        ),
        ({"allOf": [{"type": "integer"}]}, "b", 'x: expected an integer, got "b".'),
        ({"additionalProperties": {"type": "integer"}}, {"y": "b"}, 'x.y: expected an integer, got "b".'),
        ({"prefixItems": [{"type": "integer"}]}, ["b"], 'x[0]: expected an integer, got "b".'),
    ],
)
def test_other_schemas(schema: dict[str, Any], value: Any, says: str) -> None:
    assert problems({"properties": {"x": schema}}, {"x": value}) == [says]


@pytest.mark.parametrize(
    "schema",
    [
        {},
        {"properties": {"x": True}},
        {"properties": {"x": {"$ref": "https://example.org/schema.json"}}},
        {"properties": {"x": {"$ref": "#/nowhere"}}},
        {"properties": {"x": {"$ref": "#/properties/x"}}},
        {"properties": {"x": {"type": "strnig"}}},
        {"properties": {"x": {"type": 3}}},
        {"properties": {"x": {"minimum": "many"}}},
        {"properties": []},
        {"required": 3},
        {"allOf": 3},
        {"$ref": "#"},
    ],
)
def test_a_schema_that_cannot_be_read_refuses_nothing(schema: Any) -> None:
    assert problems(schema, {"x": 1}) == []


SCALARS = (
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from([0.5, 2.0]) | st.sampled_from("abc")
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("xyz"), inner),
    max_leaves=6,
)
KINDS = ["string", "integer", "number", "boolean", "object", "array", "null"]
LIMITED = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(KINDS) | st.lists(st.sampled_from(KINDS), min_size=1, unique=True),
        "enum": st.lists(SCALARS, min_size=1),
        "const": SCALARS,
        "minimum": st.integers(-2, 2),
        "exclusiveMaximum": st.integers(-2, 2),
        "maxLength": st.integers(0, 1),
        "minItems": st.integers(0, 2),
        "$ref": st.just("#/$defs/row"),
    },
)


def _nested(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from(["object", "array"]),
            "properties": st.dictionaries(st.sampled_from("xyz"), inner),
            "additionalProperties": st.booleans() | inner,
            "items": inner,
            "prefixItems": st.lists(inner, min_size=1, max_size=2),
            "anyOf": st.lists(inner, min_size=1, max_size=3),
            "allOf": st.lists(inner, min_size=1, max_size=2),
        },
    )


SCHEMAS = st.recursive(LIMITED, _nested, max_leaves=6)
ROW = {"type": "object", "properties": {"x": {"type": "integer"}}, "additionalProperties": False}


@settings(max_examples=500)
@given(SCHEMAS, st.dictionaries(st.sampled_from("xyz"), VALUES))
def test_whether_anything_is_wrong_is_what_jsonschema_says(schema: dict[str, Any], value: Any) -> None:
    schema = {**schema, "$defs": {"row": ROW}}
    found = problems(schema, value)
    assert (found == []) == Draft202012Validator(schema).is_valid(value), found
