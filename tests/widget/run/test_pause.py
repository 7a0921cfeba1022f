"""Pausing a run and going on."""

from __future__ import annotations

import asyncio

import answers
from loopback import LoopbackServer
from watched import joker

from agents_widget import (
    Runner,
    function_tool,
)
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
    await asyncio.to_thread(gate.reached.wait, 10)
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


async def test_a_pause_right_after_watch_comes_before_the_first_model_call(loopback: LoopbackServer) -> None:
    loopback.answer(answers.text("Done."))
    widget = watch(Runner.run_streamed(joker(loopback), "Hi"))
    widget.pause()
    assert await widget.wait_for("waiting") == "waiting"
    assert [entry.kind for entry in widget.transcript.entries] == ["user"]
    assert loopback.requests == []
    widget.resume()
    assert (await widget).final_output == "Done."
