"""Goes on from a response that the server keeps, so that only what is new is sent."""

import asyncio

from agents_widget.agents import Agent, Runner, function_tool


@function_tool
def speed() -> str:
    """The speed of the ferry."""
    return "18 knots"


async def main():
    agent = Agent(name="Mate", instructions="Be very short.", tools=[speed])
    result = await Runner.run(agent, "Where do we go?")
    print(result.final_output)

    result = await Runner.run(agent, "How fast?", previous_response_id=result.last_response_id)
    print(result.final_output, len(result.raw_responses))

    stream = Runner.run_streamed(agent, "And now?", auto_previous_response_id=True)
    async for event in stream.stream_events():
        if event.type == "run_item_stream_event":
            print(event.name)
    print(stream.final_output, stream.last_response_id == stream.raw_responses[-1].response_id)

    kept = await Runner.run(agent, "Kept as a conversation.", conversation_id="conv_1")
    print(kept.final_output)


if __name__ == "__main__":
    asyncio.run(main())
