"""Checks beside single tools: before they run, and on what they return."""

import asyncio
import json

from agents_widget.agents import (
    Agent,
    Runner,
    ToolGuardrailFunctionOutput,
    ToolInputGuardrailData,
    ToolOutputGuardrailData,
    ToolOutputGuardrailTripwireTriggered,
    function_tool,
    tool_input_guardrail,
    tool_output_guardrail,
)


@tool_input_guardrail
def no_passwords(data: ToolInputGuardrailData) -> ToolGuardrailFunctionOutput:
    arguments = json.loads(data.context.tool_arguments)
    if any("password" in str(value) for value in arguments.values()):
        return ToolGuardrailFunctionOutput.reject_content(
            message="No passwords on the air.", output_info={"call": data.context.tool_call_id}
        )
    return ToolGuardrailFunctionOutput(output_info="clean")


@tool_output_guardrail
def no_phone_numbers(data: ToolOutputGuardrailData) -> ToolGuardrailFunctionOutput:
    if "555" in str(data.output):
        return ToolGuardrailFunctionOutput.reject_content("A number was taken out.", {"agent": data.agent.name})
    if "0000" in str(data.output):
        return ToolGuardrailFunctionOutput.raise_exception({"found": "a secret"})
    return ToolGuardrailFunctionOutput.allow(output_info="fine")


@function_tool
def radio(to: str, words: str) -> str:
    """Say something on the radio."""
    return f"{to} heard: {words}"


@function_tool
def crew_list(ship: str) -> dict[str, str]:
    """Who is on board."""
    return {"mate": "555-1234" if ship == "Alma" else "0000"}


radio.tool_input_guardrails = [no_passwords]
crew_list.tool_output_guardrails = [no_phone_numbers]
agent = Agent(name="Operator", instructions="Do as you are told.", tools=[radio, crew_list])


async def ask(said):
    try:
        result = await Runner.run(agent, said)
    except ToolOutputGuardrailTripwireTriggered as tripped:
        print("stopped by", tripped.guardrail.get_name(), tripped.output.output_info)
        return
    print([item.output for item in result.new_items if item.type == "tool_call_output_item"])
    for kept in (*result.tool_input_guardrail_results, *result.tool_output_guardrail_results):
        print("  ", kept.guardrail.get_name(), kept.output.behavior["type"], kept.output.output_info)
    print("=>", result.final_output)


async def main():
    await ask("Say hello to Bergen.")
    await ask("Say the password to Bergen.")
    await ask("Who is on the Alma?")
    await ask("Who is on the ghost ship?")


if __name__ == "__main__":
    asyncio.run(main())
