from __future__ import annotations

import asyncio
from typing import Any

import hang
import pytest
from answers import call, respond, text
from loopback import LoopbackServer
from short_events import shorts

from agents_widget.agents.agent import Agent
from agents_widget.agents.exceptions import (
    InputGuardrailTripwireTriggered,
    OutputGuardrailTripwireTriggered,
    ToolInputGuardrailTripwireTriggered,
    UserError,
)
from agents_widget.agents.guardrail import (
    GuardrailFunctionOutput,
    InputGuardrail,
    OutputGuardrail,
    input_guardrail,
    output_guardrail,
)
from agents_widget.agents.models.interface import Model
from agents_widget.agents.run import Runner
from agents_widget.agents.run_config import RunConfig, ToolExecutionConfig
from agents_widget.agents.tool import function_tool
from agents_widget.agents.tool_guardrails import ToolGuardrailFunctionOutput, tool_input_guardrail


def verdict(trips: bool) -> GuardrailFunctionOutput:
    return GuardrailFunctionOutput(output_info={"why": "test"}, tripwire_triggered=trips)


async def test_a_tripwire_stops_a_silent_model(loopback: LoopbackServer, model: Model) -> None:
    """The verdict comes while the model says nothing: the run must not wait for its next event."""
    began = asyncio.Event()

    @input_guardrail
    async def late(context: Any, agent: Any, given: Any) -> GuardrailFunctionOutput:
        await began.wait()
        return verdict(True)

    loopback.answer(respond(text("never ends"), stall_after=6))
    result = Runner.run_streamed(Agent(name="A", model=model, input_guardrails=[late]), "go")
    reader = asyncio.create_task(shorts(result))
    async for event in result.log.read():
        if event.type == "raw_response_event" and event.data.type == "response.output_text.delta":
            began.set()
            break
    with pytest.raises(InputGuardrailTripwireTriggered, match="'late'") as caught:
        await reader
    assert await asyncio.to_thread(loopback.requests[0].closed.wait, hang.SECONDS)
    assert caught.value.run_data is not None
    assert caught.value.guardrail_result.output.output_info == {"why": "test"}
    assert result.run_loop_exception is caught.value
    assert not result.new_items


async def test_a_tripwire_stops_tools_that_run(loopback: LoopbackServer, model: Model) -> None:
    began, tidied = asyncio.Event(), asyncio.Event()

    @input_guardrail
    async def late(context: Any, agent: Any, given: Any) -> GuardrailFunctionOutput:
        await began.wait()
        return verdict(True)

    @function_tool
    async def endless() -> str:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            tidied.set()
        return "never"

    loopback.answer(respond(call("endless")))
    with pytest.raises(InputGuardrailTripwireTriggered):
        await Runner.run(Agent(name="A", model=model, tools=[endless], input_guardrails=[late]), "go")
    assert tidied.is_set()


async def test_a_late_verdict_is_waited_for(loopback: LoopbackServer, model: Model) -> None:
    answered = asyncio.Event()

    @input_guardrail(name="slow one")
    async def slow(context: Any, agent: Any, given: Any) -> GuardrailFunctionOutput:
        await answered.wait()
        return verdict(True)

    loopback.answer(text("hi"))
    result = Runner.run_streamed(Agent(name="A", model=model, input_guardrails=[slow]), "go")
    async for event in result.log.read():
        if event.type == "run_item_stream_event":
            answered.set()
            break
    with pytest.raises(InputGuardrailTripwireTriggered, match="'slow one'"):
        await shorts(result)
    assert result.final_output is None


async def test_a_late_verdict_goes_before_too_many_turns(loopback: LoopbackServer, model: Model) -> None:
    over = asyncio.Event()

    @input_guardrail
    async def late(context: Any, agent: Any, given: Any) -> GuardrailFunctionOutput:
        await over.wait()
        return verdict(True)

    @function_tool
    async def look() -> str:
        return "seen"

    loopback.answer(call("look"))
    agent = Agent(name="A", model=model, tools=[look], input_guardrails=[late])
    handlers: Any = {"max_turns": lambda error: over.set()}
    with pytest.raises(InputGuardrailTripwireTriggered):
        await Runner.run(agent, "go", max_turns=1, error_handlers=handlers)


