from __future__ import annotations

from typing import Any

import pytest
from answers import call, respond, text
from loopback import LoopbackServer
from pydantic import BaseModel
from short_events import shorts

from agents_widget.agents.agent import Agent
from agents_widget.agents.exceptions import ModelBehaviorError, UserError
from agents_widget.agents.extensions.handoff_filters import remove_all_tools
from agents_widget.agents.extensions.handoff_prompt import (
    RECOMMENDED_PROMPT_PREFIX,
    prompt_with_handoff_instructions,
)
from agents_widget.agents.handoffs import Handoff, handoff
from agents_widget.agents.models.interface import Model
from agents_widget.agents.run import Runner
from agents_widget.agents.run_config import RunConfig
from agents_widget.agents.run_state import RunState
from agents_widget.agents.tool import function_tool


@function_tool
def look() -> str:
    return "a bird"


class Reason(BaseModel):
    why: str


def test_names_and_descriptions() -> None:
    agent = Agent(name="Refund Agent (EU)", handoff_description="Gives money back.")
    made = handoff(agent)
    assert made.tool_name == "transfer_to_refund_agent__eu_"
    assert made.tool_description == (
        "Handoff to the Refund Agent (EU) agent to handle the request. Gives money back."
    )
    assert made.agent_name == agent.name
    assert made.input_json_schema["properties"] == {}
    assert Handoff.default_tool_name(agent) == made.tool_name
    assert made.get_transfer_message(agent) == '{"assistant": "Refund Agent (EU)"}'


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"input_type": Reason}, "must provide on_handoff"),
        ({"on_handoff": lambda a, b: None}, "must take 1 argument: context"),
        ({"on_handoff": lambda a: None, "input_type": Reason}, "must take 2 arguments: context and input"),
        ({"on_handoff": 7}, "must be callable"),
    ],
)
def test_options_that_do_not_go_together(options: dict[str, Any], message: str) -> None:
    with pytest.raises(UserError, match=message):
        handoff(Agent(name="B"), **options)


async def test_on_handoff_gets_the_models_reason(loopback: LoopbackServer, model: Model) -> None:
    reasons: list[Any] = []
    to = handoff(
        Agent(name="B", model=model),
        on_handoff=lambda context, given: reasons.append((context.context, given)),
        input_type=Reason,
    )
    assert set(to.input_json_schema["properties"]) == {"why"}
    agent = Agent(name="A", model=model, handoffs=[to])
    loopback.answer(respond(call("transfer_to_b", {"why": "hard"})), text("B here"))
    result = await Runner.run(agent, "go", context="mine")
    assert reasons == [("mine", Reason(why="hard"))]
    assert result.last_agent.name == "B"
    loopback.answer(respond(call("transfer_to_b", {"what": 1})))
    with pytest.raises(ModelBehaviorError, match="Invalid JSON input for handoff 'transfer_to_b'"):
        await Runner.run(agent, "go")


async def test_the_items_of_a_handoff(loopback: LoopbackServer, model: Model) -> None:
    b = Agent(name="B", model=model)
    a = Agent(name="A", model=model, handoffs=[b])
    loopback.answer(respond(call("transfer_to_b", call_id="h")), text("B here"))
    result = await Runner.run(a, "go")
    asked, done, answer = result.new_items
    assert (asked.type, asked.agent) == ("handoff_call_item", a)
    assert (done.source_agent, done.target_agent) == (a, b)
    assert done.raw_item == {
        "call_id": "h",
        "output": '{"assistant": "B"}',
        "type": "function_call_output",
    }
    assert answer.agent is b


@pytest.mark.parametrize("where", ["handoff", "run"])
async def test_a_filter_changes_what_the_next_agent_is_shown(
    loopback: LoopbackServer, model: Model, where: str
) -> None:
    b = Agent(name="B", model=model)
    to = handoff(b, input_filter=remove_all_tools if where == "handoff" else None)
    a = Agent(name="A", model=model, tools=[look], handoffs=[to])
    loopback.answer(
        respond(text("let me look"), call("look")), respond(call("transfer_to_b")), text("hi"), text("more")
    )
    config = RunConfig(handoff_input_filter=remove_all_tools if where == "run" else None)
    result = Runner.run_streamed(a, "go", run_config=config)
    assert "handoff_occured handoff_output_item" in await shorts(result)
    shown = [item.get("role") or item["type"] for item in loopback.requests[2].body["input"]]
    assert shown == ["user", "assistant"]
    again = await Runner.run(b, result.to_input_list(mode="normalized"))
    assert again.final_output == "more"


