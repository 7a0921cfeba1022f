"""The local model: a real language model in a child process, and what is sure about so small a one."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import answers
import hang
import openai
import pytest
from loopback import LoopbackServer

from agents_widget.agents.agent import Agent
from agents_widget.agents.exceptions import ModelBehaviorError, UserError
from agents_widget.agents.model_settings import ModelSettings
from agents_widget.agents.models.interface import ModelTracing
from agents_widget.agents.models.stand_ins.local import LocalModel
from agents_widget.agents.models.stand_ins.local_server import Endpoint, LocalServer
from agents_widget.agents.run import Runner
from agents_widget.agents.tool import function_tool

local = pytest.mark.local


class Numbers:
    """An output type whose JSON is long, so that the answer takes long."""

    def is_plain_text(self) -> bool:
        return False

    def is_strict_json_schema(self) -> bool:
        return True

    def json_schema(self) -> dict[str, Any]:
        return {"type": "array", "items": {"enum": [1, 2, 3]}, "minItems": 1000, "maxItems": 1000}


@pytest.fixture(scope="module")
def model() -> Iterator[LocalModel]:
    with LocalModel() as model:
        yield model


def stream(model: LocalModel, asked: Any, schema: Any = None, **settings: Any) -> Any:
    return model.stream_response(
        "Be brief.", asked, ModelSettings(**settings), [], schema, [], ModelTracing.DISABLED
    )


@local
async def test_text_streams_as_a_complete_response(model: LocalModel) -> None:
    events = [event async for event in stream(model, "Say hello.", max_tokens=20)]
    deltas = [event.delta for event in events if event.type == "response.output_text.delta"]
    types = [event.type for event in events if event.type != "response.output_text.delta"]
    response = events[-1].response
    assert types == [
        "response.created",
        "response.output_item.added",
        "response.content_part.added",
        "response.content_part.done",
        "response.output_item.done",
        "response.completed",
    ]
    assert len(deltas) > 1
    assert "".join(deltas) == response.output_text
    assert response.model == "local/SmolLM2-135M-Instruct.Q4_1"
    assert response.usage.output_tokens >= len(deltas)
    assert response.usage.input_tokens > 5


@local
async def test_an_answer_cut_off_says_so(model: LocalModel) -> None:
    response = await model.get_response(
        None, "Tell a story.", ModelSettings(max_tokens=3), [], None, [], ModelTracing.DISABLED
    )
    assert response.output[0].to_dict()["status"] == "incomplete"
    assert response.usage.output_tokens == 3


@local
async def test_an_output_type_is_kept_by_grammar(model: LocalModel) -> None:
    class Animal(Numbers):
        def json_schema(self) -> dict[str, Any]:
            kinds = {
                "legs": {"type": "integer", "minimum": 0, "maximum": 9},
                "kind": {"enum": ["cat", "dog"]},
            }
            return {
                "type": "object",
                "properties": kinds,
                "required": list(kinds),
                "additionalProperties": False,
            }

    events = [event async for event in stream(model, "Describe a cat.", Animal())]
    said = json.loads(events[-1].response.output_text)
    assert set(said) == {"legs", "kind"}
    assert said["kind"] in ("cat", "dog")


@local
@pytest.mark.parametrize(
    "question",
    ["What is the weather in Paris?", "What is 12 plus 30?", "Sum 20 and 22", "Do I need an umbrella?"],
)
async def test_two_agents_hand_off_call_a_tool_and_answer(model: LocalModel, question: str) -> None:
    ran: list[Any] = []

    @function_tool
    def get_weather(city: str) -> str:
        """Get the weather in a city."""
        ran.append(city)
        return "18 C, light rain"

    @function_tool
    def add(a: int, b: int) -> int:
        """Add two numbers."""
        ran.append(a + b)
        return a + b

    weather = Agent(
        name="Weather agent", handoff_description="Knows the weather.", tools=[get_weather], model=model
    )
    maths = Agent(name="Math agent", handoff_description="Adds numbers.", tools=[add], model=model)
    triage = Agent(name="Triage", instructions="Route the question.", handoffs=[weather, maths], model=model)

    result = Runner.run_streamed(triage, question)
    names = [event.name async for event in result.stream_events() if event.type == "run_item_stream_event"]

    assert names == [
        "handoff_requested",
        "handoff_occured",
        "tool_called",
        "tool_output",
        "message_output_created",
    ]
    assert result.last_agent in (weather, maths)
    assert len(ran) == 1
    assert result.final_output.strip()


@local
async def test_closing_a_stream_frees_the_model(model: LocalModel) -> None:
    # The one slot would be busy for longer than the test may take.
    answer = stream(model, "Count.", Numbers(), max_tokens=3500)
    async for event in answer:
        if event.type == "response.output_text.delta":
            break
    await answer.aclose()
    asked = model.get_response(None, "Hi", ModelSettings(max_tokens=2), [], None, [], ModelTracing.DISABLED)
    response = await asyncio.wait_for(asked, hang.SECONDS)
    assert response.usage.output_tokens == 2


@local
def test_it_serves_one_loop_after_another(model: LocalModel) -> None:
    async def ask() -> int:
        return len([event async for event in stream(model, "Hi", max_tokens=2)])

    assert asyncio.run(ask()) == asyncio.run(ask())


@local
async def test_other_clients_may_use_it(model: LocalModel) -> None:
    async with openai.AsyncOpenAI(base_url=model.base_url, api_key=model.api_key) as client:
        answer = await client.chat.completions.create(
            model="any", messages=[{"role": "user", "content": "Hi"}], max_tokens=3
        )
    assert answer.choices[0].message.content


@local
async def test_a_conversation_that_is_too_long_is_told_with_the_setting(model: LocalModel) -> None:
    with pytest.raises(UserError, match=r"exceeds the available context size .*LocalModel\(context=...\)"):
        await anext(stream(model, "word " * 5000))


@local
async def test_a_call_cut_off_before_its_name_is_told(model: LocalModel) -> None:
    tool = function_tool(
        lambda: 1, name_override="a_tool_with_quite_a_long_name", description_override="Acts."
    )
    with pytest.raises(ModelBehaviorError, match=r"before it said anything.*Raise ModelSettings\.max_tokens"):
        await model.get_response(
            None, "Go", ModelSettings(max_tokens=3), [tool], None, [], ModelTracing.DISABLED
        )


@local
async def test_a_child_that_dies_during_an_answer_is_told_and_replaced() -> None:
    async with LocalModel(context=1024) as model:
        answer = stream(model, "Count.", Numbers(), max_tokens=900)
        await anext(answer)
        assert model.server.process is not None
        model.server.process.kill()
        with pytest.raises(ModelBehaviorError, match=r"ended during an answer \(exit code -9\)"):
            async for _ in answer:
                pass
        assert [event async for event in stream(model, "Hi", max_tokens=2)]
        assert model.server.running
    assert not model.server.running


async def test_a_model_that_knows_tools_decides_by_itself(loopback: LoopbackServer, tmp_path: Path) -> None:
    # No such model can be had here: the loopback server stands in for llama.cpp's.
    class Trained(LocalServer):
        def start(self) -> Endpoint:
            return Endpoint(loopback.base_url, "sk-local", takes_tools=True)

    @function_tool
    def now() -> str:
        """Tell the time."""
        return "12:00"

    (tmp_path / "trained.gguf").touch()
    model = LocalModel(tmp_path / "trained.gguf")
    model.server = Trained(model.server.settings)
    loopback.answer(answers.chat(answers.call("now", {})), answers.chat(answers.text("It is noon.")))
    result = await Runner.run(Agent(name="Clock", tools=[now], model=model), "What time is it?")

    assert result.final_output == "It is noon."
    body = loopback.requests[0].body
    assert [tool["function"]["name"] for tool in body["tools"]] == ["now"]
    assert body.get("tool_choice") in (None, "auto")
    assert (body["temperature"], body["max_tokens"]) == (0, 1024)
    assert loopback.requests[1].body["messages"][-1]["content"] == "12:00"
