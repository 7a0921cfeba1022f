"""JSON answers in a Markdown fence, as models of servers without structured outputs write them."""

from __future__ import annotations

from typing import Any

import agents
import pytest
from answers import chat, text
from loopback import LoopbackServer
from openai import AsyncOpenAI
from pydantic import BaseModel

from agents_widget import Agent, AgentOutputSchema, ModelBehaviorError, OpenAIChatCompletionsModel, Runner


class Tide(BaseModel):
    harbour: str
    hour: int


STADE = Tide(harbour="Stade", hour=12)
JSON = STADE.model_dump_json()
PRETTY = STADE.model_dump_json(indent=2)
JORK = '{"harbour": "Jork", "hour": 1}'


def fenced(content: str, language: str = "json") -> str:
    return f"```{language}\n{content}\n```"


READ: dict[str, str] = {
    "json": fenced(JSON),
    "no language": fenced(JSON, ""),
    "capitals, spaces, Windows": f"``` JSON  \r\n{JSON}\r\n```\r\n",
    "tildes": f"~~~json\n{JSON}\n~~~",
    "four ticks": f"````json\n{JSON}\n````",
    "one line": f"```json {JSON} ```",
    "text around": f"Here it is:\n\n{fenced(JSON)}\n\nAnything else?",
    "indented": f"1. So:\n   ```json\n   {JSON}\n   ```",
    "pretty": fenced(PRETTY),
    "unclosed": f"```json\n{JSON}",
    "twice the same": f"{fenced(JSON)}\nAgain: {fenced(PRETTY)}",
    "other code first": f"{fenced('print(1)', 'python')}\nso\n{fenced(JSON)}",
    "other JSON first": f"{fenced('[1]')}\nso\n{fenced(JSON)}",
    "thoughts": f"<think>Hm, a tide.</think>\n\n{JSON}",
    "thoughts without a beginning": f"Hm, a tide.\n</think>\n{JSON}",
    "thoughts with a draft": f"<think>{fenced(JORK)}</think>{fenced(JSON)}",
}
REFUSED: dict[str, str] = {
    "two answers": f"{fenced(JSON)}\nor\n{fenced(JORK)}",
    "bare JSON in text": f"It is {JSON}.",
    "bare JSON after a fence": f"{fenced('print(1)', 'python')}\n{JSON}",
    "a fence that holds more": fenced(f"{JSON}\n{JSON}"),
    "a fence of another type": fenced('{"harbour": "Stade"}'),
    "a number as text, strictly": fenced('{"harbour": "Stade", "hour": "12"}'),
    "a fence cut off": '```json\n{"harbour": "Sta',
    "no JSON": fenced("hello"),
    "thoughts only": f"<think>{fenced(JSON)}</think> I do not know.",
}


@pytest.mark.parametrize("name", READ)
def test_an_answer_is_read_from_its_fence(name: str) -> None:
    assert AgentOutputSchema(Tide).validate_json(READ[name]) == STADE


@pytest.mark.parametrize("name", REFUSED)
def test_what_may_mean_something_else_is_refused(name: str) -> None:
    with pytest.raises(ModelBehaviorError, match="Invalid JSON for Tide in the model's answer"):
        AgentOutputSchema(Tide).validate_json(REFUSED[name])


def test_several_answers_are_told_as_the_reason() -> None:
    with pytest.raises(ModelBehaviorError, match="Its code fences hold 2 different values: one is wanted"):
        AgentOutputSchema(Tide).validate_json(REFUSED["two answers"])


class Code(BaseModel):
    code: str


@pytest.mark.parametrize("code", [fenced("print(1)"), "~~~\n```", "</think>", '{"code": "x"}'])
def test_a_fence_in_a_string_is_text(code: str) -> None:
    value = Code(code=code)
    plain = value.model_dump_json()
    schema = AgentOutputSchema(Code)
    assert schema.validate_json(plain) == schema.validate_json(f"So:\n{fenced(plain)}") == value


@pytest.mark.parametrize(
    ("kind", "json", "value"),
    [
        (list[int], '{"response": [1, 2]}', [1, 2]),
        (dict[str, int], '{"a": 1}', {"a": 1}),
        (bool, '{"response": true}', True),
    ],
)
def test_other_types_are_read_too(kind: Any, json: str, value: Any) -> None:
    assert AgentOutputSchema(kind, strict_json_schema=False).validate_json(fenced(json)) == value


@pytest.mark.parametrize("piece", ["```json\n{", "<think>", "`", "~~~ ", "```[", "</think>"])
def test_a_hostile_answer_is_refused_in_time(piece: str) -> None:
    with pytest.raises(ModelBehaviorError):
        AgentOutputSchema(Tide).validate_json(piece * 20_000)


@pytest.mark.parametrize("size", [1, 5, 1000])
async def test_a_streamed_answer_is_read_from_its_fence(
    loopback: LoopbackServer, client: AsyncOpenAI, size: int
) -> None:
    """The SDK, which shows the same text while it comes, raises an error at the end."""
    loopback.always = chat(text(READ["text around"], size=size))
    agent = Agent(name="A", model=OpenAIChatCompletionsModel("m", client), output_type=Tide)
    result = Runner.run_streamed(agent, "x")
    deltas = [
        event.data.delta
        async for event in result.stream_events()
        if event.type == "raw_response_event" and event.data.type == "response.output_text.delta"
    ]
    assert "".join(deltas) == READ["text around"]
    assert result.final_output == STADE
    theirs = agents.Agent("A", model=agents.OpenAIChatCompletionsModel("m", client), output_type=Tide)
    with pytest.raises(agents.ModelBehaviorError):
        await agents.Runner.run(theirs, "x", run_config=agents.RunConfig(tracing_disabled=True))
