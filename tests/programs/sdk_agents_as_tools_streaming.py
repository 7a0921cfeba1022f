"""Follows an agent while it runs as a tool of another."""

import asyncio

from agents_widget.agents import Agent, AgentToolStreamEvent, ModelSettings, Runner, function_tool


@function_tool(name_override="berth_fee", description_override="What a berth costs a day.")
def berth_fee(metres: int) -> str:
    """Give the fee of a berth."""
    return f"{metres * 3} crowns"


async def show(event: AgentToolStreamEvent) -> None:
    inner, call = event["event"], event["tool_call"]
    if inner.type == "raw_response_event":
        return
    told = inner.name if inner.type == "run_item_stream_event" else inner.new_agent.name
    print(f"[{event['agent'].name} for {call.call_id} {call.name}] {inner.type}: {told}")


seen = []
cashier = Agent(
    name="Cashier",
    instructions="Answer questions about fees; look them up.",
    model_settings=ModelSettings(tool_choice="required"),
    tools=[berth_fee],
)
desk = Agent(
    name="Desk",
    instructions="Ask the cashier about money.",
    tools=[
        cashier.as_tool(tool_name="cashier", tool_description="Knows the fees.", on_stream=show),
        cashier.as_tool(
            tool_name="second_cashier",
            tool_description="Knows them, too.",
            on_stream=lambda event: seen.append(event["event"].type),
            max_turns=3,
        ),
    ],
)


async def main():
    result = await Runner.run(desk, "What do 12 metres cost?")
    print("=>", result.final_output)

    stream = Runner.run_streamed(desk, "And from the other one?")
    async for event in stream.stream_events():
        if event.type == "run_item_stream_event":
            print("outer:", event.name, event.item.agent.name)
    print("=>", stream.final_output, stream.context_wrapper.usage.requests)
    print(len(seen), sorted(set(seen)))


if __name__ == "__main__":
    asyncio.run(main())
