"""Runs of the real claude-agent-sdk, whose Claude Code is a script."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from claude_agent_sdk.types import ServerToolResultBlock, StreamEvent
from claude_script import (
    ScriptedClaudeCode,
    asked,
    begun,
    call,
    connected,
    deltas,
    gave,
    played,
    result,
    streamed,
    text,
    thinking,
    wrote,
)

from agents_widget import watch
from agents_widget.sources.claude_agent import ClaudeAgentAdapter
from agents_widget.sources.iterator import StreamCutOffError
from agents_widget.testing import check_adapter
from agents_widget.transcript.schema import Transcript

STORY = [
    {"type": "system", "subtype": "init", "model": "claude-test"},
    begun("m1"),
    *deltas(0, "thinking_delta", "thinking", "Two ", "rivers.", block=thinking("")),
    wrote(thinking("Two rivers.")),
    *deltas(1, "text_delta", "text", "Let me ", "look."),
    wrote(text("Let me look.")),
    *deltas(
        2,
        "input_json_delta",
        "partial_json",
        '{"river": ',
        '"Elbe"}',
        block=call("c1", "depth"),
    ),
    wrote(call("c1", "depth", river="Elbe")),
    wrote(call("c2", "depth", river="Oder")),
    streamed(type="message_delta", delta={"stop_reason": "tool_use"}, usage={"output_tokens": 9}),
    gave("c2", "no gauge", is_error=True),
    gave("c1", [{"type": "text", "text": "2.4"}, {"type": "image"}]),
    wrote(text("2.4 m."), "m2"),
    result(),
]


async def told(*messages: dict[str, Any]) -> Transcript:
    """What the view of a run has."""
    widget = watch(asked(played(*messages)))
    await widget.wait_for("done", "failed", "cancelled")
    return widget.transcript


async def parsed(*messages: dict[str, Any]) -> list[Any]:
    """The SDK's own messages."""
    return [message async for message in asked(played(*messages))]


async def test_a_run_with_two_calls() -> None:
    widget = watch(asked(played(*STORY)))
    assert await widget == "2.4 m."
    prompt, *entries = widget.transcript.entries
    assert (prompt.kind, prompt.text) == ("user", "How deep?")
    assert [(each.kind, each.state, each.text or each.arguments, each.output) for each in entries] == [
        ("reasoning", "done", "Two rivers.", ""),
        ("message", "done", "Let me look.", ""),
        ("tool_call", "done", '{"river": "Elbe"}', "2.4\n\n[image]"),
        ("tool_call", "failed", '{"river": "Oder"}', "no gauge"),
        ("message", "done", "2.4 m.", ""),
    ]
    first, second = widget.transcript.calls
    assert (first.model, first.input_tokens, first.cached_tokens, first.output_tokens) == (
        "claude-test",
        10,
        5,
        9,
    )
    assert second.output_tokens == 1


async def test_every_beginning_of_a_run() -> None:
    messages = await parsed(*STORY)
    transcript = await check_adapter(ClaudeAgentAdapter, messages)
    assert len(transcript.entries) == 5
    whole_messages_alone = [each for each in messages if not isinstance(each, StreamEvent)]
    assert len(whole_messages_alone) < len(messages)
    widget = watch(whole_messages_alone)
    await widget
    again = widget.transcript
    assert [each.text for each in again.entries] == [each.text for each in transcript.entries]
    assert len(again.calls) == 2


async def test_an_agent_within_a_tool_call() -> None:
    transcript = await told(
        wrote(call("c1", "Task", subagent_type="surveyor", prompt="Measure it.")),
        wrote(call("c2", "Task", subagent_type="diver"), "n1", "c1"),
        wrote(text("Cold."), "o1", "c2"),
        gave("c2", "Cold.", parent="c1"),
        wrote(text("2.4 m."), "n2", "c1"),
        gave("c1", "2.4 m."),
        result(),
    )
    by_id = {each.id: each.tool for each in transcript.entries}
    assert [(each.kind, each.agent, by_id.get(each.parent or "")) for each in transcript.entries] == [
        ("user", "", None),
        ("tool_call", "", None),
        ("tool_call", "surveyor", "Task"),
        ("message", "diver", "Task"),
        ("message", "surveyor", "Task"),
    ]
    assert all(each.state == "done" for each in transcript.entries)


async def test_a_tool_of_the_server() -> None:
    search = {"type": "server_tool_use", "id": "s1", "name": "web_search", "input": {"query": "Elbe"}}
    kind = {"type": "web_search_tool_result"}
    found = {"type": "advisor_tool_result", "tool_use_id": "s1", "content": kind}
    messages = await parsed(wrote(search), wrote(found), result())
    assert isinstance(messages[1].content[0], ServerToolResultBlock)
    widget = watch(messages)
    await widget
    [entry] = widget.transcript.entries
    assert (entry.tool, entry.state, entry.output) == (
        "web_search",
        "done",
        '{"type": "web_search_tool_result"}',
    )


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"result": "Credit balance is too low"}, "Credit balance is too low"),
        ({"result": None, "subtype": "error_max_turns"}, "error_max_turns"),
        ({"result": None, "subtype": "error_during_execution", "errors": ["a", "b"]}, "a\nb"),
    ],
)
async def test_a_run_that_fails(fields: dict[str, Any], says: str) -> None:
    transcript = await told(wrote(text("Hm")), result(is_error=True, **fields))
    assert (transcript.status, transcript.entries[-1].text) == ("failed", says)


async def test_structured_output_is_the_result() -> None:
    messages = [wrote(text("{}")), result(structured_output={"metres": 2.4})]
    assert await watch(asked(played(*messages))) == {"metres": 2.4}


async def test_a_run_without_its_end() -> None:
    widget = watch(asked(played(*STORY[:-1])))
    with pytest.raises(StreamCutOffError, match="no ResultMessage came"):
        await widget
    assert widget.transcript.status == "failed"


async def once(code: ScriptedClaudeCode, prompt: str) -> AsyncIterator[dict[str, Any]]:
    """Write, and end once somebody interrupts."""
    yield wrote(text("Once"))
    await code.was_interrupted.wait()
    yield result(is_error=True, subtype="error_during_execution", result=None)


@pytest.mark.parametrize("method", ["receive_response", "receive_messages"])
async def test_stopping_interrupts_the_client(method: str) -> None:
    code = ScriptedClaudeCode(once)
    client = await connected(code)
    await client.query("How deep?")
    widget = watch(getattr(client, method)())
    async for _ in widget:
        break
    widget.stop()
    await widget.wait_for("done", "failed", "cancelled")
    assert code.was_interrupted.is_set()
    assert [(each.kind, each.state) for each in widget.transcript.entries] == [("message", "done")]
    assert widget.transcript.status == "cancelled"
    await client.disconnect()


async def test_stopping_a_query_closes_it() -> None:
    code = ScriptedClaudeCode(once)
    widget = watch(asked(code))
    async for _ in widget:
        break
    widget.stop()
    await widget.wait_for("done", "failed", "cancelled")
    await code.is_closed.wait()
    assert widget.transcript.status == "cancelled"
