from __future__ import annotations

import dataclasses
from typing import Any

import agents
import pytest
from answers import call, respond, text
from loopback import LoopbackServer
from openai import AsyncOpenAI
from openai.types.shared import Reasoning

from agents_widget.agents.agent import Agent, ToolsToFinalOutputResult
from agents_widget.agents.agent_output import AgentOutputSchema
from agents_widget.agents.exceptions import UserError
from agents_widget.agents.handoffs import handoff
from agents_widget.agents.lifecycle import RunHooks
from agents_widget.agents.model_settings import ModelSettings
from agents_widget.agents.models.default_models import get_default_model_settings
from agents_widget.agents.models.interface import Model
from agents_widget.agents.models.openai_provider import OpenAIProvider
from agents_widget.agents.run import Runner
from agents_widget.agents.run_config import CallModelData, ModelInputData, RunConfig
from agents_widget.agents.run_context import RunContextWrapper
from agents_widget.agents.tool import function_tool


@function_tool
def look() -> str:
    return "a bird"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"name": 7}, "name must be a string, got int"),
        ({"tools": look}, "tools must be a list, got FunctionTool"),
        ({"handoffs": Agent(name="B")}, "handoffs must be a list, got Agent"),
        ({"instructions": 7}, "instructions must be a string, callable, or None"),
        ({"model": object()}, "model must be a string, Model, or None"),
        ({"model_settings": 7}, "model_settings must be ModelSettings"),
        ({"output_type": "str"}, "output_type must be a type"),
        ({"hooks": RunHooks()}, "hooks must be an AgentHooks instance"),
        ({"tool_use_behavior": "stop"}, "tool_use_behavior must be"),
        ({"input_guardrails": ()}, "input_guardrails must be a list, got tuple"),
    ],
)
def test_wrong_fields_are_named(options: dict[str, Any], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        Agent(**{"name": "A", **options})


async def test_tools_must_be_tools(loopback: LoopbackServer, model: Model) -> None:
    def plain() -> str:
        return "x"

    wrong: Any = [plain]
    with pytest.raises(
        UserError, match=r"Agent 'A' got a tool of the wrong kind \(function: .*@function_tool"
    ):
        await Runner.run(Agent(name="A", model=model, tools=wrong), "go")


async def test_tools_that_the_api_runs_are_dicts(loopback: LoopbackServer, model: Model) -> None:
    search = {"type": "web_search", "user_location": {"type": "approximate", "city": "Stade"}}
    loopback.answer(respond(call("look", call_id="c1")), text("Sunny"))
    agent = Agent(name="A", model=model, tools=[search, look])
    result = await Runner.run(agent, "How is the weather?")
    offered = [[tool["type"] for tool in request.body["tools"]] for request in loopback.requests]
    assert offered == [["function", "web_search"]] * 2
    assert loopback.requests[0].body["tools"][1] == search
    assert result.final_output == "Sunny"
    assert result.to_state().to_string()


def test_clone_is_shallow() -> None:
    agent = Agent(name="A", tools=[look], model_settings={"temperature": 0.5})  # type: ignore[arg-type]
    copy = agent.clone(name="B", instructions="new")
    assert (copy.name, copy.instructions, copy.tools is agent.tools) == ("B", "new", True)
    assert copy.model_settings.temperature == 0.5


async def test_instructions_that_are_functions() -> None:
    context: RunContextWrapper[Any] = RunContextWrapper("Ann")

    async def greet(context: RunContextWrapper[Any], agent: Agent[Any]) -> str:
        return f"{agent.name} for {context.context}"

    assert await Agent(name="A", instructions=greet).get_system_prompt(context) == "A for Ann"
    assert await Agent(name="A", instructions=lambda c, a: "plain").get_system_prompt(context) == "plain"
    assert await Agent(name="A").get_system_prompt(context) is None
    wrong: Any = lambda context: "x"  # noqa: E731
    with pytest.raises(TypeError, match=r"exactly 2 arguments .*\['context'\]"):
        await Agent(name="A", instructions=wrong).get_system_prompt(context)


def test_output_schemas() -> None:
    assert Agent(name="A").output_schema() is None
    assert Agent(name="A", output_type=str).output_schema() is None
    made = AgentOutputSchema(list[int])
    assert Agent(name="A", output_type=made).output_schema() is made
    schema = Agent(name="A", output_type=dict[str, int])
    with pytest.raises(UserError):
        schema.output_schema()


async def test_the_runs_model_goes_before_the_agents(loopback: LoopbackServer, model: Model) -> None:
    class Provider:
        def __init__(self) -> None:
            self.asked: list[str | None] = []

        def get_model(self, name: str | None) -> Model:
            self.asked.append(name)
            return model

    provider: Any = Provider()
    loopback.always = respond(text("hi"))
    agent = Agent(name="A", model="small")
    for config in (
        RunConfig(model_provider=provider),
        RunConfig(model_provider=provider, model="large"),
        RunConfig(model=model),
    ):
        await Runner.run(agent, "go", run_config=config)
    await Runner.run(Agent(name="A"), "go", run_config={"model_provider": provider})
    assert provider.asked == ["small", "large", None]


async def test_no_model_and_no_key_is_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(UserError, match=r"(?s)OPENAI_API_KEY.*DemoModel.*LocalModel"):
        await Runner.run(Agent(name="A"), "go")


@pytest.mark.parametrize("wrong", [None, ToolsToFinalOutputResult])
async def test_tool_use_behavior_must_decide(loopback: LoopbackServer, model: Model, wrong: Any) -> None:
    loopback.answer(respond(call("look")))
    agent = Agent(name="A", model=model, tools=[look], tool_use_behavior=lambda context, results: wrong)
    with pytest.raises(UserError, match="tool_use_behavior callable must return ToolsToFinalOutputResult"):
        await Runner.run(agent, "go")


async def test_an_answer_of_its_own_type_may_come_from_a_tool(loopback: LoopbackServer, model: Model) -> None:
    @function_tool
    def count() -> int:
        return 3

    loopback.answer(respond(call("count")), respond(call("count")))
    agent = Agent(name="A", model=model, tools=[count], tool_use_behavior="stop_on_first_tool")
    assert (await Runner.run(agent, "go")).final_output == "3"
    assert (await Runner.run(agent.clone(output_type=int), "go")).final_output == 3


async def test_the_filter_of_model_input_is_checked(loopback: LoopbackServer, model: Model) -> None:
    async def shorten(data: CallModelData[Any]) -> ModelInputData:
        return ModelInputData(input=data.model_data.input[-1:], instructions="Short.")

    loopback.answer(text("hi"))
    given: Any = [{"role": "user", "content": "a"}, {"role": "user", "content": "b"}]
    await Runner.run(Agent(name="A", model=model), given, run_config={"call_model_input_filter": shorten})
    assert loopback.requests[0].body["input"] == given[1:]
    assert loopback.requests[0].body["instructions"] == "Short."
    config = {"call_model_input_filter": lambda data: data}
    with pytest.raises(UserError, match="must return ModelInputData, got CallModelData"):
        await Runner.run(Agent(name="A", model=model), given, run_config=config)


async def test_reasoning_ids_can_be_left_out(loopback: LoopbackServer, model: Model) -> None:
    from answers import reasoning

    loopback.answer(respond(reasoning("hm"), call("look")), text("done"))
    agent = Agent(name="A", model=model, tools=[look], model_settings=ModelSettings(temperature=0.2))
    result = await Runner.run(agent, "go", run_config=RunConfig(reasoning_item_id_policy="omit"))
    shown: list[Any] = [loopback.requests[1].body["input"][1], result.to_input_list()[1]]
    for thought in shown:
        assert thought["type"] == "reasoning"
        assert "id" not in thought


def test_run_configs_are_checked() -> None:
    with pytest.raises(UserError, match="sandboxes are not supported"):
        RunConfig(sandbox=object())
    with pytest.raises(ValueError, match="at least 1"):
        RunConfig(tool_execution={"max_function_tool_concurrency": 0})  # type: ignore[arg-type]
    config = RunConfig(model_settings={"temperature": 1}, tracing_disabled=True, trace_id="t", group_id="g")  # type: ignore[arg-type]
    assert config.model_settings == ModelSettings(temperature=1)


def test_settings_suit_the_model_unless_they_are_given(model: Model) -> None:
    quick, given = get_default_model_settings(), ModelSettings(temperature=0.5)
    assert (quick.verbosity, Agent(name="A").model_settings) == ("low", quick)
    assert Agent(name="A", model="gpt-5-2025-08-07").model_settings.reasoning == Reasoning(effort="low")
    assert Agent(name="A", model="llama3").model_settings == ModelSettings()
    assert Agent(name="A", model=model).model_settings == ModelSettings()
    assert Agent(name="A", model="gpt-5", model_settings=given).model_settings is given
    assert Agent(name="A").clone(model="llama3").model_settings == ModelSettings()
    assert Agent(name="A", model="llama3").clone(model="gpt-5.1").model_settings == quick
    assert Agent(name="A", model_settings=given).clone(model="llama3").model_settings is given


async def test_the_settings_sent_suit_the_runs_model(loopback: LoopbackServer, client: AsyncOpenAI) -> None:
    loopback.answer(*[text("Hello")] * 4)
    config = RunConfig(model_provider=OpenAIProvider(openai_client=client))
    for agent, name in [(Agent(name="A"), None), (Agent(name="A"), "llama3"), (Agent(name="A"), "gpt-5")]:
        await Runner.run(agent, "go", run_config=dataclasses.replace(config, model=name))
    own = Agent(name="A", model_settings=ModelSettings(verbosity="high"))
    await Runner.run(own, "go", run_config=dataclasses.replace(config, model="llama3"))
    sent = [(request.body.get("reasoning"), request.body.get("text")) for request in loopback.requests]
    assert sent == [
        ({"effort": "none"}, {"verbosity": "low"}),
        (None, None),
        ({"effort": "low"}, {"verbosity": "low"}),
        (None, {"verbosity": "high"}),
    ]


def test_guardrails_and_handoffs_are_checked_one_by_one() -> None:
    def check(context: Any, agent: Any, given: Any) -> Any: ...

    for name in ("input_guardrail", "output_guardrail"):
        given: Any = {f"{name}s": [check]}
        with pytest.raises(TypeError, match=f"decorated with @{name}, got <function"):
            Agent(name="A", **given)
    wrong: Any = "B"
    with pytest.raises(TypeError, match="A handoff is to an Agent, got str: 'B'"):
        handoff(wrong)


async def test_the_sdks_classes_are_told_from_ours_of_the_same_name() -> None:
    """Who changes the imports one by one meets objects of both."""

    @agents.function_tool
    def plain() -> str:
        return "x"

    theirs: Any = agents.Agent(name="B", tools=[plain])
    mixed: Any = Agent(name="A", tools=[plain])  # type: ignore[list-item]
    said = "{} of the OpenAI Agents SDK: import it from agents_widget instead"
    with pytest.raises(TypeError, match=f"A run needs an Agent, got {said.format('Agent')}"):
        await Runner.run(theirs, "go")
    with pytest.raises(UserError, match=said.format("FunctionTool")):
        await mixed.get_all_tools(RunContextWrapper(None))
    with pytest.raises(TypeError, match=said.format("OpenAIResponsesModel")):
        Agent(name="A", model=agents.OpenAIResponsesModel("m", AsyncOpenAI(api_key="none")))  # type: ignore[arg-type]
