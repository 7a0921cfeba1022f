"""Tool calls that wait for approval."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncGenerator, Mapping
from contextlib import nullcontext
from typing import Any, Literal

import agents
import answers
import hang
import pytest
from loopback import LoopbackServer
from openai import AsyncOpenAI
from watched import joker, sdk_agent

from agents_widget import FunctionTool, OpenAIChatCompletionsModel, SQLiteSession, function_tool
from agents_widget.agents.approvals import Decision
from agents_widget.sources.base import Adapter
from agents_widget.sources.events import approval_request, tool_called
from agents_widget.widget.commands import Commands
from agents_widget.widget.views import Views
from agents_widget.widget.watch import watch


async def test_arguments_that_the_tool_does_not_have_are_refused(loopback: LoopbackServer) -> None:
    @function_tool(needs_approval=True)
    def refund(order: str, amount: int = 42) -> str:
        return f"refunded {amount} for {order}"

    loopback.answer(answers.call("refund", {"order": "A", "amount": 7}, "c1"), answers.text("Done."))
    widget = watch(joker(loopback, tools=[refund]), "Refund A")
    await widget.wait_for_approval()
    with pytest.raises(ValueError, match=r"The tool takes order, amount, not orders\."):
        widget.approve(arguments={"orders": "B"})
    widget.approve(arguments={"order": "B"})
    await widget
    assert widget.tools["refund"].value == "refunded 42 for B"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"order": 7}, r"order: expected a string, got 7\."),
        ({"order": "B", "amount": "ten"}, r'amount: expected an integer, got "ten"\.'),
        ({"order": "B", "size": "XXL"}, r'size: expected one of "S", "L", got "XXL"\.'),
        ({"amount": 1}, r"order is missing: expected a string\."),
        ({}, r"order is missing: expected a string\."),
        ([1], "not JSON|are a list"),
    ],
)
async def test_arguments_are_checked_at_once_and_the_call_still_waits(
    loopback: LoopbackServer, arguments: Any, says: str
) -> None:
    @function_tool(needs_approval=True)
    def refund(order: str, amount: int = 42, size: Literal["S", "L"] = "S") -> str:
        return f"refunded {amount} for {order}"

    loopback.answer(answers.call("refund", {"order": "A", "amount": 7}, "c1"), answers.text("Done."))
    widget = watch(joker(loopback, tools=[refund]), "Refund A")
    await widget.wait_for_approval()
    with pytest.raises(ValueError, match=says):
        widget.approve(arguments=arguments)
    replies: list[dict[str, Any]] = []
    commands = Commands(widget._controller, Views(replies.append))
    commands.receive({"type": "approve", "command": 1, "call_id": "c1", "arguments": json.dumps(arguments)})
    assert [reply["ok"] for reply in replies] == [False]
    assert [entry.call_id for entry in widget.interruptions] == ["c1"]
    widget.approve(arguments={"order": "B"})
    await widget
    assert widget.tools["refund"].value == "refunded 42 for B"


def test_a_sync_caller_is_told_what_is_wrong_with_arguments(loopback: LoopbackServer) -> None:
    @function_tool(needs_approval=True)
    def refund(order: str) -> str:
        return f"refunded {order}"

    loopback.answer(answers.call("refund", {"order": "A"}, "c1"), answers.text("Done."))
    widget = watch(joker(loopback, tools=[refund]), "Refund A")
    asyncio.run(widget.wait_for_approval())
    with pytest.raises(ValueError, match=r"order: expected a string, got 7\."):
        widget.approve(arguments={"order": 7})
    widget.approve(arguments={"order": "B"})
    assert widget.result().final_output == "Done."
    assert widget.tools["refund"].value == "refunded B"


async def test_a_run_of_the_sdk_takes_no_arguments_and_its_call_still_waits(loopback: LoopbackServer) -> None:
    received: list[str] = []
    loopback.answer(answers.call("send", {}, "c1"), answers.text("Done."))
    widget = watch(sdk_agent(loopback, tools=[_send(received, agents)]), "Send it")
    await widget.wait_for_approval()
    with pytest.raises(ValueError, match="Arguments cannot be edited in this run"):
        widget.approve(arguments={"order": 7})
    widget.approve()
    await widget
    assert received == ["{}"]


async def test_an_adapters_call_is_checked_by_the_schema_that_it_gives() -> None:
    widget = watch(object(), adapter=_AskingRun)
    await widget.wait_for_approval()
    with pytest.raises(ValueError, match=r"n: expected an integer, got \[\]\."):
        widget.approve(arguments={"n": []})
    widget.approve(arguments={"n": 2})
    assert await widget == '{"n": 2}'


class _AskingRun(Adapter):
    """A run of somebody else's that asks before its only call."""

    abilities = ("approve", "edit_arguments")
    decided: Mapping[str, Decision] = {}

    async def events(self) -> AsyncGenerator[Any, None]:
        yield tool_called("c1", "count", {"n": 1})

    def interruptions(self) -> Mapping[str, Any]:
        schema = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
        waiting = approval_request("c1", "count", {"n": 1}, schema=schema)
        return {} if self.decided else {"c1": waiting}

    def resume_with(self, decisions: Mapping[str, Decision]) -> Adapter:
        self.decided = decisions
        self.result = decisions["c1"].arguments
        return self


