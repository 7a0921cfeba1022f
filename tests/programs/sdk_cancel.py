"""Stops streams: at once, and when the turn is done; the history can be gone on from."""

import asyncio

from agents_widget.agents import Agent, Runner, function_tool


@function_tool
def haul(net: str) -> str:
    """Haul a net."""
    return f"{net}: 12 herrings"


agent = Agent(name="Fisher", instructions="Haul all the nets.", tools=[haul])


async def main():
    result = Runner.run_streamed(agent, "Haul them.")
    async for event in result.stream_events():
        if event.type == "run_item_stream_event":
            print(event.name)
            if event.name == "tool_called":
                result.cancel(mode="after_turn")
    print("after the turn:", result.is_complete, result.final_output, result.current_turn)

    history = result.to_input_list()
    print([item.get("role") or item["type"] for item in history])
    result = await Runner.run(agent, [*history, {"role": "user", "content": "That is enough."}])
    print("=>", result.final_output)

    result = Runner.run_streamed(agent, "Tell me a long story.")
    heard = ""
    async for event in result.stream_events():
        if event.type == "raw_response_event" and event.data.type == "response.output_text.delta":
            heard += event.data.delta
            if len(heard) >= 8:
                result.cancel()
                break
    print(heard[:8], result.is_complete, result.final_output)
    result.cancel()


if __name__ == "__main__":
    asyncio.run(main())
