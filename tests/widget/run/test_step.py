"""Stepping through a run: one model call, tool or handoff at a time."""

from __future__ import annotations

import asyncio
from typing import Any

import answers
import hang
import pytest
from loopback import LoopbackServer
from watched import joker, sdk_agent, stream

from agents_widget import Agent, Runner, function_tool
from agents_widget.agents import RunConfig, ToolExecutionConfig
from agents_widget.widget.watch import watch
from agents_widget.widget.widget import AgentWidget


async def step(widget: AgentWidget) -> str:
    """Take a step, and give the status that the run has then."""
    widget.step()
    return await asyncio.wait_for(widget.wait_for("waiting"), hang.SECONDS)


def states(widget: AgentWidget) -> list[tuple[str, str]]:
    return [(entry.tool or entry.kind, entry.state) for entry in widget.transcript.entries]


async def held(agent: Agent[Any]) -> AgentWidget:
    """Watch a run that is held before its first model call."""
    widget = watch(Runner.run_streamed(agent, "Go"))
    widget.pause()
    await asyncio.wait_for(widget.wait_for("waiting"), hang.SECONDS)
    return widget


async def test_each_step_is_one_model_call_or_one_of_the_tools_that_are_ready(
    loopback: LoopbackServer,
) -> None:
    ran = []

    @function_tool
    async def look(place: str) -> str:
        ran.append(place)
        return f"looked at {place}"

    calls = [answers.call("look", {"place": place}, f"c{place}") for place in "abc"]
    loopback.answer(answers.respond(*calls), answers.text("Done."))
    widget = await held(joker(loopback, tools=[look]))
    assert (len(loopback.requests), ran) == (0, [])
    for done in ([], ["a"], ["a", "b"], ["a", "b", "c"]):
        assert await step(widget) == "waiting"
        assert (len(loopback.requests), ran) == (1, done)
        waiting = ["done"] * len(done) + ["waiting"] * (3 - len(done))
        assert states(widget) == [("user", "done"), *(("look", state) for state in waiting)]
        assert widget.transcript.detail == "Paused before the next step."
        assert {"step", "resume", "stop"} <= set(widget.transcript.abilities)
    assert await step(widget) == "done"
    assert (await widget).final_output == "Done."
    assert len(loopback.requests) == 2


async def test_tools_that_wait_for_a_slot_take_their_steps_after_each_other(loopback: LoopbackServer) -> None:
    @function_tool
    def look(n: int) -> str:
        return str(n)

    calls = [answers.call("look", {"n": n}, f"c{n}") for n in (1, 2)]
    loopback.answer(answers.respond(*calls), answers.text("Done."))
    config = RunConfig(tool_execution=ToolExecutionConfig(max_function_tool_concurrency=1))
    widget = watch(Runner.run_streamed(joker(loopback, tools=[look]), "Go", run_config=config))
    widget.pause()
    await widget.wait_for("waiting")
    done = []
    for _ in range(3):
        assert await step(widget) == "waiting"
        done.append([state for _, state in states(widget)[1:]].count("done"))
    assert done == [0, 1, 2]
    assert await step(widget) == "done"


async def test_a_tool_that_fails_is_a_step_like_any_other(loopback: LoopbackServer) -> None:
    @function_tool
    def look(n: int) -> str:
        if n == 1:
            raise ValueError("It is dark.")
        return str(n)

    calls = [answers.call("look", {"n": n}, f"c{n}") for n in (1, 2)]
    loopback.answer(answers.respond(*calls), answers.text("Done."))
    widget = await held(joker(loopback, tools=[look]))
    await step(widget)
    assert await step(widget) == "waiting"
    assert states(widget)[1:] == [("look", "failed"), ("look", "waiting")]
    await step(widget)
    assert await step(widget) == "done"


