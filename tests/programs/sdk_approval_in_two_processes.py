"""Asks for an approval in one process, and goes on from the answer in another one."""

import asyncio
import sys
from pathlib import Path

from agents_widget.agents import Agent, Runner, RunState, function_tool

SAVED = Path("waiting.json")


@function_tool(needs_approval=True)
def open_lock(gate: str) -> str:
    """Open a gate of the lock."""
    return f"gate {gate} is open"


@function_tool
def water_level() -> str:
    """The level of the water."""
    return "4.20 m"


lock_keeper = Agent(name="Lock keeper", instructions="Work the lock.", tools=[open_lock, water_level])
desk = Agent(name="Desk", instructions="Let the lock keeper do it.", handoffs=[lock_keeper])


async def ask():
    result = await Runner.run(desk, "Let me through.", context={"ship": "Alma"})
    print("waiting for", [item.name for item in result.interruptions], "by", result.last_agent.name)
    SAVED.write_text(result.to_state().to_string())


async def answer():
    state = await RunState.from_string(desk, SAVED.read_text())
    for item in state.get_interruptions():
        state.approve(item)
    result = Runner.run_streamed(desk, state)
    async for event in result.stream_events():
        if event.type == "run_item_stream_event":
            print(event.name, event.item.agent.name)
    print("=>", result.final_output, "by", result.last_agent.name)
    print([item.type for item in result.new_items if item.type != "tool_approval_item"], result.context_wrapper.context)
    usage = result.context_wrapper.usage
    print(usage.requests, usage.input_tokens, usage.output_tokens)


if __name__ == "__main__":
    asyncio.run({"ask": ask, "answer": answer}[sys.argv[1]]())
