"""``watch``: an agent with a prompt, and what it says to anything else."""

from __future__ import annotations

import warnings
from pathlib import Path

import agents
import answers
import pytest
from loopback import LoopbackServer
from openai import AsyncOpenAI
from watched import joker, said

from agents_widget import (
    MaxTurnsExceeded,
    RunContextWrapper,
    function_tool,
)
from agents_widget.sources import IteratorAdapter
from agents_widget.widget.watch import watch


async def coroutine() -> None:
    """Never awaited."""


@pytest.mark.parametrize(
    ("source", "says"),
    [
        (42, "cannot show an object of type int. It shows the result of Runner.run_streamed"),
        (None, "cannot show an object of type NoneType"),
        ("Hello", "cannot show the text 'Hello'"),
        ({"type": "x"}, "cannot show an object of type dict"),
        (agents.Agent(name="A"), r"an agent and nothing to ask it: write watch\(agent, 'Hello'\)"),
    ],
)
def test_anything_else_is_named_beside_what_is_accepted(source: object, says: str) -> None:
    with pytest.raises(TypeError, match=says):
        watch(source)


def test_a_coroutine_that_was_not_awaited() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(TypeError, match=r"the coroutine coroutine\(\) before it was awaited"):
            watch(coroutine())


def test_a_prompt_needs_an_agent() -> None:
    with pytest.raises(TypeError, match="an object of type int instead of an agent"):
        watch(42, "Hello")


def test_a_prompt_and_an_adapter() -> None:
    with pytest.raises(TypeError, match="a prompt and an adapter"):
        watch(42, "Hello", adapter=IteratorAdapter)


def test_an_empty_prompt(loopback: LoopbackServer) -> None:
    loopback.answer(answers.text("Hello there"))
    widget = watch(joker(loopback), "")
    assert widget.result().final_output == "Hello there"
    assert said(widget) == [("user", ""), ("message", "Hello there")]


async def test_a_stream_that_has_to_be_entered(client: AsyncOpenAI) -> None:
    manager = client.responses.stream(model="test-model", input="Hi")
    with pytest.raises(TypeError, match="write `async with"):
        watch(manager)


def test_a_file_that_is_no_recording(tmp_path: Path) -> None:
    path = tmp_path / "notes.jsonl"
    path.write_text("hello\n")
    with pytest.raises(ValueError, match=r"Line 1 of .*notes.jsonl is not JSON"):
        watch(path)


def test_an_agent_and_a_prompt_run_beside_the_caller(loopback: LoopbackServer) -> None:
    loopback.answer(answers.text("Hello there"))
    widget = watch(joker(loopback), "Hi")
    assert widget.result().final_output == "Hello there"
    assert said(widget) == [("user", "Hi"), ("message", "Hello there")]
    assert widget.usage["requests"] == 1


def test_the_runs_options_are_passed_on(loopback: LoopbackServer) -> None:
    @function_tool
    def look(context: RunContextWrapper[list[str]]) -> str:
        context.context.append("seen")
        return "x"

    loopback.answer(answers.call("look"), answers.call("look"))
    seen: list[str] = []
    widget = watch(joker(loopback, tools=[look]), "Hi", context=seen, max_turns=1)
    with pytest.raises(MaxTurnsExceeded):
        widget.result()
    assert seen == ["seen"]
