"""A chat in the terminal: streamed with a tool and a handoff, then in whole answers."""

import asyncio
import builtins

from agents_widget.agents import Agent, AsyncOpenAI, OpenAIResponsesModel, function_tool, run_demo_loop


@function_tool
def tide(harbour: str) -> str:
    """When the water is high."""
    return f"High water in {harbour} at noon"


model = OpenAIResponsesModel("gpt-test", AsyncOpenAI())
pilot = Agent(name="Pilot", model=model)
harbour_master = Agent(name="Harbour", model=model, tools=[tide], handoffs=[pilot])


async def main() -> None:
    for stream, lines in ((True, ["", "When in Stade?", "And who sails?", "quit"]), (False, ["Thanks", "EXIT"])):
        said = iter(lines)
        builtins.input = lambda prompt="": next(said)
        print("stream" if stream else "whole answers")
        await run_demo_loop(harbour_master, stream=stream)


if __name__ == "__main__":
    asyncio.run(main())
