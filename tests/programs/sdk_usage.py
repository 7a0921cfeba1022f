"""Counts tokens: of a run, of its requests, and by the agents in it."""

import asyncio

from agents_widget.agents import Agent, ModelSettings, Runner, Usage, function_tool


@function_tool
def distance(harbour: str) -> int:
    """The distance in miles."""
    return 21


def show(usage: Usage):
    print(f"  requests {usage.requests}, in {usage.input_tokens}, out {usage.output_tokens}, all {usage.total_tokens}")
    print(f"  cached {usage.input_tokens_details.cached_tokens}, thought {usage.output_tokens_details.reasoning_tokens}")
    for number, entry in enumerate(usage.request_usage_entries, 1):
        print(f"  {number}: {entry.input_tokens} + {entry.output_tokens} = {entry.total_tokens}")


async def main():
    helper = Agent(name="Helper", instructions="Help.")
    agent = Agent(
        name="Captain",
        instructions="Ask the helper.",
        tools=[distance, helper.as_tool("helper", "Helps.")],
        model_settings=ModelSettings(include_usage=True),
    )
    result = await Runner.run(agent, "How far is Esbjerg?")
    print(result.final_output)
    show(result.context_wrapper.usage)

    stream = Runner.run_streamed(agent, "And Bergen?")
    seen = []
    async for event in stream.stream_events():
        if event.type == "run_item_stream_event":
            seen.append(event.name)
    print(stream.final_output, seen)
    show(stream.context_wrapper.usage)
    print([response.usage.total_tokens for response in stream.raw_responses])


if __name__ == "__main__":
    asyncio.run(main())
