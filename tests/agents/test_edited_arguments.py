"""Arguments as a person edits them: read once."""

from __future__ import annotations

import json
from enum import Enum
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, strategies as st
from pydantic import BaseModel, ConfigDict, Field

from agents_widget.agents.edited_arguments import parse_arguments


class Color(Enum):
    RED = "red"


class Place(BaseModel):
    name: str
    depth: float = Field(alias="depthInMetres", default=1)
    color: Color = Color.RED
    model_config = ConfigDict(populate_by_name=True)


SCHEMA = {"properties": {"order": {}, "amount": {}}, "additionalProperties": False}


def test_nothing_was_edited() -> None:
    assert parse_arguments(None) is None


@pytest.mark.parametrize(
    "arguments",
    [
        {"name": "sea", "depthInMetres": 1.0, "color": Color.RED},
        MappingProxyType({"name": "sea", "depthInMetres": 1.0, "color": "red"}),
        Place(name="sea"),
    ],
)
def test_enums_and_models_are_written_as_the_schema_names_them(arguments: Any) -> None:
    expected = {"name": "sea", "depthInMetres": 1.0, "color": "red"}
    edited = parse_arguments(arguments)
    nested = parse_arguments({"at": [arguments]})
    assert edited is not None
    assert nested is not None
    assert (edited.values, nested.values) == (expected, {"at": [expected]})


@pytest.mark.parametrize("arguments", [{"order": "A"}, '{"order": "A"}'])
def test_a_mapping_and_its_text_are_alike(arguments: Any) -> None:
    edited = parse_arguments(arguments)
    assert edited is not None
    assert edited == ('{"order": "A"}', {"order": "A"})
    edited.check(SCHEMA, "{}")


def test_a_name_that_the_tool_does_not_have() -> None:
    edited = parse_arguments({"orders": "A"})
    assert edited is not None
    for written in ("{}", "", "[1]", '{"orders', "[" * 100_000):
        with pytest.raises(ValueError, match=r"The tool takes order, amount, not orders\."):
            edited.check(SCHEMA, written)
    edited.check({**SCHEMA, "additionalProperties": True}, "{}")
    edited.check({}, "{}")


def test_a_name_that_the_model_wrote_may_stay() -> None:
    edited = parse_arguments('{"orders": "A", "order": "B"}')
    assert edited is not None
    edited.check(SCHEMA, '{"orders": "A"}')


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("{", r"not JSON \(.*Expected an object"),
        ("[1]", r"are a list. Expected an object"),
        ("", "not JSON"),
        ("null", "are null. Expected an object"),
        ('{"x": NaN}', r"\(NaN is no JSON value\)"),
        ('{"x": [-Infinity]}', r"\(-Infinity is no JSON value\)"),
        ('{"x": 0x10}', "not JSON"),
        ("[" * 100_000, "not JSON"),
        ({"x": float("inf")}, "not JSON"),
        ([1], "are a list. Expected an object"),
        (5, "are a number. Expected an object"),
        (Color.RED, "are a text. Expected an object"),
        ("true", "are a boolean. Expected an object"),
        (1.5, "are a number. Expected an object"),
        ({"x": Place(name="sea", depth=float("inf"))}, "not JSON"),
        ({"x": object()}, r"not JSON \(Object of type object"),
    ],
)
def test_what_are_no_arguments(arguments: Any, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse_arguments(arguments)


TEXTS = [
    '{ "id":1610521604143693812 ,"rate": 1.0,"n": 1e3, "zero": -0 }',
    '{"b": "\\u00e9\\/", "a": null, "b": "", "half": "\\ud83d"}',
    '{\n\t"big": 1e999, "deep": [12345678901234567890, {"x": "{\\"y\\": 1.0}"}]\n}\n',
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_stays_as_it_is(text: str) -> None:
    edited = parse_arguments(text)
    assert edited is not None
    assert edited.text == text


@given(
    st.dictionaries(
        st.text(),
        st.recursive(
            st.none()
            | st.booleans()
            | st.integers()
            | st.floats(allow_nan=False, allow_infinity=False)
            | st.text(),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        ),
    )
)
def test_a_mapping_is_written_without_a_loss(arguments: dict[str, Any]) -> None:
    edited = parse_arguments(arguments)
    assert edited is not None
    assert json.loads(edited.text) == arguments
    assert parse_arguments(edited.text) == edited
