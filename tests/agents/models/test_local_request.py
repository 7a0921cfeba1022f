"""What a model without training for tools is asked, and when it must call."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from agents_widget.agents.exceptions import UserError
from agents_widget.agents.model_settings import ModelSettings
from agents_widget.agents.models.interface import ModelCall, ModelTracing
from agents_widget.agents.models.stand_ins.local_grammar import local_request


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