async def test_only_the_tool_that_takes_the_step_is_shown_as_running(loopback: LoopbackServer) -> None:
    running, release = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    @function_tool
    async def slow(n: int) -> str:
        loop.call_soon_threadsafe(running.set)
        await asyncio.wait_for(asyncio.wrap_future(released()), hang.SECONDS)
        return str(n)

    def released() -> Any:
        return asyncio.run_coroutine_threadsafe(release.wait(), loop)

    calls = [answers.call("slow", {"n": n}, f"c{n}") for n in (1, 2)]
    loopback.answer(answers.respond(*calls), answers.text("Done."))
    widget = await held(joker(loopback, tools=[slow]))
    await step(widget)
    widget.step()
    await asyncio.wait_for(running.wait(), hang.SECONDS)
    await widget.wait_for("running")
    assert states(widget)[1:] == [("slow", "running"), ("slow", "waiting")]
    assert widget.transcript.detail == "Taking one step."
    assert {"step", "resume"} <= set(widget.transcript.abilities)
    assert "pause" not in widget.transcript.abilities
    release.set()
    assert await widget.wait_for("waiting") == "waiting"
    assert states(widget)[1:] == [("slow", "done"), ("slow", "waiting")]
    widget.resume()
    assert (await widget).final_output == "Done."


async def test_a_handoff_is_a_step(loopback: LoopbackServer) -> None:
    loopback.answer(answers.call("transfer_to_clerk", {}, "h1"), answers.text("Hello."))
    clerk = joker(loopback).clone(name="Clerk")
    widget = await held(joker(loopback, handoffs=[clerk]))
    await step(widget)
    [_, handoff] = widget.transcript.entries
    assert (handoff.kind, handoff.state, widget.transcript.agent) == ("handoff", "waiting", "Joker")
    await step(widget)
    [_, handoff] = widget.transcript.entries
    assert (handoff.kind, handoff.state, widget.transcript.agent) == ("handoff", "done", "Clerk")
    assert len(loopback.requests) == 1
    assert await step(widget) == "done"


async def test_the_steps_of_an_agent_used_as_a_tool_are_steps(loopback: LoopbackServer) -> None:
    inner = joker(loopback).clone(name="Inner").as_tool("ask", "Asks.")
    loopback.answer(answers.call("ask", {"input": "?"}), answers.text("Inside."), answers.text("Done."))
    widget = await held(joker(loopback, tools=[inner]))
    counts = []
    for _ in range(3):
        await step(widget)
        counts.append(len(loopback.requests))
    assert counts == [1, 1, 2]  # the model call, the tool that begins, the model call in it
    assert await step(widget) == "done"


async def test_as_many_steps_are_taken_as_were_asked_for(loopback: LoopbackServer) -> None:
    @function_tool
    def look() -> str:
        return "looked"

    loopback.answer(answers.call("look", {}, "c1"), answers.call("look", {}, "c2"), answers.text("Done."))
    widget = await held(joker(loopback, tools=[look]))
    for _ in range(3):
        widget.step()
    await widget._until(lambda: states(widget)[1:] == [("look", "done"), ("look", "waiting")])
    assert await widget.wait_for("waiting") == "waiting"
    assert len(loopback.requests) == 2
    widget.resume()
    await widget


async def test_in_a_run_at_work_what_is_under_way_is_the_step(loopback: LoopbackServer) -> None:
    gate = answers.Gate()

    @function_tool
    def look() -> str:
        return "looked"

    answer = answers.respond(answers.call("look"), gates={"response.completed": gate})
    loopback.answer(answer, answers.text("Done."))
    widget = watch(joker(loopback, tools=[look]), "Go")
    await asyncio.to_thread(gate.reached.wait, hang.SECONDS)
    widget.step()
    gate.open()
    assert await widget.wait_for("waiting") == "waiting"
    assert states(widget)[1:] == [("look", "waiting")]
    widget.resume()
    await widget


