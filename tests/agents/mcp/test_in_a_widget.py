"""MCP tools as a widget shows them: progress, failures, pictures, values, and questions in the call's row."""

from __future__ import annotations

import asyncio
import dataclasses
from pathlib import Path
from typing import Any

import pytest
from answers import call, respond, text
from harbour import PNG
from harbour_servers import harbour
from loopback import LoopbackServer
from openai import AsyncOpenAI

from agents_widget import watch
from agents_widget.agents import Agent, MCPServerStdio, MCPToolError, OpenAIResponsesModel, Runner

pytestmark = pytest.mark.processes


def model(loopback: LoopbackServer) -> Any:
    return OpenAIResponsesModel(
        "test-model", AsyncOpenAI(base_url=loopback.base_url, api_key="sk-test", max_retries=0)
    )


def agent_of(loopback: LoopbackServer, server: Any, **options: Any) -> Agent[Any]:
    return Agent(name="A", model=model(loopback), mcp_servers=[server], **options)


def calls(widget: Any) -> list[Any]:
    return [entry for entry in widget.transcript.entries if entry.kind == "tool_call"]


async def asking(widget: Any) -> Any:
    """The call that asks something, once it does."""
    [entry] = await widget.wait_for_question()
    return entry


async def test_rows_of_mcp_tools(program: MCPServerStdio, loopback: LoopbackServer) -> None:
    given = [("sweep", {}), ("boom", {}), ("chart", {}), ("report", {}), ("tide", {"harbour": "Vik"})]
    loopback.answer(respond(*(call(name, value) for name, value in given)), respond(text("Done.")))
    widget = watch(agent_of(loopback, program), "Go.")
    await widget
    sweep, boom, chart, report, tide = calls(widget)
    assert (sweep.state, sweep.progress, sweep.log) == ("done", 0.75, "step 1\nstep 2\nstep 3\n")
    assert (boom.state, boom.output, boom.error) == ("failed", "Error executing tool boom", "MCPToolError")
    assert "image/png" in chart.display
    assert "image/png" in report.display
    assert "application/json" in tide.display
    assert widget.tools["chart"].value == PNG
    assert widget.tools["report"].value == ["Calm.", PNG]
    assert widget.tools["tide"].value == {"metres": 2.4, "length": 3.0}
    assert isinstance(widget.tools["boom"].calls[0].error, MCPToolError)


async def test_a_question_is_answered_in_the_row(program: MCPServerStdio, loopback: LoopbackServer) -> None:
    loopback.answer(respond(call("launch", {})), respond(text("Done.")))
    widget = watch(agent_of(loopback, program), "Go.")
    entry = await asking(widget)
    assert (entry.state, entry.question["message"]) == ("running", "Launch the boats?")
    assert await widget.wait_for("waiting") == "waiting"
    assert widget.transcript.detail == "launch asks you something."
    assert entry.question["schema"]["required"] == ["sure"]
    with pytest.raises(ValueError, match="sure"):
        widget.answer({"boats": 2})
    with pytest.raises(ValueError, match="No tool call 'c9' asks anything"):
        widget.answer({"sure": True}, "c9")
    widget.answer({"sure": True, "boats": 2}, entry)
    assert await widget.wait_for("running", "done") != "waiting"
    await widget
    assert widget.transcript.detail == ""
    [entry] = calls(widget)
    assert (entry.state, entry.question) == ("done", None)
    assert widget.tools["launch"].value == "launched 2"
    with pytest.raises(ValueError, match="Asking: none"):
        widget.answer({"sure": True})
    assert await widget.wait_for_question() == []


async def test_a_question_is_declined(program: MCPServerStdio, loopback: LoopbackServer) -> None:
    loopback.answer(respond(call("launch", {})), respond(text("Done.")))
    widget = watch(agent_of(loopback, program), "Go.")
    await asking(widget)
    widget.answer(None)
    await widget
    [entry] = calls(widget)
    assert entry.state == "failed"
    assert "elicitation was decline" in entry.output


async def test_a_run_that_is_stopped_asks_nothing_more(
    program: MCPServerStdio, loopback: LoopbackServer
) -> None:
    loopback.answer(respond(call("launch", {})))
    widget = watch(agent_of(loopback, program), "Go.")
    await asking(widget)
    widget.stop()
    await widget.wait_for("cancelled")
    [entry] = calls(widget)
    assert (entry.state, entry.question) == ("cancelled", None)


