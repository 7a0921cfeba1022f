"""Which runs are at work, and stopping them all."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from agents_widget import Agent, DemoModel, function_tool, runs, stop_all, watch
from agents_widget.agents.testing import call


@pytest.fixture(autouse=True)
def no_other_run() -> None:
    """End what earlier tests left at work in this process."""
    for left in runs():
        left.close()


def waiting_run(name: str) -> Any:
    """A run whose tool never answers."""

    @function_tool
    async def wait() -> str:
        """Wait."""
        await asyncio.Event().wait()
        return "waited"

    model = DemoModel([[call("wait")], "Done."], tokens_per_second=None)
    return watch(Agent(name=name, tools=[wait], model=model), "Go on.")


async def test_those_at_work_in_the_order_they_came() -> None:
    ended = watch(Agent(name="C", model=DemoModel(["Hi"])), "Hi")
    first, second = waiting_run("A"), waiting_run("B")
    await ended
    assert runs() == [first, second]
    assert (first.at_work, ended.at_work, first.cell) == (True, False, None)
    assert stop_all() == [first, second]
    for widget in (first, second):
        assert await widget.wait_for("cancelled") == "cancelled"
    assert runs() == stop_all() == []


async def test_a_run_that_waits_for_approval_is_at_work() -> None:
    def pay() -> str:
        """Pay."""
        return "paid"

    model = DemoModel([[call("pay")], "Done."], tokens_per_second=None)
    tool = function_tool(pay, needs_approval=True)
    widget = watch(Agent(name="A", tools=[tool], model=model), "Pay.")
    await widget.wait_for_approval()
    assert runs() == [widget]
    stop_all()
    assert await widget.wait_for("cancelled") == "cancelled"
    assert runs() == []
