"""What AG-UI's events mean in the view, of 1.0 and of the versions before it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from agents_widget import watch
from agents_widget.sources.ag_ui.errors import AgentServerError
from agents_widget.sources.iterator import StreamCutOffError

STARTED = {"type": "RUN_STARTED", "threadId": "t", "runId": "r"}
FINISHED = {"type": "RUN_FINISHED", "threadId": "t", "runId": "r"}


def event(kind: str, **fields: Any) -> dict[str, Any]:
    return {"type": kind, **fields}


def text(message_id: str, *deltas: str, **fields: Any) -> list[dict[str, Any]]:
    """A message, at length."""
    return [
        event("TEXT_MESSAGE_START", messageId=message_id, **fields),
        *(event("TEXT_MESSAGE_CONTENT", messageId=message_id, delta=each, **fields) for each in deltas),
        event("TEXT_MESSAGE_END", messageId=message_id, **fields),
    ]


def call(call_id: str, tool: str, arguments: str = "{}", **fields: Any) -> list[dict[str, Any]]:
    return [
        event("TOOL_CALL_START", toolCallId=call_id, toolCallName=tool, **fields),
        event("TOOL_CALL_ARGS", toolCallId=call_id, delta=arguments, **fields),
        event("TOOL_CALL_END", toolCallId=call_id, **fields),
    ]


def result(call_id: str, content: Any, **fields: Any) -> dict[str, Any]:
    return event("TOOL_CALL_RESULT", toolCallId=call_id, messageId=f"a-{call_id}", content=content, **fields)


async def shown(*events: Any) -> Any:
    """What the view has of a run."""
    widget = watch(iter([STARTED, *events, FINISHED]))
    await widget
    assert widget.status == "done"
    return widget


def rows(widget: Any) -> list[tuple[str, str, str]]:
    return [(entry.kind, entry.agent, entry.tool or entry.text) for entry in widget.transcript.entries]


async def test_thinking_of_0_x_is_reasoning() -> None:
    widget = await shown(
        event("THINKING_START", title="Plan"),
        event("THINKING_TEXT_MESSAGE_START"),
        event("THINKING_TEXT_MESSAGE_CONTENT", delta="First "),
        event("THINKING_TEXT_MESSAGE_CONTENT", delta="Rome."),
        event("THINKING_TEXT_MESSAGE_END"),
        event("THINKING_TEXT_MESSAGE_START"),
        event("THINKING_TEXT_MESSAGE_CONTENT", delta="Then Oslo."),
        event("THINKING_TEXT_MESSAGE_END"),
        event("THINKING_END"),
        *text("m1", "Go."),
    )
    assert rows(widget) == [
        ("reasoning", "agent", "First Rome."),
        ("reasoning", "agent", "Then Oslo."),
        ("message", "agent", "Go."),
    ]


async def test_chunks_belong_to_what_is_open_until_another_id_comes() -> None:
    widget = await shown(
        event("REASONING_MESSAGE_CHUNK", messageId="r1", delta="Hm"),
        event("REASONING_MESSAGE_CHUNK", delta="m."),
        event("TOOL_CALL_CHUNK", toolCallId="c1", toolCallName="weather", delta='{"city"'),
        event("STATE_SNAPSHOT", snapshot={"n": 1}),
        event("TOOL_CALL_CHUNK", delta=': "Rome"}'),
        event("TOOL_CALL_CHUNK", toolCallId="c2", toolCallName="trains", delta="{}"),
        result("c2", "none"),
        result("c1", "sunny"),
        event("TEXT_MESSAGE_CHUNK", messageId="m1", delta="It is "),
        event("TEXT_MESSAGE_CHUNK", messageId="m1", delta="sunny."),
        event("TEXT_MESSAGE_CHUNK", messageId="m2", delta="No trains."),
        event("TEXT_MESSAGE_CHUNK", delta=""),
    )
    assert rows(widget) == [
        ("reasoning", "agent", "Hmm."),
        ("tool_call", "agent", "weather"),
        ("tool_call", "agent", "trains"),
        ("message", "agent", "It is sunny."),
        ("message", "agent", "No trains."),
    ]
    assert widget.tools["weather"].calls[0].arguments == {"city": "Rome"}
    assert {entry.state for entry in widget.transcript.entries} == {"done"}
    assert [request.turn for request in widget.transcript.calls] == [1, 2]


async def test_a_result_of_parts_with_a_picture() -> None:
    picture = {"type": "image", "source": {"type": "data", "value": "iVBORw0KGgo=", "mimeType": "image/png"}}
    widget = await shown(*call("c1", "plot"), result("c1", [{"type": "text", "text": "A plot"}, picture]))
    [entry] = widget.transcript.entries
    assert entry.display is not None
    assert entry.display["image/png"] == "iVBORw0KGgo="
    assert entry.output.startswith("A plot")


@pytest.mark.parametrize(
    ("content", "value"), [("[1, 2]", [1, 2]), ("{not json", "{not json"), ("31", "31"), ("", ""), (None, "")]
)
async def test_json_in_a_result_is_a_python_value(content: Any, value: Any) -> None:
    widget = await shown(*call("c1", "count"), result("c1", content))
    assert widget.tools["count"].value == value


async def test_a_tool_has_failed_by_what_a_snapshot_says_of_it() -> None:
    answer = {"id": "a-c1", "role": "tool", "toolCallId": "c1", "content": "half", "error": "No trains."}
    widget = await shown(*call("c1", "trains"), event("MESSAGES_SNAPSHOT", messages=[answer]))
    [entry] = widget.transcript.entries
    assert (entry.state, entry.output) == ("failed", "half")


async def test_what_only_a_snapshot_tells_is_shown_and_what_was_before_is_not() -> None:
    function = {"name": "weather", "arguments": '{"city": "Rome"}'}
    widget = await shown(
        *text("m2", "It is "),
        event(
            "MESSAGES_SNAPSHOT",
            messages=[
                {"id": "u0", "role": "user", "content": "Before"},
                {"id": "m0", "role": "assistant", "content": "Long ago."},
                {"id": "u1", "role": "user", "content": "Now"},
                {
                    "id": "m1",
                    "role": "assistant",
                    "content": "Let me see.",
                    "toolCalls": [{"id": "c1", "type": "function", "function": function}],
                },
                {"id": "a1", "role": "tool", "toolCallId": "c1", "content": "sunny"},
                {"id": "m2", "role": "assistant", "content": "It is "},
            ],
        ),
    )
    assert rows(widget) == [
        ("message", "agent", "It is "),
        ("message", "agent", "Let me see."),
        ("tool_call", "agent", "weather"),
    ]
    assert widget.tools["weather"].calls[0].arguments == {"city": "Rome"}


async def test_arguments_that_a_server_lost_are_repaired_by_a_snapshot() -> None:
    function = {"name": "weather", "arguments": '{"city": "Rome"}'}
    calls = [{"id": "c1", "type": "function", "function": function}]
    widget = await shown(
        *call("c1", "weather", 'ty": "Rome"}'),
        event("MESSAGES_SNAPSHOT", messages=[{"id": "m1", "role": "assistant", "toolCalls": calls}]),
        result("c1", "sunny"),
    )
    assert [call.arguments for call in widget.tools["weather"].calls] == [{"city": "Rome"}]


async def test_agents_that_a_server_names_have_lanes() -> None:
    widget = await shown(
        *text("m1", "I ask Bob.", name="Alice"), *text("m2", "Yes?", name="Bob"), *text("m3", "Well.")
    )
    assert [entry.agent for entry in widget.transcript.entries] == ["Alice", "Bob", "agent"]
    assert [lane.name for lane in widget.transcript.lanes] == ["Alice", "Bob", "agent"]


async def test_sub_agents_that_work_at_the_same_time_keep_their_texts_apart() -> None:
    a, b = {"subagentRunId": "a"}, {"subagentRunId": "b"}
    widget = await shown(
        event("SUBAGENT_STARTED", name="Ada", **a),
        event("SUBAGENT_STARTED", name="Bea", **b),
        event("TEXT_MESSAGE_CHUNK", messageId="m1", delta="One ", **a),
        event("TEXT_MESSAGE_CHUNK", messageId="m2", delta="Three ", **b),
        event("TEXT_MESSAGE_CHUNK", delta="two.", **a),
        *call("c1", "look", **a),
        result("c1", "seen", **a),
        event("TEXT_MESSAGE_CHUNK", delta="four.", **b),
        event("SUBAGENT_FINISHED", **a),
        event("SUBAGENT_ERROR", message="It rained.", **b),
        *text("m3", "Done."),
    )
    assert sorted(rows(widget)) == sorted(
        [
            ("message", "Ada", "One two."),
            ("message", "Bea", "Three four."),
            ("tool_call", "Ada", "look"),
            ("notice", "", "Bea failed: It rained."),
            ("message", "agent", "Done."),
        ]
    )


async def test_a_sub_agent_of_a_tool_is_inside_of_it_and_its_own_deeper() -> None:
    outer, inner = {"subagentRunId": "o"}, {"subagentRunId": "i"}
    widget = await shown(
        *call("c1", "ask_expert"),
        event("SUBAGENT_STARTED", name="Expert", parentToolCallId="c1", **outer),
        *call("c2", "ask_intern", **outer),
        event(
            "SUBAGENT_STARTED",
            name="Intern",
            parentToolCallId="c2",
            parentSubagentRunId="o",
            **inner,
        ),
        *text("m1", "I think so.", **inner),
        event("SUBAGENT_FINISHED", **inner),
        result("c2", "so", **outer),
        event("SUBAGENT_FINISHED", **outer),
        result("c1", "yes"),
    )
    expert, intern, said = widget.transcript.entries
    assert (expert.parent, intern.parent, said.parent) == (None, expert.id, intern.id)
    assert (said.agent, said.text, intern.agent) == ("Intern", "I think so.", "Expert")
    assert {expert.state, intern.state, said.state} == {"done"}


async def test_unknown_events_and_the_frameworks_own_mean_nothing() -> None:
    widget = await shown(
        event("RAW", event={"event": "on_chain_stream"}),
        event("FROM_2_0", of="tomorrow"),
        event("CUSTOM", name="mood", value="good"),
        event("STATE_DELTA", delta=[{"op": "add", "path": "/n", "value": 1}]),
        event("ACTIVITY_SNAPSHOT", messageId="x", activityType="PLAN", content={}),
        *text("m0", "Ask me.", role="user"),
        *text("m1", "Hi."),
    )
    assert rows(widget) == [("message", "agent", "Hi.")]
    kinds = [each["type"] async for each in widget]
    assert "RAW" not in kinds
    assert {"FROM_2_0", "CUSTOM", "STATE_DELTA", "ACTIVITY_SNAPSHOT"} <= set(kinds)


async def test_an_event_that_cannot_be_read_is_told_once_and_the_run_goes_on() -> None:
    widget = await shown(
        event("TEXT_MESSAGE_CONTENT"), event("TOOL_CALL_ARGS", toolCallId=3), *text("m1", "Hi.")
    )
    notice, message = widget.transcript.entries
    assert "TEXT_MESSAGE_CONTENT that cannot be read" in notice.text
    assert message.text == "Hi."


async def test_an_id_that_comes_again_is_another_message() -> None:
    widget = await shown(*text("m", "One."), *call("c1", "look"), result("c1", ""), *text("m", "Two."))
    assert rows(widget) == [
        ("message", "agent", "One."),
        ("tool_call", "agent", "look"),
        ("message", "agent", "Two."),
    ]


async def test_a_call_whose_id_comes_again_after_its_result_is_another() -> None:
    """Some servers number the calls of each answer anew."""
    widget = await shown(
        *call("c0", "look", '{"n": 1}'),
        result("c0", "one"),
        *call("c0", "look", '{"n": 2}'),
        result("c0", "two"),
    )
    told = [(entry.arguments, entry.output) for entry in widget.transcript.entries]
    assert told == [('{"n": 1}', "one"), ('{"n": 2}', "two")]


async def test_a_result_that_only_a_snapshot_tells_ends_no_model_call_that_has_begun_since() -> None:
    """As LangGraph's server tells of a call that was denied."""
    asked = {"id": "c0", "type": "function", "function": {"name": "look", "arguments": "{}"}}
    messages = [
        {"id": "u1", "role": "user", "content": "Hi"},
        {"id": "m0", "role": "assistant", "toolCalls": [asked]},
        {"id": "a0", "role": "tool", "toolCallId": "c0", "content": "denied"},
        {"id": "m1", "role": "assistant", "content": "Then not."},
    ]
    used = {"provider": "p", "model": "m", "inputTokens": 7, "outputTokens": 3}
    widget = watch(
        iter(
            [
                STARTED,
                *call("c0", "look", parentMessageId="m0"),
                event("RUN_FINISHED", threadId="t", runId="r", usage=[used]),
                STARTED,
                *text("m1", "Then not."),
                event("MESSAGES_SNAPSHOT", messages=messages),
                event("RUN_FINISHED", threadId="t", runId="r", usage=[used]),
            ]
        )
    )
    await widget
    assert widget.usage["requests"] == 2
    assert widget.usage["input_tokens"] == 14
    assert "uncounted_requests" not in widget.usage
    assert widget.transcript.entries[0].output == "denied"


