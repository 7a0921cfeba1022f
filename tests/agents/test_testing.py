"""The scripted model that users test their agents with."""

from __future__ import annotations

import copy
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest
from openai.types.responses import ResponseReasoningItem

from agents_widget.agents.agent import Agent
from agents_widget.agents.items import ModelResponse
from agents_widget.agents.model_settings import ModelSettings
from agents_widget.agents.models.interface import ModelTracing
from agents_widget.agents.run import Runner
from agents_widget.agents.testing import (
    InvalidModelStep,
    ModelCall,
    ModelScriptError,
    ModelStep,
    ScriptedModel,
    assistant_message,
    call,
    function_call,
    handoff,
    reasoning,
    text,
)
from agents_widget.agents.tool import function_tool
from agents_widget.agents.usage import Usage

ASK: Any = (None, "Hi", ModelSettings(), [], None, [], ModelTracing.DISABLED)


async def answer(model: ScriptedModel) -> Any:
    return await model.get_response(*ASK)


async def output(model: ScriptedModel, asked: Any = "Hi", **settings: Any) -> list[dict[str, Any]]:
    response = await model.get_response(
        "Be brief.", asked, ModelSettings(**settings), [], None, [], ModelTracing.DISABLED
    )
    return [item.to_dict() for item in response.output]


async def test_turns_are_played_in_order() -> None:
    model = ScriptedModel(["Hello", [reasoning("Hm"), call("f", {"a": 1})]])
    assert (await output(model))[0]["content"][0]["text"] == "Hello"
    thought, called = await output(model)
    assert thought["summary"][0]["text"] == "Hm"
    assert (called["name"], called["arguments"]) == ("f", '{"a": 1}')
    assert model.remaining_steps == 0


async def test_the_calls_are_recorded_as_they_were() -> None:
    model = ScriptedModel(["One"])
    asked = [{"role": "user", "content": "Hi"}]
    await output(model, asked, temperature=0.5)
    asked[0]["content"] = "changed afterwards"
    (recorded,) = model.calls
    assert recorded.system_instructions == "Be brief."
    assert recorded.input == [{"role": "user", "content": "Hi"}]
    assert recorded.model_settings.temperature == 0.5


async def test_a_call_too_many_is_told_with_what_was_asked() -> None:
    model = ScriptedModel(["One"])
    await output(model)
    with pytest.raises(
        ModelScriptError, match=r"no scripted steps remain for call number 2 .*'content': 'Why'"
    ):
        await output(model, [{"role": "user", "content": "Why"}])
    assert len(model.calls) == 2


async def test_turns_left_over_are_told() -> None:
    model = ScriptedModel(["One"])
    model.extend(["Two", call("f")])
    await output(model)
    with pytest.raises(ModelScriptError, match=r"not played: .*'Two'.*function_call"):
        model.assert_complete()
    await output(model)
    await output(model)
    model.assert_complete()


async def test_an_exception_is_raised_as_a_turn_or_within_one() -> None:
    model = ScriptedModel([TimeoutError("late"), ["Hel", ConnectionError("gone")]])
    with pytest.raises(TimeoutError, match="late"):
        await output(model)
    with pytest.raises(ConnectionError, match="gone"):
        await output(model)


async def test_a_turn_may_be_made_from_the_call() -> None:
    async def later(asked: ModelCall) -> str:
        return f"{asked.input} later"

    model = ScriptedModel([lambda asked: f"{asked.input} now", later])
    assert (await output(model, "A"))[0]["content"][0]["text"] == "A now"
    assert (await output(model, "B"))[0]["content"][0]["text"] == "B later"


async def test_a_scripted_run_hands_off_calls_a_tool_and_answers() -> None:
    @function_tool
    def get_weather(city: str) -> str:
        """Get the weather."""
        return f"snow in {city}"

    model = ScriptedModel([handoff("Weather agent"), call("get_weather", {"city": "Oslo"}), "It snows."])
    weather = Agent(name="Weather agent", tools=[get_weather], model=model)
    triage = Agent(name="Triage", handoffs=[weather], model=model)

    result = await Runner.run(triage, "How is Oslo?")

    assert result.final_output == "It snows."
    assert result.last_agent is weather
    assert [move.tool_name for move in model.calls[0].handoffs] == ["transfer_to_weather_agent"]
    assert model.calls[2].input[-1]["output"] == "snow in Oslo"
    model.assert_complete()


async def test_identifiers_and_the_model_name_are_the_same_every_time() -> None:
    said = [await output(ScriptedModel([["Hi", call("f")]])) for _ in range(2)]
    assert said[0] == said[1]
    assert said[0][1]["call_id"].startswith("call_")
    events = [
        event
        async for event in ScriptedModel(["Hi"], model="gpt-test").stream_response(
            None, "Hi", ModelSettings(), [], None, [], ModelTracing.DISABLED
        )
    ]
    end: Any = events[-1]
    assert end.response.model == "gpt-test"


