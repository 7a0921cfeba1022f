"""``watch``: an agent with a prompt, and what it says to anything else."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import agents
import answers
import pandas as pd
import pytest
from loopback import LoopbackServer
from watched import joker, said

from agents_widget import (
    Agent,
    Chat,
    DemoModel,
    MaxTurnsExceeded,
    RunContextWrapper,
    Runner,
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
        ("Hello", "cannot show the text 'Hello'"),
        ({"type": "x"}, "cannot show an object of type dict"),
        (agents, "cannot show an object of type module"),
    ],
)
def test_anything_else_is_named_beside_what_is_accepted(source: object, says: str) -> None:
    with pytest.raises(TypeError, match=says):
        watch(source)


def test_a_coroutine_that_was_not_awaited() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(TypeError, match=r"coroutine\(\) before it was awaited.*watch\(agent, 'Hello'\)"):
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


async def test_a_stream_that_has_to_be_entered() -> None:
    @contextlib.asynccontextmanager
    async def manager() -> AsyncIterator[int]:
        yield 1

    with pytest.raises(TypeError, match="write `async with"):
        watch(manager())


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


MADE = {"name": "A", "model": DemoModel(["Hello."], tokens_per_second=None)}


async def stream() -> AsyncIterator[Any]:
    """A function that nobody has called."""
    yield 1


@pytest.mark.parametrize(
    ("attempt", "error", "says"),
    [
        (lambda agent: watch(agents.Agent(name="A")), TypeError, "an agent and nothing to ask it"),
        (watch, TypeError, "an agent and nothing to ask it: write watch(agent, 'Hello')."),
        (
            lambda agent: watch(None),
            TypeError,
            "watch() got None: what should have given it a run gave nothing",
        ),
        (
            lambda agent: watch(Agent),
            TypeError,
            "watch() got the class Agent, and shows a run: write watch(Agent(",
        ),
        (
            lambda agent: watch(Agent, "Hi"),
            TypeError,
            "and the class Agent instead of an agent to run it with",
        ),
        (lambda agent: watch("Hi", agent), TypeError, "takes the agent first, then the prompt"),
        (
            lambda agent: watch(stream),
            TypeError,
            "the function stream() before it was called: write watch(stream(",
        ),
        (
            lambda agent: watch(Runner.run_streamed),
            TypeError,
            "the function run_streamed() before it was called",
        ),
        (lambda agent: watch([]), ValueError, "watch() got an empty list: there is no event of a run in it"),
        (
            lambda agent: watch(agent, pd.DataFrame({"a": [1]})),
            TypeError,
            "DataFrame. Data go into the text",
        ),
        (
            lambda agent: watch(agent, 3),
            TypeError,
            "An agent is asked a text, a list of input items or a RunState",
        ),
        (lambda agent: watch(agent, {"role": "user"}), TypeError, "not an object of type dict"),
        (
            lambda agent: Chat(Agent),
            TypeError,
            "Chat() needs an agent to talk to, not the class Agent: write Chat(",
        ),
        (lambda agent: Chat(agent, 3), TypeError, "A chat begins with a text, not an object of type int"),
        (lambda agent: watch(watch(agent, "Hi"), "Hi"), TypeError, "ask on with widget.say('Hello')"),
    ],
)
def test_what_people_try_first(attempt: Any, error: type[Exception], says: str) -> None:
    with pytest.raises(error) as told:
        attempt(Agent(**MADE))
    assert says in str(told.value)
    assert len(str(told.value)) < 200  # one sentence or two, not the list of all that there is


def test_a_chat_may_begin_with_a_message() -> None:
    chat = Chat(Agent(**MADE), "Hi")
    chat.result()
    assert said(chat) == [("user", "Hi"), ("message", "Hello.")]


def test_a_widget_is_given_back_for_a_second_view() -> None:
    widget = watch(Agent(**MADE), "Hi")
    assert watch(widget) is widget
    assert watch(widget, height=300).layout.height == "300px"
