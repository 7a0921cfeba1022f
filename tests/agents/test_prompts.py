"""Prompts that are stored at OpenAI: what reaches the model, beside the OpenAI Agents SDK."""

from __future__ import annotations

import asyncio
from typing import Any

import agents
import pytest
from answers import call, text
from loopback import LoopbackServer
from openai import AsyncOpenAI

from agents_widget import (
    Agent,
    ModelSettings,
    OpenAIChatCompletionsModel,
    OpenAIProvider,
    RunConfig,
    Runner,
    UserError,
)
from agents_widget.agents import function_tool
from agents_widget.testing import ScriptedModel


async def chosen(data: Any) -> dict[str, Any]:
    return {"id": "pmpt_1", "variables": {"who": data.context.context, "agent": data.agent.name}}


PROMPTS: dict[str, Any] = {
    "an id": {"id": "pmpt_1"},
    "all": {"id": "pmpt_1", "version": "2", "variables": {"city": "Stade"}},
    "a function": lambda data: {"id": "pmpt_1", "version": data.context.context},
    "an async function": chosen,
}


@pytest.mark.parametrize("name", PROMPTS)
@pytest.mark.parametrize("model", [None, "m"])
async def test_a_prompt_reaches_the_api_as_the_sdks(
    loopback: LoopbackServer, client: AsyncOpenAI, name: str, model: str | None
) -> None:
    """Without a model of its own the agent leaves it to the prompt."""
    loopback.always = text("hi")
    ours = RunConfig(model_provider=OpenAIProvider(openai_client=client))
    agent = Agent(name="A", prompt=PROMPTS[name], model=model)
    await Runner.run(agent, "x", context="Ann", run_config=ours)
    provider = agents.OpenAIProvider(openai_client=client)
    theirs = agents.RunConfig(model_provider=provider, tracing_disabled=True)
    sdk_agent = agents.Agent("A", prompt=PROMPTS[name], model=model)
    result = agents.Runner.run_streamed(sdk_agent, "x", context="Ann", run_config=theirs)
    async for _ in result.stream_events():
        pass
    mine, sdks = (request.body for request in loopback.requests)
    sdks.pop("prompt_cache_key", None)  # docs/runtime.md: none is made up here
    assert mine == {name: value for name, value in sdks.items() if value != []}


async def test_every_turn_has_the_prompt(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    turns: list[int] = []

    def numbered(data: Any) -> Any:
        turns.append(len(turns))
        return {"id": f"pmpt_{turns[-1]}"}

    loopback.answer(call("tide", {}), text("x"))
    tide = function_tool(lambda: "noon", name_override="tide")
    config = RunConfig(model_provider=OpenAIProvider(openai_client=client))
    await Runner.run(Agent(name="A", prompt=numbered, tools=[tide]), "x", run_config=config)
    assert [request.body["prompt"]["id"] for request in loopback.requests] == ["pmpt_0", "pmpt_1"]


@pytest.mark.parametrize("wrong", ["pmpt_1", 7, ["pmpt_1"]])
def test_what_is_no_prompt_is_refused_at_once(wrong: Any) -> None:
    with pytest.raises(TypeError, match=r'must be a dict like \{"id": "pmpt_\.\.\."\}'):
        Agent(name="A", prompt=wrong)


@pytest.mark.parametrize("wrong", [lambda data: "pmpt_1", lambda data: None, {"version": "2"}])
async def test_a_function_that_gives_no_prompt_is_named(client: AsyncOpenAI, wrong: Any) -> None:
    config = RunConfig(model_provider=OpenAIProvider(openai_client=client))
    with pytest.raises(UserError, match="The prompt of agent 'A' must be a dict"):
        await Runner.run(Agent(name="A", prompt=wrong), "x", run_config=config)


async def test_chat_completions_refuse_a_prompt(client: AsyncOpenAI) -> None:
    agent = Agent(name="A", prompt={"id": "pmpt_1"}, model=OpenAIChatCompletionsModel("m", client))
    with pytest.raises(UserError, match="prompt needs a server that keeps conversations or prompts"):
        await Runner.run(agent, "x")


async def test_a_prompts_own_tool_can_be_asked_for(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    """Only OpenAI knows the tools of a stored prompt. It takes no choice among tools that it was not sent."""
    loopback.always = text("hi")
    config = RunConfig(model_provider=OpenAIProvider(openai_client=client))
    settings = ModelSettings(tool_choice="stored_tool")
    await Runner.run(
        Agent(name="A", prompt={"id": "pmpt_1"}, model_settings=settings), "x", run_config=config
    )
    assert "tool_choice" not in loopback.requests[-1].body
    with pytest.raises(UserError, match="stored_tool"):
        await Runner.run(Agent(name="A", model="m", model_settings=settings), "x", run_config=config)


@pytest.mark.parametrize("failing", ["prompt", "instructions"])
async def test_the_prompt_and_the_instructions_are_asked_for_at_once(failing: str) -> None:
    """As the SDK does: one that fails does not wait for the other, which is cancelled."""
    asked, cancelled = asyncio.Event(), asyncio.Event()

    async def slow() -> Any:
        asked.set()
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    async def fails() -> Any:
        await asked.wait()
        raise ValueError("No prompt today.")

    def of(name: str) -> Any:
        function = fails if name == failing else slow
        return (lambda data: function()) if name == "prompt" else (lambda context, agent: function())

    model = ScriptedModel(["never"])
    agent = Agent(name="A", model=model, prompt=of("prompt"), instructions=of("instructions"))
    with pytest.raises(ValueError, match="No prompt today"):
        await Runner.run(agent, "x")
    assert cancelled.is_set()