async def test_steps_may_be_what_the_api_or_a_model_answers() -> None:
    whole = ModelResponse([assistant_message("whole")], Usage(requests=2, total_tokens=9), "r-1", "req-1")
    model = ScriptedModel(
        [
            [function_call("lookup", {"city": "Oslo"}, call_id="c1")],
            {"output": [assistant_message("from a dict")], "response_id": None},
            whole,
            ModelStep.raise_error(TimeoutError("late")),
            ModelStep.respond(lambda asked: [assistant_message(f"{asked.input} back")]),
        ],
        default_usage=Usage(requests=1, input_tokens=4, total_tokens=4),
    )
    answers = [await answer(model) for _ in range(3)]
    assert answers[0].output[0].to_dict()["arguments"] == '{"city":"Oslo"}'
    assert (answers[0].response_id, answers[0].usage.total_tokens) == ("resp-789", 4)
    assert answers[1].response_id is None
    assert answers[2] == whole
    with pytest.raises(TimeoutError, match="late"):
        await answer(model)
    assert (await answer(model)).output == [assistant_message("Hi back")]
    assert model.first_call is not None
    assert model.first_call.streamed is False
    assert model.last_call is model.calls[-1]


async def test_a_streamed_step_keeps_what_no_event_has() -> None:
    whole = ModelResponse(
        [assistant_message("whole")], Usage(requests=2, total_tokens=9), None, "req-1", {"cost": 0.5}
    )
    settings = ModelSettings(preserve_raw_usage=True)
    agent = Agent(name="A", model=ScriptedModel([whole]), model_settings=settings)
    result = Runner.run_streamed(agent, "Hi")
    raw = [event.data async for event in result.stream_events() if event.type == "raw_response_event"]
    assert result.raw_responses == [whole]
    last: Any = raw[-1]
    assert last.type == "response.completed"
    assert set(last.to_dict()) == {"response", "sequence_number", "type"}


async def test_items_are_streamed_with_every_event_between() -> None:
    thought = ResponseReasoningItem(
        id="rs", type="reasoning", summary=[{"type": "summary_text", "text": "Hm"}],
        content=[{"type": "reasoning_text", "text": "deep"}],
    )  # fmt: skip
    model = ScriptedModel([[thought, assistant_message("Hello"), function_call("f", "{}", call_id="c1")]])
    names = [event.type.removeprefix("response.") async for event in model.stream_response(*ASK)]
    assert names == [
        *("created", "in_progress", "output_item.added", "reasoning_summary_part.added"),
        *("reasoning_summary_text.delta", "reasoning_summary_text.done", "reasoning_summary_part.done"),
        *("reasoning_text.delta", "reasoning_text.done", "output_item.done"),
        *("output_item.added", "content_part.added", "output_text.delta", "output_text.done"),
        *("content_part.done", "output_item.done", "output_item.added"),
        *("function_call_arguments.delta", "function_call_arguments.done", "output_item.done", "completed"),
    ]


async def test_a_step_may_be_the_events_themselves() -> None:
    said = [event async for event in ScriptedModel(["Hi"]).stream_response(*ASK)]

    async def tell(asked: ModelCall) -> AsyncIterator[Any]:
        for event in said:
            yield event

    model = ScriptedModel([ModelStep.stream(said), ModelStep.stream(tell)])
    for _ in range(2):
        assert [event async for event in model.stream_response(*ASK)] == said


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        ({"outputs": []}, "unsupported_field"),
        (ModelStep(error=OSError(), stream_events=[]), "conflicting_outcomes"),
        (7, "invalid_input"),
    ],
)
def test_a_step_that_is_none_is_named_by_its_place(step: Any, reason: str) -> None:
    with pytest.raises(InvalidModelStep, match="step #2") as raised:
        ScriptedModel(["fine", step])
    assert (raised.value.reason, raised.value.input_index) == (reason, 1)


async def test_a_model_can_be_copied_with_its_script() -> None:
    model = ScriptedModel(["one", "two"])
    await answer(model)
    copied = copy.deepcopy(model)
    assert [len(copied.calls), copied.remaining_steps] == [1, 1]
    assert await output(copied) == await output(model)


async def test_call_ids_differ_over_turns() -> None:
    model = ScriptedModel([call("f"), call("f")])
    first, second = (await output(model))[0], (await output(model))[0]
    assert first["call_id"] != second["call_id"]


@pytest.mark.parametrize(
    ("to", "name"),
    [
        ("Spanish agent", "transfer_to_spanish_agent"),
        (SimpleNamespace(name="FAQ-Bot"), "transfer_to_faq_bot"),
        (SimpleNamespace(tool_name="escalate"), "escalate"),
    ],
)
def test_a_handoff_is_given_by_agent_name_or_handoff(to: Any, name: str) -> None:
    assert handoff(to) == call(name)


def test_arguments_may_be_broken_on_purpose() -> None:
    assert call("f", '{"a": ').content == '{"a": '
    assert handoff("B", {"reason": "x"}).content == '{"reason": "x"}'


def test_a_script_is_not_one_string() -> None:
    with pytest.raises(TypeError, match="list of steps"):
        ScriptedModel("Hello")
    assert text("Hello").content == "Hello"
