"""A person decides which tool calls may run: yes, no with a message, always; the state goes through JSON."""

import asyncio
import json

from agents_widget.agents import Agent, Runner, RunState, ToolApprovalItem, function_tool


async def far_away(context, arguments, call_id) -> bool:
    return "Bergen" in arguments.get("harbour", "")


@function_tool(needs_approval=far_away)
async def send_pilot(harbour: str) -> str:
    """Send a pilot to a harbour."""
    return f"A pilot is on the way to {harbour}."


@function_tool(needs_approval=True)
def sound_horn(times: int) -> str:
    """Sound the fog horn."""
    return "Tuut. " * times


agent = Agent(name="Watch", instructions="You keep the watch.", tools=[send_pilot, sound_horn])


def decide(state: RunState, item: ToolApprovalItem) -> str:
    arguments = json.loads(item.arguments)
    if item.name == "send_pilot":
        state.reject(item, rejection_message="The pilot is asleep.")
        return "rejected with a message"
    if arguments["times"] > 3:
        state.reject(item)
        return "rejected"
    state.approve(item, always_approve=arguments["times"] == 3)
    return "approved"


async def talk(said):
    result = await Runner.run(agent, said)
    while result.interruptions:
        print(f"{len(result.interruptions)} to decide, final output {result.final_output}")
        state = await RunState.from_json(agent, json.loads(json.dumps(result.to_state().to_json())))
        for item in state.get_interruptions():
            assert isinstance(item, ToolApprovalItem)
            print(" ", item.agent.name, item.name, item.arguments, "->", decide(state, item))
        result = await Runner.run(agent, state)
    for item in result.new_items:
        if not isinstance(item, ToolApprovalItem):
            print(" ", item.type, getattr(item, "output", ""))
    print("=>", result.final_output)


async def main():
    await talk("Pilots to Stade and Bergen, and the horn.")
    await talk("The horn, a few times.")


if __name__ == "__main__":
    asyncio.run(main())
