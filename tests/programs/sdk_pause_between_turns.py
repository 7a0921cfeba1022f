"""Stops after a turn, keeps the state, and goes on from it later."""

import asyncio

from agents_widget.agents import Agent, Runner, function_tool


@function_tool
def measure(point: int) -> str:
    """Measure the current at a point."""
    return f"{point / 2} knots"


agent = Agent(name="Surveyor", instructions="Measure at two points, one after the other.", tools=[measure])


async def follow(result, stop):
    async for event in result.stream_events():
        if event.type == "run_item_stream_event":
            print(" ", event.name, getattr(event.item, "output", ""))
            if stop and event.name == "tool_called":
                result.cancel(mode="after_turn")
    print("turn", result.current_turn, "of", result.max_turns, "final", result.final_output)


async def main():
    result = Runner.run_streamed(agent, "Measure.", max_turns=4)
    await follow(result, stop=True)

    state = result.to_state()
    print(len(result.to_input_list()), "items so far,", len(state.get_interruptions()), "to decide")
    result = Runner.run_streamed(agent, state)
    await follow(result, stop=False)
    print([item.type for item in result.new_items])


if __name__ == "__main__":
    asyncio.run(main())
