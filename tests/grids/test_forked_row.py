"""Rows of a grid as runs to fork: at work, from the store of another process, and of a cluster."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import answers
import hang
import pytest
from loopback import LoopbackServer
from many import Asked, run_grid
from watched import joker

from agents_widget import Agent, function_tool, grid, watch
from agents_widget.testing import ScriptedModel

PROGRAM = Path(__file__).with_name("forked_grid.py")


@pytest.mark.processes
def test_a_row_is_forked_from_its_store_after_the_process_was_killed(
    loopback: LoopbackServer, tmp_path: Path
) -> None:
    loopback.answer(answers.call("weather", {"city": "Rome"}, "c1"), answers.text("Go."))
    loopback.always = answers.text("Stay.")
    command = [sys.executable, str(PROGRAM), str(tmp_path), loopback.base_url]
    tests = {"PYTHONPATH": str(Path(__file__).parents[2])}
    first = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=hang.SECONDS,
        env={**os.environ, **tests, "FIRST": "1"},
    )
    again = subprocess.run(
        command, capture_output=True, text=True, timeout=hang.SECONDS, env={**os.environ, **tests}
    )

    assert first.stdout.split("\n")[:-1] == ["weather", "True Stay.", "Stay."], first.stderr
    assert again.stdout.split("\n")[:-1] == ["True Stay.", "Stay."], again.stderr  # no tool ran again
    bodies = [request.body for request in loopback.requests]
    assert len(bodies) == 6
    assert bodies[2] == bodies[3] == bodies[4] == bodies[5]
    assert bodies[2]["input"][:-1] == bodies[1]["input"][:-1]
    assert (bodies[1]["input"][-1]["output"], bodies[2]["input"][-1]["output"]) == (
        "Sunny in Rome.",
        "-40 degrees",
    )
    (run_file,) = (tmp_path / "store" / "runs").iterdir()
    assert watch(run_file).status == "done"


async def test_a_change_that_a_fork_has_not_is_refused() -> None:
    made = await run_grid({"x": Agent(name="A", model=ScriptedModel(["Hi."]))}, ["a"])
    with pytest.raises(TypeError, match=r"fork\(\) has no instruction\. .*instructions"):
        made[0].fork("e1", instruction="Be short.")  # type: ignore[call-arg]


async def test_a_row_at_work_is_forked_and_stays(loopback: LoopbackServer) -> None:
    @function_tool(needs_approval=True)
    def book(city: str) -> str:
        """Book."""
        return "Booked."

    @function_tool
    def weather(city: str) -> str:
        """Tell."""
        return "Sunny."

    loopback.answer(
        answers.call("weather", {"city": "Rome"}, "c1"),
        answers.call("book", {"city": "Rome"}, "c2"),
        answers.text("Brr."),
        answers.text("Booked."),
    )
    made = grid({"a": joker(loopback, tools=[weather, book])}, ["Rome?"])
    row = made[0]
    while row.state != "waiting":
        await asyncio.sleep(0.01)
    fork = row.fork("e2", output="Snow.")
    assert (await fork).final_output == "Brr."
    assert fork.lineage is not None
    assert fork.lineage.parent == row.plan.key
    assert row.state == "waiting"
    row.watch().approve()
    await made
    assert row.output == "Booked."


async def test_a_row_of_a_function_cannot_be_forked() -> None:
    made = await run_grid(Asked().answer, ["a"])
    with pytest.raises(ValueError, match="Only runs of this package's agents and of the OpenAI Agents SDK's"):
        made[0].fork("e1", text="b")


async def test_a_retried_row_is_forked_as_it_is_now() -> None:
    agent = Agent(name="a", model=ScriptedModel(["one", "two", "three"]))
    made = await run_grid({"a": agent}, ["x"])
    made[0].retry()
    await made
    fork = made[0].fork("e1")
    assert (await fork).final_output == "three"
    assert fork.lineage is not None
    assert fork.lineage.parent == f"{made[0].plan.key}.2"
