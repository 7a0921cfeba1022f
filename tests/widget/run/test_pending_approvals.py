"""Tool calls that wait for approval."""

from __future__ import annotations

from typing import Any

import agents
import answers
import pytest
from loopback import LoopbackServer
from openai import AsyncOpenAI
from watched import joker, sdk_agent

from agents_widget import FunctionTool, OpenAIChatCompletionsModel, SQLiteSession, function_tool
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
