"""Makes a model use its tools, and decides what their results are good for, in all four ways."""

import asyncio
from typing import Any

from pydantic import BaseModel

from agents_widget.agents import (
    Agent,
    FunctionToolResult,
    ModelSettings,
    RunContextWrapper,
    Runner,
    StopAtTools,
    ToolsToFinalOutputResult,
    function_tool,
)


class Wind(BaseModel):
    place: str
    knots: int


@function_tool
def wind_at(place: str) -> Wind:
    """The wind at a place."""
    return Wind(place=place, knots=7 * len(place))


async def in_words(
    context: RunContextWrapper[Any], results: list[FunctionToolResult]
) -> ToolsToFinalOutputResult:
    wind: Wind = results[0].output
    return ToolsToFinalOutputResult(is_final_output=True, final_output=f"{wind.knots} knots at {wind.place}.")


async def run(name, behavior, choice):
    agent = Agent(
        name="Wind agent",
        instructions="You tell the wind.",
        tools=[wind_at],
        tool_use_behavior=behavior,
        model_settings=ModelSettings(tool_choice=choice),
    )
    result = await Runner.run(agent, input="How is the wind at Skagen?")
    print(f"{name}: {result.final_output!r}", [item.type for item in result.new_items])


async def main():
    await run("run again", "run_llm_again", None)
    await run("first tool", "stop_on_first_tool", "required")
    await run("named", StopAtTools(stop_at_tool_names=["wind_at"]), "wind_at")
    await run("function", in_words, "required")


if __name__ == "__main__":
    asyncio.run(main())
