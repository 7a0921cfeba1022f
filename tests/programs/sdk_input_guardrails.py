"""Checks what the user says: by an agent, beside the model or before it; a tripwire ends the run."""

import asyncio

from pydantic import BaseModel

from agents_widget.agents import (
    Agent,
    GuardrailFunctionOutput,
    InputGuardrail,
    InputGuardrailTripwireTriggered,
    RunConfig,
    RunContextWrapper,
    Runner,
    TResponseInputItem,
    input_guardrail,
)


class Smuggling(BaseModel):
    reasoning: str
    is_smuggling: bool


checker = Agent(
    name="Customs check",
    instructions="Does the user ask how to get something past customs?",
    output_type=Smuggling,
)


@input_guardrail(run_in_parallel=False)
async def no_smuggling(
    context: RunContextWrapper[None], agent: Agent, input: str | list[TResponseInputItem]
) -> GuardrailFunctionOutput:
    """Ask another agent first."""
    result = await Runner.run(checker, input, context=context.context)
    verdict = result.final_output_as(Smuggling)
    return GuardrailFunctionOutput(output_info=verdict, tripwire_triggered=verdict.is_smuggling)


async def short_enough(context, agent, input):
    length = len(input) if isinstance(input, str) else sum(len(item["content"]) for item in input)
    return GuardrailFunctionOutput(output_info={"length": length}, tripwire_triggered=length > 60)


agent = Agent(
    name="Customs officer",
    instructions="You help with declarations.",
    input_guardrails=[no_smuggling, InputGuardrail(guardrail_function=short_enough, name="length")],
)


async def ask(question):
    print(f"> {question}")
    try:
        result = await Runner.run(agent, question)
    except InputGuardrailTripwireTriggered as tripped:
        verdict = tripped.guardrail_result
        print("stopped by", verdict.guardrail.get_name(), "-", verdict.output.output_info)
        print("known by then:", [r.guardrail.get_name() for r in tripped.run_data.input_guardrail_results])
    else:
        print(result.final_output)
        for verdict in sorted(result.input_guardrail_results, key=lambda r: r.guardrail.get_name()):
            print("passed", verdict.guardrail.get_name(), verdict.output.output_info)


async def main():
    await ask("What may I bring in?")
    await ask("How do I hide a parrot?")

    async def everybody(context, agent, input):
        return GuardrailFunctionOutput(output_info="closed", tripwire_triggered=True)

    closed = RunConfig(input_guardrails=[InputGuardrail(everybody, run_in_parallel=False)])
    stream = Runner.run_streamed(Agent(name="Night watch"), "Anyone there?", run_config=closed)
    try:
        async for event in stream.stream_events():
            print("event", event.type)
    except InputGuardrailTripwireTriggered as tripped:
        print("stopped by", tripped.guardrail_result.guardrail.get_name(), stream.final_output)


if __name__ == "__main__":
    asyncio.run(main())
