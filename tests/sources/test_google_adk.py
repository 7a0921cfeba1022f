"""Runs of the real google-adk, with models that play a script."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest
from adk_script import agent, call, content, run, text
from google.adk.agents import ParallelAgent
from google.adk.models import LlmResponse
from google.adk.tools import FunctionTool

from agents_widget import watch
from agents_widget.sources.google_adk import GoogleAdkAdapter
from agents_widget.sources.iterator import StreamCutOffError
from agents_widget.testing import check_adapter
from agents_widget.transcript.schema import Transcript

pytestmark = pytest.mark.filterwarnings("ignore")  # of google-adk itself: experimental features


@pytest.fixture(autouse=True)
def quiet() -> Any:
    """ADK logs the tracebacks of what it raises."""
    logger = logging.getLogger("google_adk")
    logger.disabled = True
    yield
    logger.disabled = False


def depth(river: str) -> dict[str, float]:
    """Measure a river."""
    return {"metres": 2.4}


def name(river: str) -> str:
    """Name a river's city."""
    return "Dresden"


def broken(river: str) -> str:
    """Have no gauge."""
    raise ValueError("no gauge")


def told(transcript: Transcript) -> list[tuple[str, str, str, str]]:
    return [
        (each.kind, each.state, each.agent, each.text or each.output or each.target or each.tool)
        for each in transcript.entries
    ]


def two_calls() -> Any:
    first = [
        text("Two rivers.", thought=True),
        text("Let me look."),
        call("c1", "depth", river="Elbe"),
        call("c2", "name", river="Elbe"),
    ]
    return agent("desk", [first, [text("2.4 m in Dresden.")]], tools=[depth, name])


@pytest.mark.parametrize("streamed", [True, False])
async def test_a_run_with_two_calls(streamed: bool) -> None:
    widget = watch(await run(two_calls(), streamed=streamed))
    transcript = await widget
    assert told(transcript) == [
        ("user", "done", "", "How deep?"),
        ("reasoning", "done", "desk", "Two rivers."),
        ("message", "done", "desk", "Let me look."),
        ("tool_call", "done", "desk", '{"metres": 2.4}'),
        ("tool_call", "done", "desk", "Dresden"),
        ("message", "done", "desk", "2.4 m in Dresden."),
    ]
    assert widget.tools["depth"].value == {"metres": 2.4}
    assert (widget.tools["name"].value, widget.tools["name"].calls[0].arguments) == (
        "Dresden",
        {"river": "Elbe"},
    )
    assert [(each.model, each.turn) for each in transcript.calls] == [("script-1", 1), ("script-1", 2)]
    [used, _] = [
        (each.input_tokens, each.output_tokens, each.cached_tokens, each.reasoning_tokens)
        for each in transcript.calls
    ]
    assert used == (10, 7, 4, 2)


async def test_every_beginning_of_a_run() -> None:
    recorded = [event async for event in await run(two_calls())]
    transcript = await check_adapter(GoogleAdkAdapter, recorded)
    assert len(transcript.entries) == 5  # nobody knows what was asked
    assert told(await watch(recorded)) == told(transcript)


async def test_a_handoff() -> None:
    expert = agent("expert", [[text("2.4 m.")]])
    desk = agent("desk", [[call("t1", "transfer_to_agent", agent_name="expert")]], sub_agents=[expert])
    transcript = await watch(await run(desk))
    assert told(transcript)[1:] == [
        ("handoff", "done", "desk", "expert"),
        ("message", "done", "expert", "2.4 m."),
    ]
    assert [lane.name for lane in transcript.lanes] == ["desk", "expert"]


