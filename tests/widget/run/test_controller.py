"""What can be asked of a run at work, and of one that has ended."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from typing import Any

import answers
import pytest
from hang import SECONDS
from loopback import LoopbackServer
from watched import joker, said, stream

from agents_widget import (
    Agent,
    DemoModel,
    Runner,
    function_tool,
)
from agents_widget.agents.exceptions import UserError
from agents_widget.agents.run_config import RunConfig, ToolExecutionConfig
from agents_widget.widget.watch import watch


async def test_stopping_after_the_turn_lets_the_tools_of_it_end(loopback: LoopbackServer) -> None:
    began, go_on = asyncio.Event(), asyncio.Event()

    @function_tool
    async def look() -> str:
        began.set()
        await go_on.wait()
        return "looked"

    loopback.answer(answers.call("look"))
    widget = watch(Runner.run_streamed(joker(loopback, tools=[look]), "Hi"))
    await began.wait()
    widget.stop(after_turn=True)
    assert widget.transcript.detail == "Stopping after this turn."
    go_on.set()
    await widget
    assert widget.tools["look"].value == "looked"
    assert widget.transcript.status == "cancelled"
    assert len(loopback.requests) == 1


async def test_saying_something_while_it_works(loopback: LoopbackServer) -> None:
    began, go_on = asyncio.Event(), asyncio.Event()

    @function_tool
    async def look() -> str:
        began.set()
        await go_on.wait()
        return "looked"

    loopback.answer(answers.call("look"), answers.text("As you say."))
    widget = watch(Runner.run_streamed(joker(loopback, tools=[look]), "Hi"))
    await began.wait()
    widget.say("Be brief.")
    go_on.set()
    await widget
    assert "Be brief." in str(loopback.requests[1].body)
    assert ("user", "Be brief.") in said(widget)


async def test_what_is_over_needs_no_stopping_and_hears_nothing(loopback: LoopbackServer) -> None:
    widget = watch(stream())
    with pytest.raises(RuntimeError, match="This run cannot be paused: only one of agents_widget's own"):
        widget.pause()
    with pytest.raises(RuntimeError, match="This run cannot be talked to while it works"):
        widget.say("Hi")
    await widget
    widget.stop()
    widget.stop(after_turn=True)
    widget.pause()
    widget.resume()
    widget.allow(tokens=1)
    assert widget.transcript.status == "done"
    with pytest.raises(RuntimeError, match="The run has ended, and the widget cannot go on with it"):
        widget.say("Hi")
    with pytest.raises(ValueError, match=r"No tool call waits for approval. Waiting: none."):
        widget.approve()
    with pytest.raises(RuntimeError, match="not a conversation"):
        widget.retry()
    with pytest.raises(RuntimeError, match="not a conversation"):
        widget.edit("e1", "Hello")


@pytest.mark.parametrize("ending", ["done", "failed", "cancelled"])
async def test_nothing_of_a_run_goes_on_after_its_end(loopback: LoopbackServer, ending: str) -> None:
    answer = answers.status(400, {}) if ending == "failed" else answers.text("Hi")
    loopback.answer(answers.respond(answer, stall_after=3) if ending == "cancelled" else answer)
    before = asyncio.all_tasks()
    widget = watch(Runner.run_streamed(joker(loopback), "Hi"))
    if ending == "cancelled":
        async for event in widget:
            if event.type == "raw_response_event":
                widget.stop()
    with suppress(Exception):
        await widget
    assert widget.transcript.status == ending
    for _ in range(5):  # those that were cancelled have their last step
        await asyncio.sleep(0)
    assert asyncio.all_tasks() == before


async def test_waiting_for_a_status(loopback: LoopbackServer) -> None:
    @function_tool(needs_approval=True)
    def refund(order: str) -> str:
        return f"refunded {order}"

    loopback.answer(
        answers.call("refund", {"order": "A"}, "c1"),
        answers.call("refund", {"order": "B"}, "c2"),
        answers.text("Done."),
    )
    widget = watch(joker(loopback, tools=[refund]), "Refund both")
    with pytest.raises(ValueError, match=r"There is no status 'wating'; there is running, waiting, done,"):
        await widget.wait_for("wating")  # type: ignore[arg-type]
    asked = []
    while await widget.wait_for("waiting") == "waiting":
        asked.append(widget.interruptions[0].call_id)
        with pytest.raises(RuntimeError, match=r"waits for your decision, approve or deny: c\d\."):
            widget.resume()
        widget.approve()
    assert asked == ["c1", "c2"]
    assert widget.result().final_output == "Done."


async def test_a_run_can_be_steered_from_the_moment_it_is_watched() -> None:
    """The run begins on a thread of its own; whoever steers it at once need not wait for that."""
    heard = threading.Event()

    async def once_heard(_: list[Any]) -> str:
        await asyncio.to_thread(heard.wait)
        return "Hello"

    widget = watch(Agent(name="A", model=DemoModel(once_heard, tokens_per_second=None)), "Hi")
    widget.pause()
    widget.resume()
    heard.set()
    result = await widget
    assert result.final_output == "Hello"


class UnspeakableError(Exception):
    """An error that has no text."""

    def __str__(self) -> str:
        raise ValueError("no text")

    __repr__ = __str__


class ExitsError(Exception):
    """An error whose text ends the program."""

    def __str__(self) -> str:
        raise SystemExit("no text")

    __repr__ = __str__


@pytest.mark.parametrize(
    "error", [UnspeakableError, ExitsError, SystemExit, KeyboardInterrupt, asyncio.CancelledError]
)
async def test_every_end_of_a_run_is_told_to_who_waits(error: type[BaseException]) -> None:
    async def fails() -> Any:
        yield {"type": "response.created", "response": {"id": "r1"}}
        raise error

    widget = watch(fails())
    assert await asyncio.wait_for(widget.wait_for("done"), SECONDS) in ("failed", "cancelled")
    assert not widget._controller.running
    assert widget._controller.log.closed


async def test_an_end_that_cannot_be_shown_or_saved_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: Any) -> None:
        raise OSError("no space")

    widget = watch(stream())
    monkeypatch.setattr(widget, "_send_whole_state", breaks)
    monkeypatch.setattr(widget._controller.recorder, "finish", breaks)
    await asyncio.wait_for(widget._controller.log.wait(), SECONDS)
    assert widget.transcript.status in ("failed", "done")
    assert ("notice", "The end of the run could not be shown: no space") in said(widget)


@pytest.mark.parametrize("ending", ["stop", "failure"])
async def test_a_call_that_waits_for_a_free_slot_is_not_run(loopback: LoopbackServer, ending: str) -> None:
    begun, fails = asyncio.Event(), asyncio.Event()

    @function_tool(failure_error_function=None)
    async def work(n: int) -> str:
        begun.set()
        await (fails if n == 0 else asyncio.Event()).wait()
        raise ValueError("no")

    loopback.answer(answers.respond(*(answers.call("work", {"n": n}, f"c{n}") for n in range(4))))
    config = RunConfig(tool_execution=ToolExecutionConfig(max_function_tool_concurrency=1))
    widget = watch(Runner.run_streamed(joker(loopback, tools=[work]), "Go", run_config=config))
    await begun.wait()
    if ending == "stop":
        widget.stop()
        await widget
        assert _states(widget) == ["cancelled", "not_run", "not_run", "not_run"]
    else:
        fails.set()
        with pytest.raises(UserError, match="no"):
            await widget
        # The second had the slot of the first for a moment.
        assert _states(widget) == ["failed", "cancelled", "not_run", "not_run"]


async def test_a_call_that_waits_inside_an_agent_used_as_a_tool_is_not_run(loopback: LoopbackServer) -> None:
    begun = asyncio.Event()

    @function_tool
    async def work(n: int) -> str:
        begun.set()
        await asyncio.Event().wait()
        return "never"

    config = RunConfig(tool_execution=ToolExecutionConfig(max_function_tool_concurrency=1))
    helper = joker(loopback, tools=[work]).as_tool("ask", "Ask.", run_config=config)
    loopback.answer(
        answers.call("ask", {"input": "Go"}, "c0"),
        answers.respond(*(answers.call("work", {"n": n}, f"c{n}") for n in (1, 2))),
    )
    widget = watch(Runner.run_streamed(joker(loopback, tools=[helper]), "Go"))
    await begun.wait()
    widget.stop()
    await widget
    assert _states(widget) == ["cancelled", "cancelled", "not_run"]


async def test_of_calls_with_the_same_id_the_one_that_never_began_is_not_run(
    loopback: LoopbackServer,
) -> None:
    begun = asyncio.Event()

    @function_tool
    async def work(n: int) -> str:
        if n == 2:
            begun.set()
            await asyncio.Event().wait()
        return "worked"

    loopback.answer(
        answers.call("work", {"n": 1}, "same"),
        answers.respond(answers.call("work", {"n": 2}, "c2"), answers.call("work", {"n": 3}, "same")),
    )
    config = RunConfig(tool_execution=ToolExecutionConfig(max_function_tool_concurrency=1))
    widget = watch(Runner.run_streamed(joker(loopback, tools=[work]), "Go", run_config=config))
    await begun.wait()
    widget.stop()
    await widget
    assert _states(widget) == ["done", "cancelled", "not_run"]


def _states(widget: Any) -> list[str]:
    return [entry.state for entry in widget.transcript.entries if entry.kind == "tool_call"]
