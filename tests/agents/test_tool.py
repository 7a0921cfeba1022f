"""The function_tool decorator and tools made by hand."""

import copy
import dataclasses
import functools
import inspect
import warnings
from pathlib import Path

import agents
import pytest
from pydantic import BaseModel

from agents_widget.agents import decorators, guardrail
from agents_widget.agents.exceptions import UserError
from agents_widget.agents.tool import FunctionTool, ToolOptions, function_tool
from agents_widget.agents.tool_guardrails import tool_input_guardrail, tool_output_guardrail


def add(a: int, b: int = 1) -> int:
    """Add two numbers."""
    return a + b


async def wait(seconds: float):
    """Wait a while."""


async def invoke(context, arguments):
    return arguments


def by_hand(**options):
    return FunctionTool(
        "raw", "Raw.", {"type": "object", "properties": {"a": {"type": "string"}}}, invoke, **options
    )


def test_bare_and_with_options():
    bare, empty = function_tool(add), function_tool()(add)
    assert (bare.name, bare.description, bare.strict_json_schema) == ("add", "Add two numbers.", True)
    assert bare.params_json_schema == empty.params_json_schema
    other = function_tool(name_override="plus", description_override="Sum.", strict_mode=False)(add)
    assert (other.name, other.description, other.strict_json_schema) == ("plus", "Sum.", False)
    assert other.params_json_schema["title"] == "plus_args"
    assert other.params_json_schema["required"] == ["a"]


def test_options_are_kept():
    def check(context, agent): ...

    @tool_input_guardrail
    def before(data): ...

    @tool_output_guardrail
    def after(data): ...

    tool = function_tool(
        wait,
        is_enabled=check,
        needs_approval=True,
        tool_input_guardrails=[before],
        tool_output_guardrails=[after],
        timeout=3,
        timeout_behavior="raise_exception",
        timeout_error_function=check,
    )
    assert (tool.is_enabled, tool.needs_approval) == (check, True)
    assert (tool.tool_input_guardrails, tool.tool_output_guardrails) == ([before], [after])
    kept = tool.timeout_seconds, tool.timeout_behavior, tool.timeout_error_function
    assert kept == (3, "raise_exception", check)


def test_defaults_are_the_sdks():
    ours, theirs = function_tool(add), agents.function_tool(add)
    for field in dataclasses.fields(FunctionTool):
        if field.name != "on_invoke_tool":
            assert getattr(ours, field.name) == getattr(theirs, field.name), field.name


def test_every_option_of_the_sdk_is_known():
    theirs = set(inspect.signature(agents.function_tool).parameters) - {"func"}
    refused = {"allowed_callers", "custom_data_extractor"}
    assert theirs == set(ToolOptions.__annotations__) | refused
    assert set(inspect.signature(function_tool).parameters) - {"func", "options"} <= theirs


@pytest.mark.parametrize("name", ["allowed_callers", "custom_data_extractor"])
def test_options_we_do_not_have(name):
    with pytest.raises(UserError, match=f"function_tool has no {name}: "):
        function_tool(add, **{name: ["direct"]})
    assert function_tool(add, **{name: None}).name == "add"


def test_a_mistyped_option():
    with pytest.raises(TypeError, match=r"function_tool\(\) has no descripton"):
        function_tool(add, descripton="x")


@pytest.mark.parametrize(
    "thing",
    ["add", 3, function_tool(add), FunctionTool, functools.partial(add, 1)],
    ids=["text", "number", "tool", "class", "partial"],
)
def test_what_is_not_a_function(thing):
    with pytest.raises(UserError, match="function_tool needs a function, got "):
        function_tool(thing)


def test_the_function_stays_reachable():
    tool = function_tool(add)
    assert tool.__wrapped__(2, 3) == 5
    assert dataclasses.replace(tool, name="other").__wrapped__ is copy.copy(tool).__wrapped__ is add
    assert not hasattr(by_hand(), "__wrapped__")
    assert "name" in inspect.signature(FunctionTool).parameters


