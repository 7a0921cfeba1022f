"""When a run begins, and when its events happened."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import answers
from loopback import LoopbackServer
from watched import joker

from agents_widget import Chat, Runner, function_tool
from agents_widget.widget.channel import FLUSH_SECONDS
from agents_widget.widget.watch import watch
from agents_widget.widget.widget import AgentWidget

IDLE_MS = 100_000


def let_time_pass(widget: AgentWidget) -> None:
    """Have the clock say that the widget was made long ago."""
    widget._controller.channel.zero -= IDLE_MS / 1000


async def test_the_clock_starts_with_the_first_message_of_a_chat(loopback: LoopbackServer) -> None:
    loopback.answer(answers.text("Hello."))
    chat = Chat(joker(loopback))
    let_time_pass(chat)
    await chat.ask("Hi")
    transcript = chat.transcript
    assert transcript.entries[0].started < IDLE_MS
    assert transcript.ended is not None
    assert transcript.ended < IDLE_MS
    times = [row.t for row in chat.tape.rows]
    assert times == sorted(times)


async def test_the_clock_stands_still_between_the_messages(loopback: LoopbackServer) -> None:
    loopback.answer(answers.text("Hello."), answers.text("Again."))
    chat = Chat(joker(loopback))
    await chat.ask("Hi")
    let_time_pass(chat)
    await chat.ask("More")
    assert chat.tape.duration < IDLE_MS


async def test_a_retry_moves_nothing_that_came_before(loopback: LoopbackServer) -> None:
    """A recording says that a tool began when it began, not when the next thing happened."""

    @function_tool
    def look() -> str:
        time.sleep(4 * FLUSH_SECONDS)
        return "looked"

    loopback.answer(answers.call("look"), *(answers.text(text) for text in ("Done.", "Again.", "Anew.")))
    widget = watch(joker(loopback, tools=[look]), "Hi")
    await widget
    await widget.ask("More")
    widget.retry()
    await widget
    began = widget.transcript["e2"].started
    shown = next(row.t for row in widget.tape.rows if states_at(widget, row.t).get("e2") == "running")
    assert began <= shown < began + FLUSH_SECONDS * 1000


def states_at(widget: AgentWidget, t: int) -> dict[str, str]:
    return {entry.id: entry.state for entry in widget.tape.transcript_at(t).entries}


async def test_events_have_the_times_at_which_they_came_however_late_they_are_read(
    loopback: LoopbackServer,
) -> None:
    @function_tool
    def look() -> str:
        return "looked"

    loopback.answer(answers.call("look"), answers.text("Done."))
    result = Runner.run_streamed(joker(loopback, tools=[look]), "Hi")
    widget = watch(result)
    await widget
    history: Any = widget._controller.recorder._history
    zero = result.log.began
    assert len(history) == len(result.log.times)
    came = [round((at - zero) * 1000) for at in result.log.times]
    assert [history[n][1] for n in range(len(history))] == came


async def test_a_loop_that_is_held_up_makes_no_event_later(loopback: LoopbackServer) -> None:
    loopback.answer(answers.text("Done."))
    result = Runner.run_streamed(joker(loopback), "Hi")
    widget = watch(result)
    while not result.log.events:
        await asyncio.sleep(0)
    time.sleep(0.2)  # the widget reads the first event after that
    await widget
    history: Any = widget._controller.recorder._history
    assert history[0][1] == round((result.log.times[0] - result.log.began) * 1000)


async def test_rows_of_events_lead_to_what_they_changed(loopback: LoopbackServer) -> None:
    @function_tool
    def look() -> str:
        return "looked"

    loopback.answer(answers.call("look"), answers.text("Done."), answers.text("Anew."))
    chat = Chat(joker(loopback, tools=[look]))
    await chat.ask("Hi")
    rows = chat._controller.recorder.event_rows._rows
    kinds = {entry.id: entry.tool or entry.kind for entry in chat.transcript.entries}
    drawn = {(row["type"], kinds.get(row.get("entry", ""))) for row in rows.rows()}
    assert ("response.function_call_arguments.delta", "look") in drawn
    assert ("tool_output", "look") in drawn
    assert ("response.output_text.delta", "message") in drawn
    assert ("message_output_created", "message") in drawn  # though the deltas had written all of it
    assert ("tool_called", "look") in drawn
    assert ("response.created", None) in drawn

    before = len(rows)
    chat.retry()
    await chat
    assert all("entry" not in row for row in rows.rows() if row["n"] < before)
    assert any(row.get("entry") == "e2" for row in rows.rows(before))

    chat.branch("e1", 1)
    while chat.transcript.branches.get("e1") != {"at": 1, "of": 2}:
        await asyncio.sleep(0)
    assert any(row.get("entry") == "e2" for row in rows.rows() if row["n"] < before)
    assert all("entry" not in row for row in rows.rows(before))
