"""What a run behind an address waits for: tool calls to approve, and questions with a form."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ag_ui_servers import Body, ScriptedServer, serving
from test_ag_ui_events import FINISHED, STARTED, call, event, result, rows, text
from test_ag_ui_server import run

from agents_widget import AgentWidget, watch
from agents_widget.sources.ag_ui.interrupts import Interrupt

YES_NO = {"type": "object", "properties": {"approved": {"type": "boolean"}}, "required": ["approved"]}
EDITABLE = {**YES_NO, "properties": {**YES_NO["properties"], "editedArgs": {"type": "object"}}}


def asks(*interrupts: dict[str, Any]) -> dict[str, Any]:
    return {**FINISHED, "outcome": {"type": "interrupt", "interrupts": list(interrupts)}}


def approval(call_id: str, schema: Any = EDITABLE, **fields: Any) -> dict[str, Any]:
    return {
        "id": f"i-{call_id}",
        "reason": "tool_call",
        "toolCallId": call_id,
        "responseSchema": schema,
        **fields,
    }


async def answers(widget: AgentWidget, server: ScriptedServer) -> list[Any]:
    """What the last request said of the interrupts, once the run has ended."""
    await widget
    return [(each["status"], each.get("payload")) for each in server.bodies[-1]["resume"]]


async def test_tools_are_approved_edited_and_denied_all_at_once() -> None:
    calls = [*call("c1", "pay", '{"n": 1}'), *call("c2", "pay", '{"n": 2}'), *call("c3", "pay", '{"n": 3}')]
    ended = [result("c1", "paid 1"), result("c2", "paid 5"), result("c3", "denied")]
    waits = [STARTED, *calls, asks(approval("c1"), approval("c2"), approval("c3"))]
    server = ScriptedServer(waits, run(*ended, *text("m1", "Done.")))
    with serving(server.app) as url:
        widget = watch(f"{url}/agui", "Pay")
        assert [each.call_id for each in await widget.wait_for_approval()] == ["c1", "c2", "c3"]
        widget.approve("c1")
        widget.approve("c2", {"n": 5})
        widget.deny("c3", "Too much.")
        given = await answers(widget, server)
    assert given == [
        ("resolved", {"approved": True}),
        ("resolved", {"approved": True, "editedArgs": {"n": 5}}),
        ("resolved", {"approved": False, "reason": "Too much."}),
    ]
    first, second = server.bodies
    assert second["threadId"] == first["threadId"]
    assert second["runId"] != first["runId"]
    sent = [each["id"] for message in second["messages"] for each in message.get("toolCalls", [])]
    assert sent == ["c1", "c2", "c3"]
    assert [entry.state for entry in widget.transcript.entries[1:]] == ["done", "done", "denied", "done"]


async def test_a_call_that_is_told_again_after_its_approval_has_one_row() -> None:
    waits = [STARTED, *call("c1", "pay", '{"n": 1}'), asks(approval("c1"))]
    server = ScriptedServer(waits, run(*call("c1", "pay", '{"n": 2}'), result("c1", "paid")))
    with serving(server.app) as url:
        widget = watch(f"{url}/agui", "Pay")
        await widget.wait_for_approval()
        widget.approve("c1", {"n": 2})
        await widget
    assert [(each.arguments, each.value) for each in widget.tools["pay"].calls] == [({"n": 2}, "paid")]


async def test_arguments_can_be_edited_only_where_the_schema_says_so() -> None:
    server = ScriptedServer([STARTED, *call("c1", "pay", '{"n": 1}'), asks(approval("c1", YES_NO))], run())
    with serving(server.app) as url:
        widget = watch(f"{url}/agui", "Pay")
        await widget.wait_for_approval()
        assert "edit_arguments" not in widget.transcript.abilities
        with pytest.raises(ValueError, match="cannot be edited"):
            widget.approve("c1", {"n": 2})
        widget.approve("c1")
        assert await answers(widget, server) == [("resolved", {"approved": True})]


async def test_always_approves_the_next_call_of_the_tool_without_asking() -> None:
    server = ScriptedServer(
        [STARTED, *call("c1", "pay"), asks(approval("c1"))],
        [STARTED, result("c1", "1"), *call("c2", "pay"), asks(approval("c2"))],
        run(result("c2", "2")),
    )
    with serving(server.app) as url:
        widget = watch(f"{url}/agui", "Pay")
        await widget.wait_for_approval()
        widget.approve("c1", always=True)
        assert await answers(widget, server) == [("resolved", {"approved": True})]
    assert len(server.bodies) == 3
    assert [entry.state for entry in widget.transcript.entries[1:]] == ["done", "done"]


CITY = {"type": "object", "properties": {"city": {"type": "string"}, "days": {"type": "integer"}}}
QUESTIONS: dict[str, Any] = {
    "a form": ({"responseSchema": {**CITY, "required": ["city"]}}, {"city": "Oslo"}, {"city": "Oslo"}),
    "a choice": ({"responseSchema": {"enum": ["a", "b"]}}, {"answer": "b"}, "b"),
    "a choice as it stands": ({"responseSchema": {"type": "string", "enum": ["a", "b"]}}, None, "a"),
    "yes": ({"responseSchema": {"type": "boolean"}}, None, True),
    "no schema": ({}, None, True),
    "another answer to no schema": ({}, {"answer": "left"}, "left"),
    "a form that asks for a question": (
        {"responseSchema": {"type": "object", "properties": {"question": {"type": "string"}}}},
        {"question": "Why?"},
        {"question": "Why?"},
    ),
}


@pytest.mark.parametrize("name", QUESTIONS)
async def test_a_question_is_a_row_with_a_form(name: str) -> None:
    fields, edited, payload = QUESTIONS[name]
    asked = {"id": "i1", "reason": "input_required", "message": "Which way?", **fields}
    server = ScriptedServer([STARTED, asks(asked)], run(*text("m1", "Thanks.")))
    with serving(server.app) as url:
        widget = watch(f"{url}/agui", "Go")
        [row] = await widget.wait_for_approval()
        assert (row.tool, row.schema is not None) == ("input_required", True)
        assert "Which way?" in json.loads(row.arguments).values()
        widget.approve(row, edited)
        assert await answers(widget, server) == [("resolved", payload)]
    assert rows(widget) == [
        ("user", "", "Go"),
        ("tool_call", "", "input_required"),
        ("message", "agent", "Thanks."),
    ]
    assert widget.tools["input_required"].calls[0].state == "done"


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        ({"responseSchema": CITY}, ("cancelled", None)),
        ({}, ("resolved", False)),  # a graph that asks "shall I?" would take anything else for a yes
        (
            {"responseSchema": {**YES_NO, "required": ["approved"]}},
            ("resolved", {"approved": False, "reason": "No."}),
        ),
    ],
)
async def test_a_question_that_is_denied(fields: Body, answer: Any) -> None:
    server = ScriptedServer([STARTED, asks({"id": "i1", "reason": "input_required", **fields})], run())
    with serving(server.app) as url:
        widget = watch(f"{url}/agui", "Go")
        await widget.wait_for_approval()
        widget.deny(message="No.")
        assert await answers(widget, server) == [answer]
    assert widget.transcript.entries[-1].state == "denied"


async def test_langchains_review_of_several_calls_is_one_answer() -> None:
    value = {"action_requests": [{"name": "pay", "args": {"n": 1}}, {"name": "tell", "args": {}}]}
    asked = event("CUSTOM", name="on_interrupt", value=json.dumps(value), rawEvent={"id": "lg-1"})
    waits = [STARTED, *call("c1", "tell"), *call("c2", "pay", '{"n": 1}'), asked, FINISHED]
    server = ScriptedServer(waits, run(result("c2", "paid")))
    with serving(server.app) as url:
        widget = watch(f"{url}/agui", "Pay")
        assert {each.call_id for each in await widget.wait_for_approval()} == {"c1", "c2"}
        widget.approve("c2", {"n": 2})
        widget.deny("c1", "Keep it.")
        [(_, payload)] = await answers(widget, server)
    assert server.bodies[1]["resume"][0]["interruptId"] == "lg-1"
    assert payload == {
        "decisions": [
            {"type": "edit", "edited_action": {"name": "pay", "args": {"n": 2}}},
            {"type": "reject", "message": "Keep it."},
        ]
    }


async def test_stopped_while_it_waits_nothing_more_is_asked() -> None:
    server = ScriptedServer([STARTED, *call("c1", "pay"), asks(approval("c1"))])
    with serving(server.app) as url:
        widget = watch(f"{url}/agui", "Pay")
        await widget.wait_for_approval()
        widget.stop()
        await widget.wait_for("cancelled")
    assert len(server.bodies) == 1
    assert widget.transcript.entries[-1].state == "not_run"


def test_an_interrupt_without_an_answer_says_what_is_missing() -> None:
    with pytest.raises(NotImplementedError, match=r"Interrupt does not define answer\(decisions\)"):
        Interrupt({"id": "i1"}).answer({})
