"""An agent used as a tool asks for approvals of its own; the outer run waits for them, and keeps a session."""

import asyncio

from agents_widget.agents import Agent, Runner, SQLiteSession, function_tool


@function_tool(needs_approval=True)
def raise_bridge(name: str) -> str:
    """Raise a bridge."""
    return f"{name} is up"


async def main():
    keeper = Agent(name="Bridge keeper", instructions="Raise bridges.", tools=[raise_bridge])
    desk = Agent(
        name="Desk", instructions="Ask the keeper.", tools=[keeper.as_tool("bridge_keeper", "Raises bridges.")]
    )
    session = SQLiteSession("bridges")

    result = await Runner.run(desk, "Both bridges, please.", session=session)
    while result.interruptions:
        state = result.to_state()
        for item in result.interruptions:
            print("?", item.agent.name, item.name, item.arguments)
            if "Old" in item.arguments:
                state.reject(item, rejection_message="The old one stays down.")
            else:
                state.approve(item)
        result = await Runner.run(desk, state, session=session)
    print([item.output for item in result.new_items if item.type == "tool_call_output_item"])
    print("=>", result.final_output)
    print([item.get("role") or item["type"] for item in await session.get_items()])
    session.close()


if __name__ == "__main__":
    asyncio.run(main())
