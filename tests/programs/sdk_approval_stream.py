"""Approvals while a run is streamed: the stream ends, a person decides, another stream goes on."""

import asyncio

from agents_widget.agents import Agent, Runner, function_tool

fuel_agent = Agent(name="Fuel agent", instructions="You sell fuel.")


@function_tool(needs_approval=True)
async def fill_up(litres: int) -> str:  # not in a thread: it ends before the agent beside it does
    """Fill the tank."""
    return f"{litres} litres are in"


@function_tool
def price() -> float:
    """Give the price of a litre."""
    return 1.75


async def follow(result):
    async for event in result.stream_events():
        if event.type == "run_item_stream_event":
            told = getattr(event.item, "output", None)
            print("  ", event.name, "" if told is None else repr(told))
        elif event.type == "agent_updated_stream_event":
            print("   agent", event.new_agent.name)
    print("   turn", result.current_turn, "complete", result.is_complete)
    return result


async def main():
    agent = Agent(
        name="Quay",
        instructions="Serve the ships.",
        tools=[
            fill_up,
            price,
            fuel_agent.as_tool("ask_fuel_agent", "Ask about fuel.", needs_approval=True),
        ],
    )
    result = await follow(Runner.run_streamed(agent, "Fill her up, and ask about winter diesel."))
    while result.interruptions:
        state = result.to_state()
        for interruption in result.interruptions:
            print("?", interruption.name, interruption.arguments)
            if "500" in interruption.arguments:
                state.reject(interruption, always_reject=True, rejection_message="Too much.")
            else:
                state.approve(interruption)
        result = await follow(Runner.run_streamed(agent, state))
    print("=>", result.final_output)


if __name__ == "__main__":
    asyncio.run(main())
