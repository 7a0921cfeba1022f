"""What makes two agents the same for a grid, in every process, and what is said of those that differ."""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from typing import Any

import pytest
from openai import AsyncOpenAI
from pydantic import BaseModel

from agents_widget import Agent, ModelSettings, OpenAIResponsesModel, RunConfig, function_tool
from agents_widget.grids.fingerprint import agent_parts, differs, scorer_key
from agents_widget.grids.scorers import includes, numeric


class Answer(BaseModel):
    text: str


@function_tool
def find(city: str) -> str:
    """Find a city."""
    return city


def make_tool(factor: int) -> Any:
    @function_tool
    def scale(x: int) -> int:
        """Scale a number."""
        return x * factor

    return scale


def agent(**changes: Any) -> Agent[Any]:
    model = OpenAIResponsesModel("small", AsyncOpenAI(base_url="http://127.0.0.1:1/v1", api_key="sk-a"))
    return Agent(**{"name": "a", "instructions": "Be brief.", "model": model, "tools": [find]} | changes)


def model(name: str, url: str, key: str = "sk-a") -> OpenAIResponsesModel:
    return OpenAIResponsesModel(name, AsyncOpenAI(base_url=url, api_key=key))


def test_the_same_agent_made_again_is_the_same() -> None:
    assert agent_parts(agent()) == agent_parts(agent())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"instructions": "Be long."}, "of 'small' the instructions changed"),
        ({"instructions": lambda context, agent: "Be long."}, "of 'small' the instructions changed"),
        ({"model": model("big", "http://127.0.0.1:1/v1")}, "of 'small' the model changed"),
        ({"model": model("small", "http://127.0.0.1:2/v1")}, "of 'small' the model changed"),
        ({"model_settings": ModelSettings(temperature=1)}, "of 'small' the settings changed"),
        ({"output_type": Answer}, "of 'small' the output type is new"),
        ({"tools": []}, "of 'small' the tool 'find' is gone"),
        ({"tools": [find, make_tool(2)]}, "of 'small' the tool 'scale' is new"),
        ({"handoffs": [Agent(name="expert")]}, "of 'small' the handoff to 'expert' is new"),
        (
            {"name": "b", "instructions": "Be long."},
            "of 'small' the name changed and the instructions changed",
        ),
    ],
)
def test_a_change_is_told_in_words(change: dict[str, Any], said: str) -> None:
    assert differs("small", agent_parts(agent()), agent_parts(agent(**change))) == said


def test_a_key_is_no_part_of_an_agent() -> None:
    other = agent(model=model("small", "http://127.0.0.1:1/v1", "sk-b"))

    assert agent_parts(agent()) == agent_parts(other)


def test_what_a_tool_closes_over_is_part_of_it() -> None:
    two, three = (agent_parts(agent(tools=[make_tool(factor)])) for factor in (2, 3))

    assert differs("small", two, three) == "of 'small' the tool 'scale' changed"
    assert two == agent_parts(agent(tools=[make_tool(2)]))


def test_agents_that_hand_over_to_each_other_have_an_end() -> None:
    first, second = Agent(name="first"), Agent(name="second")
    first.handoffs, second.handoffs = [second], [first]
    before = agent_parts(first)

    second.instructions = "Do more."

    assert differs("first", before, agent_parts(first)) == "of 'first' the handoff to 'second' changed"


def test_an_agent_as_a_tool_is_read_too() -> None:
    inner = Agent(name="inner", instructions="Translate.")
    parts = agent_parts(agent(tools=[inner.as_tool("translate", "Translate.")]))

    inner.instructions = "Translate it well."

    changed = agent_parts(agent(tools=[inner.as_tool("translate", "Translate.")]))
    assert differs("small", parts, changed) == "of 'small' the tool 'translate' changed"


def test_a_run_config_is_part_of_every_agent() -> None:
    plain, other = agent_parts(agent()), agent_parts(agent(), RunConfig(model="gpt-5"))

    assert differs("small", plain, other) == "of 'small' the run_config's model is new"


