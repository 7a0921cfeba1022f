"""Calling a tool: arguments, threads, failures."""

import asyncio
import contextvars
import functools
import json
import logging
import threading
from typing import Any

import agents
import agents.tool
import hang
import pytest
from hypothesis import given, settings, strategies as st
from pydantic import BaseModel

from agents_widget.agents.exceptions import ModelBehaviorError, UserError
from agents_widget.agents.tool import FunctionTool, default_tool_error_function, function_tool
from agents_widget.agents.tool_context import ToolContext

FAILED = default_tool_error_function(None, ValueError())


def context(name="tool", arguments="{}", **options):
    return ToolContext(None, tool_name=name, tool_call_id="c1", tool_arguments=arguments, **options)


async def call(tool, arguments="", **options):
    text = arguments if isinstance(arguments, str) else json.dumps(arguments)
    return await tool.on_invoke_tool(context(tool.name, text, **options), text)


class City(BaseModel):
    name: str


def echo(a: int, b: str = "x", *rest: float, c: City | None = None):
    return a, b, rest, c


async def test_arguments_become_a_call():
    tool = function_tool(echo)
    assert await call(tool, {"a": 1}) == (1, "x", (), None)
    assert await call(tool, {"a": "2", "b": "y", "rest": [1, 2.5], "c": {"name": "Ulm"}}) == (
        2, "y", (1.0, 2.5), City(name="Ulm"),
    )  # fmt: skip


async def test_no_arguments_at_all():
    tool = function_tool(lambda: "done", name_override="go")
    assert await call(tool, "") == "done"
    assert await call(tool, {}) == "done"


async def test_the_python_value_is_returned_as_it_is():
    value = object()
    assert await call(function_tool(lambda: value, name_override="go")) is value


async def test_keyword_arguments_of_any_name():
    def tool(a: int, /, b: int = 0, **more: int):
        return a, b, more

    tool = function_tool(tool, strict_mode=False, failure_error_function=None)
    assert await call(tool, {"a": 1, "more": {"c": 3, "a": 4}}) == (1, 0, {"c": 3, "a": 4})
    with pytest.raises(ModelBehaviorError, match="'b' given both"):
        await call(tool, {"a": 1, "b": 2, "more": {"b": 3}})
    with pytest.raises(ModelBehaviorError, match="Extra inputs are not permitted"):
        await call(tool, {"a": 1, "c": 3})


async def test_names_that_pydantic_would_not_have():
    def tool(json: str, _hidden: int = 1, model_dump: int = 2, parameter_0_: int = 3):
        return json, _hidden, model_dump, parameter_0_

    tool = function_tool(tool)
    assert await call(tool, {"json": "j", "_hidden": 5, "model_dump": 6}) == ("j", 5, 6, 3)
    assert set(tool.params_json_schema["properties"]) == {"json", "_hidden", "model_dump", "parameter_0_"}


async def test_the_context_comes_first():
    def tool(ctx: ToolContext[dict[str, int]], key: str):
        return ctx.context[key], ctx.tool_call_id

    ctx = ToolContext({"a": 3}, tool_name="tool", tool_call_id="c7", tool_arguments="")
    assert await function_tool(tool).on_invoke_tool(ctx, '{"key": "a"}') == (3, "c7")


async def test_a_plain_function_leaves_the_loop_free_and_sees_context_variables():
    variable = contextvars.ContextVar("variable")
    variable.set("here")
    released = threading.Event()

    def tool():
        assert released.wait(hang.SECONDS)
        return variable.get(), threading.current_thread() is threading.main_thread()

    running = asyncio.ensure_future(call(function_tool(tool)))
    await asyncio.sleep(0)
    released.set()  # were the tool on the loop, this line would never be reached
    assert await running == ("here", False)


async def test_an_async_function_runs_on_the_loop():
    @function_tool
    async def tool():
        return threading.current_thread() is threading.main_thread()

    assert await call(tool) is True


async def test_a_plain_function_that_returns_an_awaitable():
    """A decorator often hides that the function beneath is async."""

    async def inner():
        return "awaited"

    @functools.wraps(inner)
    def outer():
        return inner()

    assert await call(function_tool(outer)) == "awaited"


class Counter:
    """Count things."""

    def __init__(self):
        self.count = 0

    def __call__(self, by: int):
        self.count += by
        return self.count

    def method(self, by: int):
        """Count with a method."""
        return self(by)


async def test_objects_and_methods():
    counter = Counter()
    tool, method = function_tool(counter), function_tool(counter.method)
    assert (tool.name, tool.description) == ("Counter", "Count things.")
    assert (method.name, method.description) == ("method", "Count with a method.")
    assert await call(tool, {"by": 2}) + await call(method, {"by": 3}) == 2 + 5


@pytest.mark.parametrize(
    "arguments", ["{", "[]", "3", "null", '"x"', '{"a": "many"}', "{}", "[" * 100_000, "NaN"]
)
async def test_bad_arguments(arguments, caplog):
    caplog.set_level(logging.WARNING)
    ctx = context("echo", arguments)
    assert await function_tool(echo).on_invoke_tool(ctx, arguments) == FAILED
    assert isinstance(ctx.failure, ModelBehaviorError)
    assert "Tool echo failed: ModelBehaviorError: Invalid JSON input for tool echo" in caplog.text
    with pytest.raises(ModelBehaviorError, match="Invalid JSON input for tool echo"):
        await call(function_tool(echo, failure_error_function=None), arguments)


def fail(a: int = 0):
    raise LookupError("no such thing")


