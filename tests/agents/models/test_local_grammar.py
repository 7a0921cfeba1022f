"""Calls by grammar: the schema that a call must meet, and the reader of the answer."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, strategies as st

from agents_widget.agents.models.stand_ins.local_grammar import CallReader, bounded, call_schema

CITY = {
    "type": "object",
    "properties": {"place": {"$ref": "#/$defs/Place"}},
    "required": ["place"],
    "$defs": {"Place": {"type": "object", "properties": {"inside": {"$ref": "#/$defs/Place"}}}},
}


def read(*deltas: str) -> tuple[str | None, str]:
    reader = CallReader()
    text = "".join([reader.feed(delta) for delta in deltas])
    return reader.name, text


def test_a_call_names_one_of_the_functions_and_has_its_arguments() -> None:
    schema = call_schema(
        [{"name": "now", "parameters": {}}, {"name": "weather", "parameters": {"required": ["city"]}}]
    )
    now, weather = schema["anyOf"]
    assert now["properties"]["name"] == {"const": "now"}
    assert now["properties"]["arguments"] == {"type": "object", "properties": {}}
    assert list(weather["properties"]) == weather["required"] == ["name", "arguments"]
    assert weather["properties"]["arguments"]["required"] == ["city"]


def test_definitions_of_several_functions_do_not_meet() -> None:
    schema = call_schema([{"name": name, "parameters": CITY} for name in "ab"])
    assert set(schema["$defs"]) == {"f0-Place", "f1-Place"}
    references = re.findall(r'"\$ref": "([^"]+)"', json.dumps(schema))
    assert set(references) == {"#/$defs/f0-Place", "#/$defs/f1-Place"}
    assert "$defs" not in schema["anyOf"][0]["properties"]["arguments"]
    assert "$defs" in CITY


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string"}, {"type": "string", "maxLength": 200}),
        ({"type": "string", "minLength": 300}, {"type": "string", "minLength": 300, "maxLength": 300}),
        ({"type": "string", "maxLength": 9}, {"type": "string", "maxLength": 9}),
        ({"type": "array", "minItems": 6}, {"type": "array", "minItems": 6, "maxItems": 6}),
        ({"type": "array"}, {"type": "array", "maxItems": 4}),
        ({"pattern": r"^\d{2}[\w-]$"}, {"pattern": "^[0-9]{2}[A-Za-z0-9_-]$"}),
        ({"properties": {"type": {"type": "integer"}}}, {"properties": {"type": {"type": "integer"}}}),
        ({"anyOf": [{"type": "array"}]}, {"anyOf": [{"type": "array", "maxItems": 4}]}),
        (True, True),
    ],
)
def test_everything_has_an_end(schema: Any, expected: Any) -> None:
    assert bounded(schema) == expected


def test_a_property_may_be_called_pattern() -> None:
    schema = {"properties": {"pattern": {"type": "integer"}, "$ref": {"type": "integer"}}}
    assert bounded(schema) == schema


def test_a_call_is_read_whole() -> None:
    whole = '{"name": "weather", "arguments": {"city": "New York"}}'
    assert read(whole) == ("weather", '{"city": "New York"}')


def test_a_call_without_arguments_is_an_empty_object() -> None:
    name, arguments = read('{\n  "name": "now",\n  "arguments": {\n  }\n}')
    assert (name, json.loads(arguments)) == ("now", {})


def test_nothing_is_read_before_the_name_is_complete() -> None:
    assert read('{"name": "wea') == (None, "")
    assert read('{"name": "weather", "arg') == (None, "")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(st.dictionaries(st.text(), JSON, max_size=4), st.sampled_from([None, 1, 3]), st.booleans(), st.data())
def test_any_arguments_survive_any_split(
    arguments: dict[str, Any], indent: int | None, ascii_only: bool, data: st.DataObject
) -> None:
    text = json.dumps({"name": "f", "arguments": arguments}, indent=indent, ensure_ascii=ascii_only) + "\n "
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    deltas = [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    name, read_arguments = read(*deltas)
    assert name == "f"
    assert json.loads(read_arguments) == arguments
