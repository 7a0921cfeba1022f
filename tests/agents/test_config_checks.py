"""Typos are told at once: with the class of the SDK's error where the SDK tells of them, too."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from answers import text
from kits import Names, ours, sdk
from loopback import LoopbackServer
from openai import OpenAI

from agents_widget.agents.agent import Agent
from agents_widget.agents.exceptions import UserError
from agents_widget.agents.memory import InMemorySession
from agents_widget.agents.model_settings import ModelSettings
from agents_widget.agents.models.interface import Model
from agents_widget.agents.models.openai_shared import set_default_openai_client
from agents_widget.agents.run import Runner

Case = Callable[[Names], Any]


async def double(n: int) -> int:
    """Twice a number."""
    return 2 * n


BOTH: list[Case] = [
    lambda k: k.RunConfig(session_settings={"limitt": 2}),
    lambda k: k.RunConfig(session_settings={"limit": "two"}),
    lambda k: k.RunConfig(session_settings=7),
    lambda k: k.RunConfig(output_guardrail_blocked_message=7),
    lambda k: k.RunConfig(modl="x"),
    lambda k: k.RunConfig(model_settings={"temprature": 2}),
    lambda k: k.RunConfig(model_settings=7),
    lambda k: k.RunConfig(tool_execution={"max": 2}),
    lambda k: k.RunConfig(tool_execution={"max_function_tool_concurrency": 0}),
    lambda k: k.RunConfig(tool_execution={"pre_approval_tool_input_guardrails": "yes"}),
    lambda k: k.RunConfig(tool_execution=7),
    lambda k: k.RunConfig(tool_name_collision_policy="warnn"),
    lambda k: k.input_guardrail(run_paralel=True),
    lambda k: k.output_guardrail(nam="x"),
    lambda k: k.tool_input_guardrail(nam="x"),
    lambda k: k.ModelSettings(temperature="hot"),
    lambda k: k.ModelSettings(top_p=[]),
    lambda k: k.ModelSettings(truncation="atuo"),
    lambda k: k.ModelSettings(verbosity="hihg"),
    lambda k: k.ModelSettings(prompt_cache_retention="25h"),
    lambda k: k.ModelSettings(tool_choice=7),
    lambda k: k.ModelSettings(parallel_tool_calls="yess"),
    lambda k: k.ModelSettings(max_tokens=1.5),
    lambda k: k.ModelSettings(metadata={"a": 1}),
    lambda k: k.ModelSettings(store=2),
    lambda k: k.ModelSettings(reasoning="low"),
    lambda k: k.ModelSettings(reasoning={"effort": "lwo"}),
    lambda k: k.ModelSettings(response_include="x"),
    lambda k: k.ModelSettings(extra_headers={"a": 1}),
    lambda k: k.ModelSettings(extra_query=7),
    lambda k: k.ModelSettings(extra_args=7),
    lambda k: k.ModelSettings(include_usage="maybe"),
    lambda k: k.ModelSettings(timeout="fast"),
    lambda k: k.ModelSettings(context_management=7),
    lambda k: k.ModelSettings().resolve({"temprature": 1}),
    lambda k: k.ModelSettings().resolve(7),
    lambda k: k.SessionSettings(limit="x"),
    lambda k: k.SessionSettings(limit=2).resolve({"limitt": 2}),
    lambda k: k.SessionSettings(limit=2).resolve(7),
    lambda k: k.SQLiteSession("s", session_settings={"limitt": 2}),
    lambda k: k.SQLiteSession("s", session_settings=7),
    lambda k: k.Agent(name="A", tool_use_behavior="stop_on_first"),
    lambda k: k.Agent(name="A", model_settings={"temprature": 2}),
    lambda k: k.Agent(name="A", reset_tool_choice="yes"),
    lambda k: k.Agent(name="A", nme="B"),
    lambda k: k.Agent(name="A").clone(nme="B"),
    lambda k: k.handoff(k.Agent(name="B"), tool_name="x"),
    lambda k: k.handoff(k.Agent(name="B"), on_handoff=3),
    lambda k: k.Runner.run_sync(k.Agent(name="A"), "", max_turns="3"),
    lambda k: asyncio.run(k.SQLiteSession("s").get_items(limit=[1])),
    lambda k: k.function_tool(double, name="x"),
    lambda k: k.function_tool(double, docstring_style="gogle"),
    lambda k: k.function_tool(double, timeout="5"),
    lambda k: k.function_tool(double, timeout=5, timeout_behavior="raise"),
    lambda k: k.function_tool(double, timeout=5, timeout_error_function=7),
    lambda k: k.Agent(name="A").as_tool("t", "d", run_config={"modl": 1}),
]
OURS: list[tuple[type[Exception], str, Case]] = [
    (ValueError, "Did you mean 'raise_error'", lambda k: k.RunConfig(tool_not_found_behavior="raise")),
    (ValueError, "'preserve', 'omit'", lambda k: k.RunConfig(reasoning_item_id_policy="keep")),
    (UserError, "handoff_input_filter", lambda k: k.RunConfig(handoff_input_filter="x")),
    (TypeError, "has no limitt. Did you mean 'limit'", lambda k: k.RunConfig(session_settings={"limitt": 2})),
    (TypeError, "temprature", lambda k: k.ModelSettings(temprature=1)),
    (ValueError, "'implicit'", lambda k: k.ModelSettings(prompt_cache_options={"mode": "x"})),
    (TypeError, "lmit", lambda k: k.SessionSettings(lmit=1)),
    (TypeError, "tool_use_behavior", lambda k: k.Agent(name="A", tool_use_behavior={"stop_at": ["x"]})),
    (TypeError, "_names", lambda k: k.Agent(name="A", tool_use_behavior={"stop_at_tool_names": "x"})),
    (TypeError, "is_enabled", lambda k: k.handoff(k.Agent(name="B"), is_enabled="no")),
    (TypeError, "nest_", lambda k: k.handoff(k.Agent(name="B"), nest_handoff_history="yes")),
    (TypeError, "is_enabled", lambda k: k.function_tool(double, is_enabled="no")),
    (TypeError, "needs_approval", lambda k: k.function_tool(double, needs_approval="no")),
    (UserError, "failure_error", lambda k: k.function_tool(double, failure_error_function=7)),
    (UserError, "input_builder", lambda k: k.Agent(name="A").as_tool("t", "", input_builder=7)),
    (ValueError, "behavior", lambda k: k.ToolGuardrailFunctionOutput(None, {"type": "alow"})),
    (TypeError, "not of 3", lambda k: k.input_guardrail(3)),
    (UserError, "max_turns must be", lambda k: k.Runner.run_sync(k.Agent(name="A"), "", max_turns=1.5)),
    (UserError, "max_turns must be", lambda k: k.Runner.run_sync(k.Agent(name="A"), "", max_turns=-1)),
    (UserError, "on_handoff must be callable", lambda k: k.handoff(k.Agent(name="B"), on_handoff=3)),
    (UserError, "callable", lambda k: k.handoff(k.Agent(name="B"), on_handoff=3, input_type=int)),
    (TypeError, "limit must be", lambda k: asyncio.run(k.SQLiteSession("s").get_items(limit="x"))),
    (TypeError, "limit must be", lambda k: asyncio.run(InMemorySession().get_items(limit=1.5))),
    (TypeError, "must be an AsyncOpenAI client, got int", lambda k: set_default_openai_client(3)),
    (
        TypeError,
        "must be an AsyncOpenAI client, got OpenAI",
        lambda k: set_default_openai_client(OpenAI(api_key="x")),
    ),
    (TypeError, "not of 3", lambda k: k.tool_output_guardrail(3)),
    (
        TypeError,
        "Did you mean 'max_turns'",
        lambda k: k.Runner.run_sync(k.Agent(name="A"), "", error_handlers={"max_turn": double}),
    ),
]


@pytest.mark.parametrize("case", BOTH)
def test_the_sdk_tells_of_it_too(case: Case) -> None:
    with pytest.raises(Exception) as theirs:
        case(sdk())
    with pytest.raises(theirs.type):
        case(ours())


@pytest.mark.parametrize(("kind", "words", "case"), OURS)
def test_we_tell_of_it(kind: type[Exception], words: str, case: Case) -> None:
    with pytest.raises(kind, match=words):
        case(ours())


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"temperature": "0.5"}, {"temperature": 0.5}),
        ({"parallel_tool_calls": "yes"}, {"parallel_tool_calls": True}),
        ({"max_tokens": "15"}, {"max_tokens": 15}),
        ({"tool_choice": "double"}, {"tool_choice": "double"}),
        ({"response_include": ["whatever"]}, {"response_include": ["whatever"]}),
    ],
)
def test_values_are_converted_as_the_sdk_does(given: dict[str, Any], kept: dict[str, Any]) -> None:
    for names in (sdk(), ours()):
        settings = names.ModelSettings(**given)
        assert {name: getattr(settings, name) for name in kept} == kept


async def test_a_tool_choice_that_is_no_tool(loopback: LoopbackServer, model: Model) -> None:
    agent = Agent(name="A", model=model, model_settings=ModelSettings(tool_choice="requird"))
    with pytest.raises(UserError, match="Did you mean 'required'"):
        await Runner.run(agent, "go")
    assert loopback.requests == []


@pytest.mark.parametrize(
    "choice", ["transfer_to_b", "web_search", {"type": "mcp", "server_label": "x"}, "none"]
)
async def test_a_tool_choice_that_is_one(loopback: LoopbackServer, model: Model, choice: Any) -> None:
    settings = ModelSettings(tool_choice=choice)
    tools: list[Any] = [{"type": "web_search"}]
    agent = Agent(name="A", model=model, tools=tools, handoffs=[Agent(name="B")], model_settings=settings)
    loopback.answer(text("hi"))
    assert (await Runner.run(agent, "go")).final_output == "hi"
