"""Tools in all their forms: how their signatures become schemas, and what they are given."""

import asyncio
import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field
from typing_extensions import TypedDict

from agents_widget.agents import (
    Agent,
    FunctionTool,
    RunContextWrapper,
    Runner,
    default_tool_error_function,
    function_tool,
)
from agents_widget.agents.tool_context import ToolContext


class Position(TypedDict):
    lat: float
    long: float


class Cargo(BaseModel):
    what: str
    tons: float = Field(gt=0, description="Metric tons.")


@function_tool
def locate(ship: Annotated[str, "The ship's name."], precise: bool = False) -> Position:
    """Find a ship."""
    return {"lat": 57.7, "long": 10.6}


@function_tool(name_override="load", use_docstring_info=False)
async def load_cargo(context: RunContextWrapper[dict], cargo: list[Cargo], where: Literal["fore", "aft"]) -> str:
    """This is not shown to the model."""
    context.context["loaded"] += len(cargo)
    return f"{sum(each.tons for each in cargo)} t {where}"


@function_tool(strict_mode=False)
def note(context: ToolContext[dict], remarks: dict[str, Any], *tags: str) -> str:
    """Write into the log.

    :param remarks: What to write.
    :param tags: Words to find it by.
    """
    return f"{context.tool_name} {context.tool_call_id}: {remarks} {tags}"


def in_own_words(context, error):
    return f"{type(error).__name__}: try another ship."


@function_tool(failure_error_function=in_own_words)
def hail(ship: str) -> str:
    """Hail a ship."""
    raise TimeoutError("no answer")


@function_tool
def sink(ship: str) -> str:
    """Sink a ship."""
    raise PermissionError("not allowed")


@function_tool(timeout=0.05)
async def wait_for_tide() -> str:
    """Wait for the tide."""
    await asyncio.Event().wait()
    return "it came"


async def by_hand(context: ToolContext[Any], arguments: str) -> str:
    return f"by hand: {json.loads(arguments)['n']}"


tools = [
    locate,
    load_cargo,
    note,
    hail,
    sink,
    wait_for_tide,
    FunctionTool(
        name="by_hand",
        description="Made by hand.",
        params_json_schema={"type": "object", "properties": {"n": {"type": "integer"}}},
        on_invoke_tool=by_hand,
    ),
]


async def main():
    for tool in tools:
        print(tool.name, "-", tool.description, tool.strict_json_schema)
        print("  ", json.dumps(tool.params_json_schema, sort_keys=True))

    hold = {"loaded": 0}
    result = await Runner.run(Agent(name="Mate", tools=tools), "Do everything.", context=hold)
    for item in result.new_items:
        if item.type == "tool_call_output_item":
            print(item.call_id, item.output)
    print(result.final_output, hold, callable(default_tool_error_function))


if __name__ == "__main__":
    asyncio.run(main())
