"""``EventStreamHandler``: a run of pydantic-ai that the program starts itself."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from pydantic_ai import Agent
from pydantic_ai.models.function import DeltaToolCall
from pydantic_ai_agents import NEVER, SINCE_2, Script, agent, call, rows, shown

from agents_widget import watch
from agents_widget.sources import EventStreamHandler


async def test_a_run_is_shown_up_to_its_end_which_is_that_of_the_programs_call() -> None:
    handler = EventStreamHandler()
    widget = watch(handler)
    result = await agent(["Hel", "lo."]).run("Hi", event_stream_handler=handler)
    transcript = await widget  # in the same task: that the run has ended is known
    assert (result.output, widget.final_output) == ("Hello.", "Hello.")
    assert rows(widget) == [("user", "Hi", "done"), ("message", "Hello.", "done")]
    assert (transcript.status, transcript.agent, transcript.model) == ("done", "Ada", "script")
    assert widget.usage["requests"] == 1
    assert widget.usage["input_tokens"] > 0


async def test_run_stream_is_shown_up_to_the_end_of_its_block_whose_result_is_kept() -> None:
    """It hands no event over after ``final_result``: what the model wrote then is read from the messages."""

    def look() -> str:
        return "seen"

    handler = EventStreamHandler()
    widget = watch(handler)
    asked = agent([call("look")], ["Hel", "lo."], tools=[look])
    async with asked.run_stream("Hi", event_stream_handler=handler) as result:
        texts = [text async for text in result.stream_text(debounce_by=None)]
    await widget  # in the same task, and with `result` still there
    assert texts[-1] == "Hello."
    assert rows(widget)[1:] == [("tool_call", "look", "done"), ("message", "Hello.", "done")]
    assert (widget.usage["requests"], "uncounted_requests" in widget.usage) == (2, False)


@SINCE_2
async def test_run_stream_whose_block_is_left_before_the_end_is_cancelled() -> None:
    handler = EventStreamHandler()
    widget = watch(handler)
    with pytest.raises(ValueError, match="enough"):
        async with agent(["Hel", "lo."]).run_stream("Hi", event_stream_handler=handler):
            raise ValueError("enough")
    await widget
    assert rows(widget)[1:] == [("message", "Hel", "cancelled")]


async def test_run_stream_of_a_structured_output() -> None:
    handler = EventStreamHandler()
    widget = watch(handler)
    script = [call("final_result", '{"response": [1, '), {1: DeltaToolCall(json_args="2]}")}]
    asked: Agent[Any, Any] = agent(script, output_type=list[int])
    async with asked.run_stream("Hi", event_stream_handler=handler) as result:
        assert await result.get_output() == [1, 2]
    await widget
    assert rows(widget)[1:] == [("message", '{"response": [1, 2]}', "done")]


async def test_run_stream_inside_a_tool() -> None:
    historian = agent(["Very ", "old."], name="Historian")

    async def ask() -> Any:
        async with historian.run_stream("?", event_stream_handler=EventStreamHandler()) as result:
            return await result.get_output()

    handler = EventStreamHandler()
    widget = watch(handler)
    await agent([call("ask")], ["Done."], tools=[ask]).run("Hi", event_stream_handler=handler)
    await widget
    assert rows(widget)[1:] == [
        ("tool_call", "ask", "done"),
        ("message", "Very old.", "done"),
        ("message", "Done.", "done"),
    ]
    assert (widget.usage["requests"], "uncounted_requests" in widget.usage) == (3, False)


async def test_the_run_may_have_begun_before() -> None:
    handler = EventStreamHandler()
    run = asyncio.create_task(
        agent(["Hel", go_on := asyncio.Event(), "lo."]).run("Hi", event_stream_handler=handler)
    )
    while handler.ctx is None:
        await asyncio.sleep(0)
    widget = watch(handler)
    await shown(widget, "Hel")
    go_on.set()
    await widget
    assert (await run).output == "Hello."
    assert rows(widget)[0] == ("user", "Hi", "done")


async def test_tools_and_agents_inside_them() -> None:
    historian = agent(["Old."], name="Historian")
    handler = EventStreamHandler()

    async def ask(about: str) -> str:
        result = await historian.run(about, event_stream_handler=handler)
        return str(result.output)

    script = [call("ask", '{"about": "a"}'), call("ask", '{"about": "b"}', id="c2", index=2)]
    widget = watch(handler)
    await agent(script, ["Done."], tools=[ask]).run("Hi", event_stream_handler=handler)
    await widget
    parents = {entry.parent for entry in widget.transcript.entries if entry.text == "Old."}
    assert parents == {entry.id for entry in widget.transcript.entries if entry.tool == "ask"}
    assert {entry.agent for entry in widget.transcript.entries if entry.parent} == {"Historian"}
    assert widget.usage["requests"] == 4


async def test_an_error_that_ends_the_run_is_its_end_here() -> None:
    def fails() -> None:
        raise ValueError("no such city")

    handler = EventStreamHandler()
    widget = watch(handler)
    with pytest.raises(ValueError, match="no such city"):
        await agent([call("fails")], tools=[fails]).run("Hi", event_stream_handler=handler)
    with pytest.raises(ValueError, match="no such city"):
        await widget
    assert rows(widget)[1:] == [("tool_call", "fails", "failed"), ("error", "no such city", "failed")]


@SINCE_2
async def test_stop_cancels_the_programs_run() -> None:
    script = Script(["Hel", NEVER])
    asked = agent()
    handler = EventStreamHandler()
    widget = watch(handler)
    run = asyncio.create_task(asked.run("Hi", model=script.model, event_stream_handler=handler))
    await shown(widget, "Hel")
    widget.stop()
    await widget
    with pytest.raises(RuntimeError, match="cancelled"):
        await run
    assert script.closed.is_set()
    assert rows(widget) == [("user", "Hi", "done"), ("message", "Hel", "cancelled")]


async def test_stop_before_the_run_has_begun_ends_it_at_its_first_event() -> None:
    handler = EventStreamHandler()
    widget = watch(handler)
    widget.stop()
    await widget
    with pytest.raises(asyncio.CancelledError, match="stopped in the widget"):
        await agent(["Hello."]).run("Hi", event_stream_handler=handler)


async def test_a_second_run_goes_on_unseen_and_the_program_is_told() -> None:
    handler = EventStreamHandler()
    widget = watch(handler)
    asked = agent(["Hello."])
    await asked.run("Hi", event_stream_handler=handler)
    with pytest.warns(UserWarning, match="has shown a run already"):
        assert (await asked.run("And?", event_stream_handler=handler)).output == "Hello."
    await widget
    assert len(rows(widget)) == 2


async def test_outside_of_a_watched_run_a_handler_changes_nothing() -> None:
    async def ask() -> Any:
        return (await agent(["Old."]).run("?", event_stream_handler=EventStreamHandler())).output

    async with agent([call("ask")], ["Done."], tools=[ask]).run_stream_events("Hi") as events:
        *_, last = [event async for event in events]
    assert last.result.output == "Done."


def test_a_run_without_a_loop_of_its_own_is_shown_too() -> None:
    handler = EventStreamHandler()
    widget = watch(handler)
    agent(["Hello."]).run_sync("Hi", event_stream_handler=handler)
    widget.result()
    assert rows(widget)[-1] == ("message", "Hello.", "done")
