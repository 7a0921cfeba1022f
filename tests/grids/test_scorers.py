"""What the ready-made scorers take for right."""

from __future__ import annotations

import builtins
import re
from typing import Any

import pytest
from hypothesis import given, strategies as st
from pydantic import BaseModel

from agents_widget import called, exact, includes, json_schema, max_cost, max_turns, numeric, regex
from agents_widget.grids.output_text import last_number
from agents_widget.grids.scored_run import ScoredRun


def score(scorer: Any, output: Any = None, expected: Any = None, **facts: Any) -> float | None:
    found = scorer(output, expected, ScoredRun(None, output, expected, **facts))
    if found is None:
        return None
    assert found.value == 1 or found.reason, "what is wrong says why"
    value: float | None = found.value
    return value


class City(BaseModel):
    name: str
    people: int


@pytest.mark.parametrize(
    ("output", "expected", "value"),
    [
        ("Oslo", "Oslo", 1),
        (" Oslo\n", "Oslo", 1),
        ("oslo", "Oslo", 0),
        ("Oslo", ["Bergen", "Oslo"], 1),
        ("Oslo", None, None),
        ("42", 42, 1),
        (42, 42.0, 1),
        ({"a": [1, 2]}, {"a": (1, 2)}, 1),
        ({"name": "Oslo", "people": 7}, City(name="Oslo", people=7), 1),
        ([1, 2], [1, 2], 1),
        ([1], [1, 2], 0),
        (None, "Oslo", 0),
    ],
)
def test_exact(output: Any, expected: Any, value: float | None) -> None:
    assert score(exact(), output, expected) == value


def test_exact_by_its_options() -> None:
    assert score(exact(ignore_case=True), "STRASSE", "straße") == 1
    assert score(exact(strip=False), "Oslo ", "Oslo") == 0


def test_includes() -> None:
    assert score(includes(), "It is in OSLO.", "oslo") == 1
    assert score(includes(ignore_case=False), "It is in OSLO.", "oslo") == 0
    assert score(includes(), {"city": "Oslo"}, ["Rome", "oslo"]) == 1
    assert score(includes(), "anything", None) is None


def test_regex() -> None:
    assert score(regex(r"^\d{4}-\d\d$"), "2026-11") == 1
    assert score(regex("oslo", flags=re.IGNORECASE), "OSLO") == 1
    assert score(regex(r"\d"), "none") == 0
    with pytest.raises(ValueError, match=r"regex\('\('\): this is no regular expression"):
        regex("(")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("The answer is 42.", 42),
        ("3 + 4 = 7", 7),
        ("-1.5e3", -1500),
        ("\u22125 degrees", -5),
        ("1,234,567.5", 1234567.5),
        ("about .5", 0.5),
        ("order A-7", 7),
        ("version v1.2.3 of gpt5", None),
        ("42%", 42),
        ("12,34", 34),
        ("e5", None),
        ("", None),
        (True, None),
        (7, 7),
        ({"answer": 7}, 7),
    ],
)
def test_the_last_number(text: Any, number: float | None) -> None:
    assert last_number(text) == number


@given(st.text())
def test_any_text_has_a_number_or_none(text: str) -> None:
    assert last_number(text) is None or isinstance(last_number(text), float)


@given(st.floats(allow_nan=False, allow_infinity=False), st.text(alphabet="ab :\n", max_size=9))
def test_a_number_that_python_writes_is_found(number: float, before: str) -> None:
    assert last_number(f"{before} {number!r}") == number


def test_numeric() -> None:
    assert score(numeric(), "It is 3.", "3.0") == 1
    assert score(numeric(), "It is 3.01.", 3) == 0
    assert score(numeric(0.1), "It is 3.01.", 3) == 1
    assert score(numeric(relative=0.01), "990", 1000) == 1
    assert score(numeric(), "none at all", 3) == 0
    assert score(numeric(), "3", None) is None
    with pytest.raises(ValueError, match="needs an expected number"):
        score(numeric(), "3", "three")
    with pytest.raises(ValueError, match="tolerances of 0 or more"):
        numeric(-1)


def test_json_schema() -> None:
    schema = {"type": "object", "required": ["name"], "properties": {"people": {"type": "integer"}}}
    assert score(json_schema(schema), '{"name": "Oslo", "people": 7}') == 1
    assert score(json_schema(schema), {"people": 7}) == 0
    assert score(json_schema(schema), '{"name": "Oslo", "people": "many"}') == 0
    assert score(json_schema(schema), "no JSON") == 0
    assert score(json_schema(City), {"name": "Oslo", "people": 7}) == 1
    assert score(json_schema(list[int]), "[1, 2]") == 1
    assert score(json_schema(City), {"name": "Oslo"}) == 0


def test_json_schema_says_where_it_is_broken() -> None:
    schema = {"properties": {"people": {"type": "integer"}}}
    assert "$.people" in json_schema(schema)({"people": "x"}, None, ScoredRun(None, None)).reason
    assert "people" in json_schema(City)({"name": "Oslo"}, None, ScoredRun(None, None)).reason


def test_json_schema_without_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    there = builtins.__import__

    def without(name: str, *more: Any) -> Any:
        if name.startswith("jsonschema"):
            raise ImportError(name)
        return there(name, *more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ImportError, match="pip install jsonschema"):
        json_schema({"type": "object"})


def test_called() -> None:
    assert score(called("find"), tools={"find": 2}) == 1
    assert score(called("find"), tools={"other": 2}) == 0
    assert score(called("find", times=2), tools={"find": 2}) == 1
    assert score(called("find", times=1), tools={"find": 2}) == 0
    assert score(called("find", times=0), tools={}) == 1


def test_limits() -> None:
    assert score(max_cost(0.01), cost=0.01) == 1
    assert score(max_cost(0.01), cost=0.02) == 0
    assert score(max_cost(0.01), cost=None) is None
    assert score(max_turns(2), turns=2) == 1
    assert score(max_turns(2), turns=3) == 0
