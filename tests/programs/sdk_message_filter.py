"""Hands over, and shows the next agent less than was said: no tools, and no small talk."""

import asyncio
import json

from agents_widget.agents.extensions import handoff_filters
from agents_widget.agents import Agent, HandoffInputData, Runner, function_tool, handoff, trace


@function_tool
def berth_number(ship: str) -> int:
    """The berth where a ship lies."""
    return len(ship)


def without_small_talk(data: HandoffInputData) -> HandoffInputData:
    data = handoff_filters.remove_all_tools(data)
    history = data.input_history
    kept = tuple(history[2:]) if isinstance(history, tuple) else history
    return HandoffInputData(
        input_history=kept,
        pre_handoff_items=tuple(data.pre_handoff_items),
        new_items=tuple(data.new_items),
    )


clerk = Agent(name="Clerk", instructions="Be very short.", tools=[berth_number])
dutch = Agent(
    name="Dutch clerk",
    instructions="You speak Dutch only.",
    handoff_description="A clerk who speaks Dutch.",
)
desk = Agent(
    name="Desk",
    instructions="Help; if the user speaks Dutch, hand over to the Dutch clerk.",
    handoffs=[handoff(dutch, input_filter=without_small_talk)],
)


async def main():
    with trace(workflow_name="Filtering what is shown"):
        result = await Runner.run(clerk, "Hello, I am Ada.")
        print("1.", result.final_output)

        said = "Where does the Alma lie?"
        result = await Runner.run(clerk, [*result.to_input_list(), {"content": said, "role": "user"}])
        print("2.", result.final_output)

        said = "And what is there to see?"
        result = await Runner.run(desk, [*result.to_input_list(), {"content": said, "role": "user"}])
        print("3.", result.final_output, "by", result.last_agent.name)

        said = "Kunt u mij helpen? Waar ligt mijn schip?"
        stream = Runner.run_streamed(desk, [*result.to_input_list(), {"content": said, "role": "user"}])
        async for event in stream.stream_events():
            if event.type == "run_item_stream_event":
                print("  ", event.name)
            elif event.type == "agent_updated_stream_event":
                print("   now", event.new_agent.name)

    print("4.", stream.final_output, "by", stream.last_agent.name)
    for message in stream.to_input_list():
        print({key: value for key, value in message.items() if key not in ("id", "content")})
        print("  ", json.dumps(message.get("content")))


if __name__ == "__main__":
    asyncio.run(main())
