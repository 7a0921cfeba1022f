"""Asks three agents at once and lets a fourth choose."""

import asyncio

from agents_widget.agents import Agent, ItemHelpers, Runner, trace

translators = [Agent(name=f"translator_{n}", instructions=f"Translate to Danish, way {n}.") for n in (1, 2, 3)]
picker = Agent(name="picker", instructions="Pick the best translation.")


async def main():
    text = "Mind the gap."
    with trace("Side by side"):
        results = await asyncio.gather(*(Runner.run(each, text) for each in translators))
        outputs = [ItemHelpers.text_message_outputs(result.new_items) for result in results]
        print("\n".join(outputs))
        best = await Runner.run(picker, f"Input: {text}\n" + "\n".join(outputs))
    print("best:", best.final_output)
    print([result.last_agent.name for result in results])


if __name__ == "__main__":
    asyncio.run(main())
