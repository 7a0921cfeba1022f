"""What is said while a run works reaches the model, in an input that its server takes."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from answers import Gate, call, reasoning, respond, text
from loopback import LoopbackServer
from pydantic import BaseModel

from agents_widget.agents.agent import Agent
from agents_widget.agents.guardrail import GuardrailFunctionOutput, OutputGuardrail
from agents_widget.agents.lifecycle import RunHooks
from agents_widget.agents.models.interface import Model
from agents_widget.agents.run import Runner
from agents_widget.agents.run_state import RunState
from agents_widget.agents.tool import function_tool


def refusal_of(rows: list[dict[str, Any]]) -> str | None:
    """Why a server that checks would refuse an input, or None if it takes it."""
    calls = [row["call_id"] for row in rows if row.get("type") == "function_call"]
    outputs = [row["call_id"] for row in rows if row.get("type") == "function_call_output"]
    if sorted(calls) != sorted(outputs):
        return f"calls {calls}, outputs {outputs}"
    ids = [row["id"] for row in rows if "id" in row]
    if len(set(ids)) != len(ids):
        return f"twice: {ids}"
    for row, following in zip(rows, [*rows[1:], {}], strict=True):
        is_the_models = following.get("type") in ("message", "reasoning", "function_call")
        if row.get("type") == "reasoning" and not is_the_models:
            return f"a thought before {following or 'nothing'}"
    return None


@function_tool
def look() -> str:
    """Look."""
    return "seen"


CASES = {
    "a thought": [reasoning("hm")],
    "two thoughts": [reasoning("hm"), reasoning("so")],
    "a thought and a message": [reasoning("hm"), text("one")],
    "a message": [text("one")],
    "a call": [reasoning("hm"), call("look", call_id="c1")],
    "a call, then a thought": [call("look", call_id="c1"), reasoning("hm")],
    "a message, then a thought": [text("one"), reasoning("hm")],
}


@pytest.mark.parametrize("said", list(CASES))
async def test_said_during_a_response(loopback: LoopbackServer, model: Model, said: str) -> None:
    gate = Gate()
    loopback.answer(respond(*CASES[said], gates={3: gate}), text("two"), text("three"))
    agent = Agent(name="A", model=model, tools=[look])
    result = Runner.run_streamed(agent, "go")
    assert await asyncio.to_thread(gate.reached.wait)
    result.say("in short")
    gate.open()
    await result.log.wait()
    assert result.final_output == "two"
    sent = loopback.requests[1].body["input"]
    assert sent[-1] == {"role": "user", "content": "in short"}
    assert refusal_of(sent) is None
    await Runner.run(agent, [*result.to_input_list(), {"role": "user", "content": "and?"}])
    assert refusal_of(loopback.requests[2].body["input"]) is None


async def test_a_state_from_before_goes_on_without_the_open_thought(
    loopback: LoopbackServer, model: Model
) -> None:
    gates = Gate(), Gate()
    answers = [respond(reasoning("hm"), gates={3: gates[0]}), respond(text("cut"), gates={3: gates[1]})]
    loopback.answer(*answers, text("fine"))
    agent = Agent(name="A", model=model)
    result = Runner.run_streamed(agent, "go")
    assert await asyncio.to_thread(gates[0].reached.wait)
    result.say("in short")
    gates[0].open()
    assert await asyncio.to_thread(gates[1].reached.wait)
    result.cancel()
    await result.log.wait()
    state: RunState[Any] = await RunState.from_string(agent, result.to_state().to_string())
    again = await Runner.run(agent, state)
    assert again.final_output == "fine"
    assert refusal_of(loopback.requests[-1].body["input"]) is None


async def test_a_typed_answer_that_is_only_thought_is_asked_for_again(
    loopback: LoopbackServer, model: Model
) -> None:
    class Number(BaseModel):
        n: int

    loopback.answer(respond(reasoning("hm")), text('{"n": 1}'))
    result = await Runner.run(Agent(name="A", model=model, output_type=Number), "go")
    assert result.final_output == Number(n=1)
    assert refusal_of(loopback.requests[1].body["input"]) is None


@pytest.mark.parametrize("while_", ["a hook is told of the end", "the answer is judged"])
async def test_said_after_the_answer(loopback: LoopbackServer, model: Model, while_: str) -> None:
    """It is not lost: what was about to be the final output is not the last."""
    said: list[str] = []

    def say() -> None:
        if not said:
            said.append("in short")
            result.say("in short")

    class Hooks(RunHooks[Any]):
        async def on_agent_end(self, *args: Any) -> None:
            if while_ == "a hook is told of the end":
                say()

    def judge(*args: Any) -> GuardrailFunctionOutput:
        if while_ == "the answer is judged":
            say()
        return GuardrailFunctionOutput(None, False)

    loopback.answer(text("one"), text("two"))
    agent = Agent(name="A", model=model, output_guardrails=[OutputGuardrail(judge)])
    result = Runner.run_streamed(agent, "go", hooks=Hooks())
    await result.log.wait()
    assert result.final_output == "two"
    assert loopback.requests[1].body["input"][-1] == {"role": "user", "content": "in short"}
    assert result.continuation.pending_input == []
