"""Branches of a conversation: what an edit or a retry put aside can be shown again, and gone on with."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import answers
import pytest
from loopback import LoopbackServer
from watched import joker, said, stream

from agents_widget import Agent, Chat, DemoModel, SQLiteSession, function_tool
from agents_widget.transcript.tape import Tape
from agents_widget.widget.watch import watch
from agents_widget.widget.widget import AgentWidget


async def shown(widget: AgentWidget, entry_id: str, to: int) -> list[str]:
    """Show a branch, and give the texts of its entries."""
    widget.branch(entry_id, to)
    while widget.transcript.branches.get(entry_id, {}).get("at") != to:
        await asyncio.sleep(0)
    return [text for _, text in said(widget)]


def asked(loopback: LoopbackServer, n: int) -> list[str]:
    items: list[dict[str, Any]] = loopback.requests[n].body["input"]
    texts = [item["content"] for item in items]
    return [text if isinstance(text, str) else text[0]["text"] for text in texts]


async def test_retries_and_edits_make_branches_that_can_be_shown_again(loopback: LoopbackServer) -> None:
    loopback.answer(*[answers.text(text) for text in ("one", "other", "third", "after one")])
    widget = watch(joker(loopback), "1?")
    await widget
    assert widget.transcript.branches == {}
    widget.retry()
    await widget
    assert widget.transcript.branches == {"e1": {"at": 2, "of": 2}}
    widget.edit("e1", "2?")
    await widget
    assert widget.transcript.branches == {"e1": {"at": 3, "of": 3}}

    assert await shown(widget, "e1", 2) == ["1?", "other"]
    assert await shown(widget, "e1", 1) == ["1?", "one"]
    assert (widget.transcript.status, (await widget).final_output) == ("done", "one")
    assert {"say", "edit", "retry"} <= set(widget.transcript.abilities)
    await widget.ask("More?")
    assert asked(loopback, 3) == ["1?", "one", "More?"]
    assert await shown(widget, "e1", 3) == ["2?", "third"]
    assert await shown(widget, "e1", 1) == ["1?", "one", "More?", "after one"]
    assert await shown(widget, "e1", 1) == ["1?", "one", "More?", "after one"]


async def test_a_page_is_sent_all_of_what_happens_between_the_runs(loopback: LoopbackServer) -> None:
    loopback.answer(answers.text("one"), answers.text("other"))
    widget = watch(joker(loopback), "1?", budget_tokens=10_000)
    await widget
    widget.retry()
    await widget
    widget._commands.receive({"type": "hello"})  # a page is open, which has the rows of the tape
    sent = widget._controller.channel
    for to in (1, 2, 1):
        widget.branch("e1", to)
        assert {"say", "edit", "retry"} <= set(sent.tape.transcript().abilities)
        assert sent.tape.transcript().branches["e1"] == {"at": to, "of": 2}
        widget.allow(tokens=1000)
        assert sent.tape.transcript() == sent.transcript
    assert sent.tape.transcript().budget["tokens"] == 13_000


async def test_a_branch_keeps_the_notes_at_its_entries(loopback: LoopbackServer) -> None:
    loopback.answer(*[answers.text(text) for text in ("one", "other")])
    widget = watch(joker(loopback), "1?")
    await widget
    widget.annotate("e1", "the question")
    first = widget.transcript.entries[-1].id
    widget.annotate(first, "the first answer")
    widget.retry()
    await widget
    assert [entry.annotation for entry in widget.transcript.entries] == ["", ""]
    await shown(widget, "e1", 1)
    assert [entry.annotation for entry in widget.transcript.entries] == ["the question", "the first answer"]
    await shown(widget, "e1", 2)
    assert [entry.annotation for entry in widget.transcript.entries] == ["", ""]


async def test_what_all_branches_used_counts(loopback: LoopbackServer) -> None:
    loopback.answer(answers.text("one"), answers.text("other"))
    prices = {"test-model": {"input": 1.0, "output": 1.0}}
    widget = watch(joker(loopback), "1?", prices=prices)
    await widget
    once = widget.usage["input_tokens"]
    widget.retry()
    await widget
    both = widget.transcript.cost
    assert both
    for to in (1, 2, 1):
        await shown(widget, "e1", to)
        assert widget.usage["input_tokens"] == 2 * once
        assert widget.usage["requests"] == 2
        assert widget.usage["earlier_requests"] == 1
        assert widget.transcript.cost == both
        assert len(widget._controller.recorder.model_calls) == 2


async def test_branches_within_branches(loopback: LoopbackServer) -> None:
    loopback.answer(*[answers.text(text) for text in ("one", "two", "other two", "b")])
    chat = Chat(joker(loopback))
    await chat.ask("1?")
    await chat.ask("2?")
    chat.retry()
    await chat
    chat.edit("e1", "B?")
    await chat
    assert chat.transcript.branches == {"e1": {"at": 2, "of": 2}}
    assert await shown(chat, "e1", 1) == ["1?", "one", "2?", "other two"]
    assert chat.transcript.branches == {"e1": {"at": 1, "of": 2}, "e3": {"at": 2, "of": 2}}
    assert await shown(chat, "e3", 1) == ["1?", "one", "2?", "two"]
    assert await shown(chat, "e1", 2) == ["B?", "b"]


async def test_a_session_holds_the_branch_that_is_shown(loopback: LoopbackServer) -> None:
    loopback.answer(*[answers.text(text) for text in ("one", "two", "other")])
    session = SQLiteSession("ann")
    chat = Chat(joker(loopback), session=session)
    await chat.ask("1?")
    await chat.ask("2?")
    before = await session.get_items()
    chat.edit("e1", "3?")
    await chat
    other = await session.get_items()
    assert (len(before), len(other)) == (4, 2)
    await shown(chat, "e1", 1)
    assert await session.get_items() == before
    await shown(chat, "e1", 2)
    assert await session.get_items() == other


async def test_a_branch_with_tools_is_as_it_was(loopback: LoopbackServer) -> None:
    @function_tool
    def look() -> dict[str, int]:
        return {"seen": 1}

    loopback.answer(answers.call("look", {}, "c1"), answers.text("Done."), answers.text("No."))
    chat = Chat(joker(loopback, tools=[look]))
    await chat.ask("1?")
    before = [entry.to_dict() for entry in chat.transcript.entries]
    chat.retry()
    await chat
    await shown(chat, "e1", 1)
    assert [entry.to_dict() for entry in chat.transcript.entries] == before
    assert chat.tools["look"].value == {"seen": 1}


async def test_the_tape_is_of_the_branch_that_is_shown(loopback: LoopbackServer) -> None:
    loopback.answer(answers.text("one"), answers.text("other"))
    widget = watch(joker(loopback), "1?")
    await widget
    widget.retry()
    await widget
    await shown(widget, "e1", 1)
    again = Tape.from_jsonl(widget.tape.to_jsonl()).transcript()
    assert [entry.text for entry in again.entries] == ["1?", "one"]
    assert again.branches == {"e1": {"at": 1, "of": 2}}
    times = [row.t for row in widget.tape.rows]
    assert times == sorted(times)


async def test_what_is_no_branch_is_refused(loopback: LoopbackServer) -> None:
    loopback.answer(answers.text("one"), answers.text("other"))
    widget = watch(joker(loopback), "1?")
    await widget
    with pytest.raises(ValueError, match=r"one way on from 'e1'. Several from: none"):
        widget.branch("e1", 1)
    widget.retry()
    await widget
    for to in (0, 3):
        with pytest.raises(ValueError, match=rf"There is no branch {to} of 'e1'; there are 2, from 1"):
            widget.branch("e1", to)
    recording = watch(stream())
    await recording
    with pytest.raises(RuntimeError, match="has no branches"):
        recording.branch("e1", 1)


async def test_no_branch_is_changed_while_a_run_is_at_work(loopback: LoopbackServer) -> None:
    gate = answers.Gate()
    gated = answers.respond(answers.text("late"), gates={"response.completed": gate})
    loopback.answer(answers.text("one"), gated)
    widget = watch(joker(loopback), "1?")
    await widget
    widget.retry()
    with pytest.raises(RuntimeError, match="still at work"):
        widget.branch("e1", 1)
    gate.open()
    await widget


def test_each_branch_is_saved_to_a_recording_of_its_own(tmp_path: Path) -> None:
    """As `docs/tape.md` says."""
    model = DemoModel(["one", "other", "third"], tokens_per_second=None)
    chat = Chat(Agent(name="A", model=model), "1?")
    chat.result()
    for text in ("2?", "3?"):
        chat.edit("e1", text)
        chat.result()
    for way in range(1, chat.transcript.branches["e1"]["of"] + 1):
        chat.branch("e1", way)
        chat.save(tmp_path / f"way-{way}.jsonl")
    tapes = [Tape.read(tmp_path / f"way-{way}.jsonl").transcript() for way in (1, 2, 3)]
    assert [tape.entries[0].text for tape in tapes] == ["1?", "2?", "3?"]
    assert [tape.branches for tape in tapes] == [{"e1": {"at": way, "of": 3}} for way in (1, 2, 3)]
