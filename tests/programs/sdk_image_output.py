"""Tools that return pictures, files and several parts at once."""

import asyncio

from agents_widget.agents import (
    Agent,
    Runner,
    ToolOutputFileContent,
    ToolOutputImage,
    ToolOutputImageDict,
    ToolOutputText,
    function_tool,
)

PIXEL = "data:image/png;base64,iVBORw0KGgo="


@function_tool
def webcam(harbour: str) -> ToolOutputImage | ToolOutputImageDict:
    """A picture of the harbour."""
    if harbour == "Stade":
        return {"type": "image", "image_url": PIXEL, "detail": "auto"}
    return ToolOutputImage(image_url=PIXEL, detail="high")


@function_tool
def chart() -> list:
    """The chart with a note."""
    note = ToolOutputText(text="Handle with care.")
    return [note, ToolOutputFileContent(file_data="data:text/plain;base64,QQ==", filename="chart.txt")]


async def main():
    agent = Agent(name="Watcher", instructions="Describe what you see.", tools=[webcam, chart])
    result = await Runner.run(agent, "What is going on?")
    for item in result.new_items:
        if item.type == "tool_call_output_item":
            print(type(item.output).__name__, item.raw_item["output"])
    print(result.final_output)


if __name__ == "__main__":
    asyncio.run(main())
