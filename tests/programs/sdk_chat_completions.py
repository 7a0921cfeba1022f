"""A server that speaks Chat Completions only: for one agent, and for all."""

import asyncio
import os

from openai import AsyncOpenAI

from agents_widget.agents import (
    Agent,
    ItemHelpers,
    ModelSettings,
    OpenAIChatCompletionsModel,
    Runner,
    function_tool,
    set_default_openai_api,
    set_default_openai_client,
    set_tracing_disabled,
)

client = AsyncOpenAI(base_url=os.environ["OPENAI_BASE_URL"], api_key="none")
set_tracing_disabled(disabled=True)


@function_tool
def weather(place: str) -> str:
    """The weather at a place."""
    return f"fog at {place}"


async def main():
    model = OpenAIChatCompletionsModel(model="local-model", openai_client=client)
    agent = Agent(
        name="Haiku",
        instructions="Speak in haiku.",
        model=model,
        tools=[weather],
        model_settings=ModelSettings(temperature=0.2, include_usage=True),
    )
    stream = Runner.run_streamed(agent, "The weather in Oslo and Skagen?")
    async for event in stream.stream_events():
        if event.type == "raw_response_event" and event.data.type.endswith("delta"):
            print(event.data.type, repr(event.data.delta))
        elif event.type == "run_item_stream_event":
            print(event.name, getattr(event.item, "output", ""))
    print(stream.final_output, stream.context_wrapper.usage.total_tokens)
    print([item.get("role") or item["type"] for item in stream.to_input_list()])

    set_default_openai_client(client=client, use_for_tracing=False)
    set_default_openai_api("chat_completions")
    named = Agent(name="Named", instructions="Be short.", model="another-model", output_type=list[str])
    result = await Runner.run(named, "Two winds?")
    print(result.final_output, ItemHelpers.text_message_outputs(result.new_items))


if __name__ == "__main__":
    asyncio.run(main())