async def test_a_step_says_when_an_approval_is_what_the_run_waits_for(loopback: LoopbackServer) -> None:
    @function_tool(needs_approval=True)
    def refund() -> str:
        return "refunded"

    loopback.answer(answers.call("refund", {}, "c1"), answers.text("Done."))
    widget = await held(joker(loopback, tools=[refund]))
    assert await step(widget) == "waiting"
    await widget.wait_for_approval()
    with pytest.raises(RuntimeError, match="waits for your decision, approve or deny: c1"):
        widget.step()
    assert not {"step", "resume", "pause"} & set(widget.transcript.abilities), "a view offers what works"
    widget.approve()
    await widget._until(lambda: widget.transcript["e2"].state == "waiting")
    assert {"step", "resume"} < set(widget.transcript.abilities)
    await step(widget)
    assert states(widget)[1:] == [("refund", "done")]
    assert await step(widget) == "done"


@pytest.mark.parametrize("decide", ["approve", "deny"])
@pytest.mark.parametrize("go_on", ["step", "resume"])
async def test_a_run_goes_on_in_the_same_breath_as_its_last_decision(
    loopback: LoopbackServer, decide: str, go_on: str
) -> None:
    """The run is on a thread of its own, which has not heard of the decision yet."""

    @function_tool(needs_approval=True)
    def refund(order: str) -> str:
        return f"refunded {order}"

    calls = [answers.call("refund", {"order": order}, f"c{order}") for order in ("1", "2")]
    loopback.answer(answers.respond(*calls), answers.text("Done."))
    widget = watch(joker(loopback, tools=[refund]), "Go")
    await widget.wait_for_approval()
    getattr(widget, decide)("c1")
    with pytest.raises(RuntimeError, match=r"approve or deny: c2\."):
        getattr(widget, go_on)()
    getattr(widget, decide)("c2")
    getattr(widget, go_on)()
    while await widget.wait_for("waiting") == "waiting":
        widget.step()
    assert (await widget).final_output == "Done."


async def test_a_step_says_when_the_budget_is_spent(loopback: LoopbackServer) -> None:
    @function_tool
    def look() -> str:
        return "looked"

    loopback.answer(answers.call("look"), answers.text("Done."))
    widget = watch(joker(loopback, tools=[look]), "Go", budget_tokens=1)
    await widget.wait_for("waiting")
    assert "step" not in widget.transcript.abilities
    with pytest.raises(RuntimeError, match="Allow more, or stop the run"):
        widget.step()
    widget.stop()
    await widget


async def test_a_run_that_cannot_be_held_cannot_be_stepped_through(loopback: LoopbackServer) -> None:
    gate = answers.Gate()
    loopback.answer(answers.respond(answers.text("Hi"), gates={"response.completed": gate}))
    widget = watch(sdk_agent(loopback), "Go")
    await asyncio.to_thread(gate.reached.wait, hang.SECONDS)
    assert "step" not in widget.transcript.abilities
    with pytest.raises(RuntimeError, match="cannot be stepped through: only one of agents_widget's own"):
        widget.step()
    gate.open()
    await widget


async def test_after_the_end_a_step_does_nothing() -> None:
    widget = watch(stream())
    await widget
    widget.step()
    assert widget.transcript.status == "done"


@pytest.mark.parametrize("after_turn", [True, False])
async def test_a_run_that_is_stepped_through_can_be_stopped(
    loopback: LoopbackServer, *, after_turn: bool
) -> None:
    @function_tool
    def look() -> str:
        return "looked"

    loopback.answer(answers.respond(*[answers.call("look", {}, f"c{n}") for n in (1, 2)]))
    widget = await held(joker(loopback, tools=[look]))
    await step(widget)
    await step(widget)
    widget.stop(after_turn=after_turn)
    await widget
    assert widget.transcript.status == "cancelled"
    last = "done" if after_turn else "not_run"
    assert states(widget)[1:] == [("look", "done"), ("look", last)]
