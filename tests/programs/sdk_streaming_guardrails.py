"""Stops a stream in its middle: by a guardrail beside the model, and by checks of the text so far."""

import asyncio

from openai.types.responses import ResponseTextDeltaEvent

from agents_widget.agents import (
    Agent,
    GuardrailFunctionOutput,
    InputGuardrailTripwireTriggered,
    Runner,
    input_guardrail,
)

enough_heard = asyncio.Event()


@input_guardrail
async def slow_check(context, agent, input):
    await enough_heard.wait()
    return GuardrailFunctionOutput(output_info="too late for the first words", tripwire_triggered=True)


async def is_simple(text):
    checker = Agent(name="Checker", instructions="Is this simple? Say yes or no.")
    result = await Runner.run(checker, text)
    return result.final_output == "yes"


async def main():
    guarded = Agent(name="Poet", instructions="Sing of the sea.", input_guardrails=[slow_check])
    result = Runner.run_streamed(guarded, "Begin.")
    heard = ""
    try:
        async for event in result.stream_events():
            if event.type == "raw_response_event" and isinstance(event.data, ResponseTextDeltaEvent):
                heard += event.data.delta
                if len(heard) >= 12:
                    enough_heard.set()
    except InputGuardrailTripwireTriggered as tripped:
        print("heard it begin:", heard[:12])
        print("tripped:", tripped.guardrail_result.output.output_info)
    print(result.is_complete, result.final_output)

    agent = Agent(name="Assistant", instructions="Always write long answers.")
    result = Runner.run_streamed(agent, "What is a tide, and how does it behave?")
    text, next_check = "", 20
    async for event in result.stream_events():
        if event.type == "raw_response_event" and isinstance(event.data, ResponseTextDeltaEvent):
            text += event.data.delta
            print(event.data.delta, end="", flush=True)
            if len(text) >= next_check:
                next_check += 20
                if not await is_simple(text):
                    print("\nToo hard for a ten year old.")
                    break
    result.cancel()
    print(len(text), result.is_complete)


if __name__ == "__main__":
    asyncio.run(main())
