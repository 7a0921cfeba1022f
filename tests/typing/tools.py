"""Programs that a strict type checker accepts: tools and their contexts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from typing_extensions import assert_type

from agents_widget import FunctionTool, RunContextWrapper, ToolContext, function_tool
from agents_widget.agents import (
    ToolGuardrailFunctionOutput,
    ToolInputGuardrail,
    ToolInputGuardrailData,
    ToolOutputGuardrailData,
    tool_input_guardrail,
    tool_output_guardrail,
)
from agents_widget.agents.decorators import tool


@dataclass
class User:
    name: str


@function_tool
def bare(city: Annotated[str, "Where"], days: int = 3) -> str:
    return f"{city} {days}"


@tool
async def with_context(ctx: RunContextWrapper[User]) -> str:
    return ctx.context.name


def explain(ctx: RunContextWrapper[Any], error: Exception) -> str:
    return str(error)


async def ask(ctx: RunContextWrapper[Any], arguments: dict[str, Any], call_id: str) -> bool:
    return "dangerous" in arguments


@tool_input_guardrail
def check(data: ToolInputGuardrailData) -> ToolGuardrailFunctionOutput:
    return ToolGuardrailFunctionOutput.allow(data.context.tool_arguments)


@tool_output_guardrail(name="after")
async def check_after(data: ToolOutputGuardrailData) -> ToolGuardrailFunctionOutput:
    return ToolGuardrailFunctionOutput.reject_content(str(data.output))


@function_tool(
    name_override="other",
    failure_error_function=explain,
    timeout=3.5,
    timeout_behavior="raise_exception",
    is_enabled=lambda ctx, agent: agent.name == "Admin",
    needs_approval=ask,
    tool_input_guardrails=[check],
    tool_output_guardrails=[check_after],
)
async def with_options(ctx: ToolContext[User], n: int) -> str:
    ctx.progress(1 / n, "begun")
    return ctx.tool_call_id


@function_tool(failure_error_function=None, strict_mode=False)
def pages(n: int) -> Iterator[float | str]:
    yield from (page / n for page in range(n))
    yield "done"


@function_tool()
async def steps() -> AsyncIterator[tuple[float, str] | int]:
    yield 0.5, "half"
    yield 42


async def invoke(ctx: ToolContext[Any], arguments: str) -> Any:
    return arguments


by_hand = FunctionTool(
    name="raw",
    description="",
    params_json_schema={"type": "object"},
    on_invoke_tool=invoke,
    timeout_seconds=3,
)

assert_type(bare, FunctionTool)
assert_type(with_context, FunctionTool)
assert_type(with_options, FunctionTool)
assert_type(pages, FunctionTool)
assert_type(check, ToolInputGuardrail[Any])
function_tool(bare.__wrapped__, timeot=3)  # type: ignore[call-overload]
function_tool(explain, timeout_behavior="explode")  # type: ignore[call-overload]
