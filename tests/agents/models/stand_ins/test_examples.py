"""Examples are valid for their schema."""

from __future__ import annotations

import datetime
import decimal
import enum
import ipaddress
import json
import uuid
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given, strategies as st
from pydantic import AnyUrl, BaseModel, Field, TypeAdapter
from typing_extensions import TypedDict

from agents_widget.agents.models.stand_ins.examples import example


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


class Node(BaseModel):
    value: int
    children: list[Node] = []
    parent: Node | None = None


class Endless(BaseModel):
    value: int
    children: list[Endless]


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int = Field(ge=9)


class Dog(BaseModel):
    kind: Literal["dog"]


@dataclass
class Point:
    x: float
    y: float


class Movie(TypedDict):
    title: str
    year: int


TYPES: list[Any] = [
    *[str, int, float, bool, None, list[int], dict[str, int], dict[str, Any], Any, Point, Movie, Colour],
    *[
        Node,
        Endless,
        list[Node],
        int | None,
        int | str,
        Literal["a", "b"],
        tuple[int, str],
        Cat | Dog,
    ],
    *[datetime.datetime, datetime.date, datetime.time, datetime.timedelta, uuid.UUID, decimal.Decimal],
    *[ipaddress.IPv4Address, ipaddress.IPv6Address, AnyUrl, bytes, frozenset[Literal["a", "b"]]],
    Annotated[Cat | Dog, Field(discriminator="kind")],
    Annotated[int, Field(ge=10)],
    Annotated[int, Field(gt=4, lt=6)],
    Annotated[int, Field(le=-3)],
    Annotated[int, Field(multiple_of=7, ge=8)],
    Annotated[float, Field(gt=0, lt=0.5)],
    Annotated[str, Field(min_length=30)],
    Annotated[str, Field(max_length=2)],
    Annotated[str, Field(pattern=r"^[A-Z]{3}-\d{3}$")],
    Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$")],
    Annotated[list[int], Field(min_length=4)],
    Annotated[list[str], Field(max_length=0)],
    Annotated[set[int], Field(min_length=3)],
    Annotated[set[str], Field(min_length=3)],
]


@pytest.mark.parametrize("kind", TYPES, ids=str)
def test_the_example_of_a_type_is_one(kind: Any) -> None:
    adapter = TypeAdapter(kind)
    value = example(adapter.json_schema())
    adapter.validate_json(json.dumps(value))
    assert example(adapter.json_schema()) == value


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"enum": ["metric", "imperial"]}, "metric"),
        ({"const": 7}, 7),
        ({"type": "string", "examples": ["Oslo", "Rome"], "default": "Paris"}, "Oslo"),
        ({"type": "string", "default": "Paris"}, "Paris"),
        ({"type": ["null", "integer"]}, 3),
        ({"anyOf": [{"type": "null"}, {"type": "boolean"}]}, True),
        ({"oneOf": [{"type": "null"}]}, None),
        ({"$ref": "#/$defs/a~1b", "$defs": {"a/b": {"const": "found"}}}, "found"),
        ({"$ref": "#/$defs/lost"}, "example"),
        ({"$ref": "#/$defs/city", "default": "Rome", "$defs": {"city": {"type": "string"}}}, "Rome"),
        (
            {"allOf": [{"properties": {"a": {"const": 1}}}, {"properties": {"b": {"const": 2}}}]},
            {"a": 1, "b": 2},
        ),
        ({"prefixItems": [{"const": 1}, {"const": 2}], "type": "array", "items": False}, [1, 2]),
        ({"items": {"type": "integer"}, "minItems": 3}, [3, 4, 5]),
        ({"type": "object", "additionalProperties": {"type": "boolean"}}, {"key": True}),
        ({"type": "object", "additionalProperties": False}, {}),
        ({"type": "string", "pattern": r"^\p{L}+$"}, "example"),
        (True, "example"),
        ({}, "example"),
    ],
)
def test_constructs(schema: Any, value: Any) -> None:
    assert example(schema) == value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("city", "Paris"),
        ("customerEmail", "ada@example.com"),
        ("birth_date", "2026-01-31"),
        ("gizmo", "example gizmo"),
    ],
)
def test_a_property_name_makes_it_lifelike(name: str, value: str) -> None:
    assert example({"type": "object", "properties": {name: {"type": "string"}}}) == {name: value}


def test_nesting_ends() -> None:
    assert example(TypeAdapter(Node).json_schema()) == {
        "value": 3,
        "children": [],
        "parent": {"value": 3, "children": [], "parent": None},
    }
    loop = {"$defs": {"a": {"type": "object", "properties": {"a": {"$ref": "#/$defs/a"}}, "required": ["a"]}}}
    assert json.dumps(example({**loop, "$ref": "#/$defs/a"})).count("a") < 40
    assert example({"$ref": "#"}) == "example"


@given(st.integers(-50, 50), st.integers(0, 50), st.integers(1, 9))
def test_bounds_are_kept_where_a_number_exists(low: int, width: int, step: int) -> None:
    value = example({"type": "integer", "minimum": low, "maximum": low + width + step, "multipleOf": step})
    assert low <= value <= low + width + step
    assert value % step == 0
