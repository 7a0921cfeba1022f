"""Pausing a run and going on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from typing import Any

import answers
import hang
import pytest
from loopback import LoopbackServer
from watched import joker

from agents_widget import Agent, Runner, function_tool
from agents_widget.sources import Adapter, events
from agents_widget.testing import ScriptedModel, call
from agents_widget.widget.watch import watch


async def test_pausing_and_going_on(loopback: LoopbackServer) -> None:
    gate = answers.Gate()
    loopback.answer(
        answers.respond(answers.call("look"), gates={"response.completed": gate}), answers.text("Done.")
    )
    looked = []

    @function_tool
    async def look() -> str:
        looked.append(1)
        return "looked"

    widget = watch(Runner.run_streamed(joker(loopback, tools=[look]), "Hi"))
    await asyncio.to_thread(gate.reached.wait, hang.SECONDS)
    widget.pause()
    widget.pause()  # once more changes nothing
    assert (widget.transcript.status, widget.transcript.detail) == (
        "running",
        "Pausing before the next step.",
    )
    gate.open()
    assert await widget.wait_for("waiting") == "waiting"
    assert widget.transcript.detail == "Paused before the next step."
    [_, call] = widget.transcript.entries
    assert (call.tool, call.state) == ("look", "waiting")
    assert {"stop", "resume"} <= set(widget.transcript.abilities)
    assert "pause" not in widget.transcript.abilities
    widget.pause()  # it is held already: this changes nothing either
    assert widget.transcript.status == "waiting"
    assert looked == []
    widget.resume()
    assert widget.transcript["e2"].state == "running"
    assert "pause" in widget.transcript.abilities
    assert (await widget).final_output == "Done."
    assert looked == [1]


async def test_a_pause_outlasts_an_approval(loopback: LoopbackServer) -> None:
    @function_tool(needs_approval=True)
    def refund(order: str) -> str:
        return f"refunded {order}"

    loopback.answer(answers.call("refund", {"order": "A"}, "c1"), answers.text("Done."))
    widget = watch(joker(loopback, tools=[refund]), "Refund A")
    await widget.wait_for_approval()
    widget.pause()
    sent = widget._controller.channel.transcript  # as the views have it, without a flush of ours
    await widget._until(lambda: "pauses" in sent.detail)
    assert sent.detail == "Approval needed: refund. The run pauses after that."
    widget.approve()
    await widget._until(lambda: widget.transcript["e2"].state == "waiting")
    assert await widget.wait_for("waiting") == "waiting"
    assert widget.transcript["e2"].state == "waiting"
    widget.resume()
    assert (await widget).final_output == "Done."


async def test_a_held_run_that_is_to_stop_after_its_turn_goes_on_to_the_end_of_it(
    loopback: LoopbackServer,
) -> None:
    @function_tool
    async def look() -> str:
        return "looked"

    loopback.answer(answers.call("look"))
    widget = watch(joker(loopback, tools=[look]), "Hi", budget_tokens=1)
    assert await widget.wait_for("waiting") == "waiting"
    widget.stop(after_turn=True)
    await widget
    assert widget.transcript.status == "cancelled"
    assert widget.tools["look"].value == "looked"
    assert len(loopback.requests) == 1


async def test_a_held_run_that_stops_after_its_turn_is_shown_at_work_meanwhile() -> None:
    """It is held no longer: there is nothing to resume."""
    go_on, began = asyncio.Event(), asyncio.Event()

    @function_tool
    async def look() -> str:
        """Look."""
        began.set()
        await go_on.wait()
        return "looked"

    agent = Agent(name="Ada", tools=[look], model=ScriptedModel([call("look"), "Never asked."]))
    widget = watch(Runner.run_streamed(agent, "Hi"))
    widget.pause()
    await widget.wait_for("waiting")
    widget.step()
    await widget.wait_for("waiting")  # the model has answered, and its call is held
    widget.stop(after_turn=True)
    await began.wait()
    assert (widget.status, widget.transcript.detail) == ("running", "Stopping after this turn.")
    assert "stop" in widget.transcript.abilities
    assert "resume" not in widget.transcript.abilities
    go_on.set()
    await widget
    assert widget.transcript.status == "cancelled"


async def test_a_pause_right_after_watch_comes_before_the_first_model_call(loopback: LoopbackServer) -> None:
    loopback.answer(answers.text("Done."))
    widget = watch(Runner.run_streamed(joker(loopback), "Hi"))
    widget.pause()
    assert await widget.wait_for("waiting") == "waiting"
    assert [entry.kind for entry in widget.transcript.entries] == ["user"]
    assert loopback.requests == []
    widget.resume()
    assert (await widget).final_output == "Done."


class Paused(Adapter):
    """A run that notes what is asked of it, and asks for one approval."""

    abilities = ("pause", "approve")

    def __init__(self, source: object, following: Adapter | None = None) -> None:
        super().__init__(source)
        self.asked: list[str] = []
        self.go_on = asyncio.Event()
        self._waits = True
        self._following = following

    async def events(self) -> AsyncGenerator[Any, None]:
        if self._waits:
            return
        await self.go_on.wait()
        yield events.message_delta("Done.")

    def interruptions(self) -> dict[str, Any]:
        return {"c1": events.approval_request("c1", "pay", {})} if self._waits else {}

    def resume_with(self, decisions: Any) -> Adapter:
        self._waits = False
        if isinstance(self._following, Paused):
            self._following._waits = False
        return self._following or self

    def pause(self, on_hold: Callable[[str], None]) -> None:
        self.asked.append("pause")

    def resume(self) -> None:
        self.asked.append("resume")
        self.go_on.set()


async def test_a_pause_is_asked_once_of_the_run_that_goes_on() -> None:
    run = Paused(None)
    widget = watch(None, adapter=run)
    widget.pause()
    await widget.wait_for_approval()
    widget.approve()
    widget.resume()
    await widget
    assert run.asked == ["pause", "resume"]


async def test_a_pause_is_asked_of_the_adapter_that_follows() -> None:
    second = Paused(None)
    first = Paused(None, second)
    widget = watch(None, adapter=first)
    widget.pause()
    await widget.wait_for_approval()
    widget.approve()
    await widget._until(lambda: "pause" in second.asked)
    widget.resume()
    await widget
    assert (first.asked, second.asked) == (["pause"], ["pause", "resume"])


class Unpausable(Paused):
    """A run whose pause fails the first time."""

    def pause(self, on_hold: Callable[[str], None]) -> None:
        super().pause(on_hold)
        if len(self.asked) == 1:
            raise OSError("No line to the run.")


async def test_a_pause_that_fails_is_told_and_can_be_asked_again() -> None:
    run = Unpausable(None)
    run._waits = False
    widget = watch(None, adapter=run)
    await widget._until(lambda: "pause" in widget.transcript.abilities)
    with pytest.raises(OSError, match="No line to the run"):
        widget.pause()
    assert widget.transcript.status == "running"
    assert widget.transcript.detail == "The run could not be paused: No line to the run."
    assert "pause" in widget.transcript.abilities
    widget.resume()  # nothing is held
    assert run.asked == ["pause"]
    widget.pause()
    assert widget.transcript.detail == "Pausing before the next step."
    widget.resume()
    await widget
    assert run.asked == ["pause", "pause", "resume"]
    assert widget.transcript.status == "done"


async def test_a_pause_that_fails_when_it_is_asked_by_a_view_or_another_thread_is_told() -> None:
    run = Unpausable(None)
    run._waits = False
    widget = watch(None, adapter=run)
    await widget._until(lambda: "pause" in widget.transcript.abilities)
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: None)  # who asked is not here
    await asyncio.to_thread(widget.pause)
    await widget._until(lambda: "could not be paused" in widget.transcript.detail)
    run.go_on.set()
    await widget
    assert widget.transcript.status == "done"
