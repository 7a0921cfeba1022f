"""``watch(agent.run_stream_events(...))``: the context, which the widget enters and leaves, or its events."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from pydantic_ai import DeferredToolRequests
from pydantic_ai.exceptions import CallDeferred
from pydantic_ai_agents import NEVER, SINCE_2, Script, agent, call, rows, shown

from agents_widget import watch
from agents_widget.sources.pydantic_ai.run_call import call_of


async def test_a_context_is_entered_and_read_to_its_end() -> None:
    widget = watch(agent(["Hel", "lo."]).run_stream_events("Hi"))
    result = await widget
    assert result.output == widget.final_output == "Hello."
    assert rows(widget) == [("user", "Hi", "done"), ("message", "Hello.", "done")]
    transcript = widget.transcript
    assert (transcript.status, transcript.agent, transcript.model) == ("done", "Ada", "script")
    assert widget.usage["requests"] == 1
    assert widget.usage["input_tokens"] > 0 < widget.usage["output_tokens"]


async def test_events_that_were_entered_are_read_while_the_block_waits() -> None:
    async with agent(["Hello."]).run_stream_events("Hi") as events:
        widget = watch(events)
        assert (await widget).output == "Hello."
    assert rows(widget) == [("user", "Hi", "done"), ("message", "Hello.", "done")]


@SINCE_2
async def test_a_block_that_is_left_cuts_the_run_off_and_the_view_says_so() -> None:
    async with agent(["Hel", NEVER]).run_stream_events("Hi") as events:
        widget = watch(events)
        await shown(widget, "Hel")
    with pytest.raises(RuntimeError, match=r"block .* is left, as at the end of a cell.*watch\(agent\.run_"):
        await widget
    assert rows(widget)[:2] == [("user", "Hi", "done"), ("message", "Hel", "failed")]
    assert widget.transcript.status == "failed"


async def test_a_block_that_is_left_before_anything_is_read() -> None:
    async with agent(["Hello."]).run_stream_events("Hi") as events:
        widget = watch(events)
    with pytest.raises(RuntimeError, match="cut off before its end"):
        await widget


@SINCE_2
async def test_stop_cancels_the_run_and_keeps_what_was_written() -> None:
    script = Script(["Hel", NEVER], ["Again."])
    asked = agent()
    asked.model = script.model
    widget = watch(asked.run_stream_events("Hi"))
    await shown(widget, "Hel")
    widget.stop()
    await widget
    assert rows(widget) == [("user", "Hi", "done"), ("message", "Hel", "cancelled")]
    assert widget.transcript.status == "cancelled"
    await script.closed.wait()
    await widget.ask("And now?")  # the next run knows what was written
    assert "Hel" in str(script.asked[-1])
    assert rows(widget)[-1] == ("message", "Again.", "done")


async def test_stop_before_the_run_has_begun() -> None:
    widget = watch(agent(["Hello."]).run_stream_events("Hi"))
    widget.stop()
    await widget
    assert widget.transcript.status == "cancelled"


@SINCE_2
async def test_a_program_that_cancels_its_run_has_cancelled_it() -> None:
    async with agent(["Hel", NEVER]).run_stream_events("Hi") as events:
        widget = watch(events)
        await shown(widget, "Hel")
        events.cancel()
        await widget
    assert widget.transcript.status == "cancelled"


@SINCE_2
async def test_a_run_that_takes_too_long_has_failed() -> None:
    widget = watch(agent(["Hel", NEVER]).run_stream_events("Hi", timeout=0.01))
    with pytest.raises(RuntimeError, match="tim"):
        await widget
    assert widget.transcript.status == "failed"


@SINCE_2
async def test_a_tool_that_raises_has_failed_and_the_one_beside_it_is_cancelled() -> None:
    begun = asyncio.Event()

    async def waits() -> None:
        begun.set()
        await asyncio.Event().wait()

    async def fails() -> None:
        await begun.wait()
        raise ValueError("no such city")

    script = [call("waits"), call("fails", id="c2", index=2)]
    widget = watch(agent(script, tools=[waits, fails]).run_stream_events("Hi"))
    with pytest.raises(ValueError, match="no such city"):
        await widget
    assert rows(widget) == [
        ("user", "Hi", "done"),
        ("tool_call", "waits", "cancelled"),
        ("tool_call", "fails", "failed"),
        ("error", "no such city", "failed"),
    ]
    assert widget.usage["input_tokens"] > 0


def pay(euros: int) -> str:
    return f"paid {euros}"


def payer(*more: Any) -> Any:
    script = [call("pay", '{"euros": 1}'), call("pay", '{"euros": 5}', id="c2", index=2), *more]
    asked = agent(script, ["Paid."], output_type=[str, DeferredToolRequests])
    asked.tool_plain(requires_approval=True)(pay)
    return asked


async def test_calls_that_wait_for_approval_are_decided_in_the_view() -> None:
    widget = watch(payer().run_stream_events("Pay."))
    first, second = await widget.wait_for_approval()
    widget.approve(first, {"euros": 2})
    widget.deny(second, "Too much.")
    assert (await widget).output == "Paid."
    assert rows(widget) == [
        ("user", "Pay.", "done"),
        ("tool_call", "pay", "done"),
        ("tool_call", "pay", "denied"),
        ("message", "Paid.", "done"),
    ]
    paid, denied = widget.transcript.entries[1:3]
    assert (paid.arguments, paid.output, denied.output) == ('{"euros": 2}', "paid 2", "Too much.")


async def test_calls_that_the_program_has_to_answer_end_the_run_without_a_result() -> None:
    asked = payer(call("look", id="c3", index=3))

    @asked.tool_plain
    def look() -> str:
        raise CallDeferred

    widget = watch(asked.run_stream_events("Pay."))
    assert isinstance((await widget).output, DeferredToolRequests)
    assert [state for _, _, state in rows(widget)[1:]] == ["cancelled"] * 3
    assert "left to the program" in widget.transcript.entries[1].output


async def test_a_next_message_goes_on_with_the_same_arguments() -> None:
    asked = agent()
    script = Script(["Hello."], ["Again."])
    widget = watch(asked.run_stream_events("Hi", model=script.model))
    await widget
    await widget.ask("And now?")
    assert rows(widget)[2:] == [("user", "And now?", "done"), ("message", "Again.", "done")]
    assert "Hello." in str(script.asked[1])


def test_without_a_loop_the_run_lives_in_the_background() -> None:
    widget = watch(agent(["Hello."]).run_stream_events("Hi"))
    assert widget.result().output == "Hello."


async def test_two_widgets_of_one_agent() -> None:
    asked = agent(["Hel", "lo."])
    first, second = watch(asked.run_stream_events("One")), watch(asked.run_stream_events("Two"))
    await asyncio.gather(first, second)
    assert rows(first) == [("user", "One", "done"), ("message", "Hello.", "done")]
    assert rows(second) == [("user", "Two", "done"), ("message", "Hello.", "done")]


@SINCE_2
async def test_a_stream_that_hides_how_it_was_asked_for_is_shown_without() -> None:
    context = agent(["Hello."]).run_stream_events("Hi")
    run_agent = context._run_agent

    async def hidden(handler: Any) -> Any:
        return await run_agent(handler)

    async with context as events:
        events._run_agent = hidden
        assert call_of(events) is None
        widget = watch(events)
        await widget
    assert rows(widget) == [("message", "Hello.", "done")]
    assert widget.transcript.agent == "agent"
    assert widget.transcript.abilities == []


async def test_what_is_no_stream_says_what_to_write() -> None:
    asked = agent(["Hello."])
    runs = r"watch\(\) cannot show .*{}.* Let it run the agent, watch\(agent, 'Hello'\)"
    with pytest.raises(TypeError, match=runs.format(r"run_stream\(\) before it was entered")):
        watch(asked.run_stream("Hi"))
    with pytest.raises(TypeError, match=runs.format(r"iter\(\) before it was entered")):
        watch(asked.iter("Hi"))
    async with asked.run_stream("Hi") as result:
        with pytest.raises(TypeError, match=runs.format("StreamedRunResult")):
            watch(result)
    with pytest.raises(TypeError, match=r"AbstractAgent\.run\(\).*watch\(agent, 'Hello'\)"):
        watch(asked.run("Hi"))
