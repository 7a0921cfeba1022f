"""``watch(agent, ...)`` and ``Chat(agent)`` with agents of the real smolagents."""

from __future__ import annotations

import asyncio
from typing import Any

import hang
import pytest
from smol_script import Gate, Script, Turn
from smolagents import CodeAgent, ToolCallingAgent

from agents_widget import AgentWidget, Chat, watch


def answer(text: str) -> Turn:
    return Turn("", (("f1", "final_answer", {"answer": text}),))


def agent(*turns: Any, **options: Any) -> Any:
    return ToolCallingAgent(tools=[], model=Script(*turns), verbosity_level=-1, name="desk", **options)


def talker(answers: int = 6) -> Any:
    """An agent that answers with the number of its answer."""
    return agent(*(answer(f"Answer {n}.") for n in range(1, answers + 1)))


def remembered(widget: AgentWidget) -> list[str]:
    """What the agent has of the conversation."""
    steps = widget._controller.adapter.next_agent.memory.steps
    return [step.task if hasattr(step, "task") else step.tool_calls[0].arguments["answer"] for step in steps]


def users(widget: AgentWidget) -> list[str]:
    return [entry.id for entry in widget.transcript.entries if entry.kind == "user"]


async def test_an_agent_is_asked_and_asked_again() -> None:
    widget = watch(talker(), "How deep?")
    assert await widget == "Answer 1."
    assert await widget.ask("Sure?") is not None
    assert [(each.kind, each.text, each.agent) for each in widget.transcript.entries] == [
        ("user", "How deep?", ""),
        ("message", "Answer 1.", "desk"),
        ("user", "Sure?", ""),
        ("message", "Answer 2.", "desk"),
    ]
    assert remembered(widget) == ["How deep?", "Answer 1.", "Sure?", "Answer 2."]


async def test_another_conversation_begins_with_nothing() -> None:
    asked = talker()
    await watch(asked, "A")
    widget = watch(asked, "B")
    await widget
    assert remembered(widget) == ["B", "Answer 2."]


async def test_going_back() -> None:
    chat = Chat(talker())
    for question in ("A", "B"):
        await chat.ask(question)
    chat.edit(users(chat)[1], "B2")
    await chat
    assert remembered(chat) == ["A", "Answer 1.", "B2", "Answer 3."]
    chat.edit(users(chat)[0], "A2")
    await chat
    assert remembered(chat) == ["A2", "Answer 4."]


async def test_the_next_run_waits_for_the_step_that_a_stop_left() -> None:
    gate = Gate()
    widget = watch(agent(gate, answer("Late."), answer("Next.")), "A")
    await asyncio.to_thread(gate.reached.wait, hang.SECONDS)
    widget.stop()
    assert await widget.wait_for("done", "failed", "cancelled") == "cancelled"
    asking = asyncio.ensure_future(_ask(widget, "B"))
    await widget.wait_for("running")
    gate.opened.set()
    await asking
    assert widget.transcript.entries[-1].text == "Next."
    assert remembered(widget) == ["A", "B", "Next."]


async def _ask(widget: AgentWidget, text: str) -> None:
    await widget.ask(text)


async def test_a_stop_after_the_turn() -> None:
    gate = Gate()
    asked = agent(gate, Turn("Hm", (("x1", "final_answer_later", {}),)), answer("Never."))
    widget = watch(asked, "A")
    await asyncio.to_thread(gate.reached.wait, hang.SECONDS)
    widget.stop(after_turn=True)
    while not asked.interrupt_switch:
        await asyncio.sleep(0)
    gate.opened.set()
    assert await widget.wait_for("done", "failed", "cancelled") == "cancelled"


async def test_code_and_its_arguments() -> None:
    code = Turn("<code>\nprint(depth)\nfinal_answer(depth)\n</code>")
    asked = CodeAgent(tools=[], model=Script(code), verbosity_level=-1)
    widget = watch(asked, "How deep?", config={"additional_args": {"depth": 2.4}, "max_steps": 3})
    assert await widget == 2.4
    assert [each.tool for each in widget.transcript.entries if each.tool] == ["python_interpreter"]


async def test_what_smolagents_has_no_use_for_is_refused_at_once() -> None:
    with pytest.raises(TypeError, match="smolagents has no use for max_turns="):
        watch(talker(), "Hi", max_turns=3)
    with pytest.raises(TypeError, match=r"takes no stream= from config. It takes images=, .*max_steps="):
        watch(talker(), "Hi", config={"stream": True})
    with pytest.raises(TypeError, match="are asked a text"):
        watch(talker(), [{"role": "user", "content": "Hi"}])