def test_by_hand():
    schema = {"type": "object", "properties": {"a": {"type": "string"}}}
    tool = FunctionTool("raw", "Raw.", schema, invoke)
    assert tool.params_json_schema == {**schema, "required": ["a"], "additionalProperties": False}
    assert "required" not in schema
    assert FunctionTool("raw", "Raw.", schema, invoke, strict_json_schema=False).params_json_schema is schema
    with pytest.raises(UserError, match="cannot be strict"):
        FunctionTool("raw", "Raw.", {"type": "object", "additionalProperties": True}, invoke)


@pytest.mark.parametrize(
    ("option", "value", "error", "message"),
    [
        ("timeout_seconds", 0, ValueError, "must be finite and above 0, got 0"),
        ("timeout_seconds", -1, ValueError, "above 0"),
        ("timeout_seconds", float("inf"), ValueError, "finite"),
        ("timeout_seconds", True, TypeError, "a number of seconds or None, got True"),
        ("timeout_seconds", "5", TypeError, "a number of seconds"),
        ("timeout_behavior", "explode", ValueError, "one of .*'raise_exception'.*, got 'explode'"),
        ("timeout_error_function", "x", TypeError, "must be callable or None"),
    ],
)
def test_bad_time_limits(option, value, error, message):
    with pytest.raises(error, match=f"Tool raw: .*{message}"):
        by_hand(**{option: value})
    with pytest.raises(error):
        agents.FunctionTool("raw", "", {}, invoke, **{option: value})


def test_a_plain_function_cannot_have_a_time_limit():
    with pytest.raises(ValueError, match=r"only an async tool can have a timeout.*`async def`"):
        function_tool(add, timeout=1)


class Sum(BaseModel):
    total: int


def test_declared_results():
    assert function_tool(add).output_json_schema is None
    typed = function_tool(add, output_type=Sum).output_json_schema
    assert typed == agents.function_tool(add, output_type=Sum).output_json_schema
    given = {"type": "object", "properties": {"total": {"type": "integer"}}}
    assert function_tool(add, output_json_schema=given).output_json_schema["required"] == ["total"]
    with pytest.raises(UserError, match="output_type or output_json_schema, not both"):
        function_tool(add, output_type=Sum, output_json_schema=given)
    for open_type in (dict[str, int], functools.partial):
        with pytest.raises(UserError, match=r"Tool add: output_type .* has no strict JSON schema"):
            function_tool(add, output_type=open_type)


def test_decorators_are_those_of_the_sdk():
    import agents.decorators

    assert set(decorators.__all__) == set(agents.decorators.__all__)
    assert decorators.tool is function_tool
    assert decorators.input_guardrail is guardrail.input_guardrail


def double(number: int, times: int = 2) -> int:
    """Multiply."""
    return number * times


def test_a_decorated_tool_is_called_like_its_function():
    assert function_tool(double)(4) == 8
    assert function_tool(name_override="other")(double)(4, times=3) == 12
    assert inspect.signature(function_tool(double)) == inspect.signature(double)
    with pytest.raises(TypeError, match="argument 'time'"):
        function_tool(double)(4, time=3)


async def test_an_async_tool_is_called_like_its_function():
    async def later(number: int) -> int:
        return number + 1

    assert await function_tool(later)(1) == 2


def test_a_tool_without_a_function_says_who_calls_it():
    by_hand = FunctionTool("look", "", {}, lambda context, arguments: None, strict_json_schema=False)
    with pytest.raises(TypeError, match="Tool look has no Python function to call"):
        by_hand()


def test_a_tool_is_not_decorated_twice():
    with pytest.raises(UserError, match="got the tool double: it is decorated already"):
        function_tool(function_tool(double))


def bare(number: int) -> int:
    return number


@pytest.mark.filterwarnings("always")
def test_a_tool_without_a_description_warns_where_it_is_made():
    for make in (lambda: function_tool(bare), lambda: function_tool()(bare)):
        with pytest.warns(UserWarning, match=r"Tool bare has no description.*docstring") as caught:
            make()
        assert [Path(warning.filename) for warning in caught] == [Path(__file__)]


@pytest.mark.filterwarnings("error")
def test_a_described_tool_does_not_warn():
    function_tool(double)
    function_tool(bare, description_override="Give it back.")
    function_tool(bare, use_docstring_info=False)


def test_a_tool_that_is_made_again_and_again_warns_once():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        for _ in range(3):
            function_tool(bare)
    assert len(caught) == 1
