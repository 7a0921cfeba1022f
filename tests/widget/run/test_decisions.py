"""Decisions about tool calls that wait: the run goes on when it has all of them, and with no others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from typing import Any

import pytest

from agents_widget.agents.approvals import Decision
from agents_widget.sources.base import Adapter
from agents_widget.sources.events import approval_request, tool_called
from agents_widget.widget.channel import discard
from agents_widget.widget.run.approvals import PendingApprovals
from agents_widget.widget.run.recorder import Recorder
from agents_widget.widget.watch import watch


class Waiting:
    """Calls that wait in a recorder, and what was told of them."""

    def __init__(self) -> None:
        self.recorder = Recorder(discard)
        self.told: list[str] = []
        self.approvals = PendingApprovals(
            self.recorder, lambda action: action(), lambda: self.tell("changed"), lambda: self.tell("settled")
        )

    def tell(self, what: str) -> None:
        """Note what was told, with the states that a page has at that moment."""
        states = " ".join(entry.state for entry in self.recorder.channel.tape.transcript().entries)
        self.told.append(f"{what}: {states}")

    async def request(self, *call_ids: str) -> asyncio.Task[Mapping[str, Decision]]:
        """Begin to wait for decisions about calls."""
        calls = {each: approval_request(each, "count", {"n": 1}) for each in call_ids}
        task = asyncio.create_task(self.approvals.request(calls, can_edit=True))
        await turns_of_the_loop()
        return task


async def turns_of_the_loop() -> None:
    """Let whatever could go on go on."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_the_run_waits_for_every_decision() -> None:
    waiting = Waiting()
    request = await waiting.request("c1", "c2", "c3")
    waiting.approvals.approve("c2")
    waiting.approvals.deny("c1", "No.")
    await turns_of_the_loop()
    assert not request.done()
    assert waiting.approvals.undecided == ["c3"]
    assert waiting.recorder.channel.transcript.status == "waiting"
    waiting.approvals.approve("c3")
    decisions = await request
    assert {call_id: each.approved for call_id, each in decisions.items()} == {
        "c1": False,
        "c2": True,
        "c3": True,
    }
    waiting.recorder.flush()
    assert waiting.recorder.channel.transcript.status == "running"


async def test_a_next_request_has_its_own_decisions_only() -> None:
    waiting = Waiting()
    first = await waiting.request("c1")
    waiting.approvals.approve("c1")
    decided = await first
    second = await waiting.request("c2", "c1")  # a server may give an id twice
    assert not second.done()
    assert waiting.approvals.undecided == ["c2", "c1"]
    waiting.approvals.deny("c2")
    waiting.approvals.deny("c1")
    assert {call_id: each.approved for call_id, each in (await second).items()} == {"c2": False, "c1": False}
    assert {call_id: each.approved for call_id, each in decided.items()} == {"c1": True}


async def test_who_is_told_of_a_request_finds_it_shown() -> None:
    waiting = Waiting()
    waiting.recorder.begin("go", 0.0)
    waiting.recorder.flush()
    request = await waiting.request("c1")
    assert waiting.told[-1] == "settled: done awaiting_approval"
    waiting.approvals.approve_all()
    await request


async def test_a_decision_on_its_way_to_the_runs_loop_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """From another thread: whoever decides and then has the run go on is not told to decide."""
    waiting = Waiting()
    request = await waiting.request("c1", "c2", "c3")
    on_their_way: list[Callable[[], object]] = []
    monkeypatch.setattr(waiting.approvals, "_call_on_loop", on_their_way.append)
    waiting.approvals.deny("c2")
    assert waiting.approvals.undecided == ["c1", "c3"]
    waiting.approvals.approve_all()
    assert waiting.approvals.undecided == []
    for decide in on_their_way:
        decide()
    approved = {call_id: each.approved for call_id, each in (await request).items()}
    assert approved == {"c1": True, "c2": False, "c3": True}


async def test_who_decides_second_changes_nothing() -> None:
    waiting = Waiting()
    request = await waiting.request("c1", "c2")
    waiting.approvals._decide("c1", Decision(True))
    waiting.approvals._decide("c1", Decision(False))  # on its way from another thread meanwhile
    waiting.approvals.approve("c2")
    assert (await request)["c1"].approved
    waiting.approvals._decide("c2", Decision(False))
    waiting.recorder.flush()
    assert [entry.state for entry in waiting.recorder.channel.transcript.entries] == ["running", "running"]


def test_a_detail_is_added_only_while_calls_wait() -> None:
    waiting = Waiting()
    waiting.recorder.begin("go", 0.0)
    waiting.approvals.add_detail("The run pauses after that.")
    waiting.recorder.flush()
    transcript = waiting.recorder.channel.transcript
    assert (transcript.status, transcript.detail) == ("running", "")


class AskingTwice(Adapter):
    """A run of somebody else's that asks before two calls, and then before a third."""

    abilities = ("approve",)

    def __init__(self, source: Any) -> None:
        super().__init__(source)
        self.decided: list[set[str]] = []

    async def events(self) -> AsyncGenerator[Any, None]:
        for call_id in self._asked():
            yield tool_called(call_id, "count", {"n": 1})

    def interruptions(self) -> Mapping[str, Any]:
        return {each: approval_request(each, "count", {"n": 1}) for each in self._asked()}

    def _asked(self) -> list[str]:
        return [["c1", "c2"], ["c3"], []][len(self.decided)]

    def resume_with(self, decisions: Mapping[str, Decision]) -> Adapter:
        self.decided.append(set(decisions))
        return self


@pytest.mark.parametrize("first", ["c1", "c2"])
async def test_an_adapter_is_given_the_decisions_of_its_own_request(first: str) -> None:
    run = AskingTwice(None)
    widget = watch(None, adapter=run)
    await widget.wait_for_approval()
    widget.approve(first)
    await turns_of_the_loop()
    widget.approve()
    await turns_of_the_loop()
    await widget.wait_for_approval()
    widget.approve("c3")
    await widget
    assert run.decided == [{"c1", "c2"}, {"c3"}]
