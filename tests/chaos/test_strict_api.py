"""The checker refuses what OpenAI's API refuses, and takes what it takes."""

from __future__ import annotations

from typing import Any

import pytest
from strict_api import problems

USER: Any = {"role": "user", "content": "hi"}
SAID: Any = {
    "type": "message",
    "id": "msg_1",
    "role": "assistant",
    "status": "completed",
    "content": [{"type": "output_text", "text": "Hello", "annotations": []}],
}
THOUGHT: Any = {"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": "hm"}]}
CALL: Any = {"type": "function_call", "id": "fc_1", "call_id": "c1", "name": "look", "arguments": "{}"}
OUTPUT: Any = {"type": "function_call_output", "call_id": "c1", "output": "seen"}
TAKEN = [
    [USER],
    [USER, SAID, USER],
    [USER, THOUGHT, SAID, USER],
    [USER, THOUGHT, {**THOUGHT, "id": "rs_2"}, CALL, OUTPUT],
    [USER, CALL, {**CALL, "id": "fc_2", "call_id": "c2"}, OUTPUT, {**OUTPUT, "call_id": "c2"}],
    [USER, {"type": "reasoning", "summary": []}, SAID],
    [{"role": "user", "content": [{"type": "input_text", "text": "hi"}]}],
    [USER, CALL, {**OUTPUT, "output": [{"type": "input_text", "text": "seen"}]}],
]
REFUSED = [
    ([], "neither a text nor a list"),
    ({"role": "user"}, "neither a text nor a list"),
    (["hi"], "no object"),
    ([USER, {"type": "nonsense"}], "unknown type"),
    ([USER, {**SAID, "provider_data": {}}], "unknown field"),
    ([USER, {**SAID, "id": 7}], "no text"),
    ([USER, {**SAID, "id": "fc_9"}], "does not begin with 'msg_'"),
    ([USER, {**SAID, "status": None}], "the status None"),
    ([USER, {**SAID, "role": ["a"]}], "the role"),
    ([USER, {**SAID, "content": []}], "no content"),
    ([USER, {**SAID, "content": ""}], "no content"),
    ([{"role": "user", "content": None}], "no content"),
    ([USER, {**SAID, "content": [{"text": "hi"}]}], "part of type None"),
    ([USER, {**SAID, "content": [{"type": "input_text", "text": "hi"}]}], "part of type 'input_text'"),
    ([USER, {**SAID, "content": [{"type": "output_text", "text": None}]}], "text is none"),
    ([USER, {**SAID, "content": [{"type": "output_text", "text": "a", "annotations": None}]}], "annotations"),
    ([USER, {**SAID, "content": [{"type": "refusal"}]}], "refusal that is no text"),
    ([USER, {**CALL, "name": ""}, OUTPUT], "no valid name"),
    ([USER, {**CALL, "name": "a b"}, OUTPUT], "no valid name"),
    ([USER, {**CALL, "arguments": {}}, OUTPUT], "arguments that are no text"),
    ([USER, {**CALL, "call_id": "c" * 65}, {**OUTPUT, "call_id": "c" * 65}], "no call_id of 1 to 64"),
    ([USER, {**CALL, "call_id": None}], "no call_id"),
    ([USER, CALL, {**OUTPUT, "output": None}], "no output"),
    ([USER, {**THOUGHT, "summary": None}, SAID], "no summary"),
    ([USER, {**THOUGHT, "summary": [{"text": "hm"}]}, SAID], "part of type None"),
    ([USER, {**THOUGHT, "encrypted_content": 7}, SAID], "encrypted_content"),
    ([USER, CALL], "no tool output found"),
    ([USER, OUTPUT], "no tool call found"),
    ([USER, OUTPUT, CALL], "no tool call found"),
    ([USER, CALL, {**CALL, "id": "fc_2"}, OUTPUT], "a second call"),
    ([USER, THOUGHT, USER], "required following item"),
    ([USER, CALL, THOUGHT, OUTPUT], "required following item"),
    ([USER, THOUGHT], "required following item"),
    ([USER, SAID, SAID], "duplicate item"),
    ([{"role": "user", "content": "half \ud83d"}], "half a character"),
]


@pytest.mark.parametrize("items", TAKEN)
def test_the_responses_api_takes(items: Any) -> None:
    assert problems("/v1/responses", {"input": items}) == []


@pytest.mark.parametrize(("items", "said"), REFUSED)
def test_the_responses_api_refuses(items: Any, said: str) -> None:
    found = problems("/v1/responses", {"input": items})
    assert any(said in problem for problem in found), found


def test_a_server_takes_its_own_ids_back() -> None:
    odd = {**SAID, "id": "7"}
    assert problems("/v1/responses", {"input": [USER, odd]})
    assert problems("/v1/responses", {"input": [USER, odd]}, own_ids={"7"}) == []


def test_a_text_is_an_input() -> None:
    assert problems("/v1/responses", {"input": "hi"}) == []
    assert problems("/v1/responses", {"input": ""})
    assert problems("/v1/responses", None)


CHAT_CALL: Any = {"id": "c1", "type": "function", "function": {"name": "look", "arguments": "{}"}}
CALLS: Any = {"role": "assistant", "content": None, "tool_calls": [CHAT_CALL]}
ANSWER: Any = {"role": "tool", "tool_call_id": "c1", "content": "seen"}
CHAT_REFUSED = [
    ([], "no list of messages"),
    ([{"role": "nobody", "content": "hi"}], "the role"),
    ([{"role": "user", "content": ""}], "no content"),
    ([{"role": "user", "content": {"a": 1}}], "no content"),
    ([USER, {"role": "assistant", "content": None}], "neither content nor tool_calls"),
    ([USER, {**CALLS, "tool_calls": []}], "empty list"),
    ([USER, {**CALLS, "tool_calls": [{**CHAT_CALL, "id": ""}]}, ANSWER], "without an id"),
    ([USER, {**CALLS, "tool_calls": [{**CHAT_CALL, "function": {"arguments": "{}"}}]}, ANSWER], "valid name"),
    ([USER, {**CALLS, "tool_calls": [{**CHAT_CALL, "function": {"name": "look"}}]}, ANSWER], "are no text"),
    ([USER, {**CALLS, "tool_calls": [CHAT_CALL, CHAT_CALL]}, ANSWER, ANSWER], "duplicate ids"),
    ([USER, CALLS], "were not answered"),
    ([USER, CALLS, USER, ANSWER], "were not answered"),
    ([USER, ANSWER], "answers no preceding call"),
    ([USER, CALLS, ANSWER, ANSWER], "answers no preceding call"),
]


@pytest.mark.parametrize(
    "messages", [[USER], [USER, CALLS, ANSWER, USER], [USER, {"role": "assistant", "refusal": "No."}, USER]]
)
def test_chat_completions_take(messages: Any) -> None:
    assert problems("/v1/chat/completions", {"messages": messages}) == []


@pytest.mark.parametrize(("messages", "said"), CHAT_REFUSED)
def test_chat_completions_refuse(messages: Any, said: str) -> None:
    found = problems("/v1/chat/completions", {"messages": messages})
    assert any(said in problem for problem in found), found