class _StoppedRun(_AskingRun):
    """One that notes how it is stopped."""

    abilities = ("stop", "stop_after_turn", "approve")

    def __init__(self, answer: bool | Exception) -> None:
        super().__init__(None)
        self.answer = answer
        self.stops: list[bool] = []

    def stop(self, *, after_turn: bool) -> bool:
        self.stops.append(after_turn)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.mark.parametrize("after_turn", [False, True])
@pytest.mark.parametrize("answer", [True, False, OSError("No line.")])
async def test_stopping_a_run_whose_calls_wait_asks_its_adapter(
    answer: bool | Exception, after_turn: bool
) -> None:
    run = _StoppedRun(answer)
    widget = watch(None, adapter=run)
    await widget.wait_for_approval()
    with pytest.raises(OSError) if isinstance(answer, Exception) else nullcontext():
        widget.stop(after_turn=after_turn)
    await widget
    assert run.stops == [after_turn]
    assert (widget.transcript.status, run.decided) == ("cancelled", {})
    assert [entry.state for entry in widget.transcript.entries] == ["not_run"]
    with pytest.raises(ValueError, match="No tool call waits"):
        widget.approve()


async def test_a_run_of_the_sdk_whose_calls_wait_is_cancelled_too(loopback: LoopbackServer) -> None:
    loopback.answer(answers.call("send", {}, "c1"))
    result = agents.Runner.run_streamed(sdk_agent(loopback, tools=[_send([], agents)]), "Send it")
    cancelled: list[str] = []
    result.cancel = lambda mode="immediate": cancelled.append(mode)
    widget = watch(result)
    await widget.wait_for_approval()
    widget.stop()
    await widget
    assert (cancelled, widget.transcript.status) == (["immediate"], "cancelled")


async def test_approving_with_other_arguments(loopback: LoopbackServer) -> None:
    refunds = []

    @function_tool(needs_approval=True)
    def refund(order: str) -> str:
        refunds.append(order)
        return "refunded"

    loopback.answer(answers.call("refund", {"order": "A"}, "c1"), answers.text("Done."))
    widget = watch(joker(loopback, tools=[refund]), "Refund A")
    [waiting] = await widget.wait_for_approval()
    assert (waiting.tool, waiting.arguments) == ("refund", '{"order": "A"}')
    assert widget.interruptions == [waiting]
    widget.say("And be quick.")
    widget.approve("c1", {"order": "B"})
    assert (await widget).final_output == "Done."
    assert refunds == ["B"]
    assert widget.interruptions == []
    assert "And be quick." in str(loopback.requests[1].body)


async def test_stopping_while_approval_is_waited_for(loopback: LoopbackServer) -> None:
    @function_tool(needs_approval=True)
    def refund(order: str) -> str:
        raise AssertionError("never run")

    loopback.answer(answers.call("refund", {"order": "A"}, "c1"))
    widget = watch(joker(loopback, tools=[refund]), "Refund A")
    await widget.wait_for_approval()
    widget.stop()
    await widget
    assert widget.transcript.status == "cancelled"


EDITED = [
    '{ "id":1610521604143693812 ,"rate": 1.0, "note":"b" }',
    '{"note": "\\u00e9\\/", "id": 1e3, "id": -0, "none": null, "empty": ""}',
    '{"deep": [12345678901234567890, {"x": "{\\"y\\": 1.0}"}],\n\t"huge": 1e999}\n',
]
HALF = '{"half": "\\ud83d"}'  # ends a run of the SDK by a UnicodeEncodeError


def _send(received: list[str], package: Any = None) -> Any:
    async def send(context: Any, arguments: str) -> str:
        received.append(arguments)
        return "sent"

    tool = FunctionTool if package is None else package.FunctionTool
    schema = {"type": "object", "properties": {}}
    options = {"name": "send", "description": "Send.", "params_json_schema": schema, "on_invoke_tool": send}
    return tool(**options, strict_json_schema=False, needs_approval=True)


