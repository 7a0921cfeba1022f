from __future__ import annotations

import json
import subprocess
import sys
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, get_origin

import hang
import pytest
from answers import call, reasoning, respond, text
from loopback import LoopbackServer
from short_events import shorts

from agents_widget.agents.agent import Agent
from agents_widget.agents.exceptions import OutputGuardrailTripwireTriggered, UserError
from agents_widget.agents.guardrail import GuardrailFunctionOutput, output_guardrail
from agents_widget.agents.memory import InMemorySession
from agents_widget.agents.models.interface import Model
from agents_widget.agents.result import RunResultStreaming
from agents_widget.agents.run import Runner
from agents_widget.agents.run_config import RunConfig
from agents_widget.agents.run_state import RunState
from agents_widget.agents.tool import function_tool
from agents_widget.testing import ScriptedModel, call as scripted_call

paid: list[int] = []


@function_tool(needs_approval=True)
def pay(amount: int) -> str:
    paid.append(amount)
    return f"paid {amount}"


@pytest.fixture(autouse=True)
def _nothing_paid() -> None:
    paid.clear()


def paying(model: Model, **options: Any) -> Agent[Any]:
    return Agent(name="Payer", model=model, tools=[pay], **options)


async def held(agent: Agent[Any], loopback: LoopbackServer, *calls: Any) -> RunResultStreaming:
    loopback.answer(respond(text("may I?"), *(calls or [call("pay", {"amount": 100}, call_id="c1")])))
    result = Runner.run_streamed(agent, "pay 100")
    await shorts(result)
    return result


async def test_a_run_waits_for_approval_and_goes_on(loopback: LoopbackServer, model: Model) -> None:
    agent = paying(model)
    result = await held(agent, loopback)
    (item,) = result.interruptions
    assert (item.name, item.call_id, item.arguments) == ("pay", "c1", '{"amount": 100}')
    assert (result.final_output, paid) == (None, [])
    loopback.answer(text("done"))
    state = result.to_state()
    state.approve(item)
    resumed = Runner.run_streamed(agent, state)
    assert await shorts(resumed) == [
        "agent Payer",
        "tool_output tool_call_output_item",
        "message_output_created message_output_item",
    ]
    assert paid == [100]
    assert (resumed.final_output, resumed.current_turn) == ("done", 2)
    assert resumed.context_wrapper.usage.requests == 2
    assert [i.type for i in resumed.new_items].count("tool_call_item") == 1


async def test_each_state_of_a_result_goes_its_own_way(loopback: LoopbackServer, model: Model) -> None:
    agent = paying(model)
    held_run = await held(agent, loopback)
    loopback.answer(text("first"), text("second"))
    for answer in ("first", "second"):
        state = held_run.to_state()
        state.approve(state.get_interruptions()[0])
        assert (await Runner.run(agent, state)).final_output == answer
    assert paid == [100, 100]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"amount": "ten"}, 'amount: expected an integer, got "ten"'),
        ("[1]", "The arguments are a list"),
        ("{", "not JSON"),
        ({"amuont": 1}, "takes amount, not amuont"),
    ],
)
async def test_approving_with_arguments_that_the_tool_refuses(
    loopback: LoopbackServer, model: Model, arguments: Any, says: str
) -> None:
    result = await held(paying(model), loopback)
    state = result.to_state()
    with pytest.raises(UserError, match=says):
        state.approve(result.interruptions[0], arguments=arguments)
    assert state.get_interruptions() == result.interruptions


async def test_approve_with_other_arguments(loopback: LoopbackServer, model: Model) -> None:
    agent = paying(model)
    result = await held(agent, loopback)
    state = result.to_state()
    state.approve(result.interruptions[0], arguments={"amount": 10})
    loopback.answer(text("paid ten"))
    resumed = await Runner.run(agent, state)
    assert paid == [10]
    sent = [i["arguments"] for i in loopback.requests[-1].body["input"] if "arguments" in i]
    assert sent == ['{"amount": 10}']
    assert [i.raw_item.arguments for i in resumed.new_items if i.type == "tool_call_item"] == sent
    # What was streamed before stays as the model wrote it.
    assert [i.raw_item.arguments for i in result.new_items if i.type == "tool_call_item"] == [
        '{"amount": 100}'
    ]


