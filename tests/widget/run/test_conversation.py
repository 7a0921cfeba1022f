"""Going on after the end: where the widget has the agent, the next message is the next run."""

from __future__ import annotations

import asyncio
from typing import Any

import agents
import answers
import hang
import pytest
from loopback import LoopbackServer
from openai import AsyncOpenAI

from agents_widget import (
    Agent,
    OpenAIResponsesModel,
    RunContextWrapper,
    RunHooks,
    Runner,
    SQLiteSession,
    function_tool,
    watch,
)

AT_REST = ["say", "edit", "retry"]


def joker(loopback: LoopbackServer, name: str = "Joker", **options: Any) -> Agent[Any]:
    client = AsyncOpenAI(base_url=loopback.base_url, api_key="sk-test")
    return Agent(name=name, model=OpenAIResponsesModel("test-model", client), **options)


def said(widget: Any) -> list[tuple[str, str]]:
    return [(entry.kind, entry.text) for entry in widget.transcript.entries]


def asked(loopback: LoopbackServer, request: int) -> list[str]:
    return [
        item["content"] if isinstance(item["content"], str) else item["content"][0]["text"]
        for item in loopback.requests[request].body["input"]
    ]


async def test_a_run_of_the_widget_is_gone_on_with(loopback: LoopbackServer) -> None:
    loopback.answer(answers.text("Hello Ann."), answers.text("You are Ann."))
    widget = watch(joker(loopback), "I am Ann.")
    assert (await widget).final_output == "Hello Ann."
    assert widget.transcript.abilities == AT_REST
    assert (await widget.ask("Who am I?")).final_output == "You are Ann."
    assert said(widget) == [
        ("user", "I am Ann."),
        ("message", "Hello Ann."),
        ("user", "Who am I?"),
        ("message", "You are Ann."),
    ]
    assert asked(loopback, 1) == ["I am Ann.", "Hello Ann.", "Who am I?"]
    assert widget.usage["requests"] == 2


async def test_a_result_is_gone_on_with_as_it_was_started(loopback: LoopbackServer) -> None:
    """On its own loop, with its context, limit and hooks, by the agent that spoke last."""
    loop, heard, contexts = asyncio.get_running_loop(), [], []

    class Hooks(RunHooks[Any]):
        async def on_agent_start(self, context: RunContextWrapper[Any], agent: Any) -> None:
            heard.append((agent.name, asyncio.get_running_loop() is loop))

    @function_tool
    def look(context: RunContextWrapper[Any]) -> str:
        contexts.append(context.context)
        return "looked"

    spanish = joker(loopback, "Spanish", tools=[look])
    loopback.answer(
        answers.call("transfer_to_spanish"), answers.text("Hola."), answers.call("look"), answers.text("Si.")
    )
    first = Runner.run_streamed(
        joker(loopback, handoffs=[spanish]), "Hola", context="mine", max_turns=None, hooks=Hooks()
    )
    widget = watch(first)
    assert await widget is first
    second = await widget.ask("Mira")
    assert (second.last_agent.name, second.final_output, second.max_turns) == ("Spanish", "Si.", None)
    assert contexts == ["mine"]
    assert heard == [("Joker", True), ("Spanish", True), ("Spanish", True)]
    assert second.widget is widget


async def test_a_result_that_ended_before_it_was_watched(loopback: LoopbackServer) -> None:
    loopback.answer(answers.text("one"), answers.text("other one"), answers.text("two"))
    result = Runner.run_streamed(joker(loopback), "1?")
    async for _ in result.stream_events():
        pass
    widget = watch(result)
    assert widget.transcript.abilities == AT_REST
    widget.retry()
    await widget
    assert said(widget) == [("user", "1?"), ("message", "other one")]
    await widget.ask("2?")
    assert asked(loopback, 2) == ["1?", "other one", "2?"]


async def test_a_run_that_began_with_items(loopback: LoopbackServer) -> None:
    loopback.answer(answers.text("one"), answers.text("two"), answers.text("three"))
    before = [{"role": "user", "content": "0?"}, {"role": "assistant", "content": "zero"}]
    widget = watch(joker(loopback), [*before, {"role": "user", "content": "1?"}])
    await widget
    await widget.ask("2?")
    assert [text for _, text in said(widget)] == ["0?", "zero", "1?", "one", "2?", "two"]
    widget.edit("e3", "3?")
    await widget
    assert [text for _, text in said(widget)] == ["0?", "zero", "3?", "three"]
    assert asked(loopback, 2) == ["0?", "zero", "3?"]


