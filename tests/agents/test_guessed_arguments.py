"""Arguments that people guess: the error says what to write, and what it says exists."""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Mapping
from typing import Any

import pytest

import agents_widget
import agents_widget.agents as runtime
from agents_widget import (
    Agent,
    AgentWidget,
    Chat,
    DemoModel,
    ModelSettings,
    RunConfig,
    Runner,
    function_tool,
    watch,
)
from agents_widget.agents import guessed_arguments
from agents_widget.agents.guessed_arguments import (
    ON_AGENT,
    ON_FUNCTION_TOOL,
    ON_MODEL_SETTINGS,
    ON_RUN_CONFIG,
    ON_RUNNER,
    ON_WATCH,
    SETTINGS,
)
from agents_widget.agents.run_config import RunOptions
from agents_widget.agents.tool import ToolOptions

ADA = Agent(name="Ada", model=DemoModel(["Hello."]))
TABLES: list[tuple[Mapping[str, str], Any]] = [
    (ON_AGENT, Agent),
    (ON_RUN_CONFIG, RunConfig),
    (ON_MODEL_SETTINGS, ModelSettings),
    (ON_WATCH, watch),
    (ON_RUNNER, Runner.run_streamed),
]


def add(a: int, b: int) -> int:
    """Add two numbers."""
    return a + b


def test_a_setting_of_the_model_on_an_agent() -> None:
    with pytest.raises(
        TypeError, match=r"^Agent has no temperature\. Write model_settings=ModelSettings\(temper"
    ):
        Agent(name="Ada", temperature=0)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match=r"Agent has no system_prompt\. Write instructions="):
        ADA.clone(system_prompt="Be nice.")


def test_the_theme_of_a_view() -> None:
    with pytest.raises(TypeError, match=r"^watch\(\) has no theme\. The view has the colours of the page"):
        watch(ADA, "Hello", theme="dark")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match=r"^Chat\(\) has no memory\. Write session="):
        Chat(ADA, memory=True)  # type: ignore[call-arg]


async def test_options_of_a_run() -> None:
    with pytest.raises(TypeError, match=r"^Runner\.run has no model\. It is the agent's: Agent\(model="):
        await Runner.run(ADA, "Hello", model="gpt-5")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match=r"^Runner\.run_streamed has no stream\. Runner.run_streamed streams"):
        Runner.run_streamed(ADA, "Hello", stream=True)  # type: ignore[call-arg]


def test_options_of_a_tool() -> None:
    with pytest.raises(
        TypeError, match=r"^function_tool\(\) has no requires_approval\. Write needs_approval=True"
    ):
        function_tool(requires_approval=True)(add)  # type: ignore[call-overload]


def test_settings_and_configs() -> None:
    with pytest.raises(TypeError, match=r"^RunConfig has no temperature\. Write model_settings="):
        RunConfig(temperature=0)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match=r'^ModelSettings has no seed\. Write extra_args=\{"seed"'):
        ModelSettings(seed=1)  # type: ignore[call-arg]


def test_several_at_once_and_a_slip() -> None:
    with pytest.raises(
        TypeError, match=r"has no max_tokens, system_prompt\. .*max_tokens=\.\.\..* Write instructions"
    ):
        Agent(name="Ada", max_tokens=5, system_prompt="x")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match=r"watch\(\) has no hieght\. Did you mean 'height'\?"):
        watch(ADA, "Hello", hieght=3)  # type: ignore[call-arg]


def test_what_is_wrong_with_a_call_in_another_way_is_told_by_python() -> None:
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'name'"):
        Agent()  # type: ignore[call-arg]


@pytest.mark.parametrize(("instead", "owner"), TABLES, ids=lambda value: getattr(value, "__name__", ""))
def test_no_argument_that_exists_is_said_to_be_missing(instead: Mapping[str, str], owner: Any) -> None:
    assert not instead.keys() & inspect.signature(owner).parameters.keys()


def test_no_option_that_exists_is_said_to_be_missing() -> None:
    assert not ON_FUNCTION_TOOL.keys() & ToolOptions.__annotations__.keys()
    assert not ON_RUNNER.keys() & RunOptions.__annotations__.keys()
    assert set(SETTINGS) <= {field.name for field in dataclasses.fields(ModelSettings)}


def test_what_is_written_instead_exists() -> None:
    """Each call that a sentence has takes the keywords that stand in it."""
    for told in {
        told
        for name in dir(guessed_arguments)
        if name.startswith("ON_")
        for told in getattr(guessed_arguments, name).values()
    }:
        for function, keyword in re.findall(
            r"\b(Agent|RunConfig|ModelSettings|watch|function_tool)\((?:[^()]*, )?(\w+)=", told
        ):
            owner = getattr(agents_widget, function)
            names = {
                *inspect.signature(owner).parameters,
                *(ToolOptions.__annotations__ if owner is function_tool else ()),
            }
            assert keyword in names, told
        for name in re.findall(r"\b([A-Z]\w+)\(", told):
            assert hasattr(agents_widget, name) or hasattr(runtime, name) or name == "AsyncOpenAI", told
        for attribute in re.findall(r"widget\.(\w+)", told):
            assert hasattr(AgentWidget, attribute), told


def test_signatures_are_as_ever() -> None:
    assert list(inspect.signature(watch).parameters)[:3] == ["source", "prompt", "input"]
    assert list(inspect.signature(Agent).parameters)[:2] == ["name", "handoff_description"]
    assert (
        inspect.signature(Runner.run_streamed).parameters["starting_agent"].kind.name
        == "POSITIONAL_OR_KEYWORD"
    )
