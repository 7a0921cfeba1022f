"""Hands over with the history folded into one message, by the package's way or one's own."""

import asyncio

from agents_widget.agents import Agent, RunConfig, Runner, function_tool


@function_tool
def draught(ship: str) -> str:
    """How deep a ship lies."""
    return "2.1 m"


def own_way(history):
    return [{"role": "user", "content": f"{len(history)} things were said before."}]


async def main():
    pilot = Agent(name="Pilot", instructions="You are the pilot.")
    desk = Agent(name="Desk", instructions="Hand over.", tools=[draught], handoffs=[pilot])
    config = RunConfig(nest_handoff_history=True, handoff_history_mapper=own_way)
    result = await Runner.run(desk, "Bring the Alma in.", run_config=config)
    print(result.final_output, result.last_agent.name)
    print([item.type for item in result.new_items])

    plain = await Runner.run(desk, "Bring the Bris in.")
    print(plain.final_output, len(plain.to_input_list()))


if __name__ == "__main__":
    asyncio.run(main())