async def test_what_a_tool_raises_reaches_the_failure_function_only():
    ctx = context("fail")
    assert await function_tool(fail).on_invoke_tool(ctx, "") == FAILED
    assert str(ctx.failure) == "no such thing"

    async def explain(ctx, error):
        return f"{ctx.tool_name}: {error}"

    assert await call(function_tool(fail, failure_error_function=explain)) == "fail: no such thing"
    assert await call(function_tool(fail, failure_error_function=lambda ctx, error: "sorry")) == "sorry"
    with pytest.raises(LookupError, match="no such thing"):
        await call(function_tool(fail, failure_error_function=None))


async def test_an_explained_failure_is_not_logged(caplog):
    caplog.set_level(logging.WARNING)
    await call(function_tool(fail, failure_error_function=lambda ctx, error: "sorry"))
    assert caplog.text == ""


async def test_a_failure_function_that_fails_ends_the_run():
    def explain(ctx, error):
        raise ZeroDivisionError from error

    with pytest.raises(ZeroDivisionError):
        await call(function_tool(fail, failure_error_function=explain))


@pytest.mark.parametrize("error", [StopIteration, StopAsyncIteration, SystemExit, RecursionError])
@pytest.mark.parametrize("asynchronous", [False, True])
async def test_errors_that_would_break_the_loop_are_failures(error, asynchronous):
    def tool():
        raise error

    async def async_tool():
        raise error

    chosen = function_tool(async_tool if asynchronous else tool)
    assert await asyncio.wait_for(call(chosen), hang.SECONDS) == FAILED


async def test_cancelling_a_call_is_no_failure():
    started = asyncio.Event()

    @function_tool
    async def tool():
        started.set()
        await asyncio.Event().wait()

    running = asyncio.ensure_future(call(tool))
    await started.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_a_tool_made_by_hand():
    async def invoke(ctx, arguments):
        return ctx.tool_call_id + arguments

    tool = FunctionTool("raw", "", {"type": "object", "properties": {}}, invoke)
    assert await tool.on_invoke_tool(context("raw"), "") == "c1"


async def test_a_declared_result_is_checked():
    tool = function_tool(lambda: {"name": "Ulm"}, name_override="go", output_type=City)
    assert await call(tool) == City(name="Ulm")
    wrong = function_tool(lambda: "Ulm", name_override="go", output_type=City, failure_error_function=None)
    with pytest.raises(UserError, match="Tool go returned what its output_type forbids"):
        await call(wrong)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abcr") | st.text(max_size=3), inner)
    ),
    max_leaves=8,
)
objects = st.fixed_dictionaries(
    {}, optional={"a": st.integers() | json_values, "b": json_values, "rest": json_values, "c": json_values}
)
texts = st.text(max_size=20) | json_values.map(json.dumps) | objects.map(json.dumps)
lax = {"strict_mode": False}


def any_keywords(a: int = 1, **more: Any):
    return a, more


EXPLAINING = [function_tool(echo), function_tool(any_keywords, **lax)]
RAISED = [
    function_tool(echo, failure_error_function=None),
    function_tool(any_keywords, failure_error_function=None, **lax),
]
SDK = agents.function_tool(echo)


@settings(max_examples=200, deadline=None)
@given(texts)
def test_any_arguments_give_a_result_or_a_defined_error(arguments):
    async def both():
        for explaining, raising in zip(EXPLAINING, RAISED, strict=True):
            answer = await call(explaining, arguments)
            assert answer == FAILED or isinstance(answer, tuple)
            try:
                raised = await call(raising, arguments)
            except ModelBehaviorError:
                assert answer == FAILED
            else:
                assert repr(raised) == repr(answer)

    asyncio.run(both())


@settings(max_examples=100, deadline=None)
@given(texts)
def test_the_same_arguments_do_the_same_in_the_sdk(arguments):
    async def theirs():
        ctx = agents.tool_context.ToolContext(
            None, tool_name="echo", tool_call_id="c1", tool_arguments=arguments
        )
        return await SDK.on_invoke_tool(ctx, arguments)

    assert repr(asyncio.run(call(EXPLAINING[0], arguments))) == repr(asyncio.run(theirs()))


async def test_calling_does_not_build_the_schema_again(monkeypatch):
    tool = function_tool(echo)
    monkeypatch.setattr(
        BaseModel, "model_json_schema", classmethod(lambda cls, **_: pytest.fail("built again"))
    )
    assert await call(tool, {"a": 1}) == (1, "x", (), None)


async def load():
    return 1


async def numbers():
    yield 1


async def give_coroutine():
    return load()


async def give_list():
    return [1, load()]


async def give_dict():
    return {"rows": load()}


async def give_task():
    return asyncio.ensure_future(load())


async def give_generator():
    return numbers()


async def yield_coroutine():
    yield "halfway"
    yield load()


@pytest.mark.parametrize(
    ("function", "returned"),
    [
        (give_coroutine, r"a coroutine of load\(\) and not its result: `await` is missing"),
        (give_list, "a coroutine of load"),
        (give_dict, "a coroutine of load"),
        (give_task, "a task and not its result: `await` is missing"),
        (give_generator, r"an async generator of numbers\(\) and not its result: `async for` is missing"),
        (yield_coroutine, "a coroutine of load"),
    ],
)
async def test_a_forgotten_await_is_an_error_that_says_so(function, returned, recwarn):
    tool = function_tool(function, failure_error_function=None)
    with pytest.raises(UserError, match=f"Tool {function.__name__} returned {returned}"):
        await call(tool)
    assert not [warning for warning in recwarn if "never awaited" in str(warning.message)]


async def test_a_plain_function_may_return_a_coroutine():
    assert await call(function_tool(lambda: load(), name_override="go")) == 1
