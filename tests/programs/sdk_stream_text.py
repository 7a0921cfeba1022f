"""Streams text, letter by letter."""

import asyncio

from openai.types.responses import ResponseTextDeltaEvent

from agents_widget.agents import Agent, Runner


async def main():
    agent = Agent(name="Harbour master", instructions="You know the tides by heart. Be brief.")

    result = Runner.run_streamed(agent, input="When is high water today?")
    async for event in result.stream_events():
        if event.type == "raw_response_event" and isinstance(event.data, ResponseTextDeltaEvent):
            print(event.data.delta, end="|", flush=True)
    print()
    print(result.final_output)


if __name__ == "__main__":
    asyncio.run(main())
