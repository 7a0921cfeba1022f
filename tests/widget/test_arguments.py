"""Arguments as a person edits them: read once."""

from __future__ import annotations

from typing import Any

import pytest

from agents_widget.widget.arguments import parse_arguments

SCHEMA = {"properties": {"order": {}, "amount": {}}, "additionalProperties": False}


def test_nothing_was_edited() -> None:
    assert parse_arguments(None) is None


@pytest.mark.parametrize("given", [{"order": "A"}, '{"order": "A"}'])
def test_a_mapping_and_its_text_are_alike(given: Any) -> None:
    edited = parse_arguments(given)
    assert edited is not None
    assert (edited.text, edited.names) == ('{"order": "A"}', {"order"})
    edited.check_names(SCHEMA)


def test_a_name_that_the_tool_does_not_have() -> None:
    edited = parse_arguments({"orders": "A"})
    assert edited is not None
    with pytest.raises(ValueError, match=r"The tool takes order, amount, not orders\."):
        edited.check_names(SCHEMA)
    edited.check_names({**SCHEMA, "additionalProperties": True})
    edited.check_names({})


@pytest.mark.parametrize(
    ("text", "says"), [("{", r"not JSON \(.*Expected an object"), ("[1]", r"are a list. Expected an object")]
)
def test_what_are_no_arguments(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse_arguments(text)