async def test_undecided_calls_are_asked_about_again(loopback: LoopbackServer, model: Model) -> None:
    agent = paying(model)
    calls = [call("pay", {"amount": n}, call_id=f"c{n}") for n in (1, 2)]
    result = await held(agent, loopback, *calls)
    state = result.to_state()
    state.approve(result.interruptions[1])
    again = await Runner.run(agent, state)
    assert [item.call_id for item in again.interruptions] == ["c1"]
    assert paid == [2]
    state = again.to_state()
    state.reject(again.interruptions[0], rejection_message="Not this one.")
    loopback.answer(text("well"))
    assert (await Runner.run(agent, state)).final_output == "well"
    outputs = {i["call_id"]: i["output"] for i in loopback.requests[-1].body["input"] if "output" in i}
    assert outputs == {"c1": "Not this one.", "c2": "paid 2"}


@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize(("behavior", "ends_with"), [("stop_on_first_tool", "ordered"), ("named", "sent")])
async def test_tool_use_behavior_knows_what_was_done_before_the_run_waited(
    loopback: LoopbackServer, model: Model, as_json: bool, behavior: str, ends_with: str
) -> None:
    @function_tool
    def order() -> str:
        return "ordered"

    @function_tool(needs_approval=True)
    def send() -> str:
        return "sent"

    loopback.answer(respond(call("order", call_id="c1"), call("send", call_id="c2")))
    chosen: Any = {"stop_at_tool_names": ["send"]} if behavior == "named" else behavior
    agent = Agent(name="A", model=model, tools=[order, send], tool_use_behavior=chosen)
    state = (await Runner.run(agent, "go")).to_state()
    if as_json:
        state = await RunState.from_string(agent, state.to_string())
    state.approve(state.get_interruptions()[0])
    assert (await Runner.run(agent, state)).final_output == ends_with
    assert len(loopback.requests) == 1


async def test_a_run_that_goes_on_sends_thoughts_as_before(loopback: LoopbackServer, model: Model) -> None:
    @function_tool(needs_approval=True)
    def send() -> str:
        return "sent"

    loopback.answer(respond(reasoning("Hm"), call("send", call_id="c1")), text("done"))
    agent = Agent(name="A", model=model, tools=[send])
    config = RunConfig(reasoning_item_id_policy="omit")
    state = (await Runner.run(agent, "go", run_config=config)).to_state()
    state.approve(state.get_interruptions()[0])
    await Runner.run(agent, state)
    assert "id" not in loopback.requests[1].body["input"][1]


async def test_always_reject_covers_later_calls(loopback: LoopbackServer, model: Model) -> None:
    agent = paying(model)
    result = await held(agent, loopback)
    state = result.to_state()
    state.reject(result.interruptions[0], always_reject=True)
    loopback.answer(respond(call("pay", {"amount": 5})), text("I give up"))
    assert (await Runner.run(agent, state)).final_output == "I give up"
    assert paid == []


async def test_what_is_added_to_a_state_is_told_first(loopback: LoopbackServer, model: Model) -> None:
    agent = paying(model)
    state = (await held(agent, loopback)).to_state()
    state.add_input("forget this")
    state.clear_pending_input()
    state.add_input("and hurry")
    assert state.pending_input == [{"role": "user", "content": "and hurry"}]
    state.approve(state.get_interruptions()[0])
    loopback.answer(text("done"))
    await Runner.run(agent, state)
    assert loopback.requests[-1].body["input"][-1] == {"role": "user", "content": "and hurry"}


