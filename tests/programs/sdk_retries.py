"""A server that is busy at first: the client tries again, as often as it is told to."""

import asyncio

from openai import APIStatusError, AsyncOpenAI, RateLimitError

from agents_widget.agents import Agent, Runner, set_default_openai_client, set_tracing_disabled

set_tracing_disabled(True)


async def main():
    set_default_openai_client(AsyncOpenAI(max_retries=2))
    agent = Agent(name="Patient", instructions="Wait your turn.")
    print((await Runner.run(agent, "Hello?")).final_output)

    set_default_openai_client(AsyncOpenAI(max_retries=0))
    try:
        await Runner.run(agent, "Hello?")
    except RateLimitError as error:
        print("busy:", error.status_code)

    stream = Runner.run_streamed(agent, "Hello?")
    try:
        async for event in stream.stream_events():
            print(event.type)
    except APIStatusError as error:
        print("refused:", error.status_code, stream.is_complete, stream.final_output)


if __name__ == "__main__":
    asyncio.run(main())
