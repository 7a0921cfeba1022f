"""After a verdict that ends a run nothing new begins, in the OpenAI Agents SDK and in ours.

Only ours is asked where the SDK goes on: after a guardrail that raises or cancels itself, and in steps that
catch their cancellation.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import hang
import pytest
from kits import Names

OURS = Names("agents_widget.agents", "agents_widget.agents.testing")
SDK = Names("agents", "agents.testing")
SDK.set_tracing_disabled(True)
STEPS = 300
"""Steps of the event loop in which a run that went on would have got to its end."""


class Guarded:
    """An agent whose tool begins only after the verdict, and what happened, in order."""

    def __init__(self, names: Any, verdict: str = "trips") -> None:
        self.names = names
        self.verdict = verdict
        self.log: list[str] = []
        self.judge = asyncio.Event()
        self.judged = asyncio.Event()
        first = [names.function_call("pay", {}, call_id="c1")]
        self.model = names.ScriptedModel([first, [names.assistant_message("paid")]])

        @names.input_guardrail
        async def judging(context: Any, agent: Any, said: Any) -> Any:
            await self.judge.wait()
            self.judged.set()
            self.log.append("verdict")
            if self.verdict == "raises":
                raise LookupError("no verdict")
            if self.verdict == "cancels itself":
                raise asyncio.CancelledError
            return names.GuardrailFunctionOutput(None, True)

        @names.input_guardrail
        async def slow_to_stop(context: Any, agent: Any, said: Any) -> Any:
            try:
                await asyncio.Event().wait()
            finally:
                for _ in range(STEPS):
                    await asyncio.sleep(0)
                self.log.append("cleaned up")

        @names.function_tool
        async def pay() -> str:
            self.log.append("paid")
            return "paid"

        self.guardrails = [slow_to_stop, judging]
        self.tool = pay

    def agent(self, **options: Any) -> Any:
        options = {"tools": [self.tool], "input_guardrails": self.guardrails, **options}
        return self.names.Agent(name="A", model=self.model, **options)

    async def run(self, agent: Any, streamed: bool, **options: Any) -> None:
        """Run to the end, and log the error and each task that is left over."""
        before = asyncio.all_tasks()
        try:
            if streamed:
                result = self.names.Runner.run_streamed(agent, "pay", **options)
                async for event in result.stream_events():
                    if self.judged.is_set() and event.type == "run_item_stream_event":
                        self.log.append(event.name)
            else:
                await self.names.Runner.run(agent, "pay", **options)
        except Exception as error:
            self.log.append(type(error).__name__)
        self.log += [f"left: {task}" for task in asyncio.all_tasks() - before]


TRIPPED = ["verdict", "cleaned up", "InputGuardrailTripwireTriggered"]


def judging_in(guarded: Guarded, hook: str) -> Any:
    """Run hooks in one of which the guardrail gives its verdict."""

    class Hooks(guarded.names.RunHooks):  # type: ignore[misc, name-defined]
        pass

    async def wait_for_verdict(self: Any, *args: Any) -> None:
        guarded.judge.set()
        await guarded.judged.wait()

    setattr(Hooks, hook, wait_for_verdict)
    return Hooks()


HOOKS = ["on_agent_start", "on_llm_start", "on_llm_end", "on_tool_start"]
CASES = [(OURS, hook, streamed) for hook in HOOKS for streamed in (False, True)]
CASES.append((SDK, "on_llm_end", True))  # in other places the SDK takes the step that is under way


@pytest.mark.parametrize(("names", "hook", "streamed"), CASES)
async def test_no_tool_and_no_model_call_begins_after_a_tripwire(
    names: Any, hook: str, streamed: bool
) -> None:
    guarded = Guarded(names)
    running = guarded.run(guarded.agent(), streamed, hooks=judging_in(guarded, hook))
    await asyncio.wait_for(running, hang.SECONDS)
    assert guarded.log == TRIPPED
    assert len(guarded.model.calls) == (hook in ("on_llm_end", "on_tool_start"))


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize(
    ("verdict", "error"), [("raises", "LookupError"), ("cancels itself", "AgentsException")]
)
async def test_a_guardrail_without_a_verdict_ends_the_run_too(
    verdict: str, error: str, streamed: bool
) -> None:
    guarded = Guarded(OURS, verdict)
    running = guarded.run(guarded.agent(), streamed, hooks=judging_in(guarded, "on_llm_end"))
    await asyncio.wait_for(running, hang.SECONDS)
    assert guarded.log == ["verdict", "cleaned up", error]


async def test_a_step_that_catches_its_cancellation_ends_the_run_too() -> None:
    guarded = Guarded(OURS)

    class Hooks(OURS.RunHooks):  # type: ignore[misc, name-defined]
        async def on_llm_end(self, *args: Any) -> None:
            guarded.judge.set()
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                guarded.log.append("caught")

    await asyncio.wait_for(guarded.run(guarded.agent(), streamed=True, hooks=Hooks()), hang.SECONDS)
    assert guarded.log == ["verdict", "caught", "cleaned up", "InputGuardrailTripwireTriggered"]


async def test_the_verdict_is_raised_whatever_the_cancelled_step_raises() -> None:
    guarded = Guarded(OURS)

    class Hooks(OURS.RunHooks):  # type: ignore[misc, name-defined]
        async def on_llm_end(self, *args: Any) -> None:
            guarded.judge.set()
            try:
                await asyncio.Event().wait()
            finally:
                raise ValueError("while cleaning up")

    await asyncio.wait_for(guarded.run(guarded.agent(), streamed=True, hooks=Hooks()), hang.SECONDS)
    assert guarded.log == TRIPPED


async def test_no_tool_of_an_agent_used_as_a_tool_begins_after_the_outer_verdict() -> None:
    guarded = Guarded(OURS)
    inner = guarded.agent(input_guardrails=[], hooks=None)
    waits = judging_in(guarded, "on_llm_end")
    tool = inner.as_tool("ask", "Asks.", hooks=waits)
    asked = [OURS.function_call("ask", {"input": "pay"}, call_id="o1")]
    outer = OURS.Agent(
        name="O", model=OURS.ScriptedModel([asked]), tools=[tool], input_guardrails=guarded.guardrails
    )
    await asyncio.wait_for(guarded.run(outer, streamed=True), hang.SECONDS)
    assert guarded.log == TRIPPED


async def test_a_stop_while_guardrails_clean_up_leaves_the_verdict() -> None:
    guarded = Guarded(OURS)
    result = OURS.Runner.run_streamed(guarded.agent(), "pay", hooks=judging_in(guarded, "on_llm_end"))
    await asyncio.wait_for(guarded.judged.wait(), hang.SECONDS)
    await asyncio.sleep(0)
    result.cancel()
    with pytest.raises(OURS.InputGuardrailTripwireTriggered):
        await asyncio.wait_for(read_to_end(result), hang.SECONDS)
    assert "paid" not in guarded.log


async def read_to_end(result: Any) -> None:
    async for _ in result.stream_events():
        pass


async def test_a_guardrail_that_never_ends_does_not_keep_the_verdict_back() -> None:
    released = asyncio.Event()

    @OURS.input_guardrail  # type: ignore[untyped-decorator]
    async def stubborn(context: Any, agent: Any, said: Any) -> Any:
        while not released.is_set():
            with contextlib.suppress(asyncio.CancelledError):
                await released.wait()
        return OURS.GuardrailFunctionOutput(None, False)

    guarded = Guarded(OURS)
    guarded.judge.set()
    agent = guarded.agent(input_guardrails=[stubborn, guarded.guardrails[1]])
    with pytest.raises(OURS.InputGuardrailTripwireTriggered):
        await asyncio.wait_for(OURS.Runner.run(agent, "pay"), hang.SECONDS)
    released.set()


async def test_a_tripped_input_is_judged_again_when_the_run_is_tried_again() -> None:
    guarded = Guarded(OURS)
    result = OURS.Runner.run_streamed(guarded.agent(), "pay", hooks=judging_in(guarded, "on_llm_end"))
    with pytest.raises(OURS.InputGuardrailTripwireTriggered):
        await read_to_end(result)
    with pytest.raises(OURS.InputGuardrailTripwireTriggered):
        await asyncio.wait_for(OURS.Runner.run(guarded.agent(), result.to_state()), hang.SECONDS)
    assert guarded.log == ["verdict", "cleaned up", "verdict", "cleaned up"]
