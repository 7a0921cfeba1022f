"""Conversations kept on the server, in the OpenAI Agents SDK and in ours: what is refused, what is sent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from answers import call, respond, text
from kits import Kit, ours, sdk
from loopback import LoopbackServer
from test_differential import double, output_check
from test_differential_history import played

Scenario = Callable[[Kit], Awaitable[None]]
scenarios: list[Any] = []
KEPT: list[dict[str, Any]] = [
    {"conversation_id": "conv_1"},
    {"previous_response_id": "resp_x"},
    {"auto_previous_response_id": True},
    {"conversation_id": ""},
]


def scenario(function: Scenario) -> Scenario:
    scenarios.append(pytest.param(function, id=function.__name__))
    return function


async def attempt(k: Kit, agent: Any, said: Any, **options: Any) -> Any:
    """Run an agent, and note how that ends."""
    try:
        result = await k.Runner.run(agent, said, **options)
    except Exception as error:
        k.note("raised", type(error).__name__)
        return None
    k.note("final", result.final_output, *(item.name for item in result.interruptions))
    return result


@scenario
async def output_guardrails_of_the_agent(k: Kit) -> None:
    for options in KEPT:
        k.answer(text("hi"))
        await attempt(k, k.agent(output_guardrails=[output_check(k, trips=False)]), "go", **options)
        k.server.reset()


@scenario
async def output_guardrails_of_the_run(k: Kit) -> None:
    k.answer(text("hi"))
    config = k.RunConfig(output_guardrails=[output_check(k, trips=True)])
    await attempt(k, k.agent(), "go", conversation_id="conv_1", run_config=config)


@scenario
async def output_guardrails_and_a_stream(k: Kit) -> None:
    k.answer(text("hi"))
    agent = k.agent(output_guardrails=[output_check(k, trips=False)])
    try:
        result = k.Runner.run_streamed(agent, "go", auto_previous_response_id=True)
    except Exception as error:
        k.note("raised at once", type(error).__name__)
    else:
        k.note("events", [event.type async for event in result.stream_events()])


@scenario
async def output_guardrails_of_the_next_agent(k: Kit) -> None:
    b = k.agent("B", output_guardrails=[output_check(k, trips=False)])
    k.answer(respond(call("transfer_to_b", call_id="c1")), text("hi"))
    await attempt(k, k.agent(handoffs=[b]), "go", auto_previous_response_id=True)


@scenario
async def output_guardrails_of_the_agent_before(k: Kit) -> None:
    a = k.agent(handoffs=[k.agent("B")], output_guardrails=[output_check(k, trips=False)])
    k.answer(respond(call("transfer_to_b", call_id="c1")), text("hi"))
    await attempt(k, a, "go", auto_previous_response_id=True)


@scenario
async def output_guardrails_inside_an_agent_as_a_tool(k: Kit) -> None:
    inner = k.agent("Inner", output_guardrails=[output_check(k, trips=False)])
    tool = inner.as_tool("inner", None, conversation_id="conv_1", failure_error_function=None)
    k.answer(respond(call("inner", {"input": "go"}, call_id="c1")), text("hi"))
    await attempt(k, k.agent(tools=[tool]), "go")


@scenario
async def a_session_beside_it(k: Kit) -> None:
    for options in KEPT:
        k.answer(text("hi"))
        await attempt(k, k.agent(), "go", session=k.SQLiteSession("s"), **options)
        k.server.reset()


async def waiting(k: Kit, **options: Any) -> tuple[Any, Any]:
    """An agent whose tool waits for approval, and the approved state."""
    agent = k.agent(tools=[double(k, needs_approval=True)])
    k.answer(respond(call("double", {"n": 2}, call_id="c1")), text("4"))
    result = await attempt(k, agent, "go", **options)
    state = result.to_state()
    state.approve(state.get_interruptions()[0])
    return agent, state


@scenario
async def a_session_beside_a_resumed_state(k: Kit) -> None:
    for options in KEPT[:3]:
        agent, state = await waiting(k, **options)
        await attempt(k, agent, state, session=k.SQLiteSession("s"))
        k.server.reset()


@scenario
async def a_session_resumed_in_a_conversation(k: Kit) -> None:
    for options in KEPT[:3]:
        session = k.SQLiteSession("s")
        agent, state = await waiting(k, session=session)
        await attempt(k, agent, state, session=session, **options)
        k.server.reset()


@scenario
async def a_state_resumed_with_output_guardrails(k: Kit) -> None:
    for options in KEPT[:3]:
        agent, state = await waiting(k, **options)
        agent.output_guardrails.append(output_check(k, trips=False))
        await attempt(k, agent, state)
        k.server.reset()


@scenario
async def a_state_resumed_in_its_conversation(k: Kit) -> None:
    agent, state = await waiting(k, conversation_id="conv_1")
    await attempt(k, agent, state)


@scenario
async def a_state_resumed_in_another_conversation(k: Kit) -> None:
    agent, state = await waiting(k)
    await attempt(k, agent, state, conversation_id="conv_2")


@scenario
async def a_state_resumed_after_another_response(k: Kit) -> None:
    agent, state = await waiting(k)
    await attempt(k, agent, state, auto_previous_response_id=True)


@scenario
async def output_guardrails_added_to_a_session_that_waits(k: Kit) -> None:
    session = k.SQLiteSession("s")
    agent, state = await waiting(k, session=session)
    agent.output_guardrails.append(output_check(k, trips=False))
    await attempt(k, agent, state, session=session)


@scenario
async def nested_history_in_a_conversation(k: Kit) -> None:
    b = k.agent("B")
    k.answer(respond(call("transfer_to_b", call_id="c1")), text("hi"))
    config = k.RunConfig(nest_handoff_history=True)
    await attempt(k, k.agent(handoffs=[b]), "go", auto_previous_response_id=True, run_config=config)


@scenario
async def a_filter_in_a_conversation(k: Kit) -> None:
    for level in ("handoff", "run"):
        of_handoff = k.remove_all_tools if level == "handoff" else None
        config = k.RunConfig(handoff_input_filter=k.remove_all_tools if level == "run" else None)
        k.answer(respond(call("transfer_to_b", call_id="c1")), text("hi"))
        agent = k.agent(handoffs=[k.handoff(k.agent("B"), input_filter=of_handoff)])
        await attempt(k, agent, "go", conversation_id="conv_1", run_config=config)
        k.server.reset()


@pytest.mark.parametrize("function", scenarios)
async def test_the_same_conversations(function: Scenario, loopback: LoopbackServer) -> None:
    theirs = await played(function, sdk(), loopback)
    assert await played(function, ours(), loopback) == theirs
