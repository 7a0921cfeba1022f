"""The widget from Python: waiting, reading, stopping, and what is known of a run."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from agents_widget.transcript.tape import Tape
from agents_widget.widget.watch import watch
from agents_widget.widget.widget import AgentWidget


def delta(text: str) -> dict[str, Any]:
    return {"type": "response.output_text.delta", "output_index": 0, "item_id": "m1", "delta": text}


class Run:
    """Events that come when the test says so."""

    def __init__(self) -> None:
        self.more: asyncio.Queue[Any] = asyncio.Queue()

    async def events(self) -> AsyncIterator[dict[str, Any]]:
        while (event := await self.more.get()) is not None:
            if isinstance(event, Exception):
                raise event
            yield event

    def put(self, *events: Any) -> None:
        for event in events:
            self.more.put_nowait(event)


@pytest.fixture
async def run() -> Run:
    return Run()


async def test_every_reader_gets_every_event_whenever_it_comes(run: Run) -> None:
    widget = watch(run.events())
    early = asyncio.ensure_future(collect(widget))
    run.put(delta("a"), delta("b"), None)
    await widget
    assert await early == await collect(widget) == [delta("a"), delta("b")]


async def collect(widget: AgentWidget) -> list[Any]:
    return [event async for event in widget]


async def test_an_error_is_shown_and_raised_wherever_somebody_waits(run: Run) -> None:
    widget = watch(run.events())
    run.put(delta("so far"), ValueError("the server is gone"))
    with pytest.raises(ValueError, match="the server is gone"):
        await widget
    with pytest.raises(ValueError, match="the server is gone"):
        widget.result()
    with pytest.raises(ValueError, match="the server is gone"):
        await collect(widget)
    message, error = widget.transcript.entries
    assert (message.text, message.state) == ("so far", "failed")
    assert error.kind == "error"
    assert "the server is gone" in error.text
    assert widget.transcript.status == "failed"


async def test_an_error_nobody_waits_for_makes_no_noise(run: Run, caplog: pytest.LogCaptureFixture) -> None:
    widget = watch(run.events())
    run.put(ValueError("quiet"))
    await widget._controller.log.wait()
    del widget
    gc.collect()
    await asyncio.sleep(0)
    # Clients that earlier tests left open are noisy, too, when they are collected.
    noise = [f"{record.getMessage()} {record.exc_info}" for record in caplog.records]
    assert [each for each in noise if "quiet" in each] == []


async def test_result_cannot_wait_on_the_loop_that_the_run_needs(run: Run) -> None:
    widget = watch(run.events())
    with pytest.raises(RuntimeError, match="Write `await widget`"):
        widget.result()
    run.put(None)
    await widget
    assert widget.result() is widget.transcript


async def test_result_waits_from_another_thread(run: Run) -> None:
    widget = watch(run.events())
    waiting = asyncio.ensure_future(asyncio.to_thread(widget.result))
    run.put(delta("a"), None)
    assert await waiting is widget.transcript


async def test_the_widget_can_be_awaited_from_another_loop(run: Run) -> None:
    widget = watch(run.events())
    waiting = asyncio.ensure_future(asyncio.to_thread(lambda: asyncio.run(wait(widget))))
    run.put(delta("a"), None)
    assert await waiting is widget.transcript


async def wait(widget: AgentWidget) -> Any:
    return await widget


async def test_cancelling_the_one_who_waits_stops_the_run(run: Run) -> None:
    widget = watch(run.events())
    waiting = asyncio.ensure_future(wait(widget))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await widget._controller.log.wait()
    assert widget.transcript.status == "cancelled"


async def test_leaving_the_loop_over_the_events_stops_nothing(run: Run) -> None:
    widget = watch(run.events())
    run.put(delta("a"))
    async for _ in widget:
        break
    run.put(delta("b"), None)
    await widget
    assert widget.transcript.entries[0].text == "ab"


async def test_stop_ends_the_run_and_keeps_what_was_said(run: Run) -> None:
    widget = watch(run.events())
    run.put(delta("so far"))
    async for _ in widget:
        break
    widget.stop()
    assert await widget is widget.transcript
    assert widget.transcript.status == "cancelled"
    assert widget.transcript.entries[0].text == "so far"
    widget.stop()  # again, and too late: nothing happens
    assert widget.transcript.status == "cancelled"


async def test_a_loop_that_shuts_down_ends_the_run() -> None:
    def program() -> AgentWidget:
        async def main() -> AgentWidget:
            widget = watch(Run().events())
            await asyncio.sleep(0)
            return widget

        return asyncio.run(main())

    widget = await asyncio.to_thread(program)
    assert widget.transcript.status == "cancelled"
    assert widget.result() is widget.transcript


async def test_the_state_for_a_page_is_the_present_one(run: Run) -> None:
    widget = watch(run.events())
    run.put(delta("now"))
    async for _ in widget:
        break
    await asyncio.sleep(0)
    state = widget.get_state("snapshot")["snapshot"]
    assert state["transcript"]["entries"][0]["text"] == "now"
    assert widget.transcript.status == "running"
    run.put(None)
    await widget
    assert widget.get_state("snapshot")["snapshot"]["transcript"]["status"] == "done"


async def test_what_a_page_writes_changes_nothing(run: Run) -> None:
    widget = watch(run.events())
    run.put(delta("mine"), None)
    await widget
    widget.set_state({"snapshot": {"seq": 99, "transcript": {"entries": [{"id": "e1", "text": "yours"}]}}})
    assert widget.get_state("snapshot")["snapshot"]["transcript"]["entries"][0]["text"] == "mine"


async def test_tools_by_name() -> None:
    def item(kind: str, **fields: Any) -> dict[str, Any]:
        return {"type": kind, "agent": None, **fields}

    class Event:
        type = "run_item_stream_event"

        def __init__(self, name: str, item: Any) -> None:
            self.name, self.item = name, item

    class Item:
        def __init__(self, kind: str, raw: dict[str, Any], output: Any = None) -> None:
            self.type, self.raw_item, self.output = kind, raw, output

    value = object()
    call = {"type": "function_call", "call_id": "c1", "name": "look", "arguments": '{"at": 1}'}
    answer = {"type": "function_call_output", "call_id": "c1", "output": "<object>"}
    widget = watch(
        [
            Event("tool_called", Item("tool_call_item", call)),
            Event("tool_output", Item("tool_call_output_item", answer, value)),
        ]
    )
    await widget
    assert widget.tools["look"].value is value
    [only] = widget.tools["look"].calls
    assert (only.call_id, only.arguments, only.state) == ("c1", {"at": 1}, "done")
    assert list(widget.tools) == ["look"]
    assert repr(widget.tools) == "<Tools look x1>"
    with pytest.raises(KeyError, match=r"No tool named 'hear' was called in this run. Called: look."):
        widget.tools["hear"]


async def test_seeking_sends_every_view_to_an_instant(run: Run) -> None:
    widget = watch(run.events())
    run.put(None)
    await widget
    assert widget.get_state("instant")["instant"]["t"] is None
    widget.seek(1.25)
    first = widget.get_state("instant")["instant"]  # what a page that comes later is given
    assert first["t"] == 1250
    widget.seek(1.25)  # the reader may have moved on
    assert widget.get_state("instant")["instant"] != first
    widget.set_state({"instant": {"t": 9, "nth": 9}})
    assert widget.get_state("instant")["instant"]["t"] == 1250
    widget.seek(None)
    assert widget.get_state("instant")["instant"]["t"] is None


@pytest.mark.parametrize(
    ("t", "error", "says"),
    [
        ("1", TypeError, r"a number of seconds since the run began, or None for the present, not '1'"),
        (True, TypeError, "not True"),
        (-1, ValueError, "There is no instant -1: the run began at 0 seconds"),
        (float("nan"), ValueError, "There is no instant nan"),
        (float("inf"), ValueError, "There is no instant inf"),
    ],
)
async def test_what_is_no_instant(t: Any, error: type[Exception], says: str) -> None:
    widget = watch(iter([]))
    with pytest.raises(error, match=says):
        widget.seek(t)
    await widget
    assert widget.get_state("instant")["instant"]["t"] is None


async def test_saving(run: Run, tmp_path: Path) -> None:
    widget = watch(run.events())
    run.put(delta("Hello **you**"), None)
    await widget
    for name in ("run.html", "run.md", "run.jsonl"):
        widget.save(tmp_path / name)
    assert "Hello **you**" in (tmp_path / "run.md").read_text()
    assert "you" in (tmp_path / "run.html").read_text()
    assert Tape.read(tmp_path / "run.jsonl").transcript() == widget.transcript
    with pytest.raises(ValueError, match=r"as .html, .pdf, .md, .jsonl; the name 'run.doc' ends in none"):
        widget.save(tmp_path / "run.doc")


async def test_its_repr_says_how_the_run_stands(run: Run) -> None:
    widget = watch(run.events())
    run.put(delta("a"), None)
    await widget
    assert repr(widget) == "<AgentWidget done: 1 entries, agent ''>"


async def test_closing_stops_the_run(run: Run) -> None:
    widget = watch(run.events())
    widget.close()
    await widget._controller.log.wait()
    assert widget.transcript.status == "cancelled"


async def test_many_widgets_leave_no_thread_behind() -> None:
    before = threading.active_count()
    for _ in range(5):
        await watch([delta("a")])
    assert threading.active_count() - before <= 5 + 2  # the default executor's, which are shared