async def test_a_stream_without_its_end_has_failed() -> None:
    widget = watch(iter([STARTED, *text("m1", "Half")[:2]]))
    with pytest.raises(StreamCutOffError, match="no RUN_FINISHED came"):
        await widget
    assert (widget.status, widget.transcript.entries[0].text) == ("failed", "Half")


async def test_an_error_of_the_run_ends_it() -> None:
    said = event("RUN_ERROR", message="Out of coffee.", code="E7", usage=[{"inputTokens": 3}])
    widget = watch(iter([STARTED, *text("m1", "Half")[:2], said, FINISHED]))
    with pytest.raises(AgentServerError, match=r"Out of coffee\. \(E7\)"):
        await widget
    assert (widget.status, widget.usage["input_tokens"]) == ("failed", 3)


async def test_a_run_that_its_server_cancelled_is_cancelled() -> None:
    widget = watch(iter([STARTED, {**FINISHED, "outcome": {"type": "cancelled"}}]))
    await widget
    assert widget.status == "cancelled"


async def test_calls_that_are_left_to_whoever_asked_were_not_run() -> None:
    widget = await shown(*call("c1", "open_page"), *call("c2", "look"), result("c2", "seen"))
    assert [entry.state for entry in widget.transcript.entries] == ["not_run", "done"]


async def test_the_result_of_a_run_is_what_await_gives() -> None:
    widget = watch(iter([STARTED, {**FINISHED, "result": {"total": 3}}]))
    assert await widget == {"total": 3}


async def test_several_runs_may_follow_each_other_in_a_stream() -> None:
    async def stream() -> AsyncIterator[Any]:
        for each in (STARTED, *text("m1", "One."), FINISHED, STARTED, *text("m2", "Two."), FINISHED):
            yield each

    widget = watch(stream())
    await widget
    assert rows(widget) == [("message", "agent", "One."), ("message", "agent", "Two.")]
