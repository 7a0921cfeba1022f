"""Instructions that are made for each run, from its context."""

import asyncio
from dataclasses import dataclass
from typing import Literal

from agents_widget.agents import Agent, RunContextWrapper, Runner, function_tool


@dataclass
class Voyage:
    style: Literal["pirate", "robot"]
    seen: list[str]


def instructions(context: RunContextWrapper[Voyage], agent: Agent[Voyage]) -> str:
    return f"You are {agent.name}. Speak like a {context.context.style}."


async def slow_instructions(context: RunContextWrapper[Voyage], agent: Agent[Voyage]) -> str:
    await asyncio.sleep(0)
    return f"You have seen {', '.join(context.context.seen) or 'nothing'}."


@function_tool
def look_out(context: RunContextWrapper[Voyage], direction: str) -> str:
    """Look out for something."""
    context.context.seen.append(f"a sail in the {direction}")
    return "noted"


mate = Agent[Voyage](name="Mate", instructions=instructions)
lookout = Agent[Voyage](name="Lookout", instructions=slow_instructions, tools=[look_out])


async def main():
    for style in ("pirate", "robot"):
        result = await Runner.run(mate, "How are you?", context=Voyage(style, []))
        print(f"{style}: {result.final_output}")

    voyage = Voyage("pirate", [])
    result = await Runner.run(lookout, "What is there?", context=voyage)
    print(result.final_output, voyage.seen, result.context_wrapper.context is voyage)

    parrot = mate.clone(name="Parrot", instructions="Repeat.")
    print(parrot.name, (await Runner.run(parrot, "Hello")).final_output, mate.name)


if __name__ == "__main__":
    asyncio.run(main())
