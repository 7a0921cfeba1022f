"""No async at all: a script that waits for each answer."""

from agents_widget.agents import Agent, ItemHelpers, Runner, function_tool, trace


@function_tool
def fuel_left() -> str:
    """How much fuel is left."""
    return "a third"


agent = Agent(name="Engineer", instructions="You look after the engine.", tools=[fuel_left])

with trace("At the engine"):
    result = Runner.run_sync(agent, "How much fuel?")
    print(result.final_output, "|", ItemHelpers.text_message_outputs(result.new_items))
    said = [*result.to_input_list(), {"role": "user", "content": "Enough for today?"}]
    result = Runner.run_sync(agent, said)
    print(result.final_output, len(result.to_input_list()))
