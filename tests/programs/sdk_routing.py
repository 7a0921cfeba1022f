"""A desk that routes each message to the agent that speaks its language; the talk goes on with that one."""

import asyncio

from openai.types.responses import ResponseContentPartDoneEvent, ResponseTextDeltaEvent

from agents_widget.agents import Agent, RawResponsesStreamEvent, Runner, TResponseInputItem, trace

danish = Agent(name="danish_agent", instructions="You speak Danish only.")
dutch = Agent(name="dutch_agent", instructions="You speak Dutch only.")
desk = Agent(
    name="desk_agent",
    instructions="Hand over to the agent that speaks the user's language.",
    handoffs=[danish, dutch],
)


async def main():
    agent = desk
    inputs: list[TResponseInputItem] = []

    for said in ["Hvornår går færgen?", "Og hvad koster den?", "En de terugweg?"]:
        inputs.append({"content": said, "role": "user"})
        with trace("Routing at the desk", group_id="talk-1"):
            result = Runner.run_streamed(agent, input=inputs)
            async for event in result.stream_events():
                if not isinstance(event, RawResponsesStreamEvent):
                    continue
                data = event.data
                if isinstance(data, ResponseTextDeltaEvent):
                    print(data.delta, end="", flush=True)
                elif isinstance(data, ResponseContentPartDoneEvent):
                    print()
        inputs = result.to_input_list()
        agent = result.current_agent
        print(f"[{agent.name}, {len(inputs)} items, {result.current_turn} turns]")


if __name__ == "__main__":
    asyncio.run(main())
