"""A run's own settings: what the model is shown, what tools tell it when they fail, who is asked."""

import asyncio

from agents_widget.agents import Agent, ModelSettings, RunConfig, Runner, function_tool
from agents_widget.agents.run_config import CallModelData, ModelInputData


def last_three(data: CallModelData) -> ModelInputData:
    shown = data.model_data
    print(f"  {data.agent.name} would be shown {len(shown.input)}, context {data.context}")
    return ModelInputData(input=shown.input[-3:], instructions=f"{shown.instructions} Be kind.")


@function_tool(failure_error_function=None, needs_approval=True)
def cast_off() -> str:
    """Leave the berth."""
    return "off"


@function_tool
async def bearing(light: str) -> int:
    """Take a bearing."""
    raise LookupError(f"{light} is not in sight")


def words(args):
    print("  formatter:", args.kind, args.tool_name, args.call_id)
    return f"Told so: {args.kind}."


def shorter(data):
    print("  handoff filter:", data.input_history, len(data.pre_handoff_items), len(data.new_items))
    return data.clone(input_history="A short story.", pre_handoff_items=())


async def main():
    mate = Agent(name="Mate", instructions="You are the mate.")
    agent = Agent(name="Helm", instructions="You steer.", tools=[cast_off, bearing], handoffs=[mate])

    config = RunConfig(
        call_model_input_filter=last_three,
        tool_error_formatter=words,
        handoff_input_filter=shorter,
        tool_not_found_behavior="return_error_to_model",
        model="another-model",
        model_settings=ModelSettings(temperature=0.5),
        workflow_name="Leaving",
        trace_metadata={"ship": "Alma"},
    )
    result = await Runner.run(agent, "Cast off.", run_config=config, context="fog")
    state = result.to_state()
    for item in result.interruptions:
        state.reject(item)
    result = await Runner.run(agent, state, run_config=config)
    for item in result.new_items:
        if item.type != "tool_approval_item":
            print(item.type, getattr(item, "output", ""))
    print("=>", result.final_output, result.last_agent.name)

    plain = await Runner.run(agent, "Hello.", run_config={"model": "a-third", "workflow_name": "Plain"})
    print("=>", plain.final_output)


if __name__ == "__main__":
    asyncio.run(main())
