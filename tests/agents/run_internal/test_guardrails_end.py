"""Guardrails that still run when their run ends: they are cancelled, and the end waits while they tidy up."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from answers import status, text
from loopback import LoopbackServer

from agents_widget.agents.agent import Agent
from agents_widget.agents.exceptions import (
    InputGuardrailTripwireTriggered,
    OutputGuardrailTripwireTriggered,
)
from agents_widget.agents.guardrail import GuardrailFunctionOutput, InputGuardrail, OutputGuardrail
from agents_widget.agents.models.interface import Model
from agents_widget.agents.run import Runner


class Endless:
    """A guardrail's function that never has a verdict, and that needs some steps to tidy up."""

    def __init__(self) -> None:
        self.began = asyncio.Event()
        self.tidied = False

    async def check(self, context: Any, agent: Any, given: Any) -> GuardrailFunctionOutput:
        self.began.set()
        try:
            await asyncio.Event().wait()
        finally:
            for _ in range(5):
                await asyncio.sleep(0)
            self.tidied = True
        raise AssertionError("nobody wakes it")

    async def trip_beside(self, context: Any, agent: Any, given: Any) -> GuardrailFunctionOutput:
        """The verdict of another guardrail, which comes while this one runs."""
        await self.began.wait()
        return GuardrailFunctionOutput("test", tripwire_triggered=True)

    async def fail_beside(self, context: Any, agent: Any, given: Any) -> GuardrailFunctionOutput:
        await self.began.wait()
        raise ZeroDivisionError("another guardrail")


@pytest.mark.parametrize("ending", ["stopped", "model fails", "another trips", "another fails"])
async def test_one_beside_the_model(loopback: LoopbackServer, model: Model, ending: str) -> None:
    endless = Endless()
    agent = Agent(name="A", model=model, input_guardrails=[InputGuardrail(endless.check)])
    if ending.startswith("another"):
        other = endless.trip_beside if ending == "another trips" else endless.fail_beside
        agent.input_guardrails.append(InputGuardrail(other))
    if ending == "model fails":
        loopback.answer(status(400, {"error": {"message": "no"}}))
    result = Runner.run_streamed(agent, "go")
    await endless.began.wait()
    if ending == "stopped":
        result.cancel()
    await result.log.wait()
    assert endless.tidied
    assert (result.run_loop_exception is None) == (ending == "stopped")


@pytest.mark.parametrize("other", ["trips", "fails"])
async def test_one_that_the_model_waits_for(loopback: LoopbackServer, model: Model, other: str) -> None:
    endless = Endless()
    beside = endless.trip_beside if other == "trips" else endless.fail_beside
    both = [InputGuardrail(each, run_in_parallel=False) for each in (endless.check, beside)]
    with pytest.raises(InputGuardrailTripwireTriggered if other == "trips" else ZeroDivisionError):
        await Runner.run(Agent(name="A", model=model, input_guardrails=both), "go")
    assert endless.tidied
    assert not loopback.requests


@pytest.mark.parametrize("ending", ["stopped", "another trips", "another fails"])
async def test_one_of_the_final_output(loopback: LoopbackServer, model: Model, ending: str) -> None:
    endless = Endless()
    others = {"another trips": endless.trip_beside, "another fails": endless.fail_beside}
    checks = [endless.check, *(check for name, check in others.items() if name == ending)]
    agent = Agent(name="A", model=model, output_guardrails=[OutputGuardrail(each) for each in checks])
    loopback.answer(text("hi"))
    result = Runner.run_streamed(agent, "go")
    await endless.began.wait()
    if ending == "stopped":
        result.cancel()
    await result.log.wait()
    assert endless.tidied
    expected = {"another trips": OutputGuardrailTripwireTriggered, "another fails": ZeroDivisionError}
    assert type(result.run_loop_exception) is expected.get(ending, type(None))
