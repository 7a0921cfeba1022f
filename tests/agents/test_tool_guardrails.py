"""Guardrails of one tool."""

import agents
import pytest

from agents_widget.agents.exceptions import UserError
from agents_widget.agents.tool_context import ToolContext
from agents_widget.agents.tool_guardrails import (
    ToolGuardrailFunctionOutput,
    ToolInputGuardrail,
    ToolInputGuardrailData,
    ToolOutputGuardrail,
    ToolOutputGuardrailData,
    tool_input_guardrail,
    tool_output_guardrail,
)

CONTEXT = ToolContext(None, tool_name="send", tool_call_id="c1", tool_arguments='{"to": "Ada"}')


@tool_input_guardrail
def only_ada(data):
    if "Ada" in data.context.tool_arguments:
        return ToolGuardrailFunctionOutput.allow(data.agent)
    return ToolGuardrailFunctionOutput.reject_content("Only Ada.")


@tool_output_guardrail(name="secrets")
async def no_secrets(data):
    if "secret" in str(data.output):
        return ToolGuardrailFunctionOutput.raise_exception({"found": "secret"})
    return ToolGuardrailFunctionOutput()


def test_names():
    assert isinstance(only_ada, ToolInputGuardrail)
    assert isinstance(no_secrets, ToolOutputGuardrail)
    assert (only_ada.get_name(), no_secrets.get_name()) == ("only_ada", "secrets")
    assert ToolInputGuardrail(only_ada.guardrail_function).get_name() == "only_ada"
    assert tool_input_guardrail(name="n")(lambda data: None).get_name() == "n"


async def test_verdicts():
    allowed = await only_ada.run(ToolInputGuardrailData(CONTEXT, "the agent"))
    assert allowed == ToolGuardrailFunctionOutput("the agent", {"type": "allow"})
    other = ToolContext(None, tool_name="send", tool_call_id="c1", tool_arguments="{}")
    refused = await only_ada.run(ToolInputGuardrailData(other, None))
    assert refused.behavior == {"type": "reject_content", "message": "Only Ada."}
    stopped = await no_secrets.run(ToolOutputGuardrailData(CONTEXT, None, "a secret"))
    assert stopped == ToolGuardrailFunctionOutput({"found": "secret"}, {"type": "raise_exception"})
    assert (await no_secrets.run(ToolOutputGuardrailData(CONTEXT, None, "x"))).behavior == {"type": "allow"}


def test_verdicts_are_those_of_the_sdk():
    ours, theirs = ToolGuardrailFunctionOutput, agents.ToolGuardrailFunctionOutput
    assert ours(1).behavior == theirs(1).behavior
    assert vars(ours.allow(1)) == vars(theirs.allow(1))
    assert vars(ours.reject_content("m", 1)) == vars(theirs.reject_content("m", 1))
    assert vars(ours.raise_exception(1)) == vars(theirs.raise_exception(1))


async def test_a_guardrail_that_decides_nothing():
    with pytest.raises(UserError, match="'forgetful' must return ToolGuardrailFunctionOutput, got NoneType"):
        await tool_input_guardrail(name="forgetful")(lambda data: None).run(
            ToolInputGuardrailData(CONTEXT, None)
        )
    with pytest.raises(UserError, match="must be callable, got 3"):
        await ToolInputGuardrail(3).run(ToolInputGuardrailData(CONTEXT, None))
