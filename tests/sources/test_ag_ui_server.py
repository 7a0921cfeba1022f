"""An agent behind an address, asked over HTTP: what is sent, a conversation, and a stop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import hang
from ag_ui_servers import Body, ScriptedServer, serving
from test_ag_ui_events import FINISHED, STARTED, call, event, result, rows, text

from agents_widget import Chat, watch


def run(*events: Any) -> list[Any]:
    return [STARTED, *events, FINISHED]


async def test_what_is_asked_and_answered() -> None:
    server = ScriptedServer(run(*text("m1", "Hi.")))
    config = {"headers": {"X-Key": "k"}, "state": {"n": 1}, "thread_id": "t-7", "forwarded_props": {"a": 2}}
    with serving(server.app) as url:
        widget = watch(f"{url}/agui", "Hello", config=config)
        await widget
    assert rows(widget) == [("user", "", "Hello"), ("message", "agent", "Hi.")]
    [body] = server.bodies
    [message] = body.pop("messages")
    assert (message.pop("id"), body.pop("runId")) != ("", "")
    assert message == {"role": "user", "content": "Hello"}
    assert body == {
        "threadId": "t-7",
        "protocolVersion": "1.0",
        "tools": [],
        "context": [],
        "state": {"n": 1},
        "forwardedProps": {"a": 2},
    }
    assert (server.headers[0]["x-key"], server.headers[0]["accept"]) == ("k", "text/event-stream")


async def test_the_body_of_a_request_may_be_given() -> None:
    server = ScriptedServer(run())
    messages = [{"id": "s", "role": "system", "content": "Be brief."}, {"role": "user", "content": "Hello"}]
    with serving(server.app) as url:
        await watch(f"{url}/agui", {"messages": messages, "context": [{"description": "d", "value": "v"}]})
    assert [each["content"] for each in server.bodies[0]["messages"]] == ["Be brief.", "Hello"]
    assert server.bodies[0]["context"] == [{"description": "d", "value": "v"}]


async def test_a_conversation_sends_what_was_said_and_the_state() -> None:
    server = ScriptedServer(
        run(
            event("STATE_SNAPSHOT", snapshot={"list": [1]}),
            event("STATE_DELTA", delta=[{"op": "add", "path": "/list/-", "value": 2}]),
            *call("c1", "look", '{"at": "it"}'),
            *call("c2", "open_page"),
            result("c1", "seen"),
            *text("m1", "One."),
        ),
        run(*text("m2", "Two.")),
        run(*text("m3", "Other.")),
    )
    with serving(server.app) as url:
        chat = Chat(f"{url}/agui")
        await chat.ask("First")
        await chat.ask("Second")
        chat.edit(chat.transcript.entries[0].id, "Else")
        await chat
    first, second, edited = server.bodies
    assert second["threadId"] == first["threadId"] != edited["threadId"]
    assert second["state"] == {"list": [1, 2]}
    said = [
        (each["role"], each.get("content"), [c["id"] for c in each.get("toolCalls", [])])
        for each in second["messages"]
    ]
    assert said == [
        ("user", "First", []),
        ("assistant", None, ["c1"]),  # without the call that nobody answered
        ("tool", "seen", []),
        ("assistant", "One.", []),
        ("user", "Second", []),
    ]
    assert [each["content"] for each in edited["messages"]] == ["Else"]
    assert rows(chat)[-1] == ("message", "agent", "Other.")


async def test_going_back_to_a_later_message_begins_another_thread() -> None:
    server = ScriptedServer(*[run(*text(f"m{n}", f"{n}.")) for n in range(3)])
    with serving(server.app) as url:
        chat = Chat(f"{url}/agui")
        await chat.ask("First")
        await chat.ask("Second")
        chat.retry()
        await chat
    first, second, third = server.bodies
    assert first["threadId"] == second["threadId"] != third["threadId"]
    assert [each["content"] for each in third["messages"]] == ["First", "0.", "Second"]


async def test_stop_closes_the_connection_and_keeps_what_came() -> None:
    async def endless(body: Body) -> AsyncIterator[Any]:
        yield STARTED
        for each in text("m1", "Once")[:2]:
            yield each
        await asyncio.Event().wait()

    server = ScriptedServer(endless, run(*text("m2", "Again.")))
    with serving(server.app) as url:
        widget = watch(f"{url}/agui", "Tell")
        await widget._until(lambda: ("message", "agent", "Once") in rows(widget))
        widget.stop()
        assert await widget.wait_for("cancelled") == "cancelled"
        assert server.client_left.wait(hang.SECONDS)
        await widget.ask("And?")
    assert [each["content"] for each in server.bodies[1]["messages"]] == ["Tell", "Once", "And?"]
