"""Runs of the real smolagents, with models that play a script."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import hang
import pytest
from smol_script import Gate, Script, Turn
from smolagents import AgentError, CodeAgent, ToolCallingAgent, tool
from smolagents.models import ChatMessageStreamDelta

from agents_widget import watch
from agents_widget.sources.iterator import StreamCutOffError
from agents_widget.sources.smolagents import SmolagentsAdapter
from agents_widget.testing import check_adapter
from agents_widget.transcript.schema import Transcript


@tool
def depth(river: str) -> dict:
    """Measure a river.

    Args:
        river: Its name.
    """
    return {"metres": 2.4}


@tool
def broken(river: str) -> dict:
    """Have no gauge.

    Args:
        river: Its name.
    """
    raise ValueError("no gauge")


LOOK = Turn("Let me look.", (("c1", "depth", {"river": "Elbe"}), ("c2", "depth", {"river": "Oder"})))
ANSWER = Turn("", (("c9", "final_answer", {"answer": "2.4 metres"}),))


def run(*turns: Any, streamed: bool = False, kind: Any = ToolCallingAgent, **options: Any) -> Any:
    agent = kind(
        tools=[depth, broken],
        model=Script(*turns),
        verbosity_level=-1,
        stream_outputs=streamed,
        **options,
    )
    return agent.run("How deep?", stream=True)


def told(transcript: Transcript) -> list[tuple[str, str, str]]:
    return [(each.kind, each.state, each.text or each.output or each.tool) for each in transcript.entries]


@pytest.mark.parametrize("streamed", [False, True])
async def test_a_run_with_two_calls(streamed: bool, capsys: pytest.CaptureFixture[str]) -> None:
    widget = watch(run(LOOK, ANSWER, streamed=streamed, name="surveyor"))
    assert str(await widget) == "2.4 metres"
    transcript = widget.transcript
    assert told(transcript) == [
        ("user", "done", "How deep?"),
        ("message", "done", "Let me look."),
        ("tool_call", "done", '{"metres": 2.4}'),
        ("tool_call", "done", '{"metres": 2.4}'),
        ("message", "done", "2.4 metres"),
    ]
    assert widget.tools["depth"].value == {"metres": 2.4}
    assert [call.arguments for call in widget.tools["depth"].calls] == [{"river": "Elbe"}, {"river": "Oder"}]
    assert [lane.name for lane in transcript.lanes] == ["surveyor"]
    assert [(call.model, call.input_tokens, call.output_tokens) for call in transcript.calls] == [
        ("script-1", 10, 5)
    ] * 2


@pytest.mark.parametrize("streamed", [False, True])
async def test_every_beginning_of_a_run(streamed: bool, capsys: pytest.CaptureFixture[str]) -> None:
    recorded = list(run(LOOK, ANSWER, streamed=streamed))
    transcript = await check_adapter(SmolagentsAdapter, recorded)
    assert {entry.kind for entry in transcript.entries} == {"message", "tool_call"}
    widget = watch(recorded)
    await widget
    assert sorted(told(widget.transcript)) == sorted(told(transcript))


@pytest.mark.parametrize("streamed", [False, True])
async def test_a_tool_that_fails(streamed: bool, capsys: pytest.CaptureFixture[str]) -> None:
    widget = watch(run(Turn("", (("c1", "broken", {"river": "Elbe"}),)), ANSWER, streamed=streamed))
    await widget
    _, failed, answer = widget.transcript.entries
    assert (failed.state, answer.text) == ("failed", "2.4 metres")
    assert "ValueError: no gauge" in failed.output


async def test_a_code_agent() -> None:
    turns = (
        Turn("Let me look.\n<code>\nprint(depth('Elbe'))\n</code>"),
        Turn("Hm.\n<code>\n1 / 0\n</code>"),
        Turn("Hm. No code."),
        Turn("<code>\nfinal_answer({'metres': 2.4})\n</code>"),
    )
    widget = watch(run(*turns, kind=CodeAgent))
    assert await widget == {"metres": 2.4}
    kinds = [(kind, state) for kind, state, _ in told(widget.transcript)]
    message, call = ("message", "done"), ("tool_call", "done")
    failed, notice = ("tool_call", "failed"), ("notice", "done")
    assert kinds == [
        ("user", "done"),
        message,
        call,
        message,
        failed,
        message,
        notice,
        message,
        call,
        message,
    ]
    first, second, _ = widget.tools["python_interpreter"].calls
    assert first.arguments == {"code": "print(depth('Elbe'))"}
    assert "{'metres': 2.4}" in first.output
    assert "division by zero" in second.output
    assert widget.transcript.entries[-1].text == '{"metres": 2.4}'


async def test_plans_are_messages(capsys: pytest.CaptureFixture[str]) -> None:
    widget = watch(run(Turn("First the Elbe."), LOOK, ANSWER, planning_interval=5))
    await widget
    _, plan, *_ = widget.transcript.entries
    assert (plan.kind, "First the Elbe." in plan.text, len(widget.transcript.calls)) == ("message", True, 3)


async def test_the_most_steps_are_reached() -> None:
    widget = watch(run(LOOK, Turn("I do not know."), max_steps=1))
    await widget
    assert told(widget.transcript)[-2:] == [
        ("notice", "done", "The agent reached max_steps. This is what it then answered."),
        ("message", "done", "I do not know."),
    ]


async def test_a_model_that_raises() -> None:
    widget = watch(run())  # no turn is left
    with pytest.raises(AgentError, match="pop from empty list"):
        await widget
    assert widget.transcript.status == "failed"


async def test_a_model_that_raises_while_it_writes(capsys: pytest.CaptureFixture[str]) -> None:
    def cut_off(*_: Any, **__: Any) -> Iterator[ChatMessageStreamDelta]:
        yield ChatMessageStreamDelta(content="Let me")
        raise ConnectionError("gone")

    model = Script()
    model.generate_stream = cut_off
    agent = ToolCallingAgent(tools=[depth], model=model, verbosity_level=-1, stream_outputs=True)
    widget = watch(agent.run("How deep?", stream=True))
    with pytest.raises(AgentError, match="gone"):
        await widget
    assert told(widget.transcript)[1] == ("message", "failed", "Let me")


@pytest.mark.parametrize("after_turn", [False, True])
async def test_a_stop(after_turn: bool) -> None:
    gate = Gate()
    source = run(LOOK, gate, LOOK, ANSWER)
    agent = source.gi_frame.f_locals["self"]
    widget = watch(source)
    await asyncio.to_thread(gate.reached.wait, hang.SECONDS)
    widget.stop(after_turn=after_turn)
    if after_turn:
        while not agent.interrupt_switch:
            await asyncio.sleep(0)
        gate.opened.set()
    await widget
    assert widget.transcript.status == "cancelled"
    calls = [state for kind, state, _ in told(widget.transcript) if kind == "tool_call"]
    assert calls == ["done"] * (4 if after_turn else 2)
    gate.opened.set()


async def test_a_stop_between_the_events_of_a_step() -> None:
    source = run(LOOK, ANSWER)
    widget = watch(source)
    async for _ in widget:
        break
    widget.stop()
    await widget
    assert widget.transcript.status == "cancelled"


async def test_a_run_without_its_end(capsys: pytest.CaptureFixture[str]) -> None:
    recorded = list(run(LOOK, ANSWER))
    widget = watch(iter(recorded[:-1]))
    with pytest.raises(StreamCutOffError, match="no FinalAnswerStep came"):
        await widget
    assert widget.transcript.status == "failed"
