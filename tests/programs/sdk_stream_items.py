"""Streams items: thoughts, messages, tool calls and their outputs, and the arguments as they are written."""

import asyncio

from openai.types.responses import ResponseFunctionCallArgumentsDeltaEvent, ResponseReasoningSummaryTextDeltaEvent

from agents_widget.agents import Agent, ItemHelpers, Runner, function_tool


@function_tool
def tide_at(harbour: str, hour: int) -> dict:
    """Look up the height of the water.

    Args:
        harbour: The harbour's name.
        hour: The hour of the day, 0 to 23.
    """
    return {"harbour": harbour, "metres": 1.5 if hour < 12 else 4.25}


def show(item):
    if item.type == "tool_call_item":
        print(f"-- {item.tool_name} called with {item.raw_item.arguments} as {item.call_id}")
    elif item.type == "tool_call_output_item":
        print(f"-- {item.call_id} gave {item.output!r}, told as {item.raw_item['output']!r}")
    elif item.type == "message_output_item":
        print(f"-- message: {ItemHelpers.text_message_output(item)}")
    elif item.type == "reasoning_item":
        print(f"-- thought: {item.raw_item.summary[0].text}")


async def main():
    agent = Agent(name="Pilot", instructions="Look up the tide before you answer.", tools=[tide_at])
    result = Runner.run_streamed(agent, "How deep is it in Stade at six and at noon?")

    async for event in result.stream_events():
        if event.type == "raw_response_event":
            if isinstance(event.data, ResponseFunctionCallArgumentsDeltaEvent):
                print("arguments:", event.data.delta)
            elif isinstance(event.data, ResponseReasoningSummaryTextDeltaEvent):
                print("thinking:", event.data.delta)
            elif event.data.type == "response.output_item.added":
                print("begins:", event.data.item.type)
        elif event.type == "agent_updated_stream_event":
            print("agent:", event.new_agent.name)
        elif event.type == "run_item_stream_event":
            print(event.name, event.item.agent.name)
            show(event.item)

    print(result.current_turn, result.is_complete, result.final_output)


if __name__ == "__main__":
    asyncio.run(main())
