"""The context of a tool call."""

import decimal
import fractions

import pytest
from openai.types.responses import ResponseFunctionToolCall

from agents_widget.agents.exceptions import UserError
from agents_widget.agents.run_context import RunContextWrapper
from agents_widget.agents.tool_context import ToolContext

CALL = ResponseFunctionToolCall(arguments='{"a": 1}', call_id="c1", name="add", type="function_call")


def tool_context():
    return ToolContext(None, tool_name="add", tool_call_id="c1", tool_arguments="{}")


def test_usage_and_approvals_are_the_runs():
    run = RunContextWrapper({"user": "Ada"}, tool_input={"a": 1}, turn_input=["hello"])
    context = ToolContext.from_agent_context(run, "c1", CALL, agent="the agent", run_config="the config")
    assert context.context is run.context
    assert context.usage is run.usage
    assert context.approvals is run.approvals
    assert (context.tool_name, context.tool_call_id, context.tool_arguments) == ("add", "c1", '{"a": 1}')
    assert (context.tool_call, context.agent, context.run_config) == (CALL, "the agent", "the config")
    assert (context.tool_input, context.turn_input) == ({"a": 1}, ["hello"])
    inner = ToolContext.from_agent_context(context, "c2", tool_name="sub", tool_arguments="{}")
    assert (inner.agent, inner.run_config, inner.tool_name) == ("the agent", "the config", "sub")


def test_names_given_go_before_those_of_the_call():
    context = ToolContext.from_agent_context(
        RunContextWrapper(None), "c1", CALL, tool_name="x", tool_arguments=""
    )
    assert (context.tool_name, context.tool_arguments) == ("x", "")


@pytest.mark.parametrize("missing", ["tool_name", "tool_call_id", "tool_arguments"])
def test_what_a_tool_context_needs(missing):
    given = {"tool_name": "add", "tool_call_id": "c1", "tool_arguments": "{}"}
    with pytest.raises(ValueError, match=f"ToolContext needs {missing}"):
        ToolContext(None, **{**given, missing: None})


def test_progress():
    context, reported = tool_context(), []
    context.progress(0.5)  # nobody listens
    context.emit = lambda event: reported.append((event.progress, event.message))
    context.progress(0.25, "a quarter")
    context.progress(message="going on")
    context.progress(1)
    context.progress(fractions.Fraction(1, 2))
    context.progress()
    assert reported == [(0.25, "a quarter"), (None, "going on"), (1.0, None), (0.5, None), (None, None)]


@pytest.mark.parametrize(
    "fraction", [-0.1, 1.1, 40, float("nan"), float("inf"), True, "0.5", decimal.Decimal("0.5"), 1j]
)
def test_bad_progress(fraction):
    with pytest.raises(UserError, match=r"a fraction from 0 to 1, got .*done / total"):
        tool_context().progress(fraction)