async def test_two_calls_ask_at_once(program: MCPServerStdio, loopback: LoopbackServer) -> None:
    both = [call("launch", {}, call_id="c1"), call("launch", {}, call_id="c2")]
    loopback.answer(respond(*both), respond(text("Done.")))
    widget = watch(agent_of(loopback, program), "Go.")
    while sum(entry.question is not None for entry in calls(widget)) < 2:
        await asyncio.sleep(0.02)
    with pytest.raises(ValueError, match=r"Several tool calls ask something: c., c."):
        widget.answer({"sure": True})
    widget.answer({"sure": True, "boats": 1}, "c1")
    widget.answer({"sure": True, "boats": 2}, "c2")
    await widget
    values = {each.call_id: each.value for each in widget.tools["launch"].calls}
    assert values == {"c1": "launched 1", "c2": "launched 2"}


async def test_an_agent_used_as_a_tool_asks_too(program: MCPServerStdio, loopback: LoopbackServer) -> None:
    inner = agent_of(loopback, program)
    outer: Agent[Any] = Agent(
        name="Outer", model=model(loopback), tools=[inner.as_tool("harbour_master", "Asks.")]
    )
    loopback.answer(
        respond(call("harbour_master", {"input": "Go."})),
        respond(call("launch", {})),
        respond(text("Launched.")),
        respond(text("Done.")),
    )
    widget = watch(outer, "Go.")
    entry = await asking(widget)
    assert entry.parent is not None
    widget.answer({"sure": False})
    await widget
    assert widget.tools["launch"].value == "stayed"


async def test_a_run_that_is_stopped_cancels_the_call_on_the_server(
    program: MCPServerStdio, loopback: LoopbackServer, tmp_path: Path
) -> None:
    loopback.answer(respond(call("wait", {"folder": str(tmp_path)})))
    widget = watch(agent_of(loopback, program), "Go.")
    while not (tmp_path / "began").exists():
        await asyncio.sleep(0.02)
    widget.stop()
    await widget.wait_for("cancelled")
    while not (tmp_path / "cancelled").exists():
        await asyncio.sleep(0.02)


class OldServer(MCPServerStdio):
    """A server that is talked to in the protocol before 2026-07-28."""

    def _client(self, on_end: Any) -> Any:
        return dataclasses.replace(super()._client(on_end), mode="legacy")


async def test_a_server_of_an_older_protocol(loopback: LoopbackServer) -> None:
    async with OldServer(harbour(), cache_tools_list=True) as server:
        loopback.answer(respond(call("launch_old", {}), call("boom", {})), respond(text("Done.")))
        widget = watch(agent_of(loopback, server), "Go.")
        entry = await asking(widget)
        assert (entry.tool, entry.question["message"]) == ("launch_old", "Launch as of old?")
        widget.answer({"sure": True, "boats": 3})
        await widget
        assert widget.tools["launch_old"].value == "accept sure=True boats=3"
        await server.call_tool("grow_old", {})
        while "grown_old" not in [tool.name for tool in await server.list_tools()]:
            await asyncio.sleep(0.02)


async def test_without_a_widget_nobody_is_asked(program: MCPServerStdio, loopback: LoopbackServer) -> None:
    loopback.answer(respond(call("launch", {})), respond(text("Done.")))
    result = await Runner.run(agent_of(loopback, program), "Go.")
    [output] = [item for item in result.new_items if item.type == "tool_call_output_item"]
    assert output.outcome == "failed"
    assert "cancel" in output.output


async def test_the_time_in_which_a_person_is_asked_does_not_count(loopback: LoopbackServer) -> None:
    loopback.answer(respond(call("launch", {})), respond(text("Done.")))
    server = MCPServerStdio(harbour(), client_session_timeout_seconds=0.5)
    async with server:
        widget = watch(agent_of(loopback, server), "Go.")
        await asking(widget)
        await asyncio.sleep(
            1.0
        )  # not to wait for something: longer than the limit, which must not end the call
        widget.answer({"sure": True})
        await widget
    assert widget.tools["launch"].value == "launched 1"
