"""Arguments as a person edits them: read once."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from agents_widget.widget.arguments import parse_arguments

SCHEMA = {"properties": {"order": {}, "amount": {}}, "additionalProperties": False}


def test_nothing_was_edited() -> None:
    assert parse_arguments(None) is None


@pytest.mark.parametrize("arguments", [{"order": "A"}, '{"order": "A"}'])
def test_a_mapping_and_its_text_are_alike(arguments: Any) -> None:
    edited = parse_arguments(arguments)
    assert edited is not None
    assert (edited.text, edited.names) == ('{"order": "A"}', {"order"})
    edited.check_names(SCHEMA, "{}")


def test_a_name_that_the_tool_does_not_have() -> None:
    edited = parse_arguments({"orders": "A"})
    assert edited is not None
    for written in ("{}", "", "[1]", '{"orders', "[" * 100_000):
        with pytest.raises(ValueError, match=r"The tool takes order, amount, not orders\."):
            edited.check_names(SCHEMA, written)
    edited.check_names({**SCHEMA, "additionalProperties": True}, "{}")
    edited.check_names({}, "{}")


def test_a_name_that_the_model_wrote_may_stay() -> None:
    edited = parse_arguments('{"orders": "A", "order": "B"}')
    assert edited is not None
    edited.check_names(SCHEMA, '{"orders": "A"}')


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("{", r"not JSON \(.*Expected an object"),
        ("[1]", r"are a list. Expected an object"),
        ("", "not JSON"),
        ("null", "are a NoneType"),
        ('{"x": NaN}', r"\(NaN is no JSON value\)"),
        ('{"x": [-Infinity]}', r"\(-Infinity is no JSON value\)"),
        ('{"x": 0x10}', "not JSON"),
        ("[" * 100_000, "not JSON"),
        ({"x": float("inf")}, "not JSON"),
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