@pytest.mark.parametrize("text", [*EDITED, HALF])
@pytest.mark.parametrize("api", ["responses", "chat"])
async def test_edited_arguments_arrive_to_the_byte(loopback: LoopbackServer, api: str, text: str) -> None:
    received: list[str] = []
    respond = answers.respond if api == "responses" else answers.chat
    call = answers.call("send", '{"id": 1610521604143693812, "note": "a"}', "c1")
    loopback.answer(respond(call), respond(answers.text("Done.")), respond(answers.text("Again.")))
    agent = joker(loopback, tools=[_send(received)])
    if api == "chat":
        client = AsyncOpenAI(base_url=loopback.base_url, api_key="sk-test")
        agent.model = OpenAIChatCompletionsModel("test-model", client)
    session = SQLiteSession("bytes")
    widget = watch(agent, "Send it", session=session)
    [waiting] = await widget.wait_for_approval()
    assert waiting.arguments == '{"id": 1610521604143693812, "note": "a"}'
    widget._commands.receive({"type": "approve", "call_id": "c1", "arguments": text})
    result = await widget
    assert received == [text]
    assert [entry.arguments for entry in widget.transcript.entries if entry.kind == "tool_call"] == [text]
    assert _arguments_sent(loopback.requests[1].body) == [text]
    assert _arguments_sent({"input": result.to_input_list()}) == [text]
    assert _arguments_sent({"input": await session.get_items()}) == [text]
    await widget.ask("And again")
    assert _arguments_sent(loopback.requests[2].body) == [text]


@pytest.mark.parametrize(
    ("package", "text"), [(None, HALF), *((package, text) for package in (None, agents) for text in EDITED)]
)
async def test_arguments_that_nobody_edited_arrive_to_the_byte(
    loopback: LoopbackServer, package: Any, text: str
) -> None:
    received: list[str] = []
    loopback.answer(answers.call("send", text, "c1", size=3), answers.text("Done."))
    agent = (joker if package is None else sdk_agent)(loopback, tools=[_send(received, package)])
    widget = watch(agent, "Send it")
    [waiting] = await widget.wait_for_approval()
    assert waiting.arguments == text
    widget.approve()
    await widget
    assert received == [text]
    assert _arguments_sent(loopback.requests[1].body) == [text]


async def test_an_argument_that_only_the_model_knows_stays_beside_an_edit(loopback: LoopbackServer) -> None:
    @function_tool(needs_approval=True)
    def refund(order: str) -> str:
        return f"refunded {order}"

    loopback.answer(answers.call("refund", {"order": "A", "why": "late"}, "c1"), answers.text("Done."))
    widget = watch(joker(loopback, tools=[refund]), "Refund A")
    await widget.wait_for_approval()
    with pytest.raises(ValueError, match=r"The tool takes order, not wer\."):
        widget.approve(arguments='{"order": "B", "why": "late", "wer": 1}')
    widget.approve(arguments='{"order": "B", "why": "late"}')
    await widget
    assert widget.tools["refund"].value == "refunded B"


def _arguments_sent(body: Any) -> list[str]:
    """The arguments of the calls in a request of either API."""
    items = body.get("input") or [call for each in body["messages"] for call in each.get("tool_calls", ())]
    return [
        item.get("function", item)["arguments"] for item in items if "arguments" in item.get("function", item)
    ]


async def test_calls_are_given_only_once_they_are_shown(
    loopback: LoopbackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    loopback.answer(answers.call("send", {}, "c1"), answers.text("Done."))
    widget = watch(joker(loopback, tools=[_send([])]), "Send it")
    recorder = widget._controller.recorder
    show, interrupt = threading.Event(), recorder.interrupt

    def interrupt_late(waiting: Any) -> None:
        assert show.wait(hang.SECONDS)
        interrupt(waiting)

    monkeypatch.setattr(recorder, "interrupt", interrupt_late)
    waiting = asyncio.ensure_future(widget.wait_for_approval())
    await widget._until(lambda: bool(widget._controller.approvals.pending))
    await asyncio.wait({waiting}, timeout=0.3)
    show.set()
    assert [entry.call_id for entry in await waiting] == ["c1"]
    widget.approve()
    await widget


async def test_all_calls_that_wait_are_approved_at_once(loopback: LoopbackServer) -> None:
    @function_tool(needs_approval=True)
    def refund(order: str) -> str:
        return f"refunded {order}"

    three = [answers.call("refund", {"order": order}, f"c{order}") for order in "ABC"]
    loopback.answer(answers.respond(*three), answers.text("Done."))
    widget = watch(joker(loopback, tools=[refund]), "Refund all")
    assert len(await widget.wait_for_approval()) == 3
    widget.deny("cB")
    widget.approve_all()
    assert (await widget).final_output == "Done."
    widget.approve_all()  # nothing waits any more
    states = [entry.state for entry in widget.transcript.entries if entry.kind == "tool_call"]
    assert states == ["done", "denied", "done"]
