"""Runs that do not end well, and handlers that give them an end."""

import asyncio

from pydantic import BaseModel

from agents_widget.agents import (
    Agent,
    AgentsException,
    MaxTurnsExceeded,
    ModelBehaviorError,
    ModelRefusalError,
    RunErrorHandlerInput,
    RunErrorHandlerResult,
    Runner,
    UserError,
    function_tool,
)


class Advice(BaseModel):
    text: str


@function_tool
def turn_round() -> str:
    """Turn round once more."""
    return "still turning"


@function_tool(failure_error_function=None)
def leak() -> str:
    """Find the leak."""
    raise RuntimeError("water everywhere")


agent = Agent(name="Dizzy", instructions="Turn round.", tools=[turn_round, leak])
adviser = agent.clone(name="Adviser", output_type=Advice)


def too_long(given: RunErrorHandlerInput[None]) -> RunErrorHandlerResult:
    print("  handled:", type(given.error).__name__, [item.type for item in given.run_data.new_items])
    return RunErrorHandlerResult(final_output="Dizzy now.", include_in_history=False)


async def attempt(name, coroutine):
    try:
        result = await coroutine
    except AgentsException as error:
        data = error.run_data
        print(f"{name}: {type(error).__name__} of {data.last_agent.name}")
    except Exception as error:
        print(f"{name}: {type(error).__name__}: {error}")
    else:
        print(f"{name}: {result.final_output!r}", [item.type for item in result.new_items])


async def main():
    await attempt("too many turns", Runner.run(agent, "Go.", max_turns=1))
    handlers = {"max_turns": too_long}
    await attempt("handled", Runner.run(agent, "Go.", max_turns=1, error_handlers=handlers))
    refusing = {"model_refusal": lambda given: Advice(text=f"It said: {given.error.refusal}")}
    await attempt("a refusal", Runner.run(adviser, "Sing."))
    await attempt("handled", Runner.run(adviser, "Sing.", error_handlers=refusing))
    await attempt("an unknown tool", Runner.run(agent, "Fly."))
    await attempt("a failing tool", Runner.run(agent, "Where is the leak?"))

    stream = Runner.run_streamed(agent, "Go.", max_turns=1)
    try:
        async for event in stream.stream_events():
            if event.type == "run_item_stream_event":
                print(event.name)
    except MaxTurnsExceeded as error:
        print("streamed:", error, stream.is_complete, stream.final_output)

    stream = Runner.run_streamed(agent, "Break.")
    try:
        async for event in stream.stream_events():
            print(event.type)
    except ModelBehaviorError:
        print("the response broke off")
    print([issubclass(e, AgentsException) for e in (ModelBehaviorError, ModelRefusalError, UserError)])


if __name__ == "__main__":
    asyncio.run(main())
