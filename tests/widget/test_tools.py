"""What a widget gives of its tools' calls when one of them ends the run."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from agents_widget import Agent, DemoModel, function_tool, watch
from agents_widget.agents.exceptions import AgentsException, UserError
from agents_widget.testing import call
from agents_widget.widget.widget import AgentWidget


class BoomError(Exception):
    """The tool's own error."""


@function_tool(failure_error_function=None)
async def boom() -> str:
    raise BoomError("boom!")


@function_tool(failure_error_function=None)
async def refuse() -> str:
    raise UserError("not like this")


@function_tool
async def wait() -> str:
    await asyncio.Event().wait()
    return "never"


def states(widget: AgentWidget) -> dict[str, str]:
    return {entry.tool: entry.state for entry in widget.transcript.entries if entry.kind == "tool_call"}


def agent(*tools: str) -> Agent:
    turns = [[call(name) for name in tools], "Done."]
    return Agent(name="A", tools=[boom, refuse, wait], model=DemoModel(turns, tokens_per_second=None))


@pytest.mark.parametrize(("name", "kind"), [("boom", BoomError), ("refuse", UserError)])
async def test_a_call_that_fails_its_run_has_its_error(name: str, kind: type[Exception]) -> None:
    widget = watch(agent(name, "wait"), "Go")
    with pytest.raises(AgentsException):
        await widget
    [failed] = widget.tools[name].calls
    assert (type(failed.error), failed.state, failed.output) == (kind, "failed", "")
    with pytest.raises(LookupError, match=f"{kind.__name__}: {failed.error}") as caught:
        _ = widget.tools[name].value
    assert caught.value.__cause__ is failed.error
    assert widget.tools["wait"].calls[0].error is None
    assert states(widget) == {name: "failed", "wait": "cancelled"}


async def test_inside_of_an_agent_that_runs_as_a_tool() -> None:
    inner = agent("boom", "wait").as_tool("ask", "Ask.", failure_error_function=None)
    turns = [[call("ask", {"input": "Go"}), call("wait")], "Done."]
    outer = Agent(name="B", tools=[inner, wait], model=DemoModel(turns, tokens_per_second=None))
    widget = watch(outer, "Go")
    with pytest.raises(AgentsException):
        await widget
    assert isinstance(widget.tools["boom"].calls[0].error, BoomError)
    assert widget.tools["ask"].calls[0].error is not None
    ends = [(entry.tool, entry.state) for entry in widget.transcript.entries if entry.kind == "tool_call"]
    assert sorted(ends) == [
        ("ask", "failed"),
        ("boom", "failed"),
        ("wait", "cancelled"),
        ("wait", "cancelled"),
    ]


async def test_a_call_that_is_run_again_has_its_own_end() -> None:
    breaks = iter([True])

    @function_tool(failure_error_function=None)
    async def flaky() -> str:
        if next(breaks, False):
            raise BoomError("once")
        return "fine"

    model = DemoModel([[call("flaky")], [call("flaky")], "Done."])
    widget = watch(Agent(name="A", tools=[flaky], model=model), "Go")
    with pytest.raises(AgentsException):
        await widget
    widget.retry()
    await widget
    assert widget.tools["flaky"].value == "fine"
    assert widget.tools["flaky"].calls[-1].error is None


def ends_the_program() -> None:
    raise SystemExit("bye")


def says_nothing() -> None:
    raise BoomError


@pytest.mark.parametrize(
    ("behave", "said"),
    [
        (ends_the_program, "RuntimeError: The tool tried to end the program: SystemExit(bye)"),
        (says_nothing, "BoomError"),
    ],
)
async def test_a_call_that_fails_says_of_what_and_where(behave: Any, said: str) -> None:
    tool = function_tool(behave, name_override="fail")
    model = DemoModel([call("fail"), "Done."], tokens_per_second=None)
    widget = watch(Agent(name="A", tools=[tool], model=model), "Go")
    await widget
    with pytest.raises(LookupError) as caught:
        _ = widget.tools["fail"].value
    assert str(caught.value) == f"No call of fail has returned anything yet. {said}"
    [entry] = [each for each in widget.transcript.entries if each.kind == "tool_call"]
    assert f"in {behave.__name__}\n" in entry.traceback