async def test_agents_that_write_at_the_same_time() -> None:
    first_has_begun, second_has_ended = asyncio.Event(), asyncio.Event()

    async def slow(request: Any) -> AsyncIterator[LlmResponse]:
        yield LlmResponse(content=content([text("The ")]), partial=True)
        first_has_begun.set()
        await second_has_ended.wait()
        yield LlmResponse(content=content([text("Elbe.")]), partial=True)
        yield LlmResponse(content=content([text("The Elbe.")]), partial=False)

    async def quick(request: Any) -> AsyncIterator[LlmResponse]:
        await first_has_begun.wait()
        yield LlmResponse(content=content([text("The Oder.")]), partial=True)
        yield LlmResponse(content=content([text("The Oder.")]), partial=False)
        second_has_ended.set()

    both = ParallelAgent(name="both", sub_agents=[agent("one", [slow]), agent("two", [quick])])
    transcript = await watch(await run(both))
    assert told(transcript)[1:] == [
        ("message", "done", "one", "The Elbe."),
        ("message", "done", "two", "The Oder."),
    ]
    assert [(call.agent, call.ended is None) for call in transcript.calls] == [("one", False), ("two", False)]


async def test_a_tool_that_raises_ends_the_run() -> None:
    calls = [call("c1", "broken", river="Elbe"), call("c2", "depth", river="Elbe")]
    widget = watch(await run(agent("desk", [calls], tools=[broken, depth])))
    with pytest.raises(ValueError, match="no gauge"):
        await widget
    assert [(kind, state) for kind, state, *_ in told(widget.transcript)[1:]] == [
        ("tool_call", "failed"),
        ("tool_call", "done"),
        ("error", "failed"),
    ]


async def test_what_the_model_is_told_of_wrong_arguments_is_a_failure() -> None:
    transcript = await watch(
        await run(agent("desk", [[call("c1", "depth")], [text("Sorry.")]], tools=[depth]))
    )
    assert told(transcript)[1][:2] == ("tool_call", "failed")
    assert "mandatory input parameters" in transcript.entries[1].output


async def test_an_error_of_the_model_without_an_exception() -> None:
    async def withheld(request: Any) -> AsyncIterator[LlmResponse]:
        yield LlmResponse(error_code="SAFETY", error_message="The answer was blocked.")

    transcript = await watch(await run(agent("desk", [withheld])))
    assert (transcript.status, transcript.detail) == ("failed", "The answer was blocked.")


def asking() -> Any:
    tool = FunctionTool(depth, require_confirmation=True)
    return agent(
        "desk", [[call("c1", "depth", river="Elbe")], [text("It waits.")], [text("Done.")]], tools=[tool]
    )


@pytest.mark.parametrize("approved", [True, False])
async def test_an_approval_in_the_view(approved: bool) -> None:
    widget = watch(await run(asking()))
    [waiting] = await widget.wait_for_approval()
    assert (waiting.tool, waiting.arguments, waiting.agent) == ("depth", '{"river": "Elbe"}', "desk")
    if approved:
        widget.approve()
    else:
        widget.deny()
    transcript = await widget
    kinds = [(each.kind, each.state) for each in transcript.entries]
    assert kinds == [("user", "done"), ("tool_call", "done" if approved else "denied"), ("message", "done")]
    assert widget.tools["depth"].calls[0].value == (
        {"metres": 2.4} if approved else "This tool call is rejected."
    )


async def test_what_waits_without_its_runner_says_so() -> None:
    recorded = [event async for event in await run(asking())]
    transcript = await watch(recorded)
    assert [(each.kind, each.state) for each in transcript.entries] == [
        ("tool_call", "not_run"),
        ("notice", "done"),
    ]
    assert "needs a confirmation" in transcript.entries[1].text


async def test_a_run_that_is_cut_off_within_an_answer() -> None:
    recorded = [event async for event in await run(agent("desk", [[text("2.4 metres")]]))]
    widget = watch(iter(recorded[:-1]))
    with pytest.raises(StreamCutOffError):
        await widget
    assert widget.transcript.status == "failed"


@pytest.mark.parametrize("has_signal", [True, False])
async def test_a_stop(has_signal: bool) -> None:
    async def endless(request: Any) -> AsyncIterator[LlmResponse]:
        yield LlmResponse(content=content([text("Once ")]), partial=True)
        await asyncio.Event().wait()

    signal = asyncio.Event()
    widget = watch(await run(agent("desk", [endless]), **({"abort_signal": signal} if has_signal else {})))
    async for _ in widget:
        break
    widget.stop()
    transcript = await widget
    assert (transcript.status, signal.is_set()) == ("cancelled", has_signal)
    assert told(transcript)[-1] == ("message", "cancelled", "desk", "Once ")
