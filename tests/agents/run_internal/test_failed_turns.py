"""What a failed turn had done is in the result and in ``run_data``; a retry asks for it anew."""

from __future__ import annotations

from typing import Any

import pytest
from answers import call, events, reasoning, respond, text
from loopback import LoopbackServer

from agents_widget.agents.agent import Agent
from agents_widget.agents.exceptions import ModelBehaviorError
from agents_widget.agents.memory.sqlite_session import SQLiteSession
from agents_widget.agents.models.interface import Model
from agents_widget.agents.run import Runner
from agents_widget.agents.run_state import RunState
from agents_widget.agents.tool import function_tool

ran: list[int] = []


@function_tool
def double(n: int) -> int:
    """Double a number."""
    ran.append(n)
    return 2 * n


@pytest.fixture(autouse=True)
def _nothing_ran() -> None:
    ran.clear()


def _types(items: list[Any]) -> list[str]:
    return [item.type for item in items]


WITH_UNKNOWN = (
    reasoning("hm"),
    text("Let me."),
    call("double", {"n": 1}, call_id="c1"),
    call("nosuch", call_id="c2"),
)
KEPT = ["reasoning_item", "message_output_item", "tool_call_item", "tool_call_item"]


@pytest.mark.parametrize("streamed", [True, False])
async def test_a_call_of_an_unknown_tool(loopback: LoopbackServer, model: Model, streamed: bool) -> None:
    loopback.answer(respond(*WITH_UNKNOWN))
    agent = Agent(name="A", model=model, tools=[double])

    async def run() -> None:
        if streamed:
            _ = [event async for event in Runner.run_streamed(agent, "go").stream_events()]
        else:
            await Runner.run(agent, "go")

    with pytest.raises(ModelBehaviorError, match="nosuch") as raised:
        await run()
    data = raised.value.run_data
    assert data is not None
    assert (_types(data.new_items), len(data.raw_responses), ran) == (KEPT, 1, [])
    assert data.context_wrapper.usage.requests == 1


@pytest.mark.parametrize("kept", ["object", "text"])
async def test_a_retry_asks_the_model_again(loopback: LoopbackServer, model: Model, kept: str) -> None:
    loopback.answer(respond(call("double", {"n": 3}, call_id="c0")), respond(*WITH_UNKNOWN), text("fine"))
    agent = Agent(name="A", model=model, tools=[double])
    session = SQLiteSession("s")
    result = Runner.run_streamed(agent, "go", session=session)
    with pytest.raises(ModelBehaviorError):
        _ = [event async for event in result.stream_events()]
    assert _types(result.new_items) == ["tool_call_item", "tool_call_output_item", *KEPT]
    saved = [item.get("type", item.get("role")) for item in await session.get_items()]
    assert saved == ["user", "function_call", "function_call_output"]
    state: RunState[Any] = result.to_state()
    if kept == "text":
        state = await RunState.from_string(agent, state.to_string())
    again = await Runner.run(agent, state, session=session)
    assert (again.final_output, ran) == ("fine", [3])
    assert _types(again.new_items) == ["tool_call_item", "tool_call_output_item", "message_output_item"]
    assert len(again.raw_responses) == 2
    sent = [item.get("type", item.get("role")) for item in loopback.requests[-1].body["input"]]
    assert sent == ["user", "function_call", "function_call_output"]
    saved = [item.get("type", item.get("role")) for item in await session.get_items()]
    assert saved == ["user", "function_call", "function_call_output", "message"]
    session.close()


async def test_the_input_list_of_a_failed_run_can_be_gone_on_from(
    loopback: LoopbackServer, model: Model
) -> None:
    loopback.answer(respond(*WITH_UNKNOWN), text("fine"))
    result = Runner.run_streamed(Agent(name="A", model=model, tools=[double]), "go")
    with pytest.raises(ModelBehaviorError):
        _ = [event async for event in result.stream_events()]
    said: Any = {"role": "user", "content": "and?"}
    await Runner.run(Agent(name="A", model=model), [*result.to_input_list(), said])
    sent = [item.get("type", item.get("role")) for item in loopback.requests[-1].body["input"]]
    assert sent == ["user", "reasoning", "message", "user"]


def _cut(how: str) -> Any:
    """A response that is not whole: a thought, a message and a call of it are."""
    whole = respond(reasoning("hm"), text("whole"), call("double", {"n": 1}, call_id="c1"), text("part"))
    if how == "drop":
        done = [n for n, event in enumerate(whole.events) if event["type"] == "response.output_item.done"]  # type: ignore[index, call-overload]
        whole.drop_after = done[2] + 2
        return whole
    last: Any = whole.events[-1]
    body = [event for event in whole.events[:-1] if not _is_of_last_part(event)]
    if how == "no end":
        return events(body)
    if how == "error":
        return events([*body, {"type": "error", "code": "500", "message": "no", "param": None}])
    failed = {**last["response"], "status": how, "error": {"code": "server_error", "message": "no"}}
    details = {"incomplete_details": {"reason": "max_output_tokens"}}
    return events([*body, {**last, "type": f"response.{how}", "response": {**failed, **details}}])


def _is_of_last_part(event: Any) -> bool:
    return event.get("output_index") == 3


@pytest.mark.parametrize("how", ["drop", "no end", "error", "failed", "incomplete"])
async def test_a_response_that_fails_midway(loopback: LoopbackServer, model: Model, how: str) -> None:
    loopback.answer(_cut(how), text("fine"))
    agent = Agent(name="A", model=model, tools=[double])
    session = SQLiteSession("s")
    result = Runner.run_streamed(agent, "go", session=session)
    with pytest.raises(Exception) as raised:
        _ = [event async for event in result.stream_events()]
    assert _types(result.new_items) == ["reasoning_item", "message_output_item", "tool_call_item"]
    if isinstance(raised.value, ModelBehaviorError):
        assert raised.value.run_data is not None
        assert raised.value.run_data.new_items == result.new_items
    assert [item.get("role") for item in await session.get_items()] == ["user"]
    again = await Runner.run(agent, result.to_state(), session=session)
    assert (again.final_output, _types(again.new_items), ran) == ("fine", ["message_output_item"], [])
    assert len(loopback.requests[-1].body["input"]) == 1
    session.close()