async def test_a_state_goes_to_json_and_back(loopback: LoopbackServer, model: Model) -> None:
    agent = paying(model)
    result = await held(agent, loopback)
    kept = result.to_state().to_string()
    state = await RunState.from_string(agent, kept)
    assert json.loads(state.to_string()) == json.loads(kept)
    (item,) = state.get_interruptions()
    state.approve(item, arguments='{"amount": 7}')
    loopback.answer(text("done"))
    resumed = await Runner.run(agent, state)
    assert (resumed.final_output, paid) == ("done", [7])
    assert [i.type for i in resumed.new_items] == [
        "message_output_item",
        "tool_call_item",
        "tool_call_output_item",
        "message_output_item",
    ]
    assert resumed.context_wrapper.usage.requests == 2
    assert [turn.agent for turn in resumed.turn_usage] == ["Payer", "Payer"]
    assert len(resumed.raw_responses) == 2


async def test_decisions_and_handoffs_survive_json(loopback: LoopbackServer, model: Model) -> None:
    payer = paying(model)
    front = Agent(name="Front", model=model, handoffs=[payer])
    loopback.answer(respond(call("transfer_to_payer", call_id="h1")))
    state = (await held(front, loopback)).to_state()
    state.reject(state.get_interruptions()[0], rejection_message="No.")
    data = json.loads(json.dumps(state.to_json()))
    loopback.answer(text("sorry"))
    resumed = Runner.run_streamed(front, await RunState.from_json(front, data))
    assert (await shorts(resumed))[0] == "agent Payer"
    assert resumed.last_agent is payer
    assert loopback.requests[-1].body["input"][-1]["output"] == "No."
    assert resumed.new_items[1].target_agent is payer


PROGRAM = """
import asyncio, json, sys
from openai import AsyncOpenAI
from agents_widget.agents.models.openai_responses import OpenAIResponsesModel
from agents_widget.agents.agent import Agent
from agents_widget.agents.run import Runner
from agents_widget.agents.run_state import RunState
from agents_widget.agents.tool import function_tool

@function_tool(needs_approval=True)
def pay(amount: int) -> str:
    "Pay an amount."
    return f"paid {amount}"

async def main(base_url, text):
    async with AsyncOpenAI(base_url=base_url, api_key="sk-test") as client:
        agent = Agent(name="Payer", model=OpenAIResponsesModel("m", client), tools=[pay])
        state = await RunState.from_string(agent, text)
        state.approve(state.get_interruptions()[0])
        result = await Runner.run(agent, state)
        print(result.final_output, [item.output for item in result.new_items if hasattr(item, "output")])

asyncio.run(main(sys.argv[1], sys.stdin.read()))
"""


async def test_a_run_goes_on_in_another_process(loopback: LoopbackServer, model: Model) -> None:
    kept = (await held(paying(model), loopback)).to_state().to_string()
    loopback.answer(text("done elsewhere"))
    command = [sys.executable, "-c", PROGRAM, loopback.base_url]
    done = subprocess.run(command, input=kept, capture_output=True, text=True, timeout=hang.SECONDS)
    assert done.stderr == ""
    assert done.stdout == "done elsewhere ['paid 100']\n"


async def test_the_session_never_holds_a_call_without_its_output(
    loopback: LoopbackServer, model: Model
) -> None:
    agent, session = paying(model), InMemorySession()
    loopback.answer(respond(call("pay", {"amount": 1}, call_id="c1")), text("done"))
    result = await Runner.run(agent, "pay", session=session)
    assert [item.get("role") for item in await session.get_items()] == ["user"]
    state = result.to_state()
    state.approve(result.interruptions[0])
    await Runner.run(agent, state, session=session)
    kinds = [item.get("type") or item.get("role") for item in await session.get_items()]
    assert kinds == ["user", "function_call", "function_call_output", "message"]


@dataclass
class Account:
    owner: str


