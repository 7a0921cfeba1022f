"""The view's commands, given as the view gives them."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from typing import Any

import hang
import pytest

from agents_widget.sources import IteratorAdapter
from agents_widget.widget.commands import Commands
from agents_widget.widget.run.controller import RunController
from agents_widget.widget.views import Views


class View:
    """A run of events that the test writes, and what a view would receive."""

    def __init__(self) -> None:
        self.received: list[dict[str, Any]] = []
        self.views = Views(self.received.append)
        self.controller = RunController(send=self.views.send)
        self.commands = Commands(self.controller, self.views, "r1")
        self.events: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        self.controller.start(lambda: IteratorAdapter(self._read()))

    async def _read(self) -> AsyncIterator[dict[str, Any]]:
        while (event := await self.events.get()) is not None:
            yield event

    def ask(self, command: object) -> None:
        self.commands.receive(command)

    def of_type(self, kind: str) -> list[dict[str, Any]]:
        return [message for message in self.received if message.get("type") == kind]

    async def end(self) -> None:
        self.events.put_nowait(None)
        await self.controller.log.wait()

    async def run(self, *events: dict[str, Any]) -> None:
        for event in events:
            self.events.put_nowait(event)
        await self.end()


@pytest.fixture
async def view() -> AsyncIterator[View]:
    view = View()
    yield view
    view.controller.stop()
    await view.controller.log.wait()


def delta(text: str) -> dict[str, Any]:
    return {"type": "response.output_text.delta", "output_index": 0, "item_id": "m1", "delta": text}


async def test_a_view_that_says_hello_hears_that_python_is_there_and_what_it_sent_last(view: View) -> None:
    await view.run(delta("Hello"))
    view.ask({"type": "hello"})
    last = max(row["seq"] for row in view.received if "patches" in row)
    assert view.of_type("reply") == [{"type": "reply", "to": 0, "ok": True, "message": "", "seq": last}]
    assert view.views.connected


async def test_a_numbered_command_is_answered(view: View) -> None:
    view.ask({"type": "hello", "command": 7})
    assert {"type": "reply", "to": 7, "ok": True, "message": ""} in view.received


async def test_resync_gives_the_whole_transcript(view: View) -> None:
    await view.run(delta("Hello"))
    view.ask({"type": "resync", "seq": 0})
    [snapshot] = view.of_type("snapshot")
    assert snapshot["seq"] == view.controller.channel.tape.rows[-1].seq
    assert snapshot["transcript"]["entries"][0]["text"] == "Hello"


async def test_the_page_for_the_saved_notebook(view: View) -> None:
    await view.run(delta("Hello"))
    view.ask({"type": "saved"})
    [saved] = view.of_type("saved")
    assert set(saved["forms"]) == {"text/html", "text/markdown", "text/plain"}
    assert 'data-run="r1" data-status="done"' in saved["forms"]["text/html"]


async def test_the_tape(view: View) -> None:
    await view.run(delta("Hello"))
    view.ask({"type": "tape"})
    [tape] = view.of_type("tape")
    assert tape["header"]["format"] == "agents_widget.tape"
    assert [row["seq"] for row in tape["rows"]] == list(range(1, len(tape["rows"]) + 1))


async def test_stop_from_another_thread(view: View) -> None:
    asker = threading.Thread(target=view.ask, args=[{"type": "stop", "command": 1}])
    asker.start()
    await view.controller.log.wait()
    asker.join()
    assert view.controller.channel.transcript.status == "cancelled"


async def test_stop_before_the_run_has_begun() -> None:
    view = View()
    view.ask({"type": "stop"})
    await view.controller.log.wait()
    assert view.controller.channel.transcript.status == "cancelled"
    assert not view.controller.running


async def test_events_are_sent_only_while_somebody_looks(view: View) -> None:
    view.events.put_nowait(delta("a"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert view.of_type("events") == []
    view.ask({"type": "events", "from": 0, "open": True})
    [first] = view.of_type("events")
    assert [(row["n"], row["summary"]) for row in first["rows"]] == [(0, "a")]
    await view.run(delta("b"), {"type": "an.unknown.event"})
    [*_, last] = view.of_type("events")
    assert last["total"] == 3
    rows = {row["n"]: row for message in view.of_type("events") for row in message["rows"]}
    assert [(row["type"], row.get("count")) for row in rows.values()] == [
        ("response.output_text.delta", 2),
        ("an.unknown.event", None),
    ]


async def test_no_events_after_nobody_looks_any_more(view: View) -> None:
    view.ask({"type": "events", "from": 0, "open": True})
    view.ask({"type": "events", "from": 0, "open": False})
    await view.run(delta("a"))
    assert view.of_type("events") == []


async def test_one_event_whole(view: View) -> None:
    await view.run(delta("a"))
    view.ask({"type": "event", "n": 0})
    assert view.of_type("event") == [{"type": "event", "n": 0, "json": json.dumps(delta("a"))}]


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ({"type": "dance"}, "does not know the command dance"),
        ({"type": None}, "does not know the command None"),
        ({"type": "approve", "call_id": "c1"}, "No tool call 'c1' waits for approval. Waiting: none."),
        ({"type": "approve", "call_id": "c1", "arguments": "{"}, "The arguments are not JSON"),
        ({"type": "approve", "call_id": "c1", "arguments": "[1]"}, "The arguments are a list"),
        ({"type": "pause"}, "cannot be paused"),
        ({"type": "step"}, "cannot be stepped through"),
        ({"type": "say", "text": "x"}, "cannot be talked to"),
        ({"type": "event", "n": 99}, "There is no event 99"),
        ({"type": "name", "id": "e9", "variable": "x"}, "has returned nothing"),
        ({"type": "result", "id": "e9"}, "has returned nothing"),
        ({"type": "library", "name": "../widget"}, "no library named '../widget'"),
        ({"type": "event"}, "n"),
    ],
)
async def test_what_cannot_be_done_is_answered(view: View, command: dict[str, Any], says: str) -> None:
    view.ask({**command, "command": 3})
    [reply] = view.of_type("reply")
    assert (reply["to"], reply["ok"]) == (3, False)
    assert says in reply["message"]


@pytest.mark.parametrize("message", [None, "stop", 3, [], ["stop"], {}])
async def test_what_is_no_command_is_nothing(view: View, message: object) -> None:
    view.ask(message)
    assert view.received == [row for row in view.received if "seq" in row]


async def test_rows_of_a_table_are_sent(view: View) -> None:
    call = {"type": "function_call", "call_id": "c", "name": "sales", "arguments": "{}"}
    output = {"type": "function_call_output", "call_id": "c", "output": "..."}
    rows = [{"n": number} for number in range(5)]
    await view.run(
        {"type": "run_item_stream_event", "name": "tool_called", "item": _item("tool_call_item", call)},
        {
            "type": "run_item_stream_event",
            "name": "tool_output",
            "item": {**_item("tool_call_output_item", output), "output": rows},
        },
    )
    entry = view.controller.channel.transcript.entries[0]
    arrived = threading.Event()
    view.views.send = lambda message: (view.received.append(message), arrived.set())  # type: ignore[method-assign,assignment,func-returns-value]
    asked = {"type": "table", "id": entry.id, "question": 3, "start": 1, "count": 2, "sort": 0}
    view.commands = Commands(view.controller, view.views)
    view.ask({**asked, "descending": True, "filter": ""})
    assert await asyncio.to_thread(arrived.wait, hang.SECONDS)
    [page] = view.of_type("table")
    assert (page["question"], page["rows"], page["places"]) == (3, [[3], [2]], [3, 2])


def _item(kind: str, raw: dict[str, Any]) -> dict[str, Any]:
    return {"type": kind, "raw_item": raw}


async def test_rows_of_what_is_not_there_are_refused(view: View) -> None:
    view.ask({"type": "table", "id": "e99", "question": 1, "start": 0, "count": 2, "command": 5})
    [reply] = view.of_type("reply")
    assert (reply["ok"], reply["message"]) == (False, "This result is not in the run any more.")
