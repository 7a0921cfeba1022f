"""Several streams at once, one of them with a limit of time, one that nobody reads."""

import asyncio

from agents_widget.agents import Agent, Runner, function_tool


@function_tool
async def never() -> str:
    """Wait for ever."""
    await asyncio.Event().wait()
    return "never"


async def collect(result):
    text = ""
    async for event in result.stream_events():
        if event.type == "raw_response_event" and event.data.type == "response.output_text.delta":
            text += event.data.delta
    return text


async def main():
    ships = [Agent(name=name, instructions=f"You are the {name}.") for name in ("Alma", "Bris")]
    streams = [Runner.run_streamed(ship, "Report.") for ship in ships]
    print(await asyncio.gather(*map(collect, streams)))
    print([stream.final_output for stream in streams])

    stuck = Runner.run_streamed(Agent(name="Stuck", instructions="You wait.", tools=[never]), "Wait.")
    try:
        await asyncio.wait_for(collect(stuck), timeout=0.5)
    except asyncio.TimeoutError:
        print("out of time", stuck.is_complete, stuck.final_output)

    unread = Runner.run_streamed(Agent(name="Unread", instructions="You are alone."), "Hello?")
    while not unread.is_complete:
        await asyncio.sleep(0.01)
    print("nobody read:", unread.final_output)
    print("read too late:", await collect(unread) == "Here.")


if __name__ == "__main__":
    asyncio.run(main())
