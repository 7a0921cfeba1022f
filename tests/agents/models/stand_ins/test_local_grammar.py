"""Requests to a model without training for tools, the schema that a call must meet, and its reader."""

from __future__ import annotations

import json
import re
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, strategies as st

from agents_widget.agents.exceptions import UserError
from agents_widget.agents.model_settings import ModelSettings
from agents_widget.agents.models.interface import ModelCall, ModelTracing
from agents_widget.agents.models.stand_ins.local_grammar import (
    CallReader,
    bounded,
    call_schema,
    local_request,
)

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


def tool(name: str, description: str) -> SimpleNamespace:
    return SimpleNamespace(name=name, description=description, params_json_schema={}, strict_json_schema=True)


def move(agent: str, description: str) -> SimpleNamespace:
    return SimpleNamespace(
        tool_name=f"transfer_to_{agent}",
        tool_description=description,
        input_json_schema={},
        strict_json_schema=True,
    )


WEATHER, ADD = tool("get_weather", "Tells the weather."), tool("add", "Adds numbers.")
TO_MATH = move("math", "Handoff to the Math agent to handle the request. Adds numbers.")
TO_WEATHER = move("weather", "Weather.")
QUESTION = {"role": "user", "content": "How is Oslo?"}


def ran(name: str, output: str) -> list[dict[str, Any]]:
    called = {"type": "function_call", "name": name, "arguments": "{}", "call_id": name}
    return [called, {"type": "function_call_output", "call_id": name, "output": output}]


HANDED = ran("transfer_to_weather", '{"assistant": "Weather"}')


def request(items: Any, *, tools: Any = (), moves: Any = (), schema: Any = None, **settings: Any) -> Any:
    """The call that is made of this one, and whether its answer is read as a function call."""
    asked = ModelSettings(**settings)
    made = local_request(ModelCall("Be brief.", items, asked, tools, schema, moves, ModelTracing.DISABLED))
    return made.call, made.is_function_call


def grammar(call: ModelCall) -> Any:
    form = (call.model_settings.extra_args or {}).get("response_format")
    return form and form["json_schema"]["schema"]


def messages(items: Any, **options: Any) -> list[tuple[str, str]]:
    """What the model is shown below its instructions."""
    call, _ = request(items, **options)
    assert call.system_instructions == "Be brief."
    assert not call.tools
    assert not call.handoffs
    return [(message["role"], message["content"]) for message in call.input]


def due(*items: Any, **options: Any) -> list[str]:
    """The names of the functions of which one must be called."""
    call, is_call = request([QUESTION, *items], **options)
    choices = grammar(call)["anyOf"] if is_call else []
    return [choice["properties"]["name"]["const"] for choice in choices]


def test_a_question_leads_to_a_call_of_what_is_offered() -> None:
    assert due(tools=[WEATHER], moves=[TO_MATH]) == ["get_weather", "transfer_to_math"]
    assert due() == []


def test_a_result_leads_to_text() -> None:
    assert due(*ran("get_weather", "18 C"), tools=[WEATHER], moves=[TO_MATH]) == []


def test_a_handoff_leads_to_a_tool_or_on() -> None:
    assert due(*HANDED, tools=[WEATHER], moves=[TO_MATH]) == ["get_weather"]
    assert due(*HANDED, moves=[TO_MATH]) == ["transfer_to_math"]
    assert due(*HANDED) == []


def test_no_handoff_is_made_twice() -> None:
    back = ran("transfer_to_math", '{"assistant": "Math"}')
    assert due(*HANDED, *back, moves=[TO_WEATHER]) == []


def test_a_new_question_allows_everything_again() -> None:
    assert due(*HANDED, {"role": "user", "content": "And Rome?"}, moves=[TO_WEATHER]) == [
        "transfer_to_weather"
    ]


@pytest.mark.parametrize(
    ("choice", "expected"),
    [("none", []), ("required", ["get_weather", "add"]), ("add", ["add"]), ("auto", [])],
)
def test_tool_choice_overrides_the_rule(choice: str, expected: list[str]) -> None:
    assert due(*ran("get_weather", "18 C"), tools=[WEATHER, ADD], tool_choice=choice) == expected


def test_functions_are_shown_as_answered_questions() -> None:
    assert messages("How is Oslo?", tools=[WEATHER], moves=[TO_MATH]) == [
        ("user", "get weather: Tells the weather."),
        ("assistant", '{"name": "get_weather", "arguments": {}}'),
        ("user", "math: Adds numbers."),
        ("assistant", '{"name": "transfer_to_math", "arguments": {}}'),
        ("user", "How is Oslo?"),
    ]


def test_results_are_put_beside_the_question() -> None:
    ran_two = [*ran("get_weather", "18 C"), *ran("add", "x" * 9000)]
    *_, (_, last) = messages([QUESTION, *HANDED, *ran_two], tools=[WEATHER, ADD])
    assert last.startswith("Question: How is Oslo?\nget_weather: 18 C\nadd: ")
    assert len(last) < 2000
    assert "assistant" not in last


def test_a_conversation_is_passed_on_without_its_calls() -> None:
    answer = {"role": "assistant", "content": [{"type": "output_text", "text": "Cold."}], "type": "message"}
    more = {"role": "user", "content": [{"type": "input_text", "text": "Why?"}, {"type": "input_image"}]}
    assert messages([QUESTION, *ran("get_weather", "18 C"), answer, more]) == [
        ("user", "How is Oslo?"),
        ("assistant", "Cold."),
        ("user", "Why?\n[input_image]"),
    ]


def test_an_output_type_becomes_the_grammar_of_the_text() -> None:
    schema = SimpleNamespace(is_plain_text=lambda: False, json_schema=lambda: {"type": "array"})
    call, is_call = request("List some.", schema=schema)
    assert (is_call, grammar(call)) == (False, {"type": "array", "maxItems": 4})
    plain, _ = request("Hi", schema=SimpleNamespace(is_plain_text=lambda: True))
    assert grammar(plain) is None


def test_a_hosted_tool_is_refused_by_name() -> None:
    with pytest.raises(UserError, match="function tools only, but the agent has 'web_search'"):
        request("Hi", tools=[{"type": "web_search"}])
