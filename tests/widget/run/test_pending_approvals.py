"""Tool calls that wait for approval."""

from __future__ import annotations

import answers
import pytest
from loopback import LoopbackServer
from watched import joker

from agents_widget import (
    function_tool,
)
from agents_widget.widget.watch import watch


async def test_arguments_that_the_tool_does_not_have_are_refused(loopback: LoopbackServer) -> None:
    @function_tool(needs_approval=True)
    def refund(order: str, amount: int = 42) -> str:
        return f"refunded {amount} for {order}"

    loopback.answer(answers.call("refund", {"order": "A", "amount": 7}, "c1"), answers.text("Done."))
    widget = watch(joker(loopback, tools=[refund]), "Refund A")
    await widget.wait_for_approval()
    with pytest.raises(ValueError, match=r"The tool takes order, amount, not orders\."):
        widget.approve(arguments={"orders": "B"})
    widget.approve(arguments={"order": "B"})
    await widget
    assert widget.tools["refund"].value == "refunded 42 for B"


async def test_approving_with_other_arguments(loopback: LoopbackServer) -> None:
    refunds = []

    @function_tool(needs_approval=True)
    def refund(order: str) -> str:
        refunds.append(order)
        return "refunded"

    loopback.answer(answers.call("refund", {"order": "A"}, "c1"), answers.text("Done."))
    widget = watch(joker(loopback, tools=[refund]), "Refund A")
    [waiting] = await widget.wait_for_approval()
    assert (waiting.tool, waiting.arguments) == ("refund", '{"order": "A"}')
    assert widget.interruptions == [waiting]
    widget.say("And be quick.")
    widget.approve("c1", {"order": "B"})
    assert (await widget).final_output == "Done."
    assert refunds == ["B"]
    assert widget.interruptions == []
    assert "And be quick." in str(loopback.requests[1].body)


async def test_stopping_while_approval_is_waited_for(loopback: LoopbackServer) -> None:
    @function_tool(needs_approval=True)
    def refund(order: str) -> str:
        raise AssertionError("never run")

    loopback.answer(answers.call("refund", {"order": "A"}, "c1"))
    widget = watch(joker(loopback, tools=[refund]), "Refund A")
    await widget.wait_for_approval()
    widget.stop()
    await widget
    assert widget.transcript.status == "cancelled"
