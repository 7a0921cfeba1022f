from __future__ import annotations

from typing import Any

import pytest
from answers import events, respond, text
from loopback import LoopbackServer
from openai.types.responses import (
    ResponseFunctionToolCall,
    ResponseOutputMessage,
    ResponseOutputRefusal,
    ResponseOutputText,
)
from short_events import short

from agents_widget.agents.agent import Agent
from agents_widget.agents.items import (
    ItemHelpers,
    MessageOutputItem,
    ToolApprovalItem,
    ToolCallItem,
)
from agents_widget.agents.models.interface import Model
from agents_widget.agents.run import Runner
from agents_widget.agents.run_internal.items import deduplicate, drop_orphans

AGENT = Agent(name="A")


def message(*parts: str, refused: bool = False) -> ResponseOutputMessage:
    content: list[Any] = [ResponseOutputText(type="output_text", text=p, annotations=[]) for p in parts]
    if refused:
        content.append(ResponseOutputRefusal(type="refusal", refusal="no"))
    return ResponseOutputMessage(
        id="m", type="message", role="assistant", status="completed", content=content
    )


def test_the_text_of_messages() -> None:
    two, empty = message("a", "b"), message()
    assert (ItemHelpers.extract_text(two), ItemHelpers.extract_last_text(two)) == ("ab", "b")
    assert (ItemHelpers.extract_text(empty), ItemHelpers.extract_last_text(empty)) == (None, None)
    assert (ItemHelpers.extract_last_content(two), ItemHelpers.extract_last_content(empty)) == ("b", "")
    refused = message("a", refused=True)
    assert ItemHelpers.extract_refusal(refused) == ItemHelpers.extract_last_content(refused) == "no"
    assert ItemHelpers.extract_last_text(refused) is None
    assert ItemHelpers.extract_refusal(two) is None
    items = [MessageOutputItem(AGENT, two), MessageOutputItem(AGENT, message("c"))]
    assert ItemHelpers.text_message_outputs(items) == "abc"
    tool_call: Any = ResponseFunctionToolCall(type="function_call", name="f", call_id="c", arguments="{}")
    for helper in (ItemHelpers.extract_text, ItemHelpers.extract_last_text, ItemHelpers.extract_refusal):
        assert helper(tool_call) is None
    assert ItemHelpers.extract_last_content(tool_call) == ""


def test_input_items() -> None:
    assert ItemHelpers.input_to_new_input_list("hi") == [{"content": "hi", "role": "user"}]
    given: list[Any] = [{"role": "user", "content": "hi"}, message("a")]
    made = ItemHelpers.input_to_new_input_list(given)
    assert made is not given
    assert made[1]["content"][0]["text"] == "a"
    # Fields that were not set are not sent as null.
    bare = ResponseFunctionToolCall(type="function_call", name="f", call_id="c", arguments="{}")
    item = ToolCallItem(AGENT, bare)
    assert item.to_input_item() == {"type": "function_call", "name": "f", "call_id": "c", "arguments": "{}"}
    assert (item.tool_name, item.call_id) == ("f", "c")
    waiting = ToolApprovalItem(AGENT, bare)
    assert (waiting.name, waiting.arguments, waiting.call_id) == ("f", "{}", "c")
    assert ItemHelpers.tool_call_output_item(bare, {"a": 1})["output"] == "{'a': 1}"
    assert ItemHelpers.tool_call_output_item(bare, {"a": 1}, as_json=True)["output"] == '{"a":1}'


@pytest.mark.parametrize("status", [None, "x", "", 7, 10**30, ["a"]])
def test_a_status_that_the_api_does_not_take_is_not_sent_back(status: Any) -> None:
    """Found by the storm (tests/chaos)."""
    call = ResponseFunctionToolCall.construct(
        type="function_call", name="f", call_id="c", arguments="{}", status=status
    )
    assert "status" not in ToolCallItem(AGENT, call).to_input_item()
    done = call.model_copy(update={"status": "incomplete"})
    assert ToolCallItem(AGENT, done).to_input_item()["status"] == "incomplete"
    search = {"type": "web_search_call", "id": "ws_1", "status": "searching"}
    assert ToolCallItem(AGENT, search).to_input_item() == search


def test_what_a_stopped_run_leaves_is_made_whole() -> None:
    said: Any = {"role": "user", "content": "hi"}

    def thought(n: int) -> Any:
        return {"type": "reasoning", "id": f"r{n}", "summary": []}

    def asked(n: int) -> Any:
        return {"type": "function_call", "call_id": f"c{n}", "name": "f", "arguments": "{}"}

    def answered(n: int) -> Any:
        return {"type": "function_call_output", "call_id": f"c{n}", "output": "x"}

    whole = [said, thought(1), asked(1), answered(1)]
    assert drop_orphans(whole) == whole
    assert drop_orphans([*whole, thought(2), asked(2)]) == whole
    assert drop_orphans([answered(9), *whole]) == whole
    assert drop_orphans([*whole, thought(2)]) == whole
    assert drop_orphans([*whole, thought(2), said]) == [*whole, said]
    answer: Any = {"role": "assistant", "content": "hi"}
    assert drop_orphans([said, thought(1), thought(2), answer]) == [said, thought(1), thought(2), answer]
    mixed = [said, thought(1), asked(1), asked(2), answered(1)]
    assert drop_orphans(mixed) == whole


async def test_items_of_tools_that_the_provider_runs(loopback: LoopbackServer, model: Model) -> None:
    search = {
        "type": "web_search_call",
        "id": "ws",
        "status": "completed",
        "action": {"type": "search", "query": "x"},
    }
    listed = {"type": "mcp_list_tools", "id": "ml", "server_label": "s", "tools": []}
    whole = respond(text("found"))
    last: Any = whole.events[-1]
    output = [search, listed, *last["response"]["output"]]
    loopback.answer(
        events([*whole.events[:-1], {**last, "response": {**last["response"], "output": output}}])
    )
    result = Runner.run_streamed(Agent(name="A", model=model), "go")
    seen = [short(e) async for e in result.stream_events() if e.type == "run_item_stream_event"]
    assert seen == [
        "tool_called tool_call_item",
        "mcp_list_tools mcp_list_tools_item",
        "message_output_created message_output_item",
    ]
    assert (result.new_items[0].tool_name, result.new_items[0].call_id) == (None, "ws")
    assert result.final_output == "found"
    assert [item.get("type") for item in result.to_input_list()[1:]] == [
        "web_search_call",
        "mcp_list_tools",
        "message",
    ]


async def test_a_run_goes_on_after_unanswered_calls_in_its_input(
    loopback: LoopbackServer, model: Model
) -> None:
    given: Any = [
        {"role": "user", "content": "hi"},
        {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"},
    ]
    loopback.answer(text("ok"))
    await Runner.run(Agent(name="A", model=model), given)
    assert loopback.requests[0].body["input"] == given[:1]


def test_thoughts_that_share_a_placeholder_for_an_id_are_not_the_same() -> None:
    thoughts: Any = [
        {"type": "reasoning", "id": id_, "summary": [{"type": "summary_text", "text": text}]}
        for id_, text in (("__fake_id__", "a"), ("rs_1", "b"), ("__fake_id__", "c"), ("rs_1", "d"))
    ]
    assert [row["summary"][0]["text"] for row in deduplicate(thoughts)] == ["a", "d", "c"]
