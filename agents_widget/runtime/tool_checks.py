"""The guardrails of one tool: before it runs, and on what it returned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import ToolInputGuardrailTripwireTriggered, ToolOutputGuardrailTripwireTriggered
from .tool_guardrail import (
    ToolInputGuardrailData,
    ToolInputGuardrailResult,
    ToolOutputGuardrailData,
    ToolOutputGuardrailResult,
)

if TYPE_CHECKING:
    from .active_run import ActiveRun
    from .agent import Agent
    from .context import ToolContext
    from .tool import FunctionTool


async def check_input(
    run: ActiveRun, agent: Agent[Any], tool: FunctionTool, context: ToolContext[Any]
) -> str | None:
    """The message to give in place of running the tool, or None to run it."""
    for guardrail in tool.tool_input_guardrails or ():
        verdict = await guardrail.run(ToolInputGuardrailData(context, agent))
        run.result.tool_input_guardrail_results.append(ToolInputGuardrailResult(guardrail, verdict))
        if verdict.behavior["type"] == "raise_exception":
            raise ToolInputGuardrailTripwireTriggered(guardrail, verdict)
        if verdict.behavior["type"] == "reject_content":
            return verdict.behavior["message"]
    return None


async def check_output(
    run: ActiveRun, agent: Agent[Any], tool: FunctionTool, context: ToolContext[Any], output: Any
) -> Any:
    """The output to go on with: the tool's own, or the message that a guardrail puts in its place."""
    for guardrail in tool.tool_output_guardrails or ():
        verdict = await guardrail.run(ToolOutputGuardrailData(context, agent, output))
        run.result.tool_output_guardrail_results.append(ToolOutputGuardrailResult(guardrail, verdict))
        if verdict.behavior["type"] == "raise_exception":
            raise ToolOutputGuardrailTripwireTriggered(guardrail, verdict)
        if verdict.behavior["type"] == "reject_content":
            return verdict.behavior["message"]
    return output
