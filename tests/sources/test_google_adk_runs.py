"""``watch(agent, ...)`` and ``Chat(agent)`` with agents and runners of the real google-adk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from adk_script import agent, call, content, text
from google.adk.models import LlmResponse
from google.adk.runners import InMemoryRunner
from google.adk.tools import FunctionTool, ToolContext
from google.genai import types

from agents_widget import AgentWidget, Chat, watch

pytestmark = pytest.mark.filterwarnings("ignore")  # of google-adk itself: experimental features


def talker(answers: int = 6, **options: Any) -> Any:
    """An agent that answers with the number of its answer."""
    return agent("desk", [[text(f"Answer {n}.")] for n in range(1, answers + 1)], **options)


def said(session: Any) -> list[str]:
    contents = [event.content for event in session.events if event.content is not None]
    return [content.parts[0].text for content in contents if content.parts]


def users(widget: AgentWidget) -> list[str]:
    return [entry.id for entry in widget.transcript.entries if entry.kind == "user"]


async def test_an_agent_or_a_runner_is_asked() -> None:
    content_asked: Any = types.Content(role="user", parts=[text("How deep?")])
    for asked in ("How deep?", content_asked):
        for source in (talker(), InMemoryRunner(agent=talker(), app_name="rivers")):
            widget = watch(source, asked)
            session = await widget
            assert said(session) == ["How deep?", "Answer 1."]
            assert [(each.kind, each.text) for each in widget.transcript.entries] == [
                ("user", "How deep?"),
                ("message", "Answer 1."),
            ]


@pytest.mark.parametrize("approved", [True, False])
async def test_approvals(approved: bool) -> None:
    measured: list[str] = []

    def depth(river: str) -> dict[str, float]:
        """Measure."""
        measured.append(river)
        return {"metres": 2.4}

    tool = FunctionTool(depth, require_confirmation=True)
    turns = [[call("c1", "depth", river="Elbe")], [text("Done.")], [text("Again.")]]
    widget = watch(agent("desk", turns, tools=[tool]), "How deep?")
    await widget.wait_for_approval()
    (widget.approve if approved else widget.deny)()
    await widget
    assert measured == (["Elbe"] if approved else [])
    states = [(each.kind, each.state) for each in widget.transcript.entries]
    assert states[1] == ("tool_call", "done" if approved else "denied")
    await widget.ask("And now?")
    assert widget.transcript.entries[-1].text in ("Again.", "Done.")


async def test_a_conversation_goes_on_and_back() -> None:
    chat = Chat(talker())
    for question in ("A", "B", "C"):
        await chat.ask(question)
    assert said(await chat) == ["A", "Answer 1.", "B", "Answer 2.", "C", "Answer 3."]
    chat.edit(users(chat)[1], "B2")
    assert said(await chat) == ["A", "Answer 1.", "B2", "Answer 4."]
    chat.edit(users(chat)[0], "A2")
    assert said(await chat) == ["A2", "Answer 5."]


async def test_a_session_of_the_users_own_is_kept() -> None:
    def note(tool_context: ToolContext) -> str:
        """Note."""
        tool_context.state["noted"] = True
        return f"city: {tool_context.state['city']}"

    turns = [[text("Before.")], [call("n1", "note")], [text("One.")], [call("n2", "note")], [text("Two.")]]
    runner = InMemoryRunner(agent=agent("desk", turns, tools=[note]), app_name="rivers")
    await runner.session_service.create_session(
        app_name="rivers", user_id="ada", session_id="s1", state={"city": "Rome"}
    )
    config = {"user_id": "ada", "session_id": "s1"}
    await watch(runner, "0", config=config)
    chat = Chat(runner, config=config)
    await chat.ask("A")
    assert [each.value for each in chat.tools["note"].calls] == ["city: Rome"]
    chat.edit(users(chat)[0], "A2")
    session = await chat
    assert said(session)[:3] == ["0", "Before.", "A2"]
    assert session.state == {"city": "Rome", "noted": True}
    assert chat.tools["note"].calls[-1].value == "city: Rome"


async def test_a_stop_keeps_what_was_said() -> None:
    async def endless(request: Any) -> AsyncIterator[LlmResponse]:
        yield LlmResponse(content=content([text("Once ")]), partial=True)
        await asyncio.Event().wait()

    widget = watch(agent("desk", [endless, [text("Fine.")]]), "Go.")
    async for _ in widget:
        break
    widget.stop()
    assert await widget.wait_for("done", "failed", "cancelled") == "cancelled"
    await widget.ask("And?")
    assert said(await widget)[0] == "Go."
    assert widget.transcript.entries[-1].text == "Fine."


async def test_what_adk_has_no_use_for_is_refused_at_once() -> None:
    with pytest.raises(TypeError, match="Google ADK has no use for max_turns="):
        watch(talker(), "Hi", max_turns=3)
    with pytest.raises(TypeError, match="takes no new_message= from config"):
        watch(talker(), "Hi", config={"new_message": None})
    with pytest.raises(TypeError, match=r"a text or a types\.Content"):
        watch(talker(), [{"role": "user", "content": "Hi"}])
    with pytest.raises(TypeError, match=r"watch\(agent, 'Hello'\)"):
        watch(talker())


async def test_a_run_that_fails() -> None:
    widget = watch(talker(0), "Hi")
    with pytest.raises(IndexError):
        await widget
    assert widget.transcript.status == "failed"
