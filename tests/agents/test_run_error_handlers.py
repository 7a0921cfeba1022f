from __future__ import annotations

from typing import Any

import pytest
from answers import call, refusal, respond, text
from loopback import LoopbackServer
from short_events import shorts

from agents_widget.agents.agent import Agent
from agents_widget.agents.exceptions import MaxTurnsExceeded, ModelRefusalError, UserError
from agents_widget.agents.models.interface import Model
from agents_widget.agents.run import Runner
from agents_widget.agents.run_error_handlers import RunErrorHandlerInput, RunErrorHandlerResult
from agents_widget.agents.tool import function_tool


@function_tool
def look() -> str:
    return "a bird"


async def test_a_handler_is_told_what_the_run_had_done(loopback: LoopbackServer, model: Model) -> None:
    inputs: list[RunErrorHandlerInput[Any]] = []

    async def handler(given: RunErrorHandlerInput[Any]) -> RunErrorHandlerResult:
        inputs.append(given)
        return RunErrorHandlerResult(final_output="enough")

    loopback.answer(respond(call("look")))
    agent = Agent(name="A", model=model, tools=[look])
    result = Runner.run_streamed(
        agent, "go", context="mine", max_turns=1, error_handlers={"max_turns": handler}
    )
    assert (await shorts(result))[-1] == "message_output_created message_output_item"
    assert (result.final_output, result.current_turn) == ("enough", 1)
    assert result.to_input_list()[-1]["content"][0]["text"] == "enough"
    (given,) = inputs
    assert isinstance(given.error, MaxTurnsExceeded)
    assert given.context.context == "mine"
    data = given.run_data
    assert ([item.type for item in data.new_items], len(data.history), len(data.output)) == (
        ["tool_call_item", "tool_call_output_item"],
        3,
        2,
    )
    assert (data.input, len(data.raw_responses), data.last_agent) == ("go", 1, agent)


@pytest.mark.parametrize(
    ("answer", "included"),
    [
        ("sorry", True),
        ({"final_output": "sorry"}, True),
        ({"final_output": "sorry", "include_in_history": False}, False),
        (RunErrorHandlerResult("sorry", include_in_history=False), False),
    ],
)
async def test_what_a_handler_may_return(
    loopback: LoopbackServer, model: Model, answer: Any, included: bool
) -> None:
    loopback.answer(refusal("I will not."))
    handlers: Any = {"model_refusal": lambda given: answer}
    result = await Runner.run(Agent(name="A", model=model), "go", error_handlers=handlers)
    assert result.final_output == "sorry"
    assert len(result.new_items) == 1 + included


async def test_none_raises_the_error(loopback: LoopbackServer, model: Model) -> None:
    loopback.answer(refusal("I will not."))
    handlers: Any = {"model_refusal": lambda given: None}
    with pytest.raises(ModelRefusalError) as caught:
        await Runner.run(Agent(name="A", model=model), "go", error_handlers=handlers)
    assert caught.value.refusal == "I will not."


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ({"final_output": "x", "includ_in_history": True}, "has no includ_in_history"),
        ("not a number", r"does not fit list\[int\]"),
        (object(), r"does not fit list\[int\]"),
    ],
)
async def test_a_handlers_mistakes_are_named(
    loopback: LoopbackServer, model: Model, answer: Any, message: str
) -> None:
    loopback.answer(text("no list"))
    handlers: Any = {"invalid_final_output": lambda given: answer}
    with pytest.raises(UserError, match=message):
        await Runner.run(Agent(name="A", model=model, output_type=list[int]), "go", error_handlers=handlers)


async def test_a_typed_output_from_a_handler(loopback: LoopbackServer, model: Model) -> None:
    handlers: Any = {"invalid_final_output": lambda given: [1, 2]}
    agent = Agent(name="A", model=model, output_type=list[int])
    for answer in (text("no list"), respond()):
        loopback.answer(answer)
        result = await Runner.run(agent, "go", error_handlers=handlers)
        assert result.final_output == [1, 2]
        assert result.to_input_list()[-1]["content"][0]["text"] == '{"response":[1,2]}'


async def test_an_empty_answer_is_asked_for_again(loopback: LoopbackServer, model: Model) -> None:
    loopback.answer(respond(), text('{"response": [3]}'))
    assert (await Runner.run(Agent(name="A", model=model, output_type=list[int]), "go")).final_output == [3]