async def test_contexts_in_json(loopback: LoopbackServer, model: Model) -> None:
    agent = paying(model)

    async def state_with(context: Any) -> RunState[Any]:
        loopback.answer(respond(call("pay", {"amount": 1})))
        return (await Runner.run(agent, "pay", context=context)).to_state()

    data = (await state_with(Account("Ann"))).to_json()
    assert data["context"] == {"owner": "Ann"}

    async def read(**options: Any) -> Any:
        return (await RunState.from_json(agent, data, **options)).result.context_wrapper.context

    assert await read() == {"owner": "Ann"}
    assert await read(context_deserializer=lambda given: Account(**given)) == Account("Ann")
    assert await read(context_override=Account("Bo")) == Account("Bo")
    with pytest.raises(UserError, match="context_deserializer"):
        await read(strict_context=True)
    opaque = await state_with(object())
    with pytest.warns(UserWarning, match="left out"):
        assert opaque.to_json()["context"] is None
    with pytest.raises(UserError, match="context_serializer"):
        opaque.to_json(strict_context=True)
    assert opaque.to_json(context_serializer=lambda _: {"a": 1})["context"] == {"a": 1}


async def test_data_that_is_no_state_is_refused(loopback: LoopbackServer, model: Model) -> None:
    agent = paying(model)
    with pytest.raises(UserError, match="not the data of a run's state"):
        await RunState.from_json(agent, {"$schemaVersion": "1.0"})
    with pytest.raises(UserError, match="not the text"):
        await RunState.from_string(agent, "{")
    with pytest.raises(UserError, match="not the text"):
        await RunState.from_string(agent, "[]")
    data = (await held(agent, loopback)).to_state().to_json()
    with pytest.raises(UserError, match=r"agent 'Payer'.*found Other"):
        await RunState.from_json(Agent(name="Other"), data)


def test_a_state_may_be_typed_as_in_the_sdk() -> None:
    """By the context and the agent; the SDK's programs do so, also where annotations are evaluated."""
    assert get_origin(RunState[str, Agent[str]]) is get_origin(RunState[str]) is RunState


async def test_a_new_context_for_the_rest_of_the_run(loopback: LoopbackServer, model: Model) -> None:
    agent = paying(model)
    result = await held(agent, loopback)
    state = result.to_state()
    state.approve(result.interruptions[0])
    loopback.answer(text("done"))
    resumed = await Runner.run(agent, state, context="new")
    assert resumed.context_wrapper.context == "new"
    assert (resumed.context_wrapper.usage.requests, paid) == (2, [100])


@pytest.mark.parametrize("data", [[], 7, None, "state"])
async def test_data_that_is_no_object_is_told_to_be_no_state(data: Any) -> None:
    with pytest.raises(UserError, match="not the data of a run's state"):
        await RunState.from_json(Agent(name="A"), data)


@pytest.mark.parametrize("withheld", [False, True])
async def test_the_session_keeps_a_call_that_failed_before_it_was_done(withheld: bool) -> None:
    tries: list[int] = []

    @function_tool(needs_approval=True, failure_error_function=None)
    def pay(amount: int) -> str:
        tries.append(amount)
        if tries.count(amount) == 1 and amount == 2:
            raise ValueError("no bank")
        return "paid"

    calls = [scripted_call("pay", {"amount": amount}, call_id=f"c{amount}") for amount in (1, 2)]

    @output_guardrail
    def judge(context: Any, agent: Any, output: Any) -> GuardrailFunctionOutput:
        return GuardrailFunctionOutput(None, withheld)

    model = ScriptedModel([calls, "done"])
    stop: Any = "stop_on_first_tool" if withheld else "run_llm_again"
    agent = Agent(name="A", tools=[pay], model=model, tool_use_behavior=stop, output_guardrails=[judge])
    session = InMemorySession()
    state = (await Runner.run(agent, "go", session=session)).to_state()
    for waiting in state.get_interruptions():
        state.approve(waiting)
    with pytest.raises(UserError, match="no bank"):
        await Runner.run(agent, state, session=session)
    with pytest.raises(OutputGuardrailTripwireTriggered) if withheld else nullcontext():
        await Runner.run(agent, state, session=session)
    kept: list[Any] = await session.get_items()
    assert sorted(row["call_id"] for row in kept if row.get("type") == "function_call") == ["c1", "c2"]
    assert len(kept) == (5 if withheld else 6)
