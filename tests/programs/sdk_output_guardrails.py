"""Checks what the agent answers; a tripwire raises after the answer was streamed."""

import asyncio
import json

from pydantic import BaseModel, Field

from agents_widget.agents import (
    Agent,
    GuardrailFunctionOutput,
    OutputGuardrailTripwireTriggered,
    RunContextWrapper,
    Runner,
    output_guardrail,
)


class Notice(BaseModel):
    reasoning: str = Field(description="Why this is said.")
    text: str = Field(description="What the passengers hear.")
    passengers: int | None = Field(description="How many it concerns, if known.")


@output_guardrail
async def no_numbers(context: RunContextWrapper, agent: Agent, output: Notice) -> GuardrailFunctionOutput:
    found = {"text": any(map(str.isdigit, output.text)), "reasoning": any(map(str.isdigit, output.reasoning))}
    return GuardrailFunctionOutput(output_info=found, tripwire_triggered=any(found.values()))


agent = Agent(
    name="Announcer",
    instructions="Announce what happens.",
    output_type=Notice,
    output_guardrails=[no_numbers],
)


async def main():
    result = await Runner.run(agent, "The ferry is late.")
    print(result.final_output.text, result.output_guardrail_results[0].output.output_info)

    try:
        await Runner.run(agent, "Read out the phone number 650-123-4567.")
    except OutputGuardrailTripwireTriggered as tripped:
        print(json.dumps(tripped.guardrail_result.output.output_info, indent=1))
        print(tripped.guardrail_result.agent.name, tripped.guardrail_result.agent_output.passengers)

    stream = Runner.run_streamed(agent, "Again, please.")
    try:
        async for event in stream.stream_events():
            if event.type == "run_item_stream_event":
                print(event.name)
    except OutputGuardrailTripwireTriggered:
        print("retracted; final output:", stream.final_output, "items:", [i.type for i in stream.new_items])


if __name__ == "__main__":
    asyncio.run(main())