async def test_a_session_keeps_what_was_said(loopback: LoopbackServer) -> None:
    loopback.answer(answers.text("one"), answers.text("two"))
    session = SQLiteSession("ann")
    widget = watch(Runner.run_streamed(joker(loopback), "1?", session=session))
    await widget
    assert widget.transcript.abilities == ["say"]  # what the session held before the run is not known
    await widget.ask("2?")
    assert asked(loopback, 1) == ["1?", "one", "2?"]
    assert len(await session.get_items()) == 4


@pytest.mark.parametrize("kept", [{"conversation_id": "conv_1"}, {"previous_response_id": "resp_0"}])
async def test_what_the_server_keeps_is_not_sent_again(
    loopback: LoopbackServer, kept: dict[str, str]
) -> None:
    loopback.answer(answers.text("one"), answers.text("two"))
    first = Runner.run_streamed(joker(loopback), "1?", **kept)  # type: ignore[arg-type]
    widget = watch(first)
    await widget
    assert widget.transcript.abilities == ["say"]  # nor can it be taken back
    await widget.ask("2?")
    assert asked(loopback, 1) == ["2?"]
    body = loopback.requests[1].body
    if "conversation_id" in kept:
        assert body["conversation"] == "conv_1"
    else:
        assert body["previous_response_id"] == first.last_response_id != "resp_0"


async def test_after_a_failure(loopback: LoopbackServer) -> None:
    loopback.answer(answers.status(500, {"error": {"message": "busy"}}), answers.text("Hello."))
    widget = watch(joker(loopback), "Hi")
    with pytest.raises(Exception, match="busy"):
        await widget
    widget.retry()
    await widget
    assert said(widget) == [("user", "Hi"), ("message", "Hello.")]


async def test_a_result_whose_loop_is_gone_is_gone_on_with_elsewhere(loopback: LoopbackServer) -> None:
    loopback.answer(answers.text("one"))

    async def main() -> Any:
        widget = watch(Runner.run_streamed(joker(loopback), "1?"))
        await widget
        return widget

    widget = await asyncio.to_thread(lambda: asyncio.run(main()))
    loopback.answer(answers.text("two"))
    assert (await widget.ask("2?")).final_output == "two"


def sdk_joker(loopback: LoopbackServer) -> agents.Agent[Any]:
    agents.set_tracing_disabled(True)
    client = AsyncOpenAI(base_url=loopback.base_url, api_key="sk-test")
    return agents.Agent(name="Joker", model=agents.OpenAIResponsesModel("test-model", client))


async def test_an_agent_of_the_sdk_is_told_afterwards_what_it_cannot_be_told_at_work(
    loopback: LoopbackServer,
) -> None:
    gate = answers.Gate()
    loopback.answer(
        answers.respond(answers.text("one"), gates={"response.completed": gate}), answers.text("two")
    )
    widget = watch(sdk_joker(loopback), "1?")
    await asyncio.to_thread(gate.reached.wait, hang.SECONDS)
    assert {"say", "follow_up"} & set(widget.transcript.abilities) == {"follow_up"}
    widget.say("2?")
    await widget.wait_for("running")
    assert widget.transcript.detail.startswith("What you said is told to the next run")
    gate.open()
    while len(said(widget)) < 4:
        await widget
    await widget
    assert [text for _, text in said(widget)] == ["1?", "one", "2?", "two"]
    assert asked(loopback, 1) == ["1?", "one", "2?"]


async def test_what_somebody_else_runs_is_not_gone_on_with(loopback: LoopbackServer) -> None:
    loopback.answer(answers.text("one"))
    widget = watch(agents.Runner.run_streamed(sdk_joker(loopback), "1?"))
    await widget
    assert widget.transcript.abilities == []


async def test_the_budget_holds_the_next_run_too(loopback: LoopbackServer) -> None:
    loopback.answer(answers.text("one"), answers.text("two"))
    widget = watch(joker(loopback), "1?", budget_tokens=1)
    await widget
    widget.say("2?")
    assert await widget.wait_for("waiting") == "waiting"
    assert len(loopback.requests) == 1
    assert "resume" not in widget.transcript.abilities
    widget.allow(tokens=1_000_000)
    assert (await widget).final_output == "two"


def test_a_budget_needs_a_run_that_can_be_held(loopback: LoopbackServer) -> None:
    with pytest.raises(ValueError, match="A budget needs a run that can be held"):
        watch(sdk_joker(loopback), "1?", budget_tokens=1)


async def test_marimo_is_given_the_view_of_a_result(loopback: LoopbackServer) -> None:
    """It asks the last line of a cell for ``_display_``."""
    loopback.answer(answers.text("Hello."))
    result = Runner.run_streamed(joker(loopback), "Hi")
    view = result._display_()
    assert (await view).final_output == "Hello."
    assert result._display_() is view