async def test_a_broken_guardrail_ends_the_run(loopback: LoopbackServer, model: Model) -> None:
    @input_guardrail
    def beside(context: Any, agent: Any, given: Any) -> GuardrailFunctionOutput:
        raise ZeroDivisionError("beside")

    with pytest.raises(ZeroDivisionError, match="beside"):
        await Runner.run(Agent(name="A", model=model, input_guardrails=[beside]), "go")
    loopback.reset()

    @output_guardrail(name="after")
    async def after(context: Any, agent: Any, output: Any) -> Any:
        return True

    loopback.answer(text("hi"))
    with pytest.raises(UserError, match="must return GuardrailFunctionOutput, got bool"):
        await Runner.run(Agent(name="A", model=model, output_guardrails=[after]), "go")


async def test_guardrails_of_the_run_and_of_the_agent(loopback: LoopbackServer, model: Model) -> None:
    seen: list[str] = []

    @input_guardrail(run_in_parallel=False)
    def before(context: Any, agent: Any, given: Any) -> GuardrailFunctionOutput:
        seen.append(f"input of {agent.name}")
        return verdict(False)

    @output_guardrail
    def after(context: Any, agent: Any, output: Any) -> GuardrailFunctionOutput:
        seen.append(f"output {output!r}")
        return verdict(output == "rude")

    config = RunConfig(input_guardrails=[before], output_guardrails=[after])
    loopback.answer(text("fine"), text("rude"))
    agent = Agent(name="A", model=model, input_guardrails=[before], output_guardrails=[after])
    result = await Runner.run(agent, "go", run_config=config)
    assert seen == ["input of A", "input of A", "output 'fine'", "output 'fine'"]
    assert (len(result.input_guardrail_results), len(result.output_guardrail_results)) == (2, 2)
    streamed = Runner.run_streamed(Agent(name="A", model=model), "go", run_config=config)
    with pytest.raises(OutputGuardrailTripwireTriggered) as caught:
        await shorts(streamed)
    assert caught.value.guardrail_result.agent_output == "rude"
    assert streamed.final_output is None
    assert [item.type for item in streamed.new_items] == ["message_output_item"]


async def test_what_is_said_is_checked_too(loopback: LoopbackServer, model: Model) -> None:
    @input_guardrail
    def no_secrets(context: Any, agent: Any, given: Any) -> GuardrailFunctionOutput:
        return verdict("secret" in given[-1]["content"])

    loopback.answer(text("hi"))
    result = Runner.run_streamed(Agent(name="A", model=model, input_guardrails=[no_secrets]), "go")
    result.say("the secret")
    with pytest.raises(InputGuardrailTripwireTriggered):
        await shorts(result)


async def test_a_tool_guardrail_may_run_before_approval(loopback: LoopbackServer, model: Model) -> None:
    @tool_input_guardrail
    def refuse(data: Any) -> ToolGuardrailFunctionOutput:
        return ToolGuardrailFunctionOutput.reject_content("no")

    @function_tool(needs_approval=True, tool_input_guardrails=[refuse])
    def pay() -> str:
        return "paid"

    agent = Agent(name="A", model=model, tools=[pay])
    loopback.answer(respond(call("pay")))
    assert len((await Runner.run(agent, "go")).interruptions) == 1
    config = RunConfig(tool_execution=ToolExecutionConfig(pre_approval_tool_input_guardrails=True))
    loopback.answer(respond(call("pay")), text("I see"))
    result = await Runner.run(agent, "go", run_config=config)
    assert (result.final_output, result.new_items[1].output) == ("I see", "no")


async def test_a_tool_guardrail_may_end_the_run(loopback: LoopbackServer, model: Model) -> None:
    @tool_input_guardrail
    def stop(data: Any) -> ToolGuardrailFunctionOutput:
        return ToolGuardrailFunctionOutput.raise_exception("bad")

    @function_tool(tool_input_guardrails=[stop])
    def pay() -> str:
        return "paid"

    loopback.answer(respond(call("pay")))
    with pytest.raises(ToolInputGuardrailTripwireTriggered, match="'stop'") as caught:
        await Runner.run(Agent(name="A", model=model, tools=[pay]), "go")
    assert caught.value.output.output_info == "bad"
    assert caught.value.run_data is not None
    assert len(caught.value.run_data.tool_input_guardrail_results) == 1


async def test_guardrails_made_by_hand() -> None:
    assert InputGuardrail(lambda *_: verdict(False), name="n").get_name() == "n"
    assert OutputGuardrail(lambda *_: verdict(False)).get_name() == "<lambda>"
    wrong: Any = 7
    with pytest.raises(UserError, match="must be callable"):
        await InputGuardrail(wrong).run(Agent(name="A"), "x", wrong)