def test_functions_are_told_by_their_source() -> None:
    async def ask(question: str, style: str = "") -> str:
        return question

    async def shout(question: str) -> str:
        return question.upper()

    assert differs("f", agent_parts(ask), agent_parts(shout)) == "of 'f' the function changed"
    assert agent_parts(partial(ask, style="a")) != agent_parts(partial(ask, style="b"))


PROMPT = "Be brief."
times_asked = 0


def helper(question: str) -> str:
    return f"{PROMPT} {question}"


async def asks(question: str) -> str:
    global times_asked
    times_asked += 1
    return helper(question)


def test_what_a_function_reads_of_its_module_is_part_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    before = agent_parts(asks)
    monkeypatch.setattr(sys.modules[__name__], "times_asked", 5)
    assert agent_parts(asks) == before

    monkeypatch.setattr(sys.modules[__name__], "PROMPT", "Be long.")
    assert agent_parts(asks) != before


def test_what_a_function_counts_is_no_part_of_it() -> None:
    count = 0

    async def ask(question: str) -> str:
        nonlocal count
        count += 1
        return question

    before = agent_parts(ask)
    count = 7
    assert agent_parts(ask) == before


def test_functions_that_call_each_other_have_an_end() -> None:
    def even(n: int) -> bool:
        return n == 0 or odd(n - 1)

    def odd(n: int) -> bool:
        return n != 0 and even(n - 1)

    assert agent_parts(even) == agent_parts(even) != agent_parts(odd)


@pytest.mark.skipif(sys.version_info < (3, 11), reason="pydantic-ai needs Python 3.11")
def test_pydantic_ai_agents_are_told_by_their_shape() -> None:
    from pydantic_ai import Agent as PydanticAgent
    from pydantic_ai.models.test import TestModel

    def made(system_prompt: str) -> Any:
        made = PydanticAgent(TestModel(), system_prompt=system_prompt)

        @made.tool_plain
        def look(city: str) -> str:
            """Look."""
            return city

        return made

    assert agent_parts(made("a")) == agent_parts(made("a"))
    assert "the system prompts" in differs("p", agent_parts(made("a")), agent_parts(made("b")))
    assert "the tool 'look'" in agent_parts(made("a"))


def test_graphs_are_told_by_their_nodes() -> None:
    from langgraph.graph import START, StateGraph

    def made(node: Any) -> Any:
        graph = StateGraph(dict)
        graph.add_node("work", node)
        graph.add_edge(START, "work")
        return graph.compile()

    assert agent_parts(made(first_node)) == agent_parts(made(first_node))
    assert differs("g", agent_parts(made(first_node)), agent_parts(made(second_node))) == (
        "of 'g' the node 'work' changed"
    )


def first_node(state: dict[str, Any]) -> dict[str, Any]:
    return {"a": 1}


def second_node(state: dict[str, Any]) -> dict[str, Any]:
    return {"a": 2}


@pytest.mark.processes
def test_another_process_finds_the_same() -> None:
    program = (
        "from test_fingerprint import agent, agent_parts, make_tool, Answer;"
        "print(agent_parts(agent(output_type=Answer, tools=[make_tool(2)])))"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            text=True,
            check=True,
            cwd=__file__.rpartition("/")[0],
            env={**__import__("os").environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]

    assert said[0] == said[1]
    assert said[0] == f"{agent_parts(agent(output_type=Answer, tools=[make_tool(2)]))}\n"


def test_scorers_are_told_by_what_they_were_made_with() -> None:
    def lenient(output: Any) -> bool:
        return True

    def strict(output: Any) -> bool:
        return False

    assert scorer_key(numeric(0.1)) == scorer_key(numeric(0.1)) != scorer_key(numeric(0.2))
    assert scorer_key(includes()) != scorer_key(includes(ignore_case=False))
    assert scorer_key(lenient) != scorer_key(strict)