@pytest.mark.parametrize(
    ("wrong", "message"), [(lambda data: None, "must return HandoffInputData"), (7, "not callable")]
)
async def test_a_filter_that_is_none(
    loopback: LoopbackServer, model: Model, wrong: Any, message: str
) -> None:
    a = Agent(name="A", model=model, handoffs=[handoff(Agent(name="B", model=model), input_filter=wrong)])
    loopback.answer(respond(call("transfer_to_b")))
    with pytest.raises(UserError, match=message):
        await Runner.run(a, "go")


async def test_a_handoff_must_give_an_agent(loopback: LoopbackServer, model: Model) -> None:
    async def nobody(context: Any, arguments: str) -> Any:
        return "B"

    to = Handoff("go_to_b", "Goes.", {}, nobody, "B")
    loopback.answer(respond(call("go_to_b")))
    with pytest.raises(UserError, match="'go_to_b' must give an Agent, got str"):
        await Runner.run(Agent(name="A", model=model, handoffs=[to]), "go")


async def test_a_filter_cannot_change_what_the_server_keeps(loopback: LoopbackServer, model: Model) -> None:
    to = handoff(Agent(name="B", model=model), input_filter=remove_all_tools)
    loopback.answer(respond(call("transfer_to_b")))
    agent = Agent(name="A", model=model, handoffs=[to])
    with pytest.raises(UserError, match="conversation that the model's server keeps"):
        await Runner.run(agent, "go", auto_previous_response_id=True)


async def test_nested_history_tells_of_each_item_once(loopback: LoopbackServer, model: Model) -> None:
    c = Agent(name="C", model=model)
    b = Agent(name="B", model=model, handoffs=[c])
    a = Agent(name="A", model=model, tools=[look], handoffs=[b])
    loopback.answer(
        respond(text("let me look"), call("look")),
        respond(text("B knows"), call("transfer_to_b")),
        respond(call("transfer_to_c")),
        text("C here"),
    )
    result = await Runner.run(a, "go", run_config=RunConfig(nest_handoff_history=True))
    before, message, after = loopback.requests[2].body["input"]
    assert before["content"].splitlines()[1:3] == ["<CONVERSATION HISTORY>", "1. user: go"]
    assert message["content"][0]["text"] == "B knows"
    assert "transfer_to_b" in after["content"]
    (everything,) = loopback.requests[3].body["input"]
    numbers = [line.split(". ")[0] for line in everything["content"].splitlines()[2:-1]]
    assert numbers == [str(number) for number in range(1, 10)]
    assert [item.type for item in result.new_items].count("handoff_output_item") == 2


async def test_a_history_with_summaries_survives_a_state_as_json(
    loopback: LoopbackServer, model: Model
) -> None:
    careful = function_tool(lambda: "done", name_override="act", needs_approval=True)
    b = Agent(name="B", model=model, tools=[careful])
    a = Agent(name="A", model=model, handoffs=[b])
    loopback.answer(respond(text("B knows"), call("transfer_to_b")), respond(call("act")), text("all done"))
    result = await Runner.run(a, "go", run_config=RunConfig(nest_handoff_history=True))
    state = await RunState.from_string(a, result.to_state().to_string())
    state.approve(state.get_interruptions()[0])
    ended = await Runner.run(a, state)
    assert str(ended.to_input_list()).count("B knows") == 1
    assert ended.to_input_list()[: len(result.to_input_list())] == result.to_input_list()


async def test_names_must_differ(loopback: LoopbackServer, model: Model) -> None:
    b = Agent(name="B", model=model)
    agent = Agent(name="A", model=model, handoffs=[b, handoff(b, tool_description_override="again")])
    loopback.answer(text("hi"))
    with pytest.warns(UserWarning, match="two tools or handoffs named 'transfer_to_b'"):
        await Runner.run(agent, "go")
    assert [t["description"] for t in loopback.requests[0].body["tools"]] == ["again"]
    with pytest.raises(UserError, match="give one another name"):
        await Runner.run(agent, "go", run_config=RunConfig(tool_name_collision_policy="error"))


def test_the_recommended_prompt() -> None:
    assert prompt_with_handoff_instructions("Be kind.") == f"{RECOMMENDED_PROMPT_PREFIX}\nBe kind."
